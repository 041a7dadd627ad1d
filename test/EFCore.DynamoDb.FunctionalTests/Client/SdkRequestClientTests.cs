using EFCore.DynamoDb.Client;
using EFCore.DynamoDb.FunctionalTests.Local;
using EFCore.DynamoDb.Items;

namespace EFCore.DynamoDb.FunctionalTests.Client;

public class SdkRequestClientTests(DynamoDbLocalFixture local) : IClassFixture<DynamoDbLocalFixture>
{
    private static readonly ItemLayout Layout = new(["Id", "At", "Total", "Note"], [0, 1]);

    [Fact]
    public async Task An_item_of_every_type_is_put_and_got_back_whole()
    {
        await using var connection = local.Connect();
        var (client, table) = await CreateOrdersAsync(connection);
        var item = new ItemMap
        {
            { "Id", ItemValue.String("a") },
            { "At", ItemValue.Number(1) },
            { "Text", ItemValue.String("größe \U0001F600") },
            { "Empty", ItemValue.String("") },
            { "Number", ItemValue.Number("1.2345678901234567890123456789012345678E+10") },
            { "Big", ItemValue.Number("1E+20") },
            { "Binary", ItemValue.Binary([0, 128, 255]) },
            { "EmptyBinary", ItemValue.Binary([]) },
            { "True", ItemValue.Bool(true) },
            { "False", ItemValue.Bool(false) },
            { "Null", ItemValue.Null },
            { "Map", ItemValue.Map(new ItemMap { { "A", ItemValue.List([ItemValue.Number(1), ItemValue.Map([])]) } }) },
            { "EmptyMap", ItemValue.Map([]) },
            { "EmptyList", ItemValue.List([]) },
            { "SS", ItemValue.StringSet(["b", "a"]) },
            { "NS", ItemValue.NumberSet(["2.50", "1"]) },
            { "BS", ItemValue.BinarySet([[2], [1]]) },
        };

        var written = await client.PutItemAsync(new PutItemRequest { TableName = table, Item = item }, default);
        var layout = new ItemLayout([.. item.Select(attribute => attribute.Key)], [0, 1]);
        var read = await client.GetItemAsync(
            new GetItemRequest { TableName = table, Key = Key("a", 1), Layout = layout, ConsistentRead = true }, default);

        for (var ordinal = 0; ordinal < layout.Count; ordinal++)
        {
            var expected = item.Find(layout.NameOf(ordinal));
            Assert.Equal(expected.Type, read.Item!.TypeOf(ordinal));
            Assert.True(expected == read.Item.GetValue(ordinal), layout.NameOf(ordinal));
        }

        Assert.Equal(100_000_000_000_000_000_000m, read.Item!.GetDecimal(layout.Find("Big")));
        Assert.NotNull(written.Metadata.RequestId);
        Assert.Equal(1, written.Metadata.ConsumedCapacity);
        Assert.Equal(1, read.Metadata.ConsumedCapacity);
        Assert.Equal("""GetItem Orders {Id: "a", At: 1} consistent""", connection.Recorder.Texts[^1]);
    }

    [Fact]
    public async Task An_item_that_is_not_there_is_null_and_one_without_the_projected_attributes_is_empty()
    {
        await using var connection = local.Connect();
        var (client, table) = await CreateOrdersAsync(connection);
        await PutAsync(client, table, "a", 1, 5);

        Assert.Null((await client.GetItemAsync(Get("b", 1, null), default)).Item);
        var projected = (await client.GetItemAsync(Get("a", 1, "Total"), default)).Item!;
        Assert.Equal(5, projected.GetInt32(2));
        Assert.True(projected.IsNull(0));
        var empty = (await client.GetItemAsync(Get("a", 1, "Note"), default)).Item;
        Assert.NotNull(empty);
        Assert.True(empty.IsNull(3));

        GetItemRequest Get(string id, int at, string? attribute)
            => new()
            {
                TableName = table,
                Key = Key(id, at),
                Layout = Layout,
                Aliases = attribute is null ? null : new ExpressionAliases { Names = { new("#n0", attribute) } },
                ProjectionExpression = attribute is null ? null : "#n0",
            };
    }

