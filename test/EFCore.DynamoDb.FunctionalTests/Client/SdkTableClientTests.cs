using EFCore.DynamoDb.Client;
using EFCore.DynamoDb.FunctionalTests.Local;
using EFCore.DynamoDb.Items;

namespace EFCore.DynamoDb.FunctionalTests.Client;

public class SdkTableClientTests(DynamoDbLocalFixture local) : IClassFixture<DynamoDbLocalFixture>
{
    [Fact]
    public async Task A_table_is_made_and_described_with_all_its_parts()
    {
        await using var connection = local.Connect();
        var client = Client(connection);
        var definition = Definition(connection) with
        {
            GlobalIndexes =
            [
                new GlobalIndexDefinition
                {
                    IndexName = "ByStatus",
                    Key = [new("Status", TableKeyRole.Partition), new("At", TableKeyRole.Sort)],
                    Projection = TableProjectionType.Include,
                    ProjectedAttributes = ["Note"],
                    Provisioned = new TableThroughput(2, 3),
                },
            ],
            LocalIndexes =
            [
                new LocalIndexDefinition
                {
                    IndexName = "ByTotal",
                    Key = [new("Id", TableKeyRole.Partition), new("Total", TableKeyRole.Sort)],
                    Projection = TableProjectionType.KeysOnly,
                },
            ],
            Attributes =
            [
                new("Id", DynamoDbAttributeType.S), new("At", DynamoDbAttributeType.N), new("Status", DynamoDbAttributeType.S),
                new("Total", DynamoDbAttributeType.B),
            ],
            BillingMode = TableBillingMode.Provisioned,
            Provisioned = new TableThroughput(4, 5),
            Stream = TableStreamView.NewAndOldImages,
        };

        await client.CreateTableAsync(definition, default);
        var table = (await client.DescribeTableAsync(definition.TableName, default))!;

        Assert.Equal(TableStatus.Active, table.Status);
        Assert.Equal("ACTIVE", table.StatusText);
        Assert.Equal(definition.Key, table.Key);
        Assert.Equal(definition.Attributes.OrderBy(a => a.Name), table.Attributes.OrderBy(a => a.Name));
        Assert.Equal(TableBillingMode.Provisioned, table.BillingMode);
        Assert.Equal(new TableThroughput(4, 5), table.Provisioned);
        Assert.Equal(TableStreamView.NewAndOldImages, table.Stream);
        Assert.NotNull(table.LatestStreamArn);
        Assert.NotNull(table.CreatedAt);
        Assert.EndsWith(definition.TableName, table.Arn, StringComparison.Ordinal);

        var global = Assert.Single(table.GlobalIndexes);
        Assert.Equal(("ByStatus", TableStatus.Active), (global.IndexName, global.Status));
        Assert.Equal(definition.GlobalIndexes[0].Key, global.Key);
        Assert.Equal(TableProjectionType.Include, global.Projection);
        Assert.Equal(["Note"], global.ProjectedAttributes);
        Assert.Equal(new TableThroughput(2, 3), global.Provisioned);

        var localIndex = Assert.Single(table.LocalIndexes);
        Assert.Equal("ByTotal", localIndex.IndexName);
        Assert.Null(localIndex.Status);
        Assert.Equal(definition.LocalIndexes[0].Key, localIndex.Key);
        Assert.Equal(TableProjectionType.KeysOnly, localIndex.Projection);
    }

    [Fact]
    public async Task What_the_definition_does_not_say_is_not_sent()
    {
        await using var connection = local.Connect();
        await Client(connection).CreateTableAsync(Definition(connection), default);

        Assert.Equal(
            ["TableName", "AttributeDefinitions", "BillingMode", "KeySchema"],
            connection.Recorder.Single.Body.EnumerateObject().Select(member => member.Name).OrderBy(name => name == "TableName" ? "" : name));
    }

