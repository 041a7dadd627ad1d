using EFCore.DynamoDb.FunctionalTests.Local;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.FunctionalTests.Saving;

/// <summary>ExecuteUpdate and ExecuteDelete: one request where the key is given, conditional writes of what was found otherwise.</summary>
public class ExecuteUpdateTests(DynamoDbLocalFixture local) : IClassFixture<DynamoDbLocalFixture>
{
    [Fact]
    public async Task S083_a_given_key_is_one_UpdateItem_and_no_read()
    {
        await using var connection = local.Connect();
        await using var db = await PeopleAsync(connection, new Person { Id = "ann", Name = "Ann", Age = 1 });
        var name = "Bob";

        Assert.Equal(1, await db.People.Where(p => p.Id == "ann").ExecuteUpdateAsync(s => s.SetProperty(p => p.Name, name).SetProperty(p => p.Age, 2)));
        Assert.Equal(0, await db.People.Where(p => p.Id == "bob").ExecuteUpdateAsync(s => s.SetProperty(p => p.Name, "x")));

        Assert.Equal(
            [
                """UpdateItem People {Id: "ann"} SET Name = "Bob", Age = 2 if: attribute_exists(Id) on failure: ALL_OLD""",
                """UpdateItem People {Id: "bob"} SET Name = "x" if: attribute_exists(Id) on failure: ALL_OLD""",
            ],
            connection.Recorder.Texts);
        Assert.Equal("Bob", (await connection.StoredItemsAsync("People")).Single()["Name"].S);
    }

    [Fact]
    public async Task S096_what_the_predicate_asks_besides_the_key_is_the_condition()
    {
        await using var connection = local.Connect();
        await using var db = await PeopleAsync(connection, new Person { Id = "ann", Name = "Ann", Age = 1 });

        Assert.Equal(0, await db.People.Where(p => p.Id == "ann" && p.Age > 1).ExecuteUpdateAsync(s => s.SetProperty(p => p.Name, "x")));
        Assert.Equal(1, await db.People.Where(p => p.Id == "ann" && p.Age == 1).ExecuteUpdateAsync(s => s.SetProperty(p => p.Name, "y")));

        Assert.Equal(
            [
                """UpdateItem People {Id: "ann"} SET Name = "x" if: Age > 1 on failure: ALL_OLD""",
                """UpdateItem People {Id: "ann"} SET Name = "y" if: Age = 1 on failure: ALL_OLD""",
            ],
            connection.Recorder.Texts);
    }

    [Fact]
    public async Task S086_and_S087_null_and_RemoveProperty_remove_the_attribute()
    {
        await using var connection = local.Connect();
        await using var db = await PeopleAsync(connection, new Person { Id = "ann", Name = "Ann", Mail = "a@b" });
        string? none = null;

        await db.People.Where(p => p.Id == "ann").ExecuteUpdateAsync(s => s.SetProperty(p => p.Name, none).RemoveProperty(p => p.Mail));

        Assert.Equal(
            ["""UpdateItem People {Id: "ann"} REMOVE Name, Mail if: attribute_exists(Id) on failure: ALL_OLD"""], connection.Recorder.Texts);
        Assert.Equal(["Id"], (await connection.StoredItemsAsync("People")).Single().Keys);
    }

