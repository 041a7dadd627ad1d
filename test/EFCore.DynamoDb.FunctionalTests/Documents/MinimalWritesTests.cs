using Amazon.DynamoDBv2.Model;
using EFCore.DynamoDb.FunctionalTests.Local;
using EFCore.DynamoDb.Update;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.FunctionalTests.Documents;

/// <summary>What is saved of a changed document is the change, wherever the store still has what was read.</summary>
public class MinimalWritesTests(DynamoDbLocalFixture local) : IClassFixture<DynamoDbLocalFixture>
{
    private static readonly Dictionary<string, AttributeValue> Key = new() { ["Id"] = new("o1") };

    [Fact]
    public async Task A_changed_element_is_written_by_its_position_if_it_is_the_one_that_was_read()
    {
        await using var connection = local.Connect();
        await using var db = await SavedAsync(connection);
        var order = db.Orders.Local.Single();

        order.Lines[1].Quantity = 7;
        await db.SaveChangesAsync();

        Assert.Equal(
            """UpdateItem Orders {Id: "o1"} SET Lines[1].Qty = 7 if: Lines[1] = {Qty: 3, Sku: "b", Options: []} on failure: ALL_OLD""",
            connection.Recorder.Single.ToString());
        Assert.Equal(["a", "b"], (await LinesAsync(connection)).Select(l => l.M["Sku"].S));
        Assert.Equal("7", (await LinesAsync(connection))[1].M["Qty"].N);
    }

    [Fact]
    public async Task New_elements_are_appended_and_others_taken_out_by_their_positions()
    {
        await using var connection = local.Connect();
        await using var db = await SavedAsync(connection);
        var order = db.Orders.Local.Single();

        order.Lines.Add(new OrderLine { Sku = "c", Options = [new LineOption { Name = "z" }] });
        await db.SaveChangesAsync();
        order.Lines.RemoveAt(0);
        await db.SaveChangesAsync();
        order.Lines[1].Options[0].Name = "y";
        order.Lines.Add(new OrderLine { Sku = "d" });
        await db.SaveChangesAsync();

        Assert.Equal(
            [
                """UpdateItem Orders {Id: "o1"} SET Lines = list_append(Lines, [{Qty: 0, Sku: "c", Options: [{Name: "z"}]}]) if: size(Lines) = 2 on failure: ALL_OLD""",
                """UpdateItem Orders {Id: "o1"} REMOVE Lines[0] if: Lines[0] = {Qty: 2, Sku: "a", Options: [{Name: "x"}]} AND size(Lines) = 3 on failure: ALL_OLD""",
                """UpdateItem Orders {Id: "o1"} SET Lines[1].Options[0].Name = "y", Lines[2] = {Qty: 0, Sku: "d", Options: []} if: Lines[1] = {Qty: 0, Sku: "c", Options: [{Name: "z"}]} AND size(Lines) = 2 on failure: ALL_OLD""",
            ],
            connection.Recorder.Texts);
        Assert.Equal(["b", "c", "d"], (await LinesAsync(connection)).Select(l => l.M["Sku"].S));
        Assert.Equal("y", (await LinesAsync(connection))[1].M["Options"].L[0].M["Name"].S);
    }

    [Fact]
    public async Task Where_the_store_has_another_element_the_whole_list_is_written()
    {
        await using var connection = local.Connect();
        await using var db = await SavedAsync(connection);
        await ChangeAsync(connection, "SET #l[1].Qty = :v", new() { N = "99" });

        db.Orders.Local.Single().Lines[1].Sku = "new";
        await db.SaveChangesAsync();

        Assert.Equal(
            [
                """UpdateItem Orders {Id: "o1"} SET Lines[1].Sku = "new" if: Lines[1] = {Qty: 3, Sku: "b", Options: []} on failure: ALL_OLD""",
                """UpdateItem Orders {Id: "o1"} SET Lines = [{Qty: 2, Sku: "a", Options: [{Name: "x"}]}, {Qty: 3, Sku: "new", Options: []}] if: attribute_exists(Id) on failure: ALL_OLD""",
            ],
            connection.Recorder.Texts);
    }

