namespace EFCore.DynamoDb.Diagnostics;

/// <summary>What the events tell of a request. Made for each request, so it formats nothing before somebody listens.</summary>
internal interface IRequestDescription
{
    string Operation { get; }

    string TableName { get; }

    string? IndexName { get; }

    /// <summary>One line; keys and values only when they may be shown.</summary>
    string ToText(bool showValues);
}

/// <summary>What the events tell of an answer.</summary>
internal readonly record struct RequestOutcome(
    string? RequestId,
    double? ConsumedCapacity,
    int? Count,
    int? ScannedCount,
    int UnprocessedCount,
    int Retries = 0);
