using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using Amazon.DynamoDBv2;
using EFCore.DynamoDb.FunctionalTests.Local;
using EFCore.DynamoDb.Infrastructure;
using EFCore.DynamoDb.Update;
using Microsoft.EntityFrameworkCore;
using Xunit.Abstractions;

namespace EFCore.DynamoDb.FunctionalTests.Saving;

/// <summary>
/// Random saves under random faults, each from a seed of its own: what a save reports done is stored, what it does not report done is tracked as before, nothing is
/// done twice, and a second save finishes the work. DYNAMODB_FAULT_RUNS sets how many runs there are, DYNAMODB_FAULT_SEED where they begin.
/// </summary>
public class RandomFaultTests(DynamoDbLocalFixture local, ITestOutputHelper output) : IClassFixture<DynamoDbLocalFixture>
{
    /// <summary>Runs side by side: most of their time they wait until they may try again.</summary>
    private const int Workers = 24;

    private const int Numbers = 12;

    private static readonly AutoTransactionBehavior[] Behaviors =
        [AutoTransactionBehavior.WhenNeeded, AutoTransactionBehavior.Always, AutoTransactionBehavior.Never];

    private static readonly string[] Singly = ["PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem"];

    private static readonly Action<DynamoDbDbContextOptionsBuilder> Idempotent = o => o.IdempotentWrites();

