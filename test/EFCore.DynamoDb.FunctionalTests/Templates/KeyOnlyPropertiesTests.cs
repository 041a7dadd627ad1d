using Amazon.DynamoDBv2.Model;
using EFCore.DynamoDb.FunctionalTests.Local;
using EFCore.DynamoDb.FunctionalTests.Query;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.FunctionalTests.Templates;

/// <summary>Values that are in the table's key alone: in tables that others filled, and in indexes that carry the key but not the attribute.</summary>
public class KeyOnlyPropertiesTests(DynamoDbLocalFixture local) : IClassFixture<DynamoDbLocalFixture>
{
    private static readonly DateTime Start = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    [Fact]
    public async Task A_table_that_others_filled_is_read_and_saved_by_its_keys()
    {
        await using var connection = local.Connect();
        await using var db = new LegacyContext(connection);
        await db.Database.EnsureCreatedAsync();
        foreach (var (number, city) in new[] { (1, "Bern"), (2, "Basel"), (3, "Bern") })
        {
            await connection.Client.PutItemAsync(
                connection.TableNamePrefix + "Legacy",
                new()
                {
                    ["PK"] = new AttributeValue($"SHOP#s#1#{city}"), ["SK"] = new AttributeValue($"SALE#2026-01-0{number}T00:00:00.0000000Z#{number:D4}#x%"),
                    ["Total"] = new AttributeValue { N = $"{number}" },
                });
        }

        connection.Recorder.Clear();
        var at = Start.AddDays(2);
        var sale = await db.Sales.SingleAsync(s => s.Shop == "s" && s.Region == 1 && s.City == "Bern" && s.At == at && s.Number == 3 && s.Note == "x%");
        Assert.Equal((3, "Bern", 1, at, "x%"), (sale.Total, sale.City, sale.Region, sale.At, sale.Note));
        Assert.Equal(DateTimeKind.Utc, sale.At.Kind);
        sale.Total = 30;
        db.Add(new Sale { Shop = "s", Region = 1, City = "B#n", At = Start, Number = 7, Note = "n" });
        await db.SaveChangesAsync();

        connection.AssertSent(
            """GetItem Legacy {PK: "SHOP#s#1#Bern", SK: "SALE#2026-01-03T00:00:00.0000000Z#0003#x%"}""",
            """TransactWriteItems [Put Legacy {PK: "SHOP#s#1#B#n", SK: "SALE#2026-01-01T00:00:00.0000000Z#0007#n", Total: 0} if: attribute_not_exists(PK) on failure: ALL_OLD; Update Legacy {PK: "SHOP#s#1#Bern", SK: "SALE#2026-01-03T00:00:00.0000000Z#0003#x%"} SET Total = 30 if: attribute_exists(PK) on failure: ALL_OLD] token""");
    }

