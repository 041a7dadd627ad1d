using System.Collections;
using System.Linq.Expressions;
using EFCore.DynamoDb.Diagnostics;
using EFCore.DynamoDb.Query;
using EFCore.DynamoDb.Query.Execution;
using Microsoft.EntityFrameworkCore.Query;

namespace Microsoft.EntityFrameworkCore;

/// <summary>What a query would send.</summary>
public static class DynamoDbExplainExtensions
{
    /// <summary>
    /// The plan of the query for the values that its parameters have now: request, index, key condition, filter, what the client does, and why nothing else was taken.
    /// Sends nothing. <c>ToQueryString()</c> has the same as text.
    /// </summary>
    /// <typeparam name="T">The type of the rows.</typeparam>
    /// <param name="source">A query over a context that uses DynamoDB.</param>
    /// <exception cref="InvalidOperationException">It is a query over something else.</exception>
    public static DynamoDbQueryPlan Explain<T>(this IQueryable<T> source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return source.Provider.Execute<IEnumerable>(source.Expression) is IExplainable query
            ? query.Explain()
            : throw new InvalidOperationException(DynamoDbStrings.NeedsDynamoDb(nameof(Explain)));
    }

    /// <summary>
    /// The plan of a query that ends in one value or in a write: <c>Explain(q => q.Count())</c>, <c>Explain(q => q.First())</c>,
    /// <c>Explain(q => q.ExecuteDelete())</c>, of which it is the plan that finds the items. Sends nothing and changes nothing.
    /// </summary>
    /// <typeparam name="T">The type of the rows.</typeparam>
    /// <typeparam name="TResult">The type of the value.</typeparam>
    /// <param name="source">A query over a context that uses DynamoDB.</param>
    /// <param name="end">How it ends, in LINQ's words without <c>Async</c>.</param>
    /// <exception cref="InvalidOperationException">It is a query over something else, or cannot be translated.</exception>
    public static DynamoDbQueryPlan Explain<T, TResult>(this IQueryable<T> source, Expression<Func<IQueryable<T>, TResult>> end)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(end);
        if (source.Provider is not IAsyncQueryProvider)
        {
            throw new InvalidOperationException(DynamoDbStrings.NeedsDynamoDb(nameof(Explain)));
        }

        var sink = new PlanSink();
        try
        {
            source.Provider.Execute<TResult>(
                ReplacingExpressionVisitor.Replace(end.Parameters[0], QueryHints.Explain(source, sink).Expression, end.Body));
        }
        catch (InvalidOperationException) when (sink.Plan is not null)
        {
            // First and Single find no row, as none was read.
        }

        return sink.Plan ?? throw new InvalidOperationException(DynamoDbStrings.NeedsDynamoDb(nameof(Explain)));
    }
}
