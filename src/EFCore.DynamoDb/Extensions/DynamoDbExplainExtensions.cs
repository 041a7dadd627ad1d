using System.Collections;
using EFCore.DynamoDb.Diagnostics;
using EFCore.DynamoDb.Query.Execution;

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
}
