using System.Collections.Concurrent;
using EFCore.DynamoDb.Diagnostics;
using EFCore.DynamoDb.FunctionalTests.Local;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace EFCore.DynamoDb.FunctionalTests.Query;

/// <summary>Queries without Async: refused, or blocking but right.</summary>
public class SyncQueryTests(DynamoDbLocalFixture local) : IClassFixture<DynamoDbLocalFixture>
{
    public static TheoryData<string> Operations
        => [.. Terminals.Keys];

    private static readonly Dictionary<string, Func<NoteContext, object?>> Terminals = new()
    {
        ["a compiled query"] = db => string.Join(",", EF.CompileQuery((NoteContext c, string box) => c.Notes.Where(n => n.Box == box))(db, "b").Select(n => n.Number)),
        ["ToList"] = db => string.Join(",", db.Notes.Where(n => n.Box == "b").ToList().Select(n => n.Number)),
        ["First"] = db => db.Notes.Where(n => n.Box == "b").First().Number,
        ["Single"] = db => db.Notes.Single(n => n.Box == "b" && n.Number == 2).Text,
        ["Count"] = db => db.Notes.Count(n => n.Box == "b"),
        ["Any"] = db => db.Notes.Any(n => n.Box == "b"),
        ["Sum"] = db => db.Notes.Where(n => n.Box == "b").Sum(n => n.Number),
        ["Find"] = db => db.Notes.Find("b", 3)?.Text,
        ["foreach"] = db => Enumerate(db),
        ["filtered, sorted and taken on the client"] = db => string.Join(
            ",", db.Notes.Where(n => n.Box == "b" && n.Number % 2 == 0).OrderByDescending(n => n.Text).Take(2).Select(n => n.Number).ToArray()),
        ["Distinct"] = db => string.Join(",", db.Notes.Where(n => n.Box == "b").Select(n => n.Number / 3).Distinct().ToList()),
        ["Last"] = db => db.Notes.Where(n => n.Box == "b").OrderBy(n => n.Number).Last().Number,
    };

    private static readonly Dictionary<string, object?> Expected = new()
    {
        ["a compiled query"] = "0,1,2,3,4",
        ["ToList"] = "0,1,2,3,4",
        ["First"] = 0,
        ["Single"] = "text 2",
        ["Count"] = 5,
        ["Any"] = true,
        ["Sum"] = 10,
        ["Find"] = "text 3",
        ["foreach"] = "0,1,2,3,4",
        ["filtered, sorted and taken on the client"] = "4,2",
        ["Distinct"] = "0,1",
        ["Last"] = 4,
    };

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task Is_refused_with_the_name_of_the_event_and_sends_nothing(string operation)
    {
        await using var connection = local.Connect();
        await using var db = new NoteContext(connection);

        var error = Assert.Throws<InvalidOperationException>(() => Terminals[operation](db));

        Assert.Contains("DynamoDbEventId.SyncNotSupported", error.Message, StringComparison.Ordinal);
        Assert.Contains("use the operation whose name ends in Async", error.Message, StringComparison.Ordinal);
        connection.AssertSent();
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task Gives_the_right_answer_where_it_is_let_through_under_any_synchronisation_context(string operation)
    {
        await using var connection = local.Connect();
        await ArrangeAsync(connection);
        connection.Faults.PagesOf(2);
        await using var db = new NoteContext(connection, o => o.ConfigureWarnings(w => w.Ignore(DynamoDbEventId.SyncNotSupported)));
        var stuck = new OneThread();

        var work = Task.Factory.StartNew(
            () =>
            {
                SynchronizationContext.SetSynchronizationContext(stuck);
                return Terminals[operation](db);
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);

        Assert.Equal(Expected[operation], await work.WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.Empty(stuck.Posted);
        Assert.NotEmpty(connection.Recorder.Requests);
    }

    [Fact]
    public async Task Gives_the_right_answer_under_a_scheduler_of_one_thread()
    {
        await using var connection = local.Connect();
        await ArrangeAsync(connection);
        await using var db = new NoteContext(connection, o => o.ConfigureWarnings(w => w.Ignore(DynamoDbEventId.SyncNotSupported)));
        var exclusive = new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler;

        var work = Task.Factory.StartNew(() => Terminals["Sum"](db), CancellationToken.None, TaskCreationOptions.None, exclusive);

        Assert.Equal(10, await work.WaitAsync(TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public async Task Is_a_warning_in_the_log_where_it_is_configured_so()
    {
        await using var connection = local.Connect();
        await ArrangeAsync(connection);
        var events = new List<EventData>();
        await using var db = new NoteContext(
            connection, o => o.ConfigureWarnings(w => w.Log(DynamoDbEventId.SyncNotSupported)).LogTo((id, _) => id == DynamoDbEventId.SyncNotSupported, events.Add));

        db.Notes.Where(n => n.Box == "b").ToList();

        Assert.Equal(Microsoft.Extensions.Logging.LogLevel.Warning, Assert.Single(events).LogLevel);
    }

    [Fact]
    public async Task An_error_of_DynamoDB_comes_as_itself()
    {
        await using var connection = local.Connect();
        await using var db = new NoteContext(connection, o => o.ConfigureWarnings(w => w.Ignore(DynamoDbEventId.SyncNotSupported)));

        Assert.Throws<EFCore.DynamoDb.Client.DynamoDbTableNotFoundException>(() => db.Notes.Where(n => n.Box == "b").ToList());
    }

    private static string Enumerate(NoteContext db)
    {
        var numbers = new List<int>();
        foreach (var note in db.Notes.Where(n => n.Box == "b"))
        {
            numbers.Add(note.Number);
        }

        return string.Join(",", numbers);
    }

    private static Task ArrangeAsync(LocalConnection connection)
        => connection.ArrangeAsync(
            new NoteContext(connection), Enumerable.Range(0, 5).Select(i => new Note { Box = "b", Number = i, Text = $"text {i}" }));

    private sealed class NoteContext(LocalConnection connection, Action<DbContextOptionsBuilder>? configure = null)
        : LocalContext(connection, configure: configure)
    {
        public DbSet<Note> Notes => Set<Note>();

        protected override void OnModelCreating(ModelBuilder modelBuilder)
            => modelBuilder.Entity<Note>(
                b =>
                {
                    b.ToTable("Notes");
                    b.HasPartitionKey(n => n.Box);
                    b.HasSortKey(n => n.Number);
                });
    }

    private sealed class Note
    {
        public required string Box { get; set; }

        public int Number { get; set; }

        public string? Text { get; set; }
    }

    /// <summary>Takes continuations and never runs them: its thread is waiting.</summary>
    private sealed class OneThread : SynchronizationContext
    {
        public ConcurrentQueue<SendOrPostCallback> Posted { get; } = new();

        public override void Post(SendOrPostCallback d, object? state)
            => Posted.Enqueue(d);
    }
}
