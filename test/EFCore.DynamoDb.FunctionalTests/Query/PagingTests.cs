using EFCore.DynamoDb.FunctionalTests.Local;
using EFCore.DynamoDb.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.FunctionalTests.Query;

/// <summary>Pages by cursor: what is sent for each, and that together they are the whole.</summary>
public class PagingTests(DynamoDbLocalFixture local) : IClassFixture<DynamoDbLocalFixture>
{
    private readonly ReadCosts _costs = new();

    [Fact]
    public async Task A_page_without_a_filter_is_one_request_of_one_item_more()
    {
        await using var connection = local.Connect();
        await using var db = await ArrangeAsync(connection, 7);
        var query = db.Orders.Where(o => o.CustomerId == "c").OrderByDescending(o => o.Number);

        var first = await query.ToPageAsync(3);
        var second = await query.ToPageAsync(3, first.Cursor);
        var third = await query.ToPageAsync(3, second.Cursor);

        Assert.Equal([6, 5, 4], first.Items.Select(o => o.Number));
        Assert.Equal([3, 2, 1], second.Items.Select(o => o.Number));
        Assert.Equal([0], third.Items.Select(o => o.Number));
        Assert.True(first.HasMore && second.HasMore);
        Assert.False(third.HasMore);
        Assert.Null(third.Cursor);
        Assert.Equal((3, 4, 1), (first.Count, first.ScannedCount, third.ScannedCount));
        Assert.True(first.ConsumedCapacity > 0);

        // Tracked: those of the pages, and not the one that told that there are more.
        Assert.Equal(7, db.ChangeTracker.Entries().Count());
        connection.AssertSent(
            """Query Orders key: CustomerId = "c" limit: 4 desc""",
            """Query Orders key: CustomerId = "c" limit: 4 desc start: {CustomerId: "c", Number: 4}""",
            """Query Orders key: CustomerId = "c" limit: 4 desc start: {CustomerId: "c", Number: 1}""");
    }

    [Fact]
    public async Task The_last_page_is_known_to_be_the_last_even_when_it_is_full()
    {
        await using var connection = local.Connect();
        await using var db = await ArrangeAsync(connection, 6);
        var query = db.Orders.AsNoTracking().Where(o => o.CustomerId == "c");

        var first = await query.ToPageAsync(3);
        var second = await query.ToPageAsync(3, first.Cursor);
        var whole = await query.ToPageAsync(6);
        var nothing = await db.Orders.Where(o => o.CustomerId == "nobody").ToPageAsync(3);

        Assert.Equal([3, 4, 5], second.Items.Select(o => o.Number));
        Assert.Null(second.Cursor);
        Assert.Equal((6, false), (whole.Count, whole.HasMore));
        Assert.Equal((0, false), (nothing.Count, nothing.HasMore));
        Assert.Equal(4, connection.Recorder.Requests.Count);
    }

    [Fact]
    public async Task A_page_is_full_whatever_the_filter()
    {
        await using var connection = local.Connect();
        await using var db = await ArrangeAsync(connection, 1000);
        var query = db.Orders.AsNoTracking().Where(o => o.CustomerId == "c" && o.Note == "rare");

        var first = await query.ToPageAsync(4);
        Assert.Equal([99, 199, 299, 399], first.Items.Select(o => o.Number));
        Assert.Equal(25 + 50 + 100 + 200 + 400, first.ScannedCount);
        connection.Recorder.Clear();

        var second = await query.ToPageAsync(4, first.Cursor);
        Assert.Equal([499, 599, 699, 799], second.Items.Select(o => o.Number));
        Assert.StartsWith(
            """Query Orders key: CustomerId = "c" filter: Note = "rare" limit: 25 start: {CustomerId: "c", Number: 399}""", connection.Recorder.Texts[0], StringComparison.Ordinal);

        var last = await query.ToPageAsync(4, second.Cursor);
        Assert.Equal([899, 999], last.Items.Select(o => o.Number));
        Assert.Null(last.Cursor);
    }

    [Fact]
    public async Task What_the_client_checks_fills_pages_too()
    {
        await using var connection = local.Connect();
        await using var db = await ArrangeAsync(connection, 90);
        var digit = 7;

        var pages = await PagesAsync(c => db.Orders.AsNoTracking().Where(o => o.CustomerId == "c" && o.Number % 10 == digit).Select(o => o.Number).ToPageAsync(4, c));

        Assert.Equal([[7, 17, 27, 37], [47, 57, 67, 77], [87]], pages);
    }

