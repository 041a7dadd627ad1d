using EFCore.DynamoDb.FunctionalTests.Local;
using EFCore.DynamoDb.Update;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.FunctionalTests.Saving;

/// <summary>Staged increments, upserts by key, and deletes of what is gone.</summary>
public class StagingTests(DynamoDbLocalFixture local) : IClassFixture<DynamoDbLocalFixture>
{
    [Fact]
    public async Task Unconditional_increments_of_one_item_are_one_update()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection);
        await db.Orders.BulkUpsertAsync([new Order { CustomerId = "ann", Number = 1, Total = 1, Version = 1 }]);
        connection.Recorder.Clear();
        var key = db.Orders.Key("ann", 1L);
        db.Orders.StageUpdate(key, s => s.SetProperty(o => o.Total, o => EF.Functions.Increment(o.Total, 2.5m)));
        db.Orders.StageUpdate(key, s => s.SetProperty(o => o.Total, o => EF.Functions.Increment(o.Total, -1m)));

        Assert.Equal(1, await db.SaveChangesAsync());
        Assert.Equal(0, await db.SaveChangesAsync());

        var request = Assert.Single(connection.Recorder.Requests);
        Assert.Equal("UpdateItem", request.Operation);
        var item = Assert.Single(await connection.StoredItemsAsync("Orders"));
        Assert.Equal(("2.5", "3"), (item["Total"].N, item["Version"].N));
    }

    [Fact]
    public async Task Increments_with_conditions_are_not_merged_but_refused_by_name()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection);
        db.People.StageUpdate("ann", s => s.SetProperty(p => p.Age, p => EF.Functions.Increment(p.Age, -1))).When(p => p.Age >= 1);
        db.People.StageUpdate("ann", s => s.SetProperty(p => p.Age, p => EF.Functions.Increment(p.Age, -2))).When(p => p.Age >= 2);

        var exception = await Assert.ThrowsAsync<DbUpdateException>(() => db.SaveChangesAsync());

        Assert.Contains("'Person' and 'Person' have the same key in the table 'People'", exception.Message, StringComparison.Ordinal);
        Assert.Empty(connection.Recorder.Requests);
    }

    [Fact]
    public async Task Upsert_of_a_key_and_setters_makes_the_item_or_changes_it()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection);
        for (var i = 0; i < 2; i++)
        {
            db.People.Upsert("ann", s => s.SetProperty(p => p.Age, p => EF.Functions.Increment(p.Age, 1)).SetProperty(p => p.Name, "Ann"));
            Assert.Equal(1, await db.SaveChangesAsync());
        }

        Assert.All(connection.Recorder.Requests, r => Assert.False(r.Body.TryGetProperty("ConditionExpression", out _)));
        var ann = await db.People.SingleAsync(p => p.Id == "ann");
        Assert.Equal((2, "Ann"), (ann.Age, ann.Name));
    }

    [Fact]
    public async Task Upsert_of_a_key_in_a_shared_table_makes_an_item_of_its_type()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection);
        var cats = db.Set<Cat>();
        cats.Upsert("tom", s => s.SetProperty(c => c.Lives, c => EF.Functions.Increment(c.Lives, 9)));
        await db.SaveChangesAsync();

        Assert.Equal(9, Assert.IsType<Cat>(await db.Animals.SingleAsync(a => a.Id == "tom")).Lives);
    }

    [Fact]
    public async Task A_delete_of_what_is_gone_is_no_conflict_with_IgnoreMissingDeletes()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection, b => b.UseDynamoDb(o => o.IgnoreMissingDeletes()));
        db.Remove(new Person { Id = "gone" });
        Assert.Equal(1, await db.SaveChangesAsync());
        db.Remove(new Order { CustomerId = "ann", Number = 1, Version = 3 });
        Assert.Equal(1, await db.SaveChangesAsync());

        Assert.Equal(
            ["DeleteItem People {Id: \"gone\"}", "DeleteItem Orders {CustomerId: \"ann\", Number: 1} if: attribute_not_exists(CustomerId) OR Version = 3 on failure: ALL_OLD"],
            connection.Recorder.Texts);
    }

    [Fact]
    public async Task A_delete_of_a_changed_item_is_a_conflict_even_with_IgnoreMissingDeletes()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection, b => b.UseDynamoDb(o => o.IgnoreMissingDeletes()));
        db.Add(new Order { CustomerId = "ann", Number = 1 });
        await db.SaveChangesAsync();
        db.ChangeTracker.Clear();
        db.Remove(new Order { CustomerId = "ann", Number = 1, Version = 3 });

        await Assert.ThrowsAsync<DynamoDbUpdateConcurrencyException>(() => db.SaveChangesAsync());
        Assert.Single(await connection.StoredItemsAsync("Orders"));
    }
}
