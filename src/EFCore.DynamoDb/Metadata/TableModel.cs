using EFCore.DynamoDb.Items;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace EFCore.DynamoDb.Metadata;

/// <summary>
/// A table as the model knows it, made once per finished model. Nothing of it is ever asked of the server.
/// </summary>
internal sealed class TableModel
{
    /// <summary>The logical name: the options' prefix or naming function is applied when a request is made.</summary>
    public required string Name { get; init; }

    public required KeySchema Key { get; init; }

    /// <summary>In the order of their names within each type that declares some, which is all that EF keeps.</summary>
    public required IReadOnlyList<IndexModel> Indexes { get; init; }

    /// <summary>The root and derived types stored here; empty in unit tests of pure rooms.</summary>
    public IReadOnlyList<IReadOnlyEntityType> EntityTypes { get; init; } = [];

    /// <summary>The attribute that tells the entity types of this table apart; null when there is just one.</summary>
    public string? DiscriminatorAttribute { get; init; }

    /// <summary>The attribute of the TTL setting, or null.</summary>
    public string? TimeToLiveAttribute { get; init; }

    /// <summary>How the table is to be created; provisioned when only a provisioned throughput was set.</summary>
    public DynamoDbBillingMode BillingMode { get; init; }

    /// <summary>Set exactly when the billing mode is provisioned.</summary>
    public Throughput? ProvisionedThroughput { get; init; }

    /// <summary>The most that is allowed on demand, or null.</summary>
    public Throughput? OnDemandThroughput { get; init; }

    /// <summary>What is kept warm, or null for DynamoDB's default.</summary>
    public Throughput? WarmThroughput { get; init; }

    public DynamoDbTableClass TableClass { get; init; }

    public bool DeletionProtection { get; init; }

    /// <summary>What the stream tells, or null for none; tables with replicas always have one.</summary>
    public DynamoDbStreamViewType? StreamViewType { get; init; }

    /// <summary>The KMS key that encrypts the table, or null for the key that DynamoDB owns.</summary>
    public string? KmsKeyId { get; init; }

    /// <summary>In the order of their keys.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Tags { get; init; } = [];

    /// <summary>For how many days back the table can be recovered, or null for not at all.</summary>
    public int? PointInTimeRecoveryDays { get; init; }

    /// <summary>In the order of their regions. The table's own region may be among them: which it is, only the client knows.</summary>
    public IReadOnlyList<DynamoDbReplica> Replicas { get; init; } = [];

    public IndexModel? FindIndex(string name)
    {
        foreach (var index in Indexes)
        {
            if (index.Name == name)
            {
                return index;
            }
        }

        return null;
    }
}

/// <summary>A secondary index: global (own partition key) or local (the table's partition key, another sort key).</summary>
internal sealed class IndexModel
{
    public required string Name { get; init; }

    public required DynamoDbIndexKind Kind { get; init; }

    public required KeySchema Key { get; init; }

    public required DynamoDbProjection Projection { get; init; }

    /// <summary>Every attribute an index entry carries (its keys, the table's keys, those included); null when it carries all.</summary>
    public IReadOnlySet<string>? ProjectedAttributes { get; init; }

    /// <summary>What an including index carries besides the keys: 1 to 20 attributes; empty otherwise.</summary>
    public IReadOnlyList<string> IncludedAttributes { get; init; } = [];

    /// <summary>The model says that the items without the index's key are left out on purpose: what the index holds is then all that is asked for.</summary>
    public bool IsSparse { get; init; }

    /// <summary>Set exactly when the index is global and the table's billing mode is provisioned.</summary>
    public Throughput? ProvisionedThroughput { get; init; }

    /// <summary>The most that is allowed on demand, or null.</summary>
    public Throughput? OnDemandThroughput { get; init; }

    /// <summary>What is kept warm, or null for DynamoDB's default.</summary>
    public Throughput? WarmThroughput { get; init; }

    /// <summary>Whether an entry of this index carries the attribute.</summary>
    public bool Projects(string attribute)
        => ProjectedAttributes is null || ProjectedAttributes.Contains(attribute);
}

/// <summary>The key of a table or index. Tables and LSIs have one partition attribute and at most one sort attribute, GSIs up to 4 + 4.</summary>
internal sealed class KeySchema(IReadOnlyList<KeyAttribute> partition, IReadOnlyList<KeyAttribute> sort)
{
    public IReadOnlyList<KeyAttribute> Partition { get; } = partition;

    public IReadOnlyList<KeyAttribute> Sort { get; } = sort;

    public bool Contains(string attribute)
        => Partition.Any(k => k.Name == attribute) || Sort.Any(k => k.Name == attribute);

    public IEnumerable<KeyAttribute> All
        => Partition.Concat(Sort);
}

/// <summary>One attribute of a key: S, N or B.</summary>
internal sealed record KeyAttribute(string Name, DynamoDbAttributeType Type)
{
    /// <summary>An N of integers only, so that <c>&lt; 5</c> is <c>&lt;= 4</c>: the planner folds such bounds into BETWEEN.</summary>
    public bool HoldsIntegers { get; init; }

    /// <summary>An S of times in one format of fixed width that sorts as they do, so that what is before a time is known without a tick: folded as well.</summary>
    public bool HoldsTimes { get; init; }
}
