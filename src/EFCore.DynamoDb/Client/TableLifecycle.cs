using EFCore.DynamoDb.Diagnostics;

namespace EFCore.DynamoDb.Client;

internal enum TableOutcome
{
    /// <summary>Everything was there.</summary>
    Unchanged,

    /// <summary>An index, the time to live, backups or a replica were added.</summary>
    Extended,

    /// <summary>The table itself was made, and was empty.</summary>
    Created,
}

/// <summary>
/// Makes and deletes tables, and waits until DynamoDB has done it: table operations only begin what they are asked for. Whatever others do to the same
/// tables meanwhile, the end is the same.
/// </summary>
internal sealed partial class TableLifecycle(IDynamoDbTableClient client, TimeProvider time)
{
    /// <summary>DynamoDB makes a table in seconds, some with indexes in minutes.</summary>
    private static readonly TimeSpan TableTimeout = TimeSpan.FromMinutes(10);

    /// <summary>Filling an index takes minutes at least, and longer the more items the table has.</summary>
    private static readonly TimeSpan IndexTimeout = TimeSpan.FromHours(1);

    /// <summary>The table as it is, with its TTL setting if that matters to the definition.</summary>
    public async Task<TableState> ReadAsync(TableDefinition table, CancellationToken cancellationToken)
    {
        var description = await client.DescribeTableAsync(table.TableName, cancellationToken).ConfigureAwait(false);
        var timeToLive = table.TimeToLiveAttribute is not null && description is { Status: TableStatus.Active or TableStatus.Updating }
            ? await client.DescribeTimeToLiveAsync(table.TableName, cancellationToken).ConfigureAwait(false)
            : null;
        return new TableState(description, timeToLive);
    }

    /// <summary>Sees to it that the table is there, ACTIVE, and has every GSI, the TTL setting, the backups and every replica of its definition.</summary>
    /// <param name="table">As it is to be.</param>
    /// <param name="state">As it was just read.</param>
    /// <param name="cancellationToken">Stops waiting; what DynamoDB has begun it finishes.</param>
    /// <exception cref="InvalidOperationException">The existing table is another one, or DynamoDB refused.</exception>
    /// <exception cref="TimeoutException">DynamoDB did not come to an end.</exception>
    public async Task<TableOutcome> EnsureAsync(TableDefinition table, TableState state, CancellationToken cancellationToken)
    {
        var name = table.TableName;
        var outcome = TableOutcome.Unchanged;
        var description = state.Description;
        var patience = new Patience(time, TableTimeout);
        while (description is null or { Status: TableStatus.Deleting })
        {
            TableBusyException? busy = null;
            if (description is null)
            {
                try
                {
                    description = await client.CreateTableAsync(table, cancellationToken).ConfigureAwait(false);
                    outcome = TableOutcome.Created;
                    break;
                }
                catch (TableBusyException exception)
                {
                    busy = exception;
                }
            }

            await patience.WaitAsync(() => DynamoDbStrings.TableNotCreated(name), busy, cancellationToken).ConfigureAwait(false);
            description = await client.DescribeTableAsync(name, cancellationToken).ConfigureAwait(false);
        }

        description = await SettleAsync(table, description, patience, cancellationToken).ConfigureAwait(false);
        if (outcome == TableOutcome.Unchanged && await AddIndexesAsync(table, description, cancellationToken).ConfigureAwait(false))
        {
            outcome = TableOutcome.Extended;
        }

        if (await SetTimeToLiveAsync(table, description, state.TimeToLive, cancellationToken).ConfigureAwait(false)
            && outcome == TableOutcome.Unchanged)
        {
            outcome = TableOutcome.Extended;
        }

        // DynamoDB Local takes neither, and what is made with it is to be made nevertheless.
        if (!description.IsLocal
            && (await EnableRecoveryAsync(table, cancellationToken).ConfigureAwait(false)
                | await AddReplicasAsync(table, description, cancellationToken).ConfigureAwait(false))
            && outcome == TableOutcome.Unchanged)
        {
            outcome = TableOutcome.Extended;
        }

        return outcome;
    }