    [Fact]
    public async Task S088_arithmetic_increments_and_defaults_are_done_by_the_server()
    {
        await using var connection = local.Connect();
        await using var db = await PeopleAsync(connection, new Person { Id = "ann", Age = 5 }, new Person { Id = "bob" });
        var by = 2;

        Assert.Equal(1, await db.People.Where(p => p.Id == "ann").ExecuteUpdateAsync(s => s.SetProperty(p => p.Age, p => p.Age + by)));
        Assert.Equal(1, await db.People.Where(p => p.Id == "bob").ExecuteUpdateAsync(s => s.SetProperty(p => p.Age, p => (p.Age ?? 10) - 1)));
        Assert.Equal(1, await db.People.Where(p => p.Id == "bob").ExecuteUpdateAsync(s => s.SetProperty(p => p.Age, p => EF.Functions.Increment(p.Age, 3))));
        Assert.Equal(1, await db.People.Where(p => p.Id == "bob").ExecuteUpdateAsync(s => s.SetProperty(p => p.Name, p => p.Name ?? "new")));

        Assert.Equal(
            [
                """UpdateItem People {Id: "ann"} SET Age = Age + 2 if: attribute_exists(Id) AND attribute_type(Age, "N") on failure: ALL_OLD""",
                """UpdateItem People {Id: "bob"} SET Age = if_not_exists(Age, 10) - 1 if: attribute_exists(Id) AND NOT attribute_type(Age, "NULL") on failure: ALL_OLD""",
                """UpdateItem People {Id: "bob"} ADD Age 3 if: attribute_exists(Id) on failure: ALL_OLD""",
                """UpdateItem People {Id: "bob"} SET Name = if_not_exists(Name, "new") if: attribute_exists(Id) AND NOT attribute_type(Name, "NULL") on failure: ALL_OLD""",
            ],
            connection.Recorder.Texts);
        Assert.Equal([("ann", "7", null), ("bob", "12", "new")], await StoredAsync(connection));
    }

    [Fact]
    public async Task Arithmetic_on_a_missing_attribute_gives_null_as_in_LINQ()
    {
        await using var connection = local.Connect();
        await using var db = await PeopleAsync(connection, new Person { Id = "ann", Name = "Ann" });

        Assert.Equal(1, await db.People.Where(p => p.Id == "ann").ExecuteUpdateAsync(s => s.SetProperty(p => p.Age, p => p.Age + 1).SetProperty(p => p.Name, "x")));

        Assert.Equal(
            [
                """UpdateItem People {Id: "ann"} SET Age = Age + 1, Name = "x" if: attribute_exists(Id) AND attribute_type(Age, "N") on failure: ALL_OLD""",
                """UpdateItem People {Id: "ann"} SET Name = "x" REMOVE Age if: attribute_exists(Id) AND attribute_not_exists(Age) on failure: ALL_OLD""",
            ],
            connection.Recorder.Texts);
        Assert.Equal([("ann", null, "x")], await StoredAsync(connection));
    }

    [Fact]
    public async Task Another_attribute_is_copied_by_the_server()
    {
        await using var connection = local.Connect();
        await using var db = await PeopleAsync(connection, new Person { Id = "ann", Name = "Ann", Mail = "a@b" });

        Assert.Equal(1, await db.People.Where(p => p.Id == "ann").ExecuteUpdateAsync(s => s.SetProperty(p => p.Name, p => p.Mail)));

        Assert.Equal(
            ["""UpdateItem People {Id: "ann"} SET Name = Mail if: attribute_exists(Id) AND attribute_exists(Mail) AND NOT attribute_type(Mail, "NULL") on failure: ALL_OLD"""],
            connection.Recorder.Texts);
        Assert.Equal([("ann", null, "a@b")], await StoredAsync(connection));
    }

    [Fact]
    public async Task Values_and_predicates_that_only_the_client_understands_are_computed_from_a_read_and_written_if_that_still_holds()
    {
        await using var connection = local.Connect();
        await using var db = await PeopleAsync(connection, new Person { Id = "ann", Name = "Ann", Age = 3 });

        Assert.Equal(
            1,
            await db.People.Where(p => p.Id == "ann" && p.Name!.Length == 3)
                .ExecuteUpdateAsync(s => s.SetProperty(p => p.Age, p => p.Age * 2)));
        Assert.Equal(
            0,
            await db.People.Where(p => p.Id == "ann" && p.Name!.Length == 4).ExecuteUpdateAsync(s => s.SetProperty(p => p.Age, 1)));

        Assert.Equal(
            [
                """GetItem People {Id: "ann"} projection: Id, Age, Name""",
                """UpdateItem People {Id: "ann"} SET Age = 6 if: attribute_exists(Id) AND Name = "Ann" AND Age = 3 on failure: ALL_OLD""",
                """GetItem People {Id: "ann"} projection: Id, Name""",
            ],
            connection.Recorder.Texts);
    }

