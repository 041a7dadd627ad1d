using EFCore.DynamoDb.FunctionalTests.Local;
using EFCore.DynamoDb.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.FunctionalTests.Query;

/// <summary>The next page while the application works on one.</summary>
public class PrefetchTests(DynamoDbLocalFixture local) : IClassFixture<DynamoDbLocalFixture>
{
    [Fact]
    public async Task The_next_page_is_under_way_while_one_is_worked_on_and_no_further_one()
    {
        await using var connection = local.Connect();
        await using var db = await ArrangeAsync(connection, 9);
        connection.Faults.PagesOf(3);
        var sent = new List<int>();

        await foreach (var order in db.Orders.AsNoTracking().Where(o => o.CustomerId == "c").AsAsyncEnumerable())
        {
            await WaitForAsync(() => connection.Recorder.Requests.Count >= Math.Min(4, 2 + (order.Number / 3)));
            await Task.Delay(30);
            sent.Add(connection.Recorder.Requests.Count);
        }

        Assert.Equal([2, 2, 2, 3, 3, 3, 4, 4, 4], sent);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(10)]
    public async Task All_rows_come_whenever_the_last_page_does(int orders)
    {
        await using var connection = local.Connect();
        await using var db = await ArrangeAsync(connection, orders);
        connection.Faults.PagesOf(3);
        var rows = new List<int>();

        await foreach (var order in db.Orders.AsNoTracking().Where(o => o.CustomerId == "c").AsAsyncEnumerable())
        {
            rows.Add(order.Number);
            await Task.Delay(15);
        }

        var pages = await db.Orders.AsNoTracking().Where(o => o.CustomerId == "c").Select(o => o.Number).AsPages(2)
            .SelectMany(p => p.Items.ToAsyncEnumerable()).ToListAsync();

        Assert.Equal(Enumerable.Range(0, orders), rows);
        Assert.Equal(rows, pages);
    }

    [Fact]
    public async Task Pages_of_a_stream_are_read_ahead_too()
    {
        await using var connection = local.Connect();
        await using var db = await ArrangeAsync(connection, 20);
        var sent = new List<int>();

        await foreach (var page in db.Orders.AsNoTracking().Where(o => o.CustomerId == "c").AsPages(4))
        {
            await Task.Delay(60);
            sent.Add(connection.Recorder.Requests.Count);
            if (sent.Count == 2)
            {
                break;
            }
        }

        // The first page has one item of the second request's, which is read ahead; so has the second page of the third's.
        Assert.Equal([2, 3], sent);
    }

    [Fact]
    public async Task Without_the_option_nothing_is_read_ahead()
    {
        await using var connection = local.Connect();
        await using var db = await ArrangeAsync(connection, 9, o => o.PrefetchPages(false));
        connection.Faults.PagesOf(3);

        await foreach (var order in db.Orders.AsNoTracking().Where(o => o.CustomerId == "c").AsAsyncEnumerable())
        {
            await Task.Delay(20);
            Assert.Equal(1 + (order.Number / 3), connection.Recorder.Requests.Count);
        }
    }

    [Fact]
    public async Task Who_counts_the_rows_gets_no_page_that_is_not_needed()
    {
        await using var connection = local.Connect();
        await using var db = await ArrangeAsync(connection, 20);
        var query = db.Orders.AsNoTracking().Where(o => o.CustomerId == "c");

        await foreach (var order in query.Take(5).AsAsyncEnumerable())
        {
            await Task.Delay(10);
        }

        connection.AssertSent("""Query Orders key: CustomerId = "c" limit: 5""");
        await foreach (var order in query.Where(o => o.Note == null).Take(5).AsAsyncEnumerable())
        {
            await Task.Delay(10);
        }

        Assert.Equal("""Query Orders key: CustomerId = "c" filter: attribute_not_exists(Note) OR attribute_type(Note, "NULL") limit: 25""", connection.Recorder.Single.ToString());
        connection.Recorder.Clear();
        await query.FirstAsync();
        await query.ToPageAsync(5);
        await Task.Delay(30);
        Assert.Equal(2, connection.Recorder.Requests.Count);
        connection.Recorder.Clear();

        // Of ten rows a page of four leaves six, and the third page has enough.
        connection.Faults.PagesOf(4);
        Assert.Equal(10, (await query.Take(10).ToListAsync()).Count);
        Assert.Equal([10, 6, 2], connection.Recorder.Requests.Select(r => r.Limit));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Who_stops_or_cancels_ends_the_request_that_is_under_way(bool cancels)
    {
        await using var connection = local.Connect();
        await using var db = await ArrangeAsync(connection, 9);
        connection.Faults.PagesOf(3).Delay("Query", TimeSpan.FromSeconds(30), 2);
        using var cancellation = new CancellationTokenSource();
        var unobserved = new List<Exception>();
        void Observe(object? sender, UnobservedTaskExceptionEventArgs e) => unobserved.Add(e.Exception);
        TaskScheduler.UnobservedTaskException += Observe;
        var started = DateTime.UtcNow;
        try
        {
            var read = 0;
            var reading = ReadAsync();
            if (cancels)
            {
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
            }
            else
            {
                await reading;
            }

            Assert.Equal(cancels ? 3 : 1, read);
            Assert.InRange(DateTime.UtcNow - started, TimeSpan.Zero, TimeSpan.FromSeconds(15));
            GC.Collect();
            GC.WaitForPendingFinalizers();
            Assert.DoesNotContain(unobserved, e => e.ToString().Contains("DynamoDb", StringComparison.Ordinal));

            // The context goes on.
            connection.Faults.Clear();
            Assert.Equal(9, await db.Orders.CountAsync(o => o.CustomerId == "c"));

            async Task ReadAsync()
            {
                await foreach (var order in db.Orders.AsNoTracking().Where(o => o.CustomerId == "c").AsAsyncEnumerable().WithCancellation(cancellation.Token))
                {
                    read++;
                    await WaitForAsync(() => connection.Recorder.Requests.Count == 2);
                    if (!cancels)
                    {
                        break;
                    }

                    if (read == 3)
                    {
                        cancellation.CancelAfter(20);
                    }
                }
            }
        }
        finally
        {
            TaskScheduler.UnobservedTaskException -= Observe;
        }
    }

    [Fact]
    public async Task A_page_that_fails_ahead_of_time_fails_when_its_rows_are_asked_for()
    {
        await using var connection = local.Connect();
        await using var db = await ArrangeAsync(connection, 9);
        connection.Faults.PagesOf(3).Fail("Query", "ValidationException", "no", 2);
        var read = new List<int>();

        var exception = await Assert.ThrowsAnyAsync<Exception>(
            async () =>
            {
                await foreach (var order in db.Orders.AsNoTracking().Where(o => o.CustomerId == "c").AsAsyncEnumerable())
                {
                    read.Add(order.Number);
                    await Task.Delay(20);
                }
            });

        Assert.Equal([0, 1, 2], read);
        Assert.Contains("no", exception.Message, StringComparison.Ordinal);
    }

    private static async Task WaitForAsync(Func<bool> condition)
    {
        for (var i = 0; i < 500 && !condition(); i++)
        {
            await Task.Delay(10);
        }

        Assert.True(condition());
    }

    private static Task<ShopContext> ArrangeAsync(LocalConnection connection, int orders, Action<DynamoDbDbContextOptionsBuilder>? options = null)
        => ShopContext.CreateAsync(
            connection,
            Enumerable.Range(0, orders).Select(n => new Order { CustomerId = "c", Number = n, Status = "Open", Total = n }),
            options ?? (o => o.PrefetchPages()));
}
