using System.Runtime.CompilerServices;
using EFCore.DynamoDb.Access;
using EFCore.DynamoDb.Client;
using EFCore.DynamoDb.Items;

namespace EFCore.DynamoDb.Query.Execution;

/// <summary>
/// The items themselves for entries of an index that has only a part of them: read by key, up to 100 together, in the order of the entries. An entry whose
/// item is gone by now gives nothing.
/// </summary>
/// <param name="client">The port.</param>
/// <param name="access">With a request for the items.</param>
/// <param name="maxParallel">How many of its requests may be under way together.</param>
internal sealed class FetchedItems(IDynamoDbRequestClient client, BoundAccess access, int maxParallel)
{
    /// <summary>Where few rows are wanted and nobody knows how few.</summary>
    private const int FewKeys = 10;

    private readonly BatchGetItemRequest _request = access.Fetch!;

    public async IAsyncEnumerable<Item> ReadAsync(IAsyncEnumerable<Item> entries, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var underWay = new Queue<Task<List<Item>>>();
        var width = access.StopsEarly ? 1 : maxParallel;
        var size = access.StopsEarly ? Math.Min(access.FirstFetch ?? FewKeys, RequestBuilder.MaxBatch) : RequestBuilder.MaxBatch;
        var keys = new List<Item>(size);
        try
        {
            await foreach (var entry in entries.WithCancellation(ended.Token).ConfigureAwait(false))
            {
                keys.Add(entry);
                if (keys.Count < size)
                {
                    continue;
                }

                underWay.Enqueue(FetchAsync(keys, ended.Token));
                keys = new List<Item>(size);
                if (underWay.Count < width)
                {
                    continue;
                }

                foreach (var item in await underWay.Dequeue().ConfigureAwait(false))
                {
                    yield return item;
                }

                // What is known to be wanted was not enough.
                size = Math.Min(size * 2, RequestBuilder.MaxBatch);
            }

            if (keys.Count > 0)
            {
                underWay.Enqueue(FetchAsync(keys, ended.Token));
            }

            while (underWay.TryDequeue(out var fetch))
            {
                foreach (var item in await fetch.ConfigureAwait(false))
                {
                    yield return item;
                }
            }
        }
        finally
        {
            // Nothing goes on behind the back of one who has stopped reading.
            await ended.CancelAsync().ConfigureAwait(false);
            foreach (var fetch in underWay)
            {
                await ((Task)fetch).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task<List<Item>> FetchAsync(List<Item> entries, CancellationToken cancellationToken)
    {
        // An item that changed while the index was read may have been met twice.
        var keys = new List<ItemMap>(entries.Count);
        var found = new Dictionary<Item, Item?>(entries.Count);
        foreach (var entry in entries)
        {
            if (found.TryAdd(entry, null))
            {
                keys.Add(entry.ToKey());
            }
        }

        foreach (var item in await BatchReader.ReadAsync(client, _request.For(keys), cancellationToken).ConfigureAwait(false))
        {
            found[item] = item;
        }

        var items = new List<Item>(keys.Count);
        foreach (var entry in entries)
        {
            if (found.Remove(entry, out var item) && item is not null)
            {
                items.Add(item);
            }
        }

        return items;
    }
}
