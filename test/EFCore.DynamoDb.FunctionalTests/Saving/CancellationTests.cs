using System.Globalization;
using Amazon.DynamoDBv2;
using EFCore.DynamoDb.FunctionalTests.Local;
using EFCore.DynamoDb.Update;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.FunctionalTests.Saving;

/// <summary>A save is cancelled at each of its requests in turn and at each moment of it: nothing is half accepted, and a second save finishes the work.</summary>
public class CancellationTests(DynamoDbLocalFixture local) : IClassFixture<DynamoDbLocalFixture>
{
    public enum Moment
    {
        /// <summary>Before the request is sent.</summary>
        Before,

        /// <summary>When the server has done it, before the answer comes.</summary>
        Done,

        /// <summary>Within the body of the answer.</summary>
        Body,

        /// <summary>In the pause after a refusal, before it is sent again.</summary>
        Pause,

        /// <summary>When the connection has broken after the server had done it, before the SDK sends it again.</summary>
        Lost,
    }

    [Theory]
    [InlineData(AutoTransactionBehavior.WhenNeeded)]
    [InlineData(AutoTransactionBehavior.Never)]
    public async Task At_every_request_of_a_save_of_many(AutoTransactionBehavior behavior)
        => await WalkAsync(behavior, allowChunks: false, ["add", "count", "change", "remove", "upsert", "upsert again", "memo"]);

    [Fact]
    public async Task At_every_request_of_a_save_in_several_transactions()
        => await WalkAsync(AutoTransactionBehavior.WhenNeeded, allowChunks: true, ["add", "count", "change", "remove", "many"]);

    [Theory]
    [InlineData("add")]
    [InlineData("count")]
    [InlineData("change")]
    [InlineData("remove")]
    [InlineData("upsert")]
    [InlineData("memo")]
    public async Task At_every_request_of_a_save_of_one(string change)
        => await WalkAsync(AutoTransactionBehavior.WhenNeeded, allowChunks: false, [change]);

    [Fact]
    public async Task At_every_request_of_an_ExecuteUpdate_which_then_finishes_the_work()
    {
        await using var connection = local.Connect();
        using var client = await CreateAsync(connection);
        var cancelled = 0;
        for (var nth = 1; nth <= 5; nth++)
        {
            var owner = "u" + nth.ToString(CultureInfo.InvariantCulture);
            await FaultyContext.PutAsync(client, connection, [.. Enumerable.Range(0, 4).Select(n => new Memo { Owner = owner, Number = n, Text = "a" })]);
            await using var db = new FaultyContext(connection);
            using var cancellation = new CancellationTokenSource();
            _ = new CancelledRequest(connection, nth, Moment.Done, cancellation);
            var memos = db.Things.OfType<Memo>().Where(m => m.Owner == owner && m.Text == "a");
            try
            {
                Assert.Equal(4, await memos.ExecuteUpdateAsync(s => s.SetProperty(m => m.Text, "b"), cancellation.Token));
            }
            catch (OperationCanceledException)
            {
                cancelled++;
                await connection.Faults.ArrivedAsync();
            }

            connection.Faults.Otherwise = null;
            await memos.ExecuteUpdateAsync(s => s.SetProperty(m => m.Text, "b"));
            Assert.Equal(["0 Memo b", "1 Memo b", "2 Memo b", "3 Memo b"], await FaultyContext.StoredAsync(client, connection, owner));
        }

        Assert.Equal(5, cancelled);
    }

    private async Task WalkAsync(AutoTransactionBehavior behavior, bool allowChunks, string[] changes)
    {
        await using var connection = local.Connect();
        using var client = await CreateAsync(connection);
        foreach (var moment in Enum.GetValues<Moment>())
        {
            var nth = 1;
            while (await RunAsync(connection, client, behavior, allowChunks, changes, moment, nth))
            {
                nth++;
            }

            Assert.True(nth > 1, $"No request was cancelled at {moment}.");
        }
    }

    private static async Task<IAmazonDynamoDB> CreateAsync(LocalConnection connection)
    {
        await using var db = new FaultyContext(connection);
        await db.Database.EnsureCreatedAsync();
        return connection.CreateUnrecordedClient();
    }

