using EFCore.DynamoDb.Diagnostics;
using EFCore.DynamoDb.FunctionalTests.Local;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace EFCore.DynamoDb.FunctionalTests.Query;

/// <summary>CollectMetrics: what the requests of one query read and cost.</summary>
public class MetricsTests(DynamoDbLocalFixture local) : IClassFixture<DynamoDbLocalFixture>
{
    [Fact]
    public async Task Pages_items_and_capacity_of_a_query_are_added_up()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection, Orders("c", 10));
        var metrics = new DynamoDbQueryMetrics();

        var rows = await db.Orders.Where(o => o.CustomerId == "c" && o.IsPaid).WithPageSize(4).CollectMetrics(metrics).ToListAsync();

        Assert.Equal(4, rows.Count);
        Assert.Equal((3, 3, 4L, 10L, 0), (metrics.Requests, metrics.Pages, metrics.Count, metrics.ScannedCount, metrics.Retries));
        Assert.Equal(1.5, metrics.ConsumedCapacity);
        Assert.Equal("3 requests, 3 pages, 4 items of 10 evaluated, 1.5 capacity units, 0 retries", metrics.ToString());
    }

    [Fact]
    public async Task Every_kind_of_request_is_counted()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection, [.. Orders("a", 4), .. Orders("b", 4)]);
        string[] customers = ["a", "b"];
        int[] numbers = [0, 1, 2, 7];

        Assert.Equal((1, 0, 1, 0, 0.5), await Of(m => db.Orders.CollectMetrics(m).SingleAsync(o => o.CustomerId == "a" && o.Number == 1)));
        Assert.Equal((1, 0, 0, 0, 0.5), await Of(m => db.Orders.CollectMetrics(m).SingleOrDefaultAsync(o => o.CustomerId == "a" && o.Number == 100)));
        Assert.Equal((1, 0, 3, 0, 1.5), await Of(m => db.Orders.CollectMetrics(m).Where(o => o.CustomerId == "a" && numbers.Contains(o.Number)).ToListAsync()));
        Assert.Equal((2, 2, 8, 8, 1), await Of(m => db.Orders.CollectMetrics(m).Where(o => customers.Contains(o.CustomerId)).ToListAsync()));
        Assert.Equal((1, 1, 4, 4, 0.5), await Of(m => db.Orders.CollectMetrics(m).CountAsync(o => o.CustomerId == "a")));
        Assert.Equal((1, 1, 4, 4, 1), await Of(m => db.Orders.WithConsistentRead().CollectMetrics(m).Where(o => o.CustomerId == "a").SumAsync(o => o.Total)));
        Assert.Equal((3, 3, 8, 8, 1), await Of(m => db.Orders.AllowScan(segments: 3).CollectMetrics(m).ToListAsync()));
        // Entries of an index, and the items by their keys.
        Assert.Equal((2, 1, 8, 4, 2.5), await Of(m => db.Orders.CollectMetrics(m).Where(o => o.Status == "Open").Take(4).ToListAsync()));
        // Nothing is sent.
        Assert.Equal((0, 0, 0, 0, 0), await Of(m => db.Orders.CollectMetrics(m).Where(o => o.CustomerId == null!).ToListAsync()));

        async Task<(int, int, long, long, double)> Of(Func<DynamoDbQueryMetrics, Task> run)
        {
            connection.Recorder.Clear();
            var metrics = new DynamoDbQueryMetrics();
            await run(metrics);
            Assert.Equal(connection.Recorder.Requests.Count, metrics.Requests);
            return (metrics.Requests, metrics.Pages, metrics.Count, metrics.ScannedCount, metrics.ConsumedCapacity ?? 0);
        }
    }

    [Fact]
    public async Task Reads_and_writes_of_ExecuteUpdate_and_ExecuteDelete_are_counted()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection, Orders("c", 6));
        var (update, delete) = (new DynamoDbQueryMetrics(), new DynamoDbQueryMetrics());

        Assert.Equal(2, await db.Orders.CollectMetrics(update).Where(o => o.CustomerId == "c" && o.IsPaid).ExecuteUpdateAsync(s => s.SetProperty(o => o.Note, "paid")));
        Assert.Equal(6, await db.Orders.CollectMetrics(delete).Where(o => o.CustomerId == "c").AllowUnconditionalDelete().ExecuteDeleteAsync());

        Assert.Equal((3, 1, 2 + 2, 6), (update.Requests, update.Pages, update.Count, update.ScannedCount));
        Assert.Equal((2, 1, 6 + 6, 6), (delete.Requests, delete.Pages, delete.Count, delete.ScannedCount));
        Assert.True(update.ConsumedCapacity > 2);
    }

    [Fact]
    public async Task Retries_are_seen_by_the_collector_and_by_the_events()
    {
        await using var connection = local.Connect();
        var executed = new List<DynamoDbRequestExecutedEventData>();
        var messages = new List<string>();
        await using (await ShopContext.CreateAsync(connection, Orders("c", 3)))
        {
        }

        await using var db = new ShopContext(
            connection,
            configure: o => o.LogTo(
                (id, _) => id == DynamoDbEventId.ExecutedRequest,
                e =>
                {
                    executed.Add((DynamoDbRequestExecutedEventData)e);
                    messages.Add(e.ToString());
                }));
        var metrics = new DynamoDbQueryMetrics();
        connection.Faults.Throttle("Query", 1).DropAnswer("Query", 2).DropAnswer("GetItem", 1);

        Assert.Equal(3, (await db.Orders.CollectMetrics(metrics).Where(o => o.CustomerId == "c").ToListAsync()).Count);
        Assert.NotNull(await db.Orders.AsNoTracking().CollectMetrics(metrics).SingleOrDefaultAsync(o => o.CustomerId == "c" && o.Number == 1));

        Assert.Equal((2, 3), (metrics.Requests, metrics.Retries));
        Assert.Equal([2, 1], executed.Select(e => e.Retries));
        Assert.Contains(", 2 retries, ", messages[0], StringComparison.Ordinal);
        Assert.Contains(", 1 retry, ", messages[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Capacity_is_asked_for_whatever_the_options_say()
    {
        await using var connection = local.Connect();
        await using (await ShopContext.CreateAsync(connection, Orders("c", 3)))
        {
        }

        await using var db = new ShopContext(connection, o => o.ReturnConsumedCapacity(false));
        var metrics = new DynamoDbQueryMetrics();

        await db.Orders.Where(o => o.CustomerId == "c").ToListAsync();
        await db.Orders.CollectMetrics(metrics).Where(o => o.CustomerId == "c").ToListAsync();

        Assert.Equal([false, true], connection.Recorder.Requests.Select(r => r.Body.TryGetProperty("ReturnConsumedCapacity", out _)));
        Assert.Equal(0.5, metrics.ConsumedCapacity);
    }

    [Fact]
    public async Task A_collector_is_a_parameter_of_one_compiled_query()
    {
        await using var connection = local.Connect();
        await using (await ShopContext.CreateAsync(connection, Orders("c", 3)))
        {
        }

        var compiled = 0;
        await using var db = new ShopContext(connection, configure: o => o.LogTo((id, _) => id == CoreEventId.QueryCompilationStarting, _ => compiled++));
        var query = EF.CompileAsyncQuery((ShopContext c, DynamoDbQueryMetrics m) => c.Orders.CollectMetrics(m).Where(o => o.CustomerId == "c"));
        var collectors = Enumerable.Range(0, 5).Select(_ => new DynamoDbQueryMetrics()).ToList();

        foreach (var metrics in collectors)
        {
            await db.Orders.Where(o => o.CustomerId == "c").CollectMetrics(metrics).ToListAsync();
        }

        Assert.Equal(1, compiled);
        foreach (var metrics in collectors)
        {
            await query(db, metrics).ToListAsync();
        }

        Assert.Equal(2, compiled);
        Assert.All(collectors, m => Assert.Equal((2, 6L, 1.0), (m.Requests, m.Count, m.ConsumedCapacity)));
    }

    [Fact]
    public async Task A_query_that_is_read_twice_is_counted_twice_and_its_text_not_at_all()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection, Orders("c", 3));
        var (one, other) = (new DynamoDbQueryMetrics(), new DynamoDbQueryMetrics());
        var query = db.Orders.CollectMetrics(one).Where(o => o.CustomerId == "c").CollectMetrics(other).AsAsyncEnumerable();

        Assert.StartsWith("Query", db.Orders.CollectMetrics(one).Where(o => o.CustomerId == "c").ToQueryString(), StringComparison.Ordinal);
        Assert.Equal(0, one.Requests);
        for (var i = 1; i <= 2; i++)
        {
            await foreach (var _ in query)
            {
            }

            Assert.Equal((i, i), (one.Requests, other.Requests));
        }
    }

    [Fact]
    public async Task Pages_by_cursor_are_counted_and_adjusted()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection, Orders("c", 10));
        var (metrics, adjusted) = (new DynamoDbQueryMetrics(), 0);
        var query = db.Orders.Where(o => o.CustomerId == "c").OrderBy(o => o.Number).CollectMetrics(metrics).OnRequest(_ => adjusted++);

        var first = await query.ToPageAsync(3);
        Assert.Equal((1, 1, 4L, 4L, 1), (metrics.Requests, metrics.Pages, metrics.Count, metrics.ScannedCount, adjusted));
        var second = await query.ToPageAsync(3, first.Cursor);
        Assert.Equal([3, 4, 5], second.Items.Select(o => o.Number));
        Assert.Equal((2, 2), (metrics.Requests, adjusted));
        await foreach (var _ in query.AsPages(4))
        {
        }

        Assert.Equal(connection.Recorder.Requests.Count, metrics.Requests);
        Assert.Equal(metrics.Requests, adjusted);
    }

    private static IEnumerable<Order> Orders(string customer, int count)
        => Enumerable.Range(0, count).Select(
            i => new Order { CustomerId = customer, Number = i, Status = "Open", Total = i, IsPaid = i % 3 == 1 || (count > 6 && i == 0) });
}
