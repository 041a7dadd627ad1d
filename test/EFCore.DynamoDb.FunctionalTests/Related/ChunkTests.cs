using EFCore.DynamoDb.FunctionalTests.Local;
using EFCore.DynamoDb.FunctionalTests.Query;
using EFCore.DynamoDb.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.FunctionalTests.Related;

/// <summary>Many outer rows: each key is asked for once, by the hundred, while the rows stream.</summary>
public class ChunkTests(DynamoDbLocalFixture local) : IClassFixture<DynamoDbLocalFixture>
{
    [Fact]
    public async Task An_include_of_10000_parents_sends_one_request_for_each_hundred_keys()
    {
        await using var connection = local.Connect();
        await ArrangeAsync(connection, 10_000);
        await using var db = new LogContext(connection);

        var entries = await db.Entries.AsNoTracking().Where(e => e.Log == "l").Include(e => e.Machine).ToListAsync();

        Assert.Equal(10_000, entries.Count);
        Assert.All(entries, e => Assert.Equal($"m{e.Number}", e.Machine.Id));
        var lookups = connection.Recorder.Texts.Where(t => t.StartsWith("BatchGetItem", StringComparison.Ordinal)).ToList();
        Assert.Equal(100, lookups.Count);
        Assert.All(connection.Recorder.Texts.Except(lookups), t => Assert.StartsWith("Query", t, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_stream_that_ends_early_reads_the_related_rows_of_what_it_gave()
    {
        await using var connection = local.Connect();
        await ArrangeAsync(connection, 1_000);
        await using var db = new LogContext(connection);

        var seen = 0;
        await foreach (var _ in db.Entries.AsNoTracking().Where(e => e.Log == "l").Include(e => e.Machine).AsAsyncEnumerable())
        {
            if (++seen == 150)
            {
                break;
            }
        }

        Assert.Equal(2, connection.Recorder.Texts.Count(t => t.StartsWith("BatchGetItem", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Collections_take_one_query_for_each_partition_and_no_more_than_allowed_together()
    {
        await using var connection = local.Connect();
        await ArrangeAsync(connection, 250);
        await using var db = new LogContext(connection, o => o.MaxParallelRequests(4));

        // Every log has the same key here, and asks for its partition once, whatever the chunk.
        var rows = await db.Entries.AsNoTracking().Where(e => e.Log == "l").Select(e => new { e.Number, Same = db.Entries.Count(o => o.Log == e.Kind) }).ToListAsync();

        Assert.Equal(250, rows.Count);
        Assert.All(rows, r => Assert.Equal(0, r.Same));
        Assert.Equal(11, connection.Recorder.Texts.Count);
    }

    [Fact]
    public async Task More_rows_than_the_budget_are_an_error_that_names_it()
    {
        await using var connection = local.Connect();
        await ArrangeAsync(connection, 20);
        await using var db = new LogContext(connection, o => o.MaxBufferedRows(10).AllowScans());

        var error = await Assert.ThrowsAsync<InvalidOperationException>(
            () => db.Entries.Where(e => e.Log == "l" && db.Machines.Any(m => m.Model != e.Kind)).ToListAsync());

        Assert.Contains("MaxBufferedRows", error.Message, StringComparison.Ordinal);
        Assert.Contains("'Machine'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_no_key_serves_the_scan_guard_names_the_index_that_would()
    {
        await using var connection = local.Connect();
        await ArrangeAsync(connection, 3);
        await using var db = new LogContext(connection);

        var error = await Assert.ThrowsAsync<InvalidOperationException>(
            () => db.Entries.Where(e => e.Log == "l").Join(db.Machines, e => e.Kind, m => m.Model, (e, m) => new { e.Number, m.Id }).ToListAsync());

        Assert.Contains("Model", error.Message, StringComparison.Ordinal);
        Assert.Contains("Machine", error.Message, StringComparison.Ordinal);
        connection.Recorder.Clear();

        // One scan, whatever the number of keys.
        await db.Entries.AllowScan().Where(e => e.Log == "l").Join(db.Machines, e => e.Kind, m => m.Model, (e, m) => new { e.Number, m.Id }).ToListAsync();
        Assert.Single(connection.Recorder.Texts, t => t.StartsWith("Scan", StringComparison.Ordinal));
    }

    private static async Task ArrangeAsync(LocalConnection connection, int entries)
        => await connection.ArrangeAsync(
            new LogContext(connection),
            Enumerable.Range(0, entries).SelectMany(
                i => new object[] { new Entry { Log = "l", Number = i, Kind = $"k{i % 10}", MachineId = $"m{i}" }, new Machine { Id = $"m{i}", Model = "x" } }));

    private sealed class LogContext(LocalConnection connection, Action<DynamoDbDbContextOptionsBuilder>? options = null) : LocalContext(connection, options)
    {
        public DbSet<Entry> Entries => Set<Entry>();

        public DbSet<Machine> Machines => Set<Machine>();

        protected override void OnModelCreating(ModelBuilder modelBuilder)
        {
            modelBuilder.Entity<Entry>(
                b =>
                {
                    b.HasPartitionKey(e => e.Log);
                    b.HasSortKey(e => e.Number);
                    b.HasOne(e => e.Machine).WithMany().HasForeignKey(e => e.MachineId);
                });
            modelBuilder.Entity<Machine>(b => b.HasPartitionKey(m => m.Id));
        }
    }

    private sealed class Entry
    {
        public string Log { get; set; } = null!;

        public int Number { get; set; }

        public string Kind { get; set; } = null!;

        public string MachineId { get; set; } = null!;

        public Machine Machine { get; set; } = null!;
    }

    private sealed class Machine
    {
        public string Id { get; set; } = null!;

        public string Model { get; set; } = null!;
    }
}
