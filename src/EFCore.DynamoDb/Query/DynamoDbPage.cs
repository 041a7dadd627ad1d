namespace Microsoft.EntityFrameworkCore;

/// <summary>A page of a query: some rows, and the cursor with which the query goes on after the last of them.</summary>
/// <typeparam name="T">The type of the rows.</typeparam>
public sealed class DynamoDbPage<T>
{
    internal DynamoDbPage(IReadOnlyList<T> items, string? cursor, int scannedCount, double? consumedCapacity)
    {
        Items = items;
        Cursor = cursor;
        ScannedCount = scannedCount;
        ConsumedCapacity = consumedCapacity;
    }

    /// <summary>The rows, in the order of the query.</summary>
    public IReadOnlyList<T> Items { get; }

    /// <summary>
    /// To be passed to <c>ToPageAsync</c> or <c>AsPages</c> of the same query for the rows that follow, in this process or another; null when there are none. It is
    /// opaque text of letters, digits, <c>-</c> and <c>_</c>, and holds the key of the last row in readable form.
    /// </summary>
    public string? Cursor { get; }

    /// <summary>Whether the query goes on after this page.</summary>
    public bool HasMore
        => Cursor is not null;

    /// <summary>How many rows there are.</summary>
    public int Count
        => Items.Count;

    /// <summary>How many items DynamoDB evaluated for this page; those that the filter dropped are among them.</summary>
    public int ScannedCount { get; }

    /// <summary>The read capacity units of the requests for this page; null where DynamoDB was not asked (<c>ReturnConsumedCapacity(false)</c>).</summary>
    public double? ConsumedCapacity { get; }
}
