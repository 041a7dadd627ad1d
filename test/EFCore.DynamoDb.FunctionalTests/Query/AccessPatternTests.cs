using EFCore.DynamoDb.FunctionalTests.Local;
using EFCore.DynamoDb.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.FunctionalTests.Query;

/// <summary>
/// The access patterns of the planner that need no key templates, each by its number, over data that hurts: partitions of more than 1 MB, items of other types
/// among them, filters that one item in a hundred passes.
/// </summary>
public class AccessPatternTests(DynamoDbLocalFixture local) : IClassFixture<DynamoDbLocalFixture>
{
    private static readonly DateTime Start = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private readonly ReadCosts _costs = new();

    [Fact]
    public async Task AP05_Orders_in_a_date_range_two_fields()
    {
        await using var connection = local.Connect();
        await using var db = await ArrangeAsync(connection, Purchases(300, fat: true));
        var (from, to) = (Start.AddHours(10), Start.AddHours(290));

        var rows = await db.Purchases.Where(p => p.CustomerId == "42" && p.CreatedAt >= from && p.CreatedAt < to)
            .Select(p => new { p.PurchaseId, p.Total }).ToListAsync();

        // All of the range and nothing beyond, though it is more than a page, and items of another type lie in the same partition.
        Assert.Equal(Enumerable.Range(10, 280).Select(n => $"p{n}"), rows.Select(r => r.PurchaseId));
        Assert.True(connection.Recorder.Requests.Count > 1);
        Assert.All(
            connection.Recorder.Requests,
            r => Assert.Equal(
                ("Query", (string?)null, """CustomerId = "42" AND CreatedAt BETWEEN "2026-01-01T10:00:00.0000000Z" AND "2026-01-13T02:00:00.0000000" """.TrimEnd(), """$type = "Purchase" """.TrimEnd(), "PurchaseId, Total", (int?)null, false),
                (r.Operation, r.IndexName, r.KeyCondition, r.Filter, r.Projection, r.Limit, IsBackward(r))));
        Assert.Equal(280 + Notices(10, 290), _costs.Scanned);
    }

    [Fact]
    public async Task AP06_Open_orders_of_one_customer_by_a_sparse_index()
    {
        await using var connection = local.Connect();
        await using var db = await ArrangeAsync(connection, Purchases(400, fat: false));

        var open = await db.Purchases.Where(p => p.OpenCustomerId == "42").OrderBy(p => p.CreatedAt).ToListAsync();

        Assert.Equal(["p0", "p100", "p200", "p300"], open.Select(p => p.PurchaseId));
        connection.AssertSent("""Query Trade index=Open key: OpenCustomerId = "42" filter: $type = "Purchase" """);
        Assert.Equal(4, _costs.Scanned);

        // Closing takes it out of the index: no NULL, the attribute goes.
        open[0].OpenCustomerId = null;
        open[0].Status = "Closed";
        await db.SaveChangesAsync();
        var close = connection.Recorder.Single;
        Assert.Equal("UpdateItem", close.Operation);
        Assert.Contains("REMOVE OpenCustomerId", close.Update, StringComparison.Ordinal);
        connection.Recorder.Clear();
        _costs.Clear();

        // All open ones of everyone: what the index holds.
        db.ChangeTracker.Clear();
        var everyone = await db.Purchases.Where(p => p.OpenCustomerId != null).WithIndex("Open").AllowScan().ToListAsync();
        Assert.Equal(4 - 1 + 4, everyone.Count);
        connection.AssertSent("""Scan Trade index=Open filter: $type = "Purchase" """);
        Assert.Equal(7, _costs.Scanned);
    }

    [Fact]
    public async Task AP07_Orders_by_status_since_some_time_of_all_customers()
    {
        await using var connection = local.Connect();
        await using var db = await ArrangeAsync(connection, Purchases(200, fat: false));
        var since = Start.AddHours(190);

        var rows = await db.Purchases.Where(p => p.Status == "Shipped" && p.CreatedAt >= since).Select(p => new { p.PurchaseId, p.Total }).ToListAsync();

        Assert.Equal(20, rows.Count);
        connection.AssertSent(
            """
            Query Trade index=ByStatus key: Status = "Shipped" AND CreatedAt >= "2026-01-08T22:00:00.0000000Z" filter: $type = "Purchase" projection: PurchaseId, Total
            """);
        Assert.Equal(20, _costs.Scanned);

        // Whole entities: their keys by the index, and the items by the hundred.
        var whole = await db.Purchases.AsNoTracking().Where(p => p.Status == "Shipped").OrderByDescending(p => p.CreatedAt).ToListAsync();
        Assert.Equal(396, whole.Count);
        Assert.Equal(whole.Select(p => p.CreatedAt).OrderDescending(), whole.Select(p => p.CreatedAt));
        Assert.Equal(1, connection.Recorder.Requests.Count(r => r.Operation == "Query"));
        Assert.Equal(4, connection.Recorder.Requests.Count(r => r.Operation == "BatchGetItem"));
    }

