using EFCore.DynamoDb.FunctionalTests.Local;
using EFCore.DynamoDb.FunctionalTests.Query;
using EFCore.DynamoDb.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.FunctionalTests.Oracle;

/// <summary>Guests, their stays and what they took there, in one table by key templates, with navigations between them.</summary>
public sealed class SharedTableModel(LocalConnection connection, Action<DynamoDbDbContextOptionsBuilder>? options = null) : LocalContext(connection, options)
{
    public DbSet<Guest> Guests => Set<Guest>();

    public DbSet<Stay> Stays => Set<Stay>();

    public DbSet<Extra> Extras => Set<Extra>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Guest>(
            b =>
            {
                b.ToTable("Hotel");
                b.HasPartitionKey("PK", g => $"GUEST#{g.GuestId}");
                b.HasSortKey("SK", g => "PROFILE");
            });
        modelBuilder.Entity<Stay>(
            b =>
            {
                b.ToTable("Hotel");
                b.HasPartitionKey("PK", s => $"GUEST#{s.GuestId}");
                b.HasSortKey("SK", s => $"STAY#{s.From:yyyy-MM-dd}#{s.Room}");
                b.HasKeyTemplate("GSI1PK", s => $"CITY#{s.City}");
                b.HasKeyTemplate("GSI1SK", s => $"{s.From:yyyy-MM-dd}#{s.GuestId}");
                b.HasGsi("ByCity", "GSI1PK", "GSI1SK");
                b.HasOne(s => s.Guest).WithMany(g => g.Stays).HasForeignKey(s => s.GuestId);
            });
        modelBuilder.Entity<Extra>(
            b =>
            {
                b.ToTable("Hotel");
                b.HasPartitionKey("PK", e => $"EXTRA#{e.GuestId}#{e.From:yyyy-MM-dd}#{e.Room}");
                b.HasSortKey("SK", e => $"EXTRA#{e.Number:D4}");
                b.HasOne(e => e.Stay).WithMany(s => s.Extras).HasForeignKey(e => new { e.GuestId, e.From, e.Room });
            });
    }
}

public sealed class Guest
{
    public required string GuestId { get; set; }

    public string? Name { get; set; }

    public int Age { get; set; }

    public List<Stay> Stays { get; } = [];

    public override string ToString()
        => $"{GuestId} {Name} {Age}";
}

public sealed class Stay
{
    public required string GuestId { get; set; }

    public DateOnly From { get; set; }

    public required string Room { get; set; }

    public string? City { get; set; }

    public decimal Price { get; set; }

    public Guest? Guest { get; set; }

    public List<Extra> Extras { get; } = [];

    public override string ToString()
        => $"{GuestId} {From:yyyy-MM-dd} {Room} {City} {Price}";
}

public sealed class Extra
{
    public required string GuestId { get; set; }

    public DateOnly From { get; set; }

    public required string Room { get; set; }

    public int Number { get; set; }

    public string? Name { get; set; }

    public int Count { get; set; }

    public Stay? Stay { get; set; }

    public override string ToString()
        => $"{GuestId} {From:yyyy-MM-dd} {Room} {Number} {Name} {Count}";
}
