using EFCore.DynamoDb.FunctionalTests.Local;
using EFCore.DynamoDb.Update;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.FunctionalTests.Saving;

/// <summary>Tracked numbers that are saved as differences.</summary>
public class AtomicCounterTests(DynamoDbLocalFixture local) : IClassFixture<DynamoDbLocalFixture>
{
    [Fact]
    public async Task A_change_is_added_and_the_entity_takes_what_others_added()
    {
        await using var connection = local.Connect();
        await using var db = await WriterContext.CreateAsync(connection);
        var page = await AddAsync(connection, db);
        await db.Pages.Where(p => p.Id == "a").ExecuteUpdateAsync(s => s.SetProperty(p => p.Views, p => EF.Functions.Increment(p.Views, 100)));
        connection.Recorder.Clear();

        page.Views += 5;
        page.Title = "new";
        await db.SaveChangesAsync();

        Assert.StartsWith("""UpdateItem Pages {Id: "a"} SET Title = "new" ADD Views 5 if: """, connection.Recorder.Texts.Single(), StringComparison.Ordinal);
        Assert.Equal("UPDATED_NEW", connection.Recorder.Single.Body.GetProperty("ReturnValues").GetString());
        Assert.Equal((106L, EntityState.Unchanged), (page.Views, db.Entry(page).State));
        page.Views -= 6;
        await db.SaveChangesAsync();
        Assert.Equal("100", (await connection.StoredItemsAsync("Pages")).Single()["Views"].N);
    }

    [Fact]
    public async Task A_missing_counter_begins_at_zero_null_removes_it_and_no_change_sends_nothing()
    {
        await using var connection = local.Connect();
        await using var db = await WriterContext.CreateAsync(connection);
        var page = await AddAsync(connection, db);

        page.Score = 1.5m;
        await db.SaveChangesAsync();
        page.Score = null;
        await db.SaveChangesAsync();
        db.Entry(page).Property(p => p.Views).IsModified = true;
        Assert.Equal(0, await db.SaveChangesAsync());

        Assert.Equal(
            [
                """UpdateItem Pages {Id: "a"} ADD Score 1.5 if: attribute_exists(Id) on failure: ALL_OLD""",
                """UpdateItem Pages {Id: "a"} REMOVE Score if: attribute_exists(Id) on failure: ALL_OLD""",
            ],
            connection.Recorder.Texts.Select(t => t.Replace(" returns: UPDATED_NEW", "", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Contexts_that_count_at_the_same_time_give_the_exact_sum()
    {
        await using var connection = local.Connect();
        await using var db = await WriterContext.CreateAsync(connection);
        await AddAsync(connection, db);

        await Task.WhenAll(Enumerable.Range(0, 2).Select(async _ =>
        {
            await using var other = WriterContext.Create(connection);
            var page = await other.Pages.SingleAsync(p => p.Id == "a");
            for (var i = 0; i < 500; i++)
            {
                page.Views++;
                await other.SaveChangesAsync();
            }
        }));

        Assert.Equal("1001", (await connection.StoredItemsAsync("Pages")).Single()["Views"].N);
    }

    [Fact]
    public async Task In_a_transaction_counters_are_added_too()
    {
        await using var connection = local.Connect();
        await using var db = await WriterContext.CreateAsync(connection);
        var page = await AddAsync(connection, db);
        page.Views += 2;
        db.Add(new Page { Id = "b" });

        await db.SaveChangesAsync();

        Assert.Equal("TransactWriteItems", connection.Recorder.Single.Operation);
        Assert.Equal(["0", "3"], (await connection.StoredItemsAsync("Pages")).Select(i => i["Views"].N).Order());
    }

    [Fact]
    public async Task A_lost_answer_is_unknown_and_with_IdempotentWrites_done_once()
    {
        await using var connection = local.Connect();
        await using var db = await WriterContext.CreateAsync(connection);
        var page = await AddAsync(connection, db);
        connection.Faults.DropAnswer("UpdateItem");
        page.Views++;
        await Assert.ThrowsAsync<DynamoDbUnknownOutcomeException>(() => db.SaveChangesAsync());
        Assert.Equal(EntityState.Modified, db.Entry(page).State);

        await using var safe = WriterContext.Create(connection, b => b.UseDynamoDb(o => o.IdempotentWrites()));
        page = await safe.Pages.SingleAsync(p => p.Id == "a");
        connection.Faults.DropAnswer("TransactWriteItems");
        page.Views++;
        await safe.SaveChangesAsync();

        Assert.Equal((3L, "3"), (page.Views, (await connection.StoredItemsAsync("Pages")).Single()["Views"].N));
    }

    [Fact]
    public async Task S073_the_old_values_come_with_the_answer_of_the_save()
    {
        await using var connection = local.Connect();
        await using var db = await WriterContext.CreateAsync(connection);
        await AddAsync(connection, db);
        db.ChangeTracker.Clear();
        var page = new Page { Id = "a", Title = "second" };

        var old = db.Entry(db.Upsert(page).Entity).ReturnOldValues();
        Assert.Throws<InvalidOperationException>(() => old.Entity);
        await db.SaveChangesAsync();
        Assert.Equal(("first", 1L), (old.Entity!.Title, old.Entity.Views));
        Assert.Equal("ALL_OLD", connection.Recorder.Single.Body.GetProperty("ReturnValues").GetString());

        db.Remove(page);
        var deleted = db.Entry(page).ReturnOldValues();
        db.Add(new Page { Id = "b" });
        Assert.Contains(
            "a transaction gives back nothing", (await Assert.ThrowsAsync<DbUpdateException>(() => db.SaveChangesAsync())).Message, StringComparison.Ordinal);
        db.Database.AutoTransactionBehavior = AutoTransactionBehavior.Never;
        await db.SaveChangesAsync();
        Assert.True(deleted.ItemExisted);
        Assert.Equal("second", deleted.Entity!.Title);
    }

    private static async Task<Page> AddAsync(LocalConnection connection, WriterContext db)
    {
        var page = new Page { Id = "a", Title = "first", Views = 1 };
        db.Add(page);
        await db.SaveChangesAsync();
        connection.Recorder.Clear();
        return page;
    }
}
