using EFCore.DynamoDb.Diagnostics;

namespace EFCore.DynamoDb.Client;

/// <content>Backups of a table and its replicas in other regions.</content>
internal sealed partial class TableLifecycle
{
    /// <summary>Switches continuous backups on where they are off. For how many days there are some is changed by nobody but the table's owner.</summary>
    private async Task<bool> EnableRecoveryAsync(TableDefinition table, CancellationToken cancellationToken)
    {
        if (table.PointInTimeRecoveryDays is not { } days
            || await client.DescribePointInTimeRecoveryAsync(table.TableName, cancellationToken).ConfigureAwait(false) is { Days: not null })
        {
            return false;
        }

        var patience = new Patience(time, TableTimeout);
        while (true)
        {
            TableBusyException busy;
            try
            {
                await client.EnablePointInTimeRecoveryAsync(table.TableName, days, cancellationToken).ConfigureAwait(false);
                return true;
            }
            catch (TableBusyException exception)
            {
                // A new table can be written to before it can be backed up.
                busy = exception;
            }

            await patience.WaitAsync(() => DynamoDbStrings.RecoveryNotEnabled(table.TableName), busy, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<bool> AddReplicasAsync(TableDefinition table, TableDescription description, CancellationToken cancellationToken)
    {
        if (table.Replicas.Count == 0)
        {
            return false;
        }

        var begun = new HashSet<string>();
        var patience = new Patience(time, IndexTimeout);
        while (true)
        {
            // Compared anew each time: somebody else may be adding replicas too.
            var comparison = TableComparison.Of(table, description, timeToLive: null);
            ThrowIfConflicting(table, comparison);
            if (comparison.MissingReplicas is not [var replica, ..])
            {
                return begun.Count > 0;
            }

            TableBusyException? busy = null;
            TableDescription? changed = null;
            if (!begun.Contains(replica.Region))
            {
                try
                {
                    if (description.Stream is null)
                    {
                        changed = await client.EnableStreamAsync(table.TableName, TableStreamView.NewAndOldImages, cancellationToken).ConfigureAwait(false);
                    }
                    else
                    {
                        await client.CreateReplicaAsync(table.TableName, replica, cancellationToken).ConfigureAwait(false);
                        begun.Add(replica.Region);
                        patience = new Patience(time, IndexTimeout);
                    }
                }
                catch (TableBusyException exception)
                {
                    busy = exception;
                }
            }

            // A replica that was just begun may not be seen for a moment.
            description = await SettleAsync(table, changed, patience, cancellationToken, busy).ConfigureAwait(false);
        }
    }

    /// <exception cref="InvalidOperationException">DynamoDB could not make one.</exception>
    private static ReplicaDescription? FindUnsettledReplica(TableDefinition table, TableDescription description)
    {
        foreach (var replica in description.Replicas)
        {
            if (table.Replicas.Any(r => r.Region == replica.Region))
            {
                if (replica.Status == ReplicaStatus.CreationFailed)
                {
                    throw new InvalidOperationException(
                        DynamoDbStrings.ReplicaFailed(replica.Region, table.TableName, replica.StatusDescription ?? "CREATION_FAILED"));
                }

                if (replica.Status is ReplicaStatus.Creating or ReplicaStatus.Deleting)
                {
                    return replica;
                }
            }
        }

        return null;
    }
}
