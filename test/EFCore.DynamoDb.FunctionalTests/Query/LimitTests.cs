using System.Text.RegularExpressions;
using EFCore.DynamoDb.FunctionalTests.Local;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.FunctionalTests.Query;

/// <summary>How much is read for the rows that are wanted.</summary>
public class LimitTests(DynamoDbLocalFixture local) : IClassFixture<DynamoDbLocalFixture>
{
    private readonly ReadCosts _costs = new();

    [Fact]
    public async Task Pages_grow_while_a_filter_of_one_in_a_hundred_leaves_rows_wanting()
    {
        await using var connection = local.Connect();
        await using var db = await ArrangeAsync(connection, 2000);

        var rows = await db.Orders.AsNoTracking().Where(o => o.CustomerId == "c" && o.Note == "rare").Take(10).ToListAsync();

        Assert.Equal(Enumerable.Range(1, 10).Select(i => (i * 100) - 1), rows.Select(o => o.Number));
        AssertSent(connection, Doubling(25, 6).Select(limit => $"""Query Orders key: CustomerId = "c" filter: Note = "rare" limit: {limit}"""));
        Assert.Equal(25 * 63, _costs.Scanned);
    }

    [Fact]
    public async Task A_filter_that_drops_little_takes_one_request_of_about_as_many_as_are_wanted()
    {
        await using var connection = local.Connect();
        await using var db = await ArrangeAsync(connection, 200);

        Assert.Equal(20, (await db.Orders.AsNoTracking().Where(o => o.CustomerId == "c" && o.Note != "rare").Take(20).ToListAsync()).Count);
        AssertSent(connection, """Query Orders key: CustomerId = "c" filter: Note <> "rare" limit: 25""");

        Assert.Equal(60, (await db.Orders.AsNoTracking().Where(o => o.CustomerId == "c" && o.Number % 1 == 0).Take(60).ToListAsync()).Count);
        AssertSent(connection, """Query Orders key: CustomerId = "c" limit: 60""");
    }

    [Fact]
    public async Task First_Any_and_Last_read_no_more_than_they_need_of_a_long_partition()
    {
        await using var connection = local.Connect();
        await using var db = await ArrangeAsync(connection, 500);
        var query = db.Orders.AsNoTracking().Where(o => o.CustomerId == "c");

        Assert.Equal(0, (await query.FirstAsync()).Number);
        Assert.Equal(499, (await query.OrderBy(o => o.Number).LastAsync()).Number);
        Assert.Equal(499, (await query.LastAsync()).Number);
        Assert.Equal(499, (await query.Reverse().FirstAsync()).Number);
        Assert.True(await query.AnyAsync());
        Assert.Equal(5, _costs.Scanned);
        Assert.Equal(99, (await query.FirstAsync(o => o.Note == "rare")).Number);
        Assert.Equal(499, (await query.LastAsync(o => o.Note == "rare")).Number);
        Assert.True(await query.AnyAsync(o => o.Note == "rare"));

        AssertSent(
            connection,
            """Query Orders key: CustomerId = "c" limit: 1""",
            """Query Orders key: CustomerId = "c" limit: 1 desc""",
            """Query Orders key: CustomerId = "c" limit: 1 desc""",
            """Query Orders key: CustomerId = "c" limit: 1 desc""",
            """Query Orders key: CustomerId = "c" projection: CustomerId limit: 1""",
            """Query Orders key: CustomerId = "c" filter: Note = "rare" limit: 25""",
            """Query Orders key: CustomerId = "c" filter: Note = "rare" limit: 50""",
            """Query Orders key: CustomerId = "c" filter: Note = "rare" limit: 100""",
            """Query Orders key: CustomerId = "c" filter: Note = "rare" limit: 25 desc""",
            """Query Orders key: CustomerId = "c" filter: Note = "rare" projection: CustomerId limit: 25""",
            """Query Orders key: CustomerId = "c" filter: Note = "rare" projection: CustomerId limit: 50""",
            """Query Orders key: CustomerId = "c" filter: Note = "rare" projection: CustomerId limit: 100""");
    }

    [Fact]
    public async Task The_greatest_and_the_least_of_a_sort_key_are_one_item_of_the_table_or_of_an_index()
    {
        await using var connection = local.Connect();
        await using var db = await ArrangeAsync(connection, 300);
        var query = db.Orders.Where(o => o.CustomerId == "c");

        Assert.Equal(299, await query.MaxAsync(o => o.Number));
        Assert.Equal(0, await query.Select(o => o.Number).MinAsync());
        Assert.Equal(600, await query.MaxAsync(o => o.Total));
        Assert.Equal(49, await query.Where(o => o.Number < 50).MaxAsync(o => (int?)o.Number));
        Assert.Equal(198, await db.Orders.Where(o => o.Status == "Open" && o.Total < 201).MaxAsync(o => o.Total));
        Assert.Null(await query.Where(o => o.Number < 0).MaxAsync(o => (int?)o.Number));
        Assert.Equal(5, _costs.Scanned);

        AssertSent(
            connection,
            """Query Orders key: CustomerId = "c" projection: Number limit: 1 desc""",
            """Query Orders key: CustomerId = "c" projection: Number limit: 1""",
            """Query Orders index=ByTotal key: CustomerId = "c" projection: Total limit: 1 desc""",
            """Query Orders key: CustomerId = "c" AND Number < 50 projection: Number limit: 1 desc""",
            """Query Orders index=ByStatus key: Status = "Open" AND Total < 201 projection: Total limit: 1 desc""",
            """Query Orders key: CustomerId = "c" AND Number < 0 projection: Number limit: 1 desc""");
    }

