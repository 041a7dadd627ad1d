using EFCore.DynamoDb.FunctionalTests.Local;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.FunctionalTests.Saving;

/// <summary>Sections 5 to 8 of the seed's features, and the access patterns that write: the request, and the item after it.</summary>
public class SeedUpdateTests(DynamoDbLocalFixture local) : IClassFixture<DynamoDbLocalFixture>
{
    [Fact]
    public async Task S070_an_upsert_is_a_put_without_condition()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection);
        db.Upsert(new Person { Id = "ann", Age = 1 });
        await db.SaveChangesAsync();

        Assert.Equal(["""PutItem People {Id: "ann", Age: 1}"""], connection.Recorder.Texts);
        Assert.Equal("1", (await connection.StoredItemsAsync("People")).Single()["Age"].N);
    }

    [Fact]
    public async Task S072_AP12_an_add_asks_that_there_is_none_in_one_plain_request()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection);
        db.Add(new Person { Id = "ann" });
        await db.SaveChangesAsync();

        Assert.Equal(["""PutItem People {Id: "ann"} if: attribute_not_exists(Id) on failure: ALL_OLD"""], connection.Recorder.Texts);
    }

    [Fact]
    public async Task S080_a_stub_is_enough_to_delete()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection);
        await db.People.BulkUpsertAsync([new Person { Id = "ann" }]);
        connection.Recorder.Clear();
        db.Remove(new Person { Id = "ann" });
        await db.SaveChangesAsync();

        Assert.Equal(["""DeleteItem People {Id: "ann"} if: attribute_exists(Id) on failure: ALL_OLD"""], connection.Recorder.Texts);
        Assert.Empty(await connection.StoredItemsAsync("People"));
    }

    [Fact]
    public async Task S084_a_tracked_change_is_sent_alone()
    {
        await using var connection = local.Connect();
        await using var db = await SeededAsync(connection);
        (await db.Pages.SingleAsync(p => p.Id == "a")).Title = "new";
        connection.Recorder.Clear();
        await db.SaveChangesAsync();

        Assert.Equal(["""UpdateItem Pages {Id: "a"} SET Title = "new" if: attribute_exists(Id) on failure: ALL_OLD"""], connection.Recorder.Texts);
    }

    [Fact]
    public async Task S085_S091_S094_several_setters_are_one_update_in_the_form_of_each_property()
    {
        await using var connection = local.Connect();
        await using var db = await SeededAsync(connection);
        var at = new DateTime(2026, 1, 2, 0, 0, 0, DateTimeKind.Utc);
        Assert.Equal(1, await db.Pages.Where(p => p.Id == "a").ExecuteUpdateAsync(s => s.SetProperty(p => p.Title, "x").SetProperty(p => p.At, at)));

        Assert.Equal(
            ["""UpdateItem Pages {Id: "a"} SET Title = "x", At = 1767312000 if: attribute_exists(Id) on failure: ALL_OLD"""], connection.Recorder.Texts);
    }

    [Fact]
    public async Task S097_an_update_gives_back_the_number_of_items_and_nothing_else()
    {
        await using var connection = local.Connect();
        await using var db = await SeededAsync(connection);

        Assert.Equal(1, await db.Pages.Where(p => p.Id == "a").ExecuteUpdateAsync(s => s.SetProperty(p => p.Title, "x")));

        Assert.False(connection.Recorder.Single.Body.TryGetProperty("ReturnValues", out _));
        Assert.Equal("x", (await connection.StoredItemsAsync("Pages")).Single()["Title"].S);
    }

    [Fact]
    public async Task S103_the_request_of_an_update_can_be_read_in_the_log()
    {
        await using var connection = local.Connect();
        var lines = new List<string>();
        await using var db = await WriterContext.CreateAsync(
            connection, b => b.EnableSensitiveDataLogging().LogTo(lines.Add, Microsoft.Extensions.Logging.LogLevel.Information));
        db.Add(new Page { Id = "a" });
        await db.SaveChangesAsync();
        lines.Clear();
        await db.Pages.Where(p => p.Id == "a" && p.Title == null).ExecuteUpdateAsync(s => s.SetProperty(p => p.Title, "x").RemoveProperty(p => p.Log));

        Assert.Contains(lines, l => l.Contains("""UpdateItem""", StringComparison.Ordinal) && l.Contains("""SET Title = "x" REMOVE Log if: """, StringComparison.Ordinal));
    }

    [Fact]
    public async Task S087_an_element_of_a_list_is_set_and_removed()
    {
        await using var connection = local.Connect();
        await using var db = await SeededAsync(connection);
        var page = db.Pages.Where(p => p.Id == "a");
        await page.ExecuteUpdateAsync(s => s.SetProperty(p => p.Log, p => EF.Functions.ListAppend(p.Log, new[] { "m", "n" })));
        connection.Recorder.Clear();

        await page.ExecuteUpdateAsync(s => s.SetProperty(p => p.Log[1], "M"));
        await page.ExecuteUpdateAsync(s => s.RemoveProperty(p => p.Log[0]));
        await page.ExecuteUpdateAsync(s => s.RemoveProperty(p => p.Basket!.Items[0]));
        await page.ExecuteUpdateAsync(s => s.RemoveProperty(p => p.Basket!.Items[0].Sku));

        Assert.Contains("""SET Log[1] = "M" """, connection.Recorder.Texts[0], StringComparison.Ordinal);
        Assert.Contains("REMOVE Log[0] ", connection.Recorder.Texts[1], StringComparison.Ordinal);
        Assert.Contains("REMOVE Basket.Items[0] ", connection.Recorder.Texts[2], StringComparison.Ordinal);
        Assert.Contains("REMOVE Basket.Items[0].Sku ", connection.Recorder.Texts[3], StringComparison.Ordinal);
        var stored = (await connection.StoredItemsAsync("Pages")).Single();
        Assert.Equal(["M", "n"], stored["Log"].L.Select(v => v.S));
        Assert.Equal(["2"], stored["Basket"].M["Items"].L.Select(v => v.M["Qty"].N));
        Assert.False(stored["Basket"].M["Items"].L[0].M.ContainsKey("Sku"));
    }

    [Fact]
    public async Task S089_S090_members_are_put_into_a_set_and_taken_out_of_it()
    {
        await using var connection = local.Connect();
        await using var db = await SeededAsync(connection);
        string[] more = ["x", "y"];
        await db.Pages.Where(p => p.Id == "a").ExecuteUpdateAsync(s => s.SetProperty(p => p.Tags, p => EF.Functions.SetUnion(p.Tags, more)));
        await db.Pages.Where(p => p.Id == "a").ExecuteUpdateAsync(s => s.SetProperty(p => p.Tags, p => EF.Functions.SetExcept(p.Tags, new[] { "t", "x" })));

        Assert.Contains(" ADD Tags ", connection.Recorder.Texts[0], StringComparison.Ordinal);
        Assert.Contains(" DELETE Tags ", connection.Recorder.Texts[1], StringComparison.Ordinal);
        Assert.Equal(["y"], (await connection.StoredItemsAsync("Pages")).Single()["Tags"].SS);
    }

    [Fact]
    public async Task Elements_are_put_before_and_after_those_of_a_list_or_make_it()
    {
        await using var connection = local.Connect();
        await using var db = await SeededAsync(connection);
        var page = db.Pages.Where(p => p.Id == "a");
        await page.ExecuteUpdateAsync(s => s.SetProperty(p => p.Log, p => EF.Functions.ListAppend(p.Log, new[] { "z" })));
        await page.ExecuteUpdateAsync(s => s.SetProperty(p => p.Log, p => EF.Functions.ListPrepend(p.Log, new[] { "0" })));

        Assert.All(connection.Recorder.Texts, t => Assert.Contains("SET Log = list_append(", t, StringComparison.Ordinal));
        Assert.Equal(["0", "l", "z"], (await connection.StoredItemsAsync("Pages")).Single()["Log"].L.Select(v => v.S));
        await page.ExecuteUpdateAsync(s => s.RemoveProperty(p => p.Log));
        await page.ExecuteUpdateAsync(s => s.SetProperty(p => p.Log, p => EF.Functions.ListAppend(p.Log, new[] { "1" })));
        Assert.Equal(["1"], (await connection.StoredItemsAsync("Pages")).Single()["Log"].L.Select(v => v.S));
    }

    [Fact]
    public async Task S092_S093_a_member_and_a_member_of_an_element_are_paths()
    {
        await using var connection = local.Connect();
        await using var db = await SeededAsync(connection);
        await db.Pages.Where(p => p.Id == "a").ExecuteUpdateAsync(s => s.SetProperty(p => p.Basket!.Name, "b"));
        await db.Pages.Where(p => p.Id == "a").ExecuteUpdateAsync(s => s.SetProperty(p => p.Basket!.Items[1].Qty, 9));

        Assert.Contains("SET Basket.Name = \"b\"", connection.Recorder.Texts[0], StringComparison.Ordinal);
        Assert.Contains("SET Basket.Items[1].Qty = 9", connection.Recorder.Texts[1], StringComparison.Ordinal);
        var basket = (await connection.StoredItemsAsync("Pages")).Single()["Basket"].M;
        Assert.Equal(("b", "9"), (basket["Name"].S, basket["Items"].L[1].M["Qty"].N));
    }

    [Fact]
    public async Task S095_an_update_of_what_is_missing_counts_none_and_AllowUpsert_makes_it()
    {
        await using var connection = local.Connect();
        await using var db = await WriterContext.CreateAsync(connection);
        Assert.Equal(0, await db.Pages.Where(p => p.Id == "a").ExecuteUpdateAsync(s => s.SetProperty(p => p.Title, "x")));
        Assert.Empty(await connection.StoredItemsAsync("Pages"));
        Assert.Equal(1, await db.Pages.Where(p => p.Id == "a").AllowUpsert().ExecuteUpdateAsync(s => s.SetProperty(p => p.Title, "x")));
        Assert.Equal("x", (await connection.StoredItemsAsync("Pages")).Single()["Title"].S);
    }

    [Fact]
    public async Task S102_two_setters_of_one_place_and_setters_of_keys_are_refused_before_any_request()
    {
        await using var connection = local.Connect();
        await using var db = await WriterContext.CreateAsync(connection);
        var page = db.Pages.Where(p => p.Id == "a");
        await Assert.ThrowsAsync<InvalidOperationException>(
            () => page.ExecuteUpdateAsync(s => s.SetProperty(p => p.Title, "x").SetProperty(p => p.Title, "y")));
        await Assert.ThrowsAsync<InvalidOperationException>(() => page.ExecuteUpdateAsync(s => s.SetProperty(p => p.Id, "b")));
        Assert.Empty(connection.Recorder.Requests);
    }

    [Fact]
    public async Task An_item_over_400_KB_is_refused_before_the_request_by_name_and_size()
    {
        await using var connection = local.Connect();
        await using var db = await WriterContext.CreateAsync(connection);
        db.Add(new Page { Id = "a", Title = new string('x', 410_000) });

        var exception = await Assert.ThrowsAsync<DbUpdateException>(() => db.SaveChangesAsync());

        Assert.Contains("'Page' (Id: \"a\") takes at least 410,0", exception.Message, StringComparison.Ordinal);
        Assert.Empty(connection.Recorder.Requests);
    }

    [Fact]
    public async Task AP10_an_order_and_its_stock_are_one_idempotent_transaction()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection);
        await db.Accounts.BulkUpsertAsync([new Account { Id = "p", Balance = 5 }]);
        connection.Recorder.Clear();
        for (var i = 0; i < 2; i++)
        {
            db.ChangeTracker.Clear();
            db.Add(new Order { CustomerId = "42", Number = 1 });
            db.Accounts.StageUpdate("p", s => s.SetProperty(a => a.Balance, a => a.Balance - 2)).When(a => a.Balance >= 2);
            await db.SaveChangesAsync(new DynamoDbSaveOptions { ClientRequestToken = connection.TableNamePrefix + "cmd" });
        }

        Assert.All(connection.Recorder.Requests, r => Assert.Equal("TransactWriteItems", r.Operation));
        Assert.Contains("SET Balance = Balance - 2", connection.Recorder.Texts[0], StringComparison.Ordinal);
        Assert.Contains("Balance >= 2", connection.Recorder.Texts[0], StringComparison.Ordinal);
        Assert.Equal("3", (await connection.StoredItemsAsync("Accounts")).Single()["Balance"].N);
    }

    [Fact]
    public async Task AP11_a_claim_that_is_taken_fails_both_and_names_the_entry()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection);
        await db.Keepers.BulkUpsertAsync([new Keeper { Id = "ann@x" }]);
        connection.Recorder.Clear();
        var claim = new Keeper { Id = "ann@x" };
        db.AddRange(new Person { Id = "ann" }, claim);

        var exception = await Assert.ThrowsAnyAsync<DbUpdateException>(() => db.SaveChangesAsync());

        Assert.Same(claim, Assert.Single(exception.Entries).Entity);
        Assert.Equal("TransactWriteItems", connection.Recorder.Single.Operation);
        Assert.Empty(await connection.StoredItemsAsync("People"));
    }

    [Fact]
    public async Task AP14_a_transition_is_one_conditional_update()
    {
        await using var connection = local.Connect();
        await using var db = await SeededAsync(connection);
        var query = db.Pages.Where(p => p.Id == "a" && p.Title == "first");
        Assert.Equal(1, await query.ExecuteUpdateAsync(s => s.SetProperty(p => p.Title, "Shipped")));
        Assert.Equal(0, await query.ExecuteUpdateAsync(s => s.SetProperty(p => p.Title, "Shipped")));

        Assert.All(
            connection.Recorder.Texts,
            t => Assert.Equal("""UpdateItem Pages {Id: "a"} SET Title = "Shipped" if: Title = "first" on failure: ALL_OLD""", t));
    }

    [Fact]
    public async Task AP15_a_counter_gives_back_its_new_value()
    {
        await using var connection = local.Connect();
        await using var db = await SeededAsync(connection);
        var views = await db.Pages.Where(p => p.Id == "a").ExecuteUpdateReturningAsync(
            s => s.SetProperty(p => p.Views, p => EF.Functions.Increment(p.Views, 1)), DynamoDbReturnValues.UpdatedNew, p => p.Views);

        Assert.Equal([2L], views);
        Assert.StartsWith("""UpdateItem Pages {Id: "a"} ADD Views 1 if: attribute_exists(Id)""", connection.Recorder.Texts.Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AP17_a_touch_is_one_update_that_an_expired_session_fails()
    {
        await using var connection = local.Connect();
        await using var db = await SeededAsync(connection);
        var now = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        await db.Pages.Where(p => p.Id == "a").ExecuteUpdateAsync(s => s.SetProperty(p => p.At, now.AddHours(1)));
        connection.Recorder.Clear();
        var later = now.AddHours(2);
        Assert.Equal(1, await db.Pages.Where(p => p.Id == "a" && p.At > now).ExecuteUpdateAsync(s => s.SetProperty(p => p.At, later)));
        Assert.Equal(0, await db.Pages.Where(p => p.Id == "a" && p.At > later).ExecuteUpdateAsync(s => s.SetProperty(p => p.At, later)));

        Assert.Equal(
            """UpdateItem Pages {Id: "a"} SET At = 1767232800 if: At > 1767225600 on failure: ALL_OLD""", connection.Recorder.Texts[0]);
        Assert.Equal(2, connection.Recorder.Requests.Count);
    }

    [Fact]
    public async Task AP25_events_are_appended_once()
    {
        await using var connection = local.Connect();
        await using var db = await WriterContext.CreateAsync(connection);
        db.Add(new StoredEvent { StreamId = "s", Number = 1 });
        await db.SaveChangesAsync();
        db.AddRange(Enumerable.Range(2, 3).Select(n => new StoredEvent { StreamId = "s", Number = n }));
        await db.SaveChangesAsync();
        await using var other = WriterContext.Create(connection);
        var clash = new StoredEvent { StreamId = "s", Number = 4 };
        other.AddRange(clash, new StoredEvent { StreamId = "s", Number = 5 });
        var exception = await Assert.ThrowsAnyAsync<DbUpdateException>(() => other.SaveChangesAsync());

        Assert.Equal(["PutItem", "TransactWriteItems", "TransactWriteItems"], connection.Recorder.Requests.Select(r => r.Operation));
        Assert.Same(clash, Assert.Single(exception.Entries).Entity);
        Assert.Equal(4, (await connection.StoredItemsAsync("Events")).Count);
    }

    [Fact]
    public async Task AP30_a_purge_reads_keys_and_deletes_what_is_still_asked_for_or_in_batches()
    {
        await using var connection = local.Connect();
        await using var db = await WriterContext.CreateAsync(connection);
        await db.Events.BulkUpsertAsync(Enumerable.Range(0, 60).Select(n => new StoredEvent { StreamId = "s" + n, Number = n, Payload = n < 30 ? "old" : "new" }));
        connection.Recorder.Clear();
        await Assert.ThrowsAsync<InvalidOperationException>(() => db.Events.Where(e => e.Payload == "old").ExecuteDeleteAsync());
        Assert.Equal(30, await db.Events.AllowScan().Where(e => e.Payload == "old").ExecuteDeleteAsync());
        Assert.Equal(30, connection.Recorder.Requests.Count(r => r.Operation == "DeleteItem"));
        connection.Recorder.Clear();
        Assert.Equal(30, await db.Events.AllowScan().AllowUnconditionalDelete().Where(e => e.Payload == "new").ExecuteDeleteAsync());

        Assert.Equal(2, connection.Recorder.Requests.Count(r => r.Operation == "BatchWriteItem"));
        Assert.Empty(await connection.StoredItemsAsync("Events"));
    }

    private static async Task<WriterContext> SeededAsync(LocalConnection connection)
    {
        var db = await WriterContext.CreateAsync(connection);
        db.Add(new Page
        {
            Id = "a",
            Title = "first",
            Views = 1,
            Tags = ["t"],
            Log = ["l"],
            Basket = new Basket { Name = "n", Items = [new Part { Sku = "1", Qty = 1 }, new Part { Sku = "2", Qty = 2 }] },
        });
        await db.SaveChangesAsync();
        db.ChangeTracker.Clear();
        connection.Recorder.Clear();
        return db;
    }
}
