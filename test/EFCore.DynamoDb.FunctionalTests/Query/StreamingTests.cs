using EFCore.DynamoDb.FunctionalTests.Local;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.FunctionalTests.Query;

/// <summary>Pages: when they are read, and when no more of them are.</summary>
public class StreamingTests(DynamoDbLocalFixture local) : IClassFixture<DynamoDbLocalFixture>
{
    [Fact]
    public async Task A_page_is_read_when_the_rows_before_it_are_used_up()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection, Orders(7));
        connection.Faults.PagesOf(3);
        var sent = new List<int>();

        await foreach (var order in db.Orders.Where(o => o.CustomerId == "c").AsAsyncEnumerable())
        {
            sent.Add(connection.Recorder.Requests.Count);
        }

        Assert.Equal([1, 1, 1, 2, 2, 2, 3], sent);
    }

    [Fact]
    public async Task Rows_stream_through_the_client_s_own_work()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection, Orders(7));
        connection.Faults.PagesOf(3);
        var sent = new List<(int Number, int Requests)>();

        await foreach (var number in db.Orders.Where(o => o.CustomerId == "c" && o.Number % 2 == 0).Select(o => o.Number).AsAsyncEnumerable())
        {
            sent.Add((number, connection.Recorder.Requests.Count));
        }

        Assert.Equal([(0, 1), (2, 1), (4, 2), (6, 3)], sent);
    }

    [Fact]
    public async Task Who_stops_reading_sends_nothing_more()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection, Orders(7));
        connection.Faults.PagesOf(3);

        await foreach (var order in db.Orders.Where(o => o.CustomerId == "c").AsAsyncEnumerable())
        {
            if (order.Number == 2)
            {
                break;
            }
        }

        Assert.Single(connection.Recorder.Requests);
    }

    [Fact]
    public async Task Nothing_is_sent_before_the_first_row_is_asked_for()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection, Orders(1));

        var rows = db.Orders.Where(o => o.CustomerId == "c").AsAsyncEnumerable();
        await using var enumerator = rows.GetAsyncEnumerator();
        connection.AssertSent();

        Assert.True(await enumerator.MoveNextAsync());
        Assert.False(await enumerator.MoveNextAsync());
        Assert.False(await enumerator.MoveNextAsync());
        connection.AssertSent("""Query Orders key: CustomerId = "c" """);
    }

    [Fact]
    public async Task A_query_can_be_enumerated_again_and_reads_again()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection, Orders(3));
        var query = db.Orders.Where(o => o.CustomerId == "c").AsNoTracking();

        Assert.Equal(3, (await query.ToListAsync()).Count);
        Assert.Equal(3, (await query.ToListAsync()).Count);

        Assert.Equal(2, connection.Recorder.Requests.Count);
    }

    [Fact]
    public async Task Any_stops_at_the_first_row_that_passes()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection, Orders(9));
        connection.Faults.PagesOf(2);

        Assert.True(await db.Orders.Where(o => o.CustomerId == "c" && o.Status == "Open").AnyAsync());
        Assert.Single(connection.Recorder.Requests);
        connection.Recorder.Clear();

        Assert.True(await db.Orders.AnyAsync(o => o.CustomerId == "c" && o.Number / 3 == 1));
        Assert.Equal(2, connection.Recorder.Requests.Count);
        connection.Recorder.Clear();

        Assert.False(await db.Orders.Where(o => o.CustomerId == "c").AllAsync(o => o.Total < 30));
        Assert.Equal(2, connection.Recorder.Requests.Count);
    }

    [Fact]
    public async Task Empty_pages_are_read_over()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection, Orders(9));
        connection.Faults.PagesOf(2);

        var last = await db.Orders.Where(o => o.CustomerId == "c" && o.Note == "last").ToListAsync();
        Assert.Equal([8], last.Select(o => o.Number));
        Assert.Equal(5, connection.Recorder.Requests.Count);
        connection.Recorder.Clear();

        Assert.Equal(1, await db.Orders.CountAsync(o => o.CustomerId == "c" && o.Note == "last"));
        Assert.All(connection.Recorder.Texts, t => Assert.Contains(" count", t, StringComparison.Ordinal));
        Assert.Equal(5, connection.Recorder.Requests.Count);
        connection.Recorder.Clear();

        Assert.Equal(8, (await db.Orders.Where(o => o.CustomerId == "c" && o.Note == "last").FirstAsync()).Number);
        Assert.Equal(5, connection.Recorder.Requests.Count);
    }

    [Fact]
    public async Task A_limit_is_what_is_still_wanted_page_after_page()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection, Orders(9));
        connection.Faults.PagesOf(3);

        Assert.Equal([0, 1, 2, 3, 4], await db.Orders.Where(o => o.CustomerId == "c").Take(5).Select(o => o.Number).ToListAsync());

        Assert.Equal(2, connection.Recorder.Requests.Count);
        Assert.Equal(5, connection.Recorder.Requests[0].Limit);
        Assert.Equal(2, connection.Recorder.Requests[1].Limit);
    }

    [Fact]
    public async Task Skip_reads_no_more_than_Take_needs()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection, Orders(9));
        var (skip, take) = (2, 3);

        Assert.Equal([2, 3, 4], await db.Orders.Where(o => o.CustomerId == "c").OrderBy(o => o.Number).Skip(skip).Take(take).Select(o => o.Number).ToListAsync());
        Assert.Equal(4, (await db.Orders.Where(o => o.CustomerId == "c").OrderBy(o => o.Number).ElementAtAsync(4)).Number);
        Assert.Empty(await db.Orders.Where(o => o.CustomerId == "c").OrderBy(o => o.Number).Skip(-1).Take(-5).Select(o => o.Number).ToListAsync());
        Assert.Equal([0], await db.Orders.Where(o => o.CustomerId == "c").OrderBy(o => o.Number).Skip(-3).Take(1).Select(o => o.Number).ToListAsync());

        connection.AssertSent(
            """Query Orders key: CustomerId = "c" projection: Number limit: 5""",
            """Query Orders key: CustomerId = "c" limit: 5""",
            """Query Orders key: CustomerId = "c" projection: Number limit: 1""");
    }

    [Fact]
    public async Task Single_reads_two_rows_at_most()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection, Orders(9));

        await Assert.ThrowsAsync<InvalidOperationException>(() => db.Orders.SingleAsync(o => o.CustomerId == "c"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => db.Orders.SingleAsync(o => o.CustomerId == "nobody"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => db.Orders.FirstAsync(o => o.CustomerId == "nobody"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => db.Orders.Where(o => o.CustomerId == "nobody").MaxAsync(o => o.Total));

        connection.AssertSent(
            """Query Orders key: CustomerId = "c" limit: 2""",
            """Query Orders key: CustomerId = "nobody" limit: 2""",
            """Query Orders key: CustomerId = "nobody" limit: 1""",
            """Query Orders index=ByTotal key: CustomerId = "nobody" projection: Total limit: 1 desc""");
    }

    [Fact]
    public async Task A_token_that_was_cancelled_before_sends_nothing()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection, Orders(3));
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => db.Orders.Where(o => o.CustomerId == "c").ToListAsync(cancelled.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => db.Orders.CountAsync(o => o.CustomerId == "c", cancelled.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => db.Orders.FindAsync(["c", 1], cancelled.Token).AsTask());

        connection.AssertSent();
    }

    [Fact]
    public async Task A_token_stops_between_pages()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection, Orders(9));
        connection.Faults.PagesOf(2);
        using var source = new CancellationTokenSource();
        var read = new List<int>();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () =>
            {
                await foreach (var number in db.Orders.Where(o => o.CustomerId == "c").Select(o => o.Number).AsAsyncEnumerable().WithCancellation(source.Token))
                {
                    read.Add(number);
                    if (number == 3)
                    {
                        await source.CancelAsync();
                    }
                }
            });

        Assert.Equal([0, 1, 2, 3], read);
        Assert.Equal(2, connection.Recorder.Requests.Count);
    }

    [Fact]
    public async Task A_token_reaches_through_the_client_s_own_work()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection, Orders(9));
        using var source = new CancellationTokenSource();
        connection.Faults.Delay("Query", TimeSpan.FromMinutes(1));

        var sorting = db.Orders.Where(o => o.CustomerId == "c").OrderBy(o => o.Status).ThenBy(o => o.Total % 3).Select(o => o.Number).ToListAsync(source.Token);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sorting);

        using var second = new CancellationTokenSource();
        connection.Faults.Delay("Query", TimeSpan.FromMinutes(1));
        var summing = db.Orders.Where(o => o.CustomerId == "c").SumAsync(o => o.Total, second.Token);
        await second.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => summing);
    }

    [Fact]
    public async Task A_throttled_page_is_asked_for_again()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection, Orders(4));
        connection.Faults.PagesOf(2).Throttle("Query", nth: 2);

        Assert.Equal([0, 1, 2, 3], await db.Orders.Where(o => o.CustomerId == "c").Select(o => o.Number).ToListAsync());

        Assert.Equal(4, connection.Recorder.Requests.Count);
        Assert.Equal(connection.Recorder.Texts[1], connection.Recorder.Texts[2]);
    }

    [Fact]
    public async Task Keys_that_a_batch_left_unprocessed_are_asked_for_again()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection, Orders(6));
        connection.Faults.LeaveUnprocessed("BatchGetItem", processed: 2).LeaveUnprocessed("BatchGetItem", processed: 0, nth: 2);
        int[] numbers = [0, 1, 2, 3];

        Assert.Equal([0, 1, 2, 3], (await db.Orders.Where(o => o.CustomerId == "c" && numbers.Contains(o.Number)).Select(o => o.Number).ToListAsync()).Order());

        Assert.Equal(3, connection.Recorder.Requests.Count);
    }

    [Fact]
    public async Task An_error_of_a_later_page_comes_after_the_rows_before_it()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection, Orders(4));
        connection.Faults.PagesOf(2).Fail("Query", "ValidationException", "A fault of the second page.", nth: 2);
        var read = new List<int>();

        var error = await Assert.ThrowsAnyAsync<Exception>(
            async () =>
            {
                await foreach (var number in db.Orders.Where(o => o.CustomerId == "c").Select(o => o.Number).AsAsyncEnumerable())
                {
                    read.Add(number);
                }
            });

        Assert.Equal([0, 1], read);
        Assert.Contains("A fault of the second page.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_context_runs_one_query_at_a_time()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection, Orders(4));
        connection.Faults.Delay("Query", TimeSpan.FromMilliseconds(500));

        var first = db.Orders.Where(o => o.CustomerId == "c").ToListAsync();
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => db.Orders.Where(o => o.CustomerId == "c").ToListAsync());
        await first;

        Assert.Contains("second operation", error.Message, StringComparison.Ordinal);
        Assert.Equal(4, (await db.Orders.Where(o => o.CustomerId == "c").ToListAsync()).Count);
    }

    private static IEnumerable<Order> Orders(int count)
        => Enumerable.Range(0, count).Select(
            i => new Order { CustomerId = "c", Number = i, Status = "Open", Total = i * 10, Note = i == count - 1 ? "last" : "early" });
}
