using EFCore.DynamoDb.FunctionalTests.Local;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.FunctionalTests.Saving;

/// <summary>The reads of section 15 of the seed's features: several keys in one transaction or batch.</summary>
public class SeedReadTests(DynamoDbLocalFixture local) : IClassFixture<DynamoDbLocalFixture>
{
    [Fact]
    public async Task S172a_keys_of_several_types_are_read_by_one_transaction()
    {
        await using var connection = local.Connect();
        await using var db = await SeededAsync(connection);

        var (ann, bob, order) = await db.Database.TransactGetAsync(db.People.Key("ann"), db.People.Key("bob"), db.Orders.Key("ann", 1L));

        Assert.Equal(("Ann", "bob", 5m), (ann!.Name, bob!.Id, order!.Total));
        AssertText(connection, """TransactGetItems [Get People {Id: "ann"}; Get People {Id: "bob"}; Get Orders {CustomerId: "ann", Number: 1}]""");
    }

    [Fact]
    public async Task S172b_many_keys_of_one_type_are_a_query_that_is_read_by_one_transaction()
    {
        await using var connection = local.Connect();
        await using var db = await SeededAsync(connection);
        string[] ids = ["zoe", "bob", "ann", "bob"];

        var names = await db.People.Where(p => ids.Contains(p.Id)).AsTransactionalRead().Select(p => p.Id).ToListAsync();
        var one = await db.Orders.AsTransactionalRead().SingleAsync(o => o.CustomerId == "ann" && o.Number == 1 && o.Total > 1);
        var none = await db.Orders.AsTransactionalRead().Where(o => o.CustomerId == "ann" && o.Number == 1 && o.Total > 100).ToListAsync();

        Assert.Equal(["bob", "ann"], names);
        Assert.Equal((5m, 0), (one.Total, none.Count));
        Assert.Equal(
            [
                """TransactGetItems [Get People {Id: "zoe"} projection: Id; Get People {Id: "bob"} projection: Id; Get People {Id: "ann"} projection: Id]""",
                """TransactGetItems [Get Orders {CustomerId: "ann", Number: 1}]""",
                """TransactGetItems [Get Orders {CustomerId: "ann", Number: 1}]""",
            ],
            connection.Recorder.Texts);
        Assert.StartsWith("TransactGetItems ", db.People.Where(p => ids.Contains(p.Id)).AsTransactionalRead().ToQueryString(), StringComparison.Ordinal);
        Assert.Equal(6, db.People.Where(p => ids.Contains(p.Id)).AsTransactionalRead().Explain().MinimumReadUnits);
    }

    [Fact]
    public async Task S172b_what_is_no_key_or_more_than_a_hundred_of_them_is_an_error_before_any_request()
    {
        await using var connection = local.Connect();
        await using var db = await SeededAsync(connection);
        var many = Enumerable.Range(0, 101).Select(i => "p" + i).ToArray();

        var partition = await Assert.ThrowsAsync<InvalidOperationException>(() => db.Orders.Where(o => o.CustomerId == "ann").AsTransactionalRead().ToListAsync());
        var scan = await Assert.ThrowsAsync<InvalidOperationException>(() => db.People.Where(p => p.Name == "Ann").AsTransactionalRead().ToListAsync());
        var index = await Assert.ThrowsAsync<InvalidOperationException>(() => db.People.Where(p => p.Mail == "a@x").AsTransactionalRead().ToListAsync());
        var tooMany = await Assert.ThrowsAsync<InvalidOperationException>(() => db.People.Where(p => many.Contains(p.Id)).AsTransactionalRead().ToListAsync());

        Assert.All([partition, scan, index], e => Assert.Contains("A transactional read takes whole keys of the table", e.Message, StringComparison.Ordinal));
        Assert.Contains("this query has 101", tooMany.Message, StringComparison.Ordinal);
        Assert.Empty(connection.Recorder.Texts);
    }

