using EFCore.DynamoDb.FunctionalTests.Local;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace EFCore.DynamoDb.FunctionalTests.Query;

/// <summary>What this provider does not carry out is one sentence that names it and the way out, before any request.</summary>
public class UnsupportedTests(DynamoDbLocalFixture local) : IClassFixture<DynamoDbLocalFixture>
{
    [Fact]
    public async Task What_has_no_meaning_over_items_is_EF_s_error_with_the_expression()
    {
        await using var connection = local.Connect();
        await using var db = new BlogContext(connection);

        await Refused("IsGood", () => db.Blogs.Where(b => b.Id == "a" && IsGood(b)).ToListAsync());
        await Refused(CoreStrings.QueryUnableToTranslateMember("NotMapped", "Blog"), () => db.Blogs.Where(b => b.Id == "a" && b.NotMapped == 5).ToListAsync());
        await Refused(CoreStrings.QueryUnableToTranslateMember("NotMapped", "Blog"), () => db.Blogs.Where(b => b.Id == "a").SumAsync(b => b.NotMapped));
        await Refused("NotMapped", () => db.Blogs.Where(b => b.Id == "a").OrderBy(b => b.NotMapped).ToListAsync());
        await Refused("IsGood", () => db.Blogs.Where(b => b.Id == "a").OrderBy(b => IsGood(b)).ToListAsync());
        await Refused("SkipWhile", () => db.Blogs.Where(b => b.Id == "a").SkipWhile(b => b.Name == "x").ToListAsync());
        await Refused("TakeWhile", () => db.Blogs.Where(b => b.Id == "a").TakeWhile(b => b.Name == "x").ToListAsync());
        await Refused("DefaultIfEmpty", () => db.Blogs.Where(b => b.Id == "a").Select(b => b.Name).DefaultIfEmpty("x").ToListAsync());
        await Refused("MinBy", () => db.Blogs.Where(b => b.Id == "a").Select(b => db.Blogs.Where(x => x.Id == "a").MinBy(x => x.Name)).ToListAsync());
        await Refused("Select", () => db.Blogs.Where(b => b.Id == "a").Select((b, i) => i).ToListAsync());
        await Refused("Where", () => db.Blogs.Where((b, i) => i > 3).ToListAsync());
        await Refused("Take", () => db.Blogs.Where(b => b.Id == "a").Take(1..2).ToListAsync());
        await Refused("DistinctBy", () => db.Blogs.Where(b => b.Id == "a").DistinctBy(b => b.Name).ToListAsync());
        await Refused("Chunk", () => db.Blogs.Where(b => b.Id == "a").Chunk(3).ToListAsync());
        await Refused("Zip", () => db.Blogs.Where(b => b.Id == "a").Zip(db.Blogs).ToListAsync());
        await Refused("Append", () => db.Blogs.Where(b => b.Id == "a").Append(new Blog { Id = "x" }).ToListAsync());
        await Refused("Reverse", () => db.Blogs.Where(b => b.Id == "a" && b.Name!.Reverse().First() == 'x' && IsGood(b)).ToListAsync());
        await Refused("ToString", () => db.Blogs.Where(b => b.Id == "a" && b.ToString() == "x").ToListAsync());
        connection.AssertSent();

        static Task Refused(string part, Func<Task> query)
            => RefusedAsync(query, "could not be translated", part);
    }

    [Fact]
    public async Task The_way_out_works()
    {
        await using var connection = local.Connect();
        await connection.ArrangeAsync(
            new BlogContext(connection),
            new Blog { Id = "a", Name = "A", Posts = { new Post { BlogId = "a", Number = 1, Title = "x" }, new Post { BlogId = "a", Number = 2, Title = "x" } } });
        await using var db = new BlogContext(connection);

        var groups = await db.Posts.Where(p => p.BlogId == "a").AsAsyncEnumerable().GroupBy(p => p.Title).Select(g => (g.Key, g.Count())).ToListAsync();
        var blog = await db.Blogs.SingleAsync(b => b.Id == "a");

        Assert.Equal([("x", 2)], groups);
        // Related entities that are tracked are connected, as ever.
        Assert.Equal(2, blog.Posts.Count);
        Assert.True(IsGood(blog));
        connection.AssertSent("""Query Posts key: BlogId = "a" """, """GetItem Blogs {Id: "a"}""");
    }

    [Fact]
    public async Task Explicit_loading_is_a_Query_and_a_GetItem()
    {
        await using var connection = local.Connect();
        await connection.ArrangeAsync(
            new BlogContext(connection),
            new Blog { Id = "a", Name = "A", Posts = { new Post { BlogId = "a", Number = 1 }, new Post { BlogId = "a", Number = 2 } } });
        await using var db = new BlogContext(connection);
        await using var other = new BlogContext(connection);

        var blog = (await db.Blogs.FindAsync("a"))!;
        await db.Entry(blog).Collection(b => b.Posts).LoadAsync();
        Assert.Equal([1, 2], blog.Posts.Select(p => p.Number));
        Assert.Equal(1, await db.Entry(blog).Collection(b => b.Posts).Query().CountAsync(p => p.Number > 1));

        var post = (await other.Posts.FindAsync("a", 2))!;
        await other.Entry(post).Reference(p => p.Blog).LoadAsync();
        Assert.Equal("A", post.Blog!.Name);

        connection.AssertSent(
            """GetItem Blogs {Id: "a"}""",
            """Query Posts key: BlogId = "a" """,
            """Query Posts key: BlogId = "a" AND Number > 1 count""",
            """GetItem Posts {BlogId: "a", Number: 2}""",
            """GetItem Blogs {Id: "a"}""");
    }

    private static async Task RefusedAsync(Func<Task> query, params string[] parts)
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(query);
        Assert.All(parts, part => Assert.Contains(part, error.Message, StringComparison.Ordinal));
    }

    private static bool IsGood(Blog blog)
        => blog.Name is not null;

    private sealed class BlogContext(LocalConnection connection) : LocalContext(connection)
    {
        public DbSet<Blog> Blogs => Set<Blog>();

        public DbSet<Post> Posts => Set<Post>();

        protected override void OnModelCreating(ModelBuilder modelBuilder)
        {
            modelBuilder.Entity<Blog>(
                b =>
                {
                    b.ToTable("Blogs");
                    b.HasPartitionKey(x => x.Id);
                    b.Ignore(x => x.NotMapped);
                    b.HasMany(x => x.Posts).WithOne(p => p.Blog).HasForeignKey(p => p.BlogId);
                });
            modelBuilder.Entity<Post>(
                b =>
                {
                    b.ToTable("Posts");
                    b.HasPartitionKey(p => p.BlogId);
                    b.HasSortKey(p => p.Number);
                });
        }
    }

    private sealed class Blog
    {
        public required string Id { get; set; }

        public string? Name { get; set; }

        public int NotMapped { get; set; }

        public List<Post> Posts { get; } = [];
    }

    private sealed class Post
    {
        public required string BlogId { get; set; }

        public int Number { get; set; }

        public string? Title { get; set; }

        public Blog? Blog { get; set; }
    }
}
