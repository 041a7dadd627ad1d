using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using EFCore.DynamoDb.Client;

namespace EFCore.DynamoDb.Storage;

/// <summary>
/// Tables as a CloudFormation template in JSON. Pure: data to text. A table with replicas is a GlobalTable, which wants its own region among them: that is
/// the stack's, whichever it is.
/// </summary>
internal static class CloudFormationTemplate
{
    /// <summary>No HTML, for which quotes and the like would have to be escaped.</summary>
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Of(IReadOnlyList<TableDefinition> tables)
    {
        var conditions = new JsonObject();
        var resources = new JsonObject();
        foreach (var table in tables)
        {
            resources[LogicalName(table.TableName, resources)] = new JsonObject
            {
                ["Type"] = table.Replicas.Count == 0 ? "AWS::DynamoDB::Table" : "AWS::DynamoDB::GlobalTable",
                // A table that leaves the stack keeps its items.
                ["DeletionPolicy"] = "Retain",
                ["UpdateReplacePolicy"] = "Retain",
                ["Properties"] = table.Replicas.Count == 0 ? Table(table) : GlobalTable(table, conditions),
            };
        }

        var template = new JsonObject { ["AWSTemplateFormatVersion"] = "2010-09-09" };
        if (conditions.Count > 0)
        {
            template["Conditions"] = conditions;
        }

        template["Resources"] = resources;
        return template.ToJsonString(Json);
    }

    private static JsonObject Table(TableDefinition table)
    {
        var properties = Common(table, i => new JsonObject
        {
            ["ProvisionedThroughput"] = Provisioned(i.Provisioned),
            ["OnDemandThroughput"] = OnDemand(i.OnDemandMaximum),
        });
        properties["ProvisionedThroughput"] = Provisioned(table.Provisioned);
        properties["OnDemandThroughput"] = OnDemand(table.OnDemandMaximum);
        if (table.Encryption is { } encryption)
        {
            properties["SSESpecification"] = new JsonObject
            {
                ["SSEEnabled"] = true, ["SSEType"] = "KMS",
            };
            if (encryption.KmsKeyId is { } key)
            {
                properties["SSESpecification"]!["KMSMasterKeyId"] = key;
            }
        }

        foreach (var (name, value) in OfEachCopy(table, table.StorageClass))
        {
            properties[name] = value?.DeepClone();
        }

        return WithoutNulls(properties);
    }

    private static JsonObject GlobalTable(TableDefinition table, JsonObject conditions)
    {
        var properties = Common(table, i => new JsonObject
        {
            ["WriteProvisionedThroughputSettings"] = WriteProvisioned(i.Provisioned),
            ["WriteOnDemandThroughputSettings"] = WriteOnDemand(i.OnDemandMaximum),
        });
        properties["WriteProvisionedThroughputSettings"] = WriteProvisioned(table.Provisioned);
        properties["WriteOnDemandThroughputSettings"] = WriteOnDemand(table.OnDemandMaximum);
        if (table.Encryption is not null)
        {
            properties["SSESpecification"] = new JsonObject { ["SSEEnabled"] = true, ["SSEType"] = "KMS" };
        }

        var replicas = new JsonArray
        {
            Replica(table, new JsonObject { ["Ref"] = "AWS::Region" }, new ReplicaDefinition("") { KmsKeyId = table.Encryption?.KmsKeyId }),
        };
        foreach (var replica in table.Replicas)
        {
            var condition = "IsIn" + Letters(replica.Region);
            conditions[condition] = new JsonObject
            {
                ["Fn::Equals"] = new JsonArray(new JsonObject { ["Ref"] = "AWS::Region" }, replica.Region),
            };
            replicas.Add((JsonNode)new JsonObject
            {
                ["Fn::If"] = new JsonArray(
                    condition, new JsonObject { ["Ref"] = "AWS::NoValue" }, Replica(table, JsonValue.Create(replica.Region), replica)),
            });
        }

        properties["Replicas"] = replicas;
        return WithoutNulls(properties);
    }

