using Amazon.DynamoDBv2.Model;
using EFCore.DynamoDb.Client;
using EFCore.DynamoDb.Diagnostics;
using EFCore.DynamoDb.FunctionalTests.Local;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.FunctionalTests.Tables;

/// <summary>EnsureCreated and EnsureDeleted of whole models, with the requests they send.</summary>
public class EnsureCreatedTests(DynamoDbLocalFixture local) : IClassFixture<DynamoDbLocalFixture>
{
    [Fact]
    public async Task All_tables_of_the_model_are_made_with_their_keys_and_indexes()
    {
        await using var connection = local.Connect();
        await using var context = new TablesContext(connection, model =>
        {
            model.Entity<Customer>();
            model.Entity<Order>(b =>
            {
                b.HasGsi("ByStatus", o => o.Status, o => o.Number);
                b.HasGsi("ByTotal", o => o.Total).ProjectKeysOnly();
                b.HasLsi("OfCustomerByTotal", o => o.Total).ProjectIncluding(o => o.Status);
            });
        });

        Assert.True(await context.Database.EnsureCreatedAsync());

        Assert.Equal(
            [
                "CreateTable Customers (Id: S) PAY_PER_REQUEST",
                "CreateTable Orders (CustomerId: S, Number: N) PAY_PER_REQUEST GSI ByStatus (Status: S, Number: N) ALL "
                + "GSI ByTotal (Total: N) KEYS_ONLY LSI OfCustomerByTotal (CustomerId: S, Total: N) INCLUDE [Status]",
                "DescribeTable Customers",
                "DescribeTable Orders",
            ],
            TableText.Of(connection.Recorder).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_table_gets_the_billing_mode_and_throughput_of_the_model()
    {
        await using var connection = local.Connect();
        await using var context = new TablesContext(connection, model => model.Entity<Order>(b =>
        {
            b.ToTable("Orders", t => t.HasProvisionedThroughput(5, 4));
            b.HasGsi("ByStatus", o => o.Status).HasProvisionedThroughput(3, 2);
            b.HasGsi("ByTotal", o => o.Total);
        }));

        await context.Database.EnsureCreatedAsync();

        Assert.Equal(
            """
            CreateTable Orders (CustomerId: S, Number: N) PROVISIONED GSI ByStatus (Status: S) ALL {"ProvisionedThroughput":{"ReadCapacityUnits":3,"WriteCapacityUnits":2}} GSI ByTotal (Total: N) ALL {"ProvisionedThroughput":{"ReadCapacityUnits":5,"WriteCapacityUnits":4}} {"ProvisionedThroughput":{"ReadCapacityUnits":5,"WriteCapacityUnits":4}}
            """,
            TableText.Of(connection.Recorder)[1]);
    }

    [Fact]
    public async Task What_is_there_is_described_and_left_alone()
    {
        await using var connection = local.Connect();
        await using (var context = new TablesContext(connection, WithIndexes))
        {
            await context.Database.EnsureCreatedAsync();
        }

        connection.Recorder.Clear();
        await using var again = new TablesContext(connection, WithIndexes);

        Assert.False(await again.Database.EnsureCreatedAsync());
        Assert.Equal(["DescribeTable Orders"], connection.Recorder.Texts);
    }

    [Fact]
    public async Task Missing_global_indexes_are_added_one_at_a_time()
    {
        await using var connection = local.Connect();
        await using (var before = new TablesContext(connection, model => model.Entity<Order>(b => b.HasGsi("ByNumber", o => o.Number))))
        {
            await before.Database.EnsureCreatedAsync();
        }

        connection.Recorder.Clear();
        await using var context = new TablesContext(connection, model => model.Entity<Order>(b =>
        {
            b.HasGsi("ByStatus", o => o.Status, o => o.Total);
            b.HasGsi("ByTotal", o => o.Total).ProjectIncluding(o => o.Status);
        }));

        Assert.True(await context.Database.EnsureCreatedAsync());

        Assert.Equal(
            [
                "UpdateTable Orders create ByStatus (Status: S, Total: N) ALL",
                "UpdateTable Orders create ByTotal (Total: N) INCLUDE [Status]",
            ],
            // DynamoDB Local says sometimes that it is busy with the index that it has just called ACTIVE, and is asked again.
            TableText.Of(connection.Recorder).Where(r => r != "DescribeTable Orders").Distinct());
        var table = (await context.Database.DescribeTableAsync<Order>())!;
        Assert.Equal(["ByNumber", "ByStatus", "ByTotal"], table.GlobalSecondaryIndexes.Select(i => i.IndexName).Order());
        Assert.All(table.GlobalSecondaryIndexes, i => Assert.Equal("ACTIVE", i.IndexStatus.Value));
        Assert.False(await context.Database.EnsureCreatedAsync());
    }

    [Fact]
    public async Task An_index_added_to_a_provisioned_table_gets_the_tables_throughput_whatever_the_model_says()
    {
        await using var connection = local.Connect();
        await using (var before = new TablesContext(
            connection, model => model.Entity<Order>().ToTable("Orders", t => t.HasProvisionedThroughput(7, 6))))
        {
            await before.Database.EnsureCreatedAsync();
        }

        connection.Recorder.Clear();
        await using var context = new TablesContext(connection, WithIndexes);

        Assert.True(await context.Database.EnsureCreatedAsync());

        Assert.Equal(
            """
            UpdateTable Orders create ByStatus (Status: S) ALL {"ProvisionedThroughput":{"ReadCapacityUnits":7,"WriteCapacityUnits":6}}
            """,
            TableText.Of(connection.Recorder)[1]);
    }

    [Fact]
    public async Task A_table_with_another_key_or_without_a_local_index_is_an_error_before_anything_is_made()
    {
        await using var connection = local.Connect();
        await using (var before = new TablesContext(connection, model => model.Entity<Order>()))
        {
            await before.Database.EnsureCreatedAsync();
        }

        connection.Recorder.Clear();
        await using var context = new TablesContext(connection, model =>
        {
            model.Entity<Customer>();
            model.Entity<Order>(b =>
            {
                b.HasKey(o => new { o.CustomerId, o.Total });
                b.HasLsi("OfCustomerByStatus", o => o.Status);
                b.HasGsi("ByStatus", o => o.Status);
            });
        });

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => context.Database.EnsureCreatedAsync());

        Assert.Equal(
            DynamoDbStrings.TableConflicts(
                connection.TableNamePrefix + "Orders",
                [
                    "its key is (CustomerId: S, Number: N) instead of (CustomerId: S, Total: N)",
                    "it has no local index 'OfCustomerByStatus', and local indexes are only made together with their table",
                ]),
            exception.Message);
        Assert.Equal(["DescribeTable Customers", "DescribeTable Orders"], connection.Recorder.Texts.Order());
    }

    [Fact]
    public async Task An_index_that_carries_less_than_the_model_says_is_an_error_and_one_that_carries_more_is_not()
    {
        await using var connection = local.Connect();
        await using (var before = new TablesContext(connection, model => model.Entity<Order>(b =>
        {
            b.HasGsi("Narrow", o => o.Status).ProjectIncluding(o => o.ExpiresAt);
            b.HasGsi("Wide", o => o.Status);
        })))
        {
            await before.Database.EnsureCreatedAsync();
        }

        await using var context = new TablesContext(connection, model => model.Entity<Order>(b =>
        {
            b.HasGsi("Narrow", o => o.Status).ProjectIncluding(o => o.Total);
            b.HasGsi("Wide", o => o.Status).ProjectKeysOnly();
        }));

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => context.Database.EnsureCreatedAsync());

        Assert.Equal(
            DynamoDbStrings.TableConflicts(connection.TableNamePrefix + "Orders", ["its index 'Narrow' does not project Total"]),
            exception.Message);
    }

