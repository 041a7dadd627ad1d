using EFCore.DynamoDb.Diagnostics;
using EFCore.DynamoDb.FunctionalTests.Local;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.FunctionalTests.Query;

/// <summary>Access patterns of jobs, by their numbers: a stream of events from some version on, and a table read as a whole by several at a time.</summary>
public class ReplayAndExportTests(DynamoDbLocalFixture local) : IClassFixture<DynamoDbLocalFixture>
{
    private const int Segments = 8;

    private readonly ReadCosts _costs = new();

    [Fact]
    public async Task AP25_Events_of_a_stream_are_replayed_from_a_version_on()
    {
        await using var connection = local.Connect();
        await using var db = await ArrangeAsync(connection, Events("s", 400).Concat(Events("t", 20)));
        var (stream, version) = ("s", 100L);
        var metrics = new DynamoDbQueryMetrics();
        var query = db.Events.AsNoTracking().Where(e => e.StreamId == stream && e.Version > version).OrderBy(e => e.Version).WithConsistentRead();

        var plan = query.Explain();
        Assert.Equal(
            ("Query", null, """StreamId = "s" AND Version > 100""", null, null, true, null, 1, true),
            (plan.Operation, plan.IndexName, plan.KeyCondition, plan.Filter, plan.Projection, plan.ScanIndexForward, plan.Limit, plan.NumberOfRequests, plan.ConsistentRead));
        Assert.Empty(plan.ClientOperators);

        var replayed = await query.CollectMetrics(metrics).ToListAsync();

        // More than a megabyte, in order, with the payload that is stored as a string.
        Assert.Equal(Enumerable.Range(101, 300).Select(n => (long)n), replayed.Select(e => e.Version));
        Assert.All(replayed, e => Assert.Equal(((int)e.Version, 4000), (e.Payload.Amount, e.Payload.Text.Length)));
        Assert.Equal(2, connection.Recorder.Requests.Count);
        Assert.All(
            connection.Recorder.Requests,
            r => Assert.Equal(
                ("Query", null, """StreamId = "s" AND Version > 100""", null, null, null, true, false),
                (r.Operation, r.IndexName, r.KeyCondition, r.Filter, r.Projection, r.Limit, r.ConsistentRead, r.Body.TryGetProperty("ScanIndexForward", out _))));
        Assert.Equal((300, 300), (_costs.Scanned, _costs.Returned));
        Assert.Equal((2, 2, 300L, 300L), (metrics.Requests, metrics.Pages, metrics.Count, metrics.ScannedCount));

        // A consistent read costs a unit for four kilobytes of all that it reads.
        Assert.InRange(metrics.ConsumedCapacity!.Value, 300 * 4000 / 4096, 310);
    }

    [Fact]
    public async Task AP25_A_replay_stops_where_its_reader_does_and_finds_the_newest_without_the_others()
    {
        await using var connection = local.Connect();
        await using var db = await ArrangeAsync(connection, Events("s", 400));

        Assert.Equal(400, await db.Events.Where(e => e.StreamId == "s").MaxAsync(e => e.Version));
        Assert.Equal(400, (await db.Events.Where(e => e.StreamId == "s").OrderBy(e => e.Version).LastAsync()).Version);
        Assert.Equal([1L, 2L, 3L], await db.Events.Where(e => e.StreamId == "s" && e.Version > 0).OrderBy(e => e.Version).Select(e => e.Version).Take(3).ToListAsync());
        Assert.Equal(1 + 1 + 3, _costs.Scanned);
        Assert.Equal([1, 1, 3], connection.Recorder.Requests.Select(r => r.Limit));
        connection.Recorder.Clear();

        await foreach (var _ in db.Events.AsNoTracking().Where(e => e.StreamId == "s").OrderBy(e => e.Version).AsAsyncEnumerable())
        {
            break;
        }

        Assert.Single(connection.Recorder.Requests);
    }