    [Fact]
    public async Task Everything_the_definition_says_is_sent()
    {
        await using var connection = local.Connect();
        var definition = Definition(connection) with
        {
            OnDemandMaximum = new TableThroughput(10, 20),
            Warm = new TableThroughput(12000, 4000),
            StorageClass = TableStorageClass.StandardInfrequentAccess,
            DeletionProtection = true,
            Encryption = new TableEncryption("alias/key"),
            Tags = [new("team", "shop")],
        };

        // DynamoDB Local need not know all of this: the request is what is tested.
        await Record.ExceptionAsync(() => Client(connection).CreateTableAsync(definition, default));

        var body = connection.Recorder.Requests[0].Body;
        Assert.Equal("""{"MaxReadRequestUnits":10,"MaxWriteRequestUnits":20}""", body.GetProperty("OnDemandThroughput").GetRawText());
        Assert.Equal("""{"ReadUnitsPerSecond":12000,"WriteUnitsPerSecond":4000}""", body.GetProperty("WarmThroughput").GetRawText());
        Assert.Equal("STANDARD_INFREQUENT_ACCESS", body.GetProperty("TableClass").GetString());
        Assert.True(body.GetProperty("DeletionProtectionEnabled").GetBoolean());
        Assert.Equal("""{"Enabled":true,"KMSMasterKeyId":"alias/key","SSEType":"KMS"}""", body.GetProperty("SSESpecification").GetRawText());
        Assert.Equal("""[{"Key":"team","Value":"shop"}]""", body.GetProperty("Tags").GetRawText());

        // Protected tables cannot be dropped with the others at the end of the test.
        using var raw = connection.CreateUnrecordedClient();
        await Record.ExceptionAsync(() => raw.UpdateTableAsync(
            new Amazon.DynamoDBv2.Model.UpdateTableRequest { TableName = definition.TableName, DeletionProtectionEnabled = false }));
    }

    [Fact]
    public async Task A_GSI_with_several_attributes_per_key_is_sent_in_order()
    {
        await using var connection = local.Connect();
        var definition = Definition(connection) with
        {
            GlobalIndexes =
            [
                new GlobalIndexDefinition
                {
                    IndexName = "Wide",
                    Key =
                    [
                        new("A", TableKeyRole.Partition), new("B", TableKeyRole.Partition), new("C", TableKeyRole.Sort),
                        new("D", TableKeyRole.Sort),
                    ],
                },
            ],
        };

        await Record.ExceptionAsync(() => Client(connection).CreateTableAsync(definition, default));

        var key = connection.Recorder.Requests[0].Body.GetProperty("GlobalSecondaryIndexes")[0].GetProperty("KeySchema");
        Assert.Equal(
            ["A HASH", "B HASH", "C RANGE", "D RANGE"],
            key.EnumerateArray().Select(e => $"{e.GetProperty("AttributeName").GetString()} {e.GetProperty("KeyType").GetString()}"));
    }

    [Fact]
    public async Task A_second_table_of_the_name_is_an_error_of_its_own()
    {
        await using var connection = local.Connect();
        var client = Client(connection);
        await client.CreateTableAsync(Definition(connection), default);

        var exception = await Assert.ThrowsAsync<TableBusyException>(() => client.CreateTableAsync(Definition(connection), default));
        Assert.Equal(connection.TableNamePrefix + "Orders", exception.TableName);
    }

    [Fact]
    public async Task What_is_not_there_cannot_be_described_or_deleted()
    {
        await using var connection = local.Connect();
        var client = Client(connection);

        Assert.Null(await client.DescribeTableAsync(connection.TableNamePrefix + "Orders", default));
        Assert.False(await client.DeleteTableAsync(connection.TableNamePrefix + "Orders", default));
        await client.CreateTableAsync(Definition(connection), default);
        Assert.True(await client.DeleteTableAsync(connection.TableNamePrefix + "Orders", default));
        Assert.Null(await client.DescribeTableAsync(connection.TableNamePrefix + "Orders", default));
    }

