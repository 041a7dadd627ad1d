using Amazon.DynamoDBv2.DataModel;
using EFCore.DynamoDb.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.Benchmarks;

/// <summary>What is read and saved, by the provider and by the SDK's object mapper: ten attributes, about 250 bytes.</summary>
[DynamoDBTable("Orders")]
public sealed class Order
{
    public const int Count = 1_000;

    [DynamoDBHashKey]
    public required string CustomerId { get; set; }

    [DynamoDBRangeKey]
    public required string OrderId { get; set; }

    public required string Status { get; set; }

    public required string PlacedOn { get; set; }

    public long PlacedAt { get; set; }

    public decimal Total { get; set; }

    public int Quantity { get; set; }

    public double Weight { get; set; }

    public bool Paid { get; set; }

    public string? Note { get; set; }

    public static Order Make(string customer, int number)
        => new()
        {
            CustomerId = customer,
            OrderId = $"order-{number:D8}",
            Status = (number % 3) switch { 0 => "Open", 1 => "Paid", _ => "Shipped" },
            PlacedOn = "2026-11-23",
            PlacedAt = 1_700_000_000 + number,
            Total = 10.5m + number,
            Quantity = number % 7,
            Weight = number / 8d,
            Paid = number % 2 == 0,
            Note = number % 5 == 0 ? null : "Leave it with the neighbours, but ring the bell first.",
        };

    public static List<Order> MakeAll(string customer)
        => [.. Enumerable.Range(0, Count).Select(i => Make(customer, i))];
}

/// <summary>The context of all benchmarks.</summary>
/// <param name="options">Its options.</param>
public sealed class Shop(DbContextOptions<Shop> options) : DbContext(options)
{
    public DbSet<Order> Orders => Set<Order>();

    /// <summary>A factory as an application would have it.</summary>
    public static Func<Shop> Factory(Action<DynamoDbDbContextOptionsBuilder> dynamoDb, Action<DbContextOptionsBuilder>? more = null)
    {
        var builder = new DbContextOptionsBuilder<Shop>();
        builder.UseDynamoDb(dynamoDb);
        more?.Invoke(builder);
        var options = builder.Options;
        return () => new Shop(options);
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
        => modelBuilder.Entity<Order>(
            b =>
            {
                b.HasPartitionKey(o => o.CustomerId);
                b.HasSortKey(o => o.OrderId);
                b.HasGsi("ByStatus", o => o.Status, o => o.PlacedAt).ProjectIncluding(o => new { o.Total });
                b.HasLsi("ByTotal", o => o.Total);
            });
}
