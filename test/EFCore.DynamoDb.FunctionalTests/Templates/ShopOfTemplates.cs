using EFCore.DynamoDb.FunctionalTests.Local;
using EFCore.DynamoDb.FunctionalTests.Query;
using EFCore.DynamoDb.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.FunctionalTests.Templates;

/// <summary>The single table of the access patterns: customers and orders in one partition, told apart by their sort keys.</summary>
internal sealed class ShopOfTemplates(LocalConnection connection, Action<DynamoDbDbContextOptionsBuilder>? options = null) : LocalContext(connection, options)
{
    public string Tenant { get; set; } = "t1";

    public DbSet<Customer> Customers => Set<Customer>();

    public DbSet<Order> Orders => Set<Order>();

    public DbSet<Store> Stores => Set<Store>();

    public DbSet<Enrollment> Enrollments => Set<Enrollment>();

    public DbSet<Ticket> Tickets => Set<Ticket>();

    public DbSet<Delivery> Deliveries => Set<Delivery>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Customer>(
            b =>
            {
                b.ToTable("Shop");
                b.HasPartitionKey("PK", c => $"CUST#{c.CustomerId}");
                b.HasSortKey("SK", c => "PROFILE");
            });
        modelBuilder.Entity<Order>(
            b =>
            {
                b.ToTable("Shop");
                b.HasPartitionKey("PK", o => $"CUST#{o.CustomerId}");
                b.HasSortKey("SK", o => $"ORDER#{o.CreatedAt:O}#{o.OrderId}");
                b.HasKeyTemplate("GSI1PK", o => $"STATUS#{o.Status}");
                b.HasKeyTemplate("GSI1SK", o => $"{o.CreatedAt:O}");
                b.HasGsi("ByStatus", "GSI1PK", "GSI1SK");
            });
        modelBuilder.Entity<Store>(
            b =>
            {
                b.HasPartitionKey("PK", s => $"COUNTRY#{s.Country}");
                b.HasSortKey("SK", s => $"{s.State}#{s.City}#{s.StoreId}");
            });
        modelBuilder.Entity<Enrollment>(
            b =>
            {
                b.HasPartitionKey("PK", e => $"STUD#{e.StudentId}");
                b.HasSortKey("SK", e => $"COURSE#{e.CourseId}");
                b.HasGsi("Inverted", "SK", "PK");
            });
        modelBuilder.Entity<Delivery>(
            b =>
            {
                b.HasPartitionKey("PK", d => $"DEPOT#{d.Depot}");
                b.HasSortKey("SK", d => $"DELIVERY#{d.DeliveryId}");
                b.HasGsi("ByStatus", d => d.Status, d => d.At).ProjectIncluding(d => d.Weight);
                b.HasKeyTemplate("GSI2PK", d => $"{d.Status}#{d.Weight:D4}");
                b.HasGsi("ByWeight", "GSI2PK", "SK").ProjectKeysOnly();
            });
        modelBuilder.Entity<Ticket>(
            b =>
            {
                b.HasPartitionKey("PK", t => $"TENANT#{t.TenantId}");
                b.HasSortKey("SK", t => $"TICKET#{t.Number:D6}");
                b.HasQueryFilter(t => t.TenantId == Tenant);
            });
    }
}

public class Customer
{
    public required string CustomerId { get; set; }

    public string Name { get; set; } = "";
}

public class Order
{
    public required string CustomerId { get; set; }

    public DateTime CreatedAt { get; set; }

    public required string OrderId { get; set; }

    public string? Status { get; set; }

    public decimal Total { get; set; }
}

public class Store
{
    public required string Country { get; set; }

    public required string State { get; set; }

    public required string City { get; set; }

    public int StoreId { get; set; }
}

public class Enrollment
{
    public required string StudentId { get; set; }

    public required string CourseId { get; set; }

    public int Grade { get; set; }
}

public class Ticket
{
    public required string TenantId { get; set; }

    public int Number { get; set; }

    public int Priority { get; set; }
}
