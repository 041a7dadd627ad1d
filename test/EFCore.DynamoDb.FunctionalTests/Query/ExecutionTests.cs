using System.Linq.Expressions;
using EFCore.DynamoDb.FunctionalTests.Local;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace EFCore.DynamoDb.FunctionalTests.Query;

/// <summary>Compiled queries at work: with the caller's own code in them, side by side, one inside another.</summary>
public class ExecutionTests(DynamoDbLocalFixture local) : IClassFixture<DynamoDbLocalFixture>
{
    private static readonly List<string?> Known = ["a", "b"];

    private readonly string _mark = "!";

    [Fact]
    public async Task The_caller_s_own_code_runs_over_the_rows()
    {
        await using var connection = local.Connect();
        await using var db = await TaskContext.CreateAsync(connection);
        Func<int, string> captured = number => $"#{number}";
        var prefix = "no. ";

        Assert.Equal(["no. 0", "no. 1", "no. 2"], await db.Jobs.Where(j => j.List == "l").Select(j => Label(prefix, j.Number)).ToListAsync());
        Assert.Equal(["#0", "#1", "#2"], await db.Jobs.Where(j => j.List == "l").Select(j => captured(j.Number)).ToListAsync());
        Assert.Equal(["a!", "b!", "c!"], await db.Jobs.Where(j => j.List == "l").Select(j => j.Name + _mark).ToListAsync());
        Assert.Equal([1, 2], await db.Jobs.Where(j => j.List == "l" && Label("", j.Number) != "0").Select(j => j.Number).ToListAsync());
        Assert.All(connection.Recorder.Texts, t => Assert.Contains("projection: N", t, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_instance_is_not_kept_by_the_cache_of_compiled_queries()
    {
        await using var connection = local.Connect();
        await using var db = await TaskContext.CreateAsync(connection);

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => db.Jobs.Where(j => j.List == "l").Select(j => Mark(j.Number)).ToListAsync());

        Assert.Contains("memory leak", error.Message, StringComparison.Ordinal);
        Assert.Contains("Mark", error.Message, StringComparison.Ordinal);
        connection.AssertSent();

        // Values and lists of them are no instances.
        var listed = await db.Jobs.Where(j => j.List == "l").Select(j => new[] { 1, 2 }.Contains(j.Number)).ToListAsync();
        var known = await db.Jobs.Where(j => j.List == "l").Select(j => Known.Contains(j.Name) ? EF.Functions.Size(j.Name) : 0).ToListAsync();
        Assert.Equal([false, true, true], listed);
        Assert.Equal([1, 1, 0], known);
    }

    [Fact]
    public async Task The_time_is_that_of_the_execution()
    {
        await using var connection = local.Connect();
        await using var db = await TaskContext.CreateAsync(connection);
        var query = db.Jobs.Where(j => j.List == "l" && j.Due > DateTime.UtcNow).Select(j => j.Number);

        var before = query.ToQueryString();
        await Task.Delay(20);

        Assert.NotEqual(before, query.ToQueryString());
        Assert.Equal([2], await query.ToListAsync());
        Assert.StartsWith("Query Jobs key: List = \"l\" filter: Due > \"20", connection.Recorder.Single.ToString(), StringComparison.Ordinal);
        var ids = await db.Jobs.Where(j => j.List == "l").Select(j => Guid.NewGuid()).ToListAsync();
        Assert.Equal(3, ids.Distinct().Count());
    }

    [Fact]
    public async Task Contexts_side_by_side_run_one_compiled_query_with_parameters_of_every_shape()
    {
        await using var connection = local.Connect();
        await using (var seeding = await TaskContext.CreateAsync(connection))
        {
        }

        var query = EF.CompileAsyncQuery(
            (TaskContext c, string list, string? name, int[] numbers) => c.Jobs.Where(j => j.List == list && (j.Name == name || numbers.Contains(j.Number))).Select(j => j.Number));
        var cases = new (string List, string? Name, int[] Numbers, int[] Expected)[]
        {
            ("l", "a", [], [0]), ("l", null, [2], [2]), ("l", "b", [0, 2], [0, 1, 2]), ("nobody", "a", [1], []), ("l", null, [], []), ("", "a", [1], []),
        };

        await Parallel.ForEachAsync(
            Enumerable.Range(0, 60),
            new ParallelOptions { MaxDegreeOfParallelism = 6 },
            async (i, token) =>
            {
                var (list, name, numbers, expected) = cases[i % cases.Length];
                await using var db = new TaskContext(connection);
                Assert.Equal(expected, await query(db, list, name, numbers).ToListAsync(token));
            });
    }

    [Fact]
    public async Task A_query_within_the_rows_of_another_one()
    {
        await using var connection = local.Connect();
        await using var db = await TaskContext.CreateAsync(connection);
        connection.Faults.PagesOf(2);
        var found = new List<string?>();

        await foreach (var job in db.Jobs.Where(j => j.List == "l").AsAsyncEnumerable())
        {
            found.Add((await db.Jobs.AsNoTracking().SingleAsync(j => j.List == "l" && j.Number == job.Number)).Name);
            job.Name += " seen";
        }

        Assert.Equal(["a", "b", "c"], found);
        Assert.Equal(3, await db.SaveChangesAsync());
    }

    [Fact]
    public async Task A_context_that_was_disposed_of_says_so()
    {
        await using var connection = local.Connect();
        var db = await TaskContext.CreateAsync(connection);
        var query = db.Jobs.Where(j => j.List == "l");
        await db.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => query.ToListAsync());
        connection.AssertSent();
    }

    [Fact]
    public async Task Interceptors_of_expressions_take_part()
    {
        await using var connection = local.Connect();
        await using (var seeding = await TaskContext.CreateAsync(connection))
        {
        }

        await using var db = new TaskContext(connection, o => o.AddInterceptors(new OnlyFirst()));

        Assert.Equal("b", (await db.Jobs.Where(j => j.List == "l" && j.Number == 0).SingleAsync()).Name);
        connection.AssertSent("""GetItem Jobs {List: "l", Number: 1}""");
    }

    [Fact]
    public async Task Entities_without_a_class_are_queried_by_their_indexer()
    {
        await using var connection = local.Connect();
        await using (var seeding = await TaskContext.CreateAsync(connection))
        {
            seeding.Set<Dictionary<string, object?>>("Bag").AddRange(
                new Dictionary<string, object?> { ["Id"] = "x", ["Number"] = 1, ["Text"] = "one" },
                new Dictionary<string, object?> { ["Id"] = "x", ["Number"] = 2, ["Text"] = "two" });
            await seeding.SaveChangesAsync();
        }

        connection.Recorder.Clear();
        await using var db = new TaskContext(connection);
        var bags = db.Set<Dictionary<string, object?>>("Bag");

        Assert.Equal("two", (await bags.SingleAsync(b => (string)b["Id"]! == "x" && (int)b["Number"]! == 2))["Text"]);
        Assert.Equal("one", await bags.Where(b => (string)b["Id"]! == "x" && (string)b["Text"]! == "one").Select(b => (string)b["Text"]!).SingleAsync());
        Assert.Equal("one", (await bags.FindAsync("x", 1))!["Text"]);

        connection.AssertSent(
            """GetItem Bag {Id: "x", Number: 2}""",
            """Query Bag key: Id = "x" filter: Text = "one" projection: Text limit: 25""",
            """GetItem Bag {Id: "x", Number: 1}""");
    }

    [Fact]
    public async Task A_lazy_loader_is_injected()
    {
        await using var connection = local.Connect();
        await using var db = await TaskContext.CreateAsync(connection);

        var job = await db.Jobs.SingleAsync(j => j.List == "l" && j.Number == 1);

        Assert.NotNull(job.Loader);
    }

    [Fact]
    public async Task Nullable_booleans()
    {
        await using var connection = local.Connect();
        await using var db = await TaskContext.CreateAsync(connection);
        await using var scanned = new TaskContext(connection, scanned: true);
        bool? none = null;

        foreach (var jobs in new[] { db.Jobs.Where(j => j.List == "l"), scanned.Jobs })
        {
            Assert.Equal([0], await Numbers(jobs.Where(j => j.Done == true)));
            Assert.Equal([1], await Numbers(jobs.Where(j => j.Done == false)));
            Assert.Equal([1, 2], await Numbers(jobs.Where(j => j.Done != true)));
            Assert.Equal([2], await Numbers(jobs.Where(j => j.Done == none)));
            Assert.Equal([0, 1], await Numbers(jobs.Where(j => j.Done.HasValue)));
            Assert.Equal([1, 2], await Numbers(jobs.Where(j => !(j.Done ?? false))));
            Assert.Equal([0, 2], await Numbers(jobs.Where(j => j.Done ?? true)));
            Assert.Equal([0], await Numbers(jobs.Where(j => j.Done.HasValue && j.Done.Value)));
            Assert.Equal([0], await Numbers(jobs.Where(j => j.Done.GetValueOrDefault())));
            Assert.Equal([1], await Numbers(jobs.Where(j => j.Done.HasValue && !j.Done.Value)));
        }

        static async Task<IEnumerable<int>> Numbers(IQueryable<Job> jobs)
            => (await jobs.Select(j => j.Number).ToListAsync()).Order();
    }

    private static string Label(string prefix, int number)
        => prefix + number;

    private string Mark(int number)
        => number + _mark;

    private sealed class OnlyFirst : IQueryExpressionInterceptor
    {
        public Expression QueryCompilationStarting(Expression queryExpression, QueryExpressionEventData eventData)
            => new ZeroToOne().Visit(queryExpression);

        private sealed class ZeroToOne : ExpressionVisitor
        {
            protected override Expression VisitConstant(ConstantExpression node)
                => node.Value is 0 ? Expression.Constant(1) : node;
        }
    }

    private sealed class TaskContext(LocalConnection connection, Action<DbContextOptionsBuilder>? configure = null, bool scanned = false)
        : LocalContext(connection, scanned ? Arranging.Scanned : null, configure)
    {
        public DbSet<Job> Jobs => Set<Job>();

        public static async Task<TaskContext> CreateAsync(LocalConnection connection)
        {
            await connection.ArrangeAsync(
                new TaskContext(connection),
                new Job { List = "l", Number = 0, Name = "a", Done = true, Due = DateTime.UtcNow.AddDays(-2) },
                new Job { List = "l", Number = 1, Name = "b", Done = false, Due = DateTime.UtcNow.AddDays(-1) },
                new Job { List = "l", Number = 2, Name = "c", Due = DateTime.UtcNow.AddDays(1) });
            return new TaskContext(connection);
        }

        protected override void OnModelCreating(ModelBuilder modelBuilder)
        {
            modelBuilder.Entity<Job>(
                b =>
                {
                    b.ToTable("Jobs");
                    b.HasPartitionKey(j => j.List);
                    b.HasSortKey(j => j.Number);
                });
            modelBuilder.SharedTypeEntity<Dictionary<string, object?>>(
                "Bag",
                b =>
                {
                    b.ToTable("Bag");
                    b.IndexerProperty<string>("Id");
                    b.IndexerProperty<int>("Number");
                    b.IndexerProperty<string?>("Text");
                    b.HasKey("Id", "Number");
                });
        }
    }

    private sealed class Job
    {
        public Job()
        {
        }

        private Job(ILazyLoader loader)
            => Loader = loader;

        public ILazyLoader? Loader { get; }

        public required string List { get; set; }

        public int Number { get; set; }

        public string? Name { get; set; }

        public bool? Done { get; set; }

        public DateTime Due { get; set; }
    }
}
