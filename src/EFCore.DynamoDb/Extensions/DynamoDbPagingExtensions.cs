using System.Runtime.CompilerServices;
using EFCore.DynamoDb.Diagnostics;
using EFCore.DynamoDb.Query;
using EFCore.DynamoDb.Query.Paging;
using Microsoft.EntityFrameworkCore.Query;

namespace Microsoft.EntityFrameworkCore;

/// <summary>
/// Queries in pages. A page goes on after the key of the last row of the page before, so that reading the hundredth costs what reading the first does, and a cursor is good in another
/// process.
/// </summary>
public static class DynamoDbPagingExtensions
{
    /// <summary>
    /// A page of exactly so many rows, as long as there are more, whatever the filter. It says whether another page follows, for which one item more than the page is
    /// read; without a filter that is one request, as far as the page fits DynamoDB's 1 MB.
    /// See <see href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Query.Pagination.html">Pagination</see>.
    /// </summary>
    /// <typeparam name="T">The type of the rows.</typeparam>
    /// <param name="source">
    /// A query with predicates, a projection and an order that a key of the table or of an index has; without an order its items come in that of the key.
    /// </param>
    /// <param name="size">How many rows: at least 1.</param>
    /// <param name="cursor">The <see cref="DynamoDbPage{T}.Cursor" /> of the page before, which must be one of the same query; null for the first page.</param>
    /// <param name="cancellationToken">Ends the requests.</param>
    /// <exception cref="DynamoDbCursorException">The cursor was changed or belongs to another query.</exception>
    /// <exception cref="InvalidOperationException">The client has to order the rows, or an operator such as <c>Skip</c> stands before.</exception>
    public static Task<DynamoDbPage<T>> ToPageAsync<T>(
        this IQueryable<T> source, int size, string? cursor = null, CancellationToken cancellationToken = default)
        => ReadAsync(source, new PageDemand(size, cursor), nameof(ToPageAsync), cancellationToken);

    /// <summary>
    /// What one request brings, at most so many rows: where a filter drops items the page may be shorter, or even empty, although <see cref="DynamoDbPage{T}.HasMore" /> says that
    /// the query goes on. For those who would rather ask again than wait. <c>WithPageSize</c> says how many items that request may evaluate; without it, 1 MB
    /// where there is a filter.
    /// </summary>
    /// <typeparam name="T">The type of the rows.</typeparam>
    /// <param name="source">A query as for <see cref="ToPageAsync{T}" />, of one partition or a scan.</param>
    /// <param name="size">The most rows: at least 1.</param>
    /// <param name="cursor">The cursor of the page before; null for the first page.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <exception cref="DynamoDbCursorException">The cursor was changed or belongs to another query.</exception>
    /// <exception cref="InvalidOperationException">The query takes more than one request even for one row.</exception>
    public static Task<DynamoDbPage<T>> ToSingleRequestPageAsync<T>(
        this IQueryable<T> source, int size, string? cursor = null, CancellationToken cancellationToken = default)
        => ReadAsync(source, new PageDemand(size, cursor, OneRequest: true), nameof(ToSingleRequestPageAsync), cancellationToken);

    /// <summary>
    /// The pages of a query one after the other, each of so many rows but for the last. Requests are sent as the pages are asked for, and nothing is read twice. With the option
    /// <c>PrefetchPages</c> the next request is under way while a page is worked on.
    /// </summary>
    /// <typeparam name="T">The type of the rows.</typeparam>
    /// <param name="source">A query as for <see cref="ToPageAsync{T}" />.</param>
    /// <param name="size">How many rows a page has: at least 1.</param>
    /// <param name="cursor">The cursor of the page after which to begin; null for the beginning.</param>
    public static IAsyncEnumerable<DynamoDbPage<T>> AsPages<T>(this IQueryable<T> source, int size, string? cursor = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        return ReadAllAsync(source, new PageDemand(size, cursor, GoesOn: true), default);
    }

    private static async Task<DynamoDbPage<T>> ReadAsync<T>(IQueryable<T> source, PageDemand demand, string method, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentOutOfRangeException.ThrowIfLessThan(demand.Size, 1, "size");
        await foreach (var page in Query(source, method, cancellationToken).ReadPagesAsync(demand, cancellationToken).ConfigureAwait(false))
        {
            return Page(page);
        }

        throw new InvalidOperationException("A query has at least one page.");
    }

    private static async IAsyncEnumerable<DynamoDbPage<T>> ReadAllAsync<T>(
        IQueryable<T> source, PageDemand demand, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var page in Query(source, nameof(AsPages), cancellationToken).ReadPagesAsync(demand, cancellationToken).ConfigureAwait(false))
        {
            yield return Page(page);
        }
    }

    private static DynamoDbPage<T> Page<T>(RowPage<T> page)
        => new(page.Rows, page.Cursor, page.Costs.ScannedCount, page.Costs.ConsumedCapacity);

    private static IPagedQuery<T> Query<T>(IQueryable<T> source, string method, CancellationToken cancellationToken)
        => source.Provider is IAsyncQueryProvider provider
            && provider.ExecuteAsync<IAsyncEnumerable<T>>(QueryHints.InPages(source).Expression, cancellationToken) is IPagedQuery<T> query
                ? query
                : throw new InvalidOperationException(DynamoDbStrings.NeedsDynamoDb(method));
}
