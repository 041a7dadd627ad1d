using EFCore.DynamoDb.FunctionalTests.Local;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.FunctionalTests.Documents;

/// <summary>Predicates and projections over lists of documents run on the client over what the item holds.</summary>
public class CollectionQueryTests(DynamoDbLocalFixture local) : IClassFixture<DynamoDbLocalFixture>
{
    [Fact]
    public async Task Predicates_over_the_elements_select_items()
    {
        await using var connection = local.Connect();
        await using var db = await SavedAsync(connection);

        Assert.Equal("a", await Ids(db.Orders.Where(o => o.Lines.Any(l => l.Quantity > 4))));
        Assert.Equal("a b", await Ids(db.Orders.Where(o => o.Lines.Any())));
        Assert.Equal("b c", await Ids(db.Orders.Where(o => o.Lines.All(l => l.Quantity < 5))));
        Assert.Equal("a", await Ids(db.Orders.Where(o => o.Lines.Count == 2)));
        Assert.Equal("a", await Ids(db.Orders.Where(o => o.Lines.Count(l => l.Quantity > 0) > 1)));
        Assert.Equal("a", await Ids(db.Orders.Where(o => o.Lines.Sum(l => l.Quantity) == 7)));
        Assert.Equal("b", await Ids(db.Orders.Where(o => o.Lines[0].Sku == "y")));
        Assert.Equal("a", await Ids(db.Orders.Where(o => o.Lines.OrderByDescending(l => l.Quantity).First().Sku == "z")));
        Assert.Equal("a", await Ids(db.Orders.Where(o => o.Lines.Any(l => l.Options.Any(p => p.Name == "deep")))));
        Assert.Equal("a b", await Ids(db.Orders.Where(o => o.Lines.Select(l => l.Sku).Contains("y") || o.Lines.Max(l => l.Quantity) > 4)));
    }

    [Fact]
    public async Task Elements_are_projected_and_only_their_list_is_fetched()
    {
        await using var connection = local.Connect();
        await using var db = await SavedAsync(connection);

        Assert.Equal(["x", "z"], await db.Orders.Where(o => o.Id == "a").Select(o => o.Lines.Select(l => l.Sku).ToList()).SingleAsync());
        Assert.Equal(5, await db.Orders.Where(o => o.Id == "a").Select(o => o.Lines.Max(l => l.Quantity)).SingleAsync());
        var lines = await db.Orders.AsNoTracking().Where(o => o.Id == "a").Select(o => o.Lines).SingleAsync();

        Assert.Equal(["x", "z"], lines.Select(l => l.Sku));
        Assert.Equal("deep", lines[1].Options.Single().Name);
        Assert.All(connection.Recorder.Texts, t => Assert.Equal("""GetItem Orders {Id: "a"} projection: Lines""", t));
    }

    private static async Task<string> Ids(IQueryable<Order> orders)
        => string.Join(' ', (await orders.AllowScan().Select(o => o.Id).ToListAsync()).Order(StringComparer.Ordinal));

    private static async Task<DocumentsContext> SavedAsync(LocalConnection connection)
    {
        var db = new DocumentsContext(connection);
        await db.Database.EnsureCreatedAsync();
        db.AddRange(
            Order("a", new OrderLine { Sku = "x", Quantity = 2 }, new OrderLine { Sku = "z", Quantity = 5, Options = [new LineOption { Name = "deep" }] }),
            Order("b", new OrderLine { Sku = "y", Quantity = 1 }),
            Order("c"));
        await db.SaveChangesAsync();
        connection.Recorder.Clear();
        return new DocumentsContext(connection);

        static Order Order(string id, params OrderLine[] lines)
            => new() { Id = id, Ship = new Address { Street = "s", City = "c" }, Total = new Money(1, "CHF"), Lines = [.. lines] };
    }
}