    [Fact]
    public async Task S172c_each_key_may_read_a_part_of_its_item_only()
    {
        await using var connection = local.Connect();
        await using var db = await SeededAsync(connection);

        var (ann, bob, order) = await db.Database.TransactGetAsync(
            db.People.Key("ann"), db.People.Key("bob").Select(p => new { p.Id, p.Name }), db.Orders.Key("ann", 1L).Select(o => new { Twice = o.Total * 2 }));

        Assert.Equal(("Ann", "bob", null, 10m), (ann!.Name, bob!.Id, bob.Name, order!.Twice));
        AssertText(
            connection,
            """TransactGetItems [Get People {Id: "ann"}; Get People {Id: "bob"} projection: Id, Name; Get Orders {CustomerId: "ann", Number: 1} projection: Total]""");
        Assert.Equal(["ann"], db.ChangeTracker.Entries<Person>().Select(e => e.Entity.Id));
        var names = await db.Database.TransactGetAsync([db.People.Key("ann").Select(p => new { p.Name }), db.People.Key("zoe").Select(p => new { p.Name })]);
        Assert.Equal(("Ann", true), (names[0]!.Name, names[1] is null));
    }

    [Fact]
    public async Task S172d_the_results_come_in_request_order_with_null_for_missing()
    {
        await using var connection = local.Connect();
        await using var db = await SeededAsync(connection);

        var people = await db.Database.TransactGetAsync([db.People.Key("zoe"), db.People.Key("bob"), db.People.Key("ann")]);

        Assert.Equal([null, "bob", "ann"], people.Select(p => p?.Id));
        Assert.Single(connection.Recorder.Texts);
    }

