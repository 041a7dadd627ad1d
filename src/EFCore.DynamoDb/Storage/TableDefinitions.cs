using EFCore.DynamoDb.Client;
using EFCore.DynamoDb.Diagnostics;
using EFCore.DynamoDb.Metadata;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.Storage;

/// <summary>Tables of a model to tables as DynamoDB is to make them. Pure: data to data.</summary>
internal static class TableDefinitions
{
    /// <exception cref="InvalidOperationException">The names make one table of two.</exception>
    public static IReadOnlyList<(TableModel Table, TableDefinition Definition)> Of(IReadOnlyList<TableModel> tables, TableNames names)
    {
        var definitions = new List<(TableModel Table, TableDefinition Definition)>(tables.Count);
        foreach (var table in tables)
        {
            var name = names.PhysicalName(table.Name);
            foreach (var (other, definition) in definitions)
            {
                if (definition.TableName == name)
                {
                    throw new InvalidOperationException(DynamoDbStrings.SamePhysicalTable(name, other.Name, table.Name));
                }
            }

            definitions.Add((table, Of(table, name)));
        }

        return definitions;
    }

    public static TableDefinition Of(TableModel table, string physicalName)
        => new()
        {
            TableName = physicalName,
            Key = KeyOf(table.Key),
            Attributes = AttributesOf(table),
            GlobalIndexes = [.. table.Indexes.Where(i => i.Kind == DynamoDbIndexKind.Gsi).Select(GlobalIndexOf)],
            LocalIndexes = [.. table.Indexes.Where(i => i.Kind == DynamoDbIndexKind.Lsi).Select(LocalIndexOf)],
            BillingMode = table.BillingMode == DynamoDbBillingMode.Provisioned ? TableBillingMode.Provisioned : TableBillingMode.OnDemand,
            Provisioned = ThroughputOf(table.ProvisionedThroughput),
            OnDemandMaximum = ThroughputOf(table.OnDemandThroughput),
            Warm = ThroughputOf(table.WarmThroughput),
            StorageClass = ClassOf(table.TableClass),
            DeletionProtection = table.DeletionProtection,
            Stream = table.StreamViewType is { } view ? ViewOf(view) : null,
            Encryption = table.KmsKeyId is { } key ? new TableEncryption(key == DynamoDbMetadata.AwsManagedKmsKey ? null : key) : null,
            Tags = table.Tags,
            TimeToLiveAttribute = table.TimeToLiveAttribute,
            PointInTimeRecoveryDays = table.PointInTimeRecoveryDays,
            Replicas = [.. table.Replicas.Select(ReplicaOf)],
        };

    /// <summary>Only attributes of keys, each once: DynamoDB refuses any other.</summary>
    private static TableAttribute[] AttributesOf(TableModel table)
        => [.. table.Key.All.Concat(table.Indexes.SelectMany(i => i.Key.All))
            .DistinctBy(a => a.Name)
            .Select(a => new TableAttribute(a.Name, a.Type))];

    private static TableKeyElement[] KeyOf(KeySchema key)
        => [
            .. key.Partition.Select(a => new TableKeyElement(a.Name, TableKeyRole.Partition)),
            .. key.Sort.Select(a => new TableKeyElement(a.Name, TableKeyRole.Sort)),
        ];

    private static GlobalIndexDefinition GlobalIndexOf(IndexModel index)
        => new()
        {
            IndexName = index.Name,
            Key = KeyOf(index.Key),
            Projection = ProjectionOf(index),
            ProjectedAttributes = index.IncludedAttributes,
            Provisioned = ThroughputOf(index.ProvisionedThroughput),
            OnDemandMaximum = ThroughputOf(index.OnDemandThroughput),
            Warm = ThroughputOf(index.WarmThroughput),
        };

    private static LocalIndexDefinition LocalIndexOf(IndexModel index)
        => new()
        {
            IndexName = index.Name,
            Key = KeyOf(index.Key),
            Projection = ProjectionOf(index),
            ProjectedAttributes = index.IncludedAttributes,
        };

    private static TableProjectionType ProjectionOf(IndexModel index)
        => index.Projection switch
        {
            DynamoDbProjection.KeysOnly => TableProjectionType.KeysOnly,
            DynamoDbProjection.Include => TableProjectionType.Include,
            _ => TableProjectionType.All,
        };

    private static TableThroughput? ThroughputOf(Throughput? throughput)
        => throughput is { } t && (t.Read ?? t.Write) is not null ? new TableThroughput(t.Read, t.Write) : null;

    private static ReplicaDefinition ReplicaOf(DynamoDbReplica replica)
        => new(replica.Region)
        {
            StorageClass = replica.TableClass is { } tableClass ? ClassOf(tableClass) ?? TableStorageClass.Standard : null,
            KmsKeyId = replica.KmsKeyId,
            ProvisionedRead = replica.ProvisionedRead,
            OnDemandMaxRead = replica.OnDemandMaxRead,
        };

    /// <summary>Null for the default, which need not be said.</summary>
    private static TableStorageClass? ClassOf(DynamoDbTableClass tableClass)
        => tableClass == DynamoDbTableClass.StandardInfrequentAccess ? TableStorageClass.StandardInfrequentAccess : null;

    private static TableStreamView ViewOf(DynamoDbStreamViewType viewType)
        => viewType switch
        {
            DynamoDbStreamViewType.KeysOnly => TableStreamView.KeysOnly,
            DynamoDbStreamViewType.NewImage => TableStreamView.NewImage,
            DynamoDbStreamViewType.OldImage => TableStreamView.OldImage,
            _ => TableStreamView.NewAndOldImages,
        };
}