    [Fact]
    public async Task No_fault_loses_or_doubles_a_write_and_a_second_save_finishes_the_work()
    {
        await using var connection = local.Connect();
        using var client = connection.CreateUnrecordedClient();
        await using (var db = new FaultyContext(connection))
        {
            await db.Database.EnsureCreatedAsync();
        }

        var first = Setting("DYNAMODB_FAULT_SEED", Environment.TickCount & 0xFFFF);
        var runs = Setting("DYNAMODB_FAULT_RUNS", 2000);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"seeds {first} to {first + runs - 1}"));
        var seeds = new ConcurrentQueue<int>(Enumerable.Range(first, runs));
        var outcomes = await Task.WhenAll(Enumerable.Range(0, Math.Min(Workers, runs)).Select(_ => Task.Run(() => WorkAsync(connection.TableNamePrefix, client, seeds))));

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{outcomes.Sum()} first saves failed"));
        Assert.True(runs < 1000 || outcomes.Sum() > runs / 20, "The faults did no harm, so that the test says little.");
    }

    private async Task<int> WorkAsync(string tableNamePrefix, IAmazonDynamoDB client, ConcurrentQueue<int> seeds)
    {
        // Not disposed of: the tables are those of all workers.
        var connection = new LocalConnection(local.Local, tableNamePrefix);
        var failed = 0;
        while (seeds.TryDequeue(out var seed))
        {
            try
            {
                failed += await RunAsync(connection, client, seed) ? 0 : 1;
            }
            catch (Exception exception)
            {
                seeds.Clear();
                throw new InvalidOperationException(
                    string.Create(CultureInfo.InvariantCulture, $"DYNAMODB_FAULT_RUNS=1 DYNAMODB_FAULT_SEED={seed} repeats: {exception.Message}"), exception);
            }
        }

        connection.Client.Dispose();
        return failed;
    }

    /// <summary>True when the first save did all of it.</summary>
    private static async Task<bool> RunAsync(LocalConnection connection, IAmazonDynamoDB client, int seed)
    {
        var random = new Random(seed);
        var owner = "s" + seed.ToString(CultureInfo.InvariantCulture);
        var before = Enumerable.Range(0, Numbers).Where(_ => random.Next(5) < 3).Select(n => New(random, owner, n)).ToDictionary(t => t.Number);
        await FaultyContext.PutAsync(client, connection, before.Values);

        await using var db = new FaultyContext(connection, random.Next(4) == 0 ? Idempotent : null);
        var behavior = db.Database.AutoTransactionBehavior = Behaviors[random.Next(Behaviors.Length)];
        var after = new Dictionary<int, string?>();
        foreach (var number in Enumerable.Range(0, Numbers).OrderBy(_ => random.Next()).Take(random.Next(1, 7)))
        {
            after.Add(number, Change(db, random, owner, number, before.GetValueOrDefault(number)));
        }

        using var cancellation = new CancellationTokenSource();
        connection.Faults.DeliverAll();
        var faults = AddFaults(connection.Faults, random, cancellation, isTransaction: behavior != AutoTransactionBehavior.Never && (after.Count > 1 || behavior == AutoTransactionBehavior.Always));
        var isDone = false;
        try
        {
            await db.SaveChangesAsync(cancellation.Token);
            isDone = true;
        }
        catch (Exception exception) when (exception is DbUpdateException or OperationCanceledException)
        {
            Assert.True(
                faults.AreFatal || cancellation.IsCancellationRequested || (faults.LoseAnswers && exception is DynamoDbUnknownOutcomeException), exception.ToString());
            connection.Faults.Clear();
            await connection.Faults.ArrivedAsync();
            await db.AssertConsistentAsync(client, connection, owner, before, mayBeDone: faults.LoseAnswers || cancellation.IsCancellationRequested);
            await db.SaveChangesAsync();
        }

        connection.Faults.Clear();
        connection.Recorder.Clear();
        Assert.All(db.ChangeTracker.Entries(), e => Assert.Equal(EntityState.Unchanged, e.State));
        var expected = Enumerable.Range(0, Numbers)
            .Select(n => after.TryGetValue(n, out var thing) ? thing : before.GetValueOrDefault(n)?.Expected).OfType<string>();
        Assert.Equal(string.Join('\n', expected), string.Join('\n', await FaultyContext.StoredAsync(client, connection, owner)));
        await FaultyContext.ForgetAsync(client, connection, owner, Enumerable.Range(0, Numbers));
        return isDone;
    }

    /// <summary>Queues one change; what is to be stored afterwards.</summary>
    private static string? Change(FaultyContext db, Random random, string owner, int number, Thing? before)
    {
        if (before is null)
        {
            var added = New(random, owner, number);
            db.Add(added);
            return added.ExpectedWith(version: 1);
        }

        switch (random.Next(4))
        {
            case 0:
                db.Remove(before.Copy());
                return null;
            case 1:
                var upserted = New(random, owner, number);
                db.Upsert(upserted);
                return upserted.ExpectedWith(version: 2);
            default:
                var thing = db.Attach(before.Copy()).Entity;
                switch (thing)
                {
                    case Lot lot:
                        (lot.Total, lot.Note) = (lot.Total + 1, Text(random));
                        break;
                    case Tally tally:
                        tally.Count += random.Next(1, 9);
                        tally.Label = random.Next(2) == 0 ? tally.Label : Text(random);
                        break;
                    case Memo memo:
                        memo.Text += "+";
                        break;
                }

                return thing.ExpectedWith(version: 2);
        }
    }

    private static Thing New(Random random, string owner, int number)
        => (number % 3) switch
        {
            0 => new Lot { Owner = owner, Number = number, Total = random.Next(100), Note = Text(random), Version = 1 },
            1 => new Tally { Owner = owner, Number = number, Count = random.Next(3), Label = Text(random) },
            _ => new Memo { Owner = owner, Number = number, Text = Text(random) },
        };

    private static string? Text(Random random)
        => random.Next(3) switch { 0 => null, 1 => "n", _ => "m" };

    private static (bool AreFatal, bool LoseAnswers) AddFaults(
        RequestFaults faults, Random random, CancellationTokenSource cancellation, bool isTransaction)
    {
        var (areFatal, loseAnswers) = (false, false);
        for (var i = random.Next(4); i > 0; i--)
        {
            var operation = isTransaction ? "TransactWriteItems" : Singly[random.Next(Singly.Length)];
            var nth = random.Next(2) == 0 ? 1 : random.Next(1, 5);
            switch (random.Next(11))
            {
                case 0:
                    faults.Throttle(operation, nth);
                    break;
                case 1:
                    faults.Drop(operation, nth);
                    break;
                case 2:
                    faults.DropAnswer(operation, nth);
                    loseAnswers = true;
                    break;
                case 3:
                    faults.CutBody(operation, nth);
                    loseAnswers = true;
                    break;
                case 4:
                    faults.SlowBody(operation, TimeSpan.FromMilliseconds(1), nth);
                    break;
                case 5:
                    faults.Fail(operation, "InternalServerError", nth: nth, status: HttpStatusCode.InternalServerError);
                    loseAnswers = true;
                    break;
                case 6 when operation != "BatchWriteItem":
                    faults.Fail(operation, operation == "TransactWriteItems" ? "TransactionInProgressException" : "TransactionConflictException", nth: nth);
                    break;
                case 6 or 7:
                    faults.LeaveUnprocessed("BatchWriteItem", random.Next(4), nth);
                    break;
                case 8:
                    faults.Fail(operation, "AccessDeniedException", nth: nth);
                    areFatal = true;
                    break;
                case 9:
                    faults.Before(operation, cancellation.CancelAsync, nth);
                    break;
                default:
                    faults.Body(operation, async (position, _) => await (position == 1 ? cancellation.CancelAsync() : Task.CompletedTask), nth);
                    break;
            }
        }

        return (areFatal, loseAnswers);
    }

    private static int Setting(string name, int otherwise)
        => int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : otherwise;
}
