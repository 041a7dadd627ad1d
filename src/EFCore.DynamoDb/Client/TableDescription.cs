namespace EFCore.DynamoDb.Client;

/// <summary>Of a table or GSI.</summary>
internal enum TableStatus
{
    Creating,
    Active,
    Updating,
    Deleting,

    /// <summary>Archiving, archived, without access to its encryption key, or a status younger than this code.</summary>
    Other,
}

/// <summary>What DescribeTable says. Counts and sizes are some six hours old.</summary>
internal sealed record TableDescription
{
    /// <summary>What the SDK returned, for users who ask for a description; null in tests that need none.</summary>
    public Amazon.DynamoDBv2.Model.TableDescription? Sdk { get; init; }

    public required string TableName { get; init; }

    public required TableStatus Status { get; init; }

    /// <summary>The status in DynamoDB's word.</summary>
    public required string StatusText { get; init; }

    public string? Arn { get; init; }

    /// <summary>The region that the ARN names.</summary>
    public string? Region
        => Arn?.Split(':') is [_, _, _, { Length: > 0 } region, ..] ? region : null;

    /// <summary>
    /// DynamoDB Local, which calls its region so, whichever it was asked for. It takes many settings without keeping them, and has neither backups nor
    /// replicas nor tags to ask for.
    /// </summary>
    public bool IsLocal
        => Region == "ddblocal";

    public string? LatestStreamArn { get; init; }

    public DateTime? CreatedAt { get; init; }

    public required IReadOnlyList<TableKeyElement> Key { get; init; }

    public required IReadOnlyList<TableAttribute> Attributes { get; init; }

    public IReadOnlyList<IndexDescription> GlobalIndexes { get; init; } = [];

    public IReadOnlyList<IndexDescription> LocalIndexes { get; init; } = [];

    public TableBillingMode BillingMode { get; init; }

    public TableThroughput? Provisioned { get; init; }

    public TableThroughput? OnDemandMaximum { get; init; }

    public TableThroughput? Warm { get; init; }

    public TableStreamView? Stream { get; init; }

    public TableStorageClass StorageClass { get; init; }

    public bool DeletionProtection { get; init; }

    /// <summary>Encryption with a KMS key, which is then named by its ARN; null for the key that DynamoDB owns.</summary>
    public TableEncryption? Encryption { get; init; }

    public IReadOnlyList<ReplicaDescription> Replicas { get; init; } = [];

    public long ItemCount { get; init; }

    public long SizeInBytes { get; init; }
}

internal sealed record IndexDescription
{
    public required string IndexName { get; init; }

    public required IReadOnlyList<TableKeyElement> Key { get; init; }

    /// <summary>Null for an LSI, which has none of its own.</summary>
    public TableStatus? Status { get; init; }

    /// <summary>A GSI that is being filled from the table.</summary>
    public bool Backfilling { get; init; }

    public TableProjectionType Projection { get; init; }

    public IReadOnlyList<string> ProjectedAttributes { get; init; } = [];

    public TableThroughput? Provisioned { get; init; }

    public TableThroughput? OnDemandMaximum { get; init; }

    public TableThroughput? Warm { get; init; }

    public long ItemCount { get; init; }

    public long SizeInBytes { get; init; }
}

internal enum ReplicaStatus
{
    Creating,
    CreationFailed,
    Active,
    Updating,
    Deleting,

    /// <summary>The region is switched off, the key cannot be used and so on; such a replica exists.</summary>
    Other,
}

/// <summary>What is null is as in the table.</summary>
internal sealed record ReplicaDescription(string Region, ReplicaStatus Status)
{
    /// <summary>DynamoDB's words about the status, if it has some.</summary>
    public string? StatusDescription { get; init; }

    public TableStorageClass? StorageClass { get; init; }

    public string? KmsKeyId { get; init; }

    public long? ProvisionedRead { get; init; }

    public long? OnDemandMaxRead { get; init; }
}

internal enum TimeToLiveStatus
{
    Disabled,
    Enabling,
    Enabled,
    Disabling,
}

internal sealed record TimeToLiveDescription(TimeToLiveStatus Status, string? AttributeName);

/// <summary>Continuous backups: null days for none.</summary>
internal sealed record PointInTimeRecoveryDescription(int? Days);

/// <summary>A setting cannot be asked for: the credentials may not, or the server is an emulator that does not know it.</summary>
internal sealed class TableSettingUnreadableException(string message, Exception inner) : InvalidOperationException(message, inner);

/// <summary>
/// A table exists already, is in the middle of another change, or the account has as many table operations under way as DynamoDB allows (500, or
/// 250 with indexes); the message is DynamoDB's.
/// </summary>
internal sealed class TableBusyException(string tableName, Exception inner) : Exception(inner.Message, inner)
{
    public string TableName { get; } = tableName;
}
