using System.ComponentModel.DataAnnotations.Schema;
using Amazon.DynamoDBv2.Model;
using EFCore.DynamoDb.FunctionalTests.Local;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.FunctionalTests.Documents;

/// <summary>A shop whose orders own objects and collections of them, to three levels, with positions and with keys of their own.</summary>
internal sealed class ShopContext(LocalConnection connection) : DbContext
{
    public DbSet<ShopOrder> Orders => Set<ShopOrder>();

    protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder)
        => optionsBuilder.UseLocal(connection, o => o.AllowScans());

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<ShopOrder>(
            b =>
            {
                b.OwnsOne(o => o.Ship, a => a.OwnsOne(x => x.Geo));
                b.OwnsOne(o => o.Bill, a =>
                {
                    a.HasAttributeName("Invoice");
                    a.OwnsOne(x => x.Geo);
                });
                b.OwnsMany(
                    o => o.Lines,
                    l =>
                    {
                        l.Property(x => x.Quantity).HasAttributeName("Qty");
                        l.Property<string?>("Note");
                        l.OwnsMany(x => x.Options);
                    });
                b.OwnsMany(o => o.Payments, p => p.HasKey("ShopOrderId", nameof(Payment.Code)));
            });
        modelBuilder.Entity<GiftOrder>(b => b.OwnsOne(o => o.Card));
    }

    public static async Task<ShopContext> CreatedAsync(LocalConnection connection, params ShopOrder[] orders)
    {
        await using (var db = new ShopContext(connection))
        {
            await db.Database.EnsureCreatedAsync();
            db.AddRange(orders);
            await db.SaveChangesAsync();
        }

        connection.Recorder.Clear();
        return new ShopContext(connection);
    }

    public static ShopOrder Full(string id = "o1")
        => new()
        {
            Id = id,
            Ship = new Venue { Street = "Main", City = "Bern", Geo = new Coordinates { Latitude = 1.5, Longitude = 2.5 } },
            Lines =
            [
                new Item { Sku = "a", Quantity = 2, Size = new Extent { Width = 1, Height = 2 }, Options = [new Option { Name = "x" }, new Option { Name = "y" }] },
                new Item { Sku = "b", Quantity = 3 },
                new Item { Sku = "c", Quantity = 4 },
            ],
            Payments = [new Payment { Code = "p1", Amount = 10 }, new Payment { Code = "p2", Amount = 20 }],
        };
}

internal class ShopOrder
{
    public string Id { get; set; } = "";

    public int Total { get; set; }

    public Venue? Ship { get; set; }

    public Venue? Bill { get; set; }

    public List<Item> Lines { get; set; } = [];

    public List<Payment> Payments { get; set; } = [];
}

internal sealed class GiftOrder : ShopOrder
{
    public Card? Card { get; set; }
}

internal sealed class Card
{
    public string Text { get; set; } = "";
}

internal sealed class Venue
{
    public string Street { get; set; } = "";

    public string? City { get; set; }

    public Coordinates? Geo { get; set; }
}

internal sealed class Coordinates
{
    public double Latitude { get; set; }

    public double Longitude { get; set; }
}

internal sealed class Item
{
    public string Sku { get; set; } = "";

    public int Quantity { get; set; }

    public Extent Size { get; set; } = new();

    public List<Option> Options { get; set; } = [];

    public ShopOrder? Order { get; set; }
}

[ComplexType]
internal sealed class Extent
{
    public int Width { get; set; }

    public int Height { get; set; }
}

internal sealed class Option
{
    public string Name { get; set; } = "";
}

internal sealed class Payment
{
    public string Code { get; set; } = "";

    public int Amount { get; set; }
}

internal static class ShopItems
{
    public static async Task<Dictionary<string, AttributeValue>> StoredAsync(this LocalConnection connection, string id = "o1")
        => (await connection.StoredItemAsync("Orders", new() { ["Id"] = new(id) }))!;

    public static async Task ChangeAsync(this LocalConnection connection, string update, AttributeValue? value = null)
    {
        using var client = connection.CreateUnrecordedClient();
        await client.UpdateItemAsync(
            new UpdateItemRequest
            {
                TableName = connection.TableNamePrefix + "Orders",
                Key = new() { ["Id"] = new("o1") },
                UpdateExpression = update.Replace("Lines", "#l", StringComparison.Ordinal),
                ExpressionAttributeNames = update.Contains("Lines", StringComparison.Ordinal) ? new() { ["#l"] = "Lines" } : null,
                ExpressionAttributeValues = value is null ? null : new() { [":v"] = value },
            });
    }
}
