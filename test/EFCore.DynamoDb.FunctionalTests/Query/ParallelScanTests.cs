using EFCore.DynamoDb.FunctionalTests.Local;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.FunctionalTests.Query;

/// <summary>Scans in segments.</summary>
public class ParallelScanTests(DynamoDbLocalFixture local) : IClassFixture<DynamoDbLocalFixture>
{
    private readonly ReadCosts _costs = new();

    [Fact]
    public async Task Each_segment_is_read_to_its_end()
    {
        await using var connection = local.Connect();
        await using var db = await ArrangeAsync(connection, 200);
        connection.Faults.PagesOf(9);

        var numbers = await db.Posts.AllowScan(segments: 4).Where(p => p.IsOpen).Select(p => p.Number).ToListAsync();

        Assert.Equal(Enumerable.Range(0, 200).Where(n => n % 10 == 0), numbers.Order());
        Assert.Equal(200, _costs.Scanned);
        Assert.All(connection.Recorder.Requests, r => Assert.Equal(("Scan", "IsOpen = true", "Number"), (r.Operation, r.Filter, r.Projection)));
        Assert.Equal([0, 1, 2, 3], connection.Recorder.Requests.Select(r => r.Body.GetProperty("Segment").GetInt32()).Distinct().Order());
        Assert.All(connection.Recorder.Requests, r => Assert.Equal(4, r.Body.GetProperty("TotalSegments").GetInt32()));
        Assert.InRange(connection.Recorder.Requests.Count, 200 / 9, (200 / 9) + 8);
    }

    [Fact]
    public async Task Segments_are_under_way_together_and_a_slow_one_holds_no_other_up()
    {
        await using var connection = local.Connect();
        await using var db = await ArrangeAsync(connection, 100);
        connection.Faults.PagesOf(5).Delay("Scan", TimeSpan.FromSeconds(2));

        var before = 0;
        await foreach (var post in db.Posts.AsNoTracking().AllowScan(3).AsAsyncEnumerable())
        {
            before = connection.Recorder.Requests.Count(r => r.Operation == "Scan");
        }

        // All but what the slow one still had to read was read while it waited.
        Assert.InRange(before, 20, 30);
        Assert.Equal(100, _costs.Scanned);
    }

    [Fact]
    public async Task Counts_of_the_segments_are_added_up()
    {
        await using var connection = local.Connect();
        await using var db = await ArrangeAsync(connection, 50);

        Assert.Equal(5, await db.Posts.AllowScan(2).CountAsync(p => p.IsOpen));
        Assert.Equal(
            ["Scan Posts filter: IsOpen = true count segment: 0/2", "Scan Posts filter: IsOpen = true count segment: 1/2"],
            connection.Recorder.Texts.Order());
    }

    [Fact]
    public async Task An_index_is_scanned_in_segments_too()
    {
        await using var connection = local.Connect();
        await using var db = await ArrangeAsync(connection, 30);

        Assert.Equal(30, (await db.Posts.WithIndex("ByKind").AllowScan(2).Select(p => p.Number).ToListAsync()).Count);
        Assert.Equal(
            ["Scan Posts index=ByKind projection: Number segment: 0/2", "Scan Posts index=ByKind projection: Number segment: 1/2"],
            connection.Recorder.Texts.Order());
    }

    [Fact]
    public async Task What_wants_few_rows_begins_with_one_segment()
    {
        await using var connection = local.Connect();
        await using var db = await ArrangeAsync(connection, 100);

        Assert.True(await db.Posts.AllowScan(8).AnyAsync());
        connection.AssertSent("Scan Posts projection: Blog limit: 1 segment: 0/8");
        Assert.Equal(100, (await db.Posts.AllowScan(8).Take(1000).Select(p => p.Number).ToListAsync()).Count);
        Assert.Equal(8, connection.Recorder.Requests.Count);
    }

    [Fact]
    public async Task A_key_serves_better_and_an_order_is_the_clients()
    {
        await using var connection = local.Connect();
        await using var db = await ArrangeAsync(connection, 40);

        Assert.Equal(4, (await db.Posts.AllowScan(4).Where(p => p.Blog == "b3").ToListAsync()).Count);
        connection.AssertSent("""Query Posts key: Blog = "b3" """);
        Assert.Equal([39, 38, 37], await db.Posts.AllowScan(4).OrderByDescending(p => p.Number).Take(3).Select(p => p.Number).ToListAsync());
    }

    [Fact]
    public async Task A_purge_reads_its_segments_side_by_side()
    {
        await using var connection = local.Connect();
        await using var db = await ArrangeAsync(connection, 60);

        Assert.Equal(6, await db.Posts.AllowScan(segments: 3).Where(p => p.IsOpen).ExecuteDeleteAsync());
        Assert.Equal(3, connection.Recorder.Requests.Count(r => r.Operation == "Scan"));
        Assert.Equal(54, await db.Posts.AllowScan().CountAsync());
    }

    [Fact]
    public async Task A_compiled_query_and_the_text_know_the_segments()
    {
        await using var connection = local.Connect();
        await using var db = await ArrangeAsync(connection, 12);
        var query = EF.CompileAsyncQuery((PostsContext c) => c.Posts.AllowScan(3).Select(p => p.Number));

        Assert.Equal(12, await query(db).CountAsync());
        Assert.Equal(3, connection.Recorder.Requests.Count);
        Assert.Contains("\n  segments: 5", db.Posts.AllowScan(5).ToQueryString(), StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => db.Posts.AllowScan(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => db.Posts.AllowScan(1_000_001));
    }

    private async Task<PostsContext> ArrangeAsync(LocalConnection connection, int posts)
    {
        await connection.ArrangeAsync(
            new PostsContext(connection),
            Enumerable.Range(0, posts).Select(
                n => new Post { Blog = $"b{n % 10}", Number = n, Kind = $"k{n % 7}", Title = $"{n}", IsOpen = n % 10 == 0 }));
        return new PostsContext(connection, configure: _costs.Listen);
    }
}
