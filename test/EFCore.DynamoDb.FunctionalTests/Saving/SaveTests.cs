using EFCore.DynamoDb.FunctionalTests.Local;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.FunctionalTests.Saving;

/// <summary>Which requests a SaveChanges sends, and what is stored by them.</summary>
public class SaveTests(DynamoDbLocalFixture local) : IClassFixture<DynamoDbLocalFixture>
{
    [Fact]
    public async Task An_added_entity_is_one_put_that_must_not_exist()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection);

        db.Add(new Person { Id = "ann", Name = "Ann", Age = 41 });
        var count = await db.SaveChangesAsync();

        Assert.Equal(1, count);
        Assert.Equal(
            ["""PutItem People {Id: "ann", Age: 41, Name: "Ann"} if: attribute_not_exists(Id) on failure: ALL_OLD"""],
            connection.Recorder.Texts);
        Assert.Equal(EntityState.Unchanged, db.Entry(db.People.Local.Single()).State);
    }

    [Fact]
    public async Task A_changed_entity_is_one_update_of_what_changed()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection);
        var person = await SavedAsync(db, connection, new Person { Id = "ann", Name = "Ann", Age = 41, Mail = "ann@x" });

        person.Name = "Anne";
        person.Age = null;
        var count = await db.SaveChangesAsync();

        Assert.Equal(1, count);
        Assert.Equal(
            ["""UpdateItem People {Id: "ann"} SET Name = "Anne" REMOVE Age if: attribute_exists(Id) on failure: ALL_OLD"""],
            connection.Recorder.Texts);
        var stored = await connection.StoredItemAsync("People", new() { ["Id"] = new() { S = "ann" } });
        Assert.Equal(["Id", "Mail", "Name"], stored!.Keys.Order());
    }

    [Fact]
    public async Task A_removed_entity_is_one_delete_that_must_exist()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection);
        var person = await SavedAsync(db, connection, new Person { Id = "ann" });

        db.Remove(person);
        Assert.Equal(1, await db.SaveChangesAsync());

        Assert.Equal(["""DeleteItem People {Id: "ann"} if: attribute_exists(Id) on failure: ALL_OLD"""], connection.Recorder.Texts);
        Assert.Empty(await connection.StoredItemsAsync("People"));
        Assert.Equal(EntityState.Detached, db.Entry(person).State);
    }

    [Fact]
    public async Task Nothing_changed_sends_nothing()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection);
        var person = await SavedAsync(db, connection, new Person { Id = "ann", Name = "Ann" });
        person.Name = "other";
        person.Name = "Ann";

        Assert.Equal(0, await db.SaveChangesAsync());
        Assert.Equal(0, await db.SaveChangesAsync());

        Assert.Empty(connection.Recorder.Texts);
    }

    [Fact]
    public async Task A_stub_is_updated_without_a_read()
    {
        await using var connection = local.Connect();
        await using (var other = await ShopContext.CreateAsync(connection))
        {
            await SavedAsync(other, connection, new Person { Id = "ann", Name = "Ann", Age = 41 });
        }

        await using var db = ShopContext.Create(connection);
        var stub = new Person { Id = "ann" };
        db.Attach(stub);
        stub.Name = "Anne";
        await db.SaveChangesAsync();

        Assert.Equal(
            ["""UpdateItem People {Id: "ann"} SET Name = "Anne" if: attribute_exists(Id) on failure: ALL_OLD"""],
            connection.Recorder.Texts);
        var stored = Assert.Single(await connection.StoredItemsAsync("People"));
        Assert.Equal("41", stored["Age"].N);
    }

    [Fact]
    public async Task Attributes_that_nobody_mapped_survive_an_update()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection);
        using (var client = connection.CreateUnrecordedClient())
        {
            await client.PutItemAsync(
                connection.TableNamePrefix + "People",
                new() { ["Id"] = new() { S = "ann" }, ["Name"] = new() { S = "Ann" }, ["Extra"] = new() { M = new() { ["x"] = new() { N = "1" } } } });
        }

        db.Update(new Person { Id = "ann", Name = "Anne", Age = 3 });
        await db.SaveChangesAsync();

        var stored = Assert.Single(await connection.StoredItemsAsync("People"));
        Assert.Equal("1", stored["Extra"].M["x"].N);
        Assert.Equal("Anne", stored["Name"].S);
        Assert.Equal("3", stored["Age"].N);
    }

    [Fact]
    public async Task Several_entities_are_one_transaction_with_a_token()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection);
        var changed = await SavedAsync(db, connection, new Person { Id = "bob", Name = "Bob" });
        var removed = await SavedAsync(db, connection, new Person { Id = "cat" });

        db.Add(new Order { CustomerId = "ann", Number = 1, Total = 9.5m });
        changed.Name = "Rob";
        db.Remove(removed);
        Assert.Equal(3, await db.SaveChangesAsync());

        var request = connection.Recorder.Single;
        Assert.Equal("TransactWriteItems", request.Operation);
        Assert.Equal(3, request.Body.GetProperty("TransactItems").GetArrayLength());
        Assert.NotEmpty(request.Body.GetProperty("ClientRequestToken").GetString()!);
        var text = request.ToString();
        Assert.Contains(
            """Put Orders {CustomerId: "ann", Number: 1, Total: 9.5, Version: 1} if: attribute_not_exists(CustomerId) on failure: ALL_OLD""",
            text, StringComparison.Ordinal);
        Assert.Contains(
            """Update People {Id: "bob"} SET Name = "Rob" if: attribute_exists(Id) on failure: ALL_OLD""", text, StringComparison.Ordinal);
        Assert.Contains("""Delete People {Id: "cat"} if: attribute_exists(Id) on failure: ALL_OLD""", text, StringComparison.Ordinal);
        Assert.Equal("bob", Assert.Single(await connection.StoredItemsAsync("People"))["Id"].S);
    }

    [Fact]
    public async Task Every_save_has_a_token_of_its_own()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection);

        foreach (var pair in new[] { "ab", "cd" })
        {
            db.AddRange(new Person { Id = pair[..1] }, new Person { Id = pair[1..] });
            await db.SaveChangesAsync();
        }

        var tokens = connection.Recorder.Requests.Select(r => r.Body.GetProperty("ClientRequestToken").GetString()).ToList();
        Assert.Equal(2, tokens.Distinct().Count());
    }

    [Fact]
    public async Task Always_makes_a_transaction_of_one()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection);
        db.Database.AutoTransactionBehavior = AutoTransactionBehavior.Always;

        db.Add(new Person { Id = "ann" });
        await db.SaveChangesAsync();

        Assert.Equal(
            ["""TransactWriteItems [Put People {Id: "ann"} if: attribute_not_exists(Id) on failure: ALL_OLD] token"""],
            connection.Recorder.Texts);
    }

    [Fact]
    public async Task A_hundred_and_one_entities_are_an_error_before_any_request()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection);
        db.AddRange(Enumerable.Range(0, 101).Select(i => new Person { Id = $"p{i}" }));

        var exception = await Assert.ThrowsAsync<DbUpdateException>(() => db.SaveChangesAsync());

        Assert.Contains("writes 101 items", exception.Message, StringComparison.Ordinal);
        Assert.Equal(101, exception.Entries.Count);
        Assert.Empty(connection.Recorder.Texts);
        Assert.All(db.ChangeTracker.Entries(), e => Assert.Equal(EntityState.Added, e.State));
    }

    [Fact]
    public async Task A_deleted_and_an_added_entity_of_one_key_are_one_put()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection);
        var order = await SavedAsync(db, connection, new Order { CustomerId = "ann", Number = 1, Total = 1, Note = "first" });

        db.Remove(order);
        db.Add(new Order { CustomerId = "ann", Number = 1, Total = 2 });
        Assert.Equal(1, await db.SaveChangesAsync());

        Assert.Equal(
            ["""PutItem Orders {CustomerId: "ann", Number: 1, Total: 2, Version: 1} if: Version = 1 on failure: ALL_OLD"""],
            connection.Recorder.Texts);
        Assert.False(Assert.Single(await connection.StoredItemsAsync("Orders")).ContainsKey("Note"));
        Assert.Equal(2, Assert.Single(db.Orders.Local).Total);
        Assert.Equal(0, await db.SaveChangesAsync());
    }

    [Fact]
    public async Task Types_of_one_table_are_told_apart_by_their_discriminator()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection);

        db.Add(new Cat { Id = "tom", Name = "Tom", Lives = 9 });
        await db.SaveChangesAsync();
        db.Add(new Keeper { Id = "kim" });
        await db.SaveChangesAsync();

        Assert.Equal(
            [
                """PutItem Zoo {Id: "tom", $type: "Cat", Name: "Tom", Lives: 9} if: attribute_not_exists(Id) on failure: ALL_OLD""",
                """PutItem Zoo {Id: "kim", $type: "Keeper"} if: attribute_not_exists(Id) on failure: ALL_OLD""",
            ],
            connection.Recorder.Texts);
    }

    [Fact]
    public async Task Two_types_with_one_key_in_one_table_are_an_error_that_names_both()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection);
        db.Add(new Cat { Id = "kim" });
        db.Add(new Keeper { Id = "kim" });

        var exception = await Assert.ThrowsAsync<DbUpdateException>(() => db.SaveChangesAsync());

        Assert.Contains("same key in the table 'Zoo'", exception.Message, StringComparison.Ordinal);
        Assert.Equal(["Cat", "Keeper"], exception.Entries.Select(e => e.Metadata.DisplayName()).Order());
        Assert.Empty(connection.Recorder.Texts);
    }

    [Fact]
    public async Task A_guid_key_is_made_when_the_entity_is_added()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection);

        var document = new Document { Text = "x" };
        db.Add(document);
        Assert.NotEqual(Guid.Empty, document.Id);
        await db.SaveChangesAsync();

        Assert.Equal(document.Id.ToString(), Assert.Single(await connection.StoredItemsAsync("Documents"))["Id"].S);
    }

    [Fact]
    public async Task A_changed_key_is_an_error_of_EF_itself()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection);
        var person = await SavedAsync(db, connection, new Person { Id = "ann" });
        person.Id = "bob";

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => db.SaveChangesAsync());

        Assert.Contains("'Person.Id' is part of a key", exception.Message, StringComparison.Ordinal);
        Assert.Empty(connection.Recorder.Texts);
    }

    [Fact]
    public async Task Nulls_are_stored_as_NULL_on_request_but_never_in_index_keys()
    {
        await using var connection = local.Connect();
        await using (var tables = await ShopContext.CreateAsync(connection))
        {
        }

        await using var db = new ShopContext(
            new DbContextOptionsBuilder<ShopContext>()
                .UseLocal(connection, o => o.StoreNullAsNull())
                .Options);
        var person = new Person { Id = "ann", Age = 3, Mail = "ann@x" };
        db.Add(person);
        await db.SaveChangesAsync();
        person.Age = null;
        person.Mail = null;
        await db.SaveChangesAsync();

        Assert.Equal(
            [
                """PutItem People {Id: "ann", Age: 3, Mail: "ann@x", Name: null} if: attribute_not_exists(Id) on failure: ALL_OLD""",
                """UpdateItem People {Id: "ann"} SET Age = null REMOVE Mail if: attribute_exists(Id) on failure: ALL_OLD""",
            ],
            connection.Recorder.Texts);
    }

    [Fact]
    public async Task Explicit_transactions_are_an_error_that_says_what_to_do()
    {
        await using var connection = local.Connect();
        await using var db = ShopContext.Create(connection);


        var exception = await Assert.ThrowsAsync<NotSupportedException>(() => db.Database.BeginTransactionAsync());

        Assert.Contains("call SaveChanges once", exception.Message, StringComparison.Ordinal);
        Assert.Null(db.Database.CurrentTransaction);
    }

    private static async Task<TEntity> SavedAsync<TEntity>(ShopContext db, LocalConnection connection, TEntity entity)
        where TEntity : class
    {
        db.Add(entity);
        await db.SaveChangesAsync();
        connection.Recorder.Clear();
        return entity;
    }
}
