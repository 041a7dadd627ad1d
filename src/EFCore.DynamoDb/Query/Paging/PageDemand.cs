namespace EFCore.DynamoDb.Query.Paging;

/// <summary>What is asked of a query that is read in pages.</summary>
/// <param name="Size">How many rows a page has.</param>
/// <param name="Cursor">After which row the first page begins; null for the beginning.</param>
/// <param name="OneRequest">A page is what one request brings, even if that is less.</param>
/// <param name="GoesOn">More than one page may be read.</param>
internal sealed record PageDemand(int Size, string? Cursor, bool OneRequest = false, bool GoesOn = false)
{
    /// <summary>One row more than the page has says whether there is another page.</summary>
    public int Rows
        => Size == int.MaxValue ? Size : Size + 1;
}

/// <summary>A page, and where the next one begins; null at the end.</summary>
internal sealed record RowPage<T>(IReadOnlyList<T> Rows, string? Cursor, PageCosts Costs);

/// <summary>A query that can be read in pages.</summary>
internal interface IPagedQuery<T>
{
    IAsyncEnumerable<RowPage<T>> ReadPagesAsync(PageDemand demand, CancellationToken cancellationToken);
}
