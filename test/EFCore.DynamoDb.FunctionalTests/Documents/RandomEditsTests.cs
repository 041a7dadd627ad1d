using System.Globalization;
using Amazon.DynamoDBv2.Model;
using EFCore.DynamoDb.FunctionalTests.Local;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.FunctionalTests.Documents;

/// <summary>Random edits of documents: after each save the store holds what the tracked object holds, and what others wrote there.</summary>
public class RandomEditsTests(DynamoDbLocalFixture local) : IClassFixture<DynamoDbLocalFixture>
{
    private const int Elements = 300;
    private static readonly Dictionary<string, AttributeValue> Key = new() { ["Id"] = new("o1") };

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(1773260919)]
    [InlineData(null)]
    public async Task After_each_save_the_item_is_what_the_entity_holds_and_the_request_grew_with_the_change(int? seed)
    {
        var chosen = seed ?? Random.Shared.Next();
        var random = new Random(chosen);
        await using var connection = local.Connect();
        await using var db = new DocumentsContext(connection);
        await db.Database.EnsureCreatedAsync();
        var order = new Order
        {
            Id = "o1",
            Ship = new Address { Street = "Main", City = "Bern" },
            Total = new Money(0, "CHF"),
            Lines = [.. Enumerable.Range(0, Elements).Select(i => new OrderLine { Sku = $"sku{i}", Quantity = i })],
        };
        db.Add(order);
        await db.SaveChangesAsync();
        using var client = connection.CreateUnrecordedClient();
        await client.UpdateItemAsync(
            new UpdateItemRequest
            {
                TableName = connection.TableNamePrefix + "Orders",
                Key = Key,
                UpdateExpression = "SET stranger = :s, Ship.stranger = :s",
                ExpressionAttributeValues = new() { [":s"] = new("kept") },
            });

        for (var step = 0; step < 60; step++)
        {
            var edits = Enumerable.Range(0, random.Next(1, 4)).Select(_ => Edit(random, order)).ToList();
            var where = $"seed {chosen}, step {step}: {string.Join("; ", edits.Select(e => e.Name))}";
            connection.Recorder.Clear();

            try
            {
                await db.SaveChangesAsync();
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException(where, exception);
            }

            var stored = (await connection.StoredItemAsync("Orders", Key))!;
            Assert.True(stored.Remove("stranger") && stored["Ship"].M.Remove("stranger"), where + ": a stranger's attribute is lost");
            Assert.True(Text(db.ToAttributeMap(order)) == Text(stored), $"{where}:\n{string.Join('\n', connection.Recorder.Texts)}");
            Assert.True(connection.Recorder.Requests.Count <= 1, where + ": more than one request");
            if (!edits.Any(e => e.TouchesWholeList))
            {
                Assert.All(connection.Recorder.Requests, r => Assert.True(r.Body.GetRawText().Length < 3000, $"{where}: {r}"));
            }

            db.ChangeTracker.DetectChanges();
            connection.Recorder.Clear();
            await db.SaveChangesAsync();
            Assert.Empty(connection.Recorder.Texts);
        }

        // A bill that is not there is read as what the initialiser makes (ReadingDocumentsTests), which is not what was saved.
        order.Bill ??= new Address { Street = "last", City = "last" };
        await db.SaveChangesAsync();
        await using var fresh = new DocumentsContext(connection);
        var read = await fresh.Orders.SingleAsync(o => o.Id == "o1");
        Assert.Equal(Text(db.ToAttributeMap(order)), Text(fresh.ToAttributeMap(read)));
    }

    private static (string Name, bool TouchesWholeList) Edit(Random random, Order order)
    {
        var lines = order.Lines;
        var at = random.Next(lines.Count);
        var text = random.Next(1000).ToString(CultureInfo.InvariantCulture);
        switch (random.Next(17))
        {
            case 0:
                order.Ship.City = text;
                return ("city", false);
            case 1:
                order.Ship.Geo = random.Next(3) == 0 ? null : new Geo(random.Next(3), random.Next(3));
                return ("geo", false);
            case 2:
                order.Ship = new Address { Street = text, City = "moved", Geo = new Geo(1, 2) };
                return ("another address", false);
            case 3:
                order.Bill = random.Next(2) == 0 ? null : new Address { Street = text, City = text };
                return ("bill", false);
            case 4:
                if (order.Bill is not null)
                {
                    order.Bill.Street = text;
                }

                return ("street of bill", false);
            case 5:
                order.Bill = order.Ship with { };
                return ("bill as ship", false);
            case 6:
                order.Total = order.Total with { Amount = random.Next(100) / 4m };
                return ("amount", false);
            case 7:
                order.Discount = random.Next(2) == 0 ? null : new Money(1, text);
                return ("discount", false);
            case 8:
                lines[at].Quantity = random.Next(100);
                return ($"quantity of {at}", false);
            case 9:
                lines[at].Options.Add(new LineOption { Name = text });
                return ($"option of {at}", false);
            case 10:
                if (lines[at].Options.Count > 0)
                {
                    lines[at].Options[0].Name = text;
                }

                return ($"name of option of {at}", false);
            case 11:
                lines.Add(new OrderLine { Sku = text });
                return ("append", true);
            case 12:
                lines.RemoveAt(at);
                return ($"remove {at}", true);
            case 13:
                lines.Insert(at, new OrderLine { Sku = "new" + text });
                return ($"insert at {at}", true);
            case 14:
                var moved = lines[at];
                lines.RemoveAt(at);
                lines.Add(moved);
                return ($"move {at} to the end", true);
            case 15:
                lines[at] = new OrderLine { Sku = text, Quantity = 1 };
                return ($"replace {at}", false);
            default:
                lines[at].Options.Clear();
                return ($"no options of {at}", false);
        }
    }

    private static string Text(Dictionary<string, AttributeValue> map)
        => "{" + string.Join(", ", map.OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => $"{m.Key}: {Text(m.Value)}")) + "}";

    private static string Text(AttributeValue value)
        => value.M is { Count: > 0 } || value.IsMSet ? Text(value.M!)
            : value.L is { Count: > 0 } || value.IsLSet ? "[" + string.Join(", ", value.L!.Select(Text)) + "]"
            : value.N is { } number ? decimal.Parse(number, NumberStyles.Float, CultureInfo.InvariantCulture).ToString("G29", CultureInfo.InvariantCulture)
            : value.NULL == true ? "null"
            : $"\"{value.S}\"";
}
