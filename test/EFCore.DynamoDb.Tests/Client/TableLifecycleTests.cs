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

        Assert.True(await Lifecycle().DeleteAsync(Orders, default));

        Assert.False(_dynamoDb.Has("Orders"));
        Assert.Equal(["DeleteTable Orders", "DescribeTable Orders", "DescribeTable Orders", "DescribeTable Orders"], _dynamoDb.Requests);
    }

    [Fact]
    public async Task A_table_that_is_busy_for_ever_is_not_deleted_for_ever()
    {
        _dynamoDb.Add(Orders);
        _dynamoDb.Refusals = int.MaxValue;

        var exception = await Assert.ThrowsAsync<TimeoutException>(() => Lifecycle().DeleteAsync(Orders, default));

        Assert.Equal(DynamoDbStrings.TableNotDeleted("Orders"), exception.Message);
        Assert.Equal("Too many table operations.", exception.InnerException!.Message);
    }

    [Fact]
    public async Task Backups_are_switched_on_as_soon_as_they_can_be_and_then_left_alone()
    {
        _dynamoDb.LooksUntilCreated = 1;
        _dynamoDb.BackupRefusals = 2;

        Assert.Equal(TableOutcome.Created, await EnsureAsync(Orders with { PointInTimeRecoveryDays = 7 }));
        Assert.Equal(
            [
                "DescribeTable Orders", "CreateTable Orders", "DescribeTable Orders", "DescribeContinuousBackups Orders",
                "UpdateContinuousBackups Orders 7", "UpdateContinuousBackups Orders 7", "UpdateContinuousBackups Orders 7",
            ],
            _dynamoDb.Requests);
        Assert.Equal(7, _dynamoDb.RecoveryDaysOf("Orders"));

        _dynamoDb.Requests.Clear();
        Assert.Equal(TableOutcome.Unchanged, await EnsureAsync(Orders with { PointInTimeRecoveryDays = 9 }));
        Assert.Equal(["DescribeTable Orders", "DescribeContinuousBackups Orders"], _dynamoDb.Requests);
    }

    [Fact]
    public async Task Waiting_for_backups_ends_after_ten_minutes()
    {
        _dynamoDb.BackupRefusals = int.MaxValue;

        var exception = await Assert.ThrowsAsync<TimeoutException>(() => EnsureAsync(Orders with { PointInTimeRecoveryDays = 7 }));

        Assert.Equal(DynamoDbStrings.RecoveryNotEnabled("Orders"), exception.Message);
        Assert.InRange(_time.Elapsed, TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(10) + TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task Replicas_are_made_last_and_one_after_the_other_but_none_in_the_tables_own_region()
    {
        _dynamoDb.LooksUntilReplicated = 2;

        Assert.Equal(
            TableOutcome.Created,
            await EnsureAsync(Replicated("ap-south-1", "eu-west-1", "us-east-1") with { PointInTimeRecoveryDays = 7, TimeToLiveAttribute = "Expires" }));

        Assert.Equal(
            [
                "DescribeTable Orders", "CreateTable Orders",
                "DescribeTimeToLive Orders", "UpdateTimeToLive Orders Expires", "DescribeContinuousBackups Orders", "UpdateContinuousBackups Orders 7",
                "UpdateTable Orders create replica ap-south-1", "DescribeTable Orders", "DescribeTable Orders",
                "UpdateTable Orders create replica eu-west-1", "DescribeTable Orders", "DescribeTable Orders",
            ],
            _dynamoDb.Requests);
    }

    [Fact]
    public async Task A_replica_is_added_to_a_table_after_its_stream()
    {
        _dynamoDb.Add(Orders);

        Assert.Equal(TableOutcome.Extended, await EnsureAsync(Replicated("eu-west-1")));
        Assert.Equal(
            [
                "DescribeTable Orders", "UpdateTable Orders stream NewAndOldImages", "UpdateTable Orders create replica eu-west-1",
                "DescribeTable Orders",
            ],
            _dynamoDb.Requests);

        Assert.Equal(TableOutcome.Unchanged, await EnsureAsync(Replicated("eu-west-1")));
    }

    [Fact]
    public async Task A_stream_of_another_view_keeps_replicas_away()
    {
        _dynamoDb.Add(Orders with { Stream = TableStreamView.KeysOnly });

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => EnsureAsync(Replicated("eu-west-1")));

        Assert.Equal(DynamoDbStrings.TableConflicts("Orders", [DynamoDbStrings.StreamConflict("KeysOnly")]), exception.Message);
    }

    [Fact]
    public async Task A_replica_that_somebody_else_is_making_is_waited_for()
    {
        _dynamoDb.Add(Replicated());
        _dynamoDb.LooksUntilReplicated = 3;
        await _dynamoDb.CreateReplicaAsync("Orders", new("eu-west-1"), default);
        _dynamoDb.Requests.Clear();

        Assert.Equal(TableOutcome.Unchanged, await EnsureAsync(Replicated("eu-west-1")));
        Assert.Equal(["DescribeTable Orders", "DescribeTable Orders", "DescribeTable Orders"], _dynamoDb.Requests);
    }

    [Fact]
    public async Task A_busy_table_is_asked_again_for_its_replica()
    {
        _dynamoDb.Add(Replicated());
        _dynamoDb.Refusals = 2;

        Assert.Equal(TableOutcome.Extended, await EnsureAsync(Replicated("eu-west-1")));
        Assert.Equal(3, _dynamoDb.Requests.Count(r => r == "UpdateTable Orders create replica eu-west-1"));
    }

    [Fact]
    public async Task A_replica_that_cannot_be_made_is_an_error_with_the_reason()
    {
        _dynamoDb.ReplicaFailure = "No capacity.";

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => EnsureAsync(Replicated("eu-west-1")));

        Assert.Equal(DynamoDbStrings.ReplicaFailed("eu-west-1", "Orders", "No capacity."), exception.Message);
    }

    [Fact]
    public async Task Waiting_for_a_replica_ends_after_an_hour()
    {
        _dynamoDb.LooksUntilReplicated = int.MaxValue;

        var exception = await Assert.ThrowsAsync<TimeoutException>(() => EnsureAsync(Replicated("eu-west-1")));

        Assert.Equal(DynamoDbStrings.ReplicaNotCreated("eu-west-1", "Orders"), exception.Message);
        Assert.InRange(_time.Elapsed, TimeSpan.FromHours(1), TimeSpan.FromHours(1) + TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task DynamoDB_Local_is_not_asked_for_backups_and_replicas()
    {
        _dynamoDb.Region = "ddblocal";

        Assert.Equal(TableOutcome.Created, await EnsureAsync(Replicated("eu-west-1") with { PointInTimeRecoveryDays = 7 }));
        Assert.Equal(["DescribeTable Orders", "CreateTable Orders"], _dynamoDb.Requests);
    }

    [Fact]
    public async Task The_replicas_of_the_definition_are_deleted_before_the_table_and_others_are_not()
    {
        _dynamoDb.Add(Replicated());
        _dynamoDb.SetReplicas(
            "Orders", new("ap-south-1", ReplicaStatus.Active), new("eu-west-1", ReplicaStatus.Active), new("us-west-2", ReplicaStatus.Active));

        Assert.True(await Lifecycle().DeleteAsync(Replicated("eu-west-1", "us-east-1", "us-west-2"), default));

        Assert.Equal(
            [
                "DescribeTable Orders", "UpdateTable Orders delete replica eu-west-1", "DescribeTable Orders",
                "UpdateTable Orders delete replica us-west-2", "DescribeTable Orders", "DeleteTable Orders", "DescribeTable Orders",
            ],
            _dynamoDb.Requests);
        Assert.False(await Lifecycle().DeleteAsync(Replicated("eu-west-1"), default));
    }

    [Fact]
    public async Task A_replica_that_does_not_go_away_keeps_its_table()
    {
        _dynamoDb.Add(Replicated());
        _dynamoDb.SetReplicas("Orders", new ReplicaDescription("eu-west-1", ReplicaStatus.Deleting));

        var exception = await Assert.ThrowsAsync<TimeoutException>(() => Lifecycle().DeleteAsync(Replicated("eu-west-1"), default));

        Assert.Equal(DynamoDbStrings.ReplicaNotDeleted("eu-west-1", "Orders"), exception.Message);
        Assert.DoesNotContain("DeleteTable Orders", _dynamoDb.Requests);
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

    private static TableDefinition Replicated(params string[] regions)
        => Orders with { Stream = TableStreamView.NewAndOldImages, Replicas = [.. regions.Select(r => new ReplicaDefinition(r))] };

    private TableLifecycle Lifecycle()
        => new(_dynamoDb, _time);

    private async Task<TableOutcome> EnsureAsync(TableDefinition table)
        => await Lifecycle().EnsureAsync(table, await Lifecycle().ReadAsync(table, default), default);
}
