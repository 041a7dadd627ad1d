using EFCore.DynamoDb.FunctionalTests.Local;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.FunctionalTests.Query;

/// <summary>Hints: anywhere in a query, in compiled ones too, and nothing over LINQ to Objects.</summary>
public class HintTests(DynamoDbLocalFixture local) : IClassFixture<DynamoDbLocalFixture>
{
    [Fact]
    public async Task Hints_stand_anywhere_before_the_end()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection, Orders(4));

        Assert.Equal(2, (await db.Orders.Where(o => o.Rating == 1).AllowScan().ToListAsync()).Count);
        Assert.Equal(2, (await db.Orders.Where(o => o.Rating == 1).Select(o => o.Number).AllowScan().ToListAsync()).Count);
        Assert.Equal(2, (await db.Orders.Where(o => o.Rating == 1).OrderBy(o => o.Number).Take(2).AllowScan().ToListAsync()).Count);
        Assert.Equal([0, 1], (await db.Orders.Select(o => o.Rating!.Value).Distinct().AllowScan().ToListAsync()).Order());
        Assert.Equal(2, await db.Orders.Select(o => new { o.Rating }).AllowScan().Where(x => x.Rating == 1).CountAsync());
        Assert.Equal(4, (await db.Orders.Where(o => o.CustomerId == "c").Select(o => o.Number).WithPageSize(5).WithConsistentRead().WithoutIndex().ToListAsync()).Count);

        connection.AssertSent(
            "Scan Orders filter: Rating = 1",
            "Scan Orders filter: Rating = 1 projection: Number",
            "Scan Orders filter: Rating = 1",
            "Scan Orders projection: Rating",
            "Scan Orders filter: Rating = 1 count",
            """Query Orders key: CustomerId = "c" projection: Number limit: 5 consistent""");
    }

    [Fact]
    public async Task Hints_work_in_compiled_queries()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection, Orders(4));
        var scan = EF.CompileAsyncQuery((ShopContext c, int rating) => c.Orders.AllowScan().Where(o => o.Rating == rating).Select(o => o.Number));
        var hinted = EF.CompileAsyncQuery(
            (ShopContext c) => c.Orders.Where(o => o.CustomerId == "c").WithIndex("ByTotal").WithConsistentRead().WithPageSize(50).Select(o => o.Total));
        var table = EF.CompileAsyncQuery((ShopContext c) => c.Orders.WithoutIndex().Where(o => o.CustomerId == "c").OrderBy(o => o.Total).Select(o => o.Total));

        Assert.Equal([1, 3], (await scan(db, 1).ToListAsync()).Order());
        Assert.Equal([0, 10, 20, 30], await hinted(db).ToListAsync());
        Assert.Equal([0, 10, 20, 30], await table(db).ToListAsync());

        connection.AssertSent(
            "Scan Orders filter: Rating = 1 projection: Number",
            """Query Orders index=ByTotal key: CustomerId = "c" projection: Total limit: 50 consistent""",
            """Query Orders key: CustomerId = "c" projection: Total""");
    }

    [Fact]
    public async Task A_hint_whose_argument_is_a_parameter_of_a_compiled_query_is_an_error_that_says_so()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection, []);
        var paged = EF.CompileAsyncQuery((ShopContext c, int size) => c.Orders.Where(o => o.CustomerId == "c").WithPageSize(size));

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => paged(db, 3).ToListAsync().AsTask());

        Assert.Contains("WithPageSize", error.Message, StringComparison.Ordinal);
        connection.AssertSent();
    }

    [Fact]
    public async Task Captured_arguments_of_hints_are_those_of_the_execution()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection, Orders(3));

        for (var size = 1; size < 3; size++)
        {
            foreach (var index in new[] { "ByTotal", "ByCoupon" })
            {
                await db.Orders.WithIndex(index).WithPageSize(size * 10).Where(o => o.CustomerId == "c" && o.Coupon == "x").ToListAsync();
            }
        }

        connection.AssertSent(
            """Query Orders index=ByTotal key: CustomerId = "c" filter: Coupon = "x" limit: 10""",
            """Query Orders index=ByCoupon key: Coupon = "x" filter: CustomerId = "c" limit: 10""",
            """Query Orders index=ByTotal key: CustomerId = "c" filter: Coupon = "x" limit: 20""",
            """Query Orders index=ByCoupon key: Coupon = "x" filter: CustomerId = "c" limit: 20""");
    }

    [Fact]
    public void Over_LINQ_to_Objects_hints_do_nothing()
    {
        var rows = new[] { 3, 1, 2 }.AsQueryable();

        Assert.Equal([3, 1, 2], rows.AllowScan().WithIndex("x").WithoutIndex().WithConsistentRead().WithPageSize(1));
    }

    [Fact]
    public void Wrong_arguments_are_refused_at_once()
    {
        var rows = new[] { 1 }.AsQueryable();

        Assert.Throws<ArgumentException>(() => rows.WithIndex(""));
        Assert.Throws<ArgumentOutOfRangeException>(() => rows.WithPageSize(0));
        Assert.Throws<ArgumentNullException>(() => ((IQueryable<int>)null!).AllowScan());
    }

    private static IEnumerable<Order> Orders(int count)
        => Enumerable.Range(0, count).Select(
            i => new Order { CustomerId = "c", Number = i, Status = "Open", Total = i * 10, Rating = i % 2 });
}