    [Fact]
    public async Task What_others_wrote_into_an_element_stays_there()
    {
        await using var connection = local.Connect();
        await using var db = await SavedAsync(connection);
        await ChangeAsync(connection, "SET #l[0].stranger = :v, #l[1].stranger = :v", new() { S = "kept" });

        db.Orders.Local.Single().Lines[1].Sku = "new";
        await db.SaveChangesAsync();

        Assert.Equal(2, connection.Recorder.Texts.Count);
        Assert.Equal(
            """UpdateItem Orders {Id: "o1"} SET Lines[1].Sku = "new" if: Lines[1] = {Qty: 3, Sku: "b", Options: []} on failure: ALL_OLD""",
            connection.Recorder.Texts[0]);
        Assert.StartsWith("""UpdateItem Orders {Id: "o1"} SET Lines[1].Sku = "new" if: Lines[1] = {""", connection.Recorder.Texts[1], StringComparison.Ordinal);
        Assert.Contains("kept", connection.Recorder.Texts[1], StringComparison.Ordinal);
        Assert.All(await LinesAsync(connection), l => Assert.Equal("kept", l.M["stranger"].S));
    }

    [Fact]
    public async Task Where_the_map_is_gone_from_the_store_it_is_written_whole_in_a_transaction_too()
    {
        await using var connection = local.Connect();
        await using var db = await SavedAsync(connection);
        await ChangeAsync(connection, "REMOVE Ship");

        db.Orders.Local.Single().Ship.City = "Basel";
        await db.SaveChangesAsync();

        Assert.Equal(
            [
                """UpdateItem Orders {Id: "o1"} SET Ship.City = "Basel" if: attribute_type(Ship, "M") on failure: ALL_OLD""",
                """UpdateItem Orders {Id: "o1"} SET Ship = {City: "Basel", Street: "Main", Geo: {Latitude: 1.5, Longitude: 2.5}} if: attribute_exists(Id) AND NOT attribute_type(Ship, "M") on failure: ALL_OLD""",
            ],
            connection.Recorder.Texts);

        await ChangeAsync(connection, "REMOVE Ship.Geo");
        db.Orders.Local.Single().Ship.Geo = new Geo(1.5, 7);
        db.Add(new Order { Id = "o2", Ship = new Address { Street = "x", City = "y" } });
        connection.Recorder.Clear();
        await db.SaveChangesAsync();

        Assert.Equal(["TransactWriteItems", "TransactWriteItems"], connection.Recorder.Requests.Select(r => r.Operation));
        Assert.Equal("7", (await connection.StoredItemAsync("Orders", Key))!["Ship"].M["Geo"].M["Longitude"].N);
    }

    [Fact]
    public async Task An_item_that_is_gone_is_still_a_conflict()
    {
        await using var connection = local.Connect();
        await using var db = await SavedAsync(connection);
        await connection.CreateUnrecordedClient().DeleteItemAsync(connection.TableNamePrefix + "Orders", Key);

        db.Orders.Local.Single().Ship.City = "Basel";

        var conflict = await Assert.ThrowsAsync<DynamoDbUpdateConcurrencyException>(() => db.SaveChangesAsync());
        Assert.Same(db.Orders.Local.Single(), Assert.Single(conflict.Entries).Entity);
        Assert.Null(await connection.StoredItemAsync("Orders", Key));
    }

    [Fact]
    public async Task An_entity_that_was_never_read_is_updated_by_its_members()
    {
        await using var connection = local.Connect();
        await using var saved = await SavedAsync(connection);
        await ChangeAsync(connection, "SET Ship.stranger = :v", new("kept"));
        await using var db = new DocumentsContext(connection);

        db.Update(new Order { Id = "o1", Ship = new Address { Street = "New", City = "New" }, Bill = null });
        await db.SaveChangesAsync();

        var item = (await connection.StoredItemAsync("Orders", Key))!;
        Assert.Equal("kept", item["Ship"].M["stranger"].S);
        Assert.Equal("New", item["Ship"].M["City"].S);
        Assert.False(item["Ship"].M.ContainsKey("Geo"));
        Assert.Empty(item["Lines"].L);
    }

