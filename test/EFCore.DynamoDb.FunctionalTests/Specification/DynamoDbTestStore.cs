using System.Globalization;
using EFCore.DynamoDb.Diagnostics;
using EFCore.DynamoDb.FunctionalTests.Local;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.TestUtilities;

namespace EFCore.DynamoDb.FunctionalTests.Specification;

/// <summary>
/// Tables of DynamoDB Local for a fixture of EF Core's specification tests. What the tests may take for granted of it, and applications may not: scans and synchronous
/// calls are allowed, and a save of many entities is not one transaction.
/// </summary>
public sealed class DynamoDbTestStore : TestStore
{
    // Off, every query is a scan with all of LINQ done by the client: the answers are the same.
    private static readonly bool IsPlannerOn = Environment.GetEnvironmentVariable("SPECIFICATION_PLANNER") != "off";

    private static int stores;

    private DynamoDbTestStore(string name, bool shared)
        : base(name, shared)
        => Connection = new LocalConnection(
            DynamoDbLocalFixture.Start(),
            string.Create(CultureInfo.InvariantCulture, $"spec{Environment.ProcessId:x}-{(shared ? 0 : Interlocked.Increment(ref stores))}-{Short(name)}-"));

    /// <summary>What was sent, by <see cref="LocalConnection.Recorder" />.</summary>
    public LocalConnection Connection { get; }

    public static DynamoDbTestStore Create(string name)
        => new(name, shared: false);

    public static DynamoDbTestStore GetOrCreate(string name)
        => new(name, shared: true);

    public override DbContextOptionsBuilder AddProviderOptions(DbContextOptionsBuilder builder)
        => builder
            .UseLocal(Connection, o => o.AllowScans().UsePlanner(IsPlannerOn))
            .ConfigureWarnings(w => w.Ignore(DynamoDbEventId.SyncNotSupported))
            .AddInterceptors(WithoutTransaction.Instance);

    public override async Task CleanAsync(DbContext context)
    {
        await context.Database.EnsureDeletedAsync();
        await context.Database.EnsureCreatedAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        if (!Shared)
        {
            await Connection.DisposeAsync();
        }

        await base.DisposeAsync();
    }

    private static string Short(string name)
        => string.Concat(name.Where(char.IsAsciiLetterOrDigit).Take(40));

    private sealed class WithoutTransaction : SaveChangesInterceptor
    {
        public static readonly WithoutTransaction Instance = new();

        public override InterceptionResult<int> SavingChanges(DbContextEventData eventData, InterceptionResult<int> result)
        {
            eventData.Context!.Database.AutoTransactionBehavior = AutoTransactionBehavior.Never;
            return result;
        }

        public override ValueTask<InterceptionResult<int>> SavingChangesAsync(
            DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
            => ValueTask.FromResult(SavingChanges(eventData, result));
    }
}
