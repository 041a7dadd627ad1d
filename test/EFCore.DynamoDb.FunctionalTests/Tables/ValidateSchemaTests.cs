using EFCore.DynamoDb.FunctionalTests.Local;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.FunctionalTests.Tables;

/// <summary>The model against live tables.</summary>
public class ValidateSchemaTests(DynamoDbLocalFixture local) : IClassFixture<DynamoDbLocalFixture>
{
    [Fact]
    public async Task New_tables_are_as_the_model_says_with_every_setting_that_DynamoDB_Local_keeps()
    {
        await using var connection = local.Connect();
        await using var context = new TablesContext(connection, model =>
        {
            model.Entity<Customer>().ToTable(t => t.HasProvisionedThroughput(5, 6));
            model.Entity<Session>().HasTimeToLive(s => s.ExpiresAt);
            model.Entity<Order>(b =>
            {
                b.ToTable(t => t.HasProvisionedThroughput(3, 4).HasDeletionProtection().HasStream(DynamoDbStreamViewType.OldImage));
                b.HasGsi("All", o => o.Status, o => o.Number).HasProvisionedThroughput(1, 2);
                b.HasGsi("Some", o => o.Total).ProjectIncluding(o => new { o.Status, o.ExpiresAt });
                b.HasLsi("Local", o => o.Total).ProjectKeysOnly();
                b.HasTimeToLive(o => o.ExpiresAt);
            });
        });
        await context.Database.EnsureCreatedAsync();
        connection.Recorder.Clear();

        var report = await context.Database.ValidateSchemaAsync();

        Assert.Equal("The tables are as the model says.", report.ToString());
        Assert.Equal(
            [
                "DescribeTable Customers", "DescribeTable Orders", "DescribeTable Sessions",
                "DescribeTimeToLive Customers", "DescribeTimeToLive Orders", "DescribeTimeToLive Sessions",
            ],
            connection.Recorder.Texts.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task New_tables_are_as_the_model_says_with_every_setting_that_DynamoDB_keeps()
    {
        await using var connection = local.Connect();
        var production = Production.Behind(connection);
        await using var context = new TablesContext(connection, Everything);
        await context.Database.EnsureCreatedAsync();
        connection.Recorder.Clear();

        var report = await context.Database.ValidateSchemaAsync();

        Assert.Equal("The tables are as the model says.", report.ToString());
        Assert.Equal(
            [
                "DescribeTable Orders", "DescribeTimeToLive Orders", "DescribeContinuousBackups Orders",
                $$"""ListTagsOfResource {"ResourceArn":"arn:aws:dynamodb:us-east-1:000000000000:table/{{connection.TableNamePrefix}}Orders"}""",
            ],
            TableText.Of(connection.Recorder).Select(t => t.Replace(" {\"TableName\"", "", StringComparison.Ordinal)));

        var table = production[connection.TableNamePrefix + "Orders"];
        table.TableClass = null;
        table.KmsKeyArn = null;
        table.Tags["env"] = "live";
        table.Tags["aws:cloudformation:stack-name"] = "stack";
        table.RecoveryDays = null;
        table.Replicas.Clear();
        table.Warm = (12000, 4000);
        table.OnDemandMaximum = (-1, -1);
        using var raw = connection.CreateUnrecordedClient();
        await raw.UpdateTableAsync(new Amazon.DynamoDBv2.Model.UpdateTableRequest
        {
            TableName = connection.TableNamePrefix + "Orders", DeletionProtectionEnabled = false,
        });

        report = await context.Database.ValidateSchemaAsync();

        var name = connection.TableNamePrefix + "Orders";
        Assert.Equal(
            [
                $"{name}, throughput: the model says at most 1000 reads and at most 500 writes, but live is none",
                $"{name}, warm throughput: the model says 13000 reads and 5000 writes, but live is 12000 reads and 4000 writes",
                $"{name}, deletion protection: the model says on, but live is off",
                $"{name}, table class: the model says StandardInfrequentAccess, but live is Standard",
                $"{name}, encryption: the model says the KMS key orders, but live is the key that DynamoDB owns",
                $"{name}, point in time recovery: the model says 7 days, but live is none",
                $"{name}, tags: the model says env=test, but live is env=live",
                $"{name}, replicas: the model says ap-south-1, but live is none",
                $"{name}, replicas: the model says eu-west-1, but live is none",
            ],
            report.Differences.Select(d => d.ToString()));
        report.ThrowIfBreaking();
        Assert.Throws<InvalidOperationException>(report.ThrowIfDifferent);
    }

    [Fact]
    public async Task Tables_of_an_older_model_differ_by_what_the_new_one_says()
    {
        await using var connection = local.Connect();
        await using (var before = new TablesContext(connection, model =>
        {
            model.Entity<Customer>();
            model.Entity<Order>(b =>
            {
                b.HasGsi("Gone", o => o.Number);
                b.HasGsi("Narrow", o => o.Status).ProjectKeysOnly();
            });
        }))
        {
            await before.Database.EnsureCreatedAsync();
        }

        await using var context = new TablesContext(connection, model =>
        {
            model.Entity<Session>();
            model.Entity<Customer>().HasKey(c => c.Name);
            model.Entity<Order>(b =>
            {
                b.ToTable(t => t.HasProvisionedThroughput(1, 1).HasStream());
                b.HasGsi("Narrow", o => o.Status);
                b.HasGsi("New", o => o.Total);
                b.HasTimeToLive(o => o.ExpiresAt);
            });
        });

        var report = await context.Database.ValidateSchemaAsync();

        var prefix = connection.TableNamePrefix;
        Assert.Equal(
            [
                $"{prefix}Customers, key: the model says (Name: S), but live is (Id: S)!",
                $"{prefix}Orders, billing mode: the model says provisioned, but live is on demand",
                $"{prefix}Orders, index Gone, index: the model says none, but live is GSI (Number: N) ALL",
                $"{prefix}Orders, index Narrow, projection: the model says ALL, but live is KEYS_ONLY!",
                $"{prefix}Orders, index New, index: the model says GSI (Total: N) ALL, but live is none!",
                $"{prefix}Orders, stream: the model says NewAndOldImages, but live is none",
                $"{prefix}Orders, time to live: the model says ExpiresAt, but live is none",
                $"{prefix}Sessions, table: the model says a table, but live is none!",
            ],
            report.Differences.Select(d => d + (d.IsBreaking ? "!" : "")).Order(StringComparer.Ordinal));
        Assert.Equal(report.ToString(), Assert.Throws<InvalidOperationException>(report.ThrowIfBreaking).Message);
    }

    [Fact]
    public async Task What_DynamoDB_Local_forgets_is_said_to_be_unchecked()
    {
        await using var connection = local.Connect();
        await using var context = new TablesContext(connection, Everything);
        await context.Database.EnsureCreatedAsync();

        var report = await context.Database.ValidateSchemaAsync();

        Assert.Empty(report.Differences);
        Assert.Equal(
            [
                DynamoDbSchemaAspect.Throughput, DynamoDbSchemaAspect.WarmThroughput, DynamoDbSchemaAspect.TableClass, DynamoDbSchemaAspect.Encryption,
                DynamoDbSchemaAspect.PointInTimeRecovery, DynamoDbSchemaAspect.Tags, DynamoDbSchemaAspect.Replicas,
            ],
            report.NotChecked.Select(n => n.Aspect));
    }

    [Fact]
    public async Task What_the_credentials_may_not_ask_is_said_to_be_unchecked()
    {
        await using var connection = local.Connect();
        var production = Production.Behind(connection);
        await using var context = new TablesContext(connection, Everything);
        await context.Database.EnsureCreatedAsync();
        production.Forbidden.UnionWith(["DescribeTimeToLive", "DescribeContinuousBackups", "ListTagsOfResource"]);

        var report = await context.Database.ValidateSchemaAsync();

        Assert.False(report.HasDifferences);
        Assert.Equal(
            ["TimeToLive it cannot be asked for (You may not.)", "PointInTimeRecovery it cannot be asked for (You may not.)", "Tags it cannot be asked for (You may not.)"],
            report.NotChecked.Select(n => $"{n.Aspect} {n.Reason}"));

        production.Forbidden.Add("DescribeTable");
        await Assert.ThrowsAsync<InvalidOperationException>(() => context.Database.ValidateSchemaAsync());
    }

    private static void Everything(ModelBuilder model)
        => model.Entity<Order>(b =>
        {
            b.ToTable("Orders", t => t
                .HasOnDemandThroughput(maxRead: 1000, maxWrite: 500)
                .HasWarmThroughput(13000, 5000)
                .HasTableClass(DynamoDbTableClass.StandardInfrequentAccess)
                .HasDeletionProtection()
                .HasStream()
                .HasKmsKey("orders")
                .HasTag("team", "shop").HasTag("env", "test")
                .HasPointInTimeRecovery(7)
                .HasReplica("ap-south-1", r => r.HasKmsKey("orders-ap").HasOnDemandThroughput(20))
                .HasReplica("eu-west-1", r => r.HasKmsKey("orders-eu").HasTableClass(DynamoDbTableClass.Standard)));
            b.HasGsi("ByStatus", o => o.Status).HasOnDemandThroughput(maxWrite: 50).HasWarmThroughput(12500, 4000);
            b.HasTimeToLive(o => o.ExpiresAt);
        });
}
