using EFCore.DynamoDb.FunctionalTests.Local;
using EFCore.DynamoDb.Update;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.FunctionalTests.Saving;

/// <summary>Conditions of the user's own, checks of other items, updates without loading.</summary>
public class ConditionTests(DynamoDbLocalFixture local) : IClassFixture<DynamoDbLocalFixture>
{
    [Fact]
    public async Task A_condition_of_an_entry_is_part_of_its_update()
    {
        await using var connection = local.Connect();
        await using var db = await WithAnnAsync(connection);
        var ann = await db.People.SingleAsync(p => p.Id == "ann");
        connection.Recorder.Clear();
        var limit = 5;

        ann.Name = "x";
        db.Entry(ann).HasCondition(p => p.Age < limit);
        await db.SaveChangesAsync();
        ann.Name = "y";
        await db.SaveChangesAsync();

        Assert.Equal(
            [
                """UpdateItem People {Id: "ann"} SET Name = "x" if: Age < 5 on failure: ALL_OLD""",
                """UpdateItem People {Id: "ann"} SET Name = "y" if: attribute_exists(Id) on failure: ALL_OLD""",
            ],
            connection.Recorder.Texts);
    }

    [Fact]
    public async Task S178_a_condition_that_is_not_met_brings_the_item_back_and_can_be_tried_again()
    {
        await using var connection = local.Connect();
        await using var db = await WithAnnAsync(connection);
        var ann = await db.People.SingleAsync(p => p.Id == "ann");
        ann.Name = "x";
        db.Entry(ann).HasCondition(p => p.Age > 5);

        var exception = await Assert.ThrowsAsync<DynamoDbUpdateException>(() => db.SaveChangesAsync());

        var inner = Assert.IsType<DynamoDbConditionFailedException>(exception.InnerException);
        Assert.True(inner.ItemExists);
        Assert.Equal("1", inner.CurrentItem!["Age"]);
        Assert.Same(ann, exception.Entries.Single().Entity);
        Assert.Equal(1, Assert.Single(exception.Failures).CurrentValues!["Age"]);
        Assert.Equal(EntityState.Modified, db.Entry(ann).State);
        await Assert.ThrowsAsync<DynamoDbUpdateException>(() => db.SaveChangesAsync());
        db.Entry(ann).HasCondition(p => p.Age == 1);
        await db.SaveChangesAsync();
        Assert.Equal("x", (await connection.StoredItemsAsync("People")).Single()["Name"].S);
    }

