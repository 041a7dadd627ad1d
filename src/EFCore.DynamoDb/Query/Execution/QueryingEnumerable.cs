using System.Collections;
using EFCore.DynamoDb.Diagnostics;
using EFCore.DynamoDb.Items;
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
    bool threadSafetyChecks) : IAsyncEnumerable<TResult>, IEnumerable<TResult>, IQueryingEnumerable, IExplainable
{
    public IAsyncEnumerator<TResult> GetAsyncEnumerator(CancellationToken cancellationToken = default)
        => new Enumerator(this, cancellationToken);

    public IEnumerator<TResult> GetEnumerator()
    {
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

    private IAsyncEnumerable<TRow> Rows()
    {
        var (variant, access) = definition.Bind(context);
        var items = new ItemStream(context.Client, access, context.Settings.MaxParallelRequests);
        return variant.Rows is { } rows
            ? ((Func<QueryContext, IAsyncEnumerable<Item>, IAsyncEnumerable<TRow>>)rows)(context, items)
            : (IAsyncEnumerable<TRow>)(object)items;
    }

    private sealed class Enumerator(QueryingEnumerable<TRow, TResult> query, CancellationToken cancellationToken) : IAsyncEnumerator<TResult>
    {
        private readonly DynamoDbQueryContext _context = query.Context;
        private readonly Func<QueryContext, TRow, TResult> _shaper = query.Shaper;
        private readonly IConcurrencyDetector? _concurrencyDetector
            = query.ThreadSafetyChecks ? query.Context.ConcurrencyDetector : null;

        private IAsyncEnumerator<TRow>? _rows;

        public TResult Current { get; private set; } = default!;

        public async ValueTask<bool> MoveNextAsync()
        {
            var isShaping = false;
            try
            {
                using var _ = _concurrencyDetector?.EnterCriticalSection();

                if (_rows is null)
                {
                    _rows = query.Rows().GetAsyncEnumerator(cancellationToken);
                    _context.InitializeStateManager(query.StandAloneStateManager);
                }

                if (!await _rows.MoveNextAsync().ConfigureAwait(false))
                {
                    Current = default!;
                    return false;
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