    private async Task<bool> AddIndexesAsync(TableDefinition table, TableDescription description, CancellationToken cancellationToken)
    {
        var added = false;
        var patience = new Patience(time, IndexTimeout);
        while (true)
        {
            // Compared anew each time: somebody else may be adding indexes too.
            var comparison = TableComparison.Of(table, description, timeToLive: null);
            ThrowIfConflicting(table, comparison);
            if (comparison.MissingIndexes is not [var index, ..])
            {
                return added;
            }

            var attributes = table.Attributes.Where(a => index.Key.Any(k => k.AttributeName == a.Name)).ToList();
            TableBusyException? busy = null;
            TableDescription? changed = null;
            try
            {
                changed = await client.CreateGlobalIndexAsync(table.TableName, index, attributes, cancellationToken).ConfigureAwait(false);
                added = true;
                patience = new Patience(time, IndexTimeout);
            }
            catch (TableBusyException exception)
            {
                busy = exception;
            }

            description = await SettleAsync(table, changed, patience, cancellationToken, busy).ConfigureAwait(false);
        }
    }

    private async Task<bool> SetTimeToLiveAsync(
        TableDefinition table, TableDescription description, TimeToLiveDescription? timeToLive, CancellationToken cancellationToken)
    {
        if (table.TimeToLiveAttribute is not { } attribute)
        {
            return false;
        }

        timeToLive ??= await client.DescribeTimeToLiveAsync(table.TableName, cancellationToken).ConfigureAwait(false);
        var comparison = TableComparison.Of(table, description, timeToLive);
        ThrowIfConflicting(table, comparison);
        if (!comparison.TimeToLiveMissing)
        {
            return false;
        }

        try
        {
            await client.UpdateTimeToLiveAsync(table.TableName, attribute, enabled: true, cancellationToken).ConfigureAwait(false);
        }
        catch (InvalidOperationException)
        {
            // DynamoDB refuses what somebody else has just done.
            timeToLive = await client.DescribeTimeToLiveAsync(table.TableName, cancellationToken).ConfigureAwait(false);
            comparison = TableComparison.Of(table, description, timeToLive);
            if (comparison.TimeToLiveMissing || comparison.Conflicts.Count > 0)
            {
                throw;
            }
        }

        return true;
    }

    /// <summary>Waits until the table and the GSIs and replicas of the definition can be used.</summary>
    /// <param name="table">As it is to be.</param>
    /// <param name="description">As it was last seen; null to look again after a while.</param>
    /// <param name="patience">How long.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <param name="busy">Why there is something to wait for, if that is known.</param>
    private async Task<TableDescription> SettleAsync(
        TableDefinition table,
        TableDescription? description,
        Patience patience,
        CancellationToken cancellationToken,
        TableBusyException? busy = null)
    {
        while (true)
        {
            var index = description is null ? null : FindUnsettledIndex(table, description);
            var replica = description is null ? null : FindUnsettledReplica(table, description);
            if (description is { Status: TableStatus.Active } && index is null && replica is null)
            {
                return description;
            }

            if (description is { Status: TableStatus.Deleting or TableStatus.Other })
            {
                throw new InvalidOperationException(DynamoDbStrings.TableNotUsable(table.TableName, description.StatusText));
            }

            // A table that was just made may not be seen for a moment.
            await patience.WaitAsync(
                () => index is not null ? DynamoDbStrings.IndexNotCreated(index.IndexName, table.TableName)
                    : replica is not null ? DynamoDbStrings.ReplicaNotCreated(replica.Region, table.TableName)
                    : DynamoDbStrings.TableNotCreated(table.TableName),
                busy,
                cancellationToken).ConfigureAwait(false);
            description = await client.DescribeTableAsync(table.TableName, cancellationToken).ConfigureAwait(false);
        }
    }

    private static IndexDescription? FindUnsettledIndex(TableDefinition table, TableDescription description)
    {
        foreach (var index in description.GlobalIndexes)
        {
            if (index.Status != TableStatus.Active && table.GlobalIndexes.Any(i => i.IndexName == index.IndexName))
            {
                return index;
            }
        }

        return null;
    }

    private static void ThrowIfConflicting(TableDefinition table, TableComparison comparison)
    {
        if (comparison.Conflicts.Count > 0)
        {
            throw new InvalidOperationException(DynamoDbStrings.TableConflicts(table.TableName, comparison.Conflicts));
        }
    }
}
