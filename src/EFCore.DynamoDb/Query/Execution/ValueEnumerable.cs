using System.Collections;
using EFCore.DynamoDb.Diagnostics;
using EFCore.DynamoDb.Items;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Query;

namespace EFCore.DynamoDb.Query.Execution;

/// <summary>The one value of a query that ends in Count, Any, Sum and the like, as the sequence of one that EF Core expects.</summary>
internal sealed class ValueEnumerable<TResult>(
    DynamoDbQueryContext context,
    QueryDefinition definition,
    Type contextType,
    bool threadSafetyChecks) : IAsyncEnumerable<TResult>, IEnumerable<TResult>, IQueryingEnumerable
{
    public async IAsyncEnumerator<TResult> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        TResult value;
        try
        {
            var concurrencyDetector = threadSafetyChecks ? context.ConcurrencyDetector : null;
            using var _ = concurrencyDetector?.EnterCriticalSection();
            value = await ComputeAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            var explained = ReadErrors.Explain(exception, definition.Layout, row: null, context);
            if (context.ExceptionDetector.IsCancellation(exception, cancellationToken))
            {
                context.QueryLogger.QueryCanceled(contextType);
            }
            else
            {
                context.QueryLogger.QueryIterationFailed(contextType, explained);
            }

            if (explained != exception)
            {
                throw explained;
            }

            throw;
        }

        yield return value;
    }

    public IEnumerator<TResult> GetEnumerator()
    {
        if (definition.IsExplained(context))
        {
            return Enumerable.Repeat(default(TResult)!, 1).GetEnumerator();
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

    private async ValueTask<TResult> ComputeAsync(CancellationToken cancellationToken)
    {
        var (variant, access) = definition.Bind(context);
        if (variant.Value is { } value)
        {
            return await ((Func<QueryContext, IAsyncEnumerable<Item>, CancellationToken, ValueTask<TResult>>)value)(
                context, new ItemStream(context.Client, access, context.Settings.MaxParallelRequests, context.Settings.PrefetchPages), cancellationToken).ConfigureAwait(false);
        }

        var count = await ItemStream.CountAsync(context.Client, access, context.Settings.MaxParallelRequests, cancellationToken).ConfigureAwait(false);
        return typeof(TResult) == typeof(int)
            ? (TResult)(object)checked((int)count)
            : (TResult)(object)count;
    }
}
