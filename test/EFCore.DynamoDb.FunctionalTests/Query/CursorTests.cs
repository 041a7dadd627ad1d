using System.Security.Cryptography;
using EFCore.DynamoDb.FunctionalTests.Local;
using EFCore.DynamoDb.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.FunctionalTests.Query;

/// <summary>Which cursors a query takes, and which it refuses before it sends anything.</summary>
public class CursorTests(DynamoDbLocalFixture local) : IClassFixture<DynamoDbLocalFixture>
{
    [Fact]
    public async Task A_cursor_is_good_in_another_context_with_another_projection_and_another_size()
    {
        await using var connection = local.Connect();
        string? cursor;
        await using (var db = await ArrangeAsync(connection, o => o.MaxParallelRequests(3)))
        {
            cursor = (await db.Orders.Where(o => o.CustomerId == "c" && o.Number >= 1).ToPageAsync(2)).Cursor;
        }

        await using var other = new ShopContext(connection, configure: o => o.EnableDetailedErrors());
        var (customer, from) = ("c", 1);
        var page = await other.Orders.Where(o => o.CustomerId == customer && o.Number >= from).Select(o => new { o.Total }).ToPageAsync(3, cursor);

        Assert.Equal([8, 10, 12], page.Items.Select(o => o.Total));
    }

    [Fact]
    public async Task A_cursor_depends_on_nothing_but_the_query_and_the_place()
    {
        await using var connection = local.Connect();
        await using var db = await ArrangeAsync(connection);
        await using var other = new ShopContext(connection, configure: o => o.EnableDetailedErrors());
        string[] customers = ["c", "d"];

        var cursor = (await Query(db).ToPageAsync(2)).Cursor!;
        customers = ["d", "c", "d"];

        Assert.Equal(cursor, (await Query(other).ToPageAsync(2)).Cursor);
        Assert.Equal(cursor, (await Query(db).AsPages(1).Skip(1).FirstAsync()).Cursor);

        IQueryable<Order> Query(ShopContext context)
            => context.Orders.AsNoTracking().Where(o => customers.Contains(o.CustomerId) && o.Total % 2 == 0);
    }

