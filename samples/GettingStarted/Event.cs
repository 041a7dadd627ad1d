using System.ComponentModel.DataAnnotations.Schema;
using Microsoft.EntityFrameworkCore;

[Table("events")]
[Gsi("by_status", nameof(Status), nameof(OccurredAt))]
internal sealed class Event
{
    [PartitionKey]
    public required string EventId { get; set; }

    /// <summary>A number attribute: seconds since 1970, which sort as the times do.</summary>
    [SortKey]
    [UnixTimestamp(TimestampUnit.Seconds)]
    public DateTime OccurredAt { get; set; }

    /// <summary>Milliseconds since 1970; no attribute at all while it is null.</summary>
    [UnixTimestamp(TimestampUnit.Milliseconds)]
    public DateTime? ProcessedAt { get; set; }

    public required string Status { get; set; }

    public override string ToString()
        => $"{EventId} {OccurredAt:u} {Status}, {(ProcessedAt is { } at ? $"processed {at:HH:mm:ss.fff}" : "not processed")}";
}