    [Fact]
    public async Task An_entity_is_the_attributes_that_a_save_stores()
    {
        await using var connection = local.Connect();
        await using var db = await SavedAsync(connection);
        var stored = (await connection.StoredItemAsync("Orders", Key))!;

        var tracked = db.Entry(db.Orders.Local.Single()).ToAttributeMap();
        var untracked = db.ToAttributeMap(new Order { Id = "o9", Ship = new Address { Street = "s", City = "c" }, Bill = null });

        Assert.Equal(stored.Keys.Order(), tracked.Keys.Order());
        Assert.Equal("x", tracked["Lines"].L[0].M["Options"].L[0].M["Name"].S);
        Assert.Equal("2.5", tracked["Ship"].M["Geo"].M["Longitude"].N);
        Assert.Equal(["Id", "Lines", "Ship", "Total"], untracked.Keys.Order());
        Assert.Single(db.ChangeTracker.Entries());
        Assert.Empty(connection.Recorder.Texts);
    }

    [Fact]
    public async Task One_member_of_a_large_item_is_one_small_request()
    {
        await using var connection = local.Connect();
        await using var db = new TraceContext(connection);
        await db.Database.EnsureCreatedAsync();
        using var client = connection.CreateUnrecordedClient();
        await client.PutItemAsync(
            connection.TableNamePrefix + "Traces",
            new()
            {
                ["Id"] = new("o1"),
                ["Notes"] = new(new string('n', 80_000)),
                ["Points"] = new()
                {
                    L =
                    [
                        .. Enumerable.Range(0, 20_000).Select(i => new AttributeValue { M = new() { ["X"] = new() { N = $"{i}" }, ["Y"] = new() { N = "1" } } }),
                    ],
                },
            });
        var trace = await db.Traces.SingleAsync(t => t.Id == "o1");
        connection.Recorder.Clear();

        trace.Points[12_345].Y = 2;
        await db.SaveChangesAsync();

        Assert.Equal(
            """UpdateItem Traces {Id: "o1"} SET Points[12345].Y = 2 if: Points[12345] = {X: 12345, Y: 1} on failure: ALL_OLD""",
            connection.Recorder.Single.ToString());
        Assert.True(connection.Recorder.Single.Body.GetRawText().Length < 800);
        Assert.Equal("2", (await connection.StoredItemAsync("Traces", Key))!["Points"].L[12_345].M["Y"].N);
    }

    private static async Task<List<AttributeValue>> LinesAsync(LocalConnection connection)
        => (await connection.StoredItemAsync("Orders", Key))!["Lines"].L;

    private static async Task ChangeAsync(LocalConnection connection, string update, AttributeValue? value = null)
    {
        using var client = connection.CreateUnrecordedClient();
        await client.UpdateItemAsync(
            new UpdateItemRequest
            {
                TableName = connection.TableNamePrefix + "Orders",
                Key = Key,
                UpdateExpression = update,
                ExpressionAttributeNames = update.Contains("#l", StringComparison.Ordinal) ? new() { ["#l"] = "Lines" } : null,
                ExpressionAttributeValues = value is null ? null : new() { [":v"] = value },
            });
    }

    private static async Task<DocumentsContext> SavedAsync(LocalConnection connection)
    {
        var db = new DocumentsContext(connection);
        await db.Database.EnsureCreatedAsync();
        db.Add(
            new Order
            {
                Id = "o1",
                Ship = new Address { Street = "Main", City = "Bern", Geo = new Geo(1.5, 2.5) },
                Bill = null,
                Total = new Money(12.5m, "CHF"),
                Lines =
                [
                    new OrderLine { Sku = "a", Quantity = 2, Options = [new LineOption { Name = "x" }] },
                    new OrderLine { Sku = "b", Quantity = 3 },
                ],
            });
        await db.SaveChangesAsync();
        connection.Recorder.Clear();
        return db;
    }

    private sealed class TraceContext(LocalConnection connection) : DbContext
    {
        public DbSet<Trace> Traces => Set<Trace>();

        protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder)
            => optionsBuilder.UseLocal(connection);

        protected override void OnModelCreating(ModelBuilder modelBuilder)
            => modelBuilder.Entity<Trace>().ComplexCollection(t => t.Points);
    }

    private sealed class Trace
    {
        public required string Id { get; set; }

        public required string Notes { get; set; }

        public List<TracePoint> Points { get; set; } = [];
    }

    private sealed class TracePoint
    {
        public int X { get; set; }

        public int Y { get; set; }
    }
}
