using EFCore.DynamoDb.FunctionalTests.Local;
using EFCore.DynamoDb.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EFCore.DynamoDb.FunctionalTests.Oracle;

/// <summary>Documents of every shape, in each other and in a hierarchy: what the random tests of queries and of edits run on.</summary>
internal class ParcelContext(LocalConnection connection, Action<DynamoDbDbContextOptionsBuilder>? options = null) : DbContext
{
    protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder)
        => optionsBuilder
            .UseMemoryCache(ModelsAndQueries.Cache)
            .UseLocal(
                connection,
                o =>
                {
                    o.AllowScans();
                    options?.Invoke(o);
                });

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Parcel>(
            b =>
            {
                b.ToTable("Parcels");
                b.HasPartitionKey(p => p.Owner);
                b.HasSortKey(p => p.Number);
                b.HasGsi("ByKind", p => p.Kind, p => p.Weight);
                b.HasGsi("ByWeight", p => p.Weight).ProjectKeysOnly();
                b.HasLsi("OfOwnerByKind", p => p.Kind);
                b.ComplexProperty(p => p.Start);
                b.ComplexProperty(p => p.Goal);
            });
        Documents(modelBuilder.Entity<Parcel>(), modelBuilder.Entity<Crate>());
    }

    protected virtual void Documents(EntityTypeBuilder<Parcel> parcel, EntityTypeBuilder<Crate> crate)
    {
        parcel.ComplexProperty(p => p.Home, Place);
        parcel.ComplexProperty(p => p.Away, a => Place(a!));
        parcel.ComplexCollection(
            p => p.Pieces,
            l =>
            {
                l.Property(x => x.Quantity).HasAttributeName("Qty");
                l.ComplexProperty(x => x.At);
                l.ComplexProperty(x => x.Maker);
                l.ComplexCollection(x => x.Choices);
            });
        crate.ComplexProperty(c => c.Depot, a => Place(a!));
        crate.ComplexCollection(c => c.Labels);

        static void Place(ComplexPropertyBuilder<Place> b)
        {
            b.ComplexProperty(p => p.Area, a => a.Property(x => x.Colour).HasConversion<string>());
            b.ComplexProperty(p => p.Spot);
            b.ComplexProperty(p => p.Boss);
            b.ComplexCollection(p => p.Rooms);
        }
    }
}

/// <summary>The same with owned types for all that is a class.</summary>
internal sealed class OwnedParcelContext(LocalConnection connection, Action<DynamoDbDbContextOptionsBuilder>? options = null)
    : ParcelContext(connection, options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);

        // The builders of owned types have no complex properties.
        foreach (var type in modelBuilder.Model.GetEntityTypes())
        {
            if ((type.ClrType.GetProperty(nameof(Place.Spot)) ?? type.ClrType.GetProperty(nameof(Piece.At))) is { } property)
            {
                type.AddComplexProperty(property.Name, property.PropertyType, property, typeof(Spot)).IsNullable = true;
            }
        }
    }

    protected override void Documents(EntityTypeBuilder<Parcel> parcel, EntityTypeBuilder<Crate> crate)
    {
        parcel.OwnsOne(p => p.Home, Place);
        parcel.Navigation(p => p.Home).IsRequired();
        parcel.OwnsOne(p => p.Away, a => Place(a!));
        parcel.OwnsMany(
            p => p.Pieces,
            l =>
            {
                l.Property(x => x.Quantity).HasAttributeName("Qty");
                l.OwnsOne(x => x.Maker);
                l.OwnsMany(x => x.Choices);
            });
        crate.OwnsOne(c => c.Depot, a => Place(a!));
        crate.OwnsMany(c => c.Labels);

        static void Place<T>(OwnedNavigationBuilder<T, Place> b)
            where T : class
        {
            b.OwnsOne(p => p.Area, a => a.Property(x => x.Colour).HasConversion<string>());
            b.Navigation(p => p.Area).IsRequired();
            b.OwnsOne(p => p.Boss);
            b.OwnsMany(p => p.Rooms);
        }
    }
}

/// <summary>The same with a concurrency token.</summary>
internal sealed class VersionedParcelContext(LocalConnection connection) : ParcelContext(connection)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        modelBuilder.Entity<Parcel>().Property<long>("Version").IsRowVersion();
    }
}

internal class Parcel
{
    public required string Owner { get; set; }

    public int Number { get; set; }

    public required string Kind { get; set; }

    public int Weight { get; set; }

    public string? Note { get; set; }

    public Place Home { get; set; } = new();

    public Place? Away { get; set; }

    public Spot Start { get; set; }

    public Spot? Goal { get; set; }

    public List<Piece> Pieces { get; set; } = [];

    public List<string> Words { get; set; } = [];

    public List<int?> Levels { get; set; } = [];

    public decimal[] Prices { get; set; } = [];

    public List<Colour>? Colours { get; set; }

    public HashSet<string> Tags { get; set; } = [];

    public HashSet<int> Marks { get; set; } = [];

    public Dictionary<string, int> Counts { get; set; } = [];

    public Dictionary<string, List<string>>? Groups { get; set; }
}

internal sealed class Crate : Parcel
{
    public int? Load { get; set; }

    public Place? Depot { get; set; }

    public List<Choice> Labels { get; set; } = [];
}

internal sealed class Place
{
    public string City { get; set; } = "";

    public string? Street { get; set; }

    public int Floor { get; set; }

    public int? Door { get; set; }

    public bool IsOpen { get; set; }

    public Area Area { get; set; } = new();

    public Spot? Spot { get; set; }

    public Person? Boss { get; set; }

    public List<Choice> Rooms { get; set; } = [];

    public List<string> Names { get; set; } = [];

    public HashSet<int> Flags { get; set; } = [];

    public Dictionary<string, decimal> Rates { get; set; } = [];
}

internal sealed class Area
{
    public string Code { get; set; } = "";

    public Colour Colour { get; set; }

    public decimal Size { get; set; }
}

internal readonly record struct Spot(int X, double? Y);

internal sealed class Person
{
    public string Name { get; set; } = "";

    public string? Country { get; set; }
}

internal sealed class Piece
{
    public string Name { get; set; } = "";

    public int Quantity { get; set; }

    public decimal? Price { get; set; }

    public bool IsSent { get; set; }

    public Spot? At { get; set; }

    public Person? Maker { get; set; }

    public List<Choice> Choices { get; set; } = [];

    public List<int> Codes { get; set; } = [];

    public HashSet<string> Tags { get; set; } = [];
}

internal sealed class Choice
{
    public string Name { get; set; } = "";

    public int? Level { get; set; }
}