    [Fact]
    public async Task Where_more_than_the_key_is_asked_the_greatest_is_the_first_that_passes_and_without_its_order_one_of_all()
    {
        await using var connection = local.Connect();
        await using var db = await ArrangeAsync(connection, 300);
        var query = db.Orders.Where(o => o.CustomerId == "c");

        Assert.Equal(199, await query.Where(o => o.Number < 250).MaxAsync(o => o.Note == "rare" ? o.Number : 0));
        Assert.Equal(299, await query.Where(o => o.Note == "rare").MaxAsync(o => o.Number));
        Assert.Equal(99, await query.Where(o => o.Note == "rare" && o.Total % 1 == 0).MinAsync(o => o.Number));
        Assert.Equal(300, await query.MaxAsync(o => o.Number + 1));
        Assert.Equal(598, await query.Where(o => o.Number < 299).AllowScan().MaxAsync(o => o.Total + 0));

        AssertSent(
            connection,
            """Query Orders key: CustomerId = "c" AND Number < 250 projection: Note, Number""",
            """Query Orders key: CustomerId = "c" filter: Note = "rare" projection: Number limit: 25 desc""",
            """Query Orders key: CustomerId = "c" filter: Note = "rare" projection: Number, Total limit: 25""",
            """Query Orders key: CustomerId = "c" filter: Note = "rare" projection: Number, Total limit: 50""",
            """Query Orders key: CustomerId = "c" filter: Note = "rare" projection: Number, Total limit: 100""",
            """Query Orders key: CustomerId = "c" projection: Number""",
            """Query Orders key: CustomerId = "c" AND Number < 299 projection: Total""");
    }

    [Fact]
    public async Task A_least_value_without_a_key_that_serves_is_one_of_all_and_nulls_do_not_count()
    {
        await using var connection = local.Connect();
        await using var db = await ArrangeAsync(connection, 30);

        Assert.Equal(2, await db.Orders.AllowScan().MinAsync(o => o.Total));
        Assert.Equal(60, await db.Orders.AllowScan().MaxAsync(o => o.Total));
        Assert.Equal(5, await db.Orders.AllowScan().MinAsync(o => o.Rating));

        Assert.All(connection.Recorder.Requests, r => Assert.Null(r.Limit));
    }

    [Fact]
    public async Task A_page_size_is_the_budget_of_every_request()
    {
        await using var connection = local.Connect();
        await using var db = await ArrangeAsync(connection, 130);
        var query = db.Orders.AsNoTracking().Where(o => o.CustomerId == "c").WithPageSize(40);

        Assert.Equal(130, (await query.ToListAsync()).Count);
        AssertSent(connection, Enumerable.Repeat("""Query Orders key: CustomerId = "c" limit: 40""", 4));

        Assert.Equal(130, await query.CountAsync());
        AssertSent(connection, Enumerable.Repeat("""Query Orders key: CustomerId = "c" limit: 40 count""", 4));

        Assert.Equal(99, (await query.FirstAsync(o => o.Note == "rare")).Number);
        AssertSent(
            connection,
            Enumerable.Repeat("""Query Orders key: CustomerId = "c" filter: Note = "rare" limit: 40""", 3));

        Assert.Equal(50, (await query.Take(50).ToListAsync()).Count);
        AssertSent(connection, """Query Orders key: CustomerId = "c" limit: 40""", """Query Orders key: CustomerId = "c" limit: 10""");
    }

    [Fact]
    public async Task Every_page_is_counted_by_the_server()
    {
        await using var connection = local.Connect();
        await using var db = await ArrangeAsync(connection, 120);
        connection.Faults.PagesOf(50);

        Assert.Equal(120, await db.Orders.CountAsync(o => o.CustomerId == "c"));
        Assert.Equal(1, await db.Orders.LongCountAsync(o => o.CustomerId == "c" && o.Note == "rare"));

        AssertSent(
            connection,
            Enumerable.Repeat("""Query Orders key: CustomerId = "c" count""", 3)
                .Concat(Enumerable.Repeat("""Query Orders key: CustomerId = "c" filter: Note = "rare" count""", 3)));
    }

    /// <summary>Without where each page goes on.</summary>
    private static void AssertSent(LocalConnection connection, params IEnumerable<string> lines)
    {
        Assert.Equal(lines, connection.Recorder.Texts.Select(t => Regex.Replace(t, " start: {[^}]*}", string.Empty)));
        connection.Recorder.Clear();
    }

    private static IEnumerable<int> Doubling(int first, int times)
        => Enumerable.Range(0, times).Select(i => first << i);

    private async Task<ShopContext> ArrangeAsync(LocalConnection connection, int orders)
    {
        await using (var seeding = await ShopContext.CreateAsync(connection, []))
        {
            await seeding.Orders.BulkUpsertAsync(Enumerable.Range(0, orders).Select(Order));
        }

        connection.Recorder.Clear();
        return new ShopContext(connection, configure: _costs.Listen);
    }

    private static Order Order(int number)
        => new()
        {
            CustomerId = "c",
            Number = number,
            Status = number % 2 == 0 ? "Open" : "Paid",
            Total = 2 * (number + 1),
            Note = number % 100 == 99 ? "rare" : "often",
            Rating = number % 10 == 5 ? number : null,
        };
}
