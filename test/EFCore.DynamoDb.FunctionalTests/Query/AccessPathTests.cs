using EFCore.DynamoDb.FunctionalTests.Local;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.FunctionalTests.Query;

/// <summary>Which request a query becomes.</summary>
public class AccessPathTests(DynamoDbLocalFixture local) : IClassFixture<DynamoDbLocalFixture>
{
    [Fact]
    public async Task A_whole_key_is_one_GetItem_whatever_asks_for_it()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection, Orders(5));

        Assert.Equal(3, (await db.Orders.SingleAsync(o => o.CustomerId == "c" && o.Number == 3)).Number);
        Assert.Equal(3, (await db.Orders.AsNoTracking().FirstAsync(o => o.Number == 3 && o.CustomerId == "c")).Number);
        Assert.Null(await db.Orders.FirstOrDefaultAsync(o => o.CustomerId == "c" && o.Number == 99));
        Assert.True(await db.Orders.AnyAsync(o => o.CustomerId == "c" && o.Number == 4));

        Assert.Equal(
            [
                """GetItem Orders {CustomerId: "c", Number: 3}""",
                """GetItem Orders {CustomerId: "c", Number: 3}""",
                """GetItem Orders {CustomerId: "c", Number: 99}""",
                """GetItem Orders {CustomerId: "c", Number: 4} projection: CustomerId""",
            ],
            connection.Recorder.Texts);
    }

    [Fact]
    public async Task Find_is_a_GetItem_and_asks_the_tracker_first()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection, Orders(5));

        var order = await db.Orders.FindAsync("c", 2);
        Assert.Same(order, await db.Orders.FindAsync("c", 2));
        Assert.Null(await db.Orders.FindAsync("nobody", 2));

        Assert.Equal(
            ["""GetItem Orders {CustomerId: "c", Number: 2}""", """GetItem Orders {CustomerId: "nobody", Number: 2}"""],
            connection.Recorder.Texts);
    }

    [Fact]
    public async Task What_a_GetItem_cannot_filter_is_checked_on_the_item()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection, Orders(5));

        Assert.Null(await db.Orders.SingleOrDefaultAsync(o => o.CustomerId == "c" && o.Number == 3 && o.Total > 1000));
        Assert.Equal(
            30, await db.Orders.Where(o => o.CustomerId == "c" && o.Number == 3 && o.IsPaid).Select(o => o.Total).SingleAsync());

        Assert.Equal(
            [
                """GetItem Orders {CustomerId: "c", Number: 3}""",
                """GetItem Orders {CustomerId: "c", Number: 3} projection: Total, IsPaid""",
            ],
            connection.Recorder.Texts);
    }

    [Fact]
    public async Task Newest_ten_are_ten_items_read_backwards()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection, Orders(20));

        var newest = await db.Orders.Where(o => o.CustomerId == "c").OrderByDescending(o => o.Number).Take(10).ToListAsync();

        Assert.Equal(Enumerable.Range(10, 10).Reverse(), newest.Select(o => o.Number));
        Assert.Equal("""Query Orders key: CustomerId = "c" limit: 10 desc""", connection.Recorder.Single.ToString());
    }

    [Fact]
    public async Task A_range_of_the_sort_key_a_filter_and_a_projection()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection, Orders(20));
        var (from, to) = (5, 15);

        var rows = await db.Orders
            .Where(o => o.CustomerId == "c" && o.Number >= from && o.Number <= to && o.Status == "Open")
            .Select(o => new { o.Number, o.Total })
            .ToListAsync();

        Assert.Equal([6, 8, 10, 12, 14], rows.Select(r => r.Number));
        Assert.Equal(
            """Query Orders key: CustomerId = "c" AND Number BETWEEN 5 AND 15 filter: Status = "Open" projection: Number, Total""",
            connection.Recorder.Single.ToString());
    }

    [Fact]
    public async Task Strict_bounds_of_an_integer_key_are_one_BETWEEN()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection, Orders(20));
        var (above, below) = (5, 9.5);

        var rows = await db.Orders
            .Where(o => o.CustomerId == "c" && o.Number > above && o.Number < below)
            .Select(o => o.Number)
            .ToListAsync();
        Assert.Equal([6, 7, 8, 9], rows);

        // From 10 up to below 10 there is nothing.
        Assert.Empty(await db.Orders.Where(o => o.CustomerId == "c" && o.Number > 9 && o.Number < 10).ToListAsync());
        Assert.Equal(
            """Query Orders key: CustomerId = "c" AND Number BETWEEN 6 AND 9 projection: Number""", connection.Recorder.Single.ToString());
    }

    [Fact]
    public async Task A_range_whose_bounds_are_the_wrong_way_round_sends_nothing()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection, []);
        var (from, to) = (15, 5);

        Assert.Empty(await db.Orders.Where(o => o.CustomerId == "c" && o.Number >= from && o.Number <= to).ToListAsync());
        Assert.Empty(await db.Orders.Where(o => o.CustomerId == "c").Take(0).ToListAsync());
        Assert.Empty(await db.Orders.Where(o => o.CustomerId == null!).ToListAsync());
        Assert.Empty(await db.Orders.Where(o => o.CustomerId == "").ToListAsync());
        Assert.Empty(await db.Orders.Where(o => Array.Empty<string>().Contains(o.CustomerId)).ToListAsync());
        Assert.Empty(await db.Orders.Where(o => o.CustomerId == new string('x', 3000)).ToListAsync());

        Assert.Empty(connection.Recorder.Texts);
    }

    [Fact]
    public async Task A_global_index_serves_when_it_projects_what_is_asked()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection, Orders(10));

        var totals = await db.Orders
            .Where(o => o.Status == "Open" && o.Total > 20)
            .OrderBy(o => o.Total)
            .Select(o => new { o.Total, o.Note })
            .ToListAsync();

        Assert.Equal([40, 60, 80], totals.Select(t => t.Total));
        Assert.Equal(
            """Query Orders index=ByStatus key: Status = "Open" AND Total > 20 projection: Note, Total""", connection.Recorder.Single.ToString());
    }

    [Fact]
    public async Task A_local_index_serves_an_order_that_the_table_does_not_have()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection, Orders(10));

        var dearest = await db.Orders.Where(o => o.CustomerId == "c").OrderByDescending(o => o.Total).FirstAsync();

        Assert.Equal(90, dearest.Total);
        Assert.Equal("""Query Orders index=ByTotal key: CustomerId = "c" limit: 1 desc""", connection.Recorder.Single.ToString());
    }

    [Fact]
    public async Task A_sparse_index_serves_only_a_predicate_that_implies_its_key()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection, Orders(10));

        Assert.Equal(2, (await db.Orders.Where(o => o.Coupon == "SPRING").ToListAsync()).Count);
        var coupon = (string?)null;
        var scan = await Assert.ThrowsAsync<InvalidOperationException>(() => db.Orders.Where(o => o.Coupon == coupon).ToListAsync());
        Assert.Contains("Coupon", scan.Message, StringComparison.Ordinal);
        Assert.Equal(8, (await db.Orders.Where(o => o.Coupon == coupon).AllowScan().ToListAsync()).Count);

        Assert.Equal(
            [
                """Query Orders index=ByCoupon key: Coupon = "SPRING" """.TrimEnd(),
                """Scan Orders filter: attribute_not_exists(Coupon) OR attribute_type(Coupon, "NULL")""",
            ],
            connection.Recorder.Texts);
    }

    [Fact]
    public async Task A_scan_is_an_error_that_names_the_predicate_and_the_way_out()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection, Orders(3));

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => db.Orders.Where(o => o.Rating == 5).ToListAsync());

        Assert.Contains("o.Rating == 5", error.Message, StringComparison.Ordinal);
        Assert.Contains("HasGsi(\"ByRating\", e => e.Rating)", error.Message, StringComparison.Ordinal);
        Assert.Contains("AllowScan()", error.Message, StringComparison.Ordinal);
        Assert.Empty(connection.Recorder.Texts);

        Assert.Empty(await db.Orders.AllowScan().Where(o => o.Rating == 5).ToListAsync());
        Assert.Equal("Scan Orders filter: Rating = 5", connection.Recorder.Single.ToString());
    }

    [Fact]
    public async Task Scans_can_be_allowed_for_a_context()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection, Orders(3), o => o.AllowScans());

        Assert.Equal(3, await db.Orders.CountAsync());
        Assert.Equal("Scan Orders count", connection.Recorder.Single.ToString());
    }

    [Fact]
    public async Task Counting_is_left_to_the_server_on_every_page()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection, Orders(10));
        connection.Faults.PagesOf(4);

        Assert.Equal(5, await db.Orders.CountAsync(o => o.CustomerId == "c" && o.Status == "Open"));
        Assert.Equal(3, connection.Recorder.Texts.Count);
        Assert.All(
            connection.Recorder.Texts, t => Assert.StartsWith("""Query Orders key: CustomerId = "c" filter: Status = "Open" """, t, StringComparison.Ordinal));
        Assert.All(connection.Recorder.Texts, t => Assert.Contains(" count", t, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_limit_with_a_filter_reads_on_until_it_is_filled()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection, Orders(20));
        connection.Faults.PagesOf(3);

        var open = await db.Orders.Where(o => o.CustomerId == "c" && o.Status == "Open").Take(5).ToListAsync();

        Assert.Equal([0, 2, 4, 6, 8], open.Select(o => o.Number));
        Assert.Equal(3, connection.Recorder.Texts.Count);
    }

    [Fact]
    public async Task An_index_can_be_named_or_forbidden()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection, Orders(4));

        await db.Orders.WithIndex("ByTotal").Where(o => o.CustomerId == "c").ToListAsync();
        await db.Orders.WithoutIndex().Where(o => o.CustomerId == "c").OrderBy(o => o.Total).ToListAsync();
        await db.Orders.WithIndex("ByCoupon").Where(o => o.Coupon != null).AllowScan().ToListAsync();

        Assert.Equal(
            [
                """Query Orders index=ByTotal key: CustomerId = "c" """.TrimEnd(),
                """Query Orders key: CustomerId = "c" """.TrimEnd(),
                "Scan Orders index=ByCoupon",
            ],
            connection.Recorder.Texts);
    }

    [Fact]
    public async Task A_named_index_that_cannot_serve_is_an_error_that_says_why()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection, []);

        Assert.Contains(
            "'ByCoupon', 'ByStatus', 'ByTotal'",
            (await Fails(db.Orders.WithIndex("ByDay").Where(o => o.CustomerId == "c"))).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "only items with 'Coupon'",
            (await Fails(db.Orders.WithIndex("ByCoupon").AllowScan())).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "consistent read",
            (await Fails(db.Orders.WithIndex("ByCoupon").WithConsistentRead().Where(o => o.Coupon == "x"))).Message,
            StringComparison.Ordinal);
        Assert.Empty(connection.Recorder.Texts);

        static Task<InvalidOperationException> Fails(IQueryable<Order> query)
            => Assert.ThrowsAsync<InvalidOperationException>(() => query.ToListAsync());
    }

    [Fact]
    public async Task Consistent_reads_by_query_or_by_context()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection, Orders(2));
        await using var consistent = new ShopContext(connection, o => o.ConsistentReads());

        await db.Orders.WithConsistentRead().Where(o => o.CustomerId == "c").ToListAsync();
        await consistent.Orders.FindAsync("c", 1);
        await consistent.Orders.Where(o => o.Coupon == "SPRING").ToListAsync();
        await consistent.Orders.WithConsistentRead(false).Where(o => o.CustomerId == "c").ToListAsync();

        Assert.Equal(
            [
                """Query Orders key: CustomerId = "c" consistent""",
                """GetItem Orders {CustomerId: "c", Number: 1} consistent""",
                """Query Orders index=ByCoupon key: Coupon = "SPRING" """.TrimEnd(),
                """Query Orders key: CustomerId = "c" """.TrimEnd(),
            ],
            connection.Recorder.Texts);
    }

    [Fact]
    public async Task A_page_size_is_a_budget_and_not_a_limit()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection, Orders(5));

        Assert.Equal(5, (await db.Orders.WithPageSize(2).Where(o => o.CustomerId == "c").ToListAsync()).Count);

        Assert.Equal(3, connection.Recorder.Texts.Count);
        Assert.All(connection.Recorder.Texts, t => Assert.Contains("limit: 2", t, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_list_of_keys_is_one_BatchGetItem_without_duplicates()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection, Orders(5));
        int[] numbers = [3, 1, 3, 77];

        var found = await db.Orders.Where(o => o.CustomerId == "c" && numbers.Contains(o.Number)).ToListAsync();

        Assert.Equal([1, 3], found.Select(o => o.Number).Order());
        Assert.Equal(
            """BatchGetItem Orders [{CustomerId: "c", Number: 3}, {CustomerId: "c", Number: 1}, {CustomerId: "c", Number: 77}]""",
            connection.Recorder.Single.ToString());
    }

    [Fact]
    public async Task The_shape_of_the_parameters_decides_between_plans_of_one_compiled_query()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection, Orders(5));
        var query = EF.CompileAsyncQuery((ShopContext c, int[] numbers) => c.Orders.Where(o => o.CustomerId == "c" && numbers.Contains(o.Number)));

        Assert.Equal(0, await query(db, []).CountAsync());
        Assert.Equal(1, await query(db, [2]).CountAsync());
        Assert.Equal(2, await query(db, [2, 3]).CountAsync());
        Assert.Equal(1, await query(db, [4]).CountAsync());

        Assert.Equal(
            [
                """GetItem Orders {CustomerId: "c", Number: 2}""",
                """BatchGetItem Orders [{CustomerId: "c", Number: 2}, {CustomerId: "c", Number: 3}]""",
                """GetItem Orders {CustomerId: "c", Number: 4}""",
            ],
            connection.Recorder.Texts);
    }

    [Fact]
    public async Task A_query_string_is_the_request_as_a_person_reads_it()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection, []);
        var status = "Open";

        var text = db.Orders.Where(o => o.CustomerId == "c" && o.Status == status && o.Note!.EndsWith("!")).OrderBy(o => o.Rating).ToQueryString();

        Assert.StartsWith(
            $"""
            Query {connection.TableNamePrefix}Orders
              key: CustomerId = "c"
              filter: Status = "Open"
            client: Where(o.Note.EndsWith("!")), OrderBy
            not used: index ByCoupon: its partition key 'Coupon' is not compared by =
            """,
            text,
            StringComparison.Ordinal);
        Assert.Empty(connection.Recorder.Texts);
    }

    private static IEnumerable<Order> Orders(int count)
        => Enumerable.Range(0, count).Select(
            i => new Order
            {
                CustomerId = "c",
                Number = i,
                Status = i % 2 == 0 ? "Open" : "Closed",
                Total = i * 10,
                Note = i % 3 == 0 ? null : $"note {i}",
                Coupon = i is 1 or 4 ? "SPRING" : null,
                IsPaid = i % 3 == 0,
            });
}
