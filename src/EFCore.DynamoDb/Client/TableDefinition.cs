using EFCore.DynamoDb.Items;

namespace EFCore.DynamoDb.Client;

internal enum TableKeyRole
{
    Partition,
    Sort,
}

/// <summary>One attribute of a key. The order within a role matters for GSIs with several attributes per key.</summary>
internal readonly record struct TableKeyElement(string AttributeName, TableKeyRole Role);

/// <summary>The type of an attribute that is part of any key: S, N or B.</summary>
internal readonly record struct TableAttribute(string Name, DynamoDbAttributeType Type);

internal enum TableBillingMode
{
    /// <summary>PAY_PER_REQUEST.</summary>
    OnDemand,

    Provisioned,
}

/// <summary>Read and write units: capacity when provisioned, maxima when on demand, units per second when warm.</summary>
internal readonly record struct TableThroughput(long? Read, long? Write);

internal enum TableProjectionType
{
    All,
    KeysOnly,
    Include,
}

internal enum TableStreamView
{
    KeysOnly,
    NewImage,
    OldImage,
    NewAndOldImages,
}

internal enum TableStorageClass
{
    Standard,
    StandardInfrequentAccess,
}

/// <summary>A table as it is to be: what CreateTable makes of it, and what is set once it is ACTIVE.</summary>
internal sealed record TableDefinition
{
    public required string TableName { get; init; }

    public required IReadOnlyList<TableKeyElement> Key { get; init; }

    /// <summary>Exactly the attributes that some key of the table or its indexes names.</summary>
    public required IReadOnlyList<TableAttribute> Attributes { get; init; }

    public IReadOnlyList<GlobalIndexDefinition> GlobalIndexes { get; init; } = [];

    public IReadOnlyList<LocalIndexDefinition> LocalIndexes { get; init; } = [];

    public TableBillingMode BillingMode { get; init; }

    /// <summary>Required when provisioned.</summary>
    public TableThroughput? Provisioned { get; init; }

    public TableThroughput? OnDemandMaximum { get; init; }

    public TableThroughput? Warm { get; init; }

    /// <summary>Null for no stream.</summary>
    public TableStreamView? Stream { get; init; }

    public TableStorageClass? StorageClass { get; init; }

    public bool DeletionProtection { get; init; }

    /// <summary>Encryption with a KMS key; null for DynamoDB's own key.</summary>
    public TableEncryption? Encryption { get; init; }

    public IReadOnlyList<KeyValuePair<string, string>> Tags { get; init; } = [];

    /// <summary>The attribute (seconds since 1970 as N) after which items expire, or null: a request of its own, once the table is ACTIVE.</summary>
    public string? TimeToLiveAttribute { get; init; }

    /// <summary>For how many days back the table can be recovered, or null: a request of its own, once the table is ACTIVE.</summary>
    public int? PointInTimeRecoveryDays { get; init; }

    /// <summary>Copies in other regions, each a request of its own once all else is done. The table's own region among them is passed over.</summary>
    public IReadOnlyList<ReplicaDefinition> Replicas { get; init; } = [];
}

/// <summary>What is null is as in the table.</summary>
internal sealed record ReplicaDefinition(string Region)
{
    public TableStorageClass? StorageClass { get; init; }

    public string? KmsKeyId { get; init; }

    public long? ProvisionedRead { get; init; }

    public long? OnDemandMaxRead { get; init; }
}

/// <param name="KmsKeyId">The customer's key; null for the AWS managed one.</param>
internal sealed record TableEncryption(string? KmsKeyId);

internal sealed record GlobalIndexDefinition
{
    public required string IndexName { get; init; }

    public required IReadOnlyList<TableKeyElement> Key { get; init; }

    public TableProjectionType Projection { get; init; }

    public IReadOnlyList<string> ProjectedAttributes { get; init; } = [];

    /// <summary>Required when the table is provisioned.</summary>
    public TableThroughput? Provisioned { get; init; }

    public TableThroughput? OnDemandMaximum { get; init; }

    public TableThroughput? Warm { get; init; }
}

internal sealed record LocalIndexDefinition
{
    public required string IndexName { get; init; }

    public required IReadOnlyList<TableKeyElement> Key { get; init; }

    public TableProjectionType Projection { get; init; }

    public IReadOnlyList<string> ProjectedAttributes { get; init; } = [];
}