    [Fact]
    public async Task What_changes_between_reading_and_writing_is_looked_at_again()
    {
        await using var connection = local.Connect();
        await using var db = await PeopleAsync(connection, new Person { Id = "ann", Name = "Ann", Age = 3 });
        using var other = connection.CreateUnrecordedClient();
        connection.Faults.Before("UpdateItem", () => other.UpdateItemAsync(new()
        {
            TableName = connection.TableNamePrefix + "People",
            Key = new() { ["Id"] = new("ann") },
            UpdateExpression = "SET Age = :five",
            ExpressionAttributeValues = new() { [":five"] = new() { N = "5" } },
        }));

        Assert.Equal(1, await db.People.Where(p => p.Id == "ann").ExecuteUpdateAsync(s => s.SetProperty(p => p.Age, p => p.Age * 2)));

        Assert.Equal([("ann", "10", "Ann")], await StoredAsync(connection));
    }

    [Fact]
    public async Task What_a_query_finds_is_written_item_by_item_and_counted()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection);
        db.AddRange(Enumerable.Range(1, 5).Select(i => new Order { CustomerId = "ann", Number = i, Total = i }));
        await db.SaveChangesAsync();
        connection.Recorder.Clear();

        Assert.Equal(2, await db.Orders.Where(o => o.CustomerId == "ann" && o.Number > 2 && o.Total < 5).ExecuteUpdateAsync(s => s.SetProperty(o => o.Note, "n")));

        Assert.Equal(
            [
                """Query Orders key: CustomerId = "ann" AND Number > 2 filter: Total < 5 projection: CustomerId, Number""",
                """UpdateItem Orders {CustomerId: "ann", Number: 3} SET Note = "n" ADD Version 1 if: Total < 5 on failure: ALL_OLD""",
                """UpdateItem Orders {CustomerId: "ann", Number: 4} SET Note = "n" ADD Version 1 if: Total < 5 on failure: ALL_OLD""",
            ],
            connection.Recorder.Texts.Order());
        Assert.Equal(2, (await db.Orders.AsNoTracking().Where(o => o.CustomerId == "ann").ToListAsync()).Count(o => o is { Note: "n", Version: 2 }));
    }

    [Fact]
    public async Task A_list_of_keys_needs_no_read()
    {
        await using var connection = local.Connect();
        await using var db = await PeopleAsync(connection, new Person { Id = "a" }, new Person { Id = "b" }, new Person { Id = "c" });
        string[] ids = ["a", "b", "z"];

        Assert.Equal(2, await db.People.Where(p => ids.Contains(p.Id)).ExecuteDeleteAsync());

        Assert.Equal(
            [
                """DeleteItem People {Id: "a"} if: attribute_exists(Id) on failure: ALL_OLD""",
                """DeleteItem People {Id: "b"} if: attribute_exists(Id) on failure: ALL_OLD""",
                """DeleteItem People {Id: "z"} if: attribute_exists(Id) on failure: ALL_OLD""",
            ],
            connection.Recorder.Texts.Order());
    }

    [Fact]
    public async Task S079_S081_S082_a_delete_by_key_is_one_DeleteItem_with_the_rest_as_its_condition()
    {
        await using var connection = local.Connect();
        await using var db = await PeopleAsync(connection, new Person { Id = "ann", Name = "Ann" });

        Assert.Equal(0, await db.People.Where(p => p.Id == "ann" && p.Name == "Bob").ExecuteDeleteAsync());
        Assert.Equal(1, await db.People.Where(p => p.Id == "ann").ExecuteDeleteAsync());
        Assert.Equal(0, await db.People.Where(p => p.Id == "ann").ExecuteDeleteAsync());

        Assert.Equal(
            [
                """DeleteItem People {Id: "ann"} if: Name = "Bob" on failure: ALL_OLD""",
                """DeleteItem People {Id: "ann"} if: attribute_exists(Id) on failure: ALL_OLD""",
                """DeleteItem People {Id: "ann"} if: attribute_exists(Id) on failure: ALL_OLD""",
            ],
            connection.Recorder.Texts);
    }

    [Fact]
    public async Task AP30_a_purge_goes_in_batches_when_it_may_be_unconditional()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection);
        db.Database.AutoTransactionBehavior = AutoTransactionBehavior.Never;
        db.UpsertRange(Enumerable.Range(1, 60).Select(i => new Order { CustomerId = "ann", Number = i, Total = i }));
        await db.SaveChangesAsync();
        connection.Recorder.Clear();

        Assert.Equal(60, await db.Orders.Where(o => o.CustomerId == "ann").AllowUnconditionalDelete().ExecuteDeleteAsync());

        Assert.Equal(["BatchWriteItem", "BatchWriteItem", "BatchWriteItem", "Query"], connection.Recorder.Requests.Select(r => r.Operation).Order());
        Assert.Empty(await connection.StoredItemsAsync("Orders"));
    }

    [Fact]
    public async Task S095_AllowUpsert_makes_the_item_with_its_type()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection);

        Assert.Equal(1, await db.Set<Cat>().Where(c => c.Id == "tom").AllowUpsert().ExecuteUpdateAsync(s => s.SetProperty(c => c.Lives, c => EF.Functions.Increment(c.Lives, 1))));
        Assert.Equal(1, await db.People.Where(c => c.Id == "ann").AllowUpsert().ExecuteUpdateAsync(s => s.SetProperty(c => c.Name, "Ann")));

        Assert.Equal(
            [
                """UpdateItem Zoo {Id: "tom"} SET $type = "Cat" ADD Lives 1 if: attribute_not_exists(Id) OR $type = "Cat" on failure: ALL_OLD""",
                """UpdateItem People {Id: "ann"} SET Name = "Ann" """.TrimEnd(),
            ],
            connection.Recorder.Texts);
        Assert.Equal(1, (await db.Set<Cat>().SingleAsync(c => c.Id == "tom")).Lives);
    }

    [Fact]
    public async Task Types_in_one_table_are_told_apart_in_the_condition()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection);
        db.Add(new Dog { Id = "rex" });
        await db.SaveChangesAsync();
        connection.Recorder.Clear();

        Assert.Equal(0, await db.Set<Cat>().Where(c => c.Id == "rex").ExecuteUpdateAsync(s => s.SetProperty(c => c.Lives, 9)));

        Assert.Equal(["""UpdateItem Zoo {Id: "rex"} SET Lives = 9 if: $type = "Cat" on failure: ALL_OLD"""], connection.Recorder.Texts);
    }

    [Fact]
    public async Task What_cannot_be_is_refused_before_any_request()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection);
        var empty = "";

        await RefusedAsync("is part of the key of the table 'People'", () => db.People.Where(p => p.Id == "a").ExecuteUpdateAsync(s => s.SetProperty(p => p.Id, "b")));
        await RefusedAsync("which are the same attribute", () => db.People.Where(p => p.Id == "a").ExecuteUpdateAsync(s => s.SetProperty(p => p.Name, "b").SetProperty(p => p.Name, "c")));
        await RefusedAsync("is empty, and DynamoDB takes no empty value for a key attribute of the index 'ByMail'", () => db.People.Where(p => p.Id == "a").ExecuteUpdateAsync(s => s.SetProperty(p => p.Mail, empty)));
        await RefusedAsync("must be the property that is set", () => db.Orders.Where(o => o.CustomerId == "a").ExecuteUpdateAsync(s => s.SetProperty(o => o.Total, o => EF.Functions.Increment(o.Number, 1))));
        await RefusedAsync("TableScan", () => db.People.Where(p => p.Name == "a").ExecuteDeleteAsync());
        await RefusedAsync("writes the items of the entities", () => db.People.Where(p => p.Id == "a").Select(p => p.Name).ExecuteDeleteAsync());
        await RefusedAsync("must give the whole key", () => db.Orders.Where(o => o.CustomerId == "a").AllowUpsert().ExecuteUpdateAsync(s => s.SetProperty(o => o.Note, "x")));

        Assert.Empty(connection.Recorder.Texts);
    }

    [Fact]
    public async Task A_value_that_cannot_be_null_is_not_made_null()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection);
        db.Add(new Keeper { Id = "k" });
        db.Add(new Order { CustomerId = "ann", Number = 1 });
        await db.SaveChangesAsync();
        await connection.Client.UpdateItemAsync(new()
        {
            TableName = connection.TableNamePrefix + "Orders",
            Key = new() { ["CustomerId"] = new("ann"), ["Number"] = new() { N = "1" } },
            UpdateExpression = "REMOVE #t",
            ExpressionAttributeNames = new() { ["#t"] = "Total" },
        });

        await RefusedAsync(
            "would make the required property 'Order.Total' null",
            () => db.Orders.Where(o => o.CustomerId == "ann" && o.Number == 1).ExecuteUpdateAsync(s => s.SetProperty(o => o.Total, o => o.Total + 1)));
    }

    [Fact]
    public async Task An_item_that_moves_within_its_index_is_written_once()
    {
        await using var connection = local.Connect();
        await using var db = await PeopleAsync(
            connection, new Person { Id = "a", Mail = "m", Age = 1 }, new Person { Id = "b", Mail = "m", Age = 1 }, new Person { Id = "c", Mail = "n" });

        Assert.Equal(2, await db.People.Where(p => p.Mail == "m").ExecuteUpdateAsync(s => s.SetProperty(p => p.Mail, "n")));
        Assert.Equal(0, await db.People.Where(p => p.Mail == "m").ExecuteDeleteAsync());

        Assert.Equal(
            [
                """Query People index=ByMail key: Mail = "m" projection: Id""",
                """Query People index=ByMail key: Mail = "m" projection: Id""",
                """UpdateItem People {Id: "a"} SET Mail = "n" if: Mail = "m" on failure: ALL_OLD""",
                """UpdateItem People {Id: "b"} SET Mail = "n" if: Mail = "m" on failure: ALL_OLD""",
            ],
            connection.Recorder.Texts.Order());
    }

    [Fact]
    public async Task A_failure_in_the_middle_says_how_far_it_came()
    {
        await using var connection = local.Connect();
        await using var db = await PeopleAsync(connection, new Person { Id = "a" }, new Person { Id = "b" });
        connection.Faults.Fail("UpdateItem", "AccessDeniedException");

        var exception = await Assert.ThrowsAsync<DbUpdateException>(
            () => db.People.AllowScan().ExecuteUpdateAsync(s => s.SetProperty(p => p.Name, "x")));

        Assert.StartsWith("ExecuteUpdate on the table 'People' failed after ", exception.Message, StringComparison.Ordinal);
        Assert.NotNull(exception.InnerException);
    }

    private static async Task RefusedAsync(string message, Func<Task> action)
        => Assert.Contains(message, (await Assert.ThrowsAsync<InvalidOperationException>(action)).Message, StringComparison.Ordinal);

    private static async Task<ShopContext> PeopleAsync(LocalConnection connection, params Person[] people)
    {
        var db = await ShopContext.CreateAsync(connection);
        db.AddRange(people);
        await db.SaveChangesAsync();
        db.ChangeTracker.Clear();
        connection.Recorder.Clear();
        return db;
    }

    private static async Task<IEnumerable<(string, string?, string?)>> StoredAsync(LocalConnection connection)
        => (await connection.StoredItemsAsync("People"))
            .Select(p => (p["Id"].S, p.GetValueOrDefault("Age")?.N, p.GetValueOrDefault("Name")?.S))
            .OrderBy(p => p.Item1, StringComparer.Ordinal);
}
