using EFCore.DynamoDb.Client;
using EFCore.DynamoDb.Diagnostics;
using EFCore.DynamoDb.Items;

namespace EFCore.DynamoDb.Tests.Client;

/// <summary>Waiting for DynamoDB, which takes its time for tables, and getting along with others who work on the same tables.</summary>
public class TableLifecycleTests
{
    private static readonly TableDefinition Orders = new()
    {
        TableName = "Orders",
        Key = [new("Id", TableKeyRole.Partition)],
        Attributes = [new("Id", DynamoDbAttributeType.S)],
    };

    private static readonly TableDefinition Indexed = Orders with
    {
        Attributes = [.. Orders.Attributes, new("A", DynamoDbAttributeType.S), new("B", DynamoDbAttributeType.N)],
        GlobalIndexes =
        [
            new() { IndexName = "ByA", Key = [new("A", TableKeyRole.Partition)] },
            new() { IndexName = "ByAB", Key = [new("A", TableKeyRole.Partition), new("B", TableKeyRole.Sort)] },
        ],
    };

    private readonly ControlPlane _dynamoDb = new();
    private readonly ImmediateTime _time = new();

    [Fact]
    public async Task A_new_table_is_looked_at_until_it_is_active()
    {
        _dynamoDb.LooksUntilCreated = 3;

        Assert.Equal(TableOutcome.Created, await EnsureAsync(Orders));

        Assert.Equal(
            ["DescribeTable Orders", "CreateTable Orders", "DescribeTable Orders", "DescribeTable Orders", "DescribeTable Orders"],
            _dynamoDb.Requests);
    }

    [Fact]
    public async Task A_new_table_that_is_not_seen_at_first_is_waited_for()
    {
        _dynamoDb.LooksUntilCreated = 1;
        _dynamoDb.LooksUntilSeen = 2;
        var state = new TableState(null, null);

        Assert.Equal(TableOutcome.Created, await Lifecycle().EnsureAsync(Orders, state, default));
        Assert.Equal(["CreateTable Orders", "DescribeTable Orders", "DescribeTable Orders", "DescribeTable Orders"], _dynamoDb.Requests);
    }

    [Fact]
    public async Task A_table_that_somebody_else_is_making_is_waited_for_and_not_called_ones_own()
    {
        _dynamoDb.Before = request =>
        {
            if (request == "CreateTable Orders")
            {
                _dynamoDb.Add(Orders, looksUntilCreated: 3);
            }
        };

        Assert.Equal(TableOutcome.Unchanged, await EnsureAsync(Orders));

        Assert.Equal(
            ["DescribeTable Orders", "CreateTable Orders", "DescribeTable Orders", "DescribeTable Orders", "DescribeTable Orders"],
            _dynamoDb.Requests);
    }

    [Fact]
    public async Task A_table_that_is_being_deleted_is_made_again_when_it_is_gone()
    {
        _dynamoDb.Add(Orders, looksUntilDeleted: 4);

        Assert.Equal(TableOutcome.Created, await EnsureAsync(Orders));

        Assert.Equal(
            [.. Enumerable.Repeat("DescribeTable Orders", 4), "CreateTable Orders"],
            _dynamoDb.Requests);
    }

    [Fact]
    public async Task Creation_is_tried_again_while_DynamoDB_has_too_much_to_do()
    {
        _dynamoDb.Refusals = 3;

        Assert.Equal(TableOutcome.Created, await EnsureAsync(Orders));

        Assert.Equal(4, _dynamoDb.Requests.Count(r => r == "CreateTable Orders"));
        Assert.Equal(TimeSpan.FromMilliseconds(100 + 200 + 400), _time.Elapsed);
    }

    [Fact]
    public async Task Waiting_for_a_table_ends_after_ten_minutes_with_the_reason()
    {
        _dynamoDb.Refusals = int.MaxValue;

        var exception = await Assert.ThrowsAsync<TimeoutException>(() => EnsureAsync(Orders));

        Assert.Equal(DynamoDbStrings.TableNotCreated("Orders"), exception.Message);
        Assert.Equal("Too many table operations.", exception.InnerException!.Message);
        Assert.InRange(_time.Elapsed, TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(10) + TimeSpan.FromSeconds(5));
        // A look every five seconds at last.
        Assert.InRange(_dynamoDb.Requests.Count, 240, 260);
    }

    [Fact]
    public async Task A_table_that_cannot_be_used_is_an_error_at_once()
    {
        _dynamoDb.Add(Orders, brokenStatus: "INACCESSIBLE_ENCRYPTION_CREDENTIALS");

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => EnsureAsync(Orders));