    [Fact]
    public async Task AP09_Many_products_by_id()
    {
        await using var connection = local.Connect();
        await using var db = await ArrangeAsync(connection, Enumerable.Range(0, 200).Select(n => new Ware { WareId = $"w{n}", Name = $"{n}" }));
        string[] ids = [.. Enumerable.Range(0, 130).Select(n => $"w{n}"), "w5", "w129"];

        Assert.Equal(130, (await db.Wares.Where(w => ids.Contains(w.WareId)).ToListAsync()).Count);
        Assert.Equal(
            [("BatchGetItem", 30), ("BatchGetItem", 100)],
            connection.Recorder.Requests
                .Select(r => (r.Operation, r.Body.GetProperty("RequestItems").EnumerateObject().Single().Value.GetProperty("Keys").GetArrayLength())).Order());
        connection.Recorder.Clear();

        // In parallel: both are on their way before either is answered.
        var both = new TaskCompletionSource();
        var arrived = 0;
        for (var n = 1; n <= 2; n++)
        {
            connection.Faults.Before(
                "BatchGetItem",
                () =>
                {
                    if (Interlocked.Increment(ref arrived) == 2)
                    {
                        both.SetResult();
                    }

                    return both.Task.WaitAsync(TimeSpan.FromSeconds(20));
                },
                n);
        }

        Assert.Equal(130, await db.Wares.Where(w => ids.Contains(w.WareId)).CountAsync());
        connection.Recorder.Clear();

        // What DynamoDB had no capacity for is asked for again.
        connection.Faults.LeaveUnprocessed("BatchGetItem", 60);
        Assert.Equal(130, await db.Wares.Where(w => ids.Contains(w.WareId)).CountAsync());
        Assert.Equal(3, connection.Recorder.Requests.Count);
        connection.Recorder.Clear();

        ids = ["w7"];
        Assert.Single(await db.Wares.Where(w => ids.Contains(w.WareId)).ToListAsync());
        connection.AssertSent("""GetItem Wares {WareId: "w7"}""");
        ids = [];
        Assert.Empty(await db.Wares.Where(w => ids.Contains(w.WareId)).ToListAsync());
        connection.AssertSent();
    }

