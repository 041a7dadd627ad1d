using EFCore.DynamoDb.Query;
using Microsoft.EntityFrameworkCore.Query;

namespace Microsoft.EntityFrameworkCore;

/// <summary>What a query may say about how DynamoDB is read. Over anything but DynamoDB these operators do nothing.</summary>
public static class DynamoDbQueryableExtensions
{
    /// <summary>
    /// Lets this query read a whole table or index when no key serves it. A scan reads, and is paid for, every item; without this (or
    /// <c>AllowScans()</c> in the options) such a query is an error.
    /// See <see href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Scan.html">Scanning tables</see>.
    /// </summary>
    /// <typeparam name="T">The type of the rows.</typeparam>
    /// <param name="source">The query.</param>
    public static IQueryable<T> AllowScan<T>(this IQueryable<T> source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return QueryHints.AllowScan(source);
    }

    /// <summary>
    /// Lets this query read a whole table or index, divided into segments that are read side by side: faster, and for the same read capacity, which is used up
    /// the sooner. The items come as they are read, in no order; a page of each segment, at most 1 MB, is in memory. Where a key serves the query after all, it
    /// is read by the key.
    /// See <see href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Scan.html#Scan.ParallelScan">Parallel scan</see>.
    /// </summary>
    /// <typeparam name="T">The type of the rows.</typeparam>
    /// <param name="source">The query.</param>
    /// <param name="segments">1 to 1,000,000; each is a request under way.</param>
    public static IQueryable<T> AllowScan<T>(this IQueryable<T> source, [NotParameterized] int segments)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentOutOfRangeException.ThrowIfLessThan(segments, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(segments, 1_000_000);
        return QueryHints.AllowScan(source, segments);
    }

    /// <summary>
    /// Reads through the named index. What the query needs and the index does not project is read by key from the table. An error says so when the table has
    /// no such index, or when it may lack items that the query asks for.
    /// </summary>
    /// <typeparam name="T">The type of the rows.</typeparam>
    /// <param name="source">The query.</param>
    /// <param name="name">The name of a GSI or LSI.</param>
    public static IQueryable<T> WithIndex<T>(this IQueryable<T> source, [NotParameterized] string name)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentException.ThrowIfNullOrEmpty(name);
        return QueryHints.WithIndex(source, name);
    }

    /// <summary>Reads the table itself, whatever its indexes could do.</summary>
    /// <typeparam name="T">The type of the rows.</typeparam>
    /// <param name="source">The query.</param>
    public static IQueryable<T> WithoutIndex<T>(this IQueryable<T> source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return QueryHints.WithoutIndex(source);
    }

    /// <summary>
    /// Reads strongly consistently, at twice the capacity, or not in spite of the context's default. A GSI has no consistent reads: the query is served
    /// without one, and naming one with <see cref="WithIndex{T}" /> is an error.
    /// See <see href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.ReadConsistency.html">Read consistency</see>.
    /// </summary>
    /// <typeparam name="T">The type of the rows.</typeparam>
    /// <param name="source">The query.</param>
    /// <param name="consistent">False for an eventually consistent read.</param>
    public static IQueryable<T> WithConsistentRead<T>(this IQueryable<T> source, [NotParameterized] bool consistent = true)
    {
        ArgumentNullException.ThrowIfNull(source);
        return QueryHints.WithConsistentRead(source, consistent);
    }

    /// <summary>
    /// Reads the items of up to 100 keys as they were at one moment, by one TransactGetItems at twice the capacity of a consistent read:
    /// <c>db.Users.Where(u => ids.Contains(u.Id)).AsTransactionalRead()</c>. It is an error where the predicate gives no whole keys.
    /// See <see href="https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactGetItems.html">TransactGetItems</see>.
    /// </summary>
    /// <typeparam name="T">The type of the rows.</typeparam>
    /// <param name="source">The query.</param>
    public static IQueryable<T> AsTransactionalRead<T>(this IQueryable<T> source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return QueryHints.AsTransactionalRead(source);
    }

    /// <summary>
    /// How many items DynamoDB may evaluate for one request (its <c>Limit</c>). The result does not change, only the number of requests: reading goes on
    /// to the end, or until <c>Take</c> has its rows.
    /// </summary>
    /// <typeparam name="T">The type of the rows.</typeparam>
    /// <param name="source">The query.</param>
    /// <param name="items">At least 1.</param>
    public static IQueryable<T> WithPageSize<T>(this IQueryable<T> source, [NotParameterized] int items)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentOutOfRangeException.ThrowIfLessThan(items, 1);
        return QueryHints.WithPageSize(source, items);
    }

    /// <summary>
    /// Adds up what the requests of this query read and cost: requests, pages, items returned and evaluated, capacity, retries. The collector is a parameter: the query is
    /// compiled once, whatever is passed. Its figures are complete when the query was read to its end.
    /// </summary>
    /// <typeparam name="T">The type of the rows.</typeparam>
    /// <param name="source">The query.</param>
    /// <param name="metrics">Where they are added up.</param>
    public static IQueryable<T> CollectMetrics<T>(this IQueryable<T> source, DynamoDbQueryMetrics metrics)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(metrics);
        return QueryHints.CollectMetrics(source, metrics);
    }

    /// <summary>
    /// Lets <c>ExecuteUpdate</c> of one key make the item where there is none, as DynamoDB's UpdateItem does by itself; without this a missing item counts as
    /// 0 rows. What the predicate asks besides the key is asked only of an item that exists. The new item has the key, what the setters set and the
    /// discriminator, and nothing else.
    /// </summary>
    /// <typeparam name="T">The type of the entities.</typeparam>
    /// <param name="source">The query: its predicate must give the whole key.</param>
    public static IQueryable<T> AllowUpsert<T>(this IQueryable<T> source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return QueryHints.AllowUpsert(source);
    }

    /// <summary>
    /// Lets <c>ExecuteDelete</c> delete the items that it found in batches of 25 without asking again whether each is still one of those that the query
    /// selects. It needs fewer requests; an item that changed in between is deleted all the same.
    /// </summary>
    /// <typeparam name="T">The type of the entities.</typeparam>
    /// <param name="source">The query.</param>
    public static IQueryable<T> AllowUnconditionalDelete<T>(this IQueryable<T> source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return QueryHints.AllowUnconditionalDelete(source);
    }
}
