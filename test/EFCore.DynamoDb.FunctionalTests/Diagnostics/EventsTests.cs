using EFCore.DynamoDb.Client;
using EFCore.DynamoDb.Diagnostics;
using EFCore.DynamoDb.FunctionalTests.Infrastructure;
using EFCore.DynamoDb.FunctionalTests.Local;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Logging;

namespace EFCore.DynamoDb.FunctionalTests.Diagnostics;

public class EventsTests(DynamoDbLocalFixture local) : IClassFixture<DynamoDbLocalFixture>
{
    private readonly List<EventData> _data = [];

    [Fact]
    public async Task A_save_and_a_query_are_told_with_what_they_cost()
    {
        await using var connection = local.Connect();
        await Shop.CreateTableAsync(connection);
        await using var context = Context(connection);

        context.Orders.Add(new Order { Id = "secret", At = 1, Total = 5 });
        await context.SaveChangesAsync();
        await context.Orders.Where(o => o.Id == "secret" && o.Total > 100).ToListAsync();

        var executed = _data.OfType<DynamoDbRequestExecutedEventData>().ToList();
        Assert.Equal(["PutItem", "Query"], executed.Select(data => data.Operation));
        Assert.All(executed, data =>
        {
            Assert.Equal(connection.TableNamePrefix + "Orders", data.TableName);
            Assert.True(data.ConsumedCapacity > 0);
            Assert.False(string.IsNullOrEmpty(data.RequestId));
            Assert.False(data.LogSensitiveData);
            Assert.DoesNotContain("secret", data.ToString(), StringComparison.Ordinal);
        });
        Assert.Equal((1, (int?)null), (executed[0].Count, executed[0].ScannedCount));
        Assert.Equal((0, 1), (executed[1].Count, executed[1].ScannedCount));
        Assert.Equal(2, _data.Count(e => e.EventId == DynamoDbEventId.ExecutingRequest && e.LogLevel == LogLevel.Debug));
        Assert.Equal(2, _data.Count(e => e.EventId == DynamoDbEventId.ExecutedRequest && e.LogLevel == LogLevel.Information));
    }

    [Fact]
    public async Task Keys_and_values_are_told_under_EnableSensitiveDataLogging()
    {
        await using var connection = local.Connect();
        await Shop.CreateTableAsync(connection);
        await using var context = Context(connection, o => o.EnableSensitiveDataLogging());

        context.Orders.Add(new Order { Id = "secret", At = 1, Total = 5 });
        await context.SaveChangesAsync();

        Assert.Equal(
            $$"""PutItem {{connection.TableNamePrefix}}Orders {Id: "secret", At: 1, Total: 5} if: attribute_not_exists(Id)""",
            _data.OfType<DynamoDbRequestExecutedEventData>().Single().RequestText);
    }

    [Fact]
    public async Task A_duplicate_key_is_an_event_but_no_error_of_the_request()
    {
        await using var connection = local.Connect();
        await Shop.CreateTableAsync(connection);
        await using (var first = Context(connection))
        {
            first.Orders.Add(new Order { Id = "a", At = 1 });
            await first.SaveChangesAsync();
        }

        await using var second = Context(connection);
        second.Orders.Add(new Order { Id = "a", At = 1 });
        await Assert.ThrowsAnyAsync<DbUpdateException>(() => second.SaveChangesAsync());

        Assert.Contains(_data, e => e.EventId == DynamoDbEventId.RequestConditionFailed && e.LogLevel == LogLevel.Information);
        Assert.DoesNotContain(_data, e => e.EventId == DynamoDbEventId.RequestFailed);
    }

    [Fact]
    public async Task A_query_of_a_table_that_is_not_there_fails_with_what_to_do_and_is_told_as_an_error()
    {
        await using var connection = local.Connect();
        await using var context = Context(connection);

        var exception = await Assert.ThrowsAsync<DynamoDbTableNotFoundException>(
            () => context.Orders.Where(o => o.Id == "a").ToListAsync());

        Assert.Contains($"'{connection.TableNamePrefix}Orders'", exception.Message, StringComparison.Ordinal);
        Assert.Same(exception, _data.OfType<DynamoDbRequestFailedEventData>().Single().Exception);
        Assert.Contains(_data, e => e.EventId == DynamoDbEventId.RequestFailed && e.LogLevel == LogLevel.Error);
    }

    [Fact]
    public async Task A_save_into_a_table_that_is_not_there_says_what_to_do_too()
    {
        await using var connection = local.Connect();
        await using var context = Context(connection);
        context.Orders.Add(new Order { Id = "a", At = 1 });

        var exception = await Assert.ThrowsAnyAsync<DbUpdateException>(() => context.SaveChangesAsync());

        Assert.IsType<DynamoDbTableNotFoundException>(exception.InnerException);
        Assert.Contains("EnsureCreatedAsync", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cancelled_query_is_told_as_cancelled()
    {
        await using var connection = local.Connect();
        await Shop.CreateTableAsync(connection);
        await using var context = Context(connection);
        await context.Orders.Where(o => o.Id == "a").ToListAsync(); // Compiled, so that what is cancelled is the request.
        connection.Faults.Delay("Query", TimeSpan.FromSeconds(30));
        using var source = new CancellationTokenSource();

        var reading = context.Orders.Where(o => o.Id == "a").ToListAsync(source.Token);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);

        Assert.Contains(_data, e => e.EventId == DynamoDbEventId.RequestCanceled && e.LogLevel == LogLevel.Debug);
        Assert.DoesNotContain(_data, e => e.EventId == DynamoDbEventId.RequestFailed);
    }

    [Fact]
    public async Task Work_of_the_client_is_told()
    {
        await using var connection = local.Connect();
        await Shop.CreateTableAsync(connection);
        await using var context = Context(connection);

        await context.Orders.Where(o => o.Id == "a" && o.Total % 2 == 0).ToListAsync();

        var data = Assert.Single(_data.OfType<DynamoDbClientEvaluationEventData>());
        Assert.Equal("Orders", data.TableName);
        Assert.Contains("Where", data.Operators, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Work_of_the_client_can_be_made_an_error_of_every_execution()
    {
        await using var connection = local.Connect();
        await Shop.CreateTableAsync(connection);
        await using var context = Context(
            connection, o => o.ConfigureWarnings(w => w.Throw(DynamoDbEventId.ClientEvaluation).Log(DynamoDbEventId.TableScan)));
        var query = context.Orders.Where(o => o.Id == "a" && o.Total % 2 == 0);
        var scan = context.Orders.Where(o => o.Total % 2 == 0);

        Assert.Contains("client: Where(", query.ToQueryString(), StringComparison.Ordinal);
        foreach (var refused in new[] { query, query, scan })
        {
            var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => refused.ToListAsync());
            Assert.Contains("DynamoDbEventId.ClientEvaluation", exception.Message, StringComparison.Ordinal);
        }

        Assert.Empty(connection.Recorder.Requests);
    }

    private Shop Context(LocalConnection connection, Action<DbContextOptionsBuilder<Shop>>? configure = null)
    {
        var builder = new DbContextOptionsBuilder<Shop>()
            .UseLocal(connection)
            .LogTo((_, _) => true, data => _data.Add(data))
            .EnableServiceProviderCaching(configure is null);
        configure?.Invoke(builder);
        return new Shop(builder.Options);
    }
}
