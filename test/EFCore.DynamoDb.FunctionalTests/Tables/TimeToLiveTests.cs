using EFCore.DynamoDb.Diagnostics;
using EFCore.DynamoDb.FunctionalTests.Local;
using EFCore.DynamoDb.Items;
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

    [Fact]
    public async Task A_time_is_stored_in_seconds_and_its_absence_not_at_all()
    {
        await using var connection = local.Connect();
        await using var context = new TablesContext(connection, model => model.Entity<Session>().HasTimeToLive(s => s.ExpiresAt));
        await context.Database.EnsureCreatedAsync();
        Assert.Contains(
            """UpdateTimeToLive Sessions {"TimeToLiveSpecification":{"AttributeName":"ExpiresAt","Enabled":true}}""", connection.Recorder.Texts);
        connection.Recorder.Clear();

        // In the future: DynamoDB Local too deletes what has expired.
        var session = new Session { Id = "a", ExpiresAt = new DateTime(2096, 1, 2, 12, 0, 0, 900, DateTimeKind.Utc) };
        context.Add(session);
        await context.SaveChangesAsync();
        session.ExpiresAt = null;
        await context.SaveChangesAsync();
        var now = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        await context.Set<Session>().Where(s => s.Id == "a" && (s.ExpiresAt == null || s.ExpiresAt > now)).ToListAsync();

        Assert.Equal(
            [
                """PutItem Sessions {Id: "a", ExpiresAt: 3976344000, Version: 0} if: attribute_not_exists(Id) on failure: ALL_OLD""",
                """UpdateItem Sessions {Id: "a"} REMOVE ExpiresAt if: attribute_exists(Id) on failure: ALL_OLD""",
                """GetItem Sessions {Id: "a"}""",
            ],
            connection.Recorder.Texts);
    }

    [Fact]
    public async Task Another_form_of_the_property_is_an_error_before_any_request()
    {
        await using var connection = local.Connect();
        Action<ModelBuilder>[] models =
        [
            model => model.Entity<Order>().HasTimeToLive(o => o.ExpiresAt).Property(o => o.ExpiresAt).HasAttributeType(DynamoDbAttributeType.S),
            model => model.Entity<Order>().HasTimeToLive(o => o.ExpiresAt).Property(o => o.ExpiresAt).HasJsonStr(),
            model => model.Entity<Session>().HasTimeToLive(s => s.ExpiresAt).Property(s => s.ExpiresAt).HasUnixTimestamp(TimestampUnit.Milliseconds),
            model => model.Entity<Session>().HasTimeToLive(s => s.ExpiresAt).Property(s => s.ExpiresAt).HasAttributeType(DynamoDbAttributeType.S),
            model => model.Entity<Session>().HasTimeToLive(s => s.ExpiresAt).Property(s => s.ExpiresAt).HasJsonStr(),
        ];

        foreach (var model in models)
        {
            await using var context = new TablesContext(connection, model);
            var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => context.Database.EnsureCreatedAsync());
            Assert.Contains(".ExpiresAt' is the time to live", exception.Message, StringComparison.Ordinal);
        }

        Assert.Empty(connection.Recorder.Requests);
    }

    private static void ExpiringByExpiresAt(ModelBuilder model)
        => model.Entity<Order>().HasTimeToLive(o => o.ExpiresAt);
}
