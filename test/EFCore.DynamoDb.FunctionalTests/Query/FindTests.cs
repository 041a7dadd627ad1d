using EFCore.DynamoDb.FunctionalTests.Local;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EFCore.DynamoDb.FunctionalTests.Query;

/// <summary>Find passes the values of a key as objects; it is a GetItem whatever their type.</summary>
public class FindTests(DynamoDbLocalFixture local) : IClassFixture<DynamoDbLocalFixture>
{
    [Fact]
    public Task By_an_integer() => FindAsync(1, 2, "1");

    [Fact]
    public Task By_a_decimal() => FindAsync(1.5m, 2m, "1.5");

    [Fact]
    public Task By_an_enum() => FindAsync(DayOfWeek.Tuesday, DayOfWeek.Friday, "2");

    [Fact]
    public Task By_a_bool() => FindAsync(true, false, "1");

    [Fact]
    public Task By_a_Guid()
        => FindAsync(new Guid("11111111-2222-3333-4444-555555555555"), Guid.Empty, "\"11111111-2222-3333-4444-555555555555\"");

    [Fact]
    public Task By_a_DateTime()
        => FindAsync(new DateTime(2026, 1, 2, 12, 0, 0, DateTimeKind.Utc), DateTime.UnixEpoch, "\"2026-01-02T12:00:00.0000000Z\"");

    [Fact]
    public Task By_a_DateOnly() => FindAsync(new DateOnly(2026, 1, 2), DateOnly.MinValue, "\"2026-01-02\"");

    [Fact]
    public Task By_a_TimeSpan() => FindAsync(TimeSpan.FromMilliseconds(1500), TimeSpan.Zero, "1.5");

    [Fact]
    public Task By_a_Unix_timestamp()
        => FindAsync(
            new DateTime(2026, 1, 2, 12, 0, 0, DateTimeKind.Utc), DateTime.UnixEpoch, "1767355200",
            b => b.Property(k => k.Sort).HasUnixTimestamp(TimestampUnit.Seconds));

    [Fact]
    public Task By_a_Unix_timestamp_with_an_offset()
        => FindAsync(
            new DateTimeOffset(2026, 1, 2, 13, 0, 0, TimeSpan.FromHours(1)), DateTimeOffset.UnixEpoch, "1767355200000",
            b => b.Property(k => k.Sort).HasUnixTimestamp(TimestampUnit.Milliseconds));

    [Fact]
    public async Task An_object_of_another_type_equals_nothing()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection, [new Order { CustomerId = "c", Number = 1, Status = "Open" }]);
        object? other = 1L;

        Assert.Empty(await db.Orders.Where(o => o.CustomerId == "c" && o.Number.Equals(other)).ToListAsync());
        Assert.Equal([false], await db.Orders.Where(o => o.CustomerId == "c").Select(o => Equals(o.Number, other)).ToListAsync());
        other = 1;
        Assert.Equal([true], await db.Orders.Where(o => o.CustomerId == "c").Select(o => Equals(o.Number, other)).ToListAsync());
        other = null;
        Assert.Equal([true], await db.Orders.Where(o => o.CustomerId == "c").Select(o => Equals(o.Note, other)).ToListAsync());
    }

    private async Task FindAsync<TKey>(
        TKey key, TKey missing, string stored, Action<EntityTypeBuilder<Keyed<TKey>>>? configure = null)
    {
        await using var connection = local.Connect();
        await using var db = new KeyedContext<TKey>(connection, configure);
        await db.Database.EnsureCreatedAsync();
        db.Add(new Keyed<TKey> { Partition = "p", Sort = key });
        await db.SaveChangesAsync();
        db.ChangeTracker.Clear();
        connection.Recorder.Clear();

        var found = await db.FindAsync<Keyed<TKey>>("p", key);

        Assert.Equal(key, found!.Sort);
        Assert.Same(found, await db.FindAsync<Keyed<TKey>>("p", key));
        Assert.Equal([$$"""GetItem Keyed {Partition: "p", Sort: {{stored}}}"""], connection.Recorder.Texts);
        Assert.Null(await db.FindAsync<Keyed<TKey>>("p", missing));
        Assert.Equal(["GetItem", "GetItem"], connection.Recorder.Requests.Select(r => r.Operation));
    }

    private sealed class Keyed<TKey>
    {
        public string Partition { get; set; } = "";

        public TKey Sort { get; set; } = default!;
    }

    private sealed class KeyedContext<TKey>(
        LocalConnection connection, Action<EntityTypeBuilder<Keyed<TKey>>>? configure) : DbContext
    {
        protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder)
            => optionsBuilder
                .UseLocal(connection)
                .ReplaceService<IModelCacheKeyFactory, OneModelPerContext>();

        protected override void OnModelCreating(ModelBuilder modelBuilder)
            => modelBuilder.Entity<Keyed<TKey>>(b =>
            {
                b.ToTable("Keyed");
                b.HasPartitionKey(k => k.Partition);
                b.HasSortKey(k => k.Sort);
                configure?.Invoke(b);
            });
    }

    private sealed class OneModelPerContext : IModelCacheKeyFactory
    {
        public object Create(DbContext context, bool designTime)
            => (context, designTime);
    }
}