    [Fact]
    public async Task What_the_keys_do_not_say_the_client_asks()
    {
        await using var connection = local.Connect();
        await using var db = new LegacyContext(connection);
        await connection.ArrangeAsync(
            new LegacyContext(connection),
            [.. Enumerable.Range(0, 6).Select(i => new Sale { Shop = "s", Region = 1, City = "Bern", At = Start.AddDays(i), Number = i, Note = $"n{i % 2}", Total = i })]);

        // A gap in the template: the rest of the key, and the client.
        Assert.Equal([1, 3, 5], await db.Sales.Where(s => s.Shop == "s" && s.Region == 1 && s.City == "Bern" && s.Note == "n1").Select(s => s.Total).ToListAsync());
        Assert.Equal([4, 5], await db.Sales.Where(s => s.Shop == "s" && s.Region == 1 && s.City == "Bern" && s.At >= Start.AddDays(4)).Select(s => s.Number).ToListAsync());
        Assert.Equal(
            ["n1", "n0"],
            await db.Sales.Where(s => s.Shop == "s" && s.Region == 1 && s.City == "Bern" && s.Number < 2).OrderByDescending(s => s.Note).Select(s => s.Note).ToListAsync());
        Assert.Equal(3, await db.Sales.AllowScan().CountAsync(s => s.Number % 2 == 0 && s.City == "Bern"));

        connection.AssertSent(
            """Query Legacy key: PK = "SHOP#s#1#Bern" projection: Total, SK""",
            """Query Legacy key: PK = "SHOP#s#1#Bern" AND SK BETWEEN "SALE#2026-01-05T00:00:00.0000000Z" AND "SALE$" projection: SK""",
            """Query Legacy key: PK = "SHOP#s#1#Bern" projection: SK""",
            """Scan Legacy projection: SK, PK""");

        var error = Assert.Throws<InvalidOperationException>(() => db.Entry(new Sale()).HasCondition(s => s.Note == "x"));
        Assert.Contains("Note", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failed_save_has_the_values_of_the_store_those_in_the_key_too()
    {
        await using var connection = local.Connect();
        await using var db = new LegacyContext(connection);
        await connection.ArrangeAsync(new LegacyContext(connection), new Sale { Shop = "s", Region = 1, City = "Bern", At = Start, Number = 4, Note = "n", Total = 1 });
        db.Add(new Sale { Shop = "s", Region = 1, City = "Bern", At = Start, Number = 4, Note = "n", Total = 2 });

        var error = await Assert.ThrowsAnyAsync<DbUpdateException>(() => db.SaveChangesAsync());
        var stored = (await error.Entries.Single().GetDatabaseValuesAsync())!;

        Assert.Equal((1, 4, "n", "Bern", Start), (stored["Total"], stored["Number"], stored["Note"], stored["City"], stored["At"]));
        Assert.Single(connection.Recorder.Requests);
    }

    [Fact]
    public async Task AP07_an_index_without_the_attribute_gives_it_by_the_key_of_the_table()
    {
        await using var connection = local.Connect();
        await using var db = new ShopOfTemplates(connection);
        await connection.ArrangeAsync(
            new ShopOfTemplates(connection),
            [.. Enumerable.Range(0, 4).Select(i => new Delivery { Depot = "d", DeliveryId = $"x#{i}", Status = "Out", At = Start.AddDays(i), Weight = i })]);
        var since = Start.AddDays(2);

        var found = await db.Deliveries.Where(d => d.Status == "Out" && d.At >= since).Select(d => new { d.DeliveryId, d.Weight }).ToListAsync();

        Assert.Equal([("x#2", 2), ("x#3", 3)], found.Select(f => (f.DeliveryId, f.Weight)));
        connection.AssertSent("""Query Deliveries index=ByStatus key: Status = "Out" AND At >= "2026-01-03T00:00:00.0000000Z" projection: SK, Weight""");

        // What the client asks of it is the attribute, which the index lacks.
        Assert.Equal(2, await db.Deliveries.CountAsync(d => d.Status == "Out" && d.At >= since && d.DeliveryId != "x#1"));
        Assert.Contains(connection.Recorder.Texts, t => t.StartsWith("BatchGetItem", StringComparison.Ordinal));
        Assert.Equal("x#3", await db.Deliveries.Where(d => d.Status == "Out" && d.At >= since).MaxAsync(d => d.DeliveryId));
    }

    private sealed class LegacyContext(LocalConnection connection) : LocalContext(connection)
    {
        public DbSet<Sale> Sales => Set<Sale>();

        protected override void OnModelCreating(ModelBuilder modelBuilder)
            => modelBuilder.Entity<Sale>(
                b =>
                {
                    b.ToTable("Legacy");
                    b.HasPartitionKey("PK", s => $"SHOP#{s.Shop}#{s.Region}#{s.City}");
                    b.HasSortKey("SK", s => $"SALE#{s.At:O}#{s.Number:D4}#{s.Note}");
                    foreach (var name in new[] { nameof(Sale.Shop), nameof(Sale.Region), nameof(Sale.City), nameof(Sale.At), nameof(Sale.Number), nameof(Sale.Note) })
                    {
                        b.Property(name).IsStoredInKeyOnly();
                    }
                });
    }
}

public class Sale
{
    public string Shop { get; set; } = "";

    public int Region { get; set; }

    public string City { get; set; } = "";

    public DateTime At { get; set; }

    public int Number { get; set; }

    public string Note { get; set; } = "";

    public int Total { get; set; }
}

public class Delivery
{
    public required string Depot { get; set; }

    public required string DeliveryId { get; set; }

    public required string Status { get; set; }

    public DateTime At { get; set; }

    public int Weight { get; set; }
}
