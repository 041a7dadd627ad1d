using EFCore.DynamoDb.FunctionalTests.Local;
using EFCore.DynamoDb.Update;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.FunctionalTests.Documents;

/// <summary>What an entity owns is saved with it, by its differences, and its changes alone are a reason to save the entity.</summary>
public class OwnedSavingTests(DynamoDbLocalFixture local) : IClassFixture<DynamoDbLocalFixture>
{
    [Fact]
    public async Task A_changed_member_is_one_path()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreatedAsync(connection, ShopContext.Full());
        var order = await ReadAsync(db, connection);

        order.Ship!.City = "Basel";
        Assert.Equal(1, await db.SaveChangesAsync());
        order.Ship.Geo!.Longitude = 7;
        await db.SaveChangesAsync();

        Assert.Equal(
            [
                """UpdateItem Orders {Id: "o1"} SET Ship.City = "Basel" if: attribute_type(Ship, "M") on failure: ALL_OLD""",
                """UpdateItem Orders {Id: "o1"} SET Ship.Geo.Longitude = 7 if: attribute_type(Ship.Geo, "M") on failure: ALL_OLD""",
            ],
            connection.Recorder.Texts);
        await AssertStoredAsync(db, connection);
    }

    [Fact]
    public async Task An_object_that_comes_goes_or_is_replaced()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreatedAsync(connection, ShopContext.Full());
        await connection.ChangeAsync("SET Ship.stranger = :v", new("kept"));
        var order = await ReadAsync(db, connection);

        order.Bill = new Venue { Street = "New", Geo = new Coordinates { Latitude = 3 } };
        await db.SaveChangesAsync();
        order.Bill = null;
        await db.SaveChangesAsync();
        order.Ship = new Venue { Street = "Main", City = "Thun" };
        await db.SaveChangesAsync();

        Assert.Equal(
            [
                """UpdateItem Orders {Id: "o1"} SET Invoice = {Street: "New", Geo: {Latitude: 3, Longitude: 0}} if: attribute_exists(Id) on failure: ALL_OLD""",
                """UpdateItem Orders {Id: "o1"} REMOVE Invoice if: attribute_exists(Id) on failure: ALL_OLD""",
                """UpdateItem Orders {Id: "o1"} SET Ship.City = "Thun" REMOVE Ship.Geo if: attribute_type(Ship, "M") on failure: ALL_OLD""",
            ],
            connection.Recorder.Texts);
        Assert.Equal("kept", (await connection.StoredAsync())["Ship"].M["stranger"].S);
        await AssertStoredAsync(db, connection);
        order.Ship.Geo = new Coordinates { Latitude = 9 };
        await db.SaveChangesAsync();
        await AssertStoredAsync(db, connection);
    }

    [Fact]
    public async Task Elements_are_changed_appended_and_taken_out_by_their_positions()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreatedAsync(connection, ShopContext.Full());
        var order = await ReadAsync(db, connection);

        order.Lines[1].Quantity = 7;
        await db.SaveChangesAsync();
        order.Lines.Add(new Item { Sku = "d" });
        await db.SaveChangesAsync();
        order.Lines.RemoveAt(2);
        await db.SaveChangesAsync();
        order.Lines[0].Options[1].Name = "z";
        order.Lines[0].Options.Add(new Option { Name = "new" });
        await db.SaveChangesAsync();
        order.Payments[1].Amount = 25;
        db.Entry(order.Lines[1]).Property<string?>("Note").CurrentValue = "shadow";
        await db.SaveChangesAsync();

        const string size0 = "Size: {Height: 0, Width: 0}";
        Assert.Equal(
            [
                $$"""UpdateItem Orders {Id: "o1"} SET Lines[1].Qty = 7 if: Lines[1] = {Qty: 3, Sku: "b", {{size0}}, Options: []} on failure: ALL_OLD""",
                $$"""UpdateItem Orders {Id: "o1"} SET Lines = list_append(Lines, [{Qty: 0, Sku: "d", {{size0}}, Options: []}]) if: size(Lines) = 3 on failure: ALL_OLD""",
                $$"""UpdateItem Orders {Id: "o1"} REMOVE Lines[2] if: Lines[2] = {Qty: 4, Sku: "c", {{size0}}, Options: []} AND size(Lines) = 4 on failure: ALL_OLD""",
                """UpdateItem Orders {Id: "o1"} SET Lines[0].Options[1].Name = "z", Lines[0].Options[2] = {Name: "new"} if: Lines[0] = {Qty: 2, Sku: "a", Size: {Height: 2, Width: 1}, Options: [{Name: "x"}, {Name: "y"}]} AND size(Lines[0].Options) = 2 on failure: ALL_OLD""",
                $$"""UpdateItem Orders {Id: "o1"} SET Lines[1].Note = "shadow", Payments[1].Amount = 25 if: Lines[1] = {Qty: 7, Sku: "b", {{size0}}, Options: []} AND Payments[1] = {Code: "p2", Amount: 20} on failure: ALL_OLD""",
            ],
            connection.Recorder.Texts);
        await AssertStoredAsync(db, connection);
    }

    [Fact]
    public async Task Positions_are_those_of_the_list_after_every_save()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreatedAsync(connection, ShopContext.Full());
        var order = await ReadAsync(db, connection);

        order.Lines.RemoveAt(0);
        order.Lines.Insert(1, new Item { Sku = "between", Options = [new Option { Name = "1" }, new Option { Name = "2" }] });
        order.Lines.Add(new Item { Sku = "end" });
        await db.SaveChangesAsync();

        AssertPositions(db, order);
        await AssertStoredAsync(db, connection);

        order.Lines.RemoveAt(0);
        order.Lines[0].Options.RemoveAt(0);
        await db.SaveChangesAsync();
        AssertPositions(db, order);
        await AssertStoredAsync(db, connection);
    }

    [Fact]
    public async Task Another_order_of_the_elements_is_saved()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreatedAsync(connection, ShopContext.Full());
        var order = await ReadAsync(db, connection);

        order.Lines.Reverse();
        order.Payments.Reverse();
        Assert.Equal(1, await db.SaveChangesAsync());

        Assert.StartsWith("UpdateItem Orders {Id: \"o1\"} SET Lines = [{Qty: 4", connection.Recorder.Single.ToString(), StringComparison.Ordinal);
        AssertPositions(db, order);
        await AssertStoredAsync(db, connection);
        connection.Recorder.Clear();
        Assert.Equal(0, await db.SaveChangesAsync());
        Assert.Empty(connection.Recorder.Texts);

        order.Lines.Reverse();
        order.Total = 5;
        await db.SaveChangesAsync();
        await AssertStoredAsync(db, connection);
    }

    [Fact]
    public async Task Elements_move_from_one_owner_to_another_as_new_objects()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreatedAsync(connection, ShopContext.Full(), ShopContext.Full("o2"));
        var first = await ReadAsync(db, connection);
        var second = await db.Orders.SingleAsync(o => o.Id == "o2");
        connection.Recorder.Clear();

        first.Lines.RemoveAt(1);
        second.Lines.Add(new Item { Sku = "b", Quantity = 3 });
        await db.SaveChangesAsync();

        Assert.Equal(["a", "b", "c", "b"], (await connection.StoredAsync("o2"))["Lines"].L.Select(l => l.M["Sku"].S));
        Assert.Equal(["a", "c"], (await connection.StoredAsync())["Lines"].L.Select(l => l.M["Sku"].S));
        AssertPositions(db, first);
        AssertPositions(db, second);
    }

    [Fact]
    public async Task Explicit_removal_and_removal_of_the_owner()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreatedAsync(connection, ShopContext.Full());
        var order = await ReadAsync(db, connection);

        db.Remove(order.Ship!);
        db.Remove(order.Lines[1]);
        await db.SaveChangesAsync();

        Assert.Null(order.Ship);
        var item = await connection.StoredAsync();
        Assert.False(item.ContainsKey("Ship"));
        Assert.Equal(["a", "c"], item["Lines"].L.Select(l => l.M["Sku"].S));
        AssertPositions(db, order);

        db.Remove(order);
        await db.SaveChangesAsync();
        Assert.Null(await connection.StoredItemAsync("Orders", new() { ["Id"] = new("o1") }));
        Assert.Empty(db.ChangeTracker.Entries());
    }

    [Fact]
    public async Task A_save_that_fails_can_be_tried_again()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreatedAsync(connection, ShopContext.Full());
        var order = await ReadAsync(db, connection);
        order.Lines.RemoveAt(0);
        order.Lines.Add(new Item { Sku = "new", Options = [new Option { Name = "o" }] });
        order.Ship = new Venue { Street = "Other" };
        connection.Faults.Fail("UpdateItem", "ValidationException", "no");

        await Assert.ThrowsAsync<DynamoDbUpdateException>(() => db.SaveChangesAsync());
        await db.SaveChangesAsync();

        AssertPositions(db, order);
        await AssertStoredAsync(db, connection);
    }

    [Fact]
    public async Task An_order_that_is_gone_is_a_conflict_of_the_order()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreatedAsync(connection, ShopContext.Full());
        var order = await ReadAsync(db, connection);
        await connection.CreateUnrecordedClient().DeleteItemAsync(connection.TableNamePrefix + "Orders", new() { ["Id"] = new("o1") });

        order.Ship!.City = "Basel";

        var conflict = await Assert.ThrowsAsync<DynamoDbUpdateConcurrencyException>(() => db.SaveChangesAsync());
        Assert.Same(order, Assert.Single(conflict.Entries).Entity);
    }

    [Fact]
    public async Task What_was_attached_is_written_whole()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreatedAsync(connection, ShopContext.Full());

        var order = new ShopOrder { Id = "o1", Total = 3, Ship = new Venue { Street = "u" }, Lines = [new Item { Sku = "only" }] };
        db.Update(order);
        await db.SaveChangesAsync();

        var item = await connection.StoredAsync();
        Assert.Equal(["only"], item["Lines"].L.Select(l => l.M["Sku"].S));
        Assert.Equal("u", item["Ship"].M["Street"].S);
        Assert.False(item["Ship"].M.ContainsKey("City"));
        Assert.Empty(item["Payments"].L);
        AssertPositions(db, order);
    }

    [Fact]
    public async Task An_entity_is_the_attributes_that_a_save_stores()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreatedAsync(connection, ShopContext.Full());
        var stored = await connection.StoredAsync();

        var untracked = db.ToAttributeMap(ShopContext.Full());
        Assert.Empty(db.ChangeTracker.Entries());
        var tracked = db.Entry(await db.Orders.SingleAsync(o => o.Id == "o1")).ToAttributeMap();

        Assert.Equal(ItemText.Of(stored), ItemText.Of(untracked));
        Assert.Equal(ItemText.Of(stored), ItemText.Of(tracked));
    }

    private static async Task<ShopOrder> ReadAsync(ShopContext db, LocalConnection connection)
    {
        var order = await db.Orders.SingleAsync(o => o.Id == "o1");
        connection.Recorder.Clear();
        return order;
    }

    /// <summary>What a fresh context reads is what the tracked objects hold, and nothing is left to be saved.</summary>
    private static async Task AssertStoredAsync(ShopContext db, LocalConnection connection)
    {
        foreach (var order in db.Orders.Local)
        {
            Assert.Equal(ItemText.Of(db.Entry(order).ToAttributeMap()), ItemText.Of(WithoutStrangers(await connection.StoredAsync(order.Id))));
        }

        Assert.All(db.ChangeTracker.Entries(), e => Assert.Equal(EntityState.Unchanged, e.State));
        Assert.False(db.ChangeTracker.HasChanges());
    }

    private static Dictionary<string, Amazon.DynamoDBv2.Model.AttributeValue> WithoutStrangers(
        Dictionary<string, Amazon.DynamoDBv2.Model.AttributeValue> item)
    {
        if (item.TryGetValue("Ship", out var ship))
        {
            ship.M.Remove("stranger");
        }

        return item;
    }

    private static void AssertPositions(ShopContext db, ShopOrder order)
    {
        Assert.Equal(Enumerable.Range(1, order.Lines.Count), order.Lines.Select(l => db.Entry(l).Property<int>("Id").CurrentValue));
        foreach (var line in order.Lines)
        {
            var key = db.Entry(line).Property<int>("Id").CurrentValue;
            Assert.Equal(order.Id, db.Entry(line).Property<string>("OrderId").CurrentValue);
            Assert.Equal(
                Enumerable.Range(1, line.Options.Count).Select(i => (key, i)),
                line.Options.Select(o => (db.Entry(o).Property<int>("ItemId").CurrentValue, db.Entry(o).Property<int>("Id").CurrentValue)));
        }
    }
}
