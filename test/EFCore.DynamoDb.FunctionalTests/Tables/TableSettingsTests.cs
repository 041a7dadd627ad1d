using EFCore.DynamoDb.Diagnostics;
using EFCore.DynamoDb.FunctionalTests.Local;
using EFCore.DynamoDb.Testing;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.FunctionalTests.Tables;

/// <summary>Every setting of a table goes with its creation, or right after it; protected tables stay.</summary>
public class TableSettingsTests(DynamoDbLocalFixture local) : IClassFixture<DynamoDbLocalFixture>
{
    [Fact]
    public async Task All_that_CreateTable_takes_goes_with_it()
    {
        await using var connection = local.Connect();
        await using var context = new TablesContext(connection, model => model.Entity<Order>(b =>
        {
            b.ToTable("Orders", t => t
                .HasOnDemandThroughput(maxRead: 1000, maxWrite: 500)
                .HasWarmThroughput(13000, 5000)
                .HasTableClass(DynamoDbTableClass.StandardInfrequentAccess)
                .HasDeletionProtection()
                .HasStream(DynamoDbStreamViewType.KeysOnly)
                .HasKmsKey("alias/orders")
                .HasTag("team", "shop").HasTag("env", "test"));
            b.HasGsi("ByStatus", o => o.Status).HasOnDemandThroughput(maxWrite: 50).HasWarmThroughput(12000, 4000);
        }));

        await context.Database.EnsureCreatedAsync();

        Assert.Equal(
            "CreateTable Orders (CustomerId: S, Number: N) PAY_PER_REQUEST GSI ByStatus (Status: S) ALL "
            + """{"OnDemandThroughput":{"MaxWriteRequestUnits":50},"WarmThroughput":{"ReadUnitsPerSecond":12000,"WriteUnitsPerSecond":4000}} """
            + """{"DeletionProtectionEnabled":true,"OnDemandThroughput":{"MaxReadRequestUnits":1000,"MaxWriteRequestUnits":500},"""
            + """
              "SSESpecification":{"Enabled":true,"KMSMasterKeyId":"alias/orders","SSEType":"KMS"},
              """
            + """
              "StreamSpecification":{"StreamEnabled":true,"StreamViewType":"KEYS_ONLY"},"TableClass":"STANDARD_INFREQUENT_ACCESS",
              """
            + """
              "Tags":[{"Key":"env","Value":"test"},{"Key":"team","Value":"shop"}],
              """
            + """
              "WarmThroughput":{"ReadUnitsPerSecond":13000,"WriteUnitsPerSecond":5000}}
              """,
            TableText.Of(connection.Recorder)[1]);
    }

    [Fact]
    public async Task The_key_that_AWS_manages_needs_no_name()
    {
        await using var connection = local.Connect();
        await using var context = new TablesContext(connection, model => model.Entity<Customer>().ToTable(t => t.HasKmsKey()));

        await context.Database.EnsureCreatedAsync();

        Assert.Equal(
            """CreateTable Customers (Id: S) PAY_PER_REQUEST {"SSESpecification":{"Enabled":true,"SSEType":"KMS"}}""",
            TableText.Of(connection.Recorder)[1]);
    }

    [Fact]
    public async Task What_is_not_part_of_CreateTable_follows_in_order_replicas_last_and_one_at_a_time()
    {
        await using var connection = local.Connect();
        Production.Behind(connection);
        await using var context = new TablesContext(connection, Replicated);

        Assert.True(await context.Database.EnsureCreatedAsync());

        Assert.Equal(
            [
                "DescribeTable Orders",
                """CreateTable Orders (CustomerId: S, Number: N) PAY_PER_REQUEST {"StreamSpecification":{"StreamEnabled":true,"StreamViewType":"NEW_AND_OLD_IMAGES"}}""",
                "DescribeTimeToLive Orders",
                """UpdateTimeToLive Orders {"TimeToLiveSpecification":{"AttributeName":"ExpiresAt","Enabled":true}}""",
                "DescribeContinuousBackups Orders",
                """UpdateContinuousBackups Orders {"PointInTimeRecoverySpecification":{"PointInTimeRecoveryEnabled":true,"RecoveryPeriodInDays":7}}""",
                """UpdateTable Orders {"ReplicaUpdates":[{"Create":{"RegionName":"ap-south-1"}}]}""",
                "DescribeTable Orders",
                """UpdateTable Orders {"ReplicaUpdates":[{"Create":{"OnDemandThroughputOverride":{"MaxReadRequestUnits":50},"RegionName":"eu-west-1","TableClassOverride":"STANDARD_INFREQUENT_ACCESS"}}]}""",
                "DescribeTable Orders",
            ],
            TableText.Of(connection.Recorder));

        connection.Recorder.Clear();
        Assert.False(await context.Database.EnsureCreatedAsync());
        Assert.Equal(["DescribeTable Orders", "DescribeTimeToLive Orders", "DescribeContinuousBackups Orders"], connection.Recorder.Texts);
    }

    [Fact]
    public async Task What_an_interruption_left_undone_is_done_by_the_next_call()
    {
        await using var connection = local.Connect();
        Production.Behind(connection);
        await using var context = new TablesContext(connection, Replicated);
        connection.Faults.Fail("UpdateContinuousBackups", "AccessDeniedException", "You may not.");

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => context.Database.EnsureCreatedAsync());
        Assert.Equal(
            DynamoDbStrings.TableOperationFailed("UpdateContinuousBackups", connection.TableNamePrefix + "Orders", "You may not."), exception.Message);