    [Fact]
    public async Task A_query_is_read_page_by_page_and_every_part_of_it_is_sent()
    {
        await using var connection = local.Connect();
        var (client, table) = await CreateOrdersAsync(connection);
        for (var at = 1; at <= 5; at++)
        {
            await PutAsync(client, table, "a", at, at * 10);
        }

        connection.Recorder.Clear();
        var request = new QueryRequest
        {
            TableName = table,
            Layout = Layout,
            Aliases = new ExpressionAliases
            {
                Names = { new("#n0", "Id"), new("#n1", "Total"), new("#n2", "At") },
                Values = { new(":v0", ItemValue.String("a")), new(":v1", ItemValue.Number(20)) },
            },
            KeyConditionExpression = "#n0 = :v0",
            FilterExpression = "#n1 > :v1",
            ProjectionExpression = "#n2, #n1",
            ScanIndexForward = false,
            ConsistentRead = true,
            Limit = 2,
        };

        var first = await client.QueryAsync(request, default);
        request.ExclusiveStartKey = first.LastEvaluatedKey;
        request.Limit = 10;
        var rest = await client.QueryAsync(request, default);

        Assert.Equal([5, 4], first.Items.Select(item => item.GetInt32(1)));
        Assert.Equal((2, 2), (first.Count, first.ScannedCount));
        Assert.Equal(Key("a", 4).ToList(), first.LastEvaluatedKey!.OrderByDescending(attribute => attribute.Key).ToList());
        Assert.Equal([30], rest.Items.Select(item => item.GetInt32(2)));
        Assert.Equal((1, 3), (rest.Count, rest.ScannedCount));
        Assert.Null(rest.LastEvaluatedKey);
        Assert.True(rest.Metadata.ConsumedCapacity > 0);
        Assert.Equal(
            """Query Orders key: Id = "a" filter: Total > 20 projection: At, Total limit: 2 desc consistent""",
            connection.Recorder.Texts[0]);
    }

    [Fact]
    public async Task An_index_is_queried_and_items_are_counted_without_being_sent()
    {
        await using var connection = local.Connect();
        var (client, table) = await CreateOrdersAsync(connection);
        await PutAsync(client, table, "a", 1, 7);
        await PutAsync(client, table, "b", 2, 7);
        var request = new QueryRequest
        {
            TableName = table,
            IndexName = "ByTotal",
            Layout = Layout,
            Aliases = new ExpressionAliases { Names = { new("#n0", "Total") }, Values = { new(":v0", ItemValue.Number(7)) } },
            KeyConditionExpression = "#n0 = :v0",
            CountOnly = true,
        };

        var page = await client.QueryAsync(request, default);

        Assert.Equal(2, page.Count);
        Assert.Empty(page.Items);
        Assert.Equal("Query Orders index=ByTotal key: Total = 7 count", connection.Recorder.Texts[^1]);
    }

    [Fact]
    public async Task A_scan_is_filtered_and_divided_into_segments()
    {
        await using var connection = local.Connect();
        var (client, table) = await CreateOrdersAsync(connection);
        for (var i = 0; i < 10; i++)
        {
            await PutAsync(client, table, $"p{i}", 1, i);
        }

        var found = new List<int>();
        for (var segment = 0; segment < 2; segment++)
        {
            var page = await client.ScanAsync(
                new ScanRequest
                {
                    TableName = table,
                    Layout = Layout,
                    Aliases = new ExpressionAliases { Names = { new("#n0", "Total") }, Values = { new(":v0", ItemValue.Number(5)) } },
                    FilterExpression = "#n0 >= :v0",
                    Segment = segment,
                    TotalSegments = 2,
                },
                default);
            found.AddRange(page.Items.Select(item => item.GetInt32(2)));
        }

        Assert.Equal([5, 6, 7, 8, 9], found.Order());
        Assert.Equal("Scan Orders filter: Total >= 5 segment: 0/2", connection.Recorder.Texts[^2]);
    }

    [Fact]
    public async Task A_batch_is_read_to_its_end_whatever_is_left_unprocessed()
    {
        await using var connection = local.Connect();
        var (client, table) = await CreateOrdersAsync(connection);
        for (var at = 0; at < 5; at++)
        {
            await PutAsync(client, table, "a", at, at);
        }

        connection.Recorder.Clear();
        connection.Faults.LeaveUnprocessed("BatchGetItem", processed: 2).LeaveUnprocessed("BatchGetItem", processed: 0, nth: 2);

        var items = await BatchReader.ReadAsync(
            client,
            new BatchGetItemRequest { TableName = table, Layout = Layout, Keys = [.. Enumerable.Range(0, 6).Select(at => Key("a", at))] },
            default);

        Assert.Equal([0, 1, 2, 3, 4], items.Select(item => item.GetInt32(2)).Order());
        Assert.Equal(
            [6, 4, 4],
            connection.Recorder.Requests.Select(
                request => request.Body.GetProperty("RequestItems").GetProperty(table).GetProperty("Keys").GetArrayLength()));
    }

