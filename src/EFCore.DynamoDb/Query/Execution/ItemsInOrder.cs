using System.Runtime.CompilerServices;
using EFCore.DynamoDb.Items;

namespace EFCore.DynamoDb.Query.Execution;

/// <summary>
/// The items of requests one after the other, each to its end. The first pages of those that follow may be asked for side by side while rows are wanting, and the next
/// page of a request while the one before is worked on; so no more pages are in memory than requests may be under way, and one.
/// </summary>
/// <param name="requests">In the order in which they are read.</param>
/// <param name="maxParallel">How many may be under way together.</param>
/// <param name="readsAhead">The next page is asked for as soon as one has come.</param>
/// <param name="limit">The most items that are wanted; null for all.</param>
/// <param name="onRead">Hears of each item before it is given.</param>
internal sealed class ItemsInOrder(
    IReadOnlyList<RequestPages> requests, int maxParallel, bool readsAhead, int? limit, Action<RequestPages, Item>? onRead = null)
{
    private readonly Queue<Task<IReadOnlyList<Item>>> _ahead = [];
    private int _asked;

    /// <summary>The request that is read first; those before it are not.</summary>
    public int First { get; init; }

    /// <summary>Ends after the first page, whatever follows.</summary>
    public bool OnePage { get; init; }

    /// <summary>The request that a reading of <see cref="OnePage" /> stopped in, with its first page read; null when it came to the end of all.</summary>
    public int? StoppedIn { get; private set; }

    public async IAsyncEnumerable<Item> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task<IReadOnlyList<Item>>? page = null;
        try
        {
            var left = limit;
            var width = 1;
            for (var i = First; i < requests.Count; i++)
            {
                var pages = requests[i];
                if (!_ahead.TryDequeue(out page))
                {
                    _asked = i + 1;
                    page = pages.NextAsync(left, ended.Token);
                }

                while (true)
                {
                    var items = await page.ConfigureAwait(false);
                    left -= items.Count;
                    page = readsAhead && !pages.AtEnd && left is not <= 0 ? pages.NextAsync(left, ended.Token) : null;
                    foreach (var item in items)
                    {
                        onRead?.Invoke(pages, item);
                        yield return item;
                    }

                    if (left is <= 0)
                    {
                        yield break;
                    }

                    if (OnePage)
                    {
                        StoppedIn = pages.AtEnd && i == requests.Count - 1 ? null : i;
                        yield break;
                    }

                    // It was not enough.
                    width = Math.Min(maxParallel, width * 2);
                    for (; _ahead.Count < width - 1 && _asked < requests.Count; _asked++)
                    {
                        _ahead.Enqueue(requests[_asked].NextAsync(left, ended.Token));
                    }

                    // What was asked for ahead may have come to the end by now.
                    if (page is null && pages.AtEnd)
                    {
                        break;
                    }

                    page ??= pages.NextAsync(left, ended.Token);
                }
            }
        }
        finally
        {
            // Nothing goes on behind the back of one who has stopped reading.
            if (page is not null || _ahead.Count > 0)
            {
                await ended.CancelAsync().ConfigureAwait(false);
                foreach (var task in page is null ? _ahead : _ahead.Append(page))
                {
                    await ((Task)task).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                }
            }
        }
    }
}
