using EFCore.DynamoDb.FunctionalTests.Local;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.FunctionalTests.Query;

/// <summary>Two queries together, each with its own requests, as LINQ to Objects has it.</summary>
public class SetOperationTests(DynamoDbLocalFixture local) : IClassFixture<DynamoDbLocalFixture>
{
    private static readonly Lamp[] Lamps =
        [.. Enumerable.Range(0, 24).Select(i => new Lamp { Room = $"r{i % 3}", Number = i, Color = i % 5 == 0 ? null : $"c{i % 5}", Watt = i % 4 == 0 ? null : i })];

    [Fact]
    public async Task Entities_values_and_objects_of_two_queries()
    {
        await using var connection = local.Connect();
        await using var db = await CreateAsync(connection);
        var color = "c1";

        await CheckAsync(db, (q, p) => q.Where(l => l.Room == "r0").Concat(p.Where(l => l.Room == "r1" && l.Number > 6)), l => $"{l.Room} {l.Number}");
        await CheckAsync(db, (q, p) => q.Where(l => l.Room == "r0").Concat(p.Where(l => l.Room == "r0" && l.Number > 6)), l => $"{l.Room} {l.Number}");
        await CheckAsync(db, (q, p) => q.Where(l => l.Room == "r0").Union(p.Where(l => l.Room == "r0" || l.Color == color)), l => $"{l.Room} {l.Number}");
        await CheckAsync(db, (q, p) => q.Where(l => l.Room == "r0").Intersect(p.Where(l => l.Watt > 10)), l => $"{l.Room} {l.Number}");
        await CheckAsync(db, (q, p) => q.Where(l => l.Room == "r0").Except(p.Where(l => l.Watt > 10)), l => $"{l.Room} {l.Number}");
        await CheckAsync(db, (q, p) => q.Select(l => l.Color).Union(p.Select(l => l.Room)), l => $"{l}");
        await CheckAsync(db, (q, p) => q.Select(l => l.Watt).Intersect(p.Where(l => l.Number > 5).Select(l => l.Watt)), l => $"{l}");
        await CheckAsync(db, (q, p) => q.Select(l => new { l.Color, Kind = "a" }).Union(p.Select(l => new { l.Color, Kind = color })), l => $"{l}");
        await CheckAsync(db, (q, p) => q.Select(l => new { l.Color, l.Watt }).Except(p.Where(l => l.Room == "r2").Select(l => new { l.Color, l.Watt })), l => $"{l}");
        await CheckAsync(
            db, (q, p) => q.Where(l => l.Room == "r0").Union(p.Where(l => l.Room == "r1")).Where(l => l.Number > 3).OrderByDescending(l => l.Number).Skip(1).Take(4), l => $"{l.Number}", true);
        await CheckAsync(db, (q, p) => q.Select(l => l.Color).Distinct().Concat(p.OrderBy(l => l.Number).Take(2).Select(l => l.Color)).GroupBy(c => c).Select(g => new { g.Key, N = g.Count() }), l => $"{l}");

        Assert.Equal(16, await db.Lamps.Where(l => l.Room == "r0").Concat(db.Lamps.Where(l => l.Room == "r1")).CountAsync());
        Assert.Equal(8, await db.Lamps.Where(l => l.Room == "r0").Concat(db.Lamps.Where(l => l.Room == "r0")).Distinct().CountAsync());
        Assert.True(await db.Lamps.Where(l => l.Room == "none").Concat(db.Lamps.Where(l => l.Room == "r1")).AnyAsync(l => l.Number == 1));
    }

    [Fact]
    public async Task Each_side_has_its_own_requests_and_the_second_is_asked_when_it_is_needed()
    {
        await using var connection = local.Connect();
        await using var db = await CreateAsync(connection);

        await db.Lamps.Where(l => l.Room == "r0").Union(db.Lamps.Where(l => l.Room == "r1" && l.Number == 4)).ToListAsync();
        Assert.Equal(24, db.ChangeTracker.Entries<Lamp>().Count() + 15);
        connection.AssertSent("""Query Lamps key: Room = "r0" """.TrimEnd(), """GetItem Lamps {Room: "r1", Number: 4}""");

        await db.Lamps.Where(l => l.Room == "r0").Concat(db.Lamps.Where(l => l.Room == "r1")).FirstAsync();
        connection.AssertSent("""Query Lamps key: Room = "r0" """.TrimEnd());

        Assert.Contains("Union", db.Lamps.Where(l => l.Room == "r0").Union(db.Lamps.Where(l => l.Room == "r1")).ToQueryString(), StringComparison.Ordinal);
        await Assert.ThrowsAsync<InvalidOperationException>(() => db.Lamps.Where(l => l.Room == "r0").Union(db.Lamps.Where(l => l.Watt == 1)).ToListAsync());
        var error = await Assert.ThrowsAsync<InvalidOperationException>(
            () => db.Lamps.Select(l => new Shade(l.Room)).Union(db.Lamps.Select(l => new Shade("x") { Name = l.Room })).ToListAsync());
        Assert.Contains("The two sides of 'Union'", error.Message, StringComparison.Ordinal);
    }

    private sealed class Shade(string name)
    {
        public string Name { get; init; } = name;
    }

    private static async Task CheckAsync<T>(
        LampContext db, Func<IQueryable<Lamp>, IQueryable<Lamp>, IQueryable<T>> query, Func<T, string> text, bool ordered = false)
    {
        var expected = query(Lamps.AsQueryable(), Lamps.AsQueryable()).AsEnumerable().Select(text).ToList();
        var actual = (await query(db.Lamps.AsNoTracking().AllowScan(), db.Lamps.AsNoTracking().AllowScan()).ToListAsync()).ConvertAll(r => text(r));
        Assert.NotEmpty(expected);
        Assert.Equal<IEnumerable<string>>(ordered ? expected : expected.Order(StringComparer.Ordinal), ordered ? actual : actual.Order(StringComparer.Ordinal));
    }

    private static async Task<LampContext> CreateAsync(LocalConnection connection)
    {
        await connection.ArrangeAsync(new LampContext(connection), Lamps.Select(l => new Lamp { Room = l.Room, Number = l.Number, Color = l.Color, Watt = l.Watt }));
        return new LampContext(connection);
    }

    private sealed class LampContext(LocalConnection connection) : LocalContext(connection)
    {
        public DbSet<Lamp> Lamps => Set<Lamp>();

        protected override void OnModelCreating(ModelBuilder modelBuilder)
            => modelBuilder.Entity<Lamp>().HasPartitionKey(l => l.Room).HasSortKey(l => l.Number);
    }

    private sealed class Lamp
    {
        public required string Room { get; set; }

        public int Number { get; set; }

        public string? Color { get; set; }

        public int? Watt { get; set; }
    }
}
