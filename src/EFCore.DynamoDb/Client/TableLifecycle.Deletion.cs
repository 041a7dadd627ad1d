using EFCore.DynamoDb.Diagnostics;

namespace EFCore.DynamoDb.Client;

internal sealed partial class TableLifecycle
{
    /// <summary>Deletes the table, before it the replicas of its definition, and waits until it is gone; false when there was none.</summary>
    /// <exception cref="InvalidOperationException">The table is protected, or DynamoDB refused.</exception>
    /// <exception cref="TimeoutException">DynamoDB did not come to an end.</exception>
    public async Task<bool> DeleteAsync(TableDefinition table, CancellationToken cancellationToken)
    {
        var tableName = table.TableName;
        if (table.Replicas.Count > 0 && !await DeleteReplicasAsync(table, cancellationToken).ConfigureAwait(false))
        {
            return false;
        }

        var patience = new Patience(time, TableTimeout);
        while (true)
        {
            TableBusyException busy;
            try
            {
                if (!await client.DeleteTableAsync(tableName, cancellationToken).ConfigureAwait(false))
                {
                    return false;
                }

                break;
            }
            catch (TableBusyException exception)
            {
                busy = exception;
            }
            catch (InvalidOperationException exception)
            {
                await ThrowIfProtectedAsync(tableName, exception.InnerException, cancellationToken).ConfigureAwait(false);
                throw;
            }

            await patience.WaitAsync(() => DynamoDbStrings.TableNotDeleted(tableName), busy, cancellationToken).ConfigureAwait(false);
        }

        while (await client.DescribeTableAsync(tableName, cancellationToken).ConfigureAwait(false) is not null)
        {
            await patience.WaitAsync(() => DynamoDbStrings.TableNotDeleted(tableName), null, cancellationToken).ConfigureAwait(false);
        }

        return true;
    }

    /// <exception cref="InvalidOperationException">The table is protected against deletion: the message says how to lift that.</exception>
    public async Task ThrowIfProtectedAsync(string tableName, Exception? inner, CancellationToken cancellationToken)
    {
        if (await client.DescribeTableAsync(tableName, cancellationToken).ConfigureAwait(false) is { DeletionProtection: true })
        {
            throw new InvalidOperationException(DynamoDbStrings.TableProtected(tableName), inner);
        }
    }

    /// <summary>Deletes the replicas that the definition knows, one after the other; those that it does not know belong to somebody else. False without table.</summary>
    private async Task<bool> DeleteReplicasAsync(TableDefinition table, CancellationToken cancellationToken)
    {
        var patience = new Patience(time, IndexTimeout);
        while (true)
        {
            if (await client.DescribeTableAsync(table.TableName, cancellationToken).ConfigureAwait(false) is not { } description)
            {
                return false;
            }

            var replica = description.Replicas.FirstOrDefault(r => r.Region != description.Region && table.Replicas.Any(d => d.Region == r.Region));
            if (replica is null || description.Status == TableStatus.Deleting)
            {
                return true;
            }

            TableBusyException? busy = null;
            if (replica.Status != ReplicaStatus.Deleting)
            {
                try
                {
                    await client.DeleteReplicaAsync(table.TableName, replica.Region, cancellationToken).ConfigureAwait(false);
                    patience = new Patience(time, IndexTimeout);
                }
                catch (TableBusyException exception)
                {
                    busy = exception;
                }
            }

            await patience.WaitAsync(() => DynamoDbStrings.ReplicaNotDeleted(replica.Region, table.TableName), busy, cancellationToken)
                .ConfigureAwait(false);
        }
    }
}
