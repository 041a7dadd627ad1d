using EFCore.DynamoDb.Diagnostics;
using EFCore.DynamoDb.FunctionalTests.Local;
using EFCore.DynamoDb.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Logging;

namespace EFCore.DynamoDb.FunctionalTests.Query;

/// <summary>What is told about queries: events, logged requests, ToQueryString.</summary>
public class QueryEventTests(DynamoDbLocalFixture local) : IClassFixture<DynamoDbLocalFixture>
{
    private readonly List<EventData> _events = [];

    [Fact]
    public async Task A_scan_is_an_error_with_the_name_of_its_event()
    {
        await using var connection = local.Connect();
        await using var db = new PlainContext(connection, configure: Listen);

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => db.Rows.Where(r => r.Weight == 5).ToListAsync());

        Assert.Contains("DynamoDbEventId.TableScan", error.Message, StringComparison.Ordinal);
        Assert.Contains("r.Weight == 5", error.Message, StringComparison.Ordinal);
        Assert.Contains("Compare the partition key 'Id' with ==", error.Message, StringComparison.Ordinal);
        Assert.Contains("HasGsi(\"ByWeight\", e => e.Weight)", error.Message, StringComparison.Ordinal);
        Assert.Contains("AllowScan()", error.Message, StringComparison.Ordinal);
        connection.AssertSent();
    }

    [Fact]
    public async Task Every_terminal_refuses_a_scan()
    {
        await using var connection = local.Connect();
        await using var db = new PlainContext(connection);
        var size = 5;

        foreach (var query in new Func<Task>[]
        {
            () => db.Rows.ToListAsync(),
            () => db.Rows.CountAsync(r => r.Weight == size),
            () => db.Rows.AnyAsync(r => r.Weight == size),
            () => db.Rows.AllAsync(r => r.Weight == size),
            () => db.Rows.SumAsync(r => r.Size),
            () => db.Rows.FirstOrDefaultAsync(r => r.Note == "x"),
            () => db.Rows.OrderBy(r => r.Id).LastAsync(),
            () => db.Rows.Select(r => r.Size).Distinct().ToListAsync(),
            () => db.Rows.Take(3).ToListAsync(),
        })
        {
            Assert.Contains("DynamoDbEventId.TableScan", (await Assert.ThrowsAsync<InvalidOperationException>(query)).Message, StringComparison.Ordinal);
        }

        connection.AssertSent();
    }

    [Fact]
    public async Task A_scan_is_a_warning_where_it_is_configured_so_and_silent_where_it_is_allowed()
    {
        await using var connection = local.Connect();
        await ArrangeAsync(connection);
        await using var logged = new PlainContext(connection, configure: o => Listen(o).ConfigureWarnings(w => w.Log(DynamoDbEventId.TableScan)));
        await using var allowed = new PlainContext(connection, o => o.AllowScans(), o => Listen(o));
        await using var ignored = new PlainContext(connection, configure: o => Listen(o).ConfigureWarnings(w => w.Ignore(DynamoDbEventId.TableScan)));

        Assert.Equal(2, (await logged.Rows.Where(r => r.Size > 1).ToListAsync()).Count);
        var data = Assert.Single(_events.OfType<DynamoDbTableScanEventData>());
        Assert.Equal(("Rows", null, "r.Size > 1", LogLevel.Warning), (data.TableName, data.IndexName, data.Predicate, data.LogLevel));
        _events.Clear();

        Assert.Equal(2, (await allowed.Rows.Where(r => r.Size > 1).ToListAsync()).Count);
        Assert.Equal(2, (await ignored.Rows.Where(r => r.Size > 1).ToListAsync()).Count);
        Assert.Equal(2, (await ignored.Rows.AllowScan().Where(r => r.Size > 1).ToListAsync()).Count);
        Assert.Empty(_events.OfType<DynamoDbTableScanEventData>());
        connection.AssertSent(Enumerable.Repeat("Scan Rows filter: Size > 1", 4));
    }

    [Fact]
    public async Task Client_work_is_told_once_and_can_be_made_an_error_or_silent()
    {
        await using var connection = local.Connect();
        await ArrangeAsync(connection);
        await using var told = new PlainContext(connection, configure: o => Listen(o));
        await using var refused = new PlainContext(connection, configure: o => Listen(o).ConfigureWarnings(w => w.Throw(DynamoDbEventId.ClientEvaluation)));
        await using var silent = new PlainContext(connection, configure: o => Listen(o).ConfigureWarnings(w => w.Ignore(DynamoDbEventId.ClientEvaluation)));

        for (var i = 0; i < 2; i++)
        {
            await told.Rows.Where(r => r.Id == "a" && r.Number > 0 && r.Note!.EndsWith("!")).OrderBy(r => r.Size).ToListAsync();
        }

        var data = Assert.Single(_events.OfType<DynamoDbClientEvaluationEventData>());
        Assert.Equal(("Rows", """Where(r.Note.EndsWith("!")), OrderBy"""), (data.TableName, data.Operators));
        Assert.Equal(
            """
            DynamoDB has no condition for 'r.Note.EndsWith("!")': narrow what is read by a key, or keep what it asks in an attribute of its own. An index with the partition key 'Id' and the sort key 'Size' would give the order.
            """,
            data.Advice);
        Assert.EndsWith("OrderBy. " + data.Advice, data.ToString(), StringComparison.Ordinal);
        connection.Recorder.Clear();
        _events.Clear();

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => refused.Rows.Where(r => r.Id == "a" && r.Size % 3 == 0).ToListAsync());
        Assert.Contains("DynamoDbEventId.ClientEvaluation", error.Message, StringComparison.Ordinal);
        await silent.Rows.Where(r => r.Id == "a" && r.Size % 3 == 1).ToListAsync();
        Assert.Empty(_events.OfType<DynamoDbClientEvaluationEventData>());
        connection.AssertSent("""Query Rows key: Id = "a" """);
    }

    [Fact]
    public async Task What_the_server_does_alone_tells_nothing_of_client_work()
    {
        await using var connection = local.Connect();
        await ArrangeAsync(connection);
        await using var db = new PlainContext(connection, configure: o => Listen(o).ConfigureWarnings(w => w.Throw(DynamoDbEventId.ClientEvaluation)));

        await db.Rows.Where(r => r.Id == "a" && r.Size > 1 && r.Note != null).OrderByDescending(r => r.Number).Take(3).Select(r => new { r.Size, r.Note }).ToListAsync();
        await db.Rows.CountAsync(r => r.Id == "a" && r.Size > 1);
        await db.Rows.AnyAsync(r => r.Id == "a" && r.Size > 1);
        await db.Rows.FindAsync("a", 1);

        Assert.Equal(4, connection.Recorder.Requests.Count);
    }

    [Fact]
    public async Task A_request_is_logged_without_its_values_and_with_them_where_they_may_be_shown()
    {
        await using var connection = local.Connect();
        await ArrangeAsync(connection);
        var plain = new List<string>();
        var sensitive = new List<string>();
        await using var discreet = new PlainContext(connection, configure: o => o.LogTo(plain.Add, (id, _) => id == DynamoDbEventId.ExecutedRequest));
        await using var talkative = new PlainContext(
            connection, configure: o => o.EnableSensitiveDataLogging().LogTo(sensitive.Add, (id, _) => id == DynamoDbEventId.ExecutedRequest));

        await discreet.Rows.Where(r => r.Id == "secret" && r.Size > 12345).ToListAsync();
        await talkative.Rows.Where(r => r.Id == "secret" && r.Size > 12345).ToListAsync();

        var (without, with) = (Assert.Single(plain), Assert.Single(sensitive));
        Assert.Contains("Executed Query on " + connection.TableNamePrefix + "Rows", without, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", without, StringComparison.Ordinal);
        Assert.DoesNotContain("12345", without, StringComparison.Ordinal);
        Assert.Contains("Size > ", without, StringComparison.Ordinal);
        Assert.Contains("""Id = "secret" """.TrimEnd(), with, StringComparison.Ordinal);
        Assert.Contains("Size > 12345", with, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ToQueryString_shows_requests_of_every_kind_and_sends_none()
    {
        await using var connection = local.Connect();
        await using var db = new PlainContext(connection);
        var (id, limit, numbers) = ("a", 7, new[] { 1, 2 });

        Shows("GetItem Rows", db.Rows.Where(r => r.Id == id && r.Number == 2));
        Shows("BatchGetItem Rows", db.Rows.Where(r => r.Id == id && numbers.Contains(r.Number)));
        Shows("Query Rows\n  key: Id = \"a\" AND Number > 3\n  backward\n  limit: 7", db.Rows.Where(r => r.Id == id && r.Number > 3).OrderByDescending(r => r.Number).Take(limit));
        Shows("Query Rows index BySize\n  key: Size = 3\n  filter: begins_with(Note, \"x\")", db.Rows.Where(r => r.Size == 3 && r.Note!.StartsWith("x")));
        Shows("Query Rows\n  key: Id = \"a\"\n  projection: Note", db.Rows.Where(r => r.Id == id).Select(r => r.Note));
        Shows("Scan Rows\n  filter: Note = \"n\"", db.Rows.AllowScan().Where(r => r.Note == "n"));
        Shows("No request to " + connection.TableNamePrefix + "Rows", db.Rows.Where(r => r.Id == null!));
        Shows("Scan Rows\n  filter: Note = \"n\"", db.Rows.Where(r => r.Note == "n"), "not sent: ScanNotAllowed");
        Shows("Query Rows\n  key: Id = \"a\"", db.Rows.Where(r => r.Id == id && r.Size % 2 == 0).OrderBy(r => r.Note), "client: Where(r.Size % 2 == 0), OrderBy");

        connection.AssertSent();

        void Shows(string start, IQueryable<object?> query, string? contained = null)
        {
            var text = query.ToQueryString();
            Assert.StartsWith(start, text.Replace(" " + connection.TableNamePrefix + "Rows", start.StartsWith("No ", StringComparison.Ordinal) ? " " + connection.TableNamePrefix + "Rows" : " Rows", StringComparison.Ordinal), StringComparison.Ordinal);
            Assert.Contains(contained ?? "", text, StringComparison.Ordinal);
            Assert.Equal(text, query.ToQueryString());
        }
    }

    [Fact]
    public async Task ToQueryString_shows_the_values_of_this_execution()
    {
        await using var connection = local.Connect();
        await using var db = new PlainContext(connection);
        string? id = "a";
        var query = db.Rows.Where(r => r.Id == id);

        Assert.Contains("key: Id = \"a\"", query.ToQueryString(), StringComparison.Ordinal);
        id = "b";
        Assert.Contains("key: Id = \"b\"", query.ToQueryString(), StringComparison.Ordinal);
        id = null;
        Assert.StartsWith("No request", query.ToQueryString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tag_changes_nothing_of_the_request()
    {
        await using var connection = local.Connect();
        await ArrangeAsync(connection);
        await using var db = new PlainContext(connection);

        Assert.Single(await db.Rows.TagWith("for the report").Where(r => r.Id == "a" && r.Number == 1).ToListAsync());

        connection.AssertSent("""GetItem Rows {Id: "a", Number: 1}""");
    }

    // Their own service providers, which are not kept: EF warns of more than twenty different configurations in one process.
    private DbContextOptionsBuilder Listen(DbContextOptionsBuilder options)
        => options.LogTo((id, _) => true, _events.Add).EnableServiceProviderCaching(false);

    private static Task ArrangeAsync(LocalConnection connection)
        => connection.ArrangeAsync(
            new PlainContext(connection),
            Enumerable.Range(0, 4).Select(i => new Row { Id = "a", Number = i, Size = i, Note = $"note {i}" }));

    private sealed class PlainContext(
        LocalConnection connection,
        Action<DynamoDbDbContextOptionsBuilder>? options = null,
        Action<DbContextOptionsBuilder>? configure = null) : LocalContext(connection, options, configure)
    {
        public PlainContext(LocalConnection connection, Func<DbContextOptionsBuilder, DbContextOptionsBuilder> configure)
            : this(connection, null, o => configure(o))
        {
        }

        public DbSet<Row> Rows => Set<Row>();

        protected override void OnModelCreating(ModelBuilder modelBuilder)
            => modelBuilder.Entity<Row>(
                b =>
                {
                    b.ToTable("Rows");
                    b.HasPartitionKey(r => r.Id);
                    b.HasSortKey(r => r.Number);
                    b.HasGsi("BySize", r => r.Size);
                });
    }

    private sealed class Row
    {
        public required string Id { get; set; }

        public int Number { get; set; }

        public int Size { get; set; }

        public int Weight { get; set; }

        public string? Note { get; set; }
    }
}
