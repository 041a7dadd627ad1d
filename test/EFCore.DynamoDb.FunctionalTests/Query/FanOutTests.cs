using EFCore.DynamoDb.FunctionalTests.Local;
using EFCore.DynamoDb.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.FunctionalTests.Query;

/// <summary>Queries of several partitions at once.</summary>
public class FanOutTests(DynamoDbLocalFixture local) : IClassFixture<DynamoDbLocalFixture>
{
    private readonly ReadCosts _costs = new();

    [Fact]
    public async Task The_newest_twenty_of_thirty_partitions_read_twenty_of_each()
    {
        await using var connection = local.Connect();
        await using var db = await ArrangeAsync(connection, blogs: 30, posts: 50);
        var blogs = Blogs(30);

        var newest = await db.Posts.AsNoTracking().Where(p => blogs.Contains(p.Blog)).OrderByDescending(p => p.Number).Take(20).ToListAsync();

        Assert.Equal(
            All(30, 50).OrderByDescending(p => p.Number).Take(20).Select(p => p.Number), newest.Select(p => p.Number));
        AssertSentInAnyOrder(connection, blogs.Select(b => $"""Query Posts key: Blog = "{b}" limit: 20 desc"""));
        Assert.Equal(600, _costs.Scanned);
    }

    [Fact]
    public async Task Ranges_filters_and_projections_are_those_of_one_Query()
    {
        await using var connection = local.Connect();
        await using var db = await ArrangeAsync(connection, blogs: 3, posts: 20);
        string[] blogs = ["b1", "b0", "b1", "none"];

        var rows = await db.Posts.Where(p => blogs.Contains(p.Blog) && p.Number >= 5 && p.Number < 9 && p.IsOpen)
            .OrderBy(p => p.Number).ThenBy(p => p.Blog).Select(p => p.Title).ToListAsync();

        Assert.Equal(["b0/5", "b1/6", "b0/7", "b1/8"], rows);
        AssertSentInAnyOrder(
            connection,
            new[] { "b0", "b1", "none" }.Select(
                b => $"""Query Posts key: Blog = "{b}" AND Number BETWEEN 5 AND 8 filter: IsOpen = true projection: Title, Number, Blog limit: 3333"""));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Long_partitions_are_merged_page_by_page(bool descending)
    {
        await using var connection = local.Connect();
        await using var db = await ArrangeAsync(connection, blogs: 4, posts: 25);
        connection.Faults.PagesOf(4);
        var blogs = Blogs(4);
        var query = db.Posts.AsNoTracking().Where(p => blogs.Contains(p.Blog));

        var posts = await (descending ? query.OrderByDescending(p => p.Number).ThenBy(p => p.Blog) : query.OrderBy(p => p.Number).ThenByDescending(p => p.Blog)).ToListAsync();

        var all = All(4, 25);
        Assert.Equal(
            (descending ? all.OrderByDescending(p => p.Number).ThenBy(p => p.Blog) : all.OrderBy(p => p.Number).ThenByDescending(p => p.Blog)).Select(p => p.Title),
            posts.Select(p => p.Title));
        Assert.Equal(4 * 7, connection.Recorder.Requests.Count);
        Assert.Equal(100, _costs.Scanned);
    }

    [Fact]
    public async Task Without_an_order_the_partitions_come_in_turns_and_always_the_same_way()
    {
        await using var connection = local.Connect();
        await using var db = await ArrangeAsync(connection, blogs: 5, posts: 6, o => o.MaxParallelRequests(2));
        connection.Faults.PagesOf(4);
        var blogs = Blogs(5);

        var first = await db.Posts.AsNoTracking().Where(p => blogs.Contains(p.Blog)).Select(p => p.Title).ToListAsync();
        connection.Faults.Delay("Query", TimeSpan.FromMilliseconds(150), 1).Delay("Query", TimeSpan.FromMilliseconds(100), 4);
        var second = await db.Posts.AsNoTracking().Where(p => blogs.Contains(p.Blog)).Select(p => p.Title).ToListAsync();

        Assert.Equal(All(5, 6).Select(p => p.Title).Order(), first.Order());
        Assert.Equal(first, second);
        Assert.Equal(2 * 5 * 2, connection.Recorder.Requests.Count);
    }

    [Fact]
    public async Task No_more_requests_are_under_way_than_allowed()
    {
        await using var connection = local.Connect();
        await using var db = await ArrangeAsync(connection, blogs: 9, posts: 1, o => o.MaxParallelRequests(3));
        var blogs = Blogs(9);
        int underWay = 0, most = 0;
        for (var i = 1; i <= 9; i++)
        {
            connection.Faults.Before(
                "Query",
                async () =>
                {
                    var now = Interlocked.Increment(ref underWay);
                    most = Math.Max(most, now);
                    await Task.Delay(60);
                    Interlocked.Decrement(ref underWay);
                },
                i);
        }

        Assert.Equal(9, (await db.Posts.Where(p => blogs.Contains(p.Blog)).OrderBy(p => p.Number).ToListAsync()).Count);
        Assert.Equal(3, most);
        most = 0;
        for (var i = 1; i <= 9; i++)
        {
            connection.Faults.Before(
                "Query",
                async () =>
                {
                    var now = Interlocked.Increment(ref underWay);
                    most = Math.Max(most, now);
                    await Task.Delay(60);
                    Interlocked.Decrement(ref underWay);
                },
                i);
        }

        Assert.Equal(9, await db.Posts.CountAsync(p => blogs.Contains(p.Blog)));
        Assert.Equal(3, most);
    }

    [Fact]
    public async Task Any_and_Take_begin_with_one_partition_and_go_on_with_more_together()
    {
        await using var connection = local.Connect();
        await using var db = await ArrangeAsync(connection, blogs: 4, posts: 3);
        string[] blogs = ["b0", "b1", "b2", "b3"];

        Assert.True(await db.Posts.AnyAsync(p => blogs.Contains(p.Blog)));
        connection.AssertSent("""Query Posts key: Blog = "b0" projection: Blog limit: 1""");

        // Of those that are under way when there are rows enough, some may not have been sent.
        Assert.Equal(5, (await db.Posts.Where(p => blogs.Contains(p.Blog)).Take(5).ToListAsync()).Count);
        Assert.Equal(
            ["""Query Posts key: Blog = "b0" limit: 5""", """Query Posts key: Blog = "b1" limit: 5"""], connection.Recorder.Texts.Order().Take(2));
        Assert.DoesNotContain(connection.Recorder.Texts, t => t.Contains("b3", StringComparison.Ordinal));
        connection.Recorder.Clear();

        // The first match ends it.
        Assert.Equal("b3/1", (await db.Posts.FirstAsync(p => blogs.Contains(p.Blog) && p.Title.EndsWith("3/1"))).Title);
        AssertSentInAnyOrder(connection, blogs.Select(b => $"""Query Posts key: Blog = "{b}" limit: 25"""));
    }

    [Fact]
    public async Task Counts_are_added_up()
    {
        await using var connection = local.Connect();
        await using var db = await ArrangeAsync(connection, blogs: 3, posts: 9);
        connection.Faults.PagesOf(5);
        string[] blogs = ["b0", "b2"];

        Assert.Equal(6, await db.Posts.CountAsync(p => blogs.Contains(p.Blog) && p.IsOpen));
        Assert.Equal(4, connection.Recorder.Requests.Count);
        Assert.All(connection.Recorder.Texts, t => Assert.Matches("filter: IsOpen = true.* count", t));
    }

    [Fact]
    public async Task The_shape_of_the_list_decides_and_what_can_be_no_key_is_not_asked_for()
    {
        await using var connection = local.Connect();
        await using var db = await ArrangeAsync(connection, blogs: 3, posts: 2);
        var query = EF.CompileAsyncQuery((PostsContext c, string?[] blogs) => c.Posts.Where(p => blogs.Contains(p.Blog)));

        Assert.Equal(0, await query(db, []).CountAsync());
        Assert.Equal(0, await query(db, [null]).CountAsync());
        Assert.Equal(0, await db.Posts.CountAsync(p => Array.Empty<string>().Contains(p.Blog)));
        Assert.Equal(0, await query(db, ["", new string('x', 2049)]).CountAsync());
        connection.AssertSent();

        Assert.Equal(2, await query(db, ["b1"]).CountAsync());
        Assert.Equal(2, await query(db, ["b1", "b1", null]).CountAsync());
        Assert.Equal(2, await query(db, ["b1", ""]).CountAsync());
        connection.AssertSent(Enumerable.Repeat("""Query Posts key: Blog = "b1" """, 3));

        Assert.Equal(4, await query(db, ["b1", null, "b0", "b1"]).CountAsync());
        AssertSentInAnyOrder(connection, ["""Query Posts key: Blog = "b1" """, """Query Posts key: Blog = "b0" """]);

        Assert.Equal(6, await query(db, [.. Blogs(600)]).CountAsync());
        Assert.Equal(600, connection.Recorder.Requests.Count);
    }

    [Fact]
    public async Task Lists_serve_indexes_too_in_the_partition_and_in_the_sort_key()
    {
        await using var connection = local.Connect();
        await using var db = await ArrangeAsync(connection, blogs: 3, posts: 8);
        string[] kinds = ["k1", "k2"];
        int[] numbers = [2, 5];

        var byKind = await db.Posts.Where(p => kinds.Contains(p.Kind)).OrderByDescending(p => p.Number).Take(3).Select(p => p.Number).ToListAsync();
        Assert.Equal([7, 7, 6], byKind);
        AssertSentInAnyOrder(
            connection, kinds.Select(k => $"""Query Posts index=ByKind key: Kind = "{k}" projection: Number limit: 3 desc"""));

        var some = await db.Posts.Where(p => p.Kind == "k1" && numbers.Contains(p.Number)).Select(p => p.Title).ToListAsync();
        Assert.Equal(All(3, 8).Where(p => p.Kind == "k1" && numbers.Contains(p.Number)).Select(p => p.Title).Order(), some.Order());
        AssertSentInAnyOrder(
            connection, numbers.Select(n => $"""Query Posts index=ByKind key: Kind = "k1" AND Number = {n} projection: Title"""));
    }

    [Fact]
    public async Task Two_lists_are_keys_to_be_read_by_the_hundred_side_by_side()
    {
        await using var connection = local.Connect();
        await using var db = await ArrangeAsync(connection, blogs: 6, posts: 30);
        var blogs = Blogs(6);
        var numbers = Enumerable.Range(10, 30).ToArray();

        var found = await db.Posts.Where(p => blogs.Contains(p.Blog) && numbers.Contains(p.Number)).ToListAsync();

        Assert.Equal(All(6, 30).Where(p => p.Number >= 10).Select(p => p.Title).Order(), found.Select(p => p.Title).Order());
        Assert.Equal(["BatchGetItem", "BatchGetItem"], connection.Recorder.Requests.Select(r => r.Operation));
        connection.Recorder.Clear();

        // A list too long to be combined is checked on what the partitions hold.
        var many = Enumerable.Range(20, 200).ToArray();
        Assert.Equal(60, (await db.Posts.Where(p => blogs.Contains(p.Blog) && many.Contains(p.Number)).ToListAsync()).Count);
        Assert.Equal(6, connection.Recorder.Requests.Count(r => r.Operation == "Query"));
    }

    [Fact]
    public async Task A_reader_who_stops_or_an_error_ends_the_other_requests()
    {
        await using var connection = local.Connect();
        await using var db = await ArrangeAsync(connection, blogs: 8, posts: 9);
        connection.Faults.PagesOf(2);
        var blogs = Blogs(8);
        var query = db.Posts.AsNoTracking().Where(p => blogs.Contains(p.Blog));

        await foreach (var post in query.AsAsyncEnumerable())
        {
            break;
        }

        var sent = connection.Recorder.Requests.Count;
        await Task.Delay(100);
        Assert.Equal(sent, connection.Recorder.Requests.Count);
        // Of the 40 pages: one for each partition, and the next of those that were answered before the reader stopped.
        Assert.InRange(sent, 1, 16);

        connection.Faults.Fail("Query", "ValidationException", "A fault.", nth: 3);
        Assert.Contains("A fault.", (await Assert.ThrowsAnyAsync<Exception>(() => query.ToListAsync())).Message, StringComparison.Ordinal);
        connection.Faults.Clear();
        connection.Faults.Fail("Query", "ValidationException", "A fault.", nth: 5);
        Assert.Contains(
            "A fault.", (await Assert.ThrowsAnyAsync<Exception>(() => query.OrderBy(p => p.Number).ToListAsync())).Message, StringComparison.Ordinal);
        connection.Faults.Clear();

        using var source = new CancellationTokenSource();
        connection.Faults.Delay("Query", TimeSpan.FromSeconds(20));
        var pending = query.OrderBy(p => p.Number).ToListAsync(source.Token);
        source.CancelAfter(50);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pending);
    }