    [Fact]
    public async Task S172e_a_transaction_is_always_consistent_and_asking_for_less_is_an_error()
    {
        await using var connection = local.Connect();
        await using var db = await SeededAsync(connection);
        var ann = db.People.Where(p => p.Id == "ann").AsTransactionalRead();

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => ann.WithConsistentRead(false).ToListAsync());
        Assert.Contains("always consistent", exception.Message, StringComparison.Ordinal);
        Assert.Empty(connection.Recorder.Texts);
        Assert.Single(await ann.WithConsistentRead().ToListAsync());
        AssertText(connection, """TransactGetItems [Get People {Id: "ann"}]""");
    }

    [Fact]
    public async Task S172f_S175h_what_it_cost_is_in_the_metrics()
    {
        await using var connection = local.Connect();
        await using var db = await SeededAsync(connection);
        string[] ids = ["ann", "bob"];
        var (transaction, batch) = (new DynamoDbQueryMetrics(), new DynamoDbQueryMetrics());

        await db.People.Where(p => ids.Contains(p.Id)).AsTransactionalRead().CollectMetrics(transaction).ToListAsync();
        await db.People.Where(p => ids.Contains(p.Id)).CollectMetrics(batch).ToListAsync();

        Assert.Equal((4d, 1d), (transaction.ConsumedCapacity, batch.ConsumedCapacity));
        Assert.Equal(["TransactGetItems", "BatchGetItem"], connection.Recorder.Requests.Select(r => r.Operation));
        Assert.All(connection.Recorder.Requests, r => Assert.True(r.Body.TryGetProperty("ReturnConsumedCapacity", out _)));
    }

    [Fact]
    public async Task S175a_a_list_of_keys_is_batches_of_a_hundred_and_several_types_go_together()
    {
        await using var connection = local.Connect();
        await using var db = await SeededAsync(connection);
        await db.People.BulkUpsertAsync(Enumerable.Range(0, 130).Select(i => new Person { Id = "p" + i }));
        connection.Recorder.Clear();
        var ids = Enumerable.Range(0, 130).Select(i => "p" + i).ToArray();

        Assert.Equal(130, (await db.People.AsNoTracking().Where(p => ids.Contains(p.Id)).ToListAsync()).Count);
        Assert.Equal(["BatchGetItem", "BatchGetItem"], connection.Recorder.Requests.Select(r => r.Operation));
        connection.Recorder.Clear();
        var (ann, order) = await db.Database.BatchGetAsync(db.People.Key("ann"), db.Orders.Key("ann", 1L));
        Assert.Equal(("Ann", 5m), (ann!.Name, order!.Total));
        Assert.Equal(
            ["""BatchGetItem Orders [{CustomerId: "ann", Number: 1}]""", """BatchGetItem People [{Id: "ann"}]"""], connection.Recorder.Texts.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task S175b_composite_keys_keep_the_order_in_which_they_are_given()
    {
        await using var connection = local.Connect();
        await using var db = await SeededAsync(connection);

        var orders = await db.Orders.FindManyAsync([db.Orders.Key("ann", 2L), db.Orders.Key("ann", 1L)]);

        Assert.Equal([2L, 1L], orders.Select(o => o!.Number));
        AssertText(connection, """BatchGetItem Orders [{CustomerId: "ann", Number: 2}, {CustomerId: "ann", Number: 1}]""");
    }

    [Fact]
    public async Task S175c_S175d_a_batch_is_consistent_and_projected_as_the_query_says()
    {
        await using var connection = local.Connect();
        await using var db = await SeededAsync(connection);
        string[] ids = ["ann", "bob"];

        var names = await db.People.Where(p => ids.Contains(p.Id)).WithConsistentRead().Select(p => p.Name).ToListAsync();

        Assert.Equal([null, "Ann"], names.Order());
        AssertText(connection, """BatchGetItem People [{Id: "ann"}, {Id: "bob"}] projection: Name consistent""");
    }

    [Fact]
    public async Task S175e_S175f_a_query_has_one_list_of_those_found_and_FindMany_null_at_the_places_of_the_others()
    {
        await using var connection = local.Connect();
        await using var db = await SeededAsync(connection);
        string[] ids = ["ann", "zoe", "bob"];

        Assert.Equal(["ann", "bob"], (await db.People.Where(p => ids.Contains(p.Id)).ToListAsync()).Select(p => p.Id).Order());
        Assert.Equal(["ann", null, "bob"], (await db.People.FindManyAsync(ids)).Select(p => p?.Id));
        Assert.Equal(
            ["""BatchGetItem People [{Id: "ann"}, {Id: "zoe"}, {Id: "bob"}]""", """BatchGetItem People [{Id: "zoe"}]"""], connection.Recorder.Texts);
    }

    [Fact]
    public async Task S175g_keys_that_are_left_undone_are_asked_for_again_and_then_an_error()
    {
        await using var connection = local.Connect();
        await using var db = await SeededAsync(connection);
        string[] ids = ["ann", "bob"];
        connection.Faults.LeaveUnprocessed("BatchGetItem", processed: 1);
        Assert.Equal(2, (await db.People.Where(p => ids.Contains(p.Id)).ToListAsync()).Count);
        Assert.Equal(["""BatchGetItem People [{Id: "ann"}, {Id: "bob"}]""", """BatchGetItem People [{Id: "bob"}]"""], connection.Recorder.Texts);
        for (var i = 1; i <= 8; i++)
        {
            connection.Faults.LeaveUnprocessed("BatchGetItem", processed: 0, nth: i);
        }

        var exception = await Assert.ThrowsAnyAsync<Exception>(() => db.People.Where(p => ids.Contains(p.Id)).ToListAsync());
        Assert.Contains("2", exception.Message, StringComparison.Ordinal);
        Assert.Contains("People", exception.Message, StringComparison.Ordinal);
    }

    private static void AssertText(LocalConnection connection, string text)
        => Assert.Equal(text, connection.Recorder.Texts[0]);

    private static async Task<ShopContext> SeededAsync(LocalConnection connection)
    {
        await using (var seed = await ShopContext.CreateAsync(connection))
        {
            seed.AddRange(
                new Person { Id = "ann", Name = "Ann" },
                new Person { Id = "bob" },
                new Order { CustomerId = "ann", Number = 1, Total = 5 },
                new Order { CustomerId = "ann", Number = 2, Total = 6 });
            await seed.SaveChangesAsync();
        }

        connection.Recorder.Clear();
        return ShopContext.Create(connection);
    }
}
