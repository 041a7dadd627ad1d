using EFCore.DynamoDb.Client;
using EFCore.DynamoDb.Diagnostics;
using EFCore.DynamoDb.Items;
using EFCore.DynamoDb.Metadata;
using EFCore.DynamoDb.Storage;
using Microsoft.EntityFrameworkCore;
using Sdk = Amazon.DynamoDBv2.Model;

namespace EFCore.DynamoDb.Tests.Storage;

/// <summary>Tables of the model to requests, told as the SDK's request that would be sent.</summary>
public class TableDefinitionsTests
{
    private static readonly KeyAttribute Id = new("Id", DynamoDbAttributeType.S);
    private static readonly KeyAttribute At = new("At", DynamoDbAttributeType.N);
    private static readonly KeyAttribute Status = new("Status", DynamoDbAttributeType.S);
    private static readonly KeyAttribute Hash = new("Hash", DynamoDbAttributeType.B);

    public static TheoryData<string, string> Cases { get; } = new()
    {
        { nameof(PartitionKeyOnly), "Orders (Id: S) PAY_PER_REQUEST" },
        { nameof(BothKeys), "Orders (Id: S, At: N) PAY_PER_REQUEST" },
        { nameof(BinaryKey), "Orders (Hash: B) PAY_PER_REQUEST" },
        { nameof(Provisioned), "Orders (Id: S) PROVISIONED provisioned 5/4 GSI ByStatus (Status: S) ALL provisioned 3/2" },
        { nameof(OnDemandMaxima), "Orders (Id: S) PAY_PER_REQUEST at most 100/- GSI ByStatus (Status: S) ALL at most -/20" },
        { nameof(Warm), "Orders (Id: S) PAY_PER_REQUEST warm 12000/4000 GSI ByStatus (Status: S) ALL warm 13000/5000" },
        {
            nameof(EveryProjection),
            "Orders (Id: S, At: N) PAY_PER_REQUEST GSI All (Status: S) ALL GSI Keys (Status: S, At: N) KEYS_ONLY "
            + "GSI Some (Status: S) INCLUDE [Total, Note] LSI LocalAll (Id: S, Status: S) ALL LSI LocalKeys (Id: S, Hash: B) KEYS_ONLY "
            + "LSI LocalSome (Id: S, Status: S) INCLUDE [Total]"
        },
        {
            nameof(ManyAttributesInAKey),
            "Orders (Id: S) PAY_PER_REQUEST GSI Wide (P1: S, P2: N HASH, P3: B HASH, P4: S HASH, S1: N, S2: S, S3: B, S4: N) ALL"
        },
        { nameof(SharedKeyAttributes), "Orders (Id: S, At: N) PAY_PER_REQUEST GSI Turned (At: N, Id: S) ALL GSI Again (At: N) ALL" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_table_of_the_model_is_the_request_that_makes_it(string model, string request)
    {
        Assert.Equal(request, Text(SdkTables.WriteTable(TableDefinitions.Of(Models[model], "Orders"))));
    }

    [Fact]
    public void The_time_to_live_and_the_physical_name_are_part_of_a_definition()
    {
        var definitions = TableDefinitions.Of(
            [PartitionKeyOnly, new TableModel { Name = "Sessions", Key = new([Id], []), Indexes = [], TimeToLiveAttribute = "Expires" }],
            new TableNames("dev-", name => name.ToLowerInvariant()));

        Assert.Equal(
            [("Orders", "dev-orders", null), ("Sessions", "dev-sessions", "Expires")],
            definitions.Select(d => (d.Table.Name, d.Definition.TableName, d.Definition.TimeToLiveAttribute)));
    }

    [Fact]
    public void Two_tables_with_one_name_are_an_error()
    {
        var other = new TableModel { Name = "orders", Key = new([Id], []), Indexes = [] };

        var exception = Assert.Throws<InvalidOperationException>(
            () => TableDefinitions.Of([PartitionKeyOnly, other], new TableNames(null, name => name.ToUpperInvariant())));

        Assert.Equal(DynamoDbStrings.SamePhysicalTable("ORDERS", "Orders", "orders"), exception.Message);
    }

    private static TableModel PartitionKeyOnly { get; } = Table([Id], []);

    private static TableModel BothKeys { get; } = Table([Id], [At]);

    private static TableModel BinaryKey { get; } = Table([Hash], []);

    private static TableModel Provisioned { get; } = new()
    {
        Name = "Orders",
        Key = new([Id], []),
        BillingMode = DynamoDbBillingMode.Provisioned,
        ProvisionedThroughput = new(5, 4),
        Indexes =
        [
            new()
            {
                Name = "ByStatus", Kind = DynamoDbIndexKind.Gsi, Key = new([Status], []), Projection = DynamoDbProjection.All,
                ProvisionedThroughput = new(3, 2),
            },
        ],
    };

    private static TableModel OnDemandMaxima { get; } = new()
    {
        Name = "Orders",
        Key = new([Id], []),
        OnDemandThroughput = new(100, null),
        Indexes =
        [
            new()
            {
                Name = "ByStatus", Kind = DynamoDbIndexKind.Gsi, Key = new([Status], []), Projection = DynamoDbProjection.All,
                OnDemandThroughput = new(null, 20),
            },
        ],
    };

    private static TableModel Warm { get; } = new()
    {
        Name = "Orders",
        Key = new([Id], []),
        WarmThroughput = new(12000, 4000),
        Indexes =
        [
            new()
            {
                Name = "ByStatus", Kind = DynamoDbIndexKind.Gsi, Key = new([Status], []), Projection = DynamoDbProjection.All,
                WarmThroughput = new(13000, 5000),
            },
        ],
    };

    private static TableModel EveryProjection { get; } = Table(
        [Id],
        [At],
        Index("LocalAll", DynamoDbIndexKind.Lsi, new([Id], [Status]), DynamoDbProjection.All),
        Index("All", DynamoDbIndexKind.Gsi, new([Status], []), DynamoDbProjection.All),
        Index("LocalKeys", DynamoDbIndexKind.Lsi, new([Id], [Hash]), DynamoDbProjection.KeysOnly),
        Index("Keys", DynamoDbIndexKind.Gsi, new([Status], [At]), DynamoDbProjection.KeysOnly),
        Index("Some", DynamoDbIndexKind.Gsi, new([Status], []), DynamoDbProjection.Include, "Total", "Note"),
        Index("LocalSome", DynamoDbIndexKind.Lsi, new([Id], [Status]), DynamoDbProjection.Include, "Total"));

    // DynamoDB Local 1.25.1 refuses these, so the request is all that can be seen of them.
    private static TableModel ManyAttributesInAKey { get; } = Table(
        [Id],
        [],
        Index(
            "Wide",
            DynamoDbIndexKind.Gsi,
            new(
                [new("P1", DynamoDbAttributeType.S), new("P2", DynamoDbAttributeType.N), new("P3", DynamoDbAttributeType.B), new("P4", DynamoDbAttributeType.S)],
                [new("S1", DynamoDbAttributeType.N), new("S2", DynamoDbAttributeType.S), new("S3", DynamoDbAttributeType.B), new("S4", DynamoDbAttributeType.N)]),
            DynamoDbProjection.All));

    private static TableModel SharedKeyAttributes { get; } = Table(
        [Id],
        [At],
        Index("Turned", DynamoDbIndexKind.Gsi, new([At], [Id]), DynamoDbProjection.All),
        Index("Again", DynamoDbIndexKind.Gsi, new([At], []), DynamoDbProjection.All));

    private static Dictionary<string, TableModel> Models { get; } = new()
    {
        [nameof(PartitionKeyOnly)] = PartitionKeyOnly,
        [nameof(BothKeys)] = BothKeys,
        [nameof(BinaryKey)] = BinaryKey,
        [nameof(Provisioned)] = Provisioned,
        [nameof(OnDemandMaxima)] = OnDemandMaxima,
        [nameof(Warm)] = Warm,
        [nameof(EveryProjection)] = EveryProjection,
        [nameof(ManyAttributesInAKey)] = ManyAttributesInAKey,
        [nameof(SharedKeyAttributes)] = SharedKeyAttributes,
    };

    private static TableModel Table(KeyAttribute[] partition, KeyAttribute[] sort, params IndexModel[] indexes)
        => new() { Name = "Orders", Key = new(partition, sort), Indexes = indexes };

    private static IndexModel Index(
        string name, DynamoDbIndexKind kind, KeySchema key, DynamoDbProjection projection, params string[] included)
        => new() { Name = name, Kind = kind, Key = key, Projection = projection, IncludedAttributes = included };

    private static string Text(Sdk.CreateTableRequest request)
    {
        var types = request.AttributeDefinitions.ToDictionary(a => a.AttributeName, a => a.AttributeType.Value);
        var used = new HashSet<string>();
        var text = $"{request.TableName} {Key(request.KeySchema)} {request.BillingMode}"
            + Throughputs(request.ProvisionedThroughput, request.OnDemandThroughput, request.WarmThroughput)
            + string.Concat((request.GlobalSecondaryIndexes ?? []).Select(
                i => $" GSI {i.IndexName} {Key(i.KeySchema)}{Projection(i.Projection)}"
                    + Throughputs(i.ProvisionedThroughput, i.OnDemandThroughput, i.WarmThroughput)))
            + string.Concat((request.LocalSecondaryIndexes ?? []).Select(i => $" LSI {i.IndexName} {Key(i.KeySchema)}{Projection(i.Projection)}"));
        Assert.Equal(types.Keys.Order(), used.Order());
        return text;

        string Key(List<Sdk.KeySchemaElement> key)
            => $"({string.Join(", ", key.Select((k, i) =>
            {
                used.Add(k.AttributeName);
                return $"{k.AttributeName}: {types[k.AttributeName]}{(k.KeyType.Value == "HASH" && i > 0 ? " HASH" : "")}";
            }))})";

        static string Projection(Sdk.Projection projection)
            => $" {projection.ProjectionType}{(projection.NonKeyAttributes is { } names ? $" [{string.Join(", ", names)}]" : "")}";

        static string Throughputs(Sdk.ProvisionedThroughput? provisioned, Sdk.OnDemandThroughput? onDemand, Sdk.WarmThroughput? warm)
            => (provisioned is null ? "" : $" provisioned {provisioned.ReadCapacityUnits}/{provisioned.WriteCapacityUnits}")
                + (onDemand is null
                    ? ""
                    : $" at most {onDemand.MaxReadRequestUnits?.ToString(null, null) ?? "-"}/{onDemand.MaxWriteRequestUnits?.ToString(null, null) ?? "-"}")
                + (warm is null ? "" : $" warm {warm.ReadUnitsPerSecond}/{warm.WriteUnitsPerSecond}");
    }
}