    /// <summary>False when there is no such request.</summary>
    private static async Task<bool> RunAsync(
        LocalConnection connection, IAmazonDynamoDB client, AutoTransactionBehavior behavior, bool allowChunks, string[] changes, Moment moment, int nth)
    {
        var owner = string.Create(CultureInfo.InvariantCulture, $"{moment}{nth}");
        Thing[] before =
        [
            new Lot { Owner = owner, Number = 1, Total = 1, Version = 1 },
            new Tally { Owner = owner, Number = 2, Count = 10 },
            new Lot { Owner = owner, Number = 3, Version = 1 },
            new Memo { Owner = owner, Number = 4 },
        ];
        await FaultyContext.PutAsync(client, connection, before);
        await using var db = new FaultyContext(connection, o => o.AllowTransactionChunking(allowChunks));
        db.Database.AutoTransactionBehavior = behavior;
        var after = before.ToDictionary(t => t.Number, t => (string?)t.Expected);
        foreach (var change in changes)
        {
            Change(db, change, owner, before, after);
        }

        using var cancellation = new CancellationTokenSource();
        var cancel = new CancelledRequest(connection, nth, moment, cancellation);
        try
        {
            await db.SaveChangesAsync(cancellation.Token);
        }
        catch (Exception exception) when (exception is OperationCanceledException || (moment is not (Moment.Before or Moment.Pause) && exception is DynamoDbUnknownOutcomeException))
        {
            Assert.True(cancel.IsReached);
            await connection.Faults.ArrivedAsync();
            await db.AssertConsistentAsync(client, connection, owner, before.ToDictionary(t => t.Number), mayBeDone: true);
            connection.Faults.Otherwise = null;
            await db.SaveChangesAsync();
        }

        connection.Faults.Otherwise = null;
        connection.Recorder.Clear();
        Assert.All(db.ChangeTracker.Entries(), e => Assert.Equal(EntityState.Unchanged, e.State));
        Assert.Equal(
            $"{moment} {nth}\n" + string.Join('\n', after.OrderBy(a => a.Key).Select(a => a.Value).OfType<string>()),
            $"{moment} {nth}\n" + string.Join('\n', await FaultyContext.StoredAsync(client, connection, owner)));
        return cancel.IsReached;
    }

    private static void Change(FaultyContext db, string change, string owner, Thing[] before, Dictionary<int, string?> after)
    {
        switch (change)
        {
            case "add":
                var lot = new Lot { Owner = owner, Number = 10, Total = 3 };
                db.Add(lot);
                after[10] = lot.ExpectedWith(version: 1);
                break;
            case "change":
                var changed = (Lot)db.Attach(before[0].Copy()).Entity;
                changed.Total++;
                after[1] = changed.ExpectedWith(version: 2);
                break;
            case "count":
                ((Tally)db.Attach(before[1].Copy()).Entity).Count += 5;
                after[2] = "2 Tally 15 ";
                break;
            case "remove":
                db.Remove(before[2].Copy());
                after[3] = null;
                break;
            case "memo":
                ((Memo)db.Attach(before[3].Copy()).Entity).Text = "changed";
                after[4] = "4 Memo changed";
                break;
            case "upsert":
            case "upsert again":
                var number = change == "upsert" ? 20 : 21;
                db.Things.Upsert(new Memo { Owner = owner, Number = number, Text = "upserted" });
                after[number] = $"{number} Memo upserted";
                break;
            default:
                for (var i = 100; i < 200; i++)
                {
                    db.Add(new Memo { Owner = owner, Number = i });
                    after[i] = $"{i} Memo ";
                }

                break;
        }
    }

    /// <summary>Cancels at the nth request from now on.</summary>
    private sealed class CancelledRequest
    {
        private readonly int _nth;
        private readonly Moment _moment;
        private readonly CancellationTokenSource _cancellation;
        private int _requests;

        public CancelledRequest(LocalConnection connection, int nth, Moment moment, CancellationTokenSource cancellation)
        {
            (_nth, _moment, _cancellation) = (nth, moment, cancellation);
            connection.Faults.DeliverAll();
            connection.Faults.Otherwise = NextAsync;
        }

        /// <summary>There was such a request.</summary>
        public bool IsReached
            => _requests >= _nth;

        private async Task<HttpResponseMessage> NextAsync(HttpRequestMessage request, RequestFaults.Send send, CancellationToken cancellationToken)
        {
            if (Interlocked.Increment(ref _requests) != _nth)
            {
                return await send(request, cancellationToken);
            }

            HttpResponseMessage? answer = null;
            if (_moment is not (Moment.Before or Moment.Pause))
            {
                answer = await send(request, cancellationToken);
            }

            switch (_moment)
            {
                case Moment.Body:
                    answer!.Content = RequestFaults.InPieces(
                        answer.Content.Headers,
                        await answer.Content.ReadAsByteArrayAsync(cancellationToken),
                        async (position, _) => await (position == 1 ? _cancellation.CancelAsync() : Task.CompletedTask));
                    return answer;
                case Moment.Pause:
                    _cancellation.CancelAfter(3);
                    var isTransaction = FaultingHandler.Operation(request) == "TransactWriteItems";
                    return FaultingHandler.Error(
                        System.Net.HttpStatusCode.BadRequest, isTransaction ? "TransactionInProgressException" : "ProvisionedThroughputExceededException", "A fault.");
                case Moment.Lost:
                    _cancellation.CancelAfter(3);
                    throw new HttpRequestException(HttpRequestError.ResponseEnded, "A fault: the answer was dropped.");
                default:
                    await _cancellation.CancelAsync();
                    cancellationToken.ThrowIfCancellationRequested();
                    return answer!;
            }
        }
    }
}
