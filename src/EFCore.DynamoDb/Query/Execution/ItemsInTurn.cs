using System.Runtime.CompilerServices;
using EFCore.DynamoDb.Client;
using EFCore.DynamoDb.Items;

namespace EFCore.DynamoDb.Query.Execution;

/// <summary>
/// The items of several requests in no order: some requests are under way together, and each that is answered gives a page in its turn and asks for its next
/// one. So no more pages are in memory than requests may be sent together, and the same answers always come in the same order - but for the segments of a
/// scan, which come as they are ready.
/// </summary>
/// <param name="requests">At least one.</param>
/// <param name="maxParallel">How many may be under way together.</param>
/// <param name="stopsEarly">Only some items are wanted: one request at first, and twice as many with each page that was not enough.</param>
internal sealed class ItemsInTurn(IReadOnlyList<RequestPages> requests, int maxParallel, bool stopsEarly)
{
    private readonly List<(RequestPages Pages, Task<IReadOnlyList<Item>> Page)> _underWay = [];
    private readonly bool _asTheyCome = requests[0].Request is ScanRequest;

    public async IAsyncEnumerable<Item> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            var waiting = new Queue<RequestPages>(requests);
            var width = stopsEarly ? 1 : maxParallel;
            while (true)
            {
                while (_underWay.Count < width && waiting.TryDequeue(out var next))
                {
                    Send(next, ended.Token);
                }

                if (_underWay.Count == 0)
                {
                    yield break;
                }

                var (pages, page) = await NextAsync().ConfigureAwait(false);
                var items = await page.ConfigureAwait(false);
                if (!pages.AtEnd && !stopsEarly)
                {
                    Send(pages, ended.Token);
                }

                foreach (var item in items)
                {
                    yield return item;
                }

                if (!pages.AtEnd && stopsEarly)
                {
                    Send(pages, ended.Token);
                }

                width = Math.Min(maxParallel, width * 2);
            }
        }
        finally
        {
            await EndAsync(ended).ConfigureAwait(false);
        }
    }

    private void Send(RequestPages pages, CancellationToken cancellationToken)
        => _underWay.Add((pages, pages.NextAsync(null, cancellationToken)));

    private async ValueTask<(RequestPages Pages, Task<IReadOnlyList<Item>> Page)> NextAsync()
    {
        var position = 0;
        if (_asTheyCome)
        {
            var first = await Task.WhenAny(_underWay.Select(u => u.Page)).ConfigureAwait(false);
            position = _underWay.FindIndex(u => u.Page == first);
        }

        var next = _underWay[position];
        _underWay.RemoveAt(position);
        return next;
    }

    /// <summary>Nothing goes on behind the back of one who has stopped reading.</summary>
    private async ValueTask EndAsync(CancellationTokenSource ended)
    {
        if (_underWay.Count > 0)
        {
            await ended.CancelAsync().ConfigureAwait(false);
            foreach (var (_, page) in _underWay)
            {
                await ((Task)page).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}
