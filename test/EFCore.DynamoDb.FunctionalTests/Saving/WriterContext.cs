using EFCore.DynamoDb.FunctionalTests.Local;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.FunctionalTests.Saving;

public class Part
{
    public string? Sku { get; set; }

    public int Qty { get; set; }
}

public class Basket
{
    public string? Name { get; set; }

    public List<Part> Items { get; set; } = [];
}

public class Page
{
    public required string Id { get; set; }

    public string? Title { get; set; }

    /// <summary>An atomic counter.</summary>
    public long Views { get; set; }

    /// <summary>An atomic counter that may be missing.</summary>
    public decimal? Score { get; set; }

    public HashSet<string> Tags { get; set; } = [];

    public List<string> Log { get; set; } = [];

    public DateTime? At { get; set; }

    public Basket? Basket { get; set; }
}

public class StoredEvent
{
    public required string StreamId { get; set; }

    public long Number { get; set; }

    public string? Payload { get; set; }
}

/// <summary>Counters, sets, lists and documents to be written.</summary>
public class WriterContext(DbContextOptions<WriterContext> options) : DbContext(options)
{
    public DbSet<Page> Pages
        => Set<Page>();

    public DbSet<StoredEvent> Events
        => Set<StoredEvent>();

    internal static async Task<WriterContext> CreateAsync(LocalConnection connection, Action<DbContextOptionsBuilder<WriterContext>>? configure = null)
    {
        var context = Create(connection, configure);
        await context.Database.EnsureCreatedAsync();
        connection.Recorder.Clear();
        return context;
    }

    internal static WriterContext Create(LocalConnection connection, Action<DbContextOptionsBuilder<WriterContext>>? configure = null)
    {
        var builder = new DbContextOptionsBuilder<WriterContext>().UseLocal(connection);
        configure?.Invoke(builder);
        return new WriterContext(builder.Options);
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Page>(b =>
        {
            b.ToTable("Pages");
            b.Property(p => p.Views).IsAtomicCounter();
            b.Property(p => p.Score).IsAtomicCounter();
            b.Property(p => p.At).HasUnixTimestamp(TimestampUnit.Seconds);
            b.ComplexProperty(p => p.Basket, a => a.ComplexCollection(x => x.Items));
        });
        modelBuilder.Entity<StoredEvent>(b =>
        {
            b.ToTable("Events");
            b.HasPartitionKey(e => e.StreamId);
            b.HasSortKey(e => e.Number);
        });
    }
}
