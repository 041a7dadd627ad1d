using Amazon.DynamoDBv2;
using EFCore.DynamoDb.Items;
using Sdk = Amazon.DynamoDBv2.Model;

namespace EFCore.DynamoDb.Client;

/// <content>Back from the SDK's.</content>
internal static partial class SdkTables
{
    /// <summary>DynamoDB's own, from the time before it could be chosen.</summary>
    private const int DefaultRecoveryDays = 35;

    public static TableDescription Read(Sdk.TableDescription table)
        => new()
        {
            Sdk = table,
            TableName = table.TableName,
            Status = ReadStatus(table.TableStatus?.Value),
            StatusText = table.TableStatus?.Value ?? "",
            Arn = table.TableArn,
            LatestStreamArn = table.LatestStreamArn,
            CreatedAt = table.CreationDateTime,
            Key = ReadKey(table.KeySchema),
            Attributes = [.. (table.AttributeDefinitions ?? []).Select(
                a => new TableAttribute(a.AttributeName, Enum.Parse<DynamoDbAttributeType>(a.AttributeType.Value)))],
            GlobalIndexes = [.. (table.GlobalSecondaryIndexes ?? []).Select(ReadGlobalIndex)],
            LocalIndexes = [.. (table.LocalSecondaryIndexes ?? []).Select(ReadLocalIndex)],
            BillingMode = table.BillingModeSummary?.BillingMode == BillingMode.PAY_PER_REQUEST
                ? TableBillingMode.OnDemand
                : TableBillingMode.Provisioned,
            Provisioned = ReadProvisioned(table.ProvisionedThroughput),
            OnDemandMaximum = ReadOnDemand(table.OnDemandThroughput),
            Warm = table.WarmThroughput is { } warm ? new TableThroughput(warm.ReadUnitsPerSecond, warm.WriteUnitsPerSecond) : null,
            Stream = table.StreamSpecification is { StreamEnabled: true } stream ? ReadStreamView(stream.StreamViewType) : null,
            StorageClass = ReadClass(table.TableClassSummary) ?? TableStorageClass.Standard,
            DeletionProtection = table.DeletionProtectionEnabled == true,
            // Without a KMS key of the account there is no description at all.
            Encryption = table.SSEDescription is { Status.Value: "ENABLED" or "ENABLING" or "UPDATING" } encryption
                ? new TableEncryption(encryption.KMSMasterKeyArn)
                : null,
            Replicas = [.. (table.Replicas ?? []).Select(ReadReplica)],
            ItemCount = table.ItemCount ?? 0,
            SizeInBytes = table.TableSizeBytes ?? 0,
        };

    public static TimeToLiveDescription Read(Sdk.TimeToLiveDescription description)
        => new(
            description.TimeToLiveStatus?.Value switch
            {
                "ENABLED" => TimeToLiveStatus.Enabled,
                "ENABLING" => TimeToLiveStatus.Enabling,
                "DISABLING" => TimeToLiveStatus.Disabling,
                _ => TimeToLiveStatus.Disabled,
            },
            description.AttributeName);

    private static IndexDescription ReadGlobalIndex(Sdk.GlobalSecondaryIndexDescription index)
        => new()
        {
            IndexName = index.IndexName,
            Key = ReadKey(index.KeySchema),
            Status = ReadStatus(index.IndexStatus?.Value),
            Backfilling = index.Backfilling == true,
            Projection = ReadProjection(index.Projection),
            ProjectedAttributes = index.Projection?.NonKeyAttributes ?? [],
            Provisioned = ReadProvisioned(index.ProvisionedThroughput),
            OnDemandMaximum = ReadOnDemand(index.OnDemandThroughput),
            Warm = index.WarmThroughput is { } warm ? new TableThroughput(warm.ReadUnitsPerSecond, warm.WriteUnitsPerSecond) : null,
            ItemCount = index.ItemCount ?? 0,
            SizeInBytes = index.IndexSizeBytes ?? 0,
        };