    [Fact]
    public async Task AP30_A_table_is_exported_by_eight_segments_at_a_time()
    {
        await using var connection = local.Connect();
        // Two thousand lines of the log, of which one in a hundred is old, and items of another type among them.
        await using var db = await ArrangeAsync(
            connection,
            Enumerable.Range(0, 2000).Select(n => new AuditLine { Id = $"a{n}", At = n % 100 == 0 ? n : 1_000_000 + n, Text = "was here" })
                .Concat<object>(Enumerable.Range(0, 100).Select(n => new AuditDay { Id = $"d{n}", At = n })));
        var cutoff = 1_000_000L;
        var metrics = new DynamoDbQueryMetrics();
        var query = db.AuditLines.AllowScan(segments: Segments).Where(a => a.At < cutoff).Select(a => new { a.Id, a.At });

        var plan = query.Explain();
        Assert.Equal(
            ("Scan", null, null, """$type = "AuditLine" AND At < 1000000""", Segments, null, null),
            (plan.Operation, plan.IndexName, plan.KeyCondition, plan.Filter, plan.NumberOfRequests, plan.Limit, plan.NotSentBecause));
        Assert.Equal(["At", "Id"], plan.Projection!);

        var exported = new List<string>();
        await foreach (var row in query.CollectMetrics(metrics).AsAsyncEnumerable())
        {
            exported.Add(row.Id);
        }

        Assert.Equal(Enumerable.Range(0, 20).Select(n => $"a{n * 100}").Order(StringComparer.Ordinal), exported.Order(StringComparer.Ordinal));
        Assert.Equal(Segments, connection.Recorder.Requests.Count);
        Assert.Equal(
            Enumerable.Range(0, Segments).Select(n => (n, Segments)),
            connection.Recorder.Requests.Select(r => (r.Body.GetProperty("Segment").GetInt32(), r.Body.GetProperty("TotalSegments").GetInt32())).Order());
        Assert.All(
            connection.Recorder.Requests,
            r => Assert.Equal(
                ("Scan", null, """$type = "AuditLine" AND At < 1000000""", "At, Id", null, false),
                (r.Operation, r.IndexName, r.Filter, r.Projection, r.Limit, r.ConsistentRead)));
        Assert.Equal(2100, _costs.Scanned);
        Assert.Equal((Segments, 20L, 2100L), (metrics.Pages, metrics.Count, metrics.ScannedCount));
    }

    [Fact]
    public async Task AP30_An_export_of_several_pages_a_segment_brings_each_item_once()
    {
        await using var connection = local.Connect();
        await using var db = await ArrangeAsync(connection, Enumerable.Range(0, 500).Select(n => new AuditLine { Id = $"a{n}", At = n, Text = "x" }));
        connection.Faults.PagesOf(25);

        var exported = await db.AuditLines.AsNoTracking().AllowScan(segments: Segments).ToListAsync();

        Assert.Equal(500, exported.Select(a => a.Id).Distinct().Count());
        Assert.Equal(500, exported.Count);
        Assert.True(connection.Recorder.Requests.Count >= 500 / 25, $"{connection.Recorder.Requests.Count}");
        Assert.Equal(500, _costs.Scanned);
    }

    [Fact]
    public async Task AP30_Without_AllowScan_an_export_is_an_error_before_any_request()
    {
        await using var connection = local.Connect();
        await using var db = await ArrangeAsync(connection, []);
        var cutoff = 5L;

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => db.AuditLines.Where(a => a.At < cutoff).ToListAsync());

        Assert.Contains("AllowScan()", error.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(DynamoDbEventId.TableScan), error.Message, StringComparison.Ordinal);
        connection.AssertSent();
    }

    private async Task<JobsContext> ArrangeAsync(LocalConnection connection, IEnumerable<object> entities)
    {
        await connection.ArrangeAsync(new JobsContext(connection), entities);
        return new JobsContext(connection, _costs.Listen);
    }

    private static IEnumerable<object> Events(string stream, int count)
        => Enumerable.Range(1, count).Select(
            n => new StoredEvent { StreamId = stream, Version = n, Type = "Paid", Payload = new EventPayload { Amount = n, Text = new string('x', 4000) } });

    private sealed class JobsContext(LocalConnection connection, Action<DbContextOptionsBuilder>? configure = null)
        : LocalContext(connection, null, configure)
    {
        public DbSet<StoredEvent> Events => Set<StoredEvent>();

        public DbSet<AuditLine> AuditLines => Set<AuditLine>();

        protected override void OnModelCreating(ModelBuilder modelBuilder)
        {
            modelBuilder.Entity<StoredEvent>(
                b =>
                {
                    b.HasKey(e => new { e.StreamId, e.Version });
                    b.Property(e => e.Payload).HasJsonStr();
                });
            modelBuilder.Entity<AuditLine>().ToTable("Audit").HasPartitionKey(a => a.Id);
            modelBuilder.Entity<AuditDay>().ToTable("Audit").HasPartitionKey(a => a.Id);
        }
    }

    private sealed class StoredEvent
    {
        public required string StreamId { get; set; }

        public long Version { get; set; }

        public required string Type { get; set; }

        public required EventPayload Payload { get; set; }
    }

    private sealed class EventPayload
    {
        public int Amount { get; set; }

        public required string Text { get; set; }
    }

    private sealed class AuditLine
    {
        public required string Id { get; set; }

        public long At { get; set; }

        public string? Text { get; set; }
    }

    private sealed class AuditDay
    {
        public required string Id { get; set; }

        public long At { get; set; }
    }
}
