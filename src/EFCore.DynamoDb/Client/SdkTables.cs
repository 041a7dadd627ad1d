using Amazon.DynamoDBv2;
using EFCore.DynamoDb.Items;
using Sdk = Amazon.DynamoDBv2.Model;

namespace EFCore.DynamoDb.Client;

/// <summary>Our table records to the SDK's and back.</summary>
internal static class SdkTables
{
    public static Sdk.CreateTableRequest WriteTable(TableDefinition table)
    {
        var request = new Sdk.CreateTableRequest
        {
            TableName = table.TableName,
            KeySchema = WriteKey(table.Key),
            AttributeDefinitions = WriteAttributes(table.Attributes),
            BillingMode = table.BillingMode == TableBillingMode.OnDemand ? BillingMode.PAY_PER_REQUEST : BillingMode.PROVISIONED,
            ProvisionedThroughput = WriteProvisioned(table.Provisioned),
            OnDemandThroughput = WriteOnDemand(table.OnDemandMaximum),
            WarmThroughput = WriteWarm(table.Warm),
            TableClass = table.StorageClass switch
            {
                TableStorageClass.Standard => TableClass.STANDARD,
                TableStorageClass.StandardInfrequentAccess => TableClass.STANDARD_INFREQUENT_ACCESS,
                _ => null,
            },
            DeletionProtectionEnabled = table.DeletionProtection ? true : null,
        };

        // The SDK sends empty lists, and DynamoDB refuses them.
        if (table.GlobalIndexes.Count > 0)
        {
            request.GlobalSecondaryIndexes = [.. table.GlobalIndexes.Select(WriteGlobalIndex)];
        }

        if (table.LocalIndexes.Count > 0)
        {
            request.LocalSecondaryIndexes = [.. table.LocalIndexes.Select(WriteLocalIndex)];
        }

        if (table.Stream is { } view)
        {
            request.StreamSpecification = new Sdk.StreamSpecification { StreamEnabled = true, StreamViewType = WriteStreamView(view) };
        }

        if (table.Encryption is { } encryption)
        {
            request.SSESpecification = new Sdk.SSESpecification { Enabled = true, SSEType = SSEType.KMS, KMSMasterKeyId = encryption.KmsKeyId };
        }

        if (table.Tags.Count > 0)
        {
            request.Tags = [.. table.Tags.Select(t => new Sdk.Tag { Key = t.Key, Value = t.Value })];
        }

        return request;
    }

    public static Sdk.UpdateTableRequest WriteNewIndex(
        string tableName, GlobalIndexDefinition index, IReadOnlyList<TableAttribute> attributes)
    {
        var made = WriteGlobalIndex(index);
        return new Sdk.UpdateTableRequest
        {
            TableName = tableName,
            AttributeDefinitions = WriteAttributes(attributes),
            GlobalSecondaryIndexUpdates =
            [
                new Sdk.GlobalSecondaryIndexUpdate
                {
                    Create = new Sdk.CreateGlobalSecondaryIndexAction
                    {
                        IndexName = made.IndexName,
                        KeySchema = made.KeySchema,
                        Projection = made.Projection,
                        ProvisionedThroughput = made.ProvisionedThroughput,
                        OnDemandThroughput = made.OnDemandThroughput,
                        WarmThroughput = made.WarmThroughput,
                    },
                },
            ],
        };
    }

    private static List<Sdk.KeySchemaElement> WriteKey(IReadOnlyList<TableKeyElement> key)
        => [.. key.Select(k => new Sdk.KeySchemaElement(k.AttributeName, k.Role == TableKeyRole.Partition ? KeyType.HASH : KeyType.RANGE))];

    private static List<Sdk.AttributeDefinition> WriteAttributes(IReadOnlyList<TableAttribute> attributes)
        => [.. attributes.Select(a => new Sdk.AttributeDefinition(a.Name, ScalarAttributeType.FindValue(a.Type.ToString())))];

    private static Sdk.GlobalSecondaryIndex WriteGlobalIndex(GlobalIndexDefinition index)
        => new()
        {
            IndexName = index.IndexName,
            KeySchema = WriteKey(index.Key),
            Projection = WriteProjection(index.Projection, index.ProjectedAttributes),
            ProvisionedThroughput = WriteProvisioned(index.Provisioned),
            OnDemandThroughput = WriteOnDemand(index.OnDemandMaximum),
            WarmThroughput = WriteWarm(index.Warm),
        };

    private static Sdk.LocalSecondaryIndex WriteLocalIndex(LocalIndexDefinition index)
        => new()
        {
            IndexName = index.IndexName,
            KeySchema = WriteKey(index.Key),
            Projection = WriteProjection(index.Projection, index.ProjectedAttributes),
        };

    private static Sdk.ProvisionedThroughput? WriteProvisioned(TableThroughput? throughput)
        => throughput is { } t ? new Sdk.ProvisionedThroughput { ReadCapacityUnits = t.Read, WriteCapacityUnits = t.Write } : null;

    private static Sdk.OnDemandThroughput? WriteOnDemand(TableThroughput? throughput)
        => throughput is { } t ? new Sdk.OnDemandThroughput { MaxReadRequestUnits = t.Read, MaxWriteRequestUnits = t.Write } : null;

    private static Sdk.WarmThroughput? WriteWarm(TableThroughput? throughput)
        => throughput is { } t ? new Sdk.WarmThroughput { ReadUnitsPerSecond = t.Read, WriteUnitsPerSecond = t.Write } : null;

    private static StreamViewType WriteStreamView(TableStreamView view)
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