    [Fact]
    public async Task An_item_whose_token_has_changed_is_a_concurrency_conflict_whatever_the_condition()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection);
        db.Add(new Order { CustomerId = "ann", Number = 1, Total = 5 });
        await db.SaveChangesAsync();
        var order = db.Orders.Local.Single();
        await db.Orders.Where(o => o.CustomerId == "ann" && o.Number == 1).ExecuteUpdateAsync(s => s.SetProperty(o => o.Note, "other"));
        connection.Recorder.Clear();

        order.Total = 6;
        db.Entry(order).HasCondition(o => o.Total == 5);
        await Assert.ThrowsAsync<DynamoDbUpdateConcurrencyException>(() => db.SaveChangesAsync());

        Assert.Equal(
            ["""UpdateItem Orders {CustomerId: "ann", Number: 1} SET Total = 6, Version = 2 if: Version = 1 AND Total = 5 on failure: ALL_OLD"""],
            connection.Recorder.Texts);
    }

    [Fact]
    public async Task S071_an_upsert_may_depend_on_what_it_replaces()
    {
        await using var connection = local.Connect();
        await using var db = await WithAnnAsync(connection);

        db.Upsert(new Person { Id = "ann", Age = 9 }).When(p => p.Age > 5);
        var exception = await Assert.ThrowsAsync<DynamoDbUpdateException>(() => db.SaveChangesAsync());
        Assert.IsType<DynamoDbConditionFailedException>(exception.InnerException);
        db.ChangeTracker.Clear();
        db.Upsert(new Person { Id = "new", Age = 9 }).When(p => p.Age > 5);
        await db.SaveChangesAsync();
        db.Upsert(new Person { Id = "zoe" }).HasCondition(p => p.Age > 5);
        await Assert.ThrowsAsync<DynamoDbUpdateException>(() => db.SaveChangesAsync());

        Assert.Equal(
            [
                """PutItem People {Id: "ann", Age: 9} if: attribute_not_exists(Id) OR Age > 5 on failure: ALL_OLD""",
                """PutItem People {Id: "new", Age: 9} if: attribute_not_exists(Id) OR Age > 5 on failure: ALL_OLD""",
                """PutItem People {Id: "zoe"} if: Age > 5 on failure: ALL_OLD""",
            ],
            connection.Recorder.Texts);
    }

    [Fact]
    public async Task S168_a_check_of_another_item_makes_a_transaction()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection);
        db.Add(new Account { Id = "a", Balance = 50 });
        await db.SaveChangesAsync();
        connection.Recorder.Clear();
        var price = 100m;

        db.Accounts.StageCheck("a", a => a.Balance >= price);
        db.Add(new Person { Id = "p" });
        var exception = await Assert.ThrowsAsync<DynamoDbUpdateException>(() => db.SaveChangesAsync());

        Assert.Contains("'Account'", exception.Message, StringComparison.Ordinal);
        Assert.Equal("50", Assert.IsType<DynamoDbConditionFailedException>(exception.InnerException).CurrentItem!["Balance"]);
        Assert.Empty(await connection.StoredItemsAsync("People"));
        await db.Accounts.Where(a => a.Id == "a").ExecuteUpdateAsync(s => s.SetProperty(a => a.Balance, 100m));
        connection.Recorder.Clear();
        Assert.Equal(1, await db.SaveChangesAsync());
        Assert.Equal(0, await db.SaveChangesAsync());
        var text = connection.Recorder.Single.ToString();
        Assert.Contains("""Check Accounts {Id: "a"} if: Balance >= 100""", text, StringComparison.Ordinal);
        Assert.StartsWith("TransactWriteItems [Put People", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task S167_an_update_is_staged_without_loading_and_goes_alone_or_with_others()
    {
        await using var connection = local.Connect();
        await using var db = await WithAnnAsync(connection);
        var by = 2;

        db.People.StageUpdate("ann", s => s.SetProperty(p => p.Age, p => EF.Functions.Increment(p.Age, by)).SetProperty(p => p.Name, "x")).When(p => p.Age < 10);
        Assert.Equal(1, await db.SaveChangesAsync());
        db.Orders.StageUpdate(db.Orders.Key("ann", 1L), s => s.SetProperty(o => o.Note, "n")).AllowUpsert();
        db.Add(new Keeper { Id = "k" });
        Assert.Equal(2, await db.SaveChangesAsync());

        Assert.Equal("""UpdateItem People {Id: "ann"} SET Name = "x" ADD Age 2 if: Age < 10 on failure: ALL_OLD""", connection.Recorder.Texts[0]);
        Assert.Contains("""Update Orders {CustomerId: "ann", Number: 1} SET Note = "n" ADD Version 1""", connection.Recorder.Texts[1], StringComparison.Ordinal);
        Assert.Equal(2, connection.Recorder.Texts.Count);
        Assert.Equal("3", (await connection.StoredItemsAsync("People")).Single()["Age"].N);
    }

    [Fact]
    public async Task S168_an_unchanged_entity_can_be_required_to_be_unchanged_in_the_store()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection);
        db.Add(new Order { CustomerId = "ann", Number = 1 });
        await db.SaveChangesAsync();
        var order = db.Orders.Local.Single();

        db.Entry(order).RequireUnchanged();
        db.Add(new Person { Id = "p" });
        Assert.Equal(1, await db.SaveChangesAsync());
        await db.Orders.Where(o => o.CustomerId == "ann" && o.Number == 1).ExecuteUpdateAsync(s => s.SetProperty(o => o.Note, "other"));
        connection.Recorder.Clear();
        db.Entry(order).RequireUnchanged();
        db.Add(new Person { Id = "q" });
        var exception = await Assert.ThrowsAsync<DynamoDbUpdateConcurrencyException>(() => db.SaveChangesAsync());

        Assert.Same(order, exception.Failures[0].Entry.Entity);
        Assert.Equal("other", (string?)exception.Failures[0].CurrentValues!["Note"]);
        Assert.Contains("""Check Orders {CustomerId: "ann", Number: 1} if: Version = 1""", connection.Recorder.Single.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_writes_of_one_item_are_refused_by_name()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection);
        db.Add(new Person { Id = "ann" });
        db.People.StageUpdate("ann", s => s.SetProperty(p => p.Name, "x"));

        Assert.Contains("have the same key", (await Assert.ThrowsAsync<DbUpdateException>(() => db.SaveChangesAsync())).Message, StringComparison.Ordinal);

        Assert.Empty(connection.Recorder.Texts);
    }

    [Fact]
    public async Task What_DynamoDB_cannot_decide_is_refused_at_once()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection);
        var entry = db.Attach(new Person { Id = "ann" });

        Assert.Throws<InvalidOperationException>(() => entry.HasCondition(p => p.Name!.Length > 3));
        Assert.Throws<InvalidOperationException>(() => db.People.StageUpdate("a", s => s.SetProperty(p => p.Age, p => p.Age * 2)));
        Assert.Throws<ArgumentException>(() => db.Orders.StageCheck("a", o => o.Total > 1));
        Assert.Throws<ArgumentException>(() => db.Orders.Key("a", "b"));
        db.People.StageCheck("a", p => p.Age > 1);
        db.Database.AutoTransactionBehavior = AutoTransactionBehavior.Never;
        await Assert.ThrowsAsync<DbUpdateException>(() => db.SaveChangesAsync());
        Assert.Empty(connection.Recorder.Texts);
    }

    private static async Task<ShopContext> WithAnnAsync(LocalConnection connection)
    {
        var db = await ShopContext.CreateAsync(connection);
        db.Add(new Person { Id = "ann", Name = "Ann", Age = 1 });
        await db.SaveChangesAsync();
        db.ChangeTracker.Clear();
        connection.Recorder.Clear();
        return db;
    }
}
