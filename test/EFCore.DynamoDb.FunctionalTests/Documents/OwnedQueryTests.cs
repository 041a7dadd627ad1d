using EFCore.DynamoDb.FunctionalTests.Local;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace EFCore.DynamoDb.FunctionalTests.Documents;

/// <summary>What is owned is asked for as any document is: paths on the server, collections over what was read.</summary>
public class OwnedQueryTests(DynamoDbLocalFixture local) : IClassFixture<DynamoDbLocalFixture>
{
    [Fact]
    public async Task Members_are_compared_and_projected_by_their_paths()
    {
        await using var connection = local.Connect();
        await using var db = await CreatedAsync(connection);
        var city = "Bern";

        Assert.Equal(["o1"], (await db.Orders.Where(o => o.Ship!.City == city).ToListAsync()).Select(o => o.Id));
        Assert.Equal(["o2"], await db.Orders.Where(o => o.Ship!.Geo!.Latitude > 10).Select(o => o.Id).ToListAsync());
        Assert.Equal(["Bern", "Thun", null], await db.Orders.OrderBy(o => o.Id).Select(o => o.Ship!.City).ToListAsync());
        Assert.Equal(["o3", "o1", "o2"], await db.Orders.OrderBy(o => o.Ship!.City).Select(o => o.Id).ToListAsync());
        Assert.Equal(["o1"], await db.Orders.Where(o => o.Bill!.Street == "b").Select(o => o.Id).ToListAsync());

        Assert.Contains("""Ship.City = "Bern" """.TrimEnd(), connection.Recorder.Texts[0], StringComparison.Ordinal);
        Assert.Contains("Ship.Geo.Latitude > 10", connection.Recorder.Texts[1], StringComparison.Ordinal);
        Assert.Contains("projection: Ship.City, Id", connection.Recorder.Texts[2], StringComparison.Ordinal);
        Assert.Contains("Invoice.Street = \"b\"", connection.Recorder.Texts[4], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whole_objects_and_collections_are_results_of_their_own()
    {
        await using var connection = local.Connect();
        await using var db = await CreatedAsync(connection);

        var venues = await db.Orders.AsNoTracking().OrderBy(o => o.Id).Select(o => o.Ship).ToListAsync();
        var lines = await db.Orders.AsNoTracking().Where(o => o.Id == "o1").Select(o => o.Lines).SingleAsync();
        var both = await db.Orders.AsNoTracking().Where(o => o.Id == "o1").Select(o => new { o.Ship!.Geo, Skus = o.Lines.Select(l => l.Sku).ToList() }).SingleAsync();

        Assert.Equal(["Bern", "Thun", null], venues.Select(v => v?.City));
        Assert.Null(venues[2]);
        Assert.Equal(1.5, venues[0]!.Geo!.Latitude);
        Assert.Equal(["a", "b", "c"], lines.Select(l => l.Sku));
        Assert.Equal(["x", "y"], lines[0].Options.Select(o => o.Name));
        Assert.Equal(2.5, both.Geo!.Longitude);
        Assert.Equal(["a", "b", "c"], both.Skus);
        Assert.Empty(db.ChangeTracker.Entries());
        Assert.Contains("projection: ", connection.Recorder.Texts[0], StringComparison.Ordinal);
        Assert.EndsWith("projection: Lines", connection.Recorder.Texts[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tracked_results_need_the_owner_and_are_the_ones_that_it_has()
    {
        await using var connection = local.Connect();
        await using var db = await CreatedAsync(connection);

        var alone = await Assert.ThrowsAsync<InvalidOperationException>(() => db.Orders.Select(o => o.Ship).ToListAsync());
        Assert.Equal(CoreStrings.OwnedEntitiesCannotBeTrackedWithoutTheirOwner, alone.Message);

        var row = await db.Orders.Where(o => o.Id == "o1").Select(o => new { o.Ship!.Geo, o.Ship, Order = o, o.Lines, First = o.Lines[0] }).SingleAsync();
        Assert.Same(row.Order.Ship, row.Ship);
        Assert.Same(row.Order.Ship!.Geo, row.Geo);
        Assert.Equal(row.Order.Lines, row.Lines);
        Assert.Same(row.Order.Lines[0], row.First);
        Assert.False(db.ChangeTracker.HasChanges());
    }

    [Fact]
    public async Task Collections_are_asked_over_what_was_read()
    {
        await using var connection = local.Connect();
        await using var db = await CreatedAsync(connection);
        var orders = db.Orders.AsNoTracking();

        Assert.Equal(["o1"], await orders.Where(o => o.Lines.Any(l => l.Quantity == 4)).Select(o => o.Id).ToListAsync());
        Assert.Equal(["o2"], await orders.Where(o => o.Lines.Count == 1).Select(o => o.Id).ToListAsync());
        Assert.Equal(["o1"], await orders.Where(o => o.Lines.Any(l => l.Options.Any(p => p.Name == "y"))).Select(o => o.Id).ToListAsync());
        Assert.Equal(["o1"], await orders.Where(o => o.Lines[1].Sku == "b").Select(o => o.Id).ToListAsync());
        Assert.Equal([9, 5, 0], await orders.OrderBy(o => o.Id).Select(o => o.Lines.Sum(l => l.Quantity)).ToListAsync());
        Assert.Equal(
            ["b", "c"], (await orders.Where(o => o.Id == "o1").Select(o => o.Lines.Where(l => l.Quantity > 2).ToList()).SingleAsync()).Select(l => l.Sku));
        Assert.Equal("c", (await orders.Where(o => o.Id == "o1").Select(o => o.Lines.OrderByDescending(l => l.Quantity).First()).SingleAsync())!.Sku);
        Assert.Equal(
            ["a", "b", "c", "z"], (await orders.SelectMany(o => o.Lines).ToListAsync()).Select(l => l.Sku).Order());
        Assert.Equal(
            ["o1 p1", "o1 p2"], (await orders.Where(o => o.Id == "o1").SelectMany(o => o.Payments, (o, p) => o.Id + " " + p.Code).ToListAsync()).Order());
    }

    [Fact]
    public async Task Null_and_structural_equality()
    {
        await using var connection = local.Connect();
        await using var db = await CreatedAsync(connection);
        var orders = db.Orders.AsNoTracking().OrderBy(o => o.Id);
        var geo = new Coordinates { Latitude = 1.5, Longitude = 2.5 };

        Assert.Equal(["o3"], await orders.Where(o => o.Ship == null).Select(o => o.Id).ToListAsync());
        Assert.Equal(["o1", "o2"], await orders.Where(o => o.Ship != null).Select(o => o.Id).ToListAsync());
        Assert.Equal(["o1"], await orders.Where(o => o.Ship!.Geo == geo).Select(o => o.Id).ToListAsync());
        Assert.Equal(["o1", "o2"], await orders.Where(o => o.Bill != o.Ship).Select(o => o.Id).ToListAsync());
        Assert.Contains("attribute_not_exists(Ship)", connection.Recorder.Texts[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_element_knows_its_owners_key_and_is_told_by_its_own()
    {
        await using var connection = local.Connect();
        await using var db = await CreatedAsync(connection);
        var orders = db.Orders.AsNoTracking();

        Assert.Equal(
            ["o1 p1", "o1 p2"],
            (await orders.SelectMany(o => o.Payments).Select(p => EF.Property<string>(p, "ShopOrderId") + " " + p.Code).ToListAsync()).Order());
        Assert.Equal(["o1"], await orders.Where(o => o.Payments.Contains(new Payment { Code = "p2" })).Select(o => o.Id).ToListAsync());
        foreach (var planned in new[] { orders, orders.WithoutIndex() })
        {
            Assert.Equal(["o1"], await planned.Where(o => o.Payments[1] == new Payment { Code = "p2" }).Select(o => o.Id).ToListAsync());
            Assert.Equal(["o3"], await planned.Where(o => o.Ship == o.Bill).Select(o => o.Id).ToListAsync());
        }

        Assert.Equal(["o1"], await orders.Where(o => o.Payments.Where(p => p.Code == "p1").Union(o.Payments).Count() == 2).Select(o => o.Id).ToListAsync());
        Assert.Equal(2, await orders.AsNoTrackingWithIdentityResolution().Where(o => o.Ship != null).Select(o => o.Ship).CountAsync());
        Assert.All(await orders.AsNoTrackingWithIdentityResolution().Where(o => o.Ship != null).Select(o => o.Ship).ToListAsync(), Assert.NotNull);
    }

    [Fact]
    public async Task Members_are_set_by_ExecuteUpdate()
    {
        await using var connection = local.Connect();
        await using var db = await CreatedAsync(connection);

        await db.Orders.Where(o => o.Id == "o1").ExecuteUpdateAsync(s => s.SetProperty(o => o.Ship!.City, "Chur"));

        Assert.Equal("Chur", (await connection.StoredAsync())["Ship"].M["City"].S);
    }

    [Fact]
    public async Task Every_answer_is_the_same_without_a_plan()
    {
        await using var connection = local.Connect();
        await using var db = await CreatedAsync(connection);

        foreach (var query in new[] { db.Orders.AsNoTracking(), db.Orders.AsNoTracking().WithoutIndex() })
        {
            Assert.Equal("o1", await query.Where(o => o.Ship!.City == "Bern" && o.Lines.Any(l => l.Size.Width == 1)).Select(o => o.Id).SingleAsync());
        }
    }

    private static Task<ShopContext> CreatedAsync(LocalConnection connection)
    {
        var first = ShopContext.Full();
        first.Bill = new Venue { Street = "b" };
        return ShopContext.CreatedAsync(
            connection,
            first,
            new ShopOrder
            {
                Id = "o2", Ship = new Venue { City = "Thun", Geo = new Coordinates { Latitude = 12 } }, Lines = [new Item { Sku = "z", Quantity = 5 }],
            },
            new GiftOrder { Id = "o3" });
    }
}
