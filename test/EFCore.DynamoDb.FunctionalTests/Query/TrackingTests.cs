using EFCore.DynamoDb.FunctionalTests.Local;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.FunctionalTests.Query;

/// <summary>What the change tracker knows of what a query read.</summary>
public class TrackingTests(DynamoDbLocalFixture local) : IClassFixture<DynamoDbLocalFixture>
{
    [Fact]
    public async Task An_item_read_twice_is_one_entity_and_keeps_its_changes()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection, Orders(3));

        var first = await db.Orders.SingleAsync(o => o.CustomerId == "c" && o.Number == 1);
        first.Note = "changed";
        var again = await db.Orders.Where(o => o.CustomerId == "c").ToListAsync();

        Assert.Same(first, again[1]);
        Assert.Equal("changed", again[1].Note);
        Assert.Equal(EntityState.Modified, db.Entry(first).State);
        Assert.Equal(3, db.ChangeTracker.Entries().Count());
    }

    [Fact]
    public async Task Predicates_see_stored_values_and_not_those_of_the_tracker()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection, Orders(3));
        var changed = await db.Orders.SingleAsync(o => o.CustomerId == "c" && o.Number == 1);
        changed.Total = 999;

        Assert.Empty(await db.Orders.Where(o => o.CustomerId == "c" && o.Total + 0 == 999).ToListAsync());
        Assert.Same(changed, Assert.Single(await db.Orders.Where(o => o.CustomerId == "c" && o.Total + 0 == 10).ToListAsync()));
        Assert.Equal(10, await db.Orders.Where(o => o.CustomerId == "c" && o.Number == 1).Select(o => o.Total).SingleAsync());
        Assert.Equal([0, 10, 20], await db.Orders.Where(o => o.CustomerId == "c").OrderBy(o => o.Total).Select(o => o.Total).ToListAsync());
    }

    [Fact]
    public async Task Rows_that_the_client_filters_out_are_not_tracked()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection, Orders(10));

        var even = await db.Orders.Where(o => o.CustomerId == "c" && o.Total % 20 == 0).OrderByDescending(o => o.Status).Skip(1).Take(2).ToListAsync();

        Assert.Equal(2, even.Count);
        Assert.Equal(2, db.ChangeTracker.Entries().Count());
    }

    [Fact]
    public async Task Without_tracking_each_reading_makes_entities_of_its_own()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection, Orders(2));
        var query = db.Orders.Where(o => o.CustomerId == "c").AsNoTracking();

        var first = await query.ToListAsync();
        var second = await query.ToListAsync();

        Assert.NotSame(first[0], second[0]);
        Assert.Empty(db.ChangeTracker.Entries());
    }

    [Fact]
    public async Task The_tracking_of_a_context_is_the_default_of_its_queries()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection, Orders(2));
        db.ChangeTracker.QueryTrackingBehavior = QueryTrackingBehavior.NoTracking;

        await db.Orders.Where(o => o.CustomerId == "c").ToListAsync();
        Assert.Empty(db.ChangeTracker.Entries());

        await db.Orders.Where(o => o.CustomerId == "c").AsTracking().ToListAsync();
        Assert.Equal(2, db.ChangeTracker.Entries().Count());
    }

    [Fact]
    public async Task With_identity_resolution_one_query_makes_one_entity_per_key()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection, Orders(2));

        var pairs = await db.Orders.Where(o => o.CustomerId == "c").AsNoTrackingWithIdentityResolution()
            .Select(o => new { First = o, Second = o, o.Number }).ToListAsync();

        Assert.All(pairs, p => Assert.Same(p.First, p.Second));
        Assert.Equal([0, 1], pairs.Select(p => p.First.Number));
        Assert.Empty(db.ChangeTracker.Entries());
    }

    [Fact]
    public async Task An_entity_inside_a_projection_is_tracked()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection, Orders(2));

        var rows = await db.Orders.Where(o => o.CustomerId == "c").Select(o => new { Order = o, Double = o.Total * 2 }).ToListAsync();
        var shown = await db.Orders.Where(o => o.CustomerId == "c").Select(o => Show(o)).ToListAsync();
        var lists = await db.Orders.Where(o => o.CustomerId == "c").Select(o => new List<Order> { o }).ToListAsync();

        Assert.Equal([(0, 0), (10, 20)], rows.Select(r => (r.Order.Total, r.Double)));
        Assert.Equal(["Open 0", "Open 10"], shown);
        Assert.Same(rows[1].Order, lists[1][0]);
        Assert.Equal(2, db.ChangeTracker.Entries<Order>().Count(e => e.State == EntityState.Unchanged));
    }

    [Fact]
    public async Task Values_alone_are_not_tracked()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection, Orders(2));

        await db.Orders.Where(o => o.CustomerId == "c").Select(o => new { o.Number, o.Total }).ToListAsync();
        await db.Orders.Where(o => o.CustomerId == "c").Select(o => new Order { CustomerId = o.CustomerId, Status = "made here" }).ToListAsync();

        Assert.Empty(db.ChangeTracker.Entries());
    }

    [Fact]
    public async Task Find_gives_what_is_tracked_deleted_or_added_or_not_without_a_request()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection, Orders(2));
        var attached = db.Attach(new Order { CustomerId = "a", Number = 1, Status = "x" }).Entity;
        var added = db.Add(new Order { CustomerId = "b", Number = 1, Status = "x" }).Entity;

        Assert.Same(attached, await db.Orders.FindAsync("a", 1));
        Assert.Same(added, await db.Orders.FindAsync(["b", 1], CancellationToken.None));
        connection.AssertSent();

        Assert.Equal(10, (await db.Orders.FindAsync(["c", 1], CancellationToken.None))!.Total);
        connection.AssertSent("""GetItem Orders {CustomerId: "c", Number: 1}""");
    }

    [Fact]
    public async Task Find_of_nothing_is_null_and_sends_nothing_for_a_key_that_no_item_has()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection, []);

        Assert.Null(await db.Orders.FindAsync("c", 1));
        connection.AssertSent("""GetItem Orders {CustomerId: "c", Number: 1}""");

        Assert.Null(await db.Orders.FindAsync("", 1));
        Assert.Null(await db.Orders.FindAsync(new string('x', 2049), 1));
        Assert.Null(await db.Orders.FindAsync(null, 1));
        connection.AssertSent();
    }

    [Fact]
    public async Task Find_says_so_when_its_keys_are_too_few_or_of_another_type()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection, []);

        var few = await Assert.ThrowsAsync<ArgumentException>(() => db.Orders.FindAsync("c").AsTask());
        var wrong = await Assert.ThrowsAsync<ArgumentException>(() => db.Orders.FindAsync("c", "1").AsTask());

        Assert.Contains("2-part composite key", few.Message, StringComparison.Ordinal);
        Assert.Contains("type 'string'", wrong.Message, StringComparison.Ordinal);
        connection.AssertSent();
    }

    [Fact]
    public async Task Reload_and_database_values_are_read_by_key()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection, Orders(2));
        var order = (await db.Orders.FindAsync("c", 1))!;
        order.Note = "local";
        connection.Recorder.Clear();

        var stored = await db.Entry(order).GetDatabaseValuesAsync();
        await db.Entry(order).ReloadAsync();

        Assert.Null(stored![nameof(Order.Note)]);
        Assert.Null(order.Note);
        Assert.Equal(EntityState.Unchanged, db.Entry(order).State);
        Assert.All(
            connection.Recorder.Texts, t => Assert.StartsWith("""GetItem Orders {CustomerId: "c", Number: 1}""", t, StringComparison.Ordinal));
        Assert.Equal(2, connection.Recorder.Texts.Count);
    }

    [Fact]
    public async Task An_entity_of_a_context_that_tracks_can_be_changed_and_saved()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection, Orders(2));

        var order = await db.Orders.Where(o => o.CustomerId == "c").Select(o => new { o }).FirstAsync();
        order.o.Note = "saved";
        await db.SaveChangesAsync();

        connection.AssertSent(
            """Query Orders key: CustomerId = "c" limit: 1""",
            """UpdateItem Orders {CustomerId: "c", Number: 0} SET Note = "saved" if: attribute_exists(CustomerId) on failure: ALL_OLD""");
    }

    private static string Show(Order order)
        => $"{order.Status} {order.Total}";

    private static IEnumerable<Order> Orders(int count)
        => Enumerable.Range(0, count).Select(i => new Order { CustomerId = "c", Number = i, Status = "Open", Total = i * 10 });
}