    [Fact]
    public async Task A_batch_of_writes_tells_by_position_what_is_left()
    {
        await using var connection = local.Connect();
        var (client, table) = await CreateOrdersAsync(connection);
        await PutAsync(client, table, "gone", 1, 1);
        connection.Faults.LeaveUnprocessed("BatchWriteItem", processed: 1);
        WriteRequest[] actions =
        [
            new PutItemRequest { TableName = table, Item = Order("a", 1, 10) },
            new PutItemRequest { TableName = table, Item = Order("a", 2, 10) },
            new DeleteItemRequest { TableName = table, Key = Key("gone", 1) },
        ];

        var first = await client.BatchWriteItemAsync(new BatchWriteItemRequest { Actions = actions }, default);
        Assert.Equal([1, 2], first.Unprocessed);
        Assert.Equal(2, (await connection.StoredItemsAsync("Orders")).Count);

        var second = await client.BatchWriteItemAsync(new BatchWriteItemRequest { Actions = actions[1..] }, default);
        Assert.Empty(second.Unprocessed);
        Assert.Equal(["1", "2"], (await connection.StoredItemsAsync("Orders")).Select(item => item["At"].N).Order());
    }

    [Fact]
    public async Task A_failed_condition_brings_the_item_as_it_is()
    {
        await using var connection = local.Connect();
        var (client, table) = await CreateOrdersAsync(connection);
        await PutAsync(client, table, "a", 1, 42);
        var mustNotExist = new ExpressionAliases { Names = { new("#n0", "Id") } };
        var tokenIsOne = new ExpressionAliases { Names = { new("#n0", "Total") }, Values = { new(":v0", ItemValue.Number(1)) } };

        var put = await Assert.ThrowsAsync<ConditionFailedException>(() => client.PutItemAsync(
            new PutItemRequest
            {
                TableName = table,
                Item = Order("a", 1, 0),
                ConditionExpression = "attribute_not_exists(#n0)",
                Aliases = mustNotExist,
            },
            default));
        var delete = await Assert.ThrowsAsync<ConditionFailedException>(() => client.DeleteItemAsync(
            new DeleteItemRequest { TableName = table, Key = Key("a", 1), ConditionExpression = "#n0 = :v0", Aliases = tokenIsOne }, default));
        var update = await Assert.ThrowsAsync<ConditionFailedException>(() => client.UpdateItemAsync(
            new UpdateItemRequest
            {
                TableName = table,
                Key = Key("b", 1),
                UpdateExpression = "REMOVE #n1",
                ConditionExpression = "attribute_exists(#n0)",
                Aliases = new ExpressionAliases { Names = { new("#n0", "Id"), new("#n1", "Note") } },
            },
            default));

        Assert.Equal(ItemValue.Number(42), put.Item!.Find("Total"));
        Assert.Equal(ItemValue.Number(42), delete.Item!.Find("Total"));
        Assert.Null(update.Item);
        Assert.EndsWith("if: attribute_not_exists(Id) on failure: ALL_OLD", connection.Recorder.Texts[^3], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cancelled_transaction_tells_reasons_and_items_by_position()
    {
        await using var connection = local.Connect();
        var (client, table) = await CreateOrdersAsync(connection);
        await PutAsync(client, table, "a", 1, 42);
        var mustNotExist = new ExpressionAliases { Names = { new("#n0", "Id") } };

        var exception = await Assert.ThrowsAsync<TransactionCancelledException>(() => client.TransactWriteItemsAsync(
            new TransactWriteItemsRequest
            {
                ClientRequestToken = Guid.NewGuid().ToString("N"),
                Actions =
                [
                    new PutItemRequest { TableName = table, Item = Order("new", 1, 0) },
                    new PutItemRequest
                    {
                        TableName = table,
                        Item = Order("a", 1, 0),
                        ConditionExpression = "attribute_not_exists(#n0)",
                        Aliases = mustNotExist,
                    },
                    new ConditionCheckRequest
                    {
                        TableName = table,
                        Key = Key("none", 1),
                        ConditionExpression = "attribute_exists(#n0)",
                        Aliases = mustNotExist,
                    },
                ],
            },
            default));

        Assert.Equal(["None", "ConditionalCheckFailed", "ConditionalCheckFailed"], exception.Reasons.Select(reason => reason.Code));
        Assert.Equal(ItemValue.Number(42), exception.Reasons[1].Item!.Find("Total"));
        Assert.Null(exception.Reasons[2].Item);
        Assert.Single(await connection.StoredItemsAsync("Orders"));
    }

    [Fact]
    public async Task A_transaction_of_all_kinds_of_writes_happens_at_once()
    {
        await using var connection = local.Connect();
        var (client, table) = await CreateOrdersAsync(connection);
        await PutAsync(client, table, "a", 1, 1);
        await PutAsync(client, table, "b", 1, 1);
        await PutAsync(client, table, "c", 1, 1);

        var response = await client.TransactWriteItemsAsync(
            new TransactWriteItemsRequest
            {
                ClientRequestToken = Guid.NewGuid().ToString("N"),
                Actions =
                [
                    new PutItemRequest { TableName = table, Item = Order("d", 1, 4) },
                    new UpdateItemRequest
                    {
                        TableName = table,
                        Key = Key("a", 1),
                        UpdateExpression = "SET #n0 = :v0",
                        Aliases = new ExpressionAliases { Names = { new("#n0", "Total") }, Values = { new(":v0", ItemValue.Number(9)) } },
                    },
                    new DeleteItemRequest { TableName = table, Key = Key("b", 1) },
                    new ConditionCheckRequest
                    {
                        TableName = table,
                        Key = Key("c", 1),
                        ConditionExpression = "attribute_exists(#n0)",
                        Aliases = new ExpressionAliases { Names = { new("#n0", "Id") } },
                    },
                ],
            },
            default);

        var stored = (await connection.StoredItemsAsync("Orders")).ToDictionary(item => item["Id"].S, item => item["Total"].N);
        Assert.Equal(new Dictionary<string, string> { ["a"] = "9", ["c"] = "1", ["d"] = "4" }, stored);
        Assert.True(response.Metadata.ConsumedCapacity > 0);
    }

    [Fact]
    public async Task Consumed_capacity_is_only_asked_for_when_wanted()
    {
        await using var connection = local.Connect();
        var (client, table) = await CreateOrdersAsync(connection);
        var silent = new SdkRequestClient(ContextClient.Of(connection.Client), returnConsumedCapacity: false);
        var request = new GetItemRequest { TableName = table, Key = Key("a", 1), Layout = Layout };

        Assert.Null((await silent.GetItemAsync(request, default)).Metadata.ConsumedCapacity);
        Assert.False(connection.Recorder.Requests[^1].Body.TryGetProperty("ReturnConsumedCapacity", out _));
        Assert.NotNull((await client.GetItemAsync(request, default)).Metadata.ConsumedCapacity);
        Assert.Equal("TOTAL", connection.Recorder.Requests[^1].Body.GetProperty("ReturnConsumedCapacity").GetString());
    }

    internal static async Task<(IDynamoDbRequestClient Client, string Table)> CreateOrdersAsync(LocalConnection connection)
    {
        var table = connection.TableNamePrefix + "Orders";
        await new SdkTableClient(ContextClient.Of(connection.Client)).CreateTableAsync(
            new TableDefinition
            {
                TableName = table,
                Key = [new("Id", TableKeyRole.Partition), new("At", TableKeyRole.Sort)],
                Attributes = [new("Id", DynamoDbAttributeType.S), new("At", DynamoDbAttributeType.N), new("Total", DynamoDbAttributeType.N)],
                GlobalIndexes = [new() { IndexName = "ByTotal", Key = [new("Total", TableKeyRole.Partition)] }],
            },
            default);
        return (new SdkRequestClient(ContextClient.Of(connection.Client), returnConsumedCapacity: true), table);
    }

    internal static Task<WriteResponse> PutAsync(IDynamoDbRequestClient client, string table, string id, int at, int total)
        => client.PutItemAsync(new PutItemRequest { TableName = table, Item = Order(id, at, total) }, default);

    internal static ItemMap Order(string id, int at, int total)
        => new() { { "Id", ItemValue.String(id) }, { "At", ItemValue.Number(at) }, { "Total", ItemValue.Number(total) } };

    internal static ItemMap Key(string id, int at)
        => new() { { "Id", ItemValue.String(id) }, { "At", ItemValue.Number(at) } };
}
