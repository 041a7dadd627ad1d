using Amazon.DynamoDBv2.Model;
using EFCore.DynamoDb.FunctionalTests.Local;
using EFCore.DynamoDb.Infrastructure;
using EFCore.DynamoDb.Metadata;
using EFCore.DynamoDb.Storage;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.FunctionalTests.Query;

/// <summary>Predicates and orders over properties that are not stored as they are: names, converters, timestamps, JSON text, NULL.</summary>
public class MappedQueryTests(DynamoDbLocalFixture local) : IClassFixture<DynamoDbLocalFixture>
{
    private static readonly DateTimeOffset Noon = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly List<Parcel> Data =
    [
        .. Enumerable.Range(0, 6).Select(
            i => new Parcel
            {
                Depot = "d",
                Number = i,
                State = (State)(i % 3),
                MaybeState = i % 2 == 0 ? null : State.Sent,
                Weight = new Weight(i * 100),
                Seen = Noon.AddSeconds(i),
                MaybeSeen = i % 2 == 0 ? null : Noon.AddHours(i).UtcDateTime,
                Address = i == 5 ? null : new Address { City = i % 2 == 0 ? "Bonn" : "Kiel", Zip = 100 + i },
                Label = i % 3 == 0 ? null : $"label {i}",
            }),
    ];

    [Fact]
    public async Task Queries_over_mapped_properties_give_what_LINQ_gives()
    {
        await using var connection = local.Connect();
        await connection.ArrangeAsync(new ParcelContext(connection), Data.Select(Copy));
        await using var planned = new ParcelContext(connection);
        await using var scanned = new ParcelContext(connection, Arranging.Scanned);
        var compare = new Comparison<Parcel>(
            Data,
            p => $"{p.Number}",
            ("planned", planned.Parcels.AsNoTracking().Where(p => p.Depot == "d")),
            ("scanned", scanned.Parcels.AsNoTracking()));
        var (sent, weight, at) = (State.Sent, new Weight(300), Noon.AddSeconds(2));
        State? none = null;
        State[] states = [State.New, State.Lost];

        await compare.Where(p => p.State == sent);
        await compare.Where(p => p.State != State.Lost);
        await compare.Where(p => p.State > State.New);
        await compare.Where(p => states.Contains(p.State));
        await compare.Where(p => p.MaybeState == none);
        await compare.Where(p => p.MaybeState == p.State);
        await compare.Where(p => p.Weight == weight);
        await compare.Where(p => p.Weight != weight);
        await compare.Where(p => p.Weight.Grams > 200);
        await compare.Where(p => p.Seen == at);
        await compare.Where(p => p.Seen > at);
        await compare.Where(p => p.Seen >= at && p.Seen < at.AddSeconds(2));
        await compare.Where(p => p.MaybeSeen == null);
        await compare.Where(p => p.MaybeSeen > Noon.UtcDateTime.AddHours(2));
        await compare.Where(p => p.Address != null && p.Address.City == "Bonn");
        await compare.Where(p => p.Address == null);
        await compare.Where(p => p.Address != null && p.Address.Zip > 102);
        await compare.Where(p => p.Label == null);
        await compare.Where(p => p.Label != null && p.Label.StartsWith("label 1"));
        await compare.Ordered(s => s.OrderBy(p => p.State).ThenByDescending(p => p.Number).Select(p => p.Number));
        await compare.Ordered(s => s.OrderByDescending(p => p.Seen).Select(p => p.Number));
        await compare.Ordered(s => s.OrderBy(p => p.Weight.Grams).Select(p => p.Number));
        await compare.Ordered(s => s.OrderBy(p => p.MaybeSeen).ThenBy(p => p.Number).Select(p => p.Number));
        await compare.Rows(s => s.Select(p => new { p.State, p.Weight.Grams, City = p.Address == null ? null : p.Address.City }));
        await compare.Rows(s => s.Select(p => p.State).Distinct());
        await compare.Rows(s => s.Select(p => p.Weight).Distinct());
        await compare.Value(s => s.MaxAsync(p => p.Seen), s => s.Max(p => p.Seen));
        await compare.Value(s => s.MinAsync(p => p.State), s => s.Min(p => p.State));
        await compare.Value(s => s.CountAsync(p => p.State == sent), s => s.Count(p => p.State == sent));
        compare.Verify();
    }

    [Fact]
    public async Task A_time_is_compared_at_the_precision_that_is_stored()
    {
        await using var connection = local.Connect();
        await connection.ArrangeAsync(new ParcelContext(connection), Data.Select(Copy));
        await using var planned = new ParcelContext(connection);
        await using var scanned = new ParcelContext(connection, Arranging.Scanned);
        var at = Noon.AddSeconds(2).AddMilliseconds(500);
        DateTimeOffset[] times = [at, Noon.AddSeconds(4)];

        foreach (var parcels in new[] { planned.Parcels.Where(p => p.Depot == "d"), scanned.Parcels })
        {
            Assert.Equal([2], await Numbers(parcels.Where(p => p.Seen == at)));
            Assert.Equal([0, 1], await Numbers(parcels.Where(p => p.Seen < at)));
            Assert.Equal([2, 3, 4, 5], await Numbers(parcels.Where(p => p.Seen >= at)));
            Assert.Equal([2, 4], await Numbers(parcels.Where(p => times.Contains(p.Seen))));
            Assert.Equal([0, 1, 3, 4, 5], await Numbers(parcels.Where(p => p.Seen != at)));
        }

        static async Task<IEnumerable<int>> Numbers(IQueryable<Parcel> parcels)
            => (await parcels.Select(p => p.Number).ToListAsync()).Order();
    }

