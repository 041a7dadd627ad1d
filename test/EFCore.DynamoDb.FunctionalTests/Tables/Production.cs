using System.Net;
using System.Text.Json.Nodes;
using EFCore.DynamoDb.FunctionalTests.Local;

namespace EFCore.DynamoDb.FunctionalTests.Tables;

/// <summary>
/// The settings of tables that DynamoDB Local takes and forgets, or does not know: here they are kept, and told as DynamoDB tells them, its defaults
/// included. Everything else is still done by DynamoDB Local.
/// </summary>
internal sealed class Production
{
    private const string Region = "us-east-1";

    private readonly Dictionary<string, Settings> _tables = [];

    /// <summary>From now on the connection's tables lie in a region of AWS.</summary>
    public static Production Behind(LocalConnection connection)
    {
        var production = new Production();
        connection.Faults.Otherwise = production.AnswerAsync;
        return production;
    }

    /// <summary>How the settings are changed behind the model's back; the name comes with the test's prefix.</summary>
    public Settings this[string table]
        => _tables[table];

    /// <summary>Operations that these credentials may not do.</summary>
    public HashSet<string> Forbidden { get; } = [];

    private async Task<HttpResponseMessage> AnswerAsync(HttpRequestMessage request, RequestFaults.Send send, CancellationToken cancellationToken)
    {
        var operation = FaultingHandler.Operation(request);
        if (Forbidden.Contains(operation))
        {
            return FaultingHandler.Error(HttpStatusCode.BadRequest, "AccessDeniedException", "You may not.");
        }

        var body = await FaultingHandler.BodyAsync(request, cancellationToken);
        switch (operation)
        {
            case "DescribeContinuousBackups":
                return Ok(new JsonObject { ["ContinuousBackupsDescription"] = Backups(Of(body)) });
            case "UpdateContinuousBackups":
                Of(body).RecoveryDays = (int)body["PointInTimeRecoverySpecification"]!["RecoveryPeriodInDays"]!;
                return Ok(new JsonObject { ["ContinuousBackupsDescription"] = Backups(Of(body)) });
            case "ListTagsOfResource":
                var tags = _tables[body["ResourceArn"]!.ToString().Split('/')[^1]].Tags;
                return Ok(new JsonObject
                {
                    ["Tags"] = new JsonArray([.. tags.Select(t => new JsonObject { ["Key"] = t.Key, ["Value"] = t.Value })]),
                });
            case "UpdateTable" when body["ReplicaUpdates"] is JsonArray updates:
                var replicas = Of(body).Replicas;
                foreach (var update in updates)
                {
                    if (update!["Create"] is JsonObject create)
                    {
                        replicas.Add(Replica(create));
                    }
                    else
                    {
                        replicas.RemoveAll(r => r["RegionName"]!.ToString() == update["Delete"]!["RegionName"]!.ToString());
                    }
                }

                return await SendAsync(Describe(request, body), "Table", "TableDescription");
            case "CreateTable":
                _tables[body["TableName"]!.ToString()] = new Settings(body);
                return await SendAsync(request, "TableDescription", "TableDescription");
            case "DescribeTable":
                return await SendAsync(request, "Table", "Table");
            case "UpdateTable":
                return await SendAsync(request, "TableDescription", "TableDescription");
            default:
                return await send(request, cancellationToken);
        }

        Settings Of(JsonObject named)
            => _tables[named["TableName"]!.ToString()];

        async Task<HttpResponseMessage> SendAsync(HttpRequestMessage sent, string member, string told)
        {
            var response = await send(sent, cancellationToken);
            if (!response.IsSuccessStatusCode)
            {
                return response;
            }

            var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync(cancellationToken))![member]!.AsObject();
            Of(answer).AddTo(answer);
            answer["TableArn"] = answer["TableArn"]!.ToString().Replace("ddblocal", Region, StringComparison.Ordinal);
            return Ok(new JsonObject { [told] = answer.DeepClone() });
        }
    }

    private static HttpRequestMessage Describe(HttpRequestMessage request, JsonObject body)
    {
        request.Headers.Remove("X-Amz-Target");
        request.Headers.Add("X-Amz-Target", "DynamoDB_20120810.DescribeTable");
        request.Content = FaultingHandler.Content(new JsonObject { ["TableName"] = body["TableName"]!.ToString() }, request.Content);
        return request;
    }

    private static HttpResponseMessage Ok(JsonObject answer)
        => new(HttpStatusCode.OK) { Content = FaultingHandler.Content(answer) };

    private static JsonObject Backups(Settings settings)
        => new()
        {
            ["ContinuousBackupsStatus"] = "ENABLED",
            ["PointInTimeRecoveryDescription"] = settings.RecoveryDays is { } days
                ? new JsonObject { ["PointInTimeRecoveryStatus"] = "ENABLED", ["RecoveryPeriodInDays"] = days }
                : new JsonObject { ["PointInTimeRecoveryStatus"] = "DISABLED" },
        };

    private static JsonObject Replica(JsonObject create)
    {
        var replica = new JsonObject { ["RegionName"] = create["RegionName"]!.ToString(), ["ReplicaStatus"] = "ACTIVE" };
        if (create["KMSMasterKeyId"] is { } key)
        {
            replica["KMSMasterKeyId"] = $"arn:aws:kms:{create["RegionName"]}:123456789012:key/{key}";
        }

        if (create["TableClassOverride"] is { } tableClass)
        {
            replica["ReplicaTableClassSummary"] = new JsonObject { ["TableClass"] = tableClass.DeepClone() };
        }

        foreach (var member in new[] { "ProvisionedThroughputOverride", "OnDemandThroughputOverride" })
        {
            if (create[member] is { } value)
            {
                replica[member] = value.DeepClone();
            }
        }

        return replica;
    }

    /// <summary>What DynamoDB Local does not keep of one table.</summary>
    public sealed class Settings(JsonObject creation)
    {
        public int? RecoveryDays { get; set; }

        public string? TableClass { get; set; } = creation[nameof(TableClass)]?.ToString();

        public string? KmsKeyArn { get; set; } = creation["SSESpecification"] is { } encryption
            ? encryption["KMSMasterKeyId"]?.ToString() is { } key && key.StartsWith("arn:", StringComparison.Ordinal)
                ? key
                : $"arn:aws:kms:{Region}:123456789012:key/{encryption["KMSMasterKeyId"] ?? "managed"}"
            : null;

        public Dictionary<string, string> Tags { get; } =
            (creation[nameof(Tags)] as JsonArray ?? []).ToDictionary(t => t!["Key"]!.ToString(), t => t!["Value"]!.ToString());

        public List<JsonObject> Replicas { get; } = [];

        public (long Read, long Write) Warm { get; set; } = WarmOf(creation);

        public (long Read, long Write) OnDemandMaximum { get; set; } = OnDemandOf(creation);

        public void AddTo(JsonObject table)
        {
            AddThroughput(table, Warm, OnDemandMaximum);
            if (TableClass is not null)
            {
                table["TableClassSummary"] = new JsonObject { [nameof(TableClass)] = TableClass };
            }

            if (KmsKeyArn is not null)
            {
                table["SSEDescription"] = new JsonObject { ["Status"] = "ENABLED", ["SSEType"] = "KMS", ["KMSMasterKeyArn"] = KmsKeyArn };
            }

            if (Replicas.Count > 0)
            {
                table[nameof(Replicas)] = new JsonArray([.. Replicas.Select(r => r.DeepClone())]);
            }

            foreach (var index in table["GlobalSecondaryIndexes"] as JsonArray ?? [])
            {
                var created = (creation["GlobalSecondaryIndexes"] as JsonArray ?? [])
                    .FirstOrDefault(i => i!["IndexName"]!.ToString() == index!["IndexName"]!.ToString())?.AsObject() ?? [];
                AddThroughput(index!.AsObject(), WarmOf(created), OnDemandOf(created));
            }
        }

        private static void AddThroughput(JsonObject described, (long Read, long Write) warm, (long Read, long Write) onDemand)
        {
            described["WarmThroughput"] = new JsonObject
            {
                ["ReadUnitsPerSecond"] = warm.Read, ["WriteUnitsPerSecond"] = warm.Write, ["Status"] = "ACTIVE",
            };
            described["OnDemandThroughput"] = new JsonObject
            {
                ["MaxReadRequestUnits"] = onDemand.Read, ["MaxWriteRequestUnits"] = onDemand.Write,
            };
        }

        private static (long Read, long Write) WarmOf(JsonObject creation)
            => creation["WarmThroughput"] is { } warm
                ? ((long?)warm["ReadUnitsPerSecond"] ?? 12000, (long?)warm["WriteUnitsPerSecond"] ?? 4000)
                : (12000, 4000);

        private static (long Read, long Write) OnDemandOf(JsonObject creation)
            => creation["OnDemandThroughput"] is { } maximum
                ? ((long?)maximum["MaxReadRequestUnits"] ?? -1, (long?)maximum["MaxWriteRequestUnits"] ?? -1)
                : (-1, -1);
    }
}
