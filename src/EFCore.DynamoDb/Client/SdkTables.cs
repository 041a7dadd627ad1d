using Amazon.DynamoDBv2;
using EFCore.DynamoDb.Items;
using Sdk = Amazon.DynamoDBv2.Model;

namespace EFCore.DynamoDb.Client;

/// <summary>Our table records to the SDK's and back.</summary>
internal static class SdkTables
{
    public static List<Sdk.KeySchemaElement> WriteKey(IReadOnlyList<TableKeyElement> key)
        => [.. key.Select(k => new Sdk.KeySchemaElement(k.AttributeName, k.Role == TableKeyRole.Partition ? KeyType.HASH : KeyType.RANGE))];

    public static List<Sdk.AttributeDefinition> WriteAttributes(IReadOnlyList<TableAttribute> attributes)
        => [.. attributes.Select(a => new Sdk.AttributeDefinition(a.Name, ScalarAttributeType.FindValue(a.Type.ToString())))];

    public static Sdk.GlobalSecondaryIndex WriteGlobalIndex(GlobalIndexDefinition index)
        => new()
        {
            IndexName = index.IndexName,
            KeySchema = WriteKey(index.Key),
            Projection = WriteProjection(index.Projection, index.ProjectedAttributes),
            ProvisionedThroughput = WriteProvisioned(index.Provisioned),
            OnDemandThroughput = WriteOnDemand(index.OnDemandMaximum),
            WarmThroughput = WriteWarm(index.Warm),
        };

    public static Sdk.LocalSecondaryIndex WriteLocalIndex(LocalIndexDefinition index)
        => new()
        {
            IndexName = index.IndexName,
            KeySchema = WriteKey(index.Key),
            Projection = WriteProjection(index.Projection, index.ProjectedAttributes),
        };

    public static Sdk.ProvisionedThroughput? WriteProvisioned(TableThroughput? throughput)
        => throughput is { } t ? new Sdk.ProvisionedThroughput { ReadCapacityUnits = t.Read, WriteCapacityUnits = t.Write } : null;

    public static Sdk.OnDemandThroughput? WriteOnDemand(TableThroughput? throughput)
        => throughput is { } t ? new Sdk.OnDemandThroughput { MaxReadRequestUnits = t.Read, MaxWriteRequestUnits = t.Write } : null;

    public static Sdk.WarmThroughput? WriteWarm(TableThroughput? throughput)
        => throughput is { } t ? new Sdk.WarmThroughput { ReadUnitsPerSecond = t.Read, WriteUnitsPerSecond = t.Write } : null;

    public static StreamViewType WriteStreamView(TableStreamView view)
        => view switch
        {
            TableStreamView.KeysOnly => StreamViewType.KEYS_ONLY,
            TableStreamView.NewImage => StreamViewType.NEW_IMAGE,
            TableStreamView.OldImage => StreamViewType.OLD_IMAGE,
            _ => StreamViewType.NEW_AND_OLD_IMAGES,
        };

    public static TableDescription Read(Sdk.TableDescription table)
        => new()
        {
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
            StorageClass = table.TableClassSummary?.TableClass == TableClass.STANDARD_INFREQUENT_ACCESS
                ? TableStorageClass.StandardInfrequentAccess
                : TableStorageClass.Standard,
            DeletionProtection = table.DeletionProtectionEnabled == true,
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
        => throughput is { } t ? new TableThroughput(t.MaxReadRequestUnits, t.MaxWriteRequestUnits) : null;

    private static Sdk.Projection WriteProjection(TableProjectionType projection, IReadOnlyList<string> attributes)
        => projection switch
        {
            TableProjectionType.All => new Sdk.Projection { ProjectionType = ProjectionType.ALL },
            TableProjectionType.KeysOnly => new Sdk.Projection { ProjectionType = ProjectionType.KEYS_ONLY },
            _ => new Sdk.Projection { ProjectionType = ProjectionType.INCLUDE, NonKeyAttributes = [.. attributes] },
        };

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