        Assert.Equal(DynamoDbStrings.TableNotUsable("Orders", "INACCESSIBLE_ENCRYPTION_CREDENTIALS"), exception.Message);
        Assert.Equal(["DescribeTable Orders"], _dynamoDb.Requests);
    }

    [Fact]
    public async Task Indexes_are_added_one_after_the_other_each_when_the_last_is_active()
    {
        _dynamoDb.Add(Orders);
        _dynamoDb.LooksUntilIndexed = 2;

        Assert.Equal(TableOutcome.Extended, await EnsureAsync(Indexed));

        Assert.Equal(
            [
                "DescribeTable Orders",
                "UpdateTable Orders ByA (A: S)", "DescribeTable Orders", "DescribeTable Orders",
                "UpdateTable Orders ByAB (A: S, B: N)", "DescribeTable Orders", "DescribeTable Orders",
            ],
            _dynamoDb.Requests);
    }

    [Fact]
    public async Task An_index_that_somebody_else_adds_meanwhile_is_waited_for_and_not_added_twice()
    {
        _dynamoDb.Add(Orders);
        _dynamoDb.LooksUntilIndexed = 3;
        var first = true;
        _dynamoDb.Before = request =>
        {
            if (request.StartsWith("UpdateTable", StringComparison.Ordinal) && first)
            {
                first = false;
                _dynamoDb.CreateGlobalIndexAsync("Orders", Indexed.GlobalIndexes[0], [new("A", DynamoDbAttributeType.S)], default);
                _dynamoDb.Requests.RemoveAt(_dynamoDb.Requests.Count - 1);
            }
        };

        Assert.Equal(TableOutcome.Extended, await EnsureAsync(Indexed));

        Assert.Equal(
            ["UpdateTable Orders ByA (A: S)", "UpdateTable Orders ByAB (A: S, B: N)"],
            _dynamoDb.Requests.Where(r => r.StartsWith("UpdateTable", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Waiting_for_an_index_ends_after_an_hour()
    {
        _dynamoDb.Add(Orders);
        _dynamoDb.LooksUntilIndexed = int.MaxValue;

        var exception = await Assert.ThrowsAsync<TimeoutException>(() => EnsureAsync(Indexed));

        Assert.Equal(DynamoDbStrings.IndexNotCreated("ByA", "Orders"), exception.Message);
        Assert.InRange(_time.Elapsed, TimeSpan.FromHours(1), TimeSpan.FromHours(1) + TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task Adding_an_index_is_given_up_after_an_hour_of_refusals()
    {
        _dynamoDb.Add(Orders);
        _dynamoDb.Refusals = int.MaxValue;

        var exception = await Assert.ThrowsAsync<TimeoutException>(() => EnsureAsync(Indexed));

        Assert.Equal("Too many table operations.", exception.InnerException!.Message);
        Assert.InRange(_time.Elapsed, TimeSpan.FromHours(1), TimeSpan.FromHours(1) + TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task The_time_to_live_is_set_when_the_table_is_active()
    {
        _dynamoDb.LooksUntilCreated = 1;

        Assert.Equal(TableOutcome.Created, await EnsureAsync(Orders with { TimeToLiveAttribute = "Expires" }));

        Assert.Equal(
            [
                "DescribeTable Orders", "CreateTable Orders", "DescribeTable Orders", "DescribeTimeToLive Orders",
                "UpdateTimeToLive Orders Expires",
            ],
            _dynamoDb.Requests);
    }

    [Fact]
    public async Task A_refused_time_to_live_that_somebody_else_has_just_set_is_no_error()
    {
        _dynamoDb.Add(Orders);
        _dynamoDb.Before = request =>
        {
            if (request.StartsWith("UpdateTimeToLive", StringComparison.Ordinal))
            {
                _dynamoDb.SetTimeToLive("Orders", "Expires");
            }
        };

        Assert.Equal(TableOutcome.Extended, await EnsureAsync(Orders with { TimeToLiveAttribute = "Expires" }));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Other")]
    public async Task A_refused_time_to_live_is_an_error(string? setMeanwhile)
    {
        _dynamoDb.Add(Orders);
        _dynamoDb.TimeToLiveIsRefused = true;
        _dynamoDb.Before = request =>
        {
            if (request.StartsWith("UpdateTimeToLive", StringComparison.Ordinal) && setMeanwhile is not null)
            {
                _dynamoDb.SetTimeToLive("Orders", setMeanwhile);
            }
        };

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(
            () => EnsureAsync(Orders with { TimeToLiveAttribute = "Expires" }));

        Assert.Equal("TimeToLive cannot be updated.", exception.Message);
    }

    [Fact]
    public async Task A_deleted_table_is_waited_for_until_it_is_gone()
    {
        _dynamoDb.Add(Orders);
        _dynamoDb.LooksUntilDeleted = 2;

        Assert.True(await Lifecycle().DeleteAsync("Orders", default));

        Assert.False(_dynamoDb.Has("Orders"));
        Assert.Equal(["DeleteTable Orders", "DescribeTable Orders", "DescribeTable Orders", "DescribeTable Orders"], _dynamoDb.Requests);
    }

    [Fact]
    public async Task A_table_that_is_busy_for_ever_is_not_deleted_for_ever()
    {
        _dynamoDb.Add(Orders);
        _dynamoDb.Refusals = int.MaxValue;

        var exception = await Assert.ThrowsAsync<TimeoutException>(() => Lifecycle().DeleteAsync("Orders", default));

        Assert.Equal(DynamoDbStrings.TableNotDeleted("Orders"), exception.Message);
        Assert.Equal("Too many table operations.", exception.InnerException!.Message);
    }

    [Fact]
    public async Task Waiting_can_be_cancelled()
    {
        _dynamoDb.LooksUntilCreated = int.MaxValue;
        using var cancellation = new CancellationTokenSource();
        _dynamoDb.Before = _ =>
        {
            if (_dynamoDb.Requests.Count == 10)
            {
                cancellation.Cancel();
            }
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Lifecycle().EnsureAsync(Orders, new TableState(null, null), cancellation.Token));
        Assert.Equal(10, _dynamoDb.Requests.Count);
    }

    private TableLifecycle Lifecycle()
        => new(_dynamoDb, _time);

    private async Task<TableOutcome> EnsureAsync(TableDefinition table)
        => await Lifecycle().EnsureAsync(table, await Lifecycle().ReadAsync(table, default), default);
}
