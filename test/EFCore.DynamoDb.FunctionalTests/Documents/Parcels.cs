using System.Text.Json;
using EFCore.DynamoDb.FunctionalTests.Local;
using EFCore.DynamoDb.FunctionalTests.Query;
using EFCore.DynamoDb.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.FunctionalTests.Documents;

/// <summary>A model with every kind of document and collection, its data, and queries that are compared with LINQ over the same objects.</summary>
internal sealed class Parcels : IAsyncDisposable
{
    private readonly LocalConnection _connection;
    private readonly List<Parcel> _all =
    [
        new()
        {
            Id = "p1", Weight = 1, From = Bern(), To = Bern(), Tags = ["x", "y"], Numbers = [2, 3], Marks = [1, 5], Prices = new() { ["a"] = 2 },
            Pieces = [new() { Sku = "a", Count = 1 }, new() { Sku = "b", Count = 2, Notes = ["n", "m"] }],
        },
        new()
        {
            Id = "p2", Weight = 2, From = new Place { Town = "Basel", Zip = 4000 }, Tags = ["z"], Numbers = [1], Marks = [7],
            Prices = new() { ["a"] = 1, ["b"] = 5 },
            Pieces = [new() { Sku = "c", Count = 3, Notes = ["o"] }, new() { Sku = "d", Count = 1 }],
        },
        new()
        {
            Id = "p3", Weight = 2, From = Bern(), To = new Place { Town = "Thun", Zip = 3600 }, Tags = ["x", "x"], Numbers = [5], Marks = [2],
            Prices = new() { ["a"] = 3 }, Pieces = [new() { Sku = "a", Count = 1 }],
        },
        new() { Id = "p4", Weight = 4, From = new Place { Town = "", Zip = 0 } },
    ];

    private Parcels(LocalConnection connection)
        => _connection = connection;

    public static async Task<Parcels> CreateAsync(LocalConnection connection)
    {
        var parcels = new Parcels(connection);
        await connection.ArrangeAsync(new ParcelContext(connection), parcels._all);
        return parcels;
    }

    public static Place Bern()
        => new() { Town = "Bern", Zip = 3000, Spot = new Spot(1, 2) };

    /// <summary>The query gives what LINQ gives over the objects, with the planner by this request and without it by a scan.</summary>
    public async Task CheckAsync<T>(string request, Func<IQueryable<Parcel>, IQueryable<T>> query)
    {
        var expected = Text(query(_all.AsQueryable()));
        await using (var db = new ParcelContext(_connection))
        {
            Assert.Equal(expected, Text(await query(db.Parcels.AsNoTracking().AllowScan()).ToListAsync()));
        }

        _connection.AssertSent(request);
        await using (var db = new ParcelContext(_connection, Arranging.Scanned))
        {
            Assert.Equal(expected, Text(await query(db.Parcels.AsNoTracking()).ToListAsync()));
        }

        _connection.Recorder.Clear();
    }

    public ValueTask DisposeAsync()
        => ValueTask.CompletedTask;

    private static List<string> Text<T>(IEnumerable<T> rows)
        => [.. rows.Select(r => JsonSerializer.Serialize(r)).Order(StringComparer.Ordinal)];
}

internal sealed class ParcelContext(LocalConnection connection, Action<DynamoDbDbContextOptionsBuilder>? options = null)
    : LocalContext(connection, options)
{
    public DbSet<Parcel> Parcels => Set<Parcel>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
        => modelBuilder.Entity<Parcel>(
            b =>
            {
                b.ToTable("Parcel");
                b.ComplexProperty(p => p.From, f => f.ComplexProperty(x => x.Spot));
                b.ComplexProperty(p => p.To, f => f.ComplexProperty(x => x!.Spot));
                b.ComplexCollection(p => p.Pieces);
            });
}

public class Parcel
{
    public required string Id { get; set; }

    public int Weight { get; set; }

    public required Place From { get; set; }

    public Place? To { get; set; }

    public List<Piece> Pieces { get; set; } = [];

    public List<string> Tags { get; set; } = [];

    public List<int> Numbers { get; set; } = [];

    public HashSet<int> Marks { get; set; } = [];

    public Dictionary<string, decimal> Prices { get; set; } = [];
}

public record Place
{
    public required string Town { get; set; }

    public int Zip { get; set; }

    public Spot? Spot { get; set; }
}

public readonly record struct Spot(double X, double Y);

public record Piece
{
    public required string Sku { get; set; }

    public int Count { get; set; }

    public List<string> Notes { get; set; } = [];

    public virtual bool Equals(Piece? other)
        => other is not null && Sku == other.Sku && Count == other.Count && Notes.SequenceEqual(other.Notes);

    public override int GetHashCode()
        => Sku.GetHashCode(StringComparison.Ordinal);
}
