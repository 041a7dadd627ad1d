using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;

namespace EFCore.DynamoDb.FunctionalTests.Local;

/// <summary>The instruments themselves: what they claim to have recorded and disturbed is what the SDK sent and saw.</summary>
public class LocalConnectionTests(DynamoDbLocalFixture local) : IClassFixture<DynamoDbLocalFixture>
{
    [Fact]
    public async Task A_request_is_recorded_with_its_placeholders_resolved()
    {
        await using var connection = local.Connect();
        var table = await CreateOrdersAsync(connection);
        connection.Recorder.Clear();

        await connection.Client.PutItemAsync(new PutItemRequest
        {
            TableName = table,
            Item = Order("a", 5),
            ConditionExpression = "attribute_not_exists(#k)",
            ExpressionAttributeNames = new() { ["#k"] = "Id" },
        });
        await connection.Client.QueryAsync(new QueryRequest
        {
            TableName = table,
            KeyConditionExpression = "#n0 = :v0 AND #n1 >= :v1",
            FilterExpression = "#n2 > :v1",
            ProjectionExpression = "#n0, #n2.#n1",
            ExpressionAttributeNames = new() { ["#n0"] = "Id", ["#n1"] = "At", ["#n2"] = "Total.x" },
            ExpressionAttributeValues = new() { [":v0"] = new() { S = "a" }, [":v1"] = new() { N = "3" } },
            Limit = 10,
            ScanIndexForward = false,
            ConsistentRead = true,
        });

        Assert.Equal(
            [
                """PutItem Orders {Id: "a", At: 5} if: attribute_not_exists(Id)""",
                """Query Orders key: Id = "a" AND At >= 3 filter: `Total.x` > 3 projection: Id, `Total.x`.At limit: 10 desc consistent""",
            ],
            connection.Recorder.Texts);
        Assert.Equal("Orders", connection.Recorder.Requests[1].TableName);
        Assert.Equal("""Id = "a" AND At >= 3""", connection.Recorder.Requests[1].KeyCondition);
        Assert.Equal("\"a\"", connection.Recorder.Requests[1].Values[":v0"]);
    }

    [Fact]
    public async Task Connections_do_not_see_each_others_tables_and_leave_none_behind()
    {
        string prefix;
        await using (var one = local.Connect())
        {
            await using var other = local.Connect();
            prefix = one.TableNamePrefix;
            await CreateOrdersAsync(one);
            await CreateOrdersAsync(other);
            await one.Client.PutItemAsync(one.TableNamePrefix + "Orders", Order("a", 1));

            Assert.Single(await one.StoredItemsAsync("Orders"));
            Assert.Empty(await other.StoredItemsAsync("Orders"));
        }

        using var client = local.Local.CreateClient();
        var tables = (await client.ListTablesAsync()).TableNames ?? [];
        Assert.DoesNotContain(tables, name => name.StartsWith(prefix, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_throttled_and_a_dropped_request_are_retried_and_every_attempt_is_recorded()
    {
        await using var connection = local.Connect();
        var table = await CreateOrdersAsync(connection);
        connection.Recorder.Clear();
        connection.Faults.Throttle("PutItem").Drop("PutItem", nth: 2);

        await connection.Client.PutItemAsync(table, Order("a", 1));

        Assert.Equal(3, connection.Recorder.Requests.Count);
        Assert.Single(await connection.StoredItemsAsync("Orders"));
    }

    [Fact]
    public async Task An_answer_can_be_lost_after_the_server_acted()
    {
        await using var connection = local.Connect();
        var table = await CreateOrdersAsync(connection);
        connection.Faults.DropAnswer("PutItem").Fail("PutItem", "AccessDeniedException", nth: 2);

        await Assert.ThrowsAsync<AmazonDynamoDBException>(() => connection.Client.PutItemAsync(table, Order("a", 1)));

        Assert.Single(await connection.StoredItemsAsync("Orders"));
    }

    [Fact]
    public async Task A_batch_can_be_left_half_done()
    {
        await using var connection = local.Connect();
        var table = await CreateOrdersAsync(connection);
        connection.Faults.LeaveUnprocessed("BatchWriteItem", processed: 1).LeaveUnprocessed("BatchGetItem", processed: 0);

        var written = await connection.Client.BatchWriteItemAsync(new Dictionary<string, List<WriteRequest>>
        {
            [table] = [.. Enumerable.Range(0, 3).Select(at => new WriteRequest(new PutRequest(Order("a", at))))],
        });
        var read = await connection.Client.BatchGetItemAsync(new Dictionary<string, KeysAndAttributes>
        {
            [table] = new() { Keys = [Order("a", 0), Order("a", 1)] },
        });

        Assert.Equal(["1", "2"], written.UnprocessedItems[table].Select(write => write.PutRequest.Item["At"].N));
        Assert.Equal("0", Assert.Single(await connection.StoredItemsAsync("Orders"))["At"].N);
        Assert.Equal(["0", "1"], read.UnprocessedKeys[table].Keys.Select(key => key["At"].N));
    }

    [Fact]
    public async Task Pages_can_be_made_small()
    {
        await using var connection = local.Connect();
        var table = await CreateOrdersAsync(connection);
        for (var at = 0; at < 3; at++)
        {
            await connection.Client.PutItemAsync(table, Order("a", at));
        }

        connection.Faults.PagesOf(2);

        var page = await connection.Client.ScanAsync(new ScanRequest(table));
        Assert.Equal(2, page.Items.Count);
        Assert.Equal("1", page.LastEvaluatedKey["At"].N);
    }

    [Fact]
    public async Task A_waiting_request_can_be_cancelled()
    {
        await using var connection = local.Connect();
        var table = await CreateOrdersAsync(connection);
        connection.Faults.Delay("PutItem", TimeSpan.FromMinutes(5));
        using var cancellation = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => connection.Client.PutItemAsync(table, Order("a", 1), cancellation.Token));

        Assert.Empty(await connection.StoredItemsAsync("Orders"));
    }

    private static Dictionary<string, AttributeValue> Order(string id, int at)
        => new() { ["Id"] = new() { S = id }, ["At"] = new() { N = $"{at}" } };

    private static async Task<string> CreateOrdersAsync(LocalConnection connection)
    {
        var table = connection.TableNamePrefix + "Orders";
        await connection.Client.CreateTableAsync(new CreateTableRequest
        {
            TableName = table,
            KeySchema = [new("Id", KeyType.HASH), new("At", KeyType.RANGE)],
            AttributeDefinitions = [new("Id", ScalarAttributeType.S), new("At", ScalarAttributeType.N)],
            BillingMode = BillingMode.PAY_PER_REQUEST,
        });
        return table;
    }
}
