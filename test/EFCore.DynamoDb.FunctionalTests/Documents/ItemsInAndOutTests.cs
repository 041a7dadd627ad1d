using System.Text;
using System.Text.Json;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using EFCore.DynamoDb.FunctionalTests.Local;
using EFCore.DynamoDb.FunctionalTests.Query;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.FunctionalTests.Documents;

/// <summary>Items that others have read become entities, and entities items, without a request.</summary>
public class ItemsInAndOutTests(DynamoDbLocalFixture local) : IClassFixture<DynamoDbLocalFixture>
{
    private static readonly Dictionary<string, AttributeValue> SportsCarItem = new()
    {
        ["Fleet"] = new("f"), ["Plate"] = new("c"), ["$type"] = new("SportsCar"), ["Wheels"] = new() { N = "4" }, ["Doors"] = new() { N = "2" },
        ["TopSpeed"] = new() { N = "300" }, ["stranger"] = new("x"),
    };

    private static readonly Dictionary<string, AttributeValue> GarageItem = new()
    {
        ["Fleet"] = new("f"), ["Plate"] = new("g"), ["$type"] = new("Garage"), ["Places"] = new() { N = "7" }, ["Wheels"] = new() { N = "0" },
    };

    [Fact]
    public async Task An_entity_goes_into_an_item_and_comes_back_with_its_documents()
    {
        await using var connection = local.Connect();
        await using var db = new DocumentsContext(connection);
        var order = new Order
        {
            Id = "o1",
            Ship = new Address { Street = "Main", City = "Bern", Geo = new Geo(1.5, 2.5) },
            Bill = null,
            Total = new Money(12.5m, "CHF"),
            Lines = [new OrderLine { Sku = "a", Quantity = 2, Options = [new LineOption { Name = "x" }] }],
        };

        var item = db.ToAttributeMap(order);
        item["Bill"] = new AttributeValue { NULL = true };
        var read = db.FromAttributeMap<Order>(item);

        Assert.NotSame(order, read);
        Assert.Equal(order.Ship, read.Ship);
        Assert.Null(read.Bill);
        Assert.Equal(order.Total, read.Total);
        Assert.Equal(("a", 2, "x"), (read.Lines.Single().Sku, read.Lines.Single().Quantity, read.Lines.Single().Options.Single().Name));
        Assert.Equal(EntityState.Detached, db.Entry(read).State);
        Assert.Empty(db.ChangeTracker.Entries());
        Assert.Empty(connection.Recorder.Texts);
    }

    [Fact]
    public async Task An_item_becomes_what_its_discriminator_says()
    {
        await using var connection = local.Connect();
        await using var db = new FleetContext(connection);

        var car = Assert.IsType<SportsCar>(db.FromAttributeMap<Vehicle>(SportsCarItem));
        Assert.Equal((4, 2, 300), (car.Wheels, car.Doors, car.TopSpeed));
        Assert.IsType<SportsCar>(db.FromAttributeMap<Car>(SportsCarItem));
        Assert.IsType<SportsCar>(db.FromAttributeMap<object>(SportsCarItem));
        Assert.IsType<Garage>(db.FromAttributeMap<object>(GarageItem));
        Assert.IsType<Pressure>(
            db.FromAttributeMap<Reading>(
                new Dictionary<string, AttributeValue> { ["Sensor"] = new("s"), ["Kind"] = new() { N = "2.0" }, ["Pascal"] = new() { N = "3" } }));
        Assert.False(db.TryFromAttributeMap<Truck>(SportsCarItem, out var truck));
        Assert.Null(truck);
        Assert.True(db.TryFromAttributeMap<Garage>(GarageItem, out var garage));
        Assert.Equal(7, garage.Places);
    }