    /// <summary>What both kinds of table say alike, and what <paramref name="throughput" /> makes of each global index.</summary>
    private static JsonObject Common(TableDefinition table, Func<GlobalIndexDefinition, JsonObject> throughput)
        => new()
        {
            ["TableName"] = table.TableName,
            ["AttributeDefinitions"] = Array(
                table.Attributes.Select(a => new JsonObject { ["AttributeName"] = a.Name, ["AttributeType"] = a.Type.ToString() })),
            ["KeySchema"] = Key(table.Key),
            ["BillingMode"] = table.BillingMode == TableBillingMode.OnDemand ? "PAY_PER_REQUEST" : "PROVISIONED",
            ["GlobalSecondaryIndexes"] = Array(table.GlobalIndexes.Select(i =>
            {
                var index = throughput(i);
                index["IndexName"] = i.IndexName;
                index["KeySchema"] = Key(i.Key);
                index["Projection"] = Projection(i.Projection, i.ProjectedAttributes);
                index["WarmThroughput"] = Warm(i.Warm);
                return WithoutNulls(index);
            })),
            ["LocalSecondaryIndexes"] = Array(table.LocalIndexes.Select(i => new JsonObject
            {
                ["IndexName"] = i.IndexName,
                ["KeySchema"] = Key(i.Key),
                ["Projection"] = Projection(i.Projection, i.ProjectedAttributes),
            })),
            ["WarmThroughput"] = Warm(table.Warm),
            ["StreamSpecification"] = table.Stream is { } view ? new JsonObject { ["StreamViewType"] = View(view) } : null,
            ["TimeToLiveSpecification"] = table.TimeToLiveAttribute is { } attribute
                ? new JsonObject { ["AttributeName"] = attribute, ["Enabled"] = true }
                : null,
        };

    private static JsonObject Replica(TableDefinition table, JsonNode region, ReplicaDefinition replica)
    {
        var properties = OfEachCopy(table, replica.StorageClass ?? table.StorageClass);
        properties["Region"] = region;
        properties["SSESpecification"] = replica.KmsKeyId is { } key ? new JsonObject { ["KMSMasterKeyId"] = key } : null;
        properties["ReadProvisionedThroughputSettings"] = ReadProvisioned(replica.ProvisionedRead ?? table.Provisioned?.Read);
        properties["ReadOnDemandThroughputSettings"] = ReadOnDemand(replica.OnDemandMaxRead ?? table.OnDemandMaximum?.Read);
        properties["GlobalSecondaryIndexes"] = Array(table.GlobalIndexes
            .Where(i => i.Provisioned is not null || i.OnDemandMaximum?.Read is not null)
            .Select(i => WithoutNulls(new JsonObject
            {
                ["IndexName"] = i.IndexName,
                ["ReadProvisionedThroughputSettings"] = ReadProvisioned(i.Provisioned?.Read),
                ["ReadOnDemandThroughputSettings"] = ReadOnDemand(i.OnDemandMaximum?.Read),
            })));
        return WithoutNulls(properties);
    }

    /// <summary>What a table says of itself and a global table of each of its replicas.</summary>
    private static JsonObject OfEachCopy(TableDefinition table, TableStorageClass? storageClass)
        => new()
        {
            ["TableClass"] = storageClass switch
            {
                TableStorageClass.StandardInfrequentAccess => "STANDARD_INFREQUENT_ACCESS",
                TableStorageClass.Standard => "STANDARD",
                _ => null,
            },
            ["DeletionProtectionEnabled"] = table.DeletionProtection ? true : null,
            ["PointInTimeRecoverySpecification"] = table.PointInTimeRecoveryDays is { } days
                ? new JsonObject { ["PointInTimeRecoveryEnabled"] = true, ["RecoveryPeriodInDays"] = days }
                : null,
            ["Tags"] = Array(table.Tags.Select(t => new JsonObject { ["Key"] = t.Key, ["Value"] = t.Value })),
        };

