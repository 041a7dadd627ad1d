namespace Microsoft.EntityFrameworkCore;

/// <summary>
/// What a query sends, and why: the request that serves it with the values of its parameters in place, what is left to the client, and what was not taken. Nothing is
/// sent to find it out.
/// </summary>
public sealed class DynamoDbQueryPlan
{
    internal DynamoDbQueryPlan()
    {
    }

    /// <summary>
    /// <c>GetItem</c>, <c>BatchGetItem</c>, <c>Query</c>, <c>Scan</c>; <c>Union</c> for the <see cref="Branches" /> of an OR; <c>None</c> where no item can match and
    /// nothing is sent.
    /// </summary>
    public required string Operation { get; init; }

    /// <summary>The physical name of the table, prefix included.</summary>
    public required string TableName { get; init; }

    /// <summary>The index that is read; null for the table itself.</summary>
    public required string? IndexName { get; init; }

    /// <summary>The key condition of a Query, or the key or keys that are read; null for a Scan.</summary>
    public required string? KeyCondition { get; init; }

    /// <summary>What DynamoDB checks of each item that it reads: it saves bytes, not read units. Null for none.</summary>
    public required string? Filter { get; init; }

    /// <summary>The attributes that are asked for; null for all of them.</summary>
    public required IReadOnlyList<string>? Projection { get; init; }

    /// <summary>Only the number of items is asked for (<c>Select=COUNT</c>).</summary>
    public required bool CountOnly { get; init; }

    /// <summary>The direction of a Query: false when it reads from the end of the sort key.</summary>
    public required bool ScanIndexForward { get; init; }

    /// <summary>How many items are read at most by each request, because no more are wanted; null when reading goes on until there are enough.</summary>
    public required int? Limit { get; init; }

    /// <summary>How many items DynamoDB may evaluate for one page; null for as many as fit in 1 MB.</summary>
    public required int? PageSize { get; init; }

    /// <summary>
    /// How many items DynamoDB may evaluate for the first page, because rows are wanted of which nobody knows how many pass the filter: each further page is twice as large.
    /// Null for what <see cref="PageSize" /> says.
    /// </summary>
    public required int? FirstPageSize { get; init; }

    /// <summary>Whether the read is strongly consistent, at twice the price.</summary>
    public required bool ConsistentRead { get; init; }

    /// <summary>The index gives only keys, and <c>BatchGetItem</c> reads the items by them: a read unit and more for each.</summary>
    public required bool FetchesByKey { get; init; }

    /// <summary>
    /// How many requests there are that are independent of each other: one for each partition, segment or hundred keys. A Query or Scan of more than 1 MB needs
    /// further requests for its further pages, which nobody can know beforehand.
    /// </summary>
    public required int NumberOfRequests { get; init; }

    /// <summary>Those requests, a line each.</summary>
    public required IReadOnlyList<string> Requests { get; init; }

    /// <summary>Of a <c>Union</c>: the plans of the branches of the OR.</summary>
    public required IReadOnlyList<DynamoDbQueryPlan> Branches { get; init; }

    /// <summary>
    /// What is read besides for the rows: joins, <c>Include</c>, navigations and queries inside of lambdas. Their keys are those of the rows, which nobody knows beforehand: question
    /// marks in <see cref="KeyCondition" />, and no requests. A <c>GetItem</c> here is a <c>BatchGetItem</c> where there are several keys.
    /// </summary>
    public required IReadOnlyList<DynamoDbQueryPlan> Lookups { get; init; }

    /// <summary>What the client does over the items that DynamoDB returns, in this order.</summary>
    public required IReadOnlyList<string> ClientOperators { get; init; }

    /// <summary>The ways to read the items that were not taken.</summary>
    public required IReadOnlyList<DynamoDbRejectedCandidate> RejectedCandidates { get; init; }

    /// <summary>
    /// Why the query sends nothing: because no item can match, or because it is an error, such as <c>ScanNotAllowed</c>. Null when it is sent.
    /// </summary>
    public required string? NotSentBecause { get; init; }

    /// <summary>What would spare the scan, or make the index usable; null when there is nothing to say.</summary>
    public required string? Advice { get; init; }

    /// <summary>
    /// Read units that it costs at least, were there nothing to read: half a unit for each request or key, one where the read is consistent. What it costs in truth
    /// <c>CollectMetrics</c> and the events tell.
    /// </summary>
    public required double MinimumReadUnits { get; init; }

    /// <summary>How many items are read at most; null when that depends on what is stored.</summary>
    public required long? MaximumItems { get; init; }

    internal string Text { get; init; } = string.Empty;

    /// <summary>The plan as <c>ToQueryString()</c> shows it.</summary>
    public override string ToString()
        => Text;
}

/// <summary>A way to read the items of a query that was not taken.</summary>
public sealed class DynamoDbRejectedCandidate
{
    internal DynamoDbRejectedCandidate(string name, string? indexName, string reason)
    {
        Name = name;
        IndexName = indexName;
        Reason = reason;
    }

    /// <summary>As a person would call it: <c>table</c>, <c>index ByStatus</c>.</summary>
    public string Name { get; }

    /// <summary>The index, or null.</summary>
    public string? IndexName { get; }

    /// <summary>Why it was not taken.</summary>
    public string Reason { get; }

    /// <inheritdoc />
    public override string ToString()
        => $"{Name}: {Reason}";
}
