using EFCore.DynamoDb.FunctionalTests.Local;
using EFCore.DynamoDb.Update;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.FunctionalTests.Saving;

/// <summary>Sections 14 and 15 of the seed's features: transactions and batches of a save.</summary>
public class SeedTransactionTests(DynamoDbLocalFixture local) : IClassFixture<DynamoDbLocalFixture>
{
    [Fact]
    public async Task S164_S165_S166_puts_updates_and_deletes_of_several_tables_are_one_transaction()
    {
        await using var connection = local.Connect();
        await using var db = await SeededAsync(connection);
        db.Add(new Person { Id = "new" });
        db.Remove(new Person { Id = "bob" });
        db.Attach(new Account { Id = "a", State = "open" }).Entity.Balance = 7;

        Assert.Equal(3, await db.SaveChangesAsync());

        Assert.Equal("TransactWriteItems", connection.Recorder.Single.Operation);
        Assert.Equal(["ann", "new"], (await connection.StoredItemsAsync("People")).Select(i => i["Id"].S).Order());
        Assert.Equal("7", (await connection.StoredItemsAsync("Accounts")).Single()["Balance"].N);
    }

    [Fact]
    public async Task S164_more_than_a_hundred_are_refused_before_any_request()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection);
        db.AddRange(Enumerable.Range(0, 101).Select(i => new Person { Id = "p" + i }));

        var exception = await Assert.ThrowsAsync<DbUpdateException>(() => db.SaveChangesAsync());

        Assert.Contains("101 items, and DynamoDB allows 100", exception.Message, StringComparison.Ordinal);
        Assert.Empty(connection.Recorder.Requests);
    }

    [Fact]
    public async Task S169_S170_a_given_token_is_sent_and_the_result_says_what_it_cost()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection);
        db.Add(new Person { Id = "ann" });

        var result = await db.SaveChangesAsync(new DynamoDbSaveOptions { ClientRequestToken = connection.TableNamePrefix + "req" });

        Assert.Equal(connection.TableNamePrefix + "req", connection.Recorder.Single.Body.GetProperty("ClientRequestToken").GetString());
        Assert.Equal((1, 1), (result.Written, result.Requests));
        Assert.True(result.ConsumedCapacity >= 2);
    }

    [Fact]
    public async Task S171_all_of_a_transaction_is_rolled_back_and_the_reason_reaches_its_entry()
    {
        await using var connection = local.Connect();
        await using var db = await SeededAsync(connection);
        var taken = new Person { Id = "ann" };
        db.AddRange(new Person { Id = "new" }, taken);

        var exception = await Assert.ThrowsAsync<DynamoDbUpdateException>(() => db.SaveChangesAsync());

        var failure = Assert.Single(exception.Failures);
        Assert.Same(taken, failure.Entry.Entity);
        Assert.Equal(("ConditionalCheckFailed", "Ann"), (failure.Code, failure.CurrentValues!["Name"]));
        Assert.Equal(2, (await connection.StoredItemsAsync("People")).Count);
        Assert.All(db.ChangeTracker.Entries(), e => Assert.Equal(EntityState.Added, e.State));
    }

    [Fact]
    public async Task S173a_S173b_without_transactions_upserts_go_in_batches_of_25_and_the_rest_by_itself()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection);
        db.Database.AutoTransactionBehavior = AutoTransactionBehavior.Never;
        db.UpsertRange(Enumerable.Range(0, 60).Select(i => new Person { Id = "p" + i }));
        db.Add(new Account { Id = "a" });

        Assert.Equal(61, await db.SaveChangesAsync());

        Assert.Equal(
            ["BatchWriteItem", "BatchWriteItem", "BatchWriteItem", "PutItem"], connection.Recorder.Requests.Select(r => r.Operation).Order());
        Assert.Equal(60, (await connection.StoredItemsAsync("People")).Count);
    }

    [Fact]
    public async Task S174_what_stays_unprocessed_is_reported_and_the_rest_is_accepted()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection);
        db.Database.AutoTransactionBehavior = AutoTransactionBehavior.Never;
        db.UpsertRange(Enumerable.Range(0, 3).Select(i => new Person { Id = "p" + i }));
        for (var i = 1; i <= 10; i++)
        {
            connection.Faults.LeaveUnprocessed("BatchWriteItem", processed: i == 1 ? 1 : 0, nth: i);
        }

        var exception = await Assert.ThrowsAsync<DynamoDbUnprocessedItemsException>(() => db.SaveChangesAsync());

        Assert.Equal(2, exception.Entries.Count);
        Assert.Equal(1, db.ChangeTracker.Entries().Count(e => e.State == EntityState.Unchanged));
        connection.Faults.Clear();
        Assert.Equal(2, await db.SaveChangesAsync());
        Assert.Equal(3, (await connection.StoredItemsAsync("People")).Count);
    }

    [Fact]
    public async Task AP16_a_version_is_the_condition_and_the_failure_has_the_database_values()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection);
        await db.Orders.BulkUpsertAsync([new Order { CustomerId = "ann", Number = 1, Version = 1 }]);
        var order = await db.Orders.SingleAsync(o => o.CustomerId == "ann" && o.Number == 1);
        await db.Orders.Where(o => o.CustomerId == "ann" && o.Number == 1).ExecuteUpdateAsync(s => s.SetProperty(o => o.Note, "other"));
        connection.Recorder.Clear();
        order.Note = "mine";

        var exception = await Assert.ThrowsAsync<DynamoDbUpdateConcurrencyException>(() => db.SaveChangesAsync());

        Assert.Equal("other", (await exception.Entries.Single().GetDatabaseValuesAsync())!["Note"]);
        Assert.Single(connection.Recorder.Requests);
        Assert.Matches("if: Version = [0-9]+ on failure: ALL_OLD$", connection.Recorder.Texts.Single());
    }

    private static async Task<ShopContext> SeededAsync(LocalConnection connection)
    {
        var db = await ShopContext.CreateAsync(connection);
        await db.People.BulkUpsertAsync([new Person { Id = "ann", Name = "Ann" }, new Person { Id = "bob" }]);
        await db.Accounts.BulkUpsertAsync([new Account { Id = "a", State = "open" }]);
        connection.Recorder.Clear();
        return db;
    }
}
