using EFCore.DynamoDb.FunctionalTests.Local;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.FunctionalTests.Saving;

/// <summary>Writes that give back what they wrote.</summary>
public class ReturningTests(DynamoDbLocalFixture local) : IClassFixture<DynamoDbLocalFixture>
{
    [Theory]
    [InlineData(DynamoDbReturnValues.AllOld, "ALL_OLD", 1, "Ann")]
    [InlineData(DynamoDbReturnValues.UpdatedOld, "UPDATED_OLD", 1, null)]
    [InlineData(DynamoDbReturnValues.AllNew, "ALL_NEW", 3, "Ann")]
    [InlineData(DynamoDbReturnValues.UpdatedNew, "UPDATED_NEW", 3, null)]
    public async Task S098_to_S101_an_update_gives_back_what_was_asked_for(DynamoDbReturnValues values, string sent, int age, string? name)
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection);
        await db.People.BulkUpsertAsync([new Person { Id = "ann", Name = "Ann", Age = 1 }]);
        connection.Recorder.Clear();

        var returned = await db.People.Where(p => p.Id == "ann").ExecuteUpdateReturningAsync(
            s => s.SetProperty(p => p.Age, p => p.Age + 2), values, p => new { p.Id, p.Age, p.Name });

        var only = Assert.Single(returned);
        Assert.Equal(("ann", age, name), (only.Id, only.Age, only.Name));
        Assert.Equal(sent, connection.Recorder.Single.Body.GetProperty("ReturnValues").GetString());
    }

    [Fact]
    public async Task Entities_are_given_back_untracked_and_none_where_the_condition_fails()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection);
        await db.People.BulkUpsertAsync([new Person { Id = "ann", Age = 1 }, new Person { Id = "bob", Age = 2 }]);
        string[] ids = ["ann", "bob"];

        var updated = await db.People.Where(p => ids.Contains(p.Id) && p.Age > 1).ExecuteUpdateReturningAsync(s => s.SetProperty(p => p.Name, "x"));
        var deleted = await db.People.Where(p => ids.Contains(p.Id)).ExecuteDeleteReturningAsync();

        Assert.Equal(("bob", "x"), (Assert.Single(updated).Id, updated[0].Name));
        Assert.Equal([("ann", null), ("bob", "x")], deleted.OrderBy(p => p.Id, StringComparer.Ordinal).Select(p => (p.Id, p.Name)));
        Assert.Empty(db.ChangeTracker.Entries());
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
            () => db.People.Where(p => p.Id == "a").ExecuteUpdateReturningAsync(s => s.SetProperty(p => p.Name, "x"), DynamoDbReturnValues.UpdatedNew));
    }
}
