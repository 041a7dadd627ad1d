using Amazon.DynamoDBv2;
using EFCore.DynamoDb.Client;
using EFCore.DynamoDb.Query;

namespace Microsoft.EntityFrameworkCore;

/// <summary>What LINQ cannot say of a request.</summary>
public static class DynamoDbRequestExtensions
{
    /// <summary>
    /// Adjusts each request of this query just before it is sent, page by page: a <c>QueryRequest</c>, <c>ScanRequest</c>, <c>GetItemRequest</c> or
    /// <c>BatchGetItemRequest</c> of the SDK, or the single writes of an <c>ExecuteUpdate</c> or <c>ExecuteDelete</c> (those in batches and
    /// transactions come to interceptors only). Any property may be set but those that reading from page to page and the
    /// plan of the query rest on, which is an error: table, index, <c>Select</c>, direction, segment, start key, and the keys of a batch. What the condition and
    /// the filter say is the caller's: the client does not look at it again. Requests of one query may be adjusted side by side.
    /// </summary>
    /// <typeparam name="T">The type of the rows.</typeparam>
    /// <param name="source">The query.</param>
    /// <param name="adjust">
    /// Changes the request. It is a parameter: the query is compiled once, whatever is passed. A compiled query takes it as one of its parameters.
    /// </param>
    public static IQueryable<T> OnRequest<T>(this IQueryable<T> source, Action<AmazonDynamoDBRequest> adjust)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(adjust);
        return QueryHints.OnRequest(source, new RequestAdjustment(adjust));
    }
}