    [Fact]
    public async Task A_single_request_brings_what_it_brings()
    {
        await using var connection = local.Connect();
        await using var db = await ArrangeAsync(connection, 100);
        var query = db.Orders.AsNoTracking().Where(o => o.CustomerId == "c" && o.Note == "rare").WithPageSize(40).Select(o => o.Number);

        var pages = await PagesAsync(c => query.ToSingleRequestPageAsync(10, c));

        Assert.Equal([[], [], [99]], pages);
        connection.AssertSent(
            """Query Orders key: CustomerId = "c" filter: Note = "rare" projection: Number, CustomerId limit: 40""",
            """Query Orders key: CustomerId = "c" filter: Note = "rare" projection: Number, CustomerId limit: 40 start: {CustomerId: "c", Number: 39}""",
            """Query Orders key: CustomerId = "c" filter: Note = "rare" projection: Number, CustomerId limit: 40 start: {CustomerId: "c", Number: 79}""");

        // More than the page has room for stays for the next one.
        var full = await PagesAsync(
            c => db.Orders.AsNoTracking().Where(o => o.CustomerId == "c" && o.Note != "rare").Select(o => o.Number).ToSingleRequestPageAsync(40, c));
        Assert.Equal([40, 40, 19], full.Select(p => p.Count));
        Assert.Equal(3, connection.Recorder.Requests.Count);
        Assert.All(connection.Recorder.Requests, r => Assert.Null(r.Limit));
        connection.Recorder.Clear();

        Assert.Equal([40, 40, 20], (await PagesAsync(c => db.Orders.AsNoTracking().Where(o => o.CustomerId == "c").ToSingleRequestPageAsync(40, c))).Select(p => p.Count));
        Assert.All(connection.Recorder.Requests, r => Assert.Equal(41, r.Limit));
    }

