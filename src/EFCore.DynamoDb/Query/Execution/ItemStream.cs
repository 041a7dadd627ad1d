using EFCore.DynamoDb.Access;
using EFCore.DynamoDb.Client;
using EFCore.DynamoDb.Items;

namespace EFCore.DynamoDb.Query.Execution;

/// <summary>
/// The items of a plan as they are asked for: the one place where the outer source of a query sends requests. Several requests are answered side by side.
/// </summary>
/// <param name="client">The port.</param>
/// <param name="access">What is sent.</param>
/// <param name="maxParallel">How many requests may be under way together.</param>
/// <param name="prefetch">The next page of a request is asked for as soon as one has come, unless it is known to have enough.</param>
/// <param name="entriesOnly">What an index has, where the items themselves are to be fetched by it.</param>
internal sealed class ItemStream(
    IDynamoDbRequestClient client, BoundAccess access, int maxParallel, bool prefetch = false, bool entriesOnly = false) : IAsyncEnumerable<Item>
{
    public IAsyncEnumerator<Item> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        if (access.Fetch is not null && !entriesOnly)
        {
            var entries = new ItemStream(client, access, maxParallel, prefetch, entriesOnly: true);
            return new FetchedItems(client, access, maxParallel).ReadAsync(entries, cancellationToken).GetAsyncEnumerator(cancellationToken);
        }

        if (prefetch && access.Requests is [PageRequest page] && (access.Limit is not null || !access.StopsEarly))
        {
            var pages = new ItemsInOrder([new RequestPages(client, page, access.PagesGrow)], 1, readsAhead: true, access.Limit);
            return pages.ReadAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        }

        if (access.Requests.Count <= 1)
        {
            return new Enumerator(access, access.Requests is [var only] ? new RequestPages(client, only, access.PagesGrow) : null, cancellationToken);
        }

        var width = Width(access, maxParallel);
        IReadOnlyList<RequestPages> requests = [.. access.Requests.Select(r => new RequestPages(client, r, access.PagesGrow))];
        var items = access.MergedBy.Count > 0
            ? new MergedItems(requests, access.MergedBy, width, access.StopsEarly).ReadAsync(cancellationToken)
            : new ItemsInTurn(requests, width, access.StopsEarly).ReadAsync(cancellationToken);
        items = access.MayRepeatItems ? Once(items) : items;
        return (access.Limit is { } limit ? items.Take(limit) : items).GetAsyncEnumerator(cancellationToken);
    }

    /// <summary>The number of items, by Select=COUNT on every page.</summary>
    public static async ValueTask<long> CountAsync(
        IDynamoDbRequestClient client, BoundAccess access, int maxParallel, CancellationToken cancellationToken)
    {
        if (access.Requests is [var only])
        {
            return await new RequestPages(client, only).CountAsync(cancellationToken).ConfigureAwait(false);
        }

        var total = 0L;
        await Parallel.ForEachAsync(
            access.Requests,
            new ParallelOptions { MaxDegreeOfParallelism = Width(access, maxParallel), CancellationToken = cancellationToken },
            async (request, token) =>
                Interlocked.Add(ref total, await new RequestPages(client, request).CountAsync(token).ConfigureAwait(false))).ConfigureAwait(false);
        return total;
    }

    /// <summary>Without the items that were there before; it remembers their keys.</summary>
    private static async IAsyncEnumerable<Item> Once(IAsyncEnumerable<Item> items)
    {
        var seen = new HashSet<(ItemValue, ItemValue)>();
        await foreach (var item in items.ConfigureAwait(false))
        {
            var ordinals = item.Layout.KeyOrdinals;
            if (seen.Add((item.GetValue(ordinals[0]), ordinals.Length > 1 ? item.GetValue(ordinals[1]) : default)))
            {
                yield return item;
            }
        }
    }

    /// <summary>Into how many segments a scan is divided was the user's own word.</summary>
    private static int Width(BoundAccess access, int maxParallel)
        => access.Requests is [ScanRequest, ..] ? access.Requests.Count : maxParallel;

    /// <summary>One request, or items that were given: nearly every query.</summary>
    private sealed class Enumerator(BoundAccess access, RequestPages? request, CancellationToken cancellationToken) : IAsyncEnumerator<Item>
    {
        private IReadOnlyList<Item> _page = access.Given ?? [];
        private int _position = -1;
        private int _remaining = access.Limit ?? int.MaxValue;

        public Item Current
            => _page[_position];

        public ValueTask<bool> MoveNextAsync()
        {
            if (_remaining <= 0)
            {
                return ValueTask.FromResult(false);
            }

            if (++_position < _page.Count)
            {
                _remaining--;
                return ValueTask.FromResult(true);
            }

            return ReadPageAsync();
        }

        public ValueTask DisposeAsync()
            => ValueTask.CompletedTask;

        private async ValueTask<bool> ReadPageAsync()
        {
            while (request is { AtEnd: false })
            {
                _page = await request.NextAsync(access.Limit is null ? null : _remaining, cancellationToken).ConfigureAwait(false);
                _position = 0;
                if (_page.Count > 0)
                {
                    _remaining--;
                    return true;
                }
            }

            _page = [];
            return false;
        }
    }
}