    [Fact]
    public async Task The_text_of_the_query_says_how_many_requests_it_is_and_what_they_are_merged_by()
    {
        await using var connection = local.Connect();
        await using var db = new PostsContext(connection);
        string[] blogs = ["a", "b", "c"];

        Assert.StartsWith(
            $"""
            Query {connection.TableNamePrefix}Posts
              key: Blog IN ("a", "b", "c") AND Number > 5
              backward
              merged by: Number desc
              limit: 20
              requests: 3
            not used: index ByKind
            """,
            db.Posts.Where(p => blogs.Contains(p.Blog) && p.Number > 5).OrderByDescending(p => p.Number).Take(20).ToQueryString(),
            StringComparison.Ordinal);
    }

    private async Task<PostsContext> ArrangeAsync(
        LocalConnection connection, int blogs, int posts, Action<DynamoDbDbContextOptionsBuilder>? options = null)
    {
        await connection.ArrangeAsync(new PostsContext(connection), All(blogs, posts));
        return new PostsContext(connection, options, _costs.Listen);
    }

    private static string[] Blogs(int count)
        => [.. Enumerable.Range(0, count).Select(i => $"b{i}")];

    private static List<Post> All(int blogs, int posts)
        =>
        [
            .. Blogs(blogs).SelectMany(
                (blog, b) => Enumerable.Range(0, posts).Select(
                    n => new Post { Blog = blog, Number = n, Kind = $"k{(b + n) % 3}", Title = $"{blog}/{n}", IsOpen = (b + n) % 2 != 0 && n % 7 != 3 })),
        ];

    private static void AssertSentInAnyOrder(LocalConnection connection, IEnumerable<string> lines)
    {
        Assert.Equal(lines.Select(l => l.TrimEnd()).Order(), connection.Recorder.Texts.Order());
        connection.Recorder.Clear();
    }
}

public sealed class PostsContext(
    LocalConnection connection,
    Action<DynamoDbDbContextOptionsBuilder>? options = null,
    Action<DbContextOptionsBuilder>? configure = null) : LocalContext(connection, options, configure)
{
    public DbSet<Post> Posts => Set<Post>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
        => modelBuilder.Entity<Post>(
            b =>
            {
                b.HasPartitionKey(p => p.Blog);
                b.HasSortKey(p => p.Number);
                b.HasGsi("ByKind", p => p.Kind, p => p.Number);
            });
}

public sealed class Post
{
    public required string Blog { get; set; }

    public int Number { get; set; }

    public required string Kind { get; set; }

    public required string Title { get; set; }

    public bool IsOpen { get; set; }
}
