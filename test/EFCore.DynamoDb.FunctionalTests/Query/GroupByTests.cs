using EFCore.DynamoDb.FunctionalTests.Local;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.FunctionalTests.Query;

/// <summary>Groups: their keys, aggregates and elements, as LINQ to Objects has them.</summary>
public class GroupByTests(DynamoDbLocalFixture local) : IClassFixture<DynamoDbLocalFixture>
{
    private static readonly Trip[] Trips =
    [
        .. Enumerable.Range(0, 40).Select(
            i => new Trip
            {
                Driver = $"d{i % 3}", Number = i, City = i % 4 == 0 ? null : $"c{i % 4}", Km = i % 5 == 0 ? null : i * 10, Price = i * 1.5m, Rate = i / 4f, Weight = i / 8.0,
                Ticks = 3_000_000_000L + i, Day = new DateOnly(2026, 1, 1 + i % 7), Seal = [(byte)(i % 2)], From = new Spot { Name = $"s{i % 2}" },
            }),
    ];

    [Fact]
    public async Task Aggregates_of_groups()
    {
        await using var connection = local.Connect();
        await using var db = await CreateAsync(connection);

        await CheckAsync(db, q => q.GroupBy(t => t.Driver).Select(g => new { g.Key, Count = g.Count(), Long = g.LongCount(), Sum = g.Sum(t => t.Price), Max = g.Max(t => t.Km) }));
        await CheckAsync(db, q => q.GroupBy(t => t.City).Select(g => new { g.Key, Sum = g.Sum(t => t.Km), Min = g.Min(t => t.Day), Any = g.Any(t => t.Km > 300), All = g.All(t => t.Number >= 0) }));
        await CheckAsync(db, q => q.GroupBy(t => new { t.Driver, t.City }).Select(g => new { g.Key.Driver, g.Key.City, Mean = g.Average(t => t.Number) }));
        await CheckAsync(
            db,
            q => q.GroupBy(t => t.Day.Month).Select(
                g => new { g.Key, F = g.Average(t => t.Rate), D = g.Average(t => t.Weight), M = g.Average(t => t.Price), N = g.Average(t => t.Km), L = g.Sum(t => t.Ticks), S = g.Sum(t => t.Rate) }));
        await CheckAsync(db, q => q.GroupBy(t => t.Driver, t => t.Price).Select(g => new { g.Key, Sum = g.Sum(), Half = g.Where(p => p > 10).Select(p => p / 2).Max() }));
        await CheckAsync(db, q => q.GroupBy(t => t.Driver, (key, trips) => new { key, Count = trips.Count(t => t.Km != null) }));
        await CheckAsync(db, q => q.GroupBy(t => t.From.Name).Select(g => new { g.Key, Max = g.Max(t => t.City), Min = g.Min(t => t.City) }));
        await CheckAsync(db, q => q.GroupBy(t => t.Number % 2 == 0 ? "even" : "odd").Select(g => g.Key + g.Count()));
        await CheckAsync(db, q => q.GroupBy(t => 1).Select(g => new { Sum = g.Sum(t => t.Number), Count = g.Count() }));
    }

    [Fact]
    public async Task Groups_are_filtered_ordered_and_taken()
    {
        await using var connection = local.Connect();
        await using var db = await CreateAsync(connection);
        var least = 10;

        await CheckAsync(db, q => q.GroupBy(t => t.City).Where(g => g.Count() > least - 1 && g.Key != null).Select(g => new { g.Key, Count = g.Count() }));
        await CheckAsync(
            db, q => q.GroupBy(t => t.Driver).OrderByDescending(g => g.Sum(t => t.Price)).ThenBy(g => g.Key).Select(g => g.Key), ordered: true);
        await CheckAsync(db, q => q.GroupBy(t => t.Driver).OrderBy(g => g.Key).Skip(1).Take(1).Select(g => new { g.Key, N = g.Count() }), ordered: true);
        await CheckAsync(db, q => q.Where(t => t.Number > 5).GroupBy(t => t.City).Select(g => new { g.Key, Sum = g.Sum(t => t.Number) }).Where(x => x.Sum > 100));
        await CheckAsync(db, q => q.GroupBy(t => new { t.Driver, Even = t.Number % 2 }).Select(g => new { g.Key, N = g.Count() }).GroupBy(x => x.N).Select(g => new { g.Key, Groups = g.Count() }));

        Assert.Equal(3, await db.Trips.AllowScan().GroupBy(t => t.Driver).CountAsync());
        Assert.Equal(14, await db.Trips.AllowScan().GroupBy(t => t.Driver).Select(g => g.Count()).MaxAsync());
        Assert.True(await db.Trips.AllowScan().GroupBy(t => t.Driver).AnyAsync(g => g.Key == "d1" && g.Count() == 13));
        Assert.True(await db.Trips.AllowScan().GroupBy(t => t.Driver).AllAsync(g => g.Sum(t => t.Number) > 100));
    }