    [Fact]
    public async Task An_item_that_is_none_of_the_type_is_refused_with_what_it_says_of_itself()
    {
        await using var connection = local.Connect();
        await using var db = new FleetContext(connection);
        await using var shop = new DocumentsContext(connection);

        Assert.Contains(
            "not of the type 'Vehicle': it has $type = \"Garage\"",
            Assert.Throws<InvalidOperationException>(() => db.FromAttributeMap<Vehicle>(GarageItem)).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "$type = missing",
            Assert.Throws<InvalidOperationException>(() => db.FromAttributeMap<Vehicle>(new Dictionary<string, AttributeValue>())).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "'String' is no entity type", Assert.Throws<InvalidOperationException>(() => db.FromAttributeMap<string>(GarageItem)).Message, StringComparison.Ordinal);
        var item = shop.ToAttributeMap(new Order { Id = "o1", Ship = new Address { Street = "Main", City = "Bern" }, Total = new Money(1, "CHF") });
        item.Remove("Ship");
        Assert.Contains(
            "no attribute 'Ship'", Assert.Throws<InvalidOperationException>(() => shop.FromAttributeMap<Order>(item)).Message, StringComparison.Ordinal);
        Assert.Contains(
            "'Vehicle.Wheels'",
            Assert.Throws<InvalidOperationException>(
                () => db.FromAttributeMap<Vehicle>(new Dictionary<string, AttributeValue>(SportsCarItem) { ["Wheels"] = new("four") })).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tracked_entity_is_unchanged_and_one_that_was_tracked_before_stays_as_it_is()
    {
        await using var connection = local.Connect();
        await connection.ArrangeAsync(
            new FleetContext(connection), new SportsCar { Fleet = "f", Plate = "c", Wheels = 4, Doors = 2, TopSpeed = 300 });
        await using var db = new FleetContext(connection);

        var car = (SportsCar)db.FromAttributeMap<Vehicle>(SportsCarItem, QueryTrackingBehavior.TrackAll);
        Assert.Equal(EntityState.Unchanged, db.Entry(car).State);
        car.Doors = 3;
        var again = db.FromAttributeMap<Vehicle>(SportsCarItem, QueryTrackingBehavior.TrackAll);

        Assert.Same(car, again);
        Assert.Equal(3, car.Doors);
        Assert.Equal(2, db.Entry(car).Property(c => c.Doors).OriginalValue);
        Assert.Empty(connection.Recorder.Texts);
        await db.SaveChangesAsync();
        connection.AssertSent("""UpdateItem Fleet {Fleet: "f", Plate: "c"} SET Doors = 3 if: attribute_exists(Fleet) on failure: ALL_OLD""");
    }

    [Fact]
    public async Task Items_are_queried_as_a_table_is()
    {
        await using var connection = local.Connect();
        await using var db = new FleetContext(connection);
        var items = new List<Dictionary<string, AttributeValue>>
        {
            SportsCarItem, GarageItem, new(SportsCarItem) { ["Plate"] = new("b"), ["Doors"] = new() { N = "4" } },
        };

        Assert.Equal(["c", "b"], db.Vehicles.FromAttributeMaps(items).AsNoTracking().Select(v => v.Plate).ToList());
        Assert.Equal(["b"], await db.Vehicles.FromAttributeMaps(items).OfType<Car>().Where(c => c.Doors > 2).Select(c => c.Plate).ToListAsync());
        Assert.Equal(1, await db.Garages.FromAttributeMaps(items).CountAsync());
        Assert.Equal(1, db.Garages.FromAttributeMaps(items).Count(g => g.Places == 7));
        Assert.Empty(db.ChangeTracker.Entries());
        Assert.Equal(2, db.Vehicles.FromAttributeMaps(items).ToList().Count);
        Assert.Equal(2, db.ChangeTracker.Entries().Count());
        Assert.Empty(connection.Recorder.Texts);
    }

    [Fact]
    public async Task The_old_and_the_new_image_of_a_stream_record_are_entities()
    {
        await using var connection = local.Connect();
        using var client = connection.CreateUnrecordedClient();
        var table = connection.TableNamePrefix + "Orders";
        var created = await client.CreateTableAsync(
            new CreateTableRequest
            {
                TableName = table,
                KeySchema = [new KeySchemaElement("Id", KeyType.HASH)],
                AttributeDefinitions = [new AttributeDefinition("Id", ScalarAttributeType.S)],
                BillingMode = BillingMode.PAY_PER_REQUEST,
                StreamSpecification = new StreamSpecification { StreamEnabled = true, StreamViewType = StreamViewType.NEW_AND_OLD_IMAGES },
            });
        await using var db = new DocumentsContext(connection);
        var order = new Order
        {
            Id = "o1", Ship = new Address { Street = "Main", City = "Bern" }, Total = new Money(1, "CHF"), Lines = [new OrderLine { Sku = "a", Quantity = 2 }],
        };
        db.Add(order);
        await db.SaveChangesAsync();
        order.Ship.City = "Basel";
        order.Lines.Add(new OrderLine { Sku = "b" });
        await db.SaveChangesAsync();

        var record = (await RecordsAsync(client, created.TableDescription.LatestStreamArn))[1].GetProperty("dynamodb");
        var before = db.FromAttributeMap<Order>(record.GetProperty("OldImage"));
        var after = db.FromAttributeMap<Order>(record.GetProperty("NewImage"));

        Assert.Equal(("Bern", 1), (before.Ship.City, before.Lines.Count));
        Assert.Equal(("Basel", "b"), (after.Ship.City, after.Lines[1].Sku));
        Assert.Same(order, db.FromAttributeMap<Order>(record.GetProperty("NewImage"), QueryTrackingBehavior.TrackAll));
        Assert.True(db.TryFromAttributeMap<object>(record.GetProperty("OldImage"), out _));
    }

    [Theory]
    [InlineData("""{"Id":"a"}""")]
    [InlineData("""{"Id":{"X":"a"}}""")]
    [InlineData("""{"Id":{}}""")]
    [InlineData("""{"Id":{"S":null}}""")]
    [InlineData("""{"Id":{"B":"?"}}""")]
    [InlineData("""[]""")]
    public async Task What_is_no_item_in_DynamoDBs_JSON_is_refused(string json)
    {
        await using var connection = local.Connect();
        await using var db = new DocumentsContext(connection);
        using var document = JsonDocument.Parse(json);

        var error = Assert.Throws<InvalidOperationException>(() => db.FromAttributeMap<Order>(document.RootElement));

        Assert.StartsWith("The text is not an item in DynamoDB's JSON", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_attribute_type_is_read_from_DynamoDBs_JSON()
    {
        await using var connection = local.Connect();
        await using var db = new BagContext(connection);
        var bag = new Bag
        {
            Id = "a", Tags = [], Counts = [1, null], Marks = [Mark.One], Sorted = ["b", "a"], Names = { ["n"] = "" },
            Seals = System.Collections.Frozen.FrozenSet.ToFrozenSet<byte[]>([[1, 2]]), Flags = new Dictionary<string, List<bool>> { ["x"] = [true] },
        };

        using var document = JsonDocument.Parse(
            """
            {"Id":{"S":"a"},"Tags":{"L":[]},"Counts":{"L":[{"N":"1"},{"NULL":true}]},"Scores":{"L":[]},"Days":{"L":[]},"Marks":{"NS":["1"]},
            "Sorted":{"SS":["b","a"]},"Names":{"M":{"n":{"S":""}}},"Seals":{"BS":["AQI="]},"Flags":{"M":{"x":{"L":[{"BOOL":true}]}}}}
            """);
        var read = db.FromAttributeMap<Bag>(document.RootElement);

        Assert.Equal(ItemText.Of(db.ToAttributeMap(bag)), ItemText.Of(db.ToAttributeMap(read)));
        Assert.Equal([1, 2], read.Seals!.Single());
    }

    /// <summary>By hand: the SDK has streams in a package of their own, with types of their own.</summary>
    private static async Task<List<JsonElement>> RecordsAsync(IAmazonDynamoDB client, string stream)
    {
        using var http = new HttpClient { BaseAddress = new Uri(client.Config.ServiceURL) };
        var shards = (await PostAsync("DescribeStream", new { StreamArn = stream })).GetProperty("StreamDescription").GetProperty("Shards");
        var records = new List<JsonElement>();
        foreach (var shard in shards.EnumerateArray())
        {
            var iterator = await PostAsync(
                "GetShardIterator",
                new { StreamArn = stream, ShardId = shard.GetProperty("ShardId").GetString(), ShardIteratorType = "TRIM_HORIZON" });
            var read = await PostAsync("GetRecords", new { ShardIterator = iterator.GetProperty("ShardIterator").GetString() });
            records.AddRange(read.GetProperty("Records").EnumerateArray());
        }

        return records;

        async Task<JsonElement> PostAsync(string operation, object body)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/");
            request.Headers.Add("X-Amz-Target", "DynamoDBStreams_20120810." + operation);
            request.Headers.TryAddWithoutValidation(
                "Authorization", "AWS4-HMAC-SHA256 Credential=x/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=x");
            request.Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body));
            request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/x-amz-json-1.0");
            using var response = await http.SendAsync(request);
            var text = await response.Content.ReadAsStringAsync();
            Assert.True(response.IsSuccessStatusCode, text);
            return JsonDocument.Parse(Encoding.UTF8.GetBytes(text)).RootElement;
        }
    }
}
