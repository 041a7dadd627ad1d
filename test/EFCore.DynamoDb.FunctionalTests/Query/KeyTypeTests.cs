using EFCore.DynamoDb.FunctionalTests.Local;
using EFCore.DynamoDb.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.FunctionalTests.Query;

/// <summary>Keys of every type are found, ranged over and listed; and values that no key can have are no error.</summary>
public class KeyTypeTests(DynamoDbLocalFixture local) : IClassFixture<DynamoDbLocalFixture>
{
    private static readonly DateTime Start = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    private static readonly Guid One = new("00000000-0000-0000-0000-000000000001");

    [Fact]
    public async Task Guid_and_time()
    {
        await using var connection = local.Connect();
        await connection.ArrangeAsync(
            new KeyContext(connection), Enumerable.Range(0, 5).Select(i => new Measure { Device = One, At = Start.AddHours(i), Value = i }));
        await using var db = new KeyContext(connection);
        var from = Start.AddHours(2);

        Assert.Equal(3, (await db.Measures.SingleAsync(m => m.Device == One && m.At == Start.AddHours(3))).Value);
        Assert.Equal(1, (await db.Measures.FindAsync(One, Start.AddHours(1)))!.Value);
        Assert.Equal([3, 4], await db.Measures.Where(m => m.Device == One && m.At > from).Select(m => m.Value).ToListAsync());
        Assert.Equal([1, 2], await db.Measures.Where(m => m.Device == One && m.At >= Start.AddHours(1) && m.At <= from).Select(m => m.Value).ToListAsync());
        Assert.Equal(4, (await db.Measures.Where(m => m.Device == One).OrderByDescending(m => m.At).FirstAsync()).Value);
        Assert.Equal(5, await db.Measures.CountAsync(m => m.Device == One && m.At < DateTime.UtcNow.AddYears(100)));
        Assert.Equal(
            ["GetItem", "GetItem", "Query", "Query", "Query", "Query"], connection.Recorder.Requests.Select(r => r.Operation));
        Assert.DoesNotContain(connection.Recorder.Requests, r => r.Filter is not null);
        Assert.Contains("At > ", connection.Recorder.Requests[2].KeyCondition, StringComparison.Ordinal);
        Assert.Contains("At BETWEEN ", connection.Recorder.Requests[3].KeyCondition, StringComparison.Ordinal);
        Assert.Contains("limit: 1 desc", connection.Recorder.Texts[4], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Enum_bool_and_number()
    {
        await using var connection = local.Connect();
        await connection.ArrangeAsync(
            new KeyContext(connection),
            new Light { Colour = Colour.Green, IsOn = true, Watt = 5 },
            new Light { Colour = Colour.Green, IsOn = false, Watt = 7 },
            new Light { Colour = Colour.Red, IsOn = true, Watt = 9 });
        await using var db = new KeyContext(connection);
        Colour[] both = [Colour.Green, Colour.Red];

        Assert.Equal(7, (await db.Lights.SingleAsync(l => l.Colour == Colour.Green && l.IsOn == false)).Watt);
        Assert.Equal(5, (await db.Lights.SingleAsync(l => l.Colour == Colour.Green && l.IsOn)).Watt);
        Assert.Equal(7, (await db.Lights.SingleAsync(l => l.Colour == Colour.Green && !l.IsOn)).Watt);
        Assert.Equal(9, (await db.Lights.FindAsync(Colour.Red, true))!.Watt);
        Assert.Equal([5, 9], (await db.Lights.Where(l => both.Contains(l.Colour) && l.IsOn).Select(l => l.Watt).ToListAsync()).Order());
        Assert.Equal(
            ["GetItem", "GetItem", "GetItem", "GetItem", "BatchGetItem"], connection.Recorder.Requests.Select(r => r.Operation));
    }

    [Fact]
    public async Task Binary_and_decimal()
    {
        await using var connection = local.Connect();
        await connection.ArrangeAsync(
            new KeyContext(connection), Enumerable.Range(0, 4).Select(i => new Blob { Hash = [1, 2], Version = i * 1.5m, Text = $"{i}" }));
        await using var db = new KeyContext(connection);
        byte[] hash = [1, 2];

        Assert.Equal("2", (await db.Blobs.AsNoTracking().SingleAsync(b => b.Hash == hash && b.Version == 3m)).Text);
        Assert.Equal("2", (await db.Blobs.FindAsync(hash, 3.0m))!.Text);
        Assert.Equal(["2", "3"], await db.Blobs.Where(b => b.Hash == hash && b.Version > 1.5m).Select(b => b.Text).ToListAsync());
        Assert.Equal(["2", "3"], await db.Blobs.Where(b => b.Hash == hash && b.Version > 2).Select(b => b.Text).ToListAsync());
        Assert.Empty(await db.Blobs.Where(b => b.Hash == Array.Empty<byte>()).ToListAsync());

        connection.AssertSent(
            """GetItem Blobs {Hash: binary(AQI=), Version: 3}""",
            """GetItem Blobs {Hash: binary(AQI=), Version: 3.0}""",
            """Query Blobs key: Hash = binary(AQI=) AND Version > 1.5 projection: Text""",
            """Query Blobs key: Hash = binary(AQI=) AND Version > 2 projection: Text""");
    }

    [Fact]
    public async Task Numbers_of_another_type_are_compared_as_the_numbers_they_are()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(
            connection, Enumerable.Range(0, 5).Select(i => new Order { CustomerId = "c", Number = i, Status = "x", Total = i }));
        var (large, wide, half) = (5_000_000_000L, 3L, 2.5m);

        Assert.Equal(3, (await db.Orders.SingleAsync(o => o.CustomerId == "c" && o.Number == wide)).Number);
        Assert.Empty(await db.Orders.Where(o => o.CustomerId == "c" && o.Number == large).ToListAsync());
        Assert.Equal(5, await db.Orders.CountAsync(o => o.CustomerId == "c" && o.Number < large));
        Assert.Empty(await db.Orders.Where(o => o.CustomerId == "c" && o.Number == half).ToListAsync());
        Assert.Equal([3, 4], await db.Orders.Where(o => o.CustomerId == "c" && o.Number > half).Select(o => o.Number).ToListAsync());
        Assert.Equal([3, 4], await db.Orders.WithoutIndex().Where(o => o.CustomerId == "c" && o.Total > 2.5).Select(o => o.Number).ToListAsync());
        Assert.Equal(5, await db.Orders.WithoutIndex().CountAsync(o => o.CustomerId == "c" && o.Total != 2.5));
        Assert.DoesNotContain(connection.Recorder.Requests, r => r.Operation == "Scan");
    }

    [Fact]
    public async Task Numbers_that_DynamoDB_cannot_hold_are_decided_by_the_client()
    {
        await using var connection = local.Connect();
        await connection.ArrangeAsync(
            new KeyContext(connection), Enumerable.Range(0, 3).Select(i => new Gauge { Id = "g", Number = i, Ratio = i, Exact = i }));
        await using var db = new KeyContext(connection);
        await using var scanned = new KeyContext(connection, Arranging.Scanned);
        var (nan, infinity, tiny, huge) = (double.NaN, double.PositiveInfinity, double.Epsilon, double.MaxValue);
        var digits = 1.0000000000000000000000000001m;

        foreach (var gauges in new[] { db.Gauges.Where(g => g.Id == "g"), scanned.Gauges })
        {
            Assert.Equal(0, await gauges.CountAsync(g => g.Ratio == nan));
            Assert.Equal(3, await gauges.CountAsync(g => g.Ratio != nan));
            Assert.Equal(0, await gauges.CountAsync(g => g.Ratio > nan));
            Assert.Equal(3, await gauges.CountAsync(g => !(g.Ratio > nan)));
            Assert.Equal(3, await gauges.CountAsync(g => g.Ratio < infinity));
            Assert.Equal(3, await gauges.CountAsync(g => g.Ratio > -infinity));
            Assert.Equal(0, await gauges.CountAsync(g => g.Ratio == infinity));
            Assert.Equal(2, await gauges.CountAsync(g => g.Ratio > tiny));
            Assert.Equal(3, await gauges.CountAsync(g => g.Ratio < huge));
            Assert.Equal(0, await gauges.CountAsync(g => g.Exact == digits));
            Assert.Equal(1, await gauges.CountAsync(g => g.Exact > digits));
            Assert.Equal(1, await gauges.CountAsync(g => new[] { nan, 2, infinity }.Contains(g.Ratio)));
        }
    }

    [Fact]
    public async Task Long_predicates_fit_or_are_left_to_the_client()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(
            connection, Enumerable.Range(0, 5).Select(i => new Order { CustomerId = "c", Number = i, Status = "x", Total = i, Note = new string((char)('a' + i), 3) }));
        var parameter = System.Linq.Expressions.Expression.Parameter(typeof(Order), "o");
        var total = System.Linq.Expressions.Expression.Property(parameter, nameof(Order.Total));

        // 600 operators; DynamoDB takes 300.
        System.Linq.Expressions.Expression any = System.Linq.Expressions.Expression.Constant(false);
        for (var i = 0; i < 300; i++)
        {
            any = System.Linq.Expressions.Expression.OrElse(any, System.Linq.Expressions.Expression.Equal(total, System.Linq.Expressions.Expression.Constant(i * 2)));
        }

        var many = System.Linq.Expressions.Expression.Lambda<Func<Order, bool>>(any, parameter);
        Assert.Equal([0, 2, 4], await db.Orders.WithoutIndex().Where(o => o.CustomerId == "c").Where(many).Select(o => o.Number).ToListAsync());
        Assert.Null(connection.Recorder.Single.Filter);
        connection.Recorder.Clear();

        // A value may be as long as an item, since only its alias is in the expression.
        var text = new string('x', 300_000);
        Assert.Empty(await db.Orders.Where(o => o.CustomerId == "c" && o.Note == text).ToListAsync());
        Assert.Equal(5, await db.Orders.CountAsync(o => o.CustomerId == "c" && !o.Note!.Contains(text)));
    }

