using EFCore.DynamoDb.Items;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace EFCore.DynamoDb.Metadata;

/// <summary>A table as the model has it: what <c>GetDynamoTables()</c> tells, and what <c>EnsureCreated</c> creates.</summary>
public sealed class DynamoDbTable
{
    internal DynamoDbTable(TableModel table)
    {
        Name = table.Name;
        PartitionKey = new DynamoDbKeyPart(table.Key.Partition[0]);
        SortKey = table.Key.Sort is [var sort] ? new DynamoDbKeyPart(sort) : null;
        EntityTypes = table.EntityTypes;
        Indexes = [.. table.Indexes.Select(i => new DynamoDbSecondaryIndex(i))];
        DiscriminatorAttribute = table.DiscriminatorAttribute;
        TimeToLiveAttribute = table.TimeToLiveAttribute;
        BillingMode = table.BillingMode;
    }

    /// <summary>The name of the table, without the options' prefix.</summary>
    public string Name { get; }

    /// <summary>The partition key.</summary>
    public DynamoDbKeyPart PartitionKey { get; }

    /// <summary>The sort key, or null.</summary>
    public DynamoDbKeyPart? SortKey { get; }

    /// <summary>The entity types whose items live here: roots, each followed by its derived types.</summary>
    public IReadOnlyList<IReadOnlyEntityType> EntityTypes { get; }

    /// <summary>The global and local secondary indexes.</summary>
    public IReadOnlyList<DynamoDbSecondaryIndex> Indexes { get; }

    /// <summary>The attribute that tells the entity types apart; null where there is just one.</summary>
    public string? DiscriminatorAttribute { get; }

    /// <summary>The attribute by which items expire, or null.</summary>
    public string? TimeToLiveAttribute { get; }

    /// <summary>How the table is to be paid for.</summary>
    public DynamoDbBillingMode BillingMode { get; }

    /// <summary>The name of the table.</summary>
    public override string ToString()
        => Name;
}

/// <summary>A secondary index as the model has it.</summary>
public sealed class DynamoDbSecondaryIndex
{
    internal DynamoDbSecondaryIndex(IndexModel index)
    {
        Name = index.Name;
        Kind = index.Kind;
        PartitionKey = [.. index.Key.Partition.Select(k => new DynamoDbKeyPart(k))];
        SortKey = [.. index.Key.Sort.Select(k => new DynamoDbKeyPart(k))];
        Projection = index.Projection;
        IncludedAttributes = index.IncludedAttributes;
    }

    /// <summary>The name of the index.</summary>
    public string Name { get; }

    /// <summary>Global or local.</summary>
    public DynamoDbIndexKind Kind { get; }

    /// <summary>The partition key: 1 to 4 attributes of a global index, the table's of a local one.</summary>
    public IReadOnlyList<DynamoDbKeyPart> PartitionKey { get; }

    /// <summary>The sort key: at most 4 attributes of a global index, one of a local one.</summary>
    public IReadOnlyList<DynamoDbKeyPart> SortKey { get; }

    /// <summary>Which attributes the index carries.</summary>
    public DynamoDbProjection Projection { get; }

    /// <summary>The attributes that the index carries besides its key and the table's, when it includes some.</summary>
    public IReadOnlyList<string> IncludedAttributes { get; }

    /// <summary>The name of the index.</summary>
    public override string ToString()
        => Name;
}

/// <summary>An attribute of a key.</summary>
public readonly record struct DynamoDbKeyPart
{
    internal DynamoDbKeyPart(KeyAttribute attribute)
        => (Name, Type) = (attribute.Name, attribute.Type);

    /// <summary>The name of the attribute.</summary>
    public string Name { get; }

    /// <summary>S, N or B.</summary>
    public DynamoDbAttributeType Type { get; }
}
