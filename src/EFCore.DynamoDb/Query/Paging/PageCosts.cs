using EFCore.DynamoDb.Client;

namespace EFCore.DynamoDb.Query.Paging;

/// <summary>What the requests for one page read; those that go side by side add to it together.</summary>
internal sealed class PageCosts : IRequestObserver
{
    private readonly Lock _lock = new();

    public int Requests { get; private set; }

    public int ScannedCount { get; private set; }

    public double? ConsumedCapacity { get; private set; }

    public void Sending(ItemRequest request)
    {
    }

    public void Answered(ItemRequest request, RequestCounts counts, ResponseMetadata metadata)
    {
        lock (_lock)
        {
            Requests++;
            ScannedCount += counts.ScannedCount ?? counts.Count;
            if (metadata.ConsumedCapacity is { } capacity)
            {
                ConsumedCapacity = (ConsumedCapacity ?? 0) + capacity;
            }
        }
    }

    /// <summary>What was read since the last time.</summary>
    public PageCosts Take()
    {
        lock (_lock)
        {
            var taken = new PageCosts { Requests = Requests, ScannedCount = ScannedCount, ConsumedCapacity = ConsumedCapacity };
            (Requests, ScannedCount, ConsumedCapacity) = (0, 0, null);
            return taken;
        }
    }
}
