using EFCore.DynamoDb.FunctionalTests.Local;
using Microsoft.EntityFrameworkCore;
using EFCore.DynamoDb.Infrastructure;

namespace EFCore.DynamoDb.FunctionalTests.Query;

/// <summary>Orders with indexes of every kind, animals in one table by type, and two types that share a table.</summary>
public sealed class ShopContext(
    LocalConnection connection,
    Action<DynamoDbDbContextOptionsBuilder>? options = null,
    Action<DbContextOptionsBuilder>? configure = null) : LocalContext(connection, options, configure)
{
    public DbSet<Order> Orders => Set<Order>();

    public DbSet<Animal> Animals => Set<Animal>();

    public DbSet<Customer> Customers => Set<Customer>();

    public DbSet<Invoice> Invoices => Set<Invoice>();

    /// <summary>The context with its tables made and its data saved; the recorder knows nothing of that.</summary>
    public static async Task<ShopContext> CreateAsync(
        LocalConnection connection, IEnumerable<object> entities, Action<DynamoDbDbContextOptionsBuilder>? options = null)
    {
        await using (var seeding = new ShopContext(connection))
        {
            await seeding.Database.EnsureCreatedAsync();
            seeding.AddRange(entities);
            seeding.Database.AutoTransactionBehavior = AutoTransactionBehavior.Never;
            await seeding.SaveChangesAsync();
        }

        connection.Recorder.Clear();
        return new ShopContext(connection, options);
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Order>(
            b =>
            {
                b.ToTable("Orders");
                b.HasPartitionKey(o => o.CustomerId);
                b.HasSortKey(o => o.Number);
                b.HasGsi("ByStatus", o => o.Status, o => o.Total).ProjectIncluding(o => new { o.Note });
                b.HasGsi("ByCoupon", o => o.Coupon);
                b.HasLsi("ByTotal", o => o.Total);
            });
        modelBuilder.Entity<Animal>(
            b =>
            {
                b.ToTable("Animals");
                b.HasPartitionKey(a => a.Zoo);
                b.HasSortKey(a => a.Name);
            });
        modelBuilder.Entity<Cat>();
        modelBuilder.Entity<Lion>();
        modelBuilder.Entity<Customer>(
            b =>
            {
                b.ToTable("Shared");
                b.HasPartitionKey(c => c.Id);
                b.HasSortKey(c => c.Part);
                b.HasQueryFilter(c => !c.IsDeleted);
            });
        modelBuilder.Entity<Invoice>(
            b =>
            {
                b.ToTable("Shared");
                b.HasPartitionKey(c => c.Id);
                b.HasSortKey(c => c.Part);
            });
    }
}

public class Order
{
    public required string CustomerId { get; set; }

    public int Number { get; set; }

    public required string Status { get; set; }

    public int Total { get; set; }

    public string? Note { get; set; }

    public string? Coupon { get; set; }

    public int? Rating { get; set; }

    public bool IsPaid { get; set; }

    public byte[]? Seal { get; set; }
}

public class Animal
{
    public required string Zoo { get; set; }

    public required string Name { get; set; }
}

public class Cat : Animal
{
    public int Lives { get; set; }
}

public class Lion : Cat
{
    public bool Roars { get; set; }
}

public class Customer
{
    public required string Id { get; set; }

    public required string Part { get; set; }

    public string? City { get; set; }

    public bool IsDeleted { get; set; }
}

public class Invoice
{
    public required string Id { get; set; }

    public required string Part { get; set; }

    public int Amount { get; set; }
}
