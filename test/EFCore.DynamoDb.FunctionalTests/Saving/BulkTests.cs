using EFCore.DynamoDb.FunctionalTests.Local;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.FunctionalTests.Saving;

/// <summary>Streams of writes.</summary>
public class BulkTests(DynamoDbLocalFixture local) : IClassFixture<DynamoDbLocalFixture>
{
    [Fact]
    public async Task S173b_a_stream_is_written_in_batches_and_nothing_is_tracked()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection);
        var told = new Progress();

        var result = await db.Orders.BulkUpsertAsync(
            Stream(60, i => new Order { CustomerId = "ann", Number = i, Total = i }), new DynamoDbBulkOptions { Progress = told, MaxConcurrency = 1 });

        Assert.Equal(60, result.Written);
        Assert.Empty(result.Failures);
        Assert.Equal([25, 50, 60], told.Values);
        Assert.Empty(db.ChangeTracker.Entries());
        Assert.Equal(["BatchWriteItem", "BatchWriteItem", "BatchWriteItem"], connection.Recorder.Requests.Select(r => r.Operation));
        Assert.All(await connection.StoredItemsAsync("Orders"), i => Assert.Equal("1", i["Version"].N));
    }

    [Fact]
    public async Task S174_what_is_unprocessed_is_sent_again_and_what_cannot_be_stored_is_reported()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection);
        connection.Faults.LeaveUnprocessed("BatchWriteItem", processed: 10);

        var result = await db.People.BulkUpsertAsync(Stream(30, i => new Person { Id = i == 7 ? "" : i == 8 ? "p3" : $"p{i}" }));

        Assert.Equal((28, 2), (result.Written, result.Failures.Count));
        Assert.Contains(result.Failures, f => f.Message.Contains("comes twice", StringComparison.Ordinal));
        Assert.Contains(result.Failures, f => ((Person)f.Source).Id.Length == 0);
        Assert.Equal(28, (await connection.StoredItemsAsync("People")).Count);
    }

    [Fact]
    public async Task S173c_keys_are_deleted_in_batches()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection);
        await db.Orders.BulkUpsertAsync(Stream(30, i => new Order { CustomerId = "ann", Number = i }));
        connection.Recorder.Clear();

        var result = await db.Orders.BulkDeleteAsync(Enumerable.Range(0, 30).Select(i => db.Orders.Key("ann", (long)i)));

        Assert.Equal(30, result.Written);
        Assert.Equal(["BatchWriteItem", "BatchWriteItem"], connection.Recorder.Requests.Select(r => r.Operation));
        Assert.Empty(await connection.StoredItemsAsync("Orders"));
    }

    [Fact]
    public async Task A_missing_permission_is_reported_for_each_entity()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection);
        connection.Faults.Fail("BatchWriteItem", "AccessDeniedException");

        var result = await db.People.BulkUpsertAsync([new Person { Id = "a" }, new Person { Id = "b" }]);

        Assert.Equal((0, 2), (result.Written, result.Failures.Count));
        Assert.All(result.Failures, f => Assert.NotNull(f.Error));
    }

    private static async IAsyncEnumerable<T> Stream<T>(int count, Func<int, T> make)
    {
        for (var i = 0; i < count; i++)
        {
            await Task.Yield();
            yield return make(i);
        }
    }

    private sealed class Progress : IProgress<long>
    {
        public List<long> Values { get; } = [];

        public void Report(long value)
            => Values.Add(value);
    }
}
