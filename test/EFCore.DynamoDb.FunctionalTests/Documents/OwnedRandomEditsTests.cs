using System.Globalization;
using EFCore.DynamoDb.FunctionalTests.Local;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.FunctionalTests.Documents;

/// <summary>
/// Random edits of what is owned: after each save the store holds what the tracked objects hold and what others wrote there, positions are those of the lists,
/// nothing is left to be saved, and a fresh context reads the same.
/// </summary>
public class OwnedRandomEditsTests(DynamoDbLocalFixture local) : IClassFixture<DynamoDbLocalFixture>
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(null)]
    public async Task After_each_save_the_item_is_what_the_entity_owns(int? seed)
    {
        var chosen = seed ?? Random.Shared.Next();
        var random = new Random(chosen);
        await using var connection = local.Connect();
        var db = await ShopContext.CreatedAsync(connection, ShopContext.Full());
        var order = await db.Orders.SingleAsync(o => o.Id == "o1");
        await connection.ChangeAsync("SET stranger = :v", new("kept"));

        for (var step = 0; step < 50; step++)
        {
            if (random.Next(8) == 0)
            {
                await db.DisposeAsync();
                db = new ShopContext(connection);
                order = await db.Orders.SingleAsync(o => o.Id == "o1");
            }

            var edits = string.Join("; ", Enumerable.Range(0, random.Next(1, 5)).Select(_ => Edit(random, db, order)));
            var where = $"seed {chosen}, step {step}: {edits}";
            connection.Recorder.Clear();
            var isFailing = random.Next(6) == 0;
            try
            {
                if (isFailing)
                {
                    connection.Faults.Fail("UpdateItem", "ValidationException");
                    try
                    {
                        await db.SaveChangesAsync();
                    }
                    catch (DbUpdateException)
                    {
                    }

                    connection.Faults.Clear();
                }

                await db.SaveChangesAsync();
                if (random.Next(4) == 0)
                {
                    // The tracked objects stay what they are.
                    Assert.Same(order, await db.Orders.SingleAsync(o => o.Id == "o1"));
                }
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException(where, exception);
            }

            var requests = string.Join('\n', connection.Recorder.Texts);
            var stored = await connection.StoredAsync();
            Assert.True(stored.Remove("stranger"), where + ": a stranger's attribute is lost");
            Assert.True(ItemText.Of(db.Entry(order).ToAttributeMap()) == ItemText.Of(stored), $"{where}:\n{requests}");
            Assert.True(isFailing || connection.Recorder.Requests.Count(r => r.Operation == "UpdateItem") <= 1, $"{where}: more than one request\n{requests}");
            Assert.True(db.ChangeTracker.Entries().All(e => e.State == EntityState.Unchanged), $"{where}: {db.ChangeTracker.DebugView.LongView}");
            Assert.True(Positions(db, order), $"{where}: positions\n{db.ChangeTracker.DebugView.LongView}");
            connection.Recorder.Clear();
            await db.SaveChangesAsync();
            Assert.Empty(connection.Recorder.Texts);

            await using var fresh = new ShopContext(connection);
            stored.Remove("stranger");
            var read = await fresh.Orders.SingleAsync(o => o.Id == "o1");
            Assert.True(ItemText.Of(fresh.Entry(read).ToAttributeMap()) == ItemText.Of(stored), where + ": read otherwise");
        }

        await db.DisposeAsync();
    }

    private static bool Positions(ShopContext db, ShopOrder order)
        => order.Lines.Select(l => db.Entry(l).Property<int>("Id").CurrentValue).SequenceEqual(Enumerable.Range(1, order.Lines.Count))
            && order.Lines.All(
                l => l.Options.All(o => db.Entry(o).Property<int>("ItemId").CurrentValue == db.Entry(l).Property<int>("Id").CurrentValue)
                    && l.Options.Select(o => db.Entry(o).Property<int>("Id").CurrentValue).SequenceEqual(Enumerable.Range(1, l.Options.Count)));

    private static string Edit(Random random, ShopContext db, ShopOrder order)
    {
        var lines = order.Lines;
        var at = lines.Count == 0 ? -1 : random.Next(lines.Count);
        var text = random.Next(1000).ToString(CultureInfo.InvariantCulture);
        switch (random.Next(22))
        {
            case 0 when order.Ship is not null:
                order.Ship.City = random.Next(4) == 0 ? null : text;
                return "city";
            case 1 when order.Ship is not null:
                order.Ship.Geo = random.Next(3) == 0 ? null : new Coordinates { Latitude = random.Next(3) };
                return "geo";
            case 2 when order.Ship?.Geo is not null:
                order.Ship.Geo.Longitude = random.Next(100);
                return "longitude";
            case 3:
                order.Ship = random.Next(3) == 0 ? null : new Venue { Street = text, Geo = new Coordinates { Latitude = 1 } };
                return "ship";
            case 4:
                order.Bill = random.Next(2) == 0 ? null : new Venue { Street = text };
                return "bill";
            case 5:
                order.Total = random.Next(100);
                return "total";
            case 6 when at >= 0:
                lines[at].Quantity = random.Next(100);
                return $"quantity of {at}";
            case 7 when at >= 0:
                lines[at].Size.Width = random.Next(100);
                return $"width of {at}";
            case 8 when at >= 0:
                db.Entry(lines[at]).Property<string?>("Note").CurrentValue = text;
                return $"note of {at}";
            case 9 when at >= 0:
                lines[at].Options.Add(new Option { Name = text });
                return $"option of {at}";
            case 10 when at >= 0 && lines[at].Options.Count > 0:
                lines[at].Options.RemoveAt(random.Next(lines[at].Options.Count));
                return $"option out of {at}";
            case 11 when at >= 0 && lines[at].Options.Count > 0:
                lines[at].Options[0].Name = text;
                return $"name of option of {at}";
            case 12 when at >= 0:
                lines[at].Options.Reverse();
                return $"options of {at} reversed";
            case 13 or 14:
                lines.Add(new Item { Sku = text, Options = [new Option { Name = text }] });
                return "append";
            case 15 when at >= 0:
                lines.RemoveAt(at);
                return $"remove {at}";
            case 16 when at >= 0:
                lines.Insert(at, new Item { Sku = "new" + text });
                return $"insert at {at}";
            case 17 when at >= 0:
                lines[at] = new Item { Sku = "instead" + text };
                return $"replace {at}";
            case 18:
                lines.Reverse();
                return "reverse";
            case 19:
                order.Lines = [.. lines.Skip(1), new Item { Sku = text }];
                return "another list";
            case 20 when order.Payments.All(p => p.Code != text):
                order.Payments.Insert(random.Next(order.Payments.Count + 1), new Payment { Code = text });
                return "payment";
            case 21 when order.Payments.Count > 0:
                order.Payments.RemoveAt(random.Next(order.Payments.Count));
                return "payment out";
            default:
                return "nothing";
        }
    }
}