    private static string View(TableStreamView view)
        => view switch
        {
            TableStreamView.KeysOnly => "KEYS_ONLY",
            TableStreamView.NewImage => "NEW_IMAGE",
            TableStreamView.OldImage => "OLD_IMAGE",
            _ => "NEW_AND_OLD_IMAGES",
        };

    private static JsonArray? Key(IReadOnlyList<TableKeyElement> key)
        => Array(key.Select(k => new JsonObject
        {
            ["AttributeName"] = k.AttributeName, ["KeyType"] = k.Role == TableKeyRole.Partition ? "HASH" : "RANGE",
        }));

    private static JsonObject Projection(TableProjectionType projection, IReadOnlyList<string> attributes)
        => projection switch
        {
            TableProjectionType.All => new JsonObject { ["ProjectionType"] = "ALL" },
            TableProjectionType.KeysOnly => new JsonObject { ["ProjectionType"] = "KEYS_ONLY" },
            _ => new JsonObject
            {
                ["ProjectionType"] = "INCLUDE", ["NonKeyAttributes"] = new JsonArray([.. attributes.Select(a => JsonValue.Create(a))]),
            },
        };

    private static JsonObject? Provisioned(TableThroughput? throughput)
        => throughput is { } t ? new JsonObject { ["ReadCapacityUnits"] = t.Read, ["WriteCapacityUnits"] = t.Write } : null;

    private static JsonObject? OnDemand(TableThroughput? throughput)
        => throughput is { } t ? WithoutNulls(new JsonObject { ["MaxReadRequestUnits"] = t.Read, ["MaxWriteRequestUnits"] = t.Write }) : null;

    private static JsonObject? Warm(TableThroughput? throughput)
        => throughput is { } t ? WithoutNulls(new JsonObject { ["ReadUnitsPerSecond"] = t.Read, ["WriteUnitsPerSecond"] = t.Write }) : null;

    private static JsonObject? ReadProvisioned(long? read)
        => read is { } units ? new JsonObject { ["ReadCapacityUnits"] = units } : null;

    private static JsonObject? ReadOnDemand(long? read)
        => read is { } units ? new JsonObject { ["MaxReadRequestUnits"] = units } : null;

    private static JsonObject? WriteOnDemand(TableThroughput? throughput)
        => throughput?.Write is { } units ? new JsonObject { ["MaxWriteRequestUnits"] = units } : null;

    /// <summary>Replicas of provisioned tables are scaled automatically, or not made at all: what the model says is both the least and the most.</summary>
    private static JsonObject? WriteProvisioned(TableThroughput? throughput)
        => throughput?.Write is { } units
            ? new JsonObject
            {
                ["WriteCapacityAutoScalingSettings"] = new JsonObject
                {
                    ["MinCapacity"] = units,
                    ["MaxCapacity"] = units,
                    ["TargetTrackingScalingPolicyConfiguration"] = new JsonObject { ["TargetValue"] = 70 },
                },
            }
            : null;

    private static JsonArray? Array(IEnumerable<JsonObject> elements)
        => new JsonArray([.. elements]) is { Count: > 0 } array ? array : null;

    private static JsonObject WithoutNulls(JsonObject properties)
    {
        foreach (var name in properties.Where(p => p.Value is null).Select(p => p.Key).ToList())
        {
            properties.Remove(name);
        }

        return properties;
    }

    /// <summary>CloudFormation's names have letters and digits only, and tables' may become alike without the rest.</summary>
    private static string LogicalName(string tableName, JsonObject taken)
    {
        var name = Letters(tableName) + "Table";
        for (var number = 2; taken.ContainsKey(name); number++)
        {
            name = Letters(tableName) + "Table" + number.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        return name;
    }

    private static string Letters(string name)
        => string.Concat(name.Split('-', '_', '.').Where(w => w.Length > 0).Select(w => char.ToUpperInvariant(w[0]) + w[1..]));
}
