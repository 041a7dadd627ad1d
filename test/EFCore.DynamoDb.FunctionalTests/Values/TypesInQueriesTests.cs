using System.Globalization;
using System.Numerics;
using System.Reflection;
using EFCore.DynamoDb.FunctionalTests.Local;
using EFCore.DynamoDb.Items;
using EFCore.DynamoDb.Storage;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.FunctionalTests.Values;

/// <summary>One type as the sort key of a table, of a local and of a global index, as the key of a global index, and as an attribute of no key.</summary>
public class Row<T, TMaybe>
    where T : notnull
{
    public string Group { get; set; } = "g";

    public T Key { get; set; } = default!;

    public T Local { get; set; } = default!;

    public TMaybe Maybe { get; set; } = default!;

    public T Plain { get; set; } = default!;

    public int Position { get; set; }
}

/// <summary>Every scalar type is compared and sorted by DynamoDB as LINQ does it, in every place that a value can have.</summary>
public class TypesInQueriesTests(DynamoDbLocalFixture local) : IClassFixture<DynamoDbLocalFixture>
{
    private static readonly Dictionary<string, (Type Type, Type Maybe, Array Ascending)> Cases = new()
    {
        ["sbyte"] = Of<sbyte>(sbyte.MinValue, -1, 0, 5, sbyte.MaxValue),
        ["byte"] = Of<byte>(0, 9, 10, 200, byte.MaxValue),
        ["short"] = Of<short>(short.MinValue, -1, 0, 10, short.MaxValue),
        ["ushort"] = Of<ushort>(0, 9, 10, 1000, ushort.MaxValue),
        ["int"] = Of(int.MinValue, -10, -9, 100, int.MaxValue),
        ["uint"] = Of<uint>(0, 9, 10, 1000, uint.MaxValue),
        ["long"] = Of(long.MinValue, -1, 0, 10, long.MaxValue),
        ["ulong"] = Of<ulong>(0, 9, 10, 1000, ulong.MaxValue),
        ["Int128"] = Of<Int128>(-Int128.Parse(new string('9', 38), CultureInfo.InvariantCulture), -1, 0, long.MaxValue, (Int128)long.MaxValue + 1),
        ["UInt128"] = Of<UInt128>(0, 9, 10, ulong.MaxValue, (UInt128)ulong.MaxValue + 1),
        ["BigInteger"] = Of<BigInteger>(-BigInteger.Pow(10, 125), -1, 0, new BigInteger(ulong.MaxValue) + 1, BigInteger.Pow(10, 60)),
        ["decimal"] = Of<decimal>(decimal.MinValue, -0.5m, 0, 0.10m, decimal.MaxValue),
        ["double"] = Of(-9.9e125, -0.1, 0, 1e-130, 1e100),
        ["float"] = Of(float.MinValue, -0.1f, 0, float.Epsilon, 16777216f),
        ["Half"] = Of(Half.MinValue, (Half)(-0.1), Half.Zero, (Half)0.1, Half.MaxValue),
        ["string"] = OfClass("A", "Z", "a", "\uFFFD", "\U0001F600"),
        ["char"] = Of('A', 'a', 'ß', 'α', '\uFFFD'),
        ["Guid"] = Of(
            Guid.Empty,
            new Guid("00000000-0000-0000-0000-000000000001"),
            new Guid("0f8fad5b-d9cb-469f-a165-70867728950e"),
            new Guid("7c9e6679-7425-40de-944b-e07fc1f90ae7"),
            new Guid("ffffffff-ffff-ffff-ffff-ffffffffffff")),
        ["bool"] = Of(false, true),
        ["bytes"] = OfClass<byte[]>([0], [0, 0], [1], [127], [128]),
        ["enum"] = Of((DayOfWeek)(-1), DayOfWeek.Sunday, DayOfWeek.Monday, DayOfWeek.Saturday, (DayOfWeek)10),
        ["DateTime"] = Of(
            Utc(1, 1, 1), Utc(1969, 12, 31), Utc(2024, 2, 29), Utc(2024, 2, 29).AddTicks(1), DateTime.SpecifyKind(DateTime.MaxValue, DateTimeKind.Utc)),
        ["DateTimeOffset"] = Of(
            new DateTimeOffset(Utc(1, 1, 1)),
            new DateTimeOffset(2024, 1, 1, 1, 0, 0, TimeSpan.FromHours(2)),
            new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.Zero),
            new DateTimeOffset(2024, 1, 1, 0, 0, 1, TimeSpan.Zero),
            new DateTimeOffset(9999, 12, 31, 0, 0, 0, TimeSpan.Zero)),
        ["DateOnly"] = Of(new DateOnly(1, 1, 1), new DateOnly(987, 1, 1), new DateOnly(2024, 1, 31), new DateOnly(2024, 2, 1), DateOnly.MaxValue),
        ["TimeOnly"] = Of(TimeOnly.MinValue, new TimeOnly(1), new TimeOnly(9, 59), new TimeOnly(10, 0), TimeOnly.MaxValue),
        ["TimeSpan"] = Of(TimeSpan.MinValue, TimeSpan.FromTicks(-1), TimeSpan.Zero, TimeSpan.FromMilliseconds(1.5), TimeSpan.MaxValue),
    };

    public static TheoryData<string> Types
        => new(Cases.Keys);

    [Theory]
    [MemberData(nameof(Types))]
    public Task Every_comparison_in_every_place_is_the_servers_and_gives_what_LINQ_gives(string type)
        => Call(nameof(CompareAsync), type);

    [Theory]
    [MemberData(nameof(Types))]
    public Task Keys_are_in_order(string type)
        => Call(nameof(SortAsync), type);

    private Task Call(string method, string type)
    {
        var (clrType, maybe, ascending) = Cases[type];
        return (Task)GetType().GetMethod(method, BindingFlags.Instance | BindingFlags.NonPublic)!.MakeGenericMethod(clrType, maybe).Invoke(this, [ascending])!;
    }

    private async Task CompareAsync<T, TMaybe>(T[] ascending)
        where T : notnull
    {
        await using var connection = local.Connect();
        await using var db = await CreateAsync<T, TMaybe>(connection, ascending);
        var rows = db.Set<Row<T, TMaybe>>().AsNoTracking();
        var middle = ascending.Length / 2;
        var value = ascending[middle];
        var maybe = (TMaybe)(object)value;
        int[] all = [.. Enumerable.Range(0, ascending.Length)];

        // The sort key of the table.
        await ExpectAsync(rows.Where(r => r.Group == "g" && Equals(r.Key, value)), [middle], "GetItem Rows {Group: \"g\", Key: ");
        await ExpectAsync(rows.Where(r => r.Group == "g" && EF.Functions.LessThan(r.Key, value)), all[..middle], "Query Rows key: Group = \"g\" AND Key < ");
        await ExpectAsync(rows.Where(r => r.Group == "g" && EF.Functions.GreaterThanOrEqual(r.Key, value)), all[middle..], "Query Rows key: Group = \"g\" AND Key >= ");
        await ExpectAsync(
            rows.Where(r => r.Group == "g" && EF.Functions.Between(r.Key, ascending[0], value)), all[..(middle + 1)], "Query Rows key: Group = \"g\" AND Key BETWEEN ");

        // The sort key of a local index.
        await ExpectAsync(rows.Where(r => r.Group == "g" && Equals(r.Local, value)), [middle], "Query Rows index=ByLocal key: Group = \"g\" AND Local = ");
        await ExpectAsync(rows.Where(r => r.Group == "g" && EF.Functions.LessThan(r.Local, value)), all[..middle], "Query Rows index=ByLocal key: Group = \"g\" AND Local < ");
        await ExpectAsync(
            rows.Where(r => r.Group == "g" && EF.Functions.GreaterThanOrEqual(r.Local, value)), all[middle..], "Query Rows index=ByLocal key: Group = \"g\" AND Local >= ");

        // Keys of global indexes, which lack the row without a value.
        await ExpectAsync(rows.Where(r => Equals(r.Maybe, maybe)), [middle], "Query Rows index=ByMaybe key: Maybe = ");
        await ExpectAsync(
            rows.Where(r => r.Group == "g" && EF.Functions.LessThan(r.Maybe, maybe)), all[..middle], "Query Rows index=ByGroupAndMaybe key: Group = \"g\" AND Maybe < ");
        await ExpectAsync(
            rows.Where(r => r.Group == "g" && EF.Functions.GreaterThanOrEqual(r.Maybe, maybe)),
            [.. all[middle..].Where(i => i != WithoutMaybe(ascending))],
            "Query Rows index=ByGroupAndMaybe key: Group = \"g\" AND Maybe >= ");

        // An attribute of no key. BOOL has no order.
        var isOrdered = typeof(T) != typeof(bool);
        await ExpectAsync(rows.Where(r => r.Group == "g" && Equals(r.Plain, value)), [middle], "Query Rows key: Group = \"g\" filter: Plain = ");
        await ExpectAsync(rows.Where(r => r.Group == "g" && !Equals(r.Plain, value)), [.. all.Except([middle])], "Query Rows key: Group = \"g\" filter: ");
        await ExpectAsync(
            rows.Where(r => r.Group == "g" && EF.Functions.LessThan(r.Plain, value)),
            all[..middle],
            isOrdered ? "Query Rows key: Group = \"g\" filter: Plain < " : "Query Rows key: Group = \"g\"");
        await ExpectAsync(
            rows.Where(r => r.Group == "g" && EF.Functions.GreaterThanOrEqual(r.Plain, value)),
            all[middle..],
            isOrdered ? "Query Rows key: Group = \"g\" filter: Plain >= " : "Query Rows key: Group = \"g\"");
        T[] some = [ascending[0], value];
        await ExpectAsync(rows.Where(r => r.Group == "g" && some.Contains(r.Plain)), [0, middle], "Query Rows key: Group = \"g\" filter: Plain IN (");

        async Task ExpectAsync(IQueryable<Row<T, TMaybe>> query, int[] positions, string request)
        {
            connection.Recorder.Clear();
            var found = await query.ToListAsync();
            Assert.Equal(positions, found.Select(r => r.Position).Order());
            Assert.StartsWith(request, connection.Recorder.Single.ToString(), StringComparison.Ordinal);
        }
    }

    private async Task SortAsync<T, TMaybe>(T[] ascending)
        where T : notnull
    {
        await using var connection = local.Connect();
        await using var db = await CreateAsync<T, TMaybe>(connection, ascending);
        var rows = db.Set<Row<T, TMaybe>>().Where(r => r.Group == "g");
        int[] all = [.. Enumerable.Range(0, ascending.Length)];

        Assert.Equal(all, await rows.OrderBy(r => r.Key).Select(r => r.Position).ToListAsync());
        Assert.Equal(all.Reverse(), await rows.OrderByDescending(r => r.Local).Select(r => r.Position).ToListAsync());
        var found = await rows.OrderBy(r => r.Key).ToListAsync();

        // What DynamoDB sorts, the client sorts alike.
        Assert.Equal(all, await rows.OrderBy(r => r.Plain).Select(r => r.Position).ToListAsync());
        var property = (DynamoDbTypeMapping)db.Model.FindEntityType(typeof(Row<T, TMaybe>))!.FindProperty("Key")!.GetTypeMapping();
        Assert.All(found, r => Assert.True(property.Comparer.Equals(ascending[r.Position], r.Key)));
        Assert.Same(found[0], await db.FindAsync<Row<T, TMaybe>>("g", ascending[0]));
        db.ChangeTracker.Clear();
        Assert.Equal(1, (await db.FindAsync<Row<T, TMaybe>>("g", ascending[1]))!.Position);
        Assert.Equal(["Query Rows key: Group = \"g\" projection: Position", "Query Rows index=ByLocal key: Group = \"g\" projection: Position desc"], connection.Recorder.Texts.Take(2));
        Assert.StartsWith("GetItem Rows {Group: \"g\", Key: ", connection.Recorder.Texts[4], StringComparison.Ordinal);
        Assert.Equal(5, connection.Recorder.Texts.Count);
    }

    private static async Task<RowContext<T, TMaybe>> CreateAsync<T, TMaybe>(LocalConnection connection, T[] ascending)
        where T : notnull
    {
        var db = new RowContext<T, TMaybe>(connection);
        await db.Database.EnsureCreatedAsync();
        for (var i = 0; i < ascending.Length; i++)
        {
            var value = ascending[i];
            db.Add(new Row<T, TMaybe>
            {
                Key = value,
                Local = value,
                Maybe = i == WithoutMaybe(ascending) ? default! : (TMaybe)(object)value,
                Plain = value,
                Position = i,
            });
        }

        await db.SaveChangesAsync();
        db.ChangeTracker.Clear();
        connection.Recorder.Clear();
        return db;
    }

    private static int WithoutMaybe(Array ascending)
        => ascending.Length > 2 ? ascending.Length - 1 : -1;

    private static (Type, Type, Array) Of<T>(params T[] ascending)
        where T : struct
        => (typeof(T), typeof(T?), ascending);

    private static (Type, Type, Array) OfClass<T>(params T[] ascending)
        where T : class
        => (typeof(T), typeof(T), ascending);

    private static DateTime Utc(int year, int month, int day)
        => new(year, month, day, 0, 0, 0, DateTimeKind.Utc);

    private sealed class RowContext<T, TMaybe>(LocalConnection connection) : DbContext
        where T : notnull
    {
        protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder)
            => optionsBuilder
                .UseMemoryCache(ModelsAndQueries.Cache)
                .UseLocal(connection);

        protected override void OnModelCreating(ModelBuilder modelBuilder)
            => modelBuilder.Entity<Row<T, TMaybe>>(b =>
            {
                b.ToTable("Rows");
                b.HasPartitionKey(r => r.Group);
                b.HasSortKey(r => r.Key);
                b.Property(r => r.Plain);
                b.HasLsi("ByLocal", r => r.Local);
                b.HasGsi("ByMaybe", r => r.Maybe);
                b.HasGsi("ByGroupAndMaybe", r => r.Group, r => r.Maybe);
                b.Property(r => r.Maybe).IsRequired(false);
            });
    }
}
