using Amazon.DynamoDBv2;
using EFCore.DynamoDb.Client;
using EFCore.DynamoDb.Diagnostics;
using EFCore.DynamoDb.Infrastructure;
using EFCore.DynamoDb.Items;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using NSubstitute;
using NSubstitute.ExceptionExtensions;
using Sdk = Amazon.DynamoDBv2.Model;

namespace EFCore.DynamoDb.Tests.Diagnostics;

public class RequestEventsTests
{
    private static readonly ItemLayout Layout = new(["Id"], [0]);
    private readonly IAmazonDynamoDB _sdk = Substitute.For<IAmazonDynamoDB>();

    [Fact]
    public async Task A_query_is_told_before_and_after_with_its_costs_and_without_its_values()
    {
        using var events = new EventRecorder().Observe();
        AnswerQuery();

        await Client(events).QueryAsync(Query(), default);

        Assert.Equal([DynamoDbEventId.ExecutingRequest, DynamoDbEventId.ExecutedRequest], events.Logged.Select(e => e.Id));
        Assert.Equal([LogLevel.Debug, LogLevel.Information], events.Logged.Select(e => e.Level));
        Assert.Equal(
            Lines("Executing Query on dev-Orders", "Query dev-Orders index=ByStatus key: Id = ? limit: 5"), events.Logged[0].Message);
        Assert.Matches(
            @"^Executed Query on dev-Orders \(\d+\.\d ms, 0\.5 capacity units, 2 items of 7 evaluated, request id rid-1\)"
            + @"\r?\nQuery dev-Orders index=ByStatus key: Id = \? limit: 5$",
            events.Logged[1].Message);

        var executing = Assert.IsType<DynamoDbRequestEventData>(events.Written[0].Data);
        Assert.Equal("Microsoft.EntityFrameworkCore.Database.Command.ExecutingRequest", events.Written[0].Name);
        Assert.Equal(("Query", "dev-Orders", "ByStatus"), (executing.Operation, executing.TableName, executing.IndexName));
        var executed = Assert.IsType<DynamoDbRequestExecutedEventData>(events.Written[1].Data);
        Assert.Equal((0.5, 2, 7, "rid-1"), (executed.ConsumedCapacity, executed.Count, executed.ScannedCount, executed.RequestId));
        Assert.Equal("Query dev-Orders index=ByStatus key: Id = ? limit: 5", executed.RequestText);
        Assert.False(executed.LogSensitiveData);
        Assert.True(executed.Elapsed > TimeSpan.Zero);
        Assert.Equal(events.Logged[0].Message, executing.ToString());
        Assert.Equal(events.Logged[1].Message, executed.ToString());
    }

