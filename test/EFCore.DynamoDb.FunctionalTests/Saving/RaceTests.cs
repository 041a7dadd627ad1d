using EFCore.DynamoDb.FunctionalTests.Local;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.FunctionalTests.Saving;

/// <summary>Several contexts at one item at the same time.</summary>
public class RaceTests(DynamoDbLocalFixture local) : IClassFixture<DynamoDbLocalFixture>
{
    private const int Rounds = 500;

    [Fact]
    public async Task With_a_row_version_no_update_is_lost()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection);
        db.Add(new Order { CustomerId = "ann", Number = 1 });
        await db.SaveChangesAsync();

        var conflicts = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(() => CountUpAsync(connection))));

        var stored = Assert.Single(await connection.StoredItemsAsync("Orders"));
        Assert.Equal((2 * Rounds).ToString(System.Globalization.CultureInfo.InvariantCulture), stored["Total"].N);
        Assert.Equal(((2 * Rounds) + 1).ToString(System.Globalization.CultureInfo.InvariantCulture), stored["Version"].N);
        Assert.True(conflicts.Sum() > 0, "Nobody ever met anybody, so that the test says nothing.");
    }

    [Fact]
    public async Task Counters_have_the_exact_sum()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection);
        await db.People.BulkUpsertAsync([new Person { Id = "ann", Age = 0 }]);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(async who =>
        {
            await using var other = ShopContext.Create(connection);
            for (var i = 0; i < Rounds; i++)
            {
                var query = other.People.Where(p => p.Id == "ann");
                Assert.Equal(
                    1,
                    who % 2 == 0
                        ? await query.ExecuteUpdateAsync(s => s.SetProperty(p => p.Age, p => EF.Functions.Increment(p.Age, 1)))
                        : await query.ExecuteUpdateAsync(s => s.SetProperty(p => p.Age, p => p.Age + 1)));
            }
        }));

        Assert.Equal(4 * Rounds, (await db.People.SingleAsync(p => p.Id == "ann")).Age);
    }

    [Fact]
    public async Task What_the_client_computes_loses_no_update_either()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection);
        await db.People.BulkUpsertAsync([new Person { Id = "ann", Age = 1 }]);

        await Task.WhenAll(Enumerable.Range(0, 2).Select(async _ =>
        {
            await using var other = ShopContext.Create(connection);
            for (var i = 0; i < 10; i++)
            {
                Assert.Equal(1, await other.People.Where(p => p.Id == "ann").ExecuteUpdateAsync(s => s.SetProperty(p => p.Age, p => (p.Age * 2) - p.Age + 1)));
            }
        }));

        Assert.Equal(21, (await db.People.SingleAsync(p => p.Id == "ann")).Age);
    }

    private static async Task<int> CountUpAsync(LocalConnection connection)
    {
        await using var db = ShopContext.Create(connection);
        var order = await db.Orders.SingleAsync(o => o.CustomerId == "ann" && o.Number == 1);
        var conflicts = 0;
        for (var i = 0; i < Rounds; i++)
        {
            while (true)
            {
                order.Total++;
                try
                {
                    await db.SaveChangesAsync();
                    break;
                }
                catch (DbUpdateConcurrencyException exception)
                {
                    conflicts++;
                    var entry = exception.Entries.Single();
                    var current = await entry.GetDatabaseValuesAsync();
                    entry.OriginalValues.SetValues(current!);
                    entry.CurrentValues.SetValues(current!);
                }
            }
        }

        return conflicts;
    }
}