    [Fact]
    public async Task Operands_are_written_as_their_attributes_are()
    {
        await using var connection = local.Connect();
        await connection.ArrangeAsync(new ParcelContext(connection), Data.Select(Copy));
        await using var db = new ParcelContext(connection);
        var parcels = db.Parcels.AsNoTracking().Where(p => p.Depot == "d");

        await parcels.Where(p => p.State == State.Sent).ToListAsync();
        await parcels.Where(p => p.State > State.New).ToListAsync();
        await parcels.Where(p => p.Weight == new Weight(300)).ToListAsync();
        await parcels.Where(p => p.Seen == Noon).ToListAsync();
        await parcels.Where(p => p.Seen > Noon.AddMilliseconds(500)).ToListAsync();
        await parcels.Where(p => p.Label == "x").Select(p => new { p.Label, p.Number }).ToListAsync();

        connection.AssertSent(
            """Query Parcels key: depot = "d" filter: state = "Sent" """,
            """Query Parcels key: depot = "d" """,
            """Query Parcels key: depot = "d" filter: weight = 300""",
            """Query Parcels key: depot = "d" filter: seen = 1780315200""",
            """Query Parcels key: depot = "d" filter: seen > 1780315200""",
            """Query Parcels key: depot = "d" filter: `the.label (text)` = "x" projection: number, `the.label (text)`""");
    }

    [Fact]
    public async Task NULL_and_missing_are_null_however_they_were_written()
    {
        await using var connection = local.Connect();
        await connection.ArrangeAsync(new ParcelContext(connection, o => o.StoreNullAsNull()), Copy(Data[0]), Copy(Data[1]));
        await using (var absent = new ParcelContext(connection))
        {
            absent.Add(Copy(Data[2]));
            absent.Add(Copy(Data[3]));
            await absent.SaveChangesAsync();
        }

        await using var db = new ParcelContext(connection);
        var stored = await connection.StoredItemsAsync("Parcels");
        Assert.Single(stored, i => i.TryGetValue("the.label (text)", out var label) && label.NULL == true);
        connection.Recorder.Clear();

        Assert.Equal([0, 3], await db.Parcels.Where(p => p.Depot == "d" && p.Label == null).Select(p => p.Number).ToListAsync());
        Assert.Equal([1, 2], await db.Parcels.Where(p => p.Depot == "d" && p.Label != null).Select(p => p.Number).ToListAsync());
        Assert.Equal([0, 1, 2, 3], await db.Parcels.Where(p => p.Depot == "d" && p.Label != "x").Select(p => p.Number).ToListAsync());
        Assert.Equal(2, (await db.Parcels.Where(p => p.Depot == "d").ToListAsync()).Count(p => p.Label == null));
        Assert.Equal(2, await db.Parcels.Where(p => p.Depot == "d").CountAsync(p => p.Label == p.MaybeLabel));
    }

    private static Parcel Copy(Parcel p)
        => new()
        {
            Depot = p.Depot, Number = p.Number, State = p.State, MaybeState = p.MaybeState, Weight = p.Weight, Seen = p.Seen, MaybeSeen = p.MaybeSeen,
            Address = p.Address, Label = p.Label,
        };

    private sealed class ParcelContext(LocalConnection connection, Action<DynamoDbDbContextOptionsBuilder>? options = null)
        : LocalContext(
            connection,
            o =>
            {
                o.AttributeNaming(DynamoDbAttributeNaming.CamelCase);
                options?.Invoke(o);
            })
    {
        public DbSet<Parcel> Parcels => Set<Parcel>();

        protected override void OnModelCreating(ModelBuilder modelBuilder)
            => modelBuilder.Entity<Parcel>(
                b =>
                {
                    b.ToTable("Parcels");
                    b.HasPartitionKey(p => p.Depot);
                    b.HasSortKey(p => p.Number);
                    b.Property(p => p.State).HasConversion<string>();
                    b.Property(p => p.Weight).HasConversion(w => w.Grams, g => new Weight(g));
                    b.Property(p => p.Seen).HasUnixTimestamp(TimestampUnit.Seconds);
                    b.Property(p => p.MaybeSeen).HasUnixTimestamp(TimestampUnit.Milliseconds);
                    b.Property(p => p.Address).HasJsonStr();
                    b.Property(p => p.Label).HasAttributeName("the.label (text)");
                });
    }

    internal enum State
    {
        New,
        Sent,
        Lost,
    }

    internal readonly record struct Weight(int Grams);

    internal sealed class Address
    {
        public required string City { get; set; }

        public int Zip { get; set; }
    }

    internal sealed class Parcel
    {
        public required string Depot { get; set; }

        public int Number { get; set; }

        public State State { get; set; }

        public State? MaybeState { get; set; }

        public Weight Weight { get; set; }

        public DateTimeOffset Seen { get; set; }

        public DateTime? MaybeSeen { get; set; }

        public Address? Address { get; set; }

        public string? Label { get; set; }

        public string? MaybeLabel { get; set; }
    }
}
