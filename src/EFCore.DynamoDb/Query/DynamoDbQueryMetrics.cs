using EFCore.DynamoDb.Client;

namespace Microsoft.EntityFrameworkCore;

/// <summary>
/// What the requests of a query read and cost, added up: pass one to <c>CollectMetrics</c>. It may be passed to several queries, whose figures are added, and read
/// while a query is under way.
/// </summary>
public sealed class DynamoDbQueryMetrics : IRequestObserver
{
    private readonly Lock _lock = new();

    /// <summary>Requests that DynamoDB carried out: each page of a Query or Scan is one, and each part of a batch.</summary>
    public int Requests { get; private set; }

    /// <summary>Of these, the pages of Queries and Scans.</summary>
    public int Pages { get; private set; }

    /// <summary>Items that DynamoDB returned, or counted; the client may have dropped some of them.</summary>
    public long Count { get; private set; }

    /// <summary>Items that Queries and Scans evaluated, which is what is paid for; those that the filter dropped are among them.</summary>
    public long ScannedCount { get; private set; }

    /// <summary>Read capacity units, and write capacity units of <c>ExecuteUpdate</c> and <c>ExecuteDelete</c>; null when DynamoDB did not say.</summary>
    public double? ConsumedCapacity { get; private set; }

    /// <summary>How often the SDK sent a request again, because it was throttled or its answer was lost.</summary>
    public int Retries { get; private set; }

    /// <inheritdoc />
    public override string ToString()
        => FormattableString.Invariant(
            $"{Requests} requests, {Pages} pages, {Count} items of {ScannedCount} evaluated, {ConsumedCapacity?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "?"} capacity units, {Retries} retries");

    void IRequestObserver.Sending(ItemRequest request)
        => request.TellsCapacity = true;

    void IRequestObserver.Answered(ItemRequest request, RequestCounts counts, ResponseMetadata metadata)
    {
        lock (_lock)
        {
            Requests++;
            Pages += request is PageRequest ? 1 : 0;
            Count += counts.Count;
            ScannedCount += counts.ScannedCount ?? 0;
            Retries += metadata.Retries;
            if (metadata.ConsumedCapacity is { } capacity)
            {
                ConsumedCapacity = (ConsumedCapacity ?? 0) + capacity;
            }
        }
    }
}
