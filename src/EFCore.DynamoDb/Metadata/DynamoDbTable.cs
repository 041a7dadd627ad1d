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
        ProvisionedThroughput = Units(table.ProvisionedThroughput);
        OnDemandThroughput = Units(table.OnDemandThroughput);
        WarmThroughput = Units(table.WarmThroughput);
        TableClass = table.TableClass;
        DeletionProtection = table.DeletionProtection;
        StreamViewType = table.StreamViewType;
        KmsKeyId = table.KmsKeyId;
        Tags = table.Tags.ToDictionary(t => t.Key, t => t.Value, StringComparer.Ordinal);
        PointInTimeRecoveryDays = table.PointInTimeRecoveryDays;
        Replicas = table.Replicas;
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

    /// <summary>The read and write units per second that are provisioned, or null.</summary>
    public (long? Read, long? Write)? ProvisionedThroughput { get; }

    /// <summary>The most read and write units per second on demand, or null.</summary>
    public (long? Read, long? Write)? OnDemandThroughput { get; }

    /// <summary>The read and write units per second that are kept warm, or null for DynamoDB's default.</summary>
    public (long? Read, long? Write)? WarmThroughput { get; }

    /// <summary>What storage and requests cost.</summary>
    public DynamoDbTableClass TableClass { get; }

    /// <summary>Whether the table is to be protected against deletion.</summary>
    public bool DeletionProtection { get; }

    /// <summary>What the table's stream tells of each write, or null for no stream. A table with replicas has one.</summary>
    public DynamoDbStreamViewType? StreamViewType { get; }

    /// <summary>The KMS key that encrypts the table, or null for the key that DynamoDB owns.</summary>
    public string? KmsKeyId { get; }

    /// <summary>The tags.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; }

    /// <summary>For how many days back the table can be recovered to any second, or null for not at all.</summary>
    public int? PointInTimeRecoveryDays { get; }

    /// <summary>The regions that have a copy of the table.</summary>
    public IReadOnlyList<DynamoDbReplica> Replicas { get; }

    internal static (long? Read, long? Write)? Units(Throughput? throughput)
        => throughput is { } t ? (t.Read, t.Write) : null;

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
        ProvisionedThroughput = DynamoDbTable.Units(index.ProvisionedThroughput);
        OnDemandThroughput = DynamoDbTable.Units(index.OnDemandThroughput);
        WarmThroughput = DynamoDbTable.Units(index.WarmThroughput);
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

    /// <summary>The read and write units per second that are provisioned for a global index of a provisioned table, its own or the table's; else null.</summary>
    public (long? Read, long? Write)? ProvisionedThroughput { get; }

    /// <summary>The most read and write units per second on demand, or null.</summary>
    public (long? Read, long? Write)? OnDemandThroughput { get; }

    /// <summary>The read and write units per second that are kept warm, or null for DynamoDB's default.</summary>
    public (long? Read, long? Write)? WarmThroughput { get; }

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
