namespace Microsoft.EntityFrameworkCore;

/// <summary>
/// A local secondary index of the entity type's table: its partition key with another sort key, as in <c>[Lsi("by_total", nameof(Total))]</c>.
/// A table has at most 5, and they can only be made with the table.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct, AllowMultiple = true)]
public sealed class LsiAttribute : SecondaryIndexAttribute
{
    /// <summary>An index by another sort key.</summary>
    /// <param name="name">The name of the index.</param>
    /// <param name="sortKey">The name of a property.</param>
    public LsiAttribute(string name, string sortKey)
        : base(name)
    {
        ArgumentException.ThrowIfNullOrEmpty(sortKey);
        SortKey = sortKey;
    }

    /// <summary>The name of the property that is the sort key.</summary>
    public string SortKey { get; }
}