    [Fact]
    public async Task Contexts_that_make_the_same_tables_at_once_all_succeed()
    {
        await using var connection = local.Connect();

        // Not recorded: only one CreateTable wins, and what the others do depends on their luck.
        var created = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            await using var context = new TablesContext(connection, WithIndexes);
            return await context.Database.EnsureCreatedAsync();
        })));

        Assert.Contains(true, created);
        await using var after = new TablesContext(connection, WithIndexes);
        Assert.False(await after.Database.EnsureCreatedAsync());
    }

    [Fact]
    public async Task A_table_that_another_process_made_meanwhile_is_compared_too()
    {
        await using var connection = local.Connect();
        using var other = connection.CreateUnrecordedClient();
        await using var context = new TablesContext(connection, model => model.Entity<Customer>());
        connection.Faults.Delay("CreateTable", TimeSpan.FromSeconds(1));

        var creating = context.Database.EnsureCreatedAsync();
        while (connection.Recorder.Requests.All(r => r.Operation != "CreateTable"))
        {
            await Task.Delay(10);
        }

        await other.CreateTableAsync(new CreateTableRequest
        {
            TableName = connection.TableNamePrefix + "Customers",
            KeySchema = [new("Other", "HASH")],
            AttributeDefinitions = [new("Other", "S")],
            BillingMode = "PAY_PER_REQUEST",
        });

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => creating);
        Assert.Contains("its key is (Other: S) instead of (Id: S)", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refusal_names_the_table()
    {
        await using var connection = local.Connect();
        await using var context = new TablesContext(connection, model => model.Entity<Customer>());
        connection.Faults.Fail("CreateTable", "AccessDeniedException", "You may not.");

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => context.Database.EnsureCreatedAsync());

        Assert.Equal(
            DynamoDbStrings.TableOperationFailed("CreateTable", connection.TableNamePrefix + "Customers", "You may not."), exception.Message);
    }

    [Fact]
    public async Task Two_tables_of_the_model_must_not_become_one()
    {
        await using var connection = local.Connect();
        await using var context = new TablesContext(
            connection,
            model =>
            {
                model.Entity<Customer>();
                model.Entity<Order>();
            },
            dynamoDbOptions: o => o.TableName(_ => "Same"));

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => context.Database.EnsureCreatedAsync());

        Assert.Equal(DynamoDbStrings.SamePhysicalTable(connection.TableNamePrefix + "Same", "Customers", "Orders"), exception.Message);
        Assert.Empty(connection.Recorder.Requests);
    }

    [Fact]
    public async Task Creation_can_be_cancelled()
    {
        await using var connection = local.Connect();
        await using var context = new TablesContext(connection, model => model.Entity<Customer>());
        connection.Faults.Delay("CreateTable", TimeSpan.FromMinutes(5));
        using var cancellation = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => context.Database.EnsureCreatedAsync(cancellation.Token));
    }

    [Fact]
    public async Task All_tables_of_the_model_are_deleted_and_only_those()
    {
        await using var connection = local.Connect();
        await using (var other = new TablesContext(connection, model => model.Entity<Customer>()))
        {
            await other.Database.EnsureCreatedAsync();
        }

        await using var context = new TablesContext(connection, WithIndexes);
        await context.Database.EnsureCreatedAsync();
        connection.Recorder.Clear();

        Assert.True(await context.Database.EnsureDeletedAsync());
        Assert.Equal(["DeleteTable Orders", "DescribeTable Orders"], connection.Recorder.Texts);

        connection.Recorder.Clear();
        Assert.False(await context.Database.EnsureDeletedAsync());
        Assert.Equal(["DeleteTable Orders"], connection.Recorder.Texts);

        await using var remaining = new TablesContext(connection, model => model.Entity<Customer>());
        Assert.NotNull(await remaining.Database.DescribeTableAsync<Customer>());
    }

    [Fact]
    public async Task A_busy_table_is_deleted_when_it_can_be()
    {
        await using var connection = local.Connect();
        await using var context = new TablesContext(connection, WithIndexes);
        await context.Database.EnsureCreatedAsync();
        connection.Recorder.Clear();
        connection.Faults.Fail("DeleteTable", "ResourceInUseException");

        Assert.True(await context.Database.EnsureDeletedAsync());

        Assert.Equal(["DeleteTable Orders", "DeleteTable Orders", "DescribeTable Orders"], connection.Recorder.Texts);
        Assert.Null(await context.Database.DescribeTableAsync<Order>());
    }

    [Fact]
    public async Task A_protected_table_is_not_deleted_and_named()
    {
        await using var connection = local.Connect();
        await using var context = new TablesContext(connection, WithIndexes);
        await context.Database.EnsureCreatedAsync();
        connection.Faults.Fail("DeleteTable", "ValidationException", "Protected.");

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => context.Database.EnsureDeletedAsync());

        Assert.Equal(DynamoDbStrings.TableOperationFailed("DeleteTable", connection.TableNamePrefix + "Orders", "Protected."), exception.Message);
    }

    [Fact]
    public async Task Synchronous_calls_are_errors_by_default()
    {
        await using var connection = local.Connect();
        await using var context = new TablesContext(connection, WithIndexes);

        foreach (var call in (Func<bool>[])[context.Database.EnsureCreated, context.Database.EnsureDeleted, context.Database.CanConnect])
        {
            var exception = Assert.Throws<InvalidOperationException>(() => call());
            Assert.Contains("DynamoDbEventId.SyncNotSupported", exception.Message, StringComparison.Ordinal);
        }

        Assert.Empty(connection.Recorder.Requests);
    }

    [Fact]
    public async Task Synchronous_calls_work_where_they_are_let_through()
    {
        await using var connection = local.Connect();
        await using var context = new TablesContext(
            connection, WithIndexes, o => o.ConfigureWarnings(w => w.Log(DynamoDbEventId.SyncNotSupported)));

        Assert.True(context.Database.CanConnect());
        Assert.True(context.Database.EnsureCreated());
        Assert.False(context.Database.EnsureCreated());
        Assert.True(context.Database.EnsureDeleted());
        Assert.Equal(
            [
                """ListTables {"Limit":1}""",
                "DescribeTable Orders",
                "CreateTable Orders (CustomerId: S, Number: N) PAY_PER_REQUEST GSI ByStatus (Status: S) ALL",
                "DescribeTable Orders",
                "DeleteTable Orders",
                "DescribeTable Orders",
            ],
            TableText.Of(connection.Recorder));
    }

    [Fact]
    public async Task A_context_says_whether_it_can_connect()
    {
        await using var connection = local.Connect();
        await using var context = new TablesContext(connection, WithIndexes);

        Assert.True(await context.Database.CanConnectAsync());

        connection.Faults.Fail("ListTables", "UnrecognizedClientException");
        Assert.False(await context.Database.CanConnectAsync());

        connection.Faults.Delay("ListTables", TimeSpan.FromMinutes(5));
        using var cancellation = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => context.Database.CanConnectAsync(cancellation.Token));
    }

    private static void WithIndexes(ModelBuilder model)
        => model.Entity<Order>(b => b.HasGsi("ByStatus", o => o.Status));
}
