using EFCore.DynamoDb.FunctionalTests.Local;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.FunctionalTests.Saving;

public class Person
{
    public required string Id { get; set; }

    public string? Name { get; set; }

    public int? Age { get; set; }

    /// <summary>The key of a sparse index.</summary>
    public string? Mail { get; set; }
}

public class Order
{
    public required string CustomerId { get; set; }

    public required long Number { get; set; }

    public decimal Total { get; set; }

    public string? Note { get; set; }

    /// <summary>A row version.</summary>
    public long Version { get; set; }
}

public class Document
{
    public Guid Id { get; set; }

    public string? Text { get; set; }

    /// <summary>A row version.</summary>
    public Guid Stamp { get; set; }
}

public class Account
{
    public required string Id { get; set; }

    public decimal Balance { get; set; }

    /// <summary>A concurrency token that the application sets.</summary>
    public string? State { get; set; }
}

public abstract class Animal
{
    public required string Id { get; set; }

    public string? Name { get; set; }
}

public class Cat : Animal
{
    public int Lives { get; set; }
}

public class Dog : Animal
{
    public string? Toy { get; set; }
}

/// <summary>Shares the table of <see cref="Animal" />.</summary>
public class Keeper
{
    public required string Id { get; set; }

    public string? Shift { get; set; }
}

public class ShopContext(DbContextOptions<ShopContext> options) : DbContext(options)
{
    public DbSet<Person> People
        => Set<Person>();

    public DbSet<Order> Orders
        => Set<Order>();

    public DbSet<Document> Documents
        => Set<Document>();

    public DbSet<Account> Accounts
        => Set<Account>();

    public DbSet<Animal> Animals
        => Set<Animal>();

    public DbSet<Keeper> Keepers
        => Set<Keeper>();

    /// <summary>A context on the tables of one test, which are created if need be.</summary>
    internal static async Task<ShopContext> CreateAsync(LocalConnection connection, Action<DbContextOptionsBuilder<ShopContext>>? configure = null)
    {
        var context = Create(connection, configure);
        await context.Database.EnsureCreatedAsync();
        connection.Recorder.Clear();
        return context;
    }

    /// <summary>Another context on the same tables.</summary>
    internal static ShopContext Create(LocalConnection connection, Action<DbContextOptionsBuilder<ShopContext>>? configure = null)
    {
        var builder = new DbContextOptionsBuilder<ShopContext>()
            .UseLocal(connection);
        configure?.Invoke(builder);
        return new ShopContext(builder.Options);
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Person>(b =>
        {
            b.ToTable("People");
            b.HasGsi("ByMail", p => p.Mail);
        });
        modelBuilder.Entity<Order>(b =>
        {
            b.ToTable("Orders");
            b.HasPartitionKey(o => o.CustomerId);
            b.HasSortKey(o => o.Number);
            b.Property(o => o.Version).IsRowVersion();
        });
        modelBuilder.Entity<Document>(b =>
        {
            b.ToTable("Documents");
            b.Property(d => d.Stamp).IsRowVersion();
        });
        modelBuilder.Entity<Account>(b =>
        {
            b.ToTable("Accounts");
            b.Property(a => a.State).IsConcurrencyToken();
        });
        modelBuilder.Entity<Animal>(b => b.ToTable("Zoo"));
        modelBuilder.Entity<Cat>();
        modelBuilder.Entity<Dog>();
        modelBuilder.Entity<Keeper>(b => b.ToTable("Zoo"));
    }
}
