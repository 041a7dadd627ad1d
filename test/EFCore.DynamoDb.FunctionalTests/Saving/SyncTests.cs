using System.Collections.Concurrent;
using EFCore.DynamoDb.Diagnostics;
using EFCore.DynamoDb.FunctionalTests.Local;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.FunctionalTests.Saving;

/// <summary>SaveChanges without Async: refused by default, safe when let through.</summary>
public class SyncTests(DynamoDbLocalFixture local) : IClassFixture<DynamoDbLocalFixture>
{
    [Fact]
    public async Task SaveChanges_throws_before_any_request()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection);
        db.Add(new Person { Id = "ann" });

        var exception = Assert.Throws<InvalidOperationException>(() => db.SaveChanges());

        Assert.Contains(nameof(DynamoDbEventId.SyncNotSupported), exception.Message, StringComparison.Ordinal);
        Assert.Empty(connection.Recorder.Texts);
    }

    [Fact]
    public async Task SaveChanges_that_was_let_through_saves_even_where_continuations_wait_for_the_caller()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(
            connection, o => o.ConfigureWarnings(w => w.Ignore(DynamoDbEventId.SyncNotSupported)));
        var person = new Person { Id = "ann" };
        db.Add(person);

        var count = 0;
        var thread = new Thread(() =>
        {
            SynchronizationContext.SetSynchronizationContext(new OneThread());
            count = db.SaveChanges();
        });
        thread.Start();

        Assert.True(thread.Join(TimeSpan.FromSeconds(30)), "SaveChanges waits for a continuation that waits for it.");
        Assert.Equal(1, count);
        Assert.Equal(EntityState.Unchanged, db.Entry(person).State);
        Assert.Single(await connection.StoredItemsAsync("People"));
    }

    [Fact]
    public async Task Errors_of_SaveChanges_are_those_of_SaveChangesAsync()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(
            connection, o => o.ConfigureWarnings(w => w.Ignore(DynamoDbEventId.SyncNotSupported)));
        db.Remove(new Person { Id = "ann" });

        var exception = Assert.ThrowsAny<DbUpdateConcurrencyException>((Action)(() => db.SaveChanges()));

        Assert.Single(exception.Entries);
        Assert.Null(exception.Entries[0].GetDatabaseValues());
    }

    /// <summary>Takes continuations and never runs them: its thread is waiting.</summary>
    private sealed class OneThread : SynchronizationContext
    {
        private readonly ConcurrentQueue<SendOrPostCallback> _posted = new();

        public override void Post(SendOrPostCallback d, object? state)
            => _posted.Enqueue(d);
    }
}
