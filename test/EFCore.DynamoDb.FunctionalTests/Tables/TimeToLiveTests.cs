using EFCore.DynamoDb.Diagnostics;
using EFCore.DynamoDb.FunctionalTests.Local;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.FunctionalTests.Tables;

/// <summary>The time to live is set where it is not, once the table can be used.</summary>
public class TimeToLiveTests(DynamoDbLocalFixture local) : IClassFixture<DynamoDbLocalFixture>
{
    private const string SetExpiresAt = """UpdateTimeToLive Orders {"TimeToLiveSpecification":{"AttributeName":"ExpiresAt","Enabled":true}}""";

    [Fact]
    public async Task A_new_table_gets_the_time_to_live_of_the_model_once()
    {
        await using var connection = local.Connect();
        await using var context = new TablesContext(connection, ExpiringByExpiresAt);

        Assert.True(await context.Database.EnsureCreatedAsync());
        Assert.Equal(
            [
                "DescribeTable Orders",
                "CreateTable Orders (CustomerId: S, Number: N) PAY_PER_REQUEST",
                "DescribeTimeToLive Orders",
                SetExpiresAt,
            ],
            TableText.Of(connection.Recorder));

        connection.Recorder.Clear();
        Assert.False(await context.Database.EnsureCreatedAsync());
        Assert.Equal(["DescribeTable Orders", "DescribeTimeToLive Orders"], connection.Recorder.Texts);
    }

    [Fact]
    public async Task A_table_without_time_to_live_gets_it()
    {
        await using var connection = local.Connect();
        await using (var before = new TablesContext(connection, model => model.Entity<Order>()))
        {
            await before.Database.EnsureCreatedAsync();
        }

        connection.Recorder.Clear();
        await using var context = new TablesContext(connection, ExpiringByExpiresAt);

        Assert.True(await context.Database.EnsureCreatedAsync());
        Assert.Equal(["DescribeTable Orders", "DescribeTimeToLive Orders", SetExpiresAt], connection.Recorder.Texts);
    }

    [Fact]
    public async Task What_somebody_else_has_set_meanwhile_is_fine()
    {
        await using var connection = local.Connect();
        await using var context = new TablesContext(connection, ExpiringByExpiresAt);
        connection.Faults.Delay("UpdateTimeToLive", TimeSpan.FromSeconds(1));

        var creating = context.Database.EnsureCreatedAsync();
        await using (var other = new TablesContext(connection, ExpiringByExpiresAt))
        {
            while (!connection.Recorder.Texts.Contains(SetExpiresAt))
            {
                await Task.Delay(10);
            }

            await other.Database.EnsureCreatedAsync();
        }

        Assert.True(await creating);
        Assert.Equal(2, connection.Recorder.Texts.Count(t => t == SetExpiresAt));
    }

    [Fact]
    public async Task Another_attribute_is_an_error()
    {
        await using var connection = local.Connect();
        await using (var before = new TablesContext(connection, ExpiringByExpiresAt))
        {
            await before.Database.EnsureCreatedAsync();
        }

        await using var context = new TablesContext(connection, model => model.Entity<Order>().HasTimeToLive(o => o.Total));

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => context.Database.EnsureCreatedAsync());
        Assert.Equal(
            DynamoDbStrings.TableConflicts(
                connection.TableNamePrefix + "Orders", ["its items expire by the attribute 'ExpiresAt' instead of 'Total'"]),
            exception.Message);
    }

    private static void ExpiringByExpiresAt(ModelBuilder model)
        => model.Entity<Order>().HasTimeToLive(o => o.ExpiresAt);
}
