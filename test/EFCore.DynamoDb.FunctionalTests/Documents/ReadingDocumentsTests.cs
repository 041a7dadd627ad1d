using Amazon.DynamoDBv2.Model;
using EFCore.DynamoDb.FunctionalTests.Local;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.FunctionalTests.Documents;

/// <summary>Complex properties and collections of them, to any depth, are read from maps and lists; paths into them are sent.</summary>
public class ReadingDocumentsTests(DynamoDbLocalFixture local) : IClassFixture<DynamoDbLocalFixture>
{
    [Fact]
    public async Task Documents_are_read_to_any_depth()
    {
        await using var connection = local.Connect();
        await using var db = await CreateAsync(connection);

        var order = await db.Orders.SingleAsync(o => o.Id == "o1");

        Assert.Equal(new Address { Street = "Main", City = "Bern", Geo = new Geo(1.5, 2.5) }, order.Ship);
        Assert.Null(order.Bill);
        Assert.Equal(new Money(12.5m, "CHF"), order.Total);
        Assert.Null(order.Discount);
        Assert.Equal(["a", "b"], order.Lines.Select(l => l.Sku));
        Assert.Equal([2, 3], order.Lines.Select(l => l.Quantity));
        Assert.Equal(["x", "y"], order.Lines[0].Options.Select(o => o.Name));
        Assert.Empty(order.Lines[1].Options);
        Assert.Equal(EntityState.Unchanged, db.Entry(order).State);
        Assert.Equal("Bern", db.Entry(order).ComplexProperty(o => o.Ship).Property(a => a.City).OriginalValue);
    }