    private static IndexDescription ReadLocalIndex(Sdk.LocalSecondaryIndexDescription index)
        => new()
        {
            IndexName = index.IndexName,
            Key = ReadKey(index.KeySchema),
            Projection = ReadProjection(index.Projection),
            ProjectedAttributes = index.Projection?.NonKeyAttributes ?? [],
            ItemCount = index.ItemCount ?? 0,
            SizeInBytes = index.IndexSizeBytes ?? 0,
        };

    private static TableKeyElement[] ReadKey(List<Sdk.KeySchemaElement>? key)
        => [.. (key ?? []).Select(
            k => new TableKeyElement(k.AttributeName, k.KeyType == KeyType.HASH ? TableKeyRole.Partition : TableKeyRole.Sort))];

    private static TableStatus ReadStatus(string? status)
        => status switch
        {
            "CREATING" => TableStatus.Creating,
            "ACTIVE" => TableStatus.Active,
            "UPDATING" => TableStatus.Updating,
            "DELETING" => TableStatus.Deleting,
            _ => TableStatus.Other,
        };

    private static TableThroughput? ReadProvisioned(Sdk.ProvisionedThroughputDescription? throughput)
        => throughput is { } t ? new TableThroughput(t.ReadCapacityUnits, t.WriteCapacityUnits) : null;

    private static TableThroughput? ReadOnDemand(Sdk.OnDemandThroughput? throughput)
    {
        var (read, write) = (Maximum(throughput?.MaxReadRequestUnits), Maximum(throughput?.MaxWriteRequestUnits));
        return read is null && write is null ? null : new TableThroughput(read, write);
    }

    /// <summary>-1 is DynamoDB's word for no maximum.</summary>
    private static long? Maximum(long? units)
        => units > 0 ? units : null;

    private static TableStorageClass? ReadClass(Sdk.TableClassSummary? summary)
        => summary?.TableClass?.Value switch
        {
            null => null,
            "STANDARD_INFREQUENT_ACCESS" => TableStorageClass.StandardInfrequentAccess,
            _ => TableStorageClass.Standard,
        };

    private static ReplicaDescription ReadReplica(Sdk.ReplicaDescription replica)
        => new(
            replica.RegionName,
            replica.ReplicaStatus?.Value switch
            {
                "CREATING" => ReplicaStatus.Creating,
                "CREATION_FAILED" => ReplicaStatus.CreationFailed,
                "ACTIVE" => ReplicaStatus.Active,
                "UPDATING" => ReplicaStatus.Updating,
                "DELETING" => ReplicaStatus.Deleting,
                _ => ReplicaStatus.Other,
            })
        {
            StatusDescription = replica.ReplicaStatusDescription,
            StorageClass = ReadClass(replica.ReplicaTableClassSummary),
            KmsKeyId = replica.KMSMasterKeyId,
            ProvisionedRead = replica.ProvisionedThroughputOverride?.ReadCapacityUnits,
            OnDemandMaxRead = Maximum(replica.OnDemandThroughputOverride?.MaxReadRequestUnits),
        };

    public static PointInTimeRecoveryDescription Read(Sdk.ContinuousBackupsDescription description)
        => new(
            description.PointInTimeRecoveryDescription is { PointInTimeRecoveryStatus.Value: "ENABLED" } recovery
                ? recovery.RecoveryPeriodInDays ?? DefaultRecoveryDays
                : null);

    private static TableProjectionType ReadProjection(Sdk.Projection? projection)
        => projection?.ProjectionType?.Value switch
        {
            "KEYS_ONLY" => TableProjectionType.KeysOnly,
            "INCLUDE" => TableProjectionType.Include,
            _ => TableProjectionType.All,
        };

    private static TableStreamView ReadStreamView(StreamViewType? view)
        => view?.Value switch
        {
            "KEYS_ONLY" => TableStreamView.KeysOnly,
            "NEW_IMAGE" => TableStreamView.NewImage,
            "OLD_IMAGE" => TableStreamView.OldImage,
            _ => TableStreamView.NewAndOldImages,
        };
}