    [Fact]
    public async Task The_predicate_its_values_the_order_the_index_and_the_type_are_the_cursor_s()
    {
        await using var connection = local.Connect();
        await using var db = await ArrangeAsync(connection);
        var (customer, from, odd) = ("c", 0, 0);
        var query = db.Orders.AsNoTracking().Where(o => o.CustomerId == customer && o.Number >= from && o.Number % 2 == odd);
        var cursor = (await query.ToPageAsync(2)).Cursor;
        Assert.NotNull(cursor);
        connection.Recorder.Clear();

        customer = "d";
        await RefusedAsync(query);
        (customer, from) = ("c", 1);
        await RefusedAsync(query);
        (from, odd) = (0, 1);
        await RefusedAsync(query);
        odd = 0;
        await RefusedAsync(query.OrderByDescending(o => o.Number));
        await RefusedAsync(query.WithIndex("ByTotal"));
        await RefusedAsync(query.Where(o => o.Note != null));
        await RefusedAsync(db.Orders.Where(o => o.CustomerId == customer));
        await Assert.ThrowsAsync<DynamoDbCursorException>(() => db.Invoices.Where(i => i.Id == customer).ToPageAsync(2, cursor));
        connection.AssertSent();

        Assert.Equal([4, 6], (await query.ToPageAsync(2, cursor)).Items.Select(o => o.Number));
        Assert.Equal([4, 6], (await query.OrderBy(o => o.Number).ToPageAsync(2, cursor)).Items.Select(o => o.Number));

        async Task RefusedAsync(IQueryable<Order> other)
        {
            var exception = await Assert.ThrowsAsync<DynamoDbCursorException>(() => other.ToPageAsync(2, cursor));
            Assert.StartsWith("The cursor belongs to another query:", exception.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Whose_clock_goes_on_keeps_its_cursor()
    {
        await using var connection = local.Connect();
        await using var db = await ArrangeAsync(connection);
        var query = db.Orders.AsNoTracking().Where(o => o.CustomerId == "c" && o.Total < DateTime.UtcNow.Year);

        var cursor = (await query.ToPageAsync(4)).Cursor;
        Assert.Equal([4, 5, 6, 7], (await query.ToPageAsync(4, cursor)).Items.Select(o => o.Number));
    }

    [Fact]
    public async Task Hidden_expired_items_keep_their_cursor()
    {
        await using var connection = local.Connect();
        await connection.ArrangeAsync(
            new VisitContext(connection),
            Enumerable.Range(0, 6).Select(n => new Visit { UserId = "u", Number = n, ExpiresAt = n == 3 ? DateTime.UtcNow.AddDays(-1) : DateTime.UtcNow.AddDays(1) }));
        await using var db = new VisitContext(connection);

        var first = await db.Visits.AsNoTracking().Where(v => v.UserId == "u").ToPageAsync(2);
        await Task.Delay(1100);
        var second = await db.Visits.AsNoTracking().Where(v => v.UserId == "u").ToPageAsync(2, first.Cursor);

        Assert.Equal([2, 4], second.Items.Select(v => v.Number));
    }

    [Fact]
    public async Task A_page_cannot_be_part_of_a_compiled_query()
    {
        await using var connection = local.Connect();
        await using var db = await ArrangeAsync(connection);
        var compiled = EF.CompileAsyncQuery((ShopContext c, string id) => c.Orders.Where(o => o.CustomerId == id).ToPageAsync(2, null, default));

        var exception = await Assert.ThrowsAnyAsync<InvalidOperationException>(() => compiled(db, "c"));
        Assert.StartsWith("'ToPageAsync' carries out a query by itself", exception.Message, StringComparison.Ordinal);
        connection.AssertSent();
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("%%%")]
    [InlineData("AAAA")]
    [InlineData("AQ")]
    [InlineData("_____________________________")]
    public async Task Text_that_is_no_cursor_is_refused(string text)
    {
        await using var connection = local.Connect();
        await using var db = await ArrangeAsync(connection);

        await Assert.ThrowsAsync<DynamoDbCursorException>(() => db.Orders.Where(o => o.CustomerId == "c").ToPageAsync(2, text));
        connection.AssertSent();
    }

    [Fact]
    public async Task A_key_outside_of_the_query_is_refused_before_DynamoDB_sees_it()
    {
        await using var connection = local.Connect();
        await using var db = await ArrangeAsync(connection);
        var query = db.Orders.AsNoTracking().Where(o => o.CustomerId == "c" && o.Number < 5);
        var cursor = (await query.ToPageAsync(2)).Cursor!;
        connection.Recorder.Clear();

        // The last byte but one is the digit of the sort key, which is 1.
        var bytes = Convert.FromBase64String(cursor.Replace('-', '+').Replace('_', '/').PadRight((cursor.Length + 3) / 4 * 4, '='));
        Assert.Equal((byte)'1', bytes[^2]);
        foreach (var (digit, isInside) in new[] { ('4', true), ('5', false), ('x', false) })
        {
            bytes[^2] = (byte)digit;
            var changed = Convert.ToBase64String(bytes).Replace('+', '-').Replace('/', '_').TrimEnd('=');
            if (isInside)
            {
                Assert.Empty((await query.ToPageAsync(2, changed)).Items);
                connection.Recorder.Clear();
                continue;
            }

            await Assert.ThrowsAsync<DynamoDbCursorException>(() => query.ToPageAsync(2, changed));
            connection.AssertSent();
        }
    }

    [Fact]
    public async Task A_signed_cursor_cannot_be_changed_and_is_good_only_with_its_key()
    {
        await using var connection = local.Connect();
        var (key, otherKey) = (RandomNumberGenerator.GetBytes(32), RandomNumberGenerator.GetBytes(32));
        await using var plain = await ArrangeAsync(connection);
        await using var db = new ShopContext(connection, o => o.ProtectCursors(key));
        await using var same = new ShopContext(connection, o => o.ProtectCursors([.. key]));
        await using var other = new ShopContext(connection, o => o.ProtectCursors(otherKey));

        var cursor = (await Query(db).ToPageAsync(2)).Cursor!;
        var unsigned = (await Query(plain).ToPageAsync(2)).Cursor!;
        Assert.Equal([2, 3], (await Query(same).ToPageAsync(2, cursor)).Items.Select(o => o.Number));
        connection.Recorder.Clear();

        for (var i = 0; i < cursor.Length; i++)
        {
            var changed = cursor[..i] + (cursor[i] == 'A' ? 'B' : 'A') + cursor[(i + 1)..];
            await Assert.ThrowsAsync<DynamoDbCursorException>(() => Query(db).ToPageAsync(2, changed));
        }

        Assert.Contains("signed", (await Assert.ThrowsAsync<DynamoDbCursorException>(() => Query(other).ToPageAsync(2, cursor))).Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<DynamoDbCursorException>(() => Query(db).ToPageAsync(2, unsigned));
        Assert.Contains("ProtectCursors", (await Assert.ThrowsAsync<DynamoDbCursorException>(() => Query(plain).ToPageAsync(2, cursor))).Message, StringComparison.Ordinal);
        connection.AssertSent();
        Assert.Throws<ArgumentException>(() => new DynamoDbDbContextOptionsBuilder(new DbContextOptionsBuilder()).ProtectCursors(new byte[15]));

        static IQueryable<Order> Query(ShopContext context)
            => context.Orders.AsNoTracking().Where(o => o.CustomerId == "c");
    }

    [Fact]
    public async Task What_has_no_place_to_go_on_from_is_an_error_that_says_why()
    {
        await using var connection = local.Connect();
        await using var db = await ArrangeAsync(connection);
        var query = db.Orders.Where(o => o.CustomerId == "c");

        await RefusedAsync(query.OrderBy(o => o.Rating), "order by 'Rating'");
        await RefusedAsync(query.OrderBy(o => o.Number % 3), "order by 'Number'");
        await RefusedAsync(query.Take(5), "'Take'");
        await RefusedAsync(query.Skip(5), "'Skip'");
        await RefusedAsync(query.Select(o => o.Status).Distinct(), "'Distinct'");
        await RefusedAsync(query.GroupBy(o => o.Status).Select(g => g.Count()), "'GroupBy'");
        await RefusedAsync(db.Orders.Where(o => o.CustomerId == "c" || o.Status == "Open"), "branches of an OR");
        await RefusedAsync(db.Orders.Where(o => o.Note == "x"), "AllowScan");
        connection.AssertSent();

        string[] customers = ["c", "d"];
        var merged = db.Orders.Where(o => customers.Contains(o.CustomerId)).OrderBy(o => o.Number);
        await Assert.ThrowsAsync<InvalidOperationException>(() => merged.ToSingleRequestPageAsync(2));
        await Assert.ThrowsAsync<InvalidOperationException>(() => db.Orders.Where(o => o.Status == "Open").ToSingleRequestPageAsync(2));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => query.ToPageAsync(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => query.AsPages(0));
        await Assert.ThrowsAsync<InvalidOperationException>(() => Array.Empty<Order>().AsQueryable().ToPageAsync(2));
        connection.AssertSent();

        static async Task RefusedAsync<T>(IQueryable<T> refused, string reason)
        {
            var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => refused.ToPageAsync(2));
            Assert.Contains(reason, exception.Message, StringComparison.Ordinal);
        }
    }

    private static async Task<ShopContext> ArrangeAsync(LocalConnection connection, Action<DynamoDbDbContextOptionsBuilder>? options = null)
        => await ShopContext.CreateAsync(
            connection,
            Enumerable.Range(0, 10).Select(n => new Order { CustomerId = "c", Number = n, Status = n % 2 == 0 ? "Open" : "Paid", Total = 2 * (n + 1) }),
            options);

    private sealed class VisitContext(LocalConnection connection) : LocalContext(connection)
    {
        public DbSet<Visit> Visits => Set<Visit>();

        protected override void OnModelCreating(ModelBuilder modelBuilder)
            => modelBuilder.Entity<Visit>(
                b =>
                {
                    b.ToTable("Visits").HasKey(v => new { v.UserId, v.Number });
                    b.HasTimeToLive(v => v.ExpiresAt).HideExpired();
                });
    }

    private sealed class Visit
    {
        public required string UserId { get; set; }

        public int Number { get; set; }

        public DateTime? ExpiresAt { get; set; }
    }
}
