using Amazon.DynamoDBv2;
using Sdk = Amazon.DynamoDBv2.Model;

namespace EFCore.DynamoDb.Client;

/// <summary>Our table records to the SDK's and back.</summary>
internal static partial class SdkTables
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
            TableClass = WriteClass(table.StorageClass),
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
            request.StreamSpecification = WriteStream(view);
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

    public static Sdk.UpdateTableRequest WriteNewReplica(string tableName, ReplicaDefinition replica)
        => new()
        {
            TableName = tableName,
            ReplicaUpdates =
            [
                new Sdk.ReplicationGroupUpdate
                {
                    Create = new Sdk.CreateReplicationGroupMemberAction
                    {
                        RegionName = replica.Region,
                        KMSMasterKeyId = replica.KmsKeyId,
                        TableClassOverride = WriteClass(replica.StorageClass),
                        ProvisionedThroughputOverride = replica.ProvisionedRead is { } read
                            ? new Sdk.ProvisionedThroughputOverride { ReadCapacityUnits = read }
                            : null,
                        OnDemandThroughputOverride = replica.OnDemandMaxRead is { } maxRead
                            ? new Sdk.OnDemandThroughputOverride { MaxReadRequestUnits = maxRead }
                            : null,
                    },
                },
            ],
        };

    public static Sdk.StreamSpecification WriteStream(TableStreamView view)
        => new() { StreamEnabled = true, StreamViewType = WriteStreamView(view) };

    private static TableClass? WriteClass(TableStorageClass? storageClass)
        => storageClass switch
        {
            TableStorageClass.Standard => TableClass.STANDARD,
            TableStorageClass.StandardInfrequentAccess => TableClass.STANDARD_INFREQUENT_ACCESS,
            _ => null,
        };

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

    private static Sdk.Projection WriteProjection(TableProjectionType projection, IReadOnlyList<string> attributes)
        => projection switch
        {
            TableProjectionType.All => new Sdk.Projection { ProjectionType = ProjectionType.ALL },
            TableProjectionType.KeysOnly => new Sdk.Projection { ProjectionType = ProjectionType.KEYS_ONLY },
            _ => new Sdk.Projection { ProjectionType = ProjectionType.INCLUDE, NonKeyAttributes = [.. attributes] },
        };
}
