using System.Net;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using EFCore.DynamoDb.FunctionalTests.Local;
using EFCore.DynamoDb.Update;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.FunctionalTests.Saving;

/// <summary>Lost answers, throttling, transactions in the way, cancellation.</summary>
public class FaultTests(DynamoDbLocalFixture local) : IClassFixture<DynamoDbLocalFixture>
{
    [Fact]
    public async Task An_insert_whose_answer_was_lost_is_no_duplicate()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection);
        connection.Faults.DropAnswer("PutItem");
        var order = new Order { CustomerId = "ann", Number = 1, Total = 2 };

        db.Add(order);
        Assert.Equal(1, await db.SaveChangesAsync());

        Assert.Equal(2, connection.Recorder.Requests.Count);
        Assert.Equal((1L, EntityState.Unchanged), (order.Version, db.Entry(order).State));
    }

    [Fact]
    public async Task An_insert_that_was_retried_and_finds_another_item_is_a_duplicate()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection);
        db.Add(new Person { Id = "ann", Name = "first" });
        await db.SaveChangesAsync();
        db.ChangeTracker.Clear();
        connection.Faults.DropAnswer("PutItem");
        db.Add(new Person { Id = "ann", Name = "second" });

        var exception = await Assert.ThrowsAnyAsync<DbUpdateException>(() => db.SaveChangesAsync());

        Assert.IsType<DynamoDbDuplicateKeyException>(exception.InnerException);
    }

    [Fact]
    public async Task An_equal_item_is_a_duplicate_when_nothing_was_retried()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection);
        db.Add(new Person { Id = "ann" });
        await db.SaveChangesAsync();
        db.ChangeTracker.Clear();
        db.Add(new Person { Id = "ann" });

        var exception = await Assert.ThrowsAnyAsync<DbUpdateException>(() => db.SaveChangesAsync());

        Assert.IsType<DynamoDbDuplicateKeyException>(exception.InnerException);
    }

    [Fact]
    public async Task An_update_and_a_delete_whose_answers_were_lost_are_no_conflicts()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection);
        connection.Faults.DropAnswer("UpdateItem").DropAnswer("DeleteItem");
        var order = new Order { CustomerId = "ann", Number = 1 };
        db.Add(order);
        await db.SaveChangesAsync();

        order.Total = 2;
        await db.SaveChangesAsync();
        Assert.Equal(2, order.Version);
        db.Remove(order);
        await db.SaveChangesAsync();

        Assert.Empty(await connection.StoredItemsAsync("Orders"));
        Assert.Equal(5, connection.Recorder.Requests.Count);
    }

    [Fact]
    public async Task A_transaction_whose_answer_was_lost_is_done_once_by_its_token()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection);
        connection.Faults.DropAnswer("TransactWriteItems");
        db.AddRange(new Person { Id = "a" }, new Person { Id = "b" });

        Assert.Equal(2, await db.SaveChangesAsync());

        Assert.Equal(2, connection.Recorder.Requests.Count);
        Assert.Single(connection.Recorder.Requests.Select(r => r.Body.GetProperty("ClientRequestToken").GetString()).Distinct());
    }

    [Fact]
    public async Task A_write_that_meets_a_transaction_is_tried_again()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection);
        connection.Faults.Fail("PutItem", "TransactionConflictException").Fail("PutItem", "TransactionConflictException", nth: 2);
        db.Add(new Person { Id = "ann" });

        Assert.Equal(1, await db.SaveChangesAsync());

        Assert.Equal(3, connection.Recorder.Requests.Count);
    }

    [Fact]
    public async Task A_transaction_in_the_way_for_too_long_is_reported_after_some_attempts()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection);
        for (var i = 1; i <= 10; i++)
        {
            connection.Faults.Fail("PutItem", "TransactionConflictException", nth: i);
        }

        db.Add(new Person { Id = "ann" });
        var exception = await Assert.ThrowsAnyAsync<DbUpdateException>(() => db.SaveChangesAsync());

        Assert.IsType<TransactionConflictException>(exception.InnerException);
        Assert.Equal(6, connection.Recorder.Requests.Count);
        Assert.Single(exception.Entries);
    }

    [Fact]
    public async Task Another_error_is_an_update_exception_with_the_entries_and_the_SDKs_exception()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection);
        connection.Faults.Fail("PutItem", "AccessDeniedException", "You may not.");
        var person = new Person { Id = "ann" };
        db.Add(person);

        var exception = await Assert.ThrowsAnyAsync<DbUpdateException>(() => db.SaveChangesAsync());

        Assert.Same(person, Assert.Single(exception.Entries).Entity);
        Assert.IsType<AmazonDynamoDBException>(exception.InnerException, exactMatch: false);
        Assert.Contains("'Person' to the table 'People' failed: You may not.", exception.Message, StringComparison.Ordinal);
        Assert.Equal(EntityState.Added, db.Entry(person).State);
        Assert.Equal(1, await db.SaveChangesAsync());
    }

    [Fact]
    public async Task A_table_that_is_not_there_is_named()
    {
        await using var connection = local.Connect();
        await using var db = ShopContext.Create(connection);
        db.Add(new Person { Id = "ann" });

        var exception = await Assert.ThrowsAnyAsync<DbUpdateException>(() => db.SaveChangesAsync());

        Assert.Contains("'People' failed: The table", exception.Message, StringComparison.Ordinal);
        Assert.Contains("does not exist", exception.Message, StringComparison.Ordinal);
        Assert.IsType<ResourceNotFoundException>(exception.InnerException!.InnerException);
    }

    [Fact]
    public async Task A_cancelled_save_throws_and_accepts_nothing()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection);
        connection.Faults.Delay("PutItem", TimeSpan.FromSeconds(20));
        using var cancellation = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        var person = new Person { Id = "ann" };
        db.Add(person);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => db.SaveChangesAsync(cancellation.Token));

        Assert.Equal(EntityState.Added, db.Entry(person).State);
        Assert.Empty(await connection.StoredItemsAsync("People"));
    }

    [Fact]
    public async Task Without_transactions_what_succeeded_is_accepted_and_the_rest_is_named()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection);
        db.Add(new Person { Id = "p3" });
        await db.SaveChangesAsync();
        db.ChangeTracker.Clear();
        connection.Recorder.Clear();
        db.Database.AutoTransactionBehavior = AutoTransactionBehavior.Never;
        db.AddRange(Enumerable.Range(0, 6).Select(i => new Person { Id = $"p{i}" }));
        db.Add(new Order { CustomerId = "ann", Number = 1 });

        var exception = await Assert.ThrowsAnyAsync<DbUpdateException>(() => db.SaveChangesAsync());

        Assert.IsType<DynamoDbDuplicateKeyException>(exception.InnerException);
        Assert.Equal("p3", ((Person)Assert.Single(exception.Entries).Entity).Id);
        Assert.Contains("Of the 7 writes of this SaveChanges 6 were done and are accepted.", exception.Message, StringComparison.Ordinal);
        Assert.Equal(Enumerable.Repeat("PutItem", 7), connection.Recorder.Requests.Select(r => r.Operation));
        Assert.Equal("p3", ((Person)Assert.Single(db.ChangeTracker.Entries(), e => e.State == EntityState.Added).Entity).Id);
        Assert.Equal(1, Assert.Single(db.Orders.Local).Version);

        connection.Recorder.Clear();
        db.Entry(exception.Entries[0].Entity).State = EntityState.Detached;
        Assert.Equal(0, await db.SaveChangesAsync());
        Assert.Empty(connection.Recorder.Texts);
    }

    [Fact]
    public async Task Without_transactions_upserts_go_in_batches_whose_rest_is_sent_again()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection);
        db.Database.AutoTransactionBehavior = AutoTransactionBehavior.Never;
        connection.Faults.LeaveUnprocessed("BatchWriteItem", processed: 10);
        db.People.UpsertRange(Enumerable.Range(0, 25).Select(i => new Person { Id = $"p{i}" }));

        Assert.Equal(25, await db.SaveChangesAsync());

        Assert.Equal(["BatchWriteItem", "BatchWriteItem"], connection.Recorder.Requests.Select(r => r.Operation));
        Assert.Equal(15, connection.Recorder.Texts[1].Split("put ").Length - 1);
        Assert.Equal(25, (await connection.StoredItemsAsync("People")).Count);
        Assert.All(db.ChangeTracker.Entries(), e => Assert.Equal(EntityState.Unchanged, e.State));
    }

    [Fact]
    public async Task A_batch_of_which_nothing_is_ever_done_is_an_exception_of_its_own()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection);
        db.Database.AutoTransactionBehavior = AutoTransactionBehavior.Never;
        for (var i = 1; i <= 10; i++)
        {
            connection.Faults.LeaveUnprocessed("BatchWriteItem", processed: i == 1 ? 1 : 0, nth: i);
        }

        db.People.UpsertRange(new Person { Id = "a" }, new Person { Id = "b" }, new Person { Id = "c" });
        var exception = await Assert.ThrowsAsync<DynamoDbUnprocessedItemsException>(() => db.SaveChangesAsync());

        Assert.Equal(["b", "c"], exception.Entries.Select(e => ((Person)e.Entity).Id));
        Assert.All(exception.Failures, f => Assert.Equal("Unprocessed", f.Code));
        Assert.Equal(EntityState.Unchanged, db.Entry(db.People.Local.Single(p => p.Id == "a")).State);
    }

    [Fact]
    public async Task Without_transactions_a_cancelled_save_accepts_what_was_done()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection);
        db.Database.AutoTransactionBehavior = AutoTransactionBehavior.Never;
        connection.Faults.Delay("UpdateItem", TimeSpan.FromSeconds(20));
        var changed = new Person { Id = "ann" };
        db.Attach(changed).Entity.Name = "x";
        var added = new Person { Id = "bob" };
        db.Add(added);
        using var cancellation = new CancellationTokenSource(TimeSpan.FromMilliseconds(700));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => db.SaveChangesAsync(cancellation.Token));

        Assert.Equal((EntityState.Modified, EntityState.Unchanged), (db.Entry(changed).State, db.Entry(added).State));
    }

    [Fact]
    public async Task A_server_error_that_stays_is_reported_with_its_entry()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection);
        for (var i = 1; i <= 5; i++)
        {
            connection.Faults.Fail("TransactWriteItems", "InternalServerError", nth: i, status: HttpStatusCode.InternalServerError);
        }

        db.AddRange(new Person { Id = "a" }, new Person { Id = "b" });
        var exception = await Assert.ThrowsAnyAsync<DbUpdateException>(() => db.SaveChangesAsync());

        Assert.IsType<InternalServerErrorException>(exception.InnerException);
        Assert.Equal(2, exception.Entries.Count);
    }
}