    [Fact]
    public async Task AP17_A_session_that_has_not_expired()
    {
        await using var connection = local.Connect();
        var now = DateTime.UtcNow;
        await using var db = await ArrangeAsync(
            connection,
            Enumerable.Range(0, 100).Select(n => new Visit { VisitId = $"v{n}", UserId = "u", ExpiresAt = n % 100 == 3 ? now.AddHours(1) : now.AddHours(-1) }));

        Assert.NotNull(await db.Visits.SingleOrDefaultAsync(v => v.VisitId == "v3" && v.ExpiresAt > now));
        Assert.Null(await db.Visits.SingleOrDefaultAsync(v => v.VisitId == "v4" && v.ExpiresAt > now));
        connection.AssertSent("""GetItem Visits {VisitId: "v3"}""", """GetItem Visits {VisitId: "v4"}""");
        Assert.Equal(0, _costs.Scanned);

        Assert.Equal(["v3"], await db.Visits.Where(v => v.UserId == "u" && v.ExpiresAt > now).Select(v => v.VisitId).ToListAsync());
        var list = connection.Recorder.Single;
        Assert.Equal(("Query", "ByUser", """UserId = "u" """.TrimEnd(), "VisitId"), (list.Operation, list.IndexName, list.KeyCondition, list.Projection));
        Assert.StartsWith("ExpiresAt > ", list.Filter, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AP19_A_time_window_with_a_filter_and_a_projection_streamed()
    {
        await using var connection = local.Connect();
        await using var db = await ArrangeAsync(
            connection,
            Enumerable.Range(0, 600).Select(
                n => new Measure { DeviceId = "d", At = n, Severity = n % 100 == 0 ? 3 : 1, Temperature = n / 2m, Trace = new string('x', 4000) }));
        var (a, b) = (50L, 550L);

        // DynamoDB Local counts for its megabyte only what passes the filter.
        connection.Faults.PagesOf(200);

        var rows = new List<decimal>();
        await foreach (var row in db.Measures.Where(m => m.DeviceId == "d" && m.At >= a && m.At < b && m.Severity >= 3)
            .Select(m => new { m.At, m.Temperature }).AsAsyncEnumerable())
        {
            rows.Add(row.Temperature);
        }

        Assert.Equal([50, 100, 150, 200, 250], rows);
        Assert.Equal(3, connection.Recorder.Requests.Count);
        Assert.All(
            connection.Recorder.Requests,
            r => Assert.Equal(
                ("Query", """DeviceId = "d" AND At BETWEEN 50 AND 549""", "Severity >= 3", "At, Temperature", (int?)null),
                (r.Operation, r.KeyCondition, r.Filter, r.Projection, r.Limit)));
        Assert.Equal(500, _costs.Scanned);

        // With the option the next page comes while the rows of one are worked on.
        connection.Recorder.Clear();
        await using var ahead = new TradeContext(connection, options: o => o.PrefetchPages());
        var sent = new List<int>();
        await foreach (var row in ahead.Measures.Where(m => m.DeviceId == "d" && m.At >= a && m.At < b && m.Severity >= 3).Select(m => m.At).AsAsyncEnumerable())
        {
            await Task.Delay(100);
            sent.Add(connection.Recorder.Requests.Count);
        }

        Assert.Equal([2, 2, 3, 3, 3], sent);
    }

    [Fact]
    public async Task An_OfType_asks_for_its_type_once()
    {
        await using var connection = local.Connect();
        await using var db = new FleetContext(connection);
        await connection.ArrangeAsync(new FleetContext(connection), new SportsCar { Fleet = "f", Plate = "1" }, new Truck { Fleet = "f", Plate = "2" });

        Assert.Single(await db.Vehicles.Where(v => v.Fleet == "f").OfType<SportsCar>().ToListAsync());
        connection.AssertSent("""Query Fleet key: Fleet = "f" filter: $type = "SportsCar" """);
        Assert.Single(await db.Vehicles.OfType<Car>().Where(v => v.Fleet == "f").OfType<SportsCar>().ToListAsync());
        connection.AssertSent("""Query Fleet key: Fleet = "f" filter: $type = "SportsCar" """);
    }

    private async Task<TradeContext> ArrangeAsync(LocalConnection connection, IEnumerable<object> entities)
    {
        await connection.ArrangeAsync(new TradeContext(connection), entities);
        return new TradeContext(connection, _costs.Listen);
    }

    /// <summary>Of two customers, an hour between one and the next; a notice at every tenth hour and a half. One in a hundred is open.</summary>
    private static IEnumerable<object> Purchases(int count, bool fat)
    {
        foreach (var customer in (string[])["42", "43"])
        {
            for (var n = 0; n < count; n++)
            {
                yield return new Purchase
                {
                    CustomerId = customer,
                    CreatedAt = Start.AddHours(n),
                    PurchaseId = $"p{n}",
                    Status = n % 100 == 0 ? "Open" : "Shipped",
                    OpenCustomerId = n % 100 == 0 ? customer : null,
                    Total = n,
                    Notes = fat ? new string('x', 5000) : null,
                };
                if (n % 10 == 0)
                {
                    yield return new Notice { CustomerId = customer, CreatedAt = Start.AddHours(n + 0.5), Text = "notice" };
                }
            }
        }
    }

    private static int Notices(int from, int to)
        => Enumerable.Range(from, to - from).Count(n => n % 10 == 0);

    private static bool IsBackward(RecordedRequest request)
        => request.Body.TryGetProperty("ScanIndexForward", out var forward) && !forward.GetBoolean();
}

public sealed class TradeContext(
    LocalConnection connection, Action<DbContextOptionsBuilder>? configure = null, Action<DynamoDbDbContextOptionsBuilder>? options = null)
    : LocalContext(connection, options, configure)
{
    public DbSet<Purchase> Purchases => Set<Purchase>();

    public DbSet<Ware> Wares => Set<Ware>();

    public DbSet<Visit> Visits => Set<Visit>();

    public DbSet<Measure> Measures => Set<Measure>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Purchase>(
            b =>
            {
                b.ToTable("Trade");
                b.HasPartitionKey(p => p.CustomerId);
                b.HasSortKey(p => p.CreatedAt);
                b.HasGsi("Open", p => p.OpenCustomerId, p => p.CreatedAt).IsSparse();
                b.HasGsi("ByStatus", p => p.Status, p => p.CreatedAt).ProjectIncluding(nameof(Purchase.Total), nameof(Purchase.PurchaseId), "$type");
            });
        modelBuilder.Entity<Notice>(
            b =>
            {
                b.ToTable("Trade");
                b.HasPartitionKey(n => n.CustomerId);
                b.HasSortKey(n => n.CreatedAt);
            });
        modelBuilder.Entity<Ware>().HasPartitionKey(w => w.WareId);
        modelBuilder.Entity<Visit>(
            b =>
            {
                b.HasPartitionKey(v => v.VisitId);
                b.HasGsi("ByUser", v => v.UserId);
                b.HasTimeToLive(v => v.ExpiresAt);
            });
        modelBuilder.Entity<Measure>().HasKey(m => new { m.DeviceId, m.At });
    }
}

public sealed class Purchase
{
    public required string CustomerId { get; set; }

    public DateTime CreatedAt { get; set; }

    public required string PurchaseId { get; set; }

    public required string Status { get; set; }

    public string? OpenCustomerId { get; set; }

    public decimal Total { get; set; }

    public string? Notes { get; set; }
}

public sealed class Notice
{
    public required string CustomerId { get; set; }

    public DateTime CreatedAt { get; set; }

    public string? Text { get; set; }
}

public sealed class Ware
{
    public required string WareId { get; set; }

    public required string Name { get; set; }
}

public sealed class Visit
{
    public required string VisitId { get; set; }

    public required string UserId { get; set; }

    public DateTime ExpiresAt { get; set; }
}

public sealed class Measure
{
    public required string DeviceId { get; set; }

    public long At { get; set; }

    public int Severity { get; set; }

    public decimal Temperature { get; set; }

    public string? Trace { get; set; }
}