    [Fact]
    public async Task Values_are_told_when_sensitive_data_logging_is_on()
    {
        using var events = new EventRecorder(o => o.EnableSensitiveDataLogging()).Observe();
        AnswerQuery();

        await Client(events).QueryAsync(Query(), default);

        var data = (DynamoDbRequestEventData)events.Written.Single(e => e.Name.EndsWith("ExecutedRequest", StringComparison.Ordinal)).Data;
        Assert.True(data.LogSensitiveData);
        Assert.Equal("Query dev-Orders index=ByStatus key: Id = \"secret\" limit: 5", data.RequestText);
        Assert.Contains("\"secret\"", events.Logged.Single(e => e.Id == DynamoDbEventId.ExecutedRequest).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_written_down_when_nobody_listens()
    {
        using var events = new EventRecorder { Level = LogLevel.None };
        AnswerQuery();
        var answer = Client(events).QueryAsync(Query(), default);
        await answer;

        Assert.Empty(events.Logged);
        Assert.False(events.Logger<DbLoggerCategory.Database.Command>().ListensToRequests());
        events.Level = LogLevel.Error;
        Assert.True(events.Logger<DbLoggerCategory.Database.Command>().ListensToRequests());
    }

    [Fact]
    public async Task Events_below_the_level_of_the_logger_are_not_told()
    {
        using var events = new EventRecorder { Level = LogLevel.Information };
        AnswerQuery();
        await Client(events).QueryAsync(Query(), default);
        Assert.Equal(DynamoDbEventId.ExecutedRequest, Assert.Single(events.Logged).Id);
    }

    [Fact]
    public async Task A_failure_is_an_error_with_its_exception()
    {
        using var events = new EventRecorder().Observe();
        _sdk.QueryAsync(Arg.Any<Sdk.QueryRequest>(), Arg.Any<CancellationToken>())
            .ThrowsAsync(new Sdk.ResourceNotFoundException("Requested resource not found"));

        var thrown = await Assert.ThrowsAsync<DynamoDbTableNotFoundException>(() => Client(events).QueryAsync(Query(), default));

        Assert.Equal([DynamoDbEventId.ExecutingRequest, DynamoDbEventId.RequestFailed], events.Logged.Select(e => e.Id));
        Assert.Equal(LogLevel.Error, events.Logged[1].Level);
        Assert.StartsWith("Failed Query on dev-Orders (", events.Logged[1].Message, StringComparison.Ordinal);
        Assert.Contains("EnsureCreatedAsync", events.Logged[1].Message, StringComparison.Ordinal);
        Assert.Same(thrown, Assert.IsType<DynamoDbRequestFailedEventData>(events.Written[1].Data).Exception);
        Assert.Equal(events.Logged[1].Message, events.Written[1].Data.ToString());
    }

    [Fact]
    public async Task A_condition_that_is_false_is_no_error()
    {
        using var events = new EventRecorder();
        _sdk.PutItemAsync(Arg.Any<Sdk.PutItemRequest>(), Arg.Any<CancellationToken>())
            .ThrowsAsync(new Sdk.ConditionalCheckFailedException("The conditional request failed"));
        _sdk.TransactWriteItemsAsync(Arg.Any<Sdk.TransactWriteItemsRequest>(), Arg.Any<CancellationToken>())
            .ThrowsAsync(new Sdk.TransactionCanceledException("cancelled")
            {
                CancellationReasons = [new() { Code = "None" }, new() { Code = "ConditionalCheckFailed" }],
            });
        var put = new PutItemRequest { TableName = "T", Item = [], ConditionExpression = "attribute_not_exists(Id)" };

        await Assert.ThrowsAsync<ConditionFailedException>(() => Client(events).PutItemAsync(put, default));
        await Assert.ThrowsAsync<TransactionCancelledException>(
            () => Client(events).TransactWriteItemsAsync(new TransactWriteItemsRequest { Actions = [put, put], ClientRequestToken = "t" }, default));

        var failed = events.Logged.Where(e => e.Id == DynamoDbEventId.RequestConditionFailed).ToList();
        Assert.Equal(2, failed.Count);
        Assert.All(failed, e => Assert.Equal(LogLevel.Information, e.Level));
        Assert.DoesNotContain(events.Logged, e => e.Level >= LogLevel.Warning);
    }

    [Fact]
    public async Task A_cancelled_request_is_no_error()
    {
        using var events = new EventRecorder();
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        _sdk.QueryAsync(Arg.Any<Sdk.QueryRequest>(), Arg.Any<CancellationToken>()).ThrowsAsync(new TaskCanceledException());

        await Assert.ThrowsAsync<TaskCanceledException>(() => Client(events).QueryAsync(Query(), cancelled.Token));
        Assert.Equal((LogLevel.Debug, DynamoDbEventId.RequestCanceled), (events.Logged[1].Level, events.Logged[1].Id));

        // The SDK's own time-out looks the same but for the token.
        await Assert.ThrowsAsync<TaskCanceledException>(() => Client(events).QueryAsync(Query(), default));
        Assert.Equal(DynamoDbEventId.RequestFailed, events.Logged[3].Id);
    }

    [Fact]
    public async Task Batches_tell_what_was_done_and_what_was_left_and_which_tables_they_touch()
    {
        using var events = new EventRecorder().Observe();
        _sdk.BatchWriteItemAsync(Arg.Any<Sdk.BatchWriteItemRequest>(), Arg.Any<CancellationToken>()).Returns(call =>
            new Sdk.BatchWriteItemResponse
            {
                UnprocessedItems = new() { ["B"] = call.Arg<Sdk.BatchWriteItemRequest>().RequestItems["B"] },
                ConsumedCapacity = [new() { CapacityUnits = 1 }, new() { CapacityUnits = 2.5 }],
            });

        await Client(events).BatchWriteItemAsync(
            new BatchWriteItemRequest { Actions = [Delete("A", "1"), Delete("B", "2"), Delete("A", "3")] }, default);

        var data = (DynamoDbRequestExecutedEventData)events.Written[1].Data;
        Assert.Equal(("BatchWriteItem", "A, B"), (data.Operation, data.TableName));
        Assert.Equal((2, 1, 3.5), (data.Count, data.UnprocessedCount, data.ConsumedCapacity));
        Assert.Contains("3.5 capacity units, 2 items, 1 unprocessed, request id", events.Logged[1].Message, StringComparison.Ordinal);

        static DeleteItemRequest Delete(string table, string id)
            => new() { TableName = table, Key = new ItemMap { { "Id", ItemValue.String(id) } } };
    }

    [Fact]
    public async Task Table_operations_are_told_too()
    {
        using var events = new EventRecorder().Observe();
        _sdk.DescribeTableAsync(Arg.Any<Sdk.DescribeTableRequest>(), Arg.Any<CancellationToken>())
            .Returns(new Sdk.DescribeTableResponse { Table = new() { TableName = "Orders", TableStatus = Amazon.DynamoDBv2.TableStatus.ACTIVE } });
        _sdk.ListTablesAsync(Arg.Any<Sdk.ListTablesRequest>(), Arg.Any<CancellationToken>())
            .ThrowsAsync(new AmazonDynamoDBException("no"));
        var client = new LoggedTableClient(
            new SdkTableClient(ContextClient.Of(_sdk)), events.Logger<DbLoggerCategory.Database.Command>());

        await client.DescribeTableAsync("Orders", default);
        await Assert.ThrowsAsync<AmazonDynamoDBException>(() => client.CanConnectAsync(default));

        Assert.Equal(
            [
                DynamoDbEventId.ExecutingRequest, DynamoDbEventId.ExecutedRequest, DynamoDbEventId.ExecutingRequest,
                DynamoDbEventId.RequestFailed,
            ],
            events.Logged.Select(e => e.Id));
        Assert.Matches(@"^Executed DescribeTable on Orders \(\d+\.\d ms\)\r?\nDescribeTable Orders$", events.Logged[1].Message);
        Assert.Equal(events.Logged[1].Message, events.Written[1].Data.ToString());
    }

    private LoggedRequestClient Client(EventRecorder events)
        => new(new SdkRequestClient(ContextClient.Of(_sdk), true), events.Logger<DbLoggerCategory.Database.Command>());

    private void AnswerQuery()
        => _sdk.QueryAsync(Arg.Any<Sdk.QueryRequest>(), Arg.Any<CancellationToken>()).Returns(new Sdk.QueryResponse
        {
            Items = [new() { ["Id"] = new() { S = "a" } }, new() { ["Id"] = new() { S = "b" } }],
            Count = 2,
            ScannedCount = 7,
            ConsumedCapacity = new() { CapacityUnits = 0.5 },
            ResponseMetadata = new() { RequestId = "rid-1" },
        });

    private static QueryRequest Query()
        => new()
        {
            TableName = "dev-Orders",
            IndexName = "ByStatus",
            Layout = Layout,
            Aliases = new ExpressionAliases { Names = { new("#n0", "Id") }, Values = { new(":v0", ItemValue.String("secret")) } },
            KeyConditionExpression = "#n0 = :v0",
            Limit = 5,
        };

    private static string Lines(params string[] lines)
        => string.Join(Environment.NewLine, lines);
}
