namespace EFCore.DynamoDb.Client;

/// <summary>Everything that can be asked about a table. What may not be asked is null, with the reason beside it.</summary>
internal sealed record LiveTable
{
    /// <summary>Null when there is no table.</summary>
    public TableDescription? Description { get; init; }

    public TimeToLiveDescription? TimeToLive { get; init; }

    public string? TimeToLiveProblem { get; init; }

    public PointInTimeRecoveryDescription? Recovery { get; init; }

    public string? RecoveryProblem { get; init; }

    public IReadOnlyList<KeyValuePair<string, string>>? Tags { get; init; }

    public string? TagsProblem { get; init; }

    public static async Task<LiveTable> ReadAsync(IDynamoDbTableClient client, string tableName, CancellationToken cancellationToken)
    {
        if (await client.DescribeTableAsync(tableName, cancellationToken).ConfigureAwait(false) is not
            { Status: not TableStatus.Deleting } description)
        {
            return new LiveTable();
        }

        var (timeToLive, timeToLiveProblem) = await TryAsync(client.DescribeTimeToLiveAsync(tableName, cancellationToken)).ConfigureAwait(false);
        if (description.IsLocal)
        {
            return new LiveTable { Description = description, TimeToLive = timeToLive, TimeToLiveProblem = timeToLiveProblem };
        }

        var (recovery, recoveryProblem) = await TryAsync(client.DescribePointInTimeRecoveryAsync(tableName, cancellationToken)).ConfigureAwait(false);
        var (tags, tagsProblem) = await TryAsync(client.ListTagsAsync(description, cancellationToken)).ConfigureAwait(false);
        return new LiveTable
        {
            Description = description,
            TimeToLive = timeToLive,
            TimeToLiveProblem = timeToLiveProblem,
            Recovery = recovery,
            RecoveryProblem = recoveryProblem,
            Tags = tags,
            TagsProblem = tagsProblem,
        };
    }

    private static async Task<(T? Setting, string? Problem)> TryAsync<T>(Task<T> request)
        where T : class
    {
        try
        {
            return (await request.ConfigureAwait(false), null);
        }
        catch (TableSettingUnreadableException exception)
        {
            return (null, exception.InnerException!.Message);
        }
        catch (TableBusyException exception)
        {
            // It is just being made.
            return (null, exception.Message);
        }
    }
}