    [Fact]
    public async Task Elements_of_groups()
    {
        await using var connection = local.Connect();
        await using var db = await CreateAsync(connection);

        await CheckAsync(db, q => q.GroupBy(t => t.Driver).Select(g => new { g.Key, First = g.OrderBy(t => t.Number).First().Number, Cities = g.Select(t => t.City).Distinct().Count() }));
        await CheckAsync(db, q => q.GroupBy(t => t.Driver).Select(g => g.OrderByDescending(t => t.Number).Select(t => t.Number).Take(2).ToList()), r => string.Join(',', r));
        await CheckAsync(db, q => q.GroupBy(t => t.Driver).Select(g => g.OrderBy(t => t.Number).ToList()), r => string.Join(',', r.Select(t => t.Number)));

        var groups = await db.Trips.AllowScan().GroupBy(t => t.City).ToListAsync();
        Assert.Equal(
            Trips.GroupBy(t => t.City).Select(g => $"{g.Key}:{string.Join(',', g.Select(t => t.Number).Order())}").Order(StringComparer.Ordinal),
            groups.Select(g => $"{g.Key}:{string.Join(',', g.Select(t => t.Number).Order())}").Order(StringComparer.Ordinal));
        Assert.Equal(40, db.ChangeTracker.Entries<Trip>().Count());
        Assert.Same(groups[0].First(), db.Trips.Local.Single(t => t.Driver == groups[0].First().Driver && t.Number == groups[0].First().Number));
    }

    [Fact]
    public async Task The_server_is_asked_for_what_the_groups_need_and_a_key_narrows_it()
    {
        await using var connection = local.Connect();
        await using var db = await CreateAsync(connection);

        await db.Trips.Where(t => t.Driver == "d1" && t.Number > 3 && t.Price > 1).GroupBy(t => t.City).Select(g => new { g.Key, Sum = g.Sum(t => t.Km) }).ToListAsync();

        connection.AssertSent("""Query Trips key: Driver = "d1" AND Number > 3 filter: Price > 1 projection: City, Km""");
        Assert.Contains("GroupBy", db.Trips.Where(t => t.Driver == "d1").GroupBy(t => t.City).Select(g => g.Count()).ToQueryString(), StringComparison.Ordinal);
        Assert.Equal([10, 10, 10, 10], await db.Trips.AllowScan().GroupBy(t => Own(t.City)).Select(g => g.Count()).ToListAsync());
    }

    private static string Own(string? text)
        => text + "!";

    private static Task CheckAsync<T>(TripContext db, Func<IQueryable<Trip>, IQueryable<T>> query, bool ordered = false)
        => CheckAsync(db, query, r => $"{r}", ordered);

    private static async Task CheckAsync<T>(TripContext db, Func<IQueryable<Trip>, IQueryable<T>> query, Func<T, string> text, bool ordered = false)
    {
        var expected = query(Trips.AsQueryable()).AsEnumerable().Select(text).ToList();
        var actual = (await query(db.Trips.AllowScan()).ToListAsync()).ConvertAll(r => text(r));
        Assert.NotEmpty(expected);
        Assert.Equal<IEnumerable<string>>(ordered ? expected : expected.Order(StringComparer.Ordinal), ordered ? actual : actual.Order(StringComparer.Ordinal));
    }

    private static async Task<TripContext> CreateAsync(LocalConnection connection)
    {
        await connection.ArrangeAsync(new TripContext(connection), Trips);
        return new TripContext(connection);
    }

    private sealed class TripContext(LocalConnection connection) : LocalContext(connection)
    {
        public DbSet<Trip> Trips => Set<Trip>();

        protected override void OnModelCreating(ModelBuilder modelBuilder)
            => modelBuilder.Entity<Trip>(
                b =>
                {
                    b.HasPartitionKey(t => t.Driver).HasSortKey(t => t.Number);
                    b.ComplexProperty(t => t.From);
                });
    }

    private sealed class Trip
    {
        public required string Driver { get; set; }

        public int Number { get; set; }

        public string? City { get; set; }

        public int? Km { get; set; }

        public decimal Price { get; set; }

        public float Rate { get; set; }

        public double Weight { get; set; }

        public long Ticks { get; set; }

        public DateOnly Day { get; set; }

        public byte[] Seal { get; set; } = [];

        public required Spot From { get; set; }
    }

    private sealed class Spot
    {
        public string Name { get; set; } = "";
    }
}
