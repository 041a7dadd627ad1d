using EFCore.DynamoDb.Client;
using EFCore.DynamoDb.FunctionalTests.Local;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.FunctionalTests.Tables;

/// <summary>What a table is like is known from the model: no query and no save asks DynamoDB for it, not even the first one, not even when it fails.</summary>
public class NoTableOperationsTests(DynamoDbLocalFixture local) : IClassFixture<DynamoDbLocalFixture>
{
    [Fact]
    public async Task Queries_and_saves_send_requests_for_items_only()
    {
        await using var connection = local.Connect();
        await using (var creator = new TablesContext(connection, Model))
        {
            await creator.Database.CreateTableAsync<Order>();
        }

        connection.Recorder.Clear();
        await using var context = new TablesContext(connection, Model);

        context.AddRange(new Order { CustomerId = "a", Number = 1, Status = "Open" }, new Order { CustomerId = "a", Number = 2, Status = "Open" });
        await context.SaveChangesAsync();
        await context.Set<Order>().Where(o => o.CustomerId == "a").ToListAsync();
        await context.Set<Order>().Where(o => o.Status == "Open").OrderBy(o => o.Total).ToListAsync();
        await context.Set<Order>().AllowScan().CountAsync();
        var order = await context.Set<Order>().SingleAsync(o => o.CustomerId == "a" && o.Number == 1);
        order.Status = "Done";
        await context.SaveChangesAsync();
        await context.Entry(order).ReloadAsync();
        context.Upsert(new Order { CustomerId = "b", Number = 1 });
        await context.SaveChangesAsync();
        context.Remove(order);
        await context.SaveChangesAsync();
        context.ChangeTracker.Clear();

        // A duplicate key, and a table that does not exist.
        context.Add(new Order { CustomerId = "a", Number = 2 });
        await Assert.ThrowsAnyAsync<DbUpdateException>(() => context.SaveChangesAsync());
        await Assert.ThrowsAsync<DynamoDbTableNotFoundException>(() => context.Set<Customer>().Where(c => c.Id == "a").ToListAsync());

        Assert.Equal(
            [
                "TransactWriteItems", "Query", "Query", "Scan", "GetItem", "UpdateItem", "GetItem", "PutItem", "DeleteItem", "PutItem", "GetItem",
            ],
            connection.Recorder.Requests.Select(r => r.Operation));
    }

    private static void Model(ModelBuilder model)
    {
        model.Entity<Order>(b =>
        {
            b.HasTimeToLive(o => o.ExpiresAt);
            b.HasGsi("ByStatus", o => o.Status, o => o.Total);
        });
        model.Entity<Customer>();
    }
}
