using EFCore.DynamoDb.Client;
using System.Collections;
using System.Runtime.CompilerServices;
using EFCore.DynamoDb.Diagnostics;
using EFCore.DynamoDb.Items;
using EFCore.DynamoDb.Query.Paging;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Query;

namespace EFCore.DynamoDb.Query.Execution;

/// <summary>
/// The results of a query: requests are sent as it is enumerated, one row is shaped at a time. With nothing left in the residual the shaper reads the items
/// of the stream themselves.
/// </summary>
internal sealed class QueryingEnumerable<TRow, TResult>(
    DynamoDbQueryContext context,
    QueryDefinition definition,
    Func<QueryContext, TRow, TResult> shaper,
    Type contextType,
    bool standAloneStateManager,
    bool threadSafetyChecks) : IAsyncEnumerable<TResult>, IEnumerable<TResult>, IQueryingEnumerable, IExplainable, IPagedQuery<TResult>
{
    public IAsyncEnumerator<TResult> GetAsyncEnumerator(CancellationToken cancellationToken = default)
        => new Enumerator(this, Rows, cancellationToken);

    public IEnumerator<TResult> GetEnumerator()
    {
        if (definition.IsExplained(context))
        {
            return Enumerable.Empty<TResult>().GetEnumerator();
        }

        if (!definition.IsGiven)
        {
            context.DatabaseLogger.SyncNotSupported();
        }

        return new BlockingEnumerator<TResult>(GetAsyncEnumerator(context.CancellationToken));
    }

    IEnumerator IEnumerable.GetEnumerator()
        => GetEnumerator();

    public string ToQueryString()
        => definition.Describe(context);

    public DynamoDbQueryPlan Explain()
        => definition.Explain(context);

    public IReadOnlyList<ItemRequest> Requests()
        => definition.Bind(context).Access.Requests;

    public async IAsyncEnumerable<RowPage<TResult>> ReadPagesAsync(PageDemand demand, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var costs = new PageCosts();
        PagedReading? reading = null;
        var rows = new Enumerator(
            this,
            () =>
            {
                reading = definition.BindPages(context, demand, costs);
                return RowsOf(reading.Variant, reading.Items);
            },
            cancellationToken);
        await using var disposed = rows.ConfigureAwait(false);
        string? cursor;
        do
        {
            var page = new List<TResult>();
            while (page.Count < demand.Size && await rows.MoveNextAsync().ConfigureAwait(false))
            {
                page.Add(rows.Current);
                reading!.Items.MoveTo(definition.ItemOf<TRow>()(rows.Row));
            }

            var isFull = page.Count == demand.Size;
            cursor = isFull && await rows.LookAheadAsync().ConfigureAwait(false) ? reading!.Cursor() : reading!.CursorWhereStopped();
            yield return new RowPage<TResult>(page, cursor, costs.Take());
        }
        while (demand.GoesOn && cursor is not null);
    }

    private IAsyncEnumerable<TRow> Rows()
    {
        var (variant, access) = definition.Bind(context);
        return RowsOf(variant, definition.Items(context, access));
    }

    private IAsyncEnumerable<TRow> RowsOf(QueryVariant variant, IAsyncEnumerable<Item> items)
        => variant.Rows is { } rows
            ? ((Func<QueryContext, IAsyncEnumerable<Item>, IAsyncEnumerable<TRow>>)rows)(context, items)
            : (IAsyncEnumerable<TRow>)items;

    private sealed class Enumerator(
        QueryingEnumerable<TRow, TResult> query, Func<IAsyncEnumerable<TRow>> source, CancellationToken cancellationToken) : IAsyncEnumerator<TResult>
    {
        private readonly DynamoDbQueryContext _context = query.Context;
        private readonly Func<QueryContext, TRow, TResult> _shaper = query.Shaper;
        private readonly IConcurrencyDetector? _concurrencyDetector
            = query.ThreadSafetyChecks ? query.Context.ConcurrencyDetector : null;

        private IAsyncEnumerator<TRow>? _rows;
        private bool? _isAhead;

        public TResult Current { get; private set; } = default!;

        /// <summary>What <see cref="Current" /> was made of.</summary>
        public TRow Row
            => _rows!.Current;

        public ValueTask<bool> MoveNextAsync()
            => MoveNextAsync(shape: true);

        /// <summary>Whether there is another row, which is not made into a result yet.</summary>
        public async ValueTask<bool> LookAheadAsync()
        {
            _isAhead = await MoveNextAsync(shape: false).ConfigureAwait(false);
            return _isAhead.Value;
        }

        private async ValueTask<bool> MoveNextAsync(bool shape)
        {
            var isShaping = false;
            try
            {
                using var _ = _concurrencyDetector?.EnterCriticalSection();

                if (_rows is null)
                {
                    _rows = source().GetAsyncEnumerator(cancellationToken);
                    _context.InitializeStateManager(query.StandAloneStateManager);
                }

                var moved = _isAhead ?? await _rows.MoveNextAsync().ConfigureAwait(false);
                _isAhead = null;
                if (!moved || !shape)
                {
                    Current = default!;
                    return moved;
                }

                isShaping = true;
                Current = _shaper(_context, _rows.Current);
                return true;
            }
            catch (Exception exception)
            {
                var explained = ReadErrors.Explain(exception, query.Definition.Layout, isShaping ? _rows!.Current : null, _context);
                if (_context.ExceptionDetector.IsCancellation(exception, cancellationToken))
                {
                    _context.QueryLogger.QueryCanceled(query.ContextType);
                }
                else
                {
                    _context.QueryLogger.QueryIterationFailed(query.ContextType, explained);
                }

                if (explained != exception)
                {
                    throw explained;
                }

                throw;
            }
        }

        public async ValueTask DisposeAsync()
        {
            if (_rows is { } rows)
            {
                _rows = null;
                await rows.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    private DynamoDbQueryContext Context => context;

    private QueryDefinition Definition => definition;

    private Func<QueryContext, TRow, TResult> Shaper => shaper;

    private Type ContextType => contextType;

    private bool StandAloneStateManager => standAloneStateManager;

    private bool ThreadSafetyChecks => threadSafetyChecks;
}
