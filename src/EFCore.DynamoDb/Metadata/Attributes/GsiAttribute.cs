namespace Microsoft.EntityFrameworkCore;

/// <summary>
/// A global secondary index of the entity type's table: <c>[Gsi("by_status", nameof(Status), nameof(CreatedAt))]</c>.
/// A table has at most 20; reads from them are eventually consistent.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct, AllowMultiple = true)]
public sealed class GsiAttribute : SecondaryIndexAttribute
{
    private readonly string[] _partitionKey;
    private readonly string[] _sortKey;

    /// <summary>An index with a partition key of one property and at most one sort key property.</summary>
    /// <param name="name">The name of the index.</param>
    /// <param name="partitionKey">The name of a property.</param>
    /// <param name="sortKey">The name of a property, or null.</param>
    public GsiAttribute(string name, string partitionKey, string? sortKey = null)
        : this(name, [partitionKey], sortKey is null ? null : [sortKey])
    {
    }

    /// <summary>An index with keys of several properties.</summary>
    /// <param name="name">The name of the index.</param>
    /// <param name="partitionKey">The names of 1 to 4 properties.</param>
    /// <param name="sortKey">The names of at most 4 properties.</param>
    public GsiAttribute(string name, string[] partitionKey, string[]? sortKey = null)
        : base(name)
    {
        ArgumentNullException.ThrowIfNull(partitionKey);
        _partitionKey = partitionKey;
        _sortKey = sortKey ?? [];
    }

    /// <summary>The names of the properties that are the partition key.</summary>
    public IReadOnlyList<string> PartitionKey
        => _partitionKey;

    /// <summary>The names of the properties that are the sort key.</summary>
    public IReadOnlyList<string> SortKey
        => _sortKey;
}
