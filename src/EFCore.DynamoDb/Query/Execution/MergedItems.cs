using System.Runtime.CompilerServices;
using EFCore.DynamoDb.Access;
using EFCore.DynamoDb.Items;

namespace EFCore.DynamoDb.Query.Execution;

/// <summary>
/// The items of several requests, each of which has them in the order asked for, merged into that order. One page of each is in memory, and the next one of
/// each is asked for ahead unless only some items are wanted.
/// </summary>
/// <param name="requests">The sorted ones.</param>
/// <param name="order">What they are sorted by.</param>
/// <param name="maxParallel">How many may be under way together.</param>
/// <param name="stopsEarly">Only some items are wanted: nothing is read ahead.</param>
/// <param name="onRead">Hears of each item before it is given.</param>
internal sealed class MergedItems(IReadOnlyList<RequestPages> requests, IReadOnlyList<ItemOrdering> order, int maxParallel, bool stopsEarly, Action<RequestPages, Item>? onRead = null)
{
    public async IAsyncEnumerable<Item> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var gate = new SemaphoreSlim(maxParallel);
        var heads = requests.Select((r, position) => new Head(r, position, order, gate, stopsEarly, ended.Token)).ToArray();
        try
        {
            foreach (var head in heads)
            {
                head.Ask();
            }

            var queue = new PriorityQueue<Head, Head>(heads.Length, Comparer<Head>.Create((left, right) => left.CompareTo(right, order)));
            foreach (var head in heads)
            {
                if (await head.MoveNextAsync().ConfigureAwait(false))
                {
                    queue.Enqueue(head, head);
                }
            }

            while (queue.TryDequeue(out var least, out _))
            {
                onRead?.Invoke(least.Pages, least.Current);
                yield return least.Current;
                if (await least.MoveNextAsync().ConfigureAwait(false))
                {
                    queue.Enqueue(least, least);
                }
            }
        }
        finally
        {
            // Nothing goes on behind the back of one who has stopped reading.
            await ended.CancelAsync().ConfigureAwait(false);
            foreach (var head in heads)
            {
                await head.EndAsync().ConfigureAwait(false);
            }
        }
    }

    /// <summary>Where one request stands.</summary>
    private sealed class Head(
        RequestPages pages, int position, IReadOnlyList<ItemOrdering> order, SemaphoreSlim gate, bool stopsEarly, CancellationToken cancellationToken)
    {
        private readonly ItemValue[] _sortValues = new ItemValue[order.Count];
        private IReadOnlyList<Item> _page = [];
        private int _index = -1;
        private Task<IReadOnlyList<Item>>? _next;

        public RequestPages Pages
            => pages;

        public Item Current
            => _page[_index];

        public void Ask()
            => _next = NextPageAsync();

        public async ValueTask<bool> MoveNextAsync()
        {
            _index++;
            while (_index >= _page.Count)
            {
                if (_next is null && pages.AtEnd)
                {
                    return false;
                }

                _page = await (_next ?? NextPageAsync()).ConfigureAwait(false);
                _index = 0;
                _next = null;
                if (!pages.AtEnd && !stopsEarly)
                {
                    Ask();
                }
            }

            for (var i = 0; i < order.Count; i++)
            {
                _sortValues[i] = Current.GetValue(order[i].Ordinal);
            }

            return true;
        }

        /// <summary>Of equal items the one of the first request, so that the same answers always come in the same order.</summary>
        public int CompareTo(Head other, IReadOnlyList<ItemOrdering> orderings)
        {
            for (var i = 0; i < _sortValues.Length; i++)
            {
                if (_sortValues[i].CompareTo(other._sortValues[i]) is var difference and not 0)
                {
                    return orderings[i].Descending ? -difference : difference;
                }
            }

            return position.CompareTo(other.Position);
        }

        public async ValueTask EndAsync()
        {
            if (_next is not null)
            {
                await ((Task)_next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        private int Position
            => position;

        private async Task<IReadOnlyList<Item>> NextPageAsync()
        {
            await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                return await pages.NextAsync(null, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                gate.Release();
            }
        }
    }
}
