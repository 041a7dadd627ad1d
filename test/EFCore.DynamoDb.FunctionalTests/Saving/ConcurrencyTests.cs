using Amazon.DynamoDBv2.Model;
using EFCore.DynamoDb.FunctionalTests.Local;
using EFCore.DynamoDb.Update;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace EFCore.DynamoDb.FunctionalTests.Saving;

/// <summary>Tokens, row versions, and what a failed condition leaves behind.</summary>
public class ConcurrencyTests(DynamoDbLocalFixture local) : IClassFixture<DynamoDbLocalFixture>
{
    [Fact]
    public async Task A_numeric_row_version_counts_and_is_the_condition()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection);
        var order = new Order { CustomerId = "ann", Number = 1, Total = 5 };

        db.Add(order);
        await db.SaveChangesAsync();
        Assert.Equal(1, order.Version);
        order.Total = 6;
        await db.SaveChangesAsync();
        Assert.Equal(2, order.Version);
        db.Remove(order);
        await db.SaveChangesAsync();

        Assert.Equal(
            [
                """PutItem Orders {CustomerId: "ann", Number: 1, Total: 5, Version: 1} if: attribute_not_exists(CustomerId) on failure: ALL_OLD""",
                """UpdateItem Orders {CustomerId: "ann", Number: 1} SET Total = 6, Version = 2 if: Version = 1 on failure: ALL_OLD""",
                """DeleteItem Orders {CustomerId: "ann", Number: 1} if: Version = 2 on failure: ALL_OLD""",
            ],
            connection.Recorder.Texts);
    }

    [Fact]
    public async Task A_guid_row_version_is_new_each_time_and_the_condition()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection);
        var document = new Document { Text = "x" };

        db.Add(document);
        await db.SaveChangesAsync();
        var first = document.Stamp;
        document.Text = "y";
        await db.SaveChangesAsync();

        Assert.NotEqual(Guid.Empty, first);
        Assert.NotEqual(first, document.Stamp);
        Assert.Equal($"Stamp = \"{first}\"", connection.Recorder.Requests[1].Condition);
        Assert.Equal(document.Stamp.ToString(), Assert.Single(await connection.StoredItemsAsync("Documents"))["Stamp"].S);
    }

    [Fact]
    public async Task A_token_of_the_application_is_compared_with_its_original_value()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection);
        var account = new Account { Id = "a" };
        db.Add(account);
        await db.SaveChangesAsync();
        connection.Recorder.Clear();

        account.Balance = 1;
        account.State = "open";
        await db.SaveChangesAsync();
        account.Balance = 2;
        await db.SaveChangesAsync();

        Assert.Equal(
            [
                """UpdateItem Accounts {Id: "a"} SET Balance = 1, State = "open" if: (attribute_not_exists(State) OR attribute_type(State, "NULL")) AND attribute_exists(Id) on failure: ALL_OLD""",
                """UpdateItem Accounts {Id: "a"} SET Balance = 2 if: State = "open" on failure: ALL_OLD""",
            ],
            connection.Recorder.Texts);
    }

    [Fact]
    public async Task A_row_version_takes_over_items_that_have_none_yet()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection);
        using (var client = connection.CreateUnrecordedClient())
        {
            await client.PutItemAsync(
                connection.TableNamePrefix + "Orders",
                new() { ["CustomerId"] = new() { S = "ann" }, ["Number"] = new() { N = "1" } });
        }

        var order = new Order { CustomerId = "ann", Number = 1 };
        db.Attach(order);
        order.Total = 3;
        await db.SaveChangesAsync();

        Assert.Equal("(Version = 0 OR attribute_not_exists(Version)) AND attribute_exists(CustomerId)", connection.Recorder.Single.Condition);
        Assert.Equal(1, order.Version);
    }

    [Fact]
    public async Task A_conflict_is_EFs_exception_with_the_stores_values_and_resolving_it_reads_nothing()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection);
        var order = new Order { CustomerId = "ann", Number = 1, Total = 5, Note = "mine" };
        db.Add(order);
        await db.SaveChangesAsync();
        await ChangeElsewhereAsync(connection, total: 7);
        connection.Recorder.Clear();
        order.Note = "changed";

        // The loop of EF's documents.
        var saved = false;
        while (!saved)
        {
            try
            {
                await db.SaveChangesAsync();
                saved = true;
            }
            catch (DbUpdateConcurrencyException exception)
            {
                var entry = Assert.Single(exception.Entries);
                Assert.Same(order, entry.Entity);
                Assert.Equal(EntityState.Modified, entry.State);
                Assert.Equal(1, order.Version);
                var failure = Assert.Single(Assert.IsType<DynamoDbUpdateConcurrencyException>(exception).Failures);
                Assert.Equal("ConditionalCheckFailed", failure.Code);
                Assert.Equal(7m, failure.CurrentValues!["Total"]);

                var current = await entry.GetDatabaseValuesAsync();
                Assert.Equal(7m, current!["Total"]);
                Assert.Equal(2L, current["Version"]);
                Assert.Equal("mine", current["Note"]);
                entry.CurrentValues["Total"] = current["Total"];
                entry.OriginalValues.SetValues(current);
            }
        }

        Assert.Equal(["UpdateItem", "UpdateItem"], connection.Recorder.Requests.Select(r => r.Operation));
        Assert.Equal(3, order.Version);
        var stored = Assert.Single(await connection.StoredItemsAsync("Orders"));
        Assert.Equal("changed", stored["Note"].S);
        Assert.Equal("7", stored["Total"].N);
        Assert.Equal("3", stored["Version"].N);
    }

    [Fact]
    public async Task The_stores_values_of_a_failure_answer_once_and_then_the_store_is_asked()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection);
        var order = new Order { CustomerId = "ann", Number = 1, Total = 5 };
        db.Add(order);
        await db.SaveChangesAsync();
        await ChangeElsewhereAsync(connection, total: 7);
        order.Note = "x";
        await Assert.ThrowsAnyAsync<DbUpdateConcurrencyException>(() => db.SaveChangesAsync());
        connection.Recorder.Clear();

        Assert.Equal(7m, (await db.Entry(order).GetDatabaseValuesAsync())!["Total"]);
        await ChangeElsewhereAsync(connection, total: 8);
        Assert.Equal(8m, (await db.Entry(order).GetDatabaseValuesAsync())!["Total"]);

        Assert.Equal("GetItem", connection.Recorder.Single.Operation);
    }

    [Fact]
    public async Task Reload_after_a_conflict_takes_the_values_of_the_failure()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection);
        var order = new Order { CustomerId = "ann", Number = 1, Total = 5 };
        db.Add(order);
        await db.SaveChangesAsync();
        await ChangeElsewhereAsync(connection, total: 7);
        order.Total = 6;
        await Assert.ThrowsAnyAsync<DbUpdateConcurrencyException>(() => db.SaveChangesAsync());
        connection.Recorder.Clear();

        await db.Entry(order).ReloadAsync();

        Assert.Empty(connection.Recorder.Texts);
        Assert.Equal((7m, 2L, EntityState.Unchanged), (order.Total, order.Version, db.Entry(order).State));
    }

    [Fact]
    public async Task A_conflict_over_an_item_that_is_gone_has_no_store_values()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection);
        var person = new Person { Id = "ann" };
        db.Add(person);
        await db.SaveChangesAsync();
        await DeleteElsewhereAsync(connection);

        person.Name = "x";
        var exception = await Assert.ThrowsAnyAsync<DbUpdateConcurrencyException>(() => db.SaveChangesAsync());
        connection.Recorder.Clear();

        Assert.Null(await Assert.Single(exception.Entries).GetDatabaseValuesAsync());
        Assert.Empty(connection.Recorder.Texts);
        Assert.IsType<ConditionalCheckFailedException>(exception.InnerException);
    }

    [Fact]
    public async Task Deleting_what_is_gone_is_a_conflict()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection);
        db.Remove(new Person { Id = "ann" });

        var exception = await Assert.ThrowsAnyAsync<DbUpdateConcurrencyException>(() => db.SaveChangesAsync());

        Assert.Equal(EntityState.Deleted, Assert.Single(exception.Entries).State);
    }

    [Fact]
    public async Task A_duplicate_key_is_an_exception_of_its_own_and_can_be_mended()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection);
        await using var other = ShopContext.Create(connection);
        other.Add(new Person { Id = "ann", Name = "first" });
        await other.SaveChangesAsync();
        connection.Recorder.Clear();
        var person = new Person { Id = "ann", Name = "second" };
        db.Add(person);

        var exception = await Assert.ThrowsAnyAsync<DbUpdateException>(() => db.SaveChangesAsync());

        Assert.IsNotAssignableFrom<DbUpdateConcurrencyException>(exception);
        Assert.IsType<DynamoDbDuplicateKeyException>(exception.InnerException);
        Assert.Contains("'Person' was added, but the table 'People'", exception.Message, StringComparison.Ordinal);
        Assert.Same(person, Assert.Single(exception.Entries).Entity);
        Assert.Equal("first", Assert.IsType<DynamoDbUpdateException>(exception).Failures[0].CurrentValues!["Name"]);
        Assert.Equal(EntityState.Added, db.Entry(person).State);

        db.Entry(person).State = EntityState.Detached;
        person.Id = "ann2";
        db.Add(person);
        Assert.Equal(1, await db.SaveChangesAsync());
        Assert.Equal(2, (await connection.StoredItemsAsync("People")).Count);
    }

    [Fact]
    public async Task In_a_transaction_each_failed_condition_reaches_its_entry_and_nothing_is_accepted()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection);
        var order = new Order { CustomerId = "ann", Number = 1, Total = 5 };
        var person = new Person { Id = "ann" };
        db.AddRange(order, person);
        await db.SaveChangesAsync();
        await ChangeElsewhereAsync(connection, total: 7);
        order.Note = "x";
        person.Name = "y";
        var added = new Order { CustomerId = "bob", Number = 1 };
        db.Add(added);

        var exception = await Assert.ThrowsAnyAsync<DbUpdateConcurrencyException>(() => db.SaveChangesAsync());

        Assert.Same(order, Assert.Single(exception.Entries).Entity);
        Assert.Equal(7m, (await exception.Entries[0].GetDatabaseValuesAsync())!["Total"]);
        Assert.Equal((EntityState.Modified, EntityState.Modified, EntityState.Added),
            (db.Entry(order).State, db.Entry(person).State, db.Entry(added).State));
        Assert.Equal((1L, 0L), (order.Version, added.Version));
        Assert.IsType<TransactionCanceledException>(exception.InnerException);

        db.Entry(order).OriginalValues["Version"] = 2L;
        Assert.Equal(3, await db.SaveChangesAsync());
        Assert.Equal((3L, 1L), (order.Version, added.Version));
        Assert.All(db.ChangeTracker.Entries(), e => Assert.Equal(EntityState.Unchanged, e.State));
    }

    [Fact]
    public async Task A_duplicate_key_in_a_transaction_names_its_entry()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection);
        db.Add(new Person { Id = "ann" });
        await db.SaveChangesAsync();
        db.ChangeTracker.Clear();
        var duplicate = new Person { Id = "ann" };
        db.AddRange(new Person { Id = "bob" }, duplicate);

        var exception = await Assert.ThrowsAnyAsync<DbUpdateException>(() => db.SaveChangesAsync());

        Assert.IsType<DynamoDbDuplicateKeyException>(exception.InnerException);
        Assert.Same(duplicate, Assert.Single(exception.Entries).Entity);
        Assert.Single(await connection.StoredItemsAsync("People"));
    }

    [Fact]
    public async Task An_interceptor_may_suppress_a_conflict_and_the_other_writes_are_done()
    {
        await using var connection = local.Connect();
        var interceptor = new Suppressing();
        await using var db = await ShopContext.CreateAsync(connection, o => o.AddInterceptors(interceptor));
        var order = new Order { CustomerId = "ann", Number = 1, Total = 5 };
        db.Add(order);
        await db.SaveChangesAsync();
        await ChangeElsewhereAsync(connection, total: 7);
        order.Note = "lost";
        db.Add(new Person { Id = "ann" });
        connection.Recorder.Clear();

        // The settled one too, as EF Core counts.
        Assert.Equal(2, await db.SaveChangesAsync());

        Assert.Same(order, Assert.Single(interceptor.Seen));
        Assert.Equal(["TransactWriteItems", "PutItem"], connection.Recorder.Requests.Select(r => r.Operation));
        Assert.Single(await connection.StoredItemsAsync("People"));
        Assert.False(Assert.Single(await connection.StoredItemsAsync("Orders")).ContainsKey("Note"));
    }

    [Fact]
    public async Task A_synchronous_save_asks_the_interceptors_synchronous_method()
    {
        await using var connection = local.Connect();
        var interceptor = new SuppressingInSync();
        await using var db = await ShopContext.CreateAsync(
            connection, o => o.AddInterceptors(interceptor).ConfigureWarnings(w => w.Ignore(EFCore.DynamoDb.Diagnostics.DynamoDbEventId.SyncNotSupported)));
        var order = new Order { CustomerId = "ann", Number = 1, Total = 5 };
        db.Add(order);
        await db.SaveChangesAsync();
        await ChangeElsewhereAsync(connection, total: 7);
        order.Note = "lost";

        Assert.Equal(1, db.SaveChanges());

        Assert.True(interceptor.IsAsked);
    }

    private sealed class SuppressingInSync : SaveChangesInterceptor
    {
        public bool IsAsked { get; private set; }

        public override InterceptionResult ThrowingConcurrencyException(ConcurrencyExceptionEventData eventData, InterceptionResult result)
        {
            IsAsked = true;
            return InterceptionResult.Suppress();
        }
    }

    private static async Task ChangeElsewhereAsync(LocalConnection connection, decimal total)
    {
        using var client = connection.CreateUnrecordedClient();
        await client.UpdateItemAsync(new UpdateItemRequest
        {
            TableName = connection.TableNamePrefix + "Orders",
            Key = new() { ["CustomerId"] = new() { S = "ann" }, ["Number"] = new() { N = "1" } },
            UpdateExpression = "SET #t = :t ADD #v :one",
            ExpressionAttributeNames = new() { ["#t"] = "Total", ["#v"] = "Version" },
            ExpressionAttributeValues = new()
            {
                [":t"] = new() { N = total.ToString(System.Globalization.CultureInfo.InvariantCulture) },
                [":one"] = new() { N = "1" },
            },
        });
    }

    private static async Task DeleteElsewhereAsync(LocalConnection connection)
    {
        using var client = connection.CreateUnrecordedClient();
        await client.DeleteItemAsync(connection.TableNamePrefix + "People", new() { ["Id"] = new() { S = "ann" } });
    }

    private sealed class Suppressing : SaveChangesInterceptor
    {
        public List<object> Seen { get; } = [];

        public override ValueTask<InterceptionResult> ThrowingConcurrencyExceptionAsync(
            ConcurrencyExceptionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default)
        {
            Seen.AddRange(eventData.Entries.Select(e => e.Entity));
            return ValueTask.FromResult(InterceptionResult.Suppress());
        }
    }
}
