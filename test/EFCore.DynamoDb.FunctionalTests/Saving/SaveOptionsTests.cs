using EFCore.DynamoDb.Diagnostics;
using EFCore.DynamoDb.FunctionalTests.Local;
using EFCore.DynamoDb.Update;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.FunctionalTests.Saving;

/// <summary>Tokens of the user's own, several transactions for one save, what a save cost.</summary>
public class SaveOptionsTests(DynamoDbLocalFixture local) : IClassFixture<DynamoDbLocalFixture>
{
    [Fact]
    public async Task S169_a_token_makes_a_transaction_that_is_done_once()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection);
        var options = new DynamoDbSaveOptions { ClientRequestToken = "req-" + connection.TableNamePrefix.GetHashCode(StringComparison.Ordinal) };

        for (var i = 0; i < 2; i++)
        {
            db.People.StageUpdate("ann", s => s.SetProperty(p => p.Age, p => EF.Functions.Increment(p.Age, 1))).AllowUpsert();
            Assert.Equal(1, (await db.SaveChangesAsync(options)).Written);
        }

        Assert.All(connection.Recorder.Requests, r => Assert.Equal(options.ClientRequestToken, r.Body.GetProperty("ClientRequestToken").GetString()));
        Assert.Equal("1", (await connection.StoredItemsAsync("People")).Single()["Age"].N);
        Assert.Throws<ArgumentException>(() => new DynamoDbSaveOptions { ClientRequestToken = new string('x', 37) });
        Assert.Throws<ArgumentException>(() => new DynamoDbSaveOptions { ClientRequestToken = "" });
    }

    [Fact]
    public async Task S170_a_save_says_what_it_cost()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection);
        db.Add(new Person { Id = "a" });
        var single = await db.SaveChangesAsync(new DynamoDbSaveOptions { ReturnItemCollectionMetrics = true });
        db.AddRange(new Person { Id = "b" }, new Person { Id = "c" });
        var transaction = await db.SaveChangesAsync(new DynamoDbSaveOptions());

        Assert.Equal((1, 1, 1.0), (single.Written, single.Requests, single.ConsumedCapacity));
        Assert.Empty(single.ItemCollections);
        Assert.Equal((2, 1, 4.0), (transaction.Written, transaction.Requests, transaction.ConsumedCapacity));
        Assert.Equal("SIZE", connection.Recorder.Requests[0].Body.GetProperty("ReturnItemCollectionMetrics").GetString());
        Assert.Equal("TOTAL", connection.Recorder.Requests[1].Body.GetProperty("ReturnConsumedCapacity").GetString());
    }

    [Fact]
    public async Task S173d_S173e_a_save_in_batches_says_what_it_cost_and_how_large_item_collections_are()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection);
        db.Database.AutoTransactionBehavior = AutoTransactionBehavior.Never;
        foreach (var id in Enumerable.Range(0, 30))
        {
            db.Upsert(new Person { Id = $"p{id}" });
        }

        var result = await db.SaveChangesAsync(new DynamoDbSaveOptions { ReturnItemCollectionMetrics = true });

        Assert.Equal((30, 2, 30.0), (result.Written, result.Requests, result.ConsumedCapacity));
        Assert.All(
            connection.Recorder.Requests,
            r => Assert.Equal(
                ("BatchWriteItem", "SIZE", "TOTAL"),
                (r.Operation, r.Body.GetProperty("ReturnItemCollectionMetrics").GetString(), r.Body.GetProperty("ReturnConsumedCapacity").GetString())));
    }

    [Fact]
    public async Task S164_more_than_a_hundred_are_refused_or_go_in_several_transactions_with_an_event()
    {
        await using var connection = local.Connect();
        var warnings = new List<string>();
        await using var db = await ShopContext.CreateAsync(
            connection,
            o => o.LogTo((id, _) => id == DynamoDbEventId.TransactionChunked, e => warnings.Add(e.ToString())));
        db.AddRange(Enumerable.Range(0, 250).Select(i => new Person { Id = $"p{i:000}" }));

        var refused = await Assert.ThrowsAsync<DbUpdateException>(() => db.SaveChangesAsync());
        Assert.Contains("250 items", refused.Message, StringComparison.Ordinal);
        Assert.Contains("AllowTransactionChunking()", refused.Message, StringComparison.Ordinal);
        Assert.Empty(connection.Recorder.Texts);
        var result = await db.SaveChangesAsync(new DynamoDbSaveOptions { AllowTransactionChunking = true });

        Assert.Equal((250, 3), (result.Written, result.Requests));
        Assert.Equal(3, connection.Recorder.Requests.Select(r => r.Body.GetProperty("ClientRequestToken").GetString()).Distinct().Count());
        Assert.Contains("250 writes goes in 3 transactions", Assert.Single(warnings), StringComparison.Ordinal);
        Assert.Equal(250, (await connection.StoredItemsAsync("People")).Count);
    }

    [Fact]
    public async Task When_one_of_several_transactions_fails_those_before_it_are_accepted()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection, o => o.UseDynamoDb(d => d.AllowTransactionChunking()));
        await using (var other = ShopContext.Create(connection))
        {
            other.Add(new Person { Id = "p150" });
            await other.SaveChangesAsync();
        }

        var people = Enumerable.Range(0, 250).Select(i => new Person { Id = $"p{i:000}" }).ToList();
        db.AddRange(people);

        var exception = await Assert.ThrowsAsync<DynamoDbUpdateException>(() => db.SaveChangesAsync());

        Assert.IsType<DynamoDbDuplicateKeyException>(exception.InnerException);
        Assert.Equal("p150", ((Person)Assert.Single(exception.Entries).Entity).Id);
        Assert.Contains("Of the 250 writes of this SaveChanges 100 were done", exception.Message, StringComparison.Ordinal);
        Assert.Equal(100, people.Count(p => db.Entry(p).State == EntityState.Unchanged));
        db.Entry(people[150]).State = EntityState.Detached;
        Assert.Equal(149, await db.SaveChangesAsync());
        Assert.Equal(250, (await connection.StoredItemsAsync("People")).Count);
    }
}
