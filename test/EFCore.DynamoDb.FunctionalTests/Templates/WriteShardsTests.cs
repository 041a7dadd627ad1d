using EFCore.DynamoDb.FunctionalTests.Local;
using EFCore.DynamoDb.FunctionalTests.Query;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.FunctionalTests.Templates;

/// <summary>One partition divided into several: given at save, asked side by side, merged in order; one of them where the query says which.</summary>
public class WriteShardsTests(DynamoDbLocalFixture local) : IClassFixture<DynamoDbLocalFixture>
{
    [Fact]
    public async Task A_new_entity_takes_the_shard_of_its_id_and_is_found_there()
    {
        await using var connection = local.Connect();
        await using var db = await CreateAsync(connection, clicks: 0);
        var click = new Click { Day = "d1", ClickId = "c7", Page = "p" };
        db.Add(click);
        await db.SaveChangesAsync();

        // Stored keys depend on it: it may never change.
        Assert.Equal(2, click.Shard);
        connection.AssertSent(
            """PutItem Clicks {PK: "DAY#d1#2", ClickId: "c7", Day: "d1", Shard: 2, Page: "p"} if: attribute_not_exists(PK) on failure: ALL_OLD""");

        Assert.Equal("p", (await db.Clicks.AsNoTracking().SingleAsync(c => c.Day == "d1" && c.ClickId == "c7")).Page);
        connection.AssertSent("""GetItem Clicks {PK: "DAY#d1#2", ClickId: "c7"}""");
    }

    [Fact]
    public async Task Without_the_shard_all_are_asked_and_merged_in_their_order()
    {
        await using var connection = local.Connect();
        await using var db = await CreateAsync(connection, clicks: 60);

        var first = await db.Clicks.Where(c => c.Day == "d1").OrderBy(c => c.ClickId).Take(5).Select(c => c.ClickId).ToListAsync();

        Assert.Equal(["c00", "c01", "c02", "c03", "c04"], first);
        connection.AssertSent(
            Enumerable.Range(0, 4).Select(i => $"""Query Clicks key: PK = "DAY#d1#{i}" projection: ClickId limit: 5"""));

        Assert.Equal(60, await db.Clicks.CountAsync(c => c.Day == "d1"));
        Assert.Equal(
            Enumerable.Range(0, 4).Select(i => $"""Query Clicks key: PK = "DAY#d1#{i}" count"""), connection.Recorder.Texts.Order(StringComparer.Ordinal));
        connection.Recorder.Clear();

        Assert.Equal(4, await db.Clicks.CountAsync(c => c.Day == "d1" && c.Shard == 2 && c.ClickId.StartsWith("c0")));
        connection.AssertSent("""Query Clicks key: PK = "DAY#d1#2" AND begins_with(ClickId, "c0") count""");
    }

    [Fact]
    public async Task An_index_whose_whole_partition_is_shards_is_read_without_a_scan()
    {
        await using var connection = local.Connect();
        await using var db = await CreateAsync(connection, clicks: 0);
        db.AddRange(Enumerable.Range(0, 9).Select(i => new Reading { Id = $"r{i}", At = i }));
        await db.SaveChangesAsync();
        Assert.True(db.ChangeTracker.Entries<Reading>().All(e => e.Entity.Shard is >= 0 and < 3));
        connection.Recorder.Clear();

        Assert.Equal([5, 6, 7, 8], await db.Readings.Where(r => r.At >= 5).OrderBy(r => r.At).Select(r => r.At).ToListAsync());

        connection.AssertSent(
            Enumerable.Range(0, 3).Select(i => $"""Query Readings index=Recent key: GSI = "ALL#{i}" AND At >= 5 projection: At limit: 3333"""));
    }

    [Fact]
    public async Task A_shard_that_no_query_would_look_in_is_refused()
    {
        await using var connection = local.Connect();
        await using var db = await CreateAsync(connection, clicks: 0);

        db.Add(new Click { Day = "d1", ClickId = "c7", Shard = 3 });
        Assert.Contains("makes it 2", (await Assert.ThrowsAsync<DbUpdateException>(() => db.SaveChangesAsync())).Message, StringComparison.Ordinal);
        db.ChangeTracker.Clear();
        db.Add(new Reading { Id = "r", Shard = 3 });
        Assert.Contains("one of 0 to 2", (await Assert.ThrowsAsync<DbUpdateException>(() => db.SaveChangesAsync())).Message, StringComparison.Ordinal);
        Assert.Empty(connection.Recorder.Requests);
    }

    private static async Task<ClickContext> CreateAsync(LocalConnection connection, int clicks)
    {
        await connection.ArrangeAsync(
            new ClickContext(connection), [.. Enumerable.Range(0, clicks).Select(i => new Click { Day = "d1", ClickId = $"c{i:D2}", Page = "p" })]);
        return new ClickContext(connection);
    }

    private sealed class ClickContext(LocalConnection connection) : LocalContext(connection)
    {
        public DbSet<Click> Clicks => Set<Click>();

        public DbSet<Reading> Readings => Set<Reading>();

        protected override void OnModelCreating(ModelBuilder modelBuilder)
        {
            modelBuilder.Entity<Click>(
                b =>
                {
                    b.HasPartitionKey("PK", c => $"DAY#{c.Day}#{c.Shard}");
                    b.HasSortKey(c => c.ClickId);
                    b.HasWriteShards(c => c.Shard, 4, by: c => c.ClickId);
                });
            modelBuilder.Entity<Reading>(
                b =>
                {
                    b.HasPartitionKey(r => r.Id);
                    b.HasKeyTemplate("GSI", r => $"ALL#{r.Shard}");
                    b.HasGsi("Recent", "GSI", nameof(Reading.At));
                    b.HasWriteShards(r => r.Shard, 3);
                });
        }
    }
}

public class Click
{
    public required string Day { get; set; }

    public int Shard { get; set; }

    public required string ClickId { get; set; }

    public string Page { get; set; } = "";
}

public class Reading
{
    public required string Id { get; set; }

    public int Shard { get; set; }

    public int At { get; set; }
}