    private sealed class KeyContext(LocalConnection connection, Action<DynamoDbDbContextOptionsBuilder>? options = null)
        : LocalContext(connection, options)
    {
        public DbSet<Measure> Measures => Set<Measure>();

        public DbSet<Light> Lights => Set<Light>();

        public DbSet<Blob> Blobs => Set<Blob>();

        public DbSet<Gauge> Gauges => Set<Gauge>();

        protected override void OnModelCreating(ModelBuilder modelBuilder)
        {
            modelBuilder.Entity<Measure>().HasPartitionKey(m => m.Device).HasSortKey(m => m.At);
            modelBuilder.Entity<Light>().HasPartitionKey(l => l.Colour).HasSortKey(l => l.IsOn);
            modelBuilder.Entity<Blob>().HasPartitionKey(b => b.Hash).HasSortKey(b => b.Version);
            modelBuilder.Entity<Gauge>().HasPartitionKey(g => g.Id).HasSortKey(g => g.Number);
        }
    }

    private sealed class Measure
    {
        public Guid Device { get; set; }

        public DateTime At { get; set; }

        public int Value { get; set; }
    }

    private enum Colour
    {
        Red,
        Green,
    }

    private sealed class Light
    {
        public Colour Colour { get; set; }

        public bool IsOn { get; set; }

        public int Watt { get; set; }
    }

    private sealed class Blob
    {
        public required byte[] Hash { get; set; }

        public decimal Version { get; set; }

        public string? Text { get; set; }
    }

    private sealed class Gauge
    {
        public required string Id { get; set; }

        public int Number { get; set; }

        public double Ratio { get; set; }

        public decimal Exact { get; set; }
    }
}
