using EFCore.DynamoDb.FunctionalTests.Local;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.FunctionalTests.Saving;

/// <summary>What saving does to the change tracker, and what it takes from it.</summary>
public class TrackerTests(DynamoDbLocalFixture local) : IClassFixture<DynamoDbLocalFixture>
{
    [Fact]
    public async Task A_property_of_a_derived_type_is_saved_and_changed()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection);
        var dog = new Dog { Id = "rex", Toy = "ball" };
        db.Animals.Add(dog);
        await db.SaveChangesAsync();

        dog.Toy = null;
        dog.Name = "Rex";
        await db.SaveChangesAsync();

        Assert.Equal(
            [
                """PutItem Zoo {Id: "rex", $type: "Dog", Toy: "ball"} if: attribute_not_exists(Id) on failure: ALL_OLD""",
                """UpdateItem Zoo {Id: "rex"} SET Name = "Rex" REMOVE Toy if: attribute_exists(Id) on failure: ALL_OLD""",
            ],
            connection.Recorder.Texts);
    }

    [Fact]
    public async Task An_item_that_has_become_one_of_another_type_is_gone_for_the_conflict()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection);
        db.Add(new Keeper { Id = "kim" });
        await db.SaveChangesAsync();
        db.Add(new Cat { Id = "kim" });

        var exception = await Assert.ThrowsAnyAsync<DbUpdateException>(() => db.SaveChangesAsync());

        Assert.Null(await Assert.Single(exception.Entries).GetDatabaseValuesAsync());
    }

    [Fact]
    public async Task Generated_values_wait_for_the_changes_to_be_accepted()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection);
        var order = new Order { CustomerId = "ann", Number = 1 };
        db.Add(order);

        await db.SaveChangesAsync(acceptAllChangesOnSuccess: false);

        Assert.Equal((0L, EntityState.Added), (order.Version, db.Entry(order).State));
        Assert.Equal(1L, db.Entry(order).Property(o => o.Version).CurrentValue);
        db.ChangeTracker.AcceptAllChanges();
        Assert.Equal((1L, EntityState.Unchanged), (order.Version, db.Entry(order).State));
    }

    [Fact]
    public async Task Only_what_is_marked_is_written()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection);
        db.Add(new Person { Id = "ann", Name = "Ann", Age = 1 });
        await db.SaveChangesAsync();
        db.ChangeTracker.Clear();
        connection.Recorder.Clear();

        var entry = db.Attach(new Person { Id = "ann" });
        entry.Property(p => p.Age).IsModified = true;
        await db.SaveChangesAsync();

        Assert.Equal(
            ["""UpdateItem People {Id: "ann"} REMOVE Age if: attribute_exists(Id) on failure: ALL_OLD"""], connection.Recorder.Texts);
        Assert.Equal("Ann", Assert.Single(await connection.StoredItemsAsync("People"))["Name"].S);
    }

    [Fact]
    public async Task An_item_of_400_KB_is_stored_and_one_byte_more_is_an_error_before_the_request()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection);

        // "Id" + "a" + "Name" take 7 bytes.
        db.Add(new Person { Id = "a", Name = new string('x', 409_600 - 7) });
        await db.SaveChangesAsync();
        db.ChangeTracker.Clear();
        connection.Recorder.Clear();
        var large = new Person { Id = "b", Name = new string('x', 409_600 - 6) };
        db.Add(large);
        var exception = await Assert.ThrowsAnyAsync<DbUpdateException>(() => db.SaveChangesAsync());

        Assert.Contains("The entity 'Person' (Id: \"b\") takes at least 409,601 bytes", exception.Message, StringComparison.Ordinal);
        Assert.Same(large, Assert.Single(exception.Entries).Entity);
        Assert.Empty(connection.Recorder.Texts);
    }

    [Fact]
    public async Task An_item_that_grows_over_400_KB_is_refused_by_the_server_and_the_entity_named()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection);
        var order = new Order { CustomerId = "a", Number = 1, Note = new string('x', 300_000) };
        db.Add(order);
        await db.SaveChangesAsync();
        db.ChangeTracker.Clear();

        using (var client = connection.CreateUnrecordedClient())
        {
            await client.UpdateItemAsync(new Amazon.DynamoDBv2.Model.UpdateItemRequest
            {
                TableName = connection.TableNamePrefix + "Orders",
                Key = new() { ["CustomerId"] = new() { S = "a" }, ["Number"] = new() { N = "1" } },
                UpdateExpression = "SET Unmapped = Note REMOVE Note",
            });
        }

        var stub = db.Attach(new Order { CustomerId = "a", Number = 1, Version = 1 }).Entity;
        stub.Note = new string('y', 200_000);
        var exception = await Assert.ThrowsAnyAsync<DbUpdateException>(() => db.SaveChangesAsync());

        Assert.Same(stub, Assert.Single(exception.Entries).Entity);
        Assert.Contains("'Order' to the table 'Orders' failed: Item size", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_collection_without_elements_is_empty_and_not_null_when_it_is_reloaded()
    {
        await using var connection = local.Connect();
        await using var db = await WriterContext.CreateAsync(connection);
        var page = new Page { Id = "a" };
        db.Add(page);
        await db.SaveChangesAsync();
        await db.Pages.Where(p => p.Id == "a").ExecuteUpdateAsync(s => s.RemoveProperty(p => p.Log));

        await db.Entry(page).ReloadAsync();

        Assert.NotNull(page.Tags);
        Assert.NotNull(page.Log);
        page.Tags.Add("x");
        page.Log.Add("y");
        await db.SaveChangesAsync();
        var stored = (await connection.StoredItemsAsync("Pages")).Single();
        Assert.Equal(("x", "y"), (stored["Tags"].SS.Single(), stored["Log"].L.Single().S));
    }

    [Fact]
    public async Task Errors_of_values_are_update_exceptions_before_any_request()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection);
        var person = new Person { Id = "ann", Mail = "" };
        db.AddRange(new Person { Id = "bob" }, person);

        var exception = await Assert.ThrowsAnyAsync<DbUpdateException>(() => db.SaveChangesAsync());

        Assert.Contains("'Person.Mail' is empty", exception.Message, StringComparison.Ordinal);
        Assert.Same(person, Assert.Single(exception.Entries).Entity);
        Assert.Empty(connection.Recorder.Texts);
        person.Mail = null;
        Assert.Equal(2, await db.SaveChangesAsync());
    }
}
