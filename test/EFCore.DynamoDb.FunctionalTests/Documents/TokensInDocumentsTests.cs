using EFCore.DynamoDb.FunctionalTests.Local;
using EFCore.DynamoDb.FunctionalTests.Query;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.FunctionalTests.Documents;

/// <summary>A concurrency token in a document is compared at its path, whatever of the item is written.</summary>
public class TokensInDocumentsTests(DynamoDbLocalFixture local) : IClassFixture<DynamoDbLocalFixture>
{
    [Fact]
    public async Task An_update_and_a_delete_compare_the_tokens_in_documents()
    {
        await using var connection = local.Connect();
        await using var db = await ArrangeAsync(connection);
        var lock1 = await db.Locks.SingleAsync(l => l.Id == "a");
        connection.Recorder.Clear();

        lock1.Note = "n";
        await db.SaveChangesAsync();
        lock1.Owned!.Stamp = 8;
        await db.SaveChangesAsync();
        lock1.Part.Inner.Stamp = 9;
        await db.SaveChangesAsync();
        db.Remove(lock1);
        await db.SaveChangesAsync();

        Assert.Equal(
            [
                """UpdateItem Locks {Id: "a"} SET Note = "n" if: Part.Inner.Stamp = 1 AND Owned.Stamp = 2 on failure: ALL_OLD""",
                """UpdateItem Locks {Id: "a"} SET Owned.Stamp = 8 if: Part.Inner.Stamp = 1 AND Owned.Stamp = 2 AND attribute_type(Owned, "M") on failure: ALL_OLD""",
                """UpdateItem Locks {Id: "a"} SET Part.Inner.Stamp = 9 if: Part.Inner.Stamp = 1 AND Owned.Stamp = 8 AND attribute_type(Part.Inner, "M") on failure: ALL_OLD""",
                """DeleteItem Locks {Id: "a"} if: Part.Inner.Stamp = 9 AND Owned.Stamp = 8 on failure: ALL_OLD""",
            ],
            connection.Recorder.Texts);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_token_that_another_writer_changed_is_a_conflict(bool isOwned)
    {
        await using var connection = local.Connect();
        await using var db = await ArrangeAsync(connection);
        await using var other = new LockContext(connection);
        var mine = await db.Locks.SingleAsync(l => l.Id == "a");
        var theirs = await other.Locks.SingleAsync(l => l.Id == "a");
        if (isOwned)
        {
            theirs.Owned!.Stamp = 20;
        }
        else
        {
            theirs.Part.Inner.Stamp = 20;
        }

        await other.SaveChangesAsync();
        mine.Note = "mine";

        var conflict = await Assert.ThrowsAnyAsync<DbUpdateConcurrencyException>(() => db.SaveChangesAsync());

        Assert.Same(mine, Assert.Single(conflict.Entries).Entity);
        await db.Entry(mine).ReloadAsync();
        await db.Entry(mine).Reference(l => l.Owned).TargetEntry!.ReloadAsync();
        mine.Note = "again";
        Assert.Equal(1, await db.SaveChangesAsync());
    }

    [Fact]
    public async Task A_document_that_was_not_there_must_still_not_be()
    {
        await using var connection = local.Connect();
        await using var db = await ArrangeAsync(connection);
        await using var other = new LockContext(connection);
        var mine = await db.Locks.SingleAsync(l => l.Id == "b");
        var theirs = await other.Locks.SingleAsync(l => l.Id == "b");
        mine.Owned = new OwnedLock { Stamp = 5 };
        theirs.Owned = new OwnedLock { Stamp = 6 };
        connection.Recorder.Clear();

        await other.SaveChangesAsync();

        Assert.Contains("attribute_not_exists(Owned.Stamp)", connection.Recorder.Texts[0], StringComparison.Ordinal);
        await Assert.ThrowsAnyAsync<DbUpdateConcurrencyException>(() => db.SaveChangesAsync());
    }

    [Fact]
    public async Task A_replaced_document_is_compared_with_the_token_that_was_read()
    {
        await using var connection = local.Connect();
        await using var db = await ArrangeAsync(connection);
        var read = await db.Locks.SingleAsync(l => l.Id == "a");
        connection.Recorder.Clear();

        read.Owned = new OwnedLock { Stamp = 30 };
        await db.SaveChangesAsync();
        read.Owned = null;
        await db.SaveChangesAsync();

        Assert.Contains("Owned.Stamp = 2", connection.Recorder.Requests[0].Condition, StringComparison.Ordinal);
        Assert.Contains("Owned.Stamp = 30", connection.Recorder.Requests[1].Condition, StringComparison.Ordinal);
    }

    private static async Task<LockContext> ArrangeAsync(LocalConnection connection)
    {
        await using (var db = new LockContext(connection))
        {
            await db.Database.EnsureCreatedAsync();
            db.Add(new Lock { Id = "a", Part = new LockPart { Inner = new LockInner { Stamp = 1 } }, Owned = new OwnedLock { Stamp = 2 } });
            db.Add(new Lock { Id = "b", Part = new LockPart { Inner = new LockInner { Stamp = 3 } } });
            await db.SaveChangesAsync();
        }

        return new LockContext(connection);
    }

    private sealed class LockContext(LocalConnection connection) : DbContext
    {
        public DbSet<Lock> Locks => Set<Lock>();

        protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder)
            => optionsBuilder.UseLocal(connection, _ => { });

        protected override void OnModelCreating(ModelBuilder modelBuilder)
            => modelBuilder.Entity<Lock>(
                b =>
                {
                    b.ComplexProperty(l => l.Part, p => p.ComplexProperty(x => x.Inner, i => i.Property(x => x.Stamp).IsConcurrencyToken()));
                    b.OwnsOne(l => l.Owned, o => o.Property(x => x.Stamp).IsConcurrencyToken());
                });
    }

    private sealed class Lock
    {
        public string Id { get; set; } = "";

        public string? Note { get; set; }

        public LockPart Part { get; set; } = new();

        public OwnedLock? Owned { get; set; }
    }

    private sealed class LockPart
    {
        public LockInner Inner { get; set; } = new();
    }

    private sealed class LockInner
    {
        public int Stamp { get; set; }
    }

    private sealed class OwnedLock
    {
        public int Stamp { get; set; }
    }
}
