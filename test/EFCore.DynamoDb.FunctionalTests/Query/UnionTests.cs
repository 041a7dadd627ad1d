using EFCore.DynamoDb.FunctionalTests.Local;
using EFCore.DynamoDb.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.FunctionalTests.Query;

/// <summary>An OR of what keys can serve, and conditions that exclude each other.</summary>
public class UnionTests(DynamoDbLocalFixture local) : IClassFixture<DynamoDbLocalFixture>
{
    private readonly ReadCosts _costs = new();

    [Fact]
    public async Task Branches_are_read_by_their_keys_and_no_item_comes_twice()
    {
        await using var connection = local.Connect();
        await using var db = await ArrangeAsync(connection);

        var rows = await db.Orders.Where(o => o.CustomerId == "a" || o.Coupon == "SPRING").Select(o => o.Note).ToListAsync();

        Assert.Equal(Expected(o => o.CustomerId == "a" || o.Coupon == "SPRING"), rows.Order());
        AssertSent(
            connection,
            """Query Orders key: CustomerId = "a" projection: CustomerId, Number, Note""",
            """Query Orders index=ByCoupon key: Coupon = "SPRING" projection: CustomerId, Number, Note""");
        Assert.Equal(10 + 4, _costs.Scanned);
    }

    [Fact]
    public async Task A_count_is_the_number_of_distinct_items()
    {
        await using var connection = local.Connect();
        await using var db = await ArrangeAsync(connection);
        connection.Faults.PagesOf(3);

        Assert.Equal(12, await db.Orders.CountAsync(o => o.CustomerId == "a" || o.Coupon == "SPRING"));
        Assert.All(connection.Recorder.Requests, r => Assert.Equal("CustomerId, Number", r.Projection));
        Assert.True(await db.Orders.AnyAsync(o => o.CustomerId == "none" || o.Coupon == "SPRING"));
    }

    [Fact]
    public async Task Keys_one_by_one_are_one_BatchGetItem()
    {
        await using var connection = local.Connect();
        await using var db = await ArrangeAsync(connection);
        int[] numbers = [3, 4];

        var rows = await db.Orders.Where(
                o => (o.CustomerId == "a" && o.Number == 3) || (o.CustomerId == "b" && o.Number == 7) || (o.CustomerId == "a" && numbers.Contains(o.Number)))
            .ToListAsync();
        Assert.Equal(["a/3", "a/4", "b/7"], rows.Select(o => o.Note).Order());
        connection.AssertSent(
            """BatchGetItem Orders [{CustomerId: "a", Number: 3}, {CustomerId: "b", Number: 7}, {CustomerId: "a", Number: 4}]""");

        // What the table says besides is asked of the items.
        var total = 50;
        Assert.Equal(["b/7"], await db.Orders.Where(o => o.CustomerId == "b" && (o.Number == 2 || o.Number == 7) && o.Total > total).Select(o => o.Note).ToListAsync());
        connection.AssertSent(
            """BatchGetItem Orders [{CustomerId: "b", Number: 2}, {CustomerId: "b", Number: 7}] projection: CustomerId, Number, Note, Total""");
        Assert.Single(await db.Orders.Where(o => o.CustomerId == "b" && (o.Number == 2 || o.Number == 2)).ToListAsync());
        connection.AssertSent("""GetItem Orders {CustomerId: "b", Number: 2}""");
    }

    [Fact]
    public async Task Sorted_branches_are_merged_and_read_no_further_than_wanted()
    {
        await using var connection = local.Connect();
        await using var db = await ArrangeAsync(connection);

        var rows = await db.Orders.Where(o => o.CustomerId == "a" || o.CustomerId == "b").OrderByDescending(o => o.Number).ThenBy(o => o.CustomerId)
            .Take(5).Select(o => o.Note).ToListAsync();

        Assert.Equal(["a/9", "b/9", "a/8", "b/8", "a/7"], rows);
        AssertSent(
            connection,
            """Query Orders key: CustomerId = "a" projection: CustomerId, Number, Note limit: 5 desc""",
            """Query Orders key: CustomerId = "b" projection: CustomerId, Number, Note limit: 5 desc""");
        Assert.Equal(10, _costs.Scanned);
    }

    [Fact]
    public async Task A_limit_counts_items_once()
    {
        await using var connection = local.Connect();
        await using var db = await ArrangeAsync(connection);
        var query = db.Orders.Where(o => (o.CustomerId == "a" && o.Number >= 2) || (o.CustomerId == "a" && o.Number <= 6)).OrderBy(o => o.Number);

        Assert.Equal(Enumerable.Range(0, 8), await query.Take(8).Select(o => o.Number).ToListAsync());
        Assert.Equal(10, await query.Take(80).CountAsync());
    }

    [Fact]
    public async Task Where_a_branch_has_keys_only_each_item_is_fetched_once()
    {
        await using var connection = local.Connect();
        await using var db = await ArrangeAsync(connection);

        var rows = await db.Orders.Where(o => o.Status == "S3" || o.Coupon == "SPRING").ToListAsync();

        Assert.Equal(Expected(o => o.Status == "S3" || o.Coupon == "SPRING"), rows.Select(o => o.Note).Order());
        Assert.Equal(["Query", "Query", "BatchGetItem"], connection.Recorder.Requests.Select(r => r.Operation));
        Assert.Equal("CustomerId, Number", connection.Recorder.Requests[0].Projection);
    }

