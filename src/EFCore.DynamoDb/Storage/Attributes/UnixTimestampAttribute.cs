namespace Microsoft.EntityFrameworkCore;

/// <summary>
/// Stores a <see cref="DateTime" /> or <see cref="DateTimeOffset" /> as a number (N): whole units since 1970-01-01T00:00:00Z, rounded down. It is read
/// as UTC, and compared at that precision in queries.
/// </summary>
/// <param name="unit">The unit.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class UnixTimestampAttribute(TimestampUnit unit) : Attribute
{
    /// <summary>The unit.</summary>
    public TimestampUnit Unit { get; } = unit;
}
