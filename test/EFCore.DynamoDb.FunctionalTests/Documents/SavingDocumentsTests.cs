using EFCore.DynamoDb.FunctionalTests.Local;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.FunctionalTests.Documents;

/// <summary>Complex properties are saved as maps and lists, and a change inside them is a path.</summary>
public class SavingDocumentsTests(DynamoDbLocalFixture local) : IClassFixture<DynamoDbLocalFixture>
{
    [Fact]
    public async Task Documents_are_stored_as_maps_and_lists()
    {
        await using var connection = local.Connect();
        await using var db = await SavedAsync(connection);

        Assert.Equal(
            """
            PutItem Orders {Id: "o1", Lines: [{Qty: 2, Sku: "a", Options: [{Name: "x"}]}, {Qty: 3, Sku: "b", Options: []}], Ship: {City: "Bern", Street: "Main", Geo: {Latitude: 1.5, Longitude: 2.5}}, Total: {Amount: 12.5, Currency: "CHF"}} if: attribute_not_exists(Id) on failure: ALL_OLD
            """,
            Assert.Single(connection.Recorder.Texts));

        await using var fresh = new DocumentsContext(connection);
        var read = await fresh.Orders.SingleAsync(o => o.Id == "o1");
        Assert.Equal(new Address { Street = "Main", City = "Bern", Geo = new Geo(1.5, 2.5) }, read.Ship);
        Assert.Equal(["a", "b"], read.Lines.Select(l => l.Sku));
        Assert.Equal("x", read.Lines[0].Options.Single().Name);
    }

    [Fact]
    public async Task A_changed_member_is_one_path()
    {
        await using var connection = local.Connect();
        await using var db = await SavedAsync(connection);
        var order = db.Orders.Local.Single();
        connection.Recorder.Clear();

        order.Ship.City = "Basel";
        await db.SaveChangesAsync();
        order.Ship.Geo = new Geo(1.5, 9);
        order.Total = order.Total with { Amount = 13m };
        await db.SaveChangesAsync();
        await db.SaveChangesAsync();

        Assert.Equal(
            [
                """UpdateItem Orders {Id: "o1"} SET Ship.City = "Basel" if: attribute_type(Ship, "M") on failure: ALL_OLD""",
                """UpdateItem Orders {Id: "o1"} SET Ship.Geo.Longitude = 9, Total.Amount = 13 if: attribute_type(Ship.Geo, "M") AND attribute_type(Total, "M") on failure: ALL_OLD""",
            ],
            connection.Recorder.Texts);
    }

    [Fact]
    public async Task A_document_that_comes_or_goes_is_set_or_removed_whole()
    {
        await using var connection = local.Connect();
        await using var db = await SavedAsync(connection);
        var order = db.Orders.Local.Single();
        connection.Recorder.Clear();

        order.Bill = new Address { Street = "Bill", City = "Thun" };
        order.Discount = new Money(1, "CHF");
        order.Ship.Geo = null;
        await db.SaveChangesAsync();
        order.Bill = null;
        await db.SaveChangesAsync();

        Assert.Equal(
            [
                """UpdateItem Orders {Id: "o1"} SET Bill = {City: "Thun", Street: "Bill"}, Discount = {Amount: 1, Currency: "CHF"} REMOVE Ship.Geo if: attribute_type(Ship, "M") on failure: ALL_OLD""",
                """UpdateItem Orders {Id: "o1"} REMOVE Bill if: attribute_exists(Id) on failure: ALL_OLD""",
            ],
            connection.Recorder.Texts);
    }

    [Fact]
    public async Task A_changed_element_is_saved_and_read_again()
    {
        await using var connection = local.Connect();
        await using var db = await SavedAsync(connection);
        var order = db.Orders.Local.Single();

        order.Lines[1].Quantity = 7;
        order.Lines.Add(new OrderLine { Sku = "c", Options = [new LineOption { Name = "z" }] });
        await db.SaveChangesAsync();

        await using var fresh = new DocumentsContext(connection);
        var read = await fresh.Orders.SingleAsync(o => o.Id == "o1");
        Assert.Equal([("a", 2), ("b", 7), ("c", 0)], read.Lines.Select(l => (l.Sku, l.Quantity)));
        Assert.Equal("z", read.Lines[2].Options.Single().Name);
    }

    private static async Task<DocumentsContext> SavedAsync(LocalConnection connection)
    {
        var db = new DocumentsContext(connection);
        await db.Database.EnsureCreatedAsync();
        connection.Recorder.Clear();
        db.Add(
            new Order
            {
                Id = "o1",
                Ship = new Address { Street = "Main", City = "Bern", Geo = new Geo(1.5, 2.5) },
                Bill = null,
                Total = new Money(12.5m, "CHF"),
                Lines =
                [
                    new OrderLine { Sku = "a", Quantity = 2, Options = [new LineOption { Name = "x" }] },
                    new OrderLine { Sku = "b", Quantity = 3 },
                ],
            });
        await db.SaveChangesAsync();
        return db;
    }
}