    [Fact]
    public async Task Parameters_leave_branches_out()
    {
        await using var connection = local.Connect();
        await using var db = await ArrangeAsync(connection);
        var query = EF.CompileAsyncQuery(
            (ShopContext c, string customer, string? coupon, int from, int to) => c.Orders.Where(
                o => (o.CustomerId == customer && o.Number >= from && o.Number <= to) || o.Coupon == coupon));

        Assert.Equal(7, await query(db, "a", "SPRING", 0, 3).CountAsync());
        Assert.Equal(2, connection.Recorder.Requests.Count);
        connection.Recorder.Clear();

        Assert.Equal(4, await query(db, "a", "SPRING", 5, 3).CountAsync());
        connection.AssertSent("""Query Orders index=ByCoupon key: Coupon = "SPRING" """);
        Assert.Equal(4, await query(db, "a", "", 0, 3).CountAsync());
        connection.AssertSent("""Query Orders key: CustomerId = "a" AND Number BETWEEN 0 AND 3""");
        Assert.Equal(0, await query(db, "", "", 0, 3).CountAsync());
        Assert.Equal(0, await query(db, "a", "", 5, 3).CountAsync());
        connection.AssertSent();

        // Without a coupon: that no key serves.
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await query(db, "a", null, 0, 3).CountAsync());
    }

    [Fact]
    public async Task Deletes_and_updates_meet_each_item_once()
    {
        await using var connection = local.Connect();
        await using var db = await ArrangeAsync(connection);

        Assert.Equal(12, await db.Orders.Where(o => o.CustomerId == "a" || o.Coupon == "SPRING").ExecuteUpdateAsync(s => s.SetProperty(o => o.Coupon, "SUMMER")));
        Assert.Equal(12, await db.Orders.Where(o => o.CustomerId == "a" || o.Coupon == "SUMMER").ExecuteDeleteAsync());
        Assert.Equal(8, await db.Orders.AllowScan().CountAsync());
    }

    [Fact]
    public async Task Conditions_that_exclude_each_other_send_nothing()
    {
        await using var connection = local.Connect();
        await using var db = await ArrangeAsync(connection);
        var (one, two) = (1, 2);
        string[] others = ["b", "x"];
        int[] numbers = [1, 2, 3];

        Assert.Empty(await db.Orders.Where(o => o.CustomerId == "a" && o.Number == one && o.Number == two).ToListAsync());
        Assert.Empty(await db.Orders.Where(o => o.CustomerId == "a" && others.Contains(o.CustomerId)).ToListAsync());
        Assert.Empty(await db.Orders.Where(o => o.CustomerId == "a" && numbers.Contains(o.Number) && o.Number > 3).ToListAsync());
        Assert.Empty(await db.Orders.Where(o => o.CustomerId == "a" && o.Total > two && o.Total < one).ToListAsync());
        Assert.Empty(await db.Orders.Where(o => o.CustomerId == "a" && o.Total >= one && o.Total < one).ToListAsync());
        Assert.Equal(0, await db.Orders.CountAsync(o => o.CustomerId == "a" && o.Note == "x" && string.Compare(o.Note, "y") >= 0));
        Assert.False(await db.Orders.AnyAsync(o => o.CustomerId == "a" && EF.Functions.Between(o.Number, 3, 5) && o.Number == 6));
        connection.AssertSent();

        Assert.Single(await db.Orders.Where(o => o.CustomerId == "a" && o.Number == one && o.Number < two && numbers.Contains(o.Number)).ToListAsync());
        connection.AssertSent("""GetItem Orders {CustomerId: "a", Number: 1}""");
    }

    [Fact]
    public async Task The_text_of_the_query_shows_every_branch()
    {
        await using var connection = local.Connect();
        await using var db = new ShopContext(connection);

        Assert.StartsWith(
            $"""
            Union {connection.TableNamePrefix}Orders
              Query {connection.TableNamePrefix}Orders
                key: CustomerId = "a"
                filter: Rating > 3
              Query {connection.TableNamePrefix}Orders index ByCoupon
                key: Coupon = "SPRING"
                filter: Rating > 3
              requests: 2
            not used: table: its partition key 'CustomerId' is not compared by =
            """,
            db.Orders.Where(o => (o.CustomerId == "a" || o.Coupon == "SPRING") && o.Rating > 3).ToQueryString(),
            StringComparison.Ordinal);
    }

    private static readonly List<Order> All =
    [
        .. new[] { "a", "b" }.SelectMany(
            (customer, c) => Enumerable.Range(0, 10).Select(
                n => new Order
                {
                    CustomerId = customer,
                    Number = n,
                    Status = $"S{n}",
                    Total = n * 10,
                    Note = $"{customer}/{n}",
                    Coupon = n is 2 or 5 ? "SPRING" : null,
                })),
    ];

    private static IEnumerable<string?> Expected(Func<Order, bool> predicate)
        => All.Where(predicate).Select(o => o.Note).Order();

    private async Task<ShopContext> ArrangeAsync(LocalConnection connection, Action<DynamoDbDbContextOptionsBuilder>? options = null)
    {
        await using (await ShopContext.CreateAsync(connection, All))
        {
            return new ShopContext(connection, options, _costs.Listen);
        }
    }

    private static void AssertSent(LocalConnection connection, params IEnumerable<string> lines)
    {
        Assert.Equal(lines.Order(), connection.Recorder.Texts.Order());
        connection.Recorder.Clear();
    }
}