    [Fact]
    public async Task A_missing_document_leaves_the_initialisers_value_and_a_required_one_is_an_error_that_names_it()
    {
        await using var connection = local.Connect();
        await using var db = await CreateAsync(connection);

        var order = await db.Orders.SingleAsync(o => o.Id == "o2");
        Assert.Equal("initial", order.Bill!.City);

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => db.Orders.SingleAsync(o => o.Id == "o3"));
        Assert.Contains("Ship", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Members_of_documents_are_filtered_and_projected_by_the_server()
    {
        await using var connection = local.Connect();
        await using var db = await CreateAsync(connection);

        Assert.Equal(
            ["o1"], await db.Orders.Where(o => o.Ship.City == "Bern" && o.Ship.Geo!.Value.Latitude > 1).AllowScan().Select(o => o.Id).ToListAsync());
        Assert.Equal("Main", await db.Orders.Where(o => o.Id == "o1").Select(o => o.Ship.Street).SingleAsync());
        Assert.Equal(
            new { City = "Bern", Latitude = (double?)1.5 },
            await db.Orders.Where(o => o.Id == "o1").Select(o => new { o.Ship.City, Latitude = (double?)o.Ship.Geo!.Value.Latitude }).SingleAsync());
        Assert.Equal(new Money(12.5m, "CHF"), await db.Orders.Where(o => o.Id == "o1").Select(o => o.Total).SingleAsync());
        Assert.Equal("Bern", (await db.Orders.AsNoTracking().Where(o => o.Id == "o1").Select(o => o.Ship).SingleAsync()).City);

        Assert.Equal(
            [
                """Scan Orders filter: Ship.City = "Bern" AND Ship.Geo.Latitude > 1 projection: Id""",
                """GetItem Orders {Id: "o1"} projection: Ship.Street""",
                """GetItem Orders {Id: "o1"} projection: Ship.City, Ship.Geo.Latitude""",
                """GetItem Orders {Id: "o1"} projection: Total""",
                """GetItem Orders {Id: "o1"} projection: Ship""",
            ],
            connection.Recorder.Texts);
    }

    [Fact]
    public async Task A_document_that_is_missing_is_null_with_all_its_members()
    {
        await using var connection = local.Connect();
        await using var db = await CreateAsync(connection);

        Assert.Equal(["o1"], await db.Orders.Where(o => o.Ship.Geo != null).AllowScan().Select(o => o.Id).ToListAsync());
        Assert.Equal(
            ["o2", "o3"], (await db.Orders.Where(o => o.Ship.Geo == null).AllowScan().Select(o => o.Id).ToListAsync()).Order());
        Assert.Equal(
            ["o2", "o3"], (await db.Orders.Where(o => o.Ship.Geo!.Value.Latitude != 1.5).AllowScan().Select(o => o.Id).ToListAsync()).Order());
        Assert.Null(await db.Orders.Where(o => o.Id == "o3").Select(o => o.Ship.City).SingleAsync());
        Assert.Null(await db.Orders.Where(o => o.Id == "o3").Select(o => o.Bill!.City).SingleAsync());
        Assert.Equal(
            ["o1"],
            await db.Orders.Where(o => o.Ship.City.ToUpper() == "BERN").AllowScan().Select(o => o.Id).ToListAsync());
    }

    private static async Task<DocumentsContext> CreateAsync(LocalConnection connection)
    {
        var db = new DocumentsContext(connection);
        await db.Database.EnsureCreatedAsync();
        await PutAsync(
            new()
            {
                ["Id"] = new("o1"),
                ["Ship"] = Map(
                    ("Street", new("Main")), ("City", new("Bern")), ("stranger", new("kept")),
                    ("Geo", Map(("Latitude", new() { N = "1.5" }), ("Longitude", new() { N = "2.5" })))),
                ["Bill"] = new() { NULL = true },
                ["Total"] = Map(("Amount", new() { N = "12.5" }), ("Currency", new("CHF"))),
                ["Lines"] = new()
                {
                    L =
                    [
                        Map(("Sku", new("a")), ("Qty", new() { N = "2" }), ("Options", new() { L = [Map(("Name", new("x"))), Map(("Name", new("y")))] })),
                        Map(("Sku", new("b")), ("Qty", new() { N = "3" }), ("Options", new() { L = [], IsLSet = true })),
                    ],
                },
            });
        await PutAsync(
            new()
            {
                ["Id"] = new("o2"),
                ["Ship"] = Map(("Street", new("Side")), ("City", new("Basel"))),
                ["Total"] = Map(("Amount", new() { N = "1" }), ("Currency", new("CHF"))),
                ["Lines"] = new() { L = [], IsLSet = true },
            });
        await PutAsync(
            new()
            {
                ["Id"] = new("o3"), ["Total"] = Map(("Amount", new() { N = "1" }), ("Currency", new("CHF"))), ["Lines"] = new() { L = [], IsLSet = true },
            });
        connection.Recorder.Clear();
        return db;

        Task PutAsync(Dictionary<string, AttributeValue> item)
            => connection.Client.PutItemAsync(connection.TableNamePrefix + "Orders", item);

        static AttributeValue Map(params (string Name, AttributeValue Value)[] entries)
            => new() { M = entries.ToDictionary(e => e.Name, e => e.Value) };
    }
}

internal sealed class DocumentsContext(LocalConnection connection) : DbContext
{
    public DbSet<Order> Orders => Set<Order>();

    protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder)
        => optionsBuilder.UseLocal(connection);

    protected override void OnModelCreating(ModelBuilder modelBuilder)
        => modelBuilder.Entity<Order>(
            b =>
            {
                b.ComplexProperty(o => o.Ship, a => a.ComplexProperty(x => x.Geo));
                b.ComplexProperty(o => o.Bill, a => a.ComplexProperty(x => x!.Geo));
                b.ComplexProperty(o => o.Total);
                b.ComplexProperty(o => o.Discount);
                b.ComplexCollection(
                    o => o.Lines,
                    l =>
                    {
                        l.Property(x => x.Quantity).HasAttributeName("Qty");
                        l.ComplexCollection(x => x.Options);
                    });
            });
}

internal sealed class Order
{
    public required string Id { get; set; }

    public required Address Ship { get; set; }

    public Address? Bill { get; set; } = new() { Street = "", City = "initial" };

    public Money Total { get; set; }

    public Money? Discount { get; set; }

    public List<OrderLine> Lines { get; set; } = [];
}

internal sealed record Address
{
    public required string Street { get; set; }

    public required string City { get; set; }

    public Geo? Geo { get; set; }
}

internal readonly record struct Geo(double Latitude, double Longitude);

internal readonly record struct Money(decimal Amount, string Currency);

internal sealed class OrderLine
{
    public required string Sku { get; set; }

    public int Quantity { get; set; }

    public List<LineOption> Options { get; set; } = [];
}

internal sealed class LineOption
{
    public required string Name { get; set; }
}
