using EFCore.DynamoDb.FunctionalTests.Local;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace EFCore.DynamoDb.FunctionalTests.Saving;

/// <summary>Upsert: a put without condition, and a mark that does not outlive it.</summary>
public class UpsertTests(DynamoDbLocalFixture local) : IClassFixture<DynamoDbLocalFixture>
{
    private const string ConditionalPut = """PutItem People {Id: "ann"} if: attribute_not_exists(Id) on failure: ALL_OLD""";

    [Fact]
    public async Task An_upsert_writes_the_item_whether_it_exists_or_not()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection);
        await using var other = ShopContext.Create(connection);

        var entry = db.People.Upsert(new Person { Id = "ann", Name = "Ann", Age = 1 });
        Assert.Equal(EntityState.Added, entry.State);
        await db.SaveChangesAsync();
        other.Upsert(new Person { Id = "ann", Name = "Anne" });
        await other.SaveChangesAsync();

        Assert.Equal(
            ["""PutItem People {Id: "ann", Age: 1, Name: "Ann"}""", """PutItem People {Id: "ann", Name: "Anne"}"""],
            connection.Recorder.Texts);
        Assert.Equal(["Id", "Name"], Assert.Single(await connection.StoredItemsAsync("People")).Keys.Order());
    }

    [Fact]
    public async Task Ranges_are_upserted_in_one_transaction()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection);

        db.People.UpsertRange(new Person { Id = "a" }, new Person { Id = "b" });
        db.UpsertRange(new Keeper { Id = "k" });
        Assert.Equal(3, await db.SaveChangesAsync());

        var text = connection.Recorder.Single.ToString();
        Assert.StartsWith("TransactWriteItems [Put ", text, StringComparison.Ordinal);
        Assert.DoesNotContain(" if: ", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_the_save_the_entity_is_updated_like_any_other()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection);
        var person = db.Upsert(new Person { Id = "ann" }).Entity;
        await db.SaveChangesAsync();
        connection.Recorder.Clear();

        person.Name = "Ann";
        await db.SaveChangesAsync();

        Assert.Equal(
            ["""UpdateItem People {Id: "ann"} SET Name = "Ann" if: attribute_exists(Id) on failure: ALL_OLD"""],
            connection.Recorder.Texts);
    }

    [Theory]
    [InlineData(EntityState.Detached)]
    [InlineData(EntityState.Unchanged)]
    [InlineData(EntityState.Modified)]
    public async Task The_mark_ends_with_the_state(EntityState between)
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection);
        var person = new Person { Id = "ann" };
        db.Upsert(person).State = between;

        db.Add(person);
        await db.SaveChangesAsync();

        Assert.Equal([ConditionalPut], connection.Recorder.Texts);
    }

    [Fact]
    public async Task The_mark_ends_when_the_tracker_is_cleared()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection);
        var person = new Person { Id = "ann" };
        db.Upsert(person);
        db.ChangeTracker.Clear();

        db.Add(person);
        await db.SaveChangesAsync();

        Assert.Equal([ConditionalPut], connection.Recorder.Texts);
    }

    [Fact]
    public async Task The_mark_survives_a_failed_save()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection);
        connection.Faults.Fail("PutItem", "AccessDeniedException");
        db.Upsert(new Person { Id = "ann" });

        await Assert.ThrowsAnyAsync<DbUpdateException>(() => db.SaveChangesAsync());
        await db.SaveChangesAsync();

        Assert.Equal(["""PutItem People {Id: "ann"}""", """PutItem People {Id: "ann"}"""], connection.Recorder.Texts);
    }

    [Fact]
    public async Task A_pooled_context_returns_without_marks_and_marks_again()
    {
        await using var connection = local.Connect();
        await using (await ShopContext.CreateAsync(connection))
        {
        }

        await using var services = new ServiceCollection()
            .AddPooledDbContextFactory<ShopContext>(
                o => o.UseLocal(connection), poolSize: 1)
            .BuildServiceProvider();
        var factory = services.GetRequiredService<IDbContextFactory<ShopContext>>();
        var person = new Person { Id = "ann" };
        ShopContext first;
        await using (first = await factory.CreateDbContextAsync())
        {
            first.Upsert(person);
        }

        await using (var db = await factory.CreateDbContextAsync())
        {
            Assert.Same(first, db);
            db.Add(person);
            await db.SaveChangesAsync();
            db.Upsert(new Person { Id = "bob" });
            db.Upsert(new Person { Id = "cat" }).State = EntityState.Unchanged;
            await db.SaveChangesAsync();
        }

        Assert.Equal([ConditionalPut, """PutItem People {Id: "bob"}"""], connection.Recorder.Texts);
    }

    [Fact]
    public async Task A_row_version_counts_on_from_what_the_entity_carries()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection);

        var order = db.Orders.Upsert(new Order { CustomerId = "ann", Number = 1, Version = 7 }).Entity;
        await db.SaveChangesAsync();

        Assert.Equal(8, order.Version);
        Assert.Equal(["""PutItem Orders {CustomerId: "ann", Number: 1, Total: 0, Version: 8}"""], connection.Recorder.Texts);
    }
}