    [Fact]
    public async Task A_GSI_is_added_to_a_table()
    {
        await using var connection = local.Connect();
        var client = Client(connection);
        var definition = Definition(connection);
        await client.CreateTableAsync(definition, default);

        await client.CreateGlobalIndexAsync(
            definition.TableName,
            new GlobalIndexDefinition { IndexName = "ByStatus", Key = [new("Status", TableKeyRole.Partition)] },
            [.. definition.Attributes, new("Status", DynamoDbAttributeType.S)],
            default);

        var table = (await client.DescribeTableAsync(definition.TableName, default))!;
        Assert.Equal("ByStatus", Assert.Single(table.GlobalIndexes).IndexName);
        Assert.Contains(new TableAttribute("Status", DynamoDbAttributeType.S), table.Attributes);
    }

    [Fact]
    public async Task Time_to_live_is_set_and_described()
    {
        await using var connection = local.Connect();
        var client = Client(connection);
        var table = connection.TableNamePrefix + "Orders";
        await client.CreateTableAsync(Definition(connection), default);

        Assert.Equal(new TimeToLiveDescription(TimeToLiveStatus.Disabled, null), await client.DescribeTimeToLiveAsync(table, default));
        await client.UpdateTimeToLiveAsync(table, "ExpiresAt", enabled: true, default);
        Assert.Equal(new TimeToLiveDescription(TimeToLiveStatus.Enabled, "ExpiresAt"), await client.DescribeTimeToLiveAsync(table, default));
    }

    [Fact]
    public async Task Too_many_table_operations_at_once_are_an_error_of_their_own()
    {
        await using var connection = local.Connect();
        for (var attempt = 1; attempt <= 4; attempt++)
        {
            connection.Faults.Fail("CreateTable", "LimitExceededException", "Too many.", attempt);
        }

        var exception = await Assert.ThrowsAsync<TableBusyException>(() => Client(connection).CreateTableAsync(Definition(connection), default));
        Assert.Equal("Too many.", exception.Message);
    }

    [Fact]
    public async Task Refusals_name_the_operation_and_the_table()
    {
        await using var connection = local.Connect();
        var client = Client(connection);
        var table = connection.TableNamePrefix + "Orders";

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(
            () => client.CreateTableAsync(Definition(connection) with { Attributes = [new("Id", DynamoDbAttributeType.S)] }, default));
        Assert.StartsWith($"CreateTable failed for the table '{table}': ", exception.Message, StringComparison.Ordinal);
        Assert.IsType<Amazon.DynamoDBv2.AmazonDynamoDBException>(exception.InnerException);
        Assert.Equal(
            table,
            (await Assert.ThrowsAsync<DynamoDbTableNotFoundException>(() => client.DescribeTimeToLiveAsync(table, default))).TableName);
    }

    [Fact]
    public async Task An_answer_is_a_connection_even_one_that_forbids_to_list_tables()
    {
        await using var connection = local.Connect();
        var client = Client(connection);

        Assert.True(await client.CanConnectAsync(default));
        Assert.Equal("ListTables {\"Limit\":1}", connection.Recorder.Single.ToString());

        connection.Faults.Fail("ListTables", "AccessDeniedException");
        Assert.True(await client.CanConnectAsync(default));

        connection.Faults.Fail("ListTables", "UnrecognizedClientException");
        await Assert.ThrowsAsync<Amazon.DynamoDBv2.AmazonDynamoDBException>(() => client.CanConnectAsync(default));
    }

    private static SdkTableClient Client(LocalConnection connection)
        => new(ContextClient.Of(connection.Client));

    internal static TableDefinition Definition(LocalConnection connection)
        => new()
        {
            TableName = connection.TableNamePrefix + "Orders",
            Key = [new("Id", TableKeyRole.Partition), new("At", TableKeyRole.Sort)],
            Attributes = [new("Id", DynamoDbAttributeType.S), new("At", DynamoDbAttributeType.N)],
        };
}