        Assert.True(await context.Database.EnsureCreatedAsync());
        Assert.False(await context.Database.EnsureCreatedAsync());
    }

    [Fact]
    public async Task Backups_that_are_not_ready_are_waited_for()
    {
        await using var connection = local.Connect();
        Production.Behind(connection);
        await using var context = new TablesContext(connection, model => model.Entity<Customer>().ToTable(t => t.HasPointInTimeRecovery()));
        connection.Faults.Fail("UpdateContinuousBackups", "ContinuousBackupsUnavailableException", "Not yet.");

        await context.Database.EnsureCreatedAsync();

        Assert.Equal(
            2,
            connection.Recorder.Texts.Count(t =>
                t == """UpdateContinuousBackups Customers {"PointInTimeRecoverySpecification":{"PointInTimeRecoveryEnabled":true,"RecoveryPeriodInDays":35}}"""));
    }

    [Fact]
    public async Task DynamoDB_Local_makes_the_same_model_without_backups_and_replicas()
    {
        await using var connection = local.Connect();
        await using var context = new TablesContext(connection, Replicated);

        Assert.True(await context.Database.EnsureCreatedAsync());
        Assert.False(await context.Database.EnsureCreatedAsync());

        Assert.DoesNotContain(connection.Recorder.Requests, r => r.Operation is "UpdateTable" or "UpdateContinuousBackups" or "DescribeContinuousBackups");
    }

    [Fact]
    public async Task A_replica_with_a_key_of_its_region_gets_it()
    {
        await using var connection = local.Connect();
        Production.Behind(connection);
        await using var context = new TablesContext(connection, model => model.Entity<Customer>().ToTable(t => t
            .HasKmsKey("alias/here").HasReplica("eu-west-1", r => r.HasKmsKey("alias/there"))));

        await context.Database.EnsureCreatedAsync();

        Assert.Contains(
            """UpdateTable Customers {"ReplicaUpdates":[{"Create":{"KMSMasterKeyId":"alias/there","RegionName":"eu-west-1"}}]}""",
            TableText.Of(connection.Recorder));
    }

    [Fact]
    public async Task Replicas_are_deleted_with_their_table()
    {
        await using var connection = local.Connect();
        var production = Production.Behind(connection);
        await using var context = new TablesContext(connection, Replicated);
        await context.Database.EnsureCreatedAsync();
        connection.Recorder.Clear();

        Assert.True(await context.Database.EnsureDeletedAsync());

        Assert.Equal(
            [
                "DescribeTable Orders",
                """UpdateTable Orders {"ReplicaUpdates":[{"Delete":{"RegionName":"ap-south-1"}}]}""",
                "DescribeTable Orders",
                """UpdateTable Orders {"ReplicaUpdates":[{"Delete":{"RegionName":"eu-west-1"}}]}""",
                "DescribeTable Orders",
                "DeleteTable Orders",
                "DescribeTable Orders",
            ],
            TableText.Of(connection.Recorder));
        Assert.Empty(production[connection.TableNamePrefix + "Orders"].Replicas);
    }

    [Fact]
    public async Task A_protected_table_keeps_all_tables_of_its_model_from_deletion()
    {
        await using var connection = local.Connect();
        await using var context = new TablesContext(connection, model =>
        {
            model.Entity<Customer>().ToTable(t => t.HasDeletionProtection());
            model.Entity<Order>();
        });
        await context.Database.EnsureCreatedAsync();
        connection.Recorder.Clear();

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => context.Database.EnsureDeletedAsync());

        Assert.Equal(DynamoDbStrings.TableProtected(connection.TableNamePrefix + "Customers"), exception.Message);
        Assert.Equal(["DescribeTable Customers"], connection.Recorder.Texts);

        // The way out that the message names.
        await context.Database.GetDynamoDbClient().UpdateTableAsync(new Amazon.DynamoDBv2.Model.UpdateTableRequest
        {
            TableName = connection.TableNamePrefix + "Customers", DeletionProtectionEnabled = false,
        });
        Assert.True(await context.Database.EnsureDeletedAsync());
    }

    [Fact]
    public async Task A_protection_that_the_model_does_not_know_is_told_too()
    {
        await using var connection = local.Connect();
        await using (var before = new TablesContext(connection, model => model.Entity<Customer>().ToTable(t => t.HasDeletionProtection())))
        {
            await before.Database.EnsureCreatedAsync();
        }

        await using var context = new TablesContext(connection, model => model.Entity<Customer>());

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => context.Database.DeleteTableAsync<Customer>());

        Assert.Equal(DynamoDbStrings.TableProtected(connection.TableNamePrefix + "Customers"), exception.Message);
        Assert.Contains("protected", exception.InnerException!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tables_of_tests_are_dropped_though_their_model_protects_them()
    {
        await using (var tables = await local.Local.CreateTablesAsync<ProtectedContext>())
        {
            await using var context = tables.CreateContext();
            Assert.True((await context.Database.DescribeTableAsync<Customer>())!.DeletionProtectionEnabled);
        }

        using var client = local.Local.CreateClient();
        Assert.DoesNotContain((await client.ListTablesAsync()).TableNames, name => name.EndsWith("ProtectedCustomers", StringComparison.Ordinal));
    }

    private static void Replicated(ModelBuilder model)
        => model.Entity<Order>(b =>
        {
            b.ToTable("Orders", t => t
                .HasPointInTimeRecovery(7)
                .HasReplicas("us-east-1", "ap-south-1")
                .HasReplica("eu-west-1", r => r.HasTableClass(DynamoDbTableClass.StandardInfrequentAccess).HasOnDemandThroughput(50)));
            b.HasTimeToLive(o => o.ExpiresAt);
        });

    private sealed class ProtectedContext(DbContextOptions<ProtectedContext> options) : DbContext(options)
    {
        protected override void OnModelCreating(ModelBuilder modelBuilder)
            => modelBuilder.Entity<Customer>().ToTable("ProtectedCustomers", t => t.HasDeletionProtection());
    }
}
