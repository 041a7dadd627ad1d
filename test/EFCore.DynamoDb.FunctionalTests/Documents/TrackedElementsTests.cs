using EFCore.DynamoDb.FunctionalTests.Local;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.FunctionalTests.Documents;

/// <summary>What EF tracks of the elements of collections is theirs after every save, whatever came, went or moved before it.</summary>
public class TrackedElementsTests(DynamoDbLocalFixture local) : IClassFixture<DynamoDbLocalFixture>
{
    [Fact]
    public async Task A_new_entity_gets_other_elements_before_it_is_saved()
    {
        await using var connection = local.Connect();
        await using var db = new DocumentsContext(connection);
        await db.Database.EnsureCreatedAsync();
        var order = Order(new OrderLine { Sku = "a", Options = [new LineOption { Name = "x" }, new LineOption { Name = "y" }] });

        db.Add(order);
        order.Lines = [new OrderLine { Sku = "b", Options = [new LineOption { Name = "z" }] }];
        await db.SaveChangesAsync();
        order.Lines[0].Options[0].Name = "w";
        await db.SaveChangesAsync();

        Assert.Equal("b: w", await LinesAsync(connection));
    }

    [Fact]
    public async Task Elements_with_elements_of_their_own_are_replaced_appended_and_changed_again_and_again()
    {
        await using var connection = local.Connect();
        await using var db = new DocumentsContext(connection);
        await db.Database.EnsureCreatedAsync();
        var order = Order(
            new OrderLine { Sku = "a", Options = [new LineOption { Name = "x" }, new LineOption { Name = "y" }] },
            new OrderLine { Sku = "b", Options = [new LineOption { Name = "z" }] });
        db.Add(order);
        await db.SaveChangesAsync();

        order.Lines.Add(new OrderLine { Sku = "c" });
        order.Lines[0] = new OrderLine { Sku = "d" };
        order.Lines[1].Options.Add(new LineOption { Name = "v" });
        await db.SaveChangesAsync();
        Assert.Equal("d: ; b: z v; c: ", await LinesAsync(connection));

        order.Lines[2].Options.Add(new LineOption { Name = "u" });
        order.Lines.RemoveAt(0);
        await db.SaveChangesAsync();
        Assert.Equal("b: z v; c: u", await LinesAsync(connection));

        order.Lines.Reverse();
        order.Lines[0].Options[0].Name = "t";
        await db.SaveChangesAsync();
        Assert.Equal("c: t; b: z v", await LinesAsync(connection));

        order.Lines[1].Options[1].Name = "s";
        await db.SaveChangesAsync();
        Assert.Equal("c: t; b: z s", await LinesAsync(connection));
    }

    private static Order Order(params OrderLine[] lines)
        => new() { Id = "o1", Ship = new Address { Street = "Main", City = "Bern" }, Bill = null, Lines = [.. lines] };

    private static async Task<string> LinesAsync(LocalConnection connection)
    {
        var stored = await connection.StoredItemAsync("Orders", new() { ["Id"] = new("o1") });
        return string.Join("; ", stored!["Lines"].L.Select(l => $"{l.M["Sku"].S}: {string.Join(' ', l.M["Options"].L.Select(o => o.M["Name"].S))}"));
    }
}