    [Fact]
    public async Task Pages_of_indexes_go_on_by_the_keys_of_index_and_table()
    {
        await using var connection = local.Connect();
        await using var db = await ArrangeAsync(connection, 12);

        // A local index, a global one that has what is asked for, and one whose items are fetched.
        var byTotal = await PagesAsync(c => db.Orders.Where(o => o.CustomerId == "c").OrderByDescending(o => o.Total).Select(o => o.Note).ToPageAsync(5, c));
        Assert.Equal([5, 5, 2], byTotal.Select(p => p.Count));
        connection.AssertSent(
            """Query Orders index=ByTotal key: CustomerId = "c" projection: Note, CustomerId, Number, Total limit: 6 desc""",
            """Query Orders index=ByTotal key: CustomerId = "c" projection: Note, CustomerId, Number, Total limit: 6 desc start: {CustomerId: "c", Number: 7, Total: 16}""",
            """Query Orders index=ByTotal key: CustomerId = "c" projection: Note, CustomerId, Number, Total limit: 6 desc start: {CustomerId: "c", Number: 2, Total: 6}""");

        var open = await PagesAsync(c => db.Orders.Where(o => o.Status == "Open").OrderBy(o => o.Total).Select(o => o.Total).ToPageAsync(4, c));
        Assert.Equal([[2, 6, 10, 14], [18, 22]], open);
        connection.AssertSent(
            """Query Orders index=ByStatus key: Status = "Open" projection: Total, CustomerId, Number, Status limit: 5""",
            """Query Orders index=ByStatus key: Status = "Open" projection: Total, CustomerId, Number, Status limit: 5 start: {CustomerId: "c", Number: 6, Status: "Open", Total: 14}""");

        var fetched = await PagesAsync(c => db.Orders.AsNoTracking().Where(o => o.Status == "Paid").OrderByDescending(o => o.Total).ToPageAsync(4, c));
        Assert.Equal([[11, 9, 7, 5], [3, 1]], fetched.Select(p => p.Select(o => o.Number).ToList()));
        Assert.Equal("""Query Orders index=ByStatus key: Status = "Paid" projection: CustomerId, Number, Status, Total limit: 5 desc""", connection.Recorder.Texts[0]);
        Assert.StartsWith("BatchGetItem Orders", connection.Recorder.Texts[1], StringComparison.Ordinal);
        Assert.Equal(
            """Query Orders index=ByStatus key: Status = "Paid" projection: CustomerId, Number, Status, Total limit: 5 desc start: {CustomerId: "c", Number: 5, Status: "Paid", Total: 12}""",
            connection.Recorder.Texts[2]);
        Assert.Equal(4, connection.Recorder.Requests.Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task Pages_of_a_scan_and_of_its_segments_are_all_items_once(int segments)
    {
        await using var connection = local.Connect();
        await using var db = await ArrangeAsync(connection, 50, customers: 10);

        foreach (var size in new[] { 1, 7, 50, 1000 })
        {
            var pages = await PagesAsync(c => db.Orders.AllowScan(segments).AsNoTracking().ToPageAsync(size, c));
            Assert.Equal(500, pages.Sum(p => p.Count));
            Assert.Equal(500, pages.SelectMany(p => p).Select(o => (o.CustomerId, o.Number)).Distinct().Count());
            Assert.All(pages.SkipLast(1), p => Assert.Equal(size, p.Count));
        }
    }

    [Fact]
    public async Task Partitions_in_an_order_are_merged_from_where_each_of_them_stands()
    {
        await using var connection = local.Connect();
        await using var db = await ArrangeAsync(connection, 20, customers: 3);
        string[] customers = ["c2", "c1", "c0", "none"];
        var query = db.Orders.AsNoTracking().Where(o => customers.Contains(o.CustomerId)).OrderBy(o => o.Number).ThenByDescending(o => o.CustomerId);
        var expected = (await query.ToListAsync()).Select(o => (o.CustomerId, o.Number)).ToList();
        connection.Recorder.Clear();

        var pages = await PagesAsync(c => query.ToPageAsync(7, c));

        Assert.Equal(expected, pages.SelectMany(p => p).Select(o => (o.CustomerId, o.Number)));
        Assert.All(pages.SkipLast(1), p => Assert.Equal(7, p.Count));
        Assert.Equal(4, connection.Recorder.Texts.Count(t => !t.Contains("start", StringComparison.Ordinal)));

        // The list may come in another order, as long as it is the same.
        var first = await query.ToPageAsync(7);
        customers = ["none", "c0", "c1", "c2"];
        var second = await query.ToPageAsync(7, first.Cursor);
        Assert.Equal(expected.Skip(7).Take(7), second.Items.Select(o => (o.CustomerId, o.Number)));
    }

    [Fact]
    public async Task Partitions_without_an_order_follow_each_other()
    {
        await using var connection = local.Connect();
        await using var db = await ArrangeAsync(connection, 5, customers: 4);
        string[] customers = ["c3", "c1", "c0", "none", "c2"];
        var query = db.Orders.AsNoTracking().Where(o => customers.Contains(o.CustomerId));

        var pages = await PagesAsync(c => query.ToPageAsync(3, c));

        Assert.Equal(
            Enumerable.Range(0, 4).SelectMany(c => Enumerable.Range(0, 5).Select(n => ($"c{c}", n))), pages.SelectMany(p => p).Select(o => (o.CustomerId, o.Number)));
        Assert.Equal([3, 3, 3, 3, 3, 3, 2], pages.Select(p => p.Count));
    }

    [Fact]
    public async Task Lists_of_keys_are_read_a_page_at_a_time()
    {
        await using var connection = local.Connect();
        await using var db = await ArrangeAsync(connection, 300);
        int[] numbers = [.. Enumerable.Range(100, 250).Reverse()];
        var query = db.Orders.AsNoTracking().Where(o => o.CustomerId == "c" && numbers.Contains(o.Number));

        var pages = await PagesAsync(c => query.ToPageAsync(30, c));

        Assert.Equal(Enumerable.Range(100, 200), pages.SelectMany(p => p).Select(o => o.Number));
        Assert.All(pages.SkipLast(1), p => Assert.Equal(30, p.Count));
        Assert.All(connection.Recorder.Texts, t => Assert.StartsWith("BatchGetItem", t, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Branches_of_an_or_in_an_order_give_each_item_once()
    {
        await using var connection = local.Connect();
        await using var db = await ArrangeAsync(connection, 30);
        var query = db.Orders.AsNoTracking()
            .Where(o => (o.CustomerId == "c" && o.Total > 20) || (o.Status == "Open" && o.Total < 50)).OrderBy(o => o.Total);
        var expected = (await query.ToListAsync()).Select(o => o.Number).ToList();
        Assert.Contains("Union", query.ToQueryString(), StringComparison.Ordinal);

        foreach (var size in new[] { 1, 4, 100 })
        {
            var pages = await PagesAsync(c => query.ToPageAsync(size, c));
            Assert.Equal(expected, pages.SelectMany(p => p).Select(o => o.Number));
            Assert.All(pages.SkipLast(1), p => Assert.Equal(size, p.Count));
        }
    }

    [Fact]
    public async Task A_point_read_is_a_page_of_one()
    {
        await using var connection = local.Connect();
        await using var db = await ArrangeAsync(connection, 5);

        var page = await db.Orders.Where(o => o.CustomerId == "c" && o.Number == 3).Select(o => o.Total).ToPageAsync(10);

        Assert.Equal([8], page.Items);
        Assert.False(page.HasMore);
        connection.AssertSent("""GetItem Orders {CustomerId: "c", Number: 3} projection: Total, CustomerId, Number""");
    }

    [Fact]
    public async Task Pages_in_a_stream_read_nothing_twice_and_no_further_than_the_page_asked_for()
    {
        await using var connection = local.Connect();
        await using var db = await ArrangeAsync(connection, 10);
        var query = db.Orders.AsNoTracking().Where(o => o.CustomerId == "c").Select(o => o.Number);
        var pages = new List<IReadOnlyList<int>>();
        string? cursor = null;

        await foreach (var page in query.AsPages(3))
        {
            pages.Add(page.Items);
            if (pages.Count == 2)
            {
                cursor = page.Cursor;
                break;
            }
        }

        connection.AssertSent(
            """Query Orders key: CustomerId = "c" projection: Number, CustomerId limit: 4""",
            """Query Orders key: CustomerId = "c" projection: Number, CustomerId limit: 4 start: {Number: 3, CustomerId: "c"}""");
        await foreach (var page in query.AsPages(3, cursor))
        {
            pages.Add(page.Items);
            Assert.Equal(pages.Count < 4, page.HasMore);
        }

        Assert.Equal([[0, 1, 2], [3, 4, 5], [6, 7, 8], [9]], pages);
        connection.AssertSent(
            """Query Orders key: CustomerId = "c" projection: Number, CustomerId limit: 4 start: {CustomerId: "c", Number: 5}""",
            """Query Orders key: CustomerId = "c" projection: Number, CustomerId limit: 4 start: {Number: 9, CustomerId: "c"}""");

        // Each item once, however many pages.
        _costs.Clear();
        Assert.Equal([1, 1, 1, 1, 1, 1, 1, 1, 1, 1], await query.AsPages(1).Select(p => p.Count).ToListAsync());
        Assert.Equal(10, _costs.Scanned);
    }

    [Fact]
    public async Task What_is_written_and_deleted_meanwhile_shifts_nothing()
    {
        await using var connection = local.Connect();
        await using var db = await ArrangeAsync(connection, 9);
        var query = db.Orders.AsNoTracking().Where(o => o.CustomerId == "c").Select(o => o.Number);

        var first = await query.ToPageAsync(3);
        await db.Orders.Where(o => o.CustomerId == "c" && o.Number <= 3).ExecuteDeleteAsync();
        await db.Orders.BulkUpsertAsync([Order("c", -1), Order("c", 1)]);
        var second = await query.ToPageAsync(3, first.Cursor);
        await db.Orders.Where(o => o.CustomerId == "c" && o.Number > 6).ExecuteDeleteAsync();
        var third = await query.ToPageAsync(3, second.Cursor);

        Assert.Equal([0, 1, 2], first.Items);
        Assert.Equal([4, 5, 6], second.Items);
        Assert.True(second.HasMore);
        Assert.Equal((0, false), (third.Count, third.HasMore));
    }

    [Fact]
    public async Task A_page_over_the_limit_of_a_request_takes_what_is_wanting_by_further_ones()
    {
        await using var connection = local.Connect();
        await using var db = await ArrangeAsync(connection, 30);
        connection.Faults.PagesOf(4);

        var page = await db.Orders.AsNoTracking().Where(o => o.CustomerId == "c").ToPageAsync(9);

        Assert.Equal(Enumerable.Range(0, 9), page.Items.Select(o => o.Number));
        Assert.True(page.HasMore);
        Assert.Equal([10, 6, 2], connection.Recorder.Requests.Select(r => r.Limit));
    }

    [Fact]
    public async Task A_stream_of_pages_ends_when_it_is_cancelled()
    {
        await using var connection = local.Connect();
        await using var db = await ArrangeAsync(connection, 30, options: o => o.PrefetchPages());
        connection.Faults.Delay("Query", TimeSpan.FromSeconds(30), 3);
        using var cancellation = new CancellationTokenSource();
        var pages = 0;

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () =>
            {
                await foreach (var page in db.Orders.AsNoTracking().Where(o => o.CustomerId == "c").AsPages(5).WithCancellation(cancellation.Token))
                {
                    pages++;
                    cancellation.CancelAfter(50);
                }
            });

        // Two requests have two pages of five, and the third is under way.
        Assert.Equal(2, pages);
    }

    [Fact]
    public async Task An_index_goes_on_by_keys_that_the_entity_does_not_have()
    {
        await using var connection = local.Connect();
        await connection.ArrangeAsync(new DeskContext(connection), Enumerable.Range(0, 7).Select(n => new Folder { Desk = "d", Name = $"f{n}", Colour = "red", Size = n % 3 }));
        await connection.ArrangeAsync(new DeskContext(connection), Enumerable.Range(0, 5).Select(n => new Pencil { Desk = "d", Name = $"p{n}" }));
        using (var client = connection.CreateUnrecordedClient())
        {
            // What another application wrote: pencils that are in the index of folders.
            for (var n = 0; n < 4; n++)
            {
                await client.UpdateItemAsync(
                    new()
                    {
                        TableName = connection.TableNamePrefix + "Desks",
                        Key = new() { ["Desk"] = new("d"), ["Name"] = new($"p{n}") },
                        UpdateExpression = "SET Colour = :c, #s = :n",
                        ExpressionAttributeNames = new() { ["#s"] = "Size" },
                        ExpressionAttributeValues = new() { [":c"] = new("red"), [":n"] = new() { N = "1" } },
                    });
            }
        }

        await using var db = new DeskContext(connection);
        var pencils = await PagesAsync(c => db.Pencils.WithIndex("ByColour").AllowScan().Select(p => p.Name).ToPageAsync(3, c));
        var folders = await PagesAsync(c => db.Folders.Where(f => f.Colour == "red").OrderBy(f => f.Size).Select(f => f.Name).ToPageAsync(2, c));

        Assert.Equal(["p0", "p1", "p2", "p3"], pencils.SelectMany(p => p).Order());
        Assert.Equal([3, 1], pencils.Select(p => p.Count));
        Assert.Equal(["f0", "f3", "f6", "f1", "f4", "f2", "f5"], folders.SelectMany(p => p).OrderBy(f => int.Parse(f[1..]) % 3).ThenBy(f => f));
        Assert.Equal([2, 2, 2, 1], folders.Select(p => p.Count));
    }

    private sealed class DeskContext(LocalConnection connection) : LocalContext(connection)
    {
        public DbSet<Folder> Folders => Set<Folder>();

        public DbSet<Pencil> Pencils => Set<Pencil>();

        protected override void OnModelCreating(ModelBuilder modelBuilder)
        {
            modelBuilder.Entity<Folder>(
                b =>
                {
                    b.ToTable("Desks").HasKey(f => new { f.Desk, f.Name });
                    b.HasGsi("ByColour", f => f.Colour, f => f.Size).IsSparse();
                });
            modelBuilder.Entity<Pencil>().ToTable("Desks").HasKey(p => new { p.Desk, p.Name });
        }
    }

    private sealed class Folder
    {
        public required string Desk { get; set; }

        public required string Name { get; set; }

        public required string Colour { get; set; }

        public int Size { get; set; }
    }

    private sealed class Pencil
    {
        public required string Desk { get; set; }

        public required string Name { get; set; }
    }

    private static async Task<List<IReadOnlyList<T>>> PagesAsync<T>(Func<string?, Task<DynamoDbPage<T>>> read)
    {
        var pages = new List<IReadOnlyList<T>>();
        string? cursor = null;
        do
        {
            var page = await read(cursor);
            pages.Add(page.Items);
            cursor = page.Cursor;
            Assert.Matches("^[A-Za-z0-9_-]*$", cursor ?? string.Empty);
        }
        while (cursor is not null);

        return pages;
    }

    private async Task<ShopContext> ArrangeAsync(
        LocalConnection connection, int orders, int customers = 1, Action<DynamoDbDbContextOptionsBuilder>? options = null)
    {
        await using (var seeding = await ShopContext.CreateAsync(connection, []))
        {
            await seeding.Orders.BulkUpsertAsync(
                Enumerable.Range(0, customers).SelectMany(c => Enumerable.Range(0, orders).Select(n => Order(customers == 1 ? "c" : $"c{c}", n))));
        }

        connection.Recorder.Clear();
        return new ShopContext(connection, options, configure: _costs.Listen);
    }

    private static Order Order(string customer, int number)
        => new()
        {
            CustomerId = customer,
            Number = number,
            Status = number % 2 == 0 ? "Open" : "Paid",
            Total = 2 * (number + 1),
            Note = number % 100 == 99 ? "rare" : "often",
        };
}
