using EFCore.DynamoDb.FunctionalTests.Local;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.FunctionalTests.Saving;

/// <summary>Reads of several keys at once.</summary>
public class KeyedReadTests(DynamoDbLocalFixture local) : IClassFixture<DynamoDbLocalFixture>
{
    [Fact]
    public async Task A_transaction_reads_several_types_in_request_order_with_null_for_missing()
    {
        await using var connection = local.Connect();
        await using var db = await SeededAsync(connection);

        var (ann, missing, order) = await db.Database.TransactGetAsync(db.People.Key("ann"), db.People.Key("nobody"), db.Orders.Key("ann", 1L));

        Assert.Equal(("Ann", null, 5m), (ann!.Name, missing, order!.Total));
        Assert.Equal(EntityState.Unchanged, db.Entry(ann).State);
        Assert.Equal(["TransactGetItems"], connection.Recorder.Requests.Select(r => r.Operation));
        var both = await db.Database.TransactGetAsync([db.People.Key("ann"), db.People.Key("bob")]);
        Assert.Same(ann, both[0]);
        Assert.Equal("bob", both[1]!.Id);
    }

    [Fact]
    public async Task A_batch_reads_several_types_and_what_is_unprocessed_again()
    {
        await using var connection = local.Connect();
        await using var db = await SeededAsync(connection);
        connection.Faults.LeaveUnprocessed("BatchGetItem", processed: 1);

        var (ann, bob, order) = await db.Database.BatchGetAsync(db.People.Key("ann"), db.People.Key("bob"), db.Orders.Key("ann", 1L));

        Assert.Equal(("ann", "bob", 1L), (ann!.Id, bob!.Id, order!.Number));
        Assert.Equal(3, connection.Recorder.Requests.Count);
    }

    [Fact]
    public async Task FindMany_asks_the_tracker_first_and_keeps_the_order()
    {
        await using var connection = local.Connect();
        await using var db = await SeededAsync(connection);
        var ann = await db.People.SingleAsync(p => p.Id == "ann");
        connection.Recorder.Clear();

        var found = await db.People.FindManyAsync(["bob", "zoe", "ann", "bob"]);

        Assert.Equal(["bob", null, "ann", "bob"], found.Select(p => p?.Id));
        Assert.Same(ann, found[2]);
        Assert.Same(found[0], found[3]);
        Assert.Equal(["""BatchGetItem People [{Id: "bob"}, {Id: "zoe"}]"""], connection.Recorder.Texts);
        Assert.Equal(3, (await db.People.FindManyAsync(["ann", "bob", "ann"])).Length);
        Assert.Single(connection.Recorder.Texts);
    }

    [Fact]
    public async Task Types_that_share_a_table_are_told_apart()
    {
        await using var connection = local.Connect();
        await using var db = await SeededAsync(connection);

        var (animal, keeper, none) = await db.Database.TransactGetAsync(db.Animals.Key("rex"), db.Keepers.Key("kim"), db.Set<Cat>().Key("rex"));

        Assert.IsType<Dog>(animal);
        Assert.NotNull(keeper);
        Assert.Null(none);
    }

    private static async Task<ShopContext> SeededAsync(LocalConnection connection)
    {
        await using (var seed = await ShopContext.CreateAsync(connection))
        {
            seed.AddRange(
                new Person { Id = "ann", Name = "Ann" },
                new Person { Id = "bob" },
                new Order { CustomerId = "ann", Number = 1, Total = 5 },
                new Dog { Id = "rex" },
                new Keeper { Id = "kim" });
            await seed.SaveChangesAsync();
        }

        connection.Recorder.Clear();
        return ShopContext.Create(connection);
    }
}
