using System.Diagnostics;
using EFCore.DynamoDb.Client;
using EFCore.DynamoDb.Diagnostics;
using CommandLogger = Microsoft.EntityFrameworkCore.Diagnostics.IDiagnosticsLogger<Microsoft.EntityFrameworkCore.DbLoggerCategory.Database.Command>;

namespace EFCore.DynamoDb.Infrastructure;

/// <summary>Raises the events before and after each table operation.</summary>
internal sealed class LoggedTableClient(IDynamoDbTableClient inner, CommandLogger logger) : IDynamoDbTableClient
{
    public Task<TableDescription> CreateTableAsync(TableDefinition table, CancellationToken cancellationToken)
        => LogAsync("CreateTable", table.TableName, null, () => inner.CreateTableAsync(table, cancellationToken), cancellationToken);

    public Task<TableDescription?> DescribeTableAsync(string tableName, CancellationToken cancellationToken)
        => LogAsync("DescribeTable", tableName, null, () => inner.DescribeTableAsync(tableName, cancellationToken), cancellationToken);

    public Task<TableDescription> CreateGlobalIndexAsync(
        string tableName, GlobalIndexDefinition index, IReadOnlyList<TableAttribute> attributes, CancellationToken cancellationToken)
        => LogAsync(
            "UpdateTable", tableName, $"create index {index.IndexName}",
            () => inner.CreateGlobalIndexAsync(tableName, index, attributes, cancellationToken), cancellationToken);

    public Task<bool> DeleteTableAsync(string tableName, CancellationToken cancellationToken)
        => LogAsync("DeleteTable", tableName, null, () => inner.DeleteTableAsync(tableName, cancellationToken), cancellationToken);

    public Task UpdateTimeToLiveAsync(string tableName, string attributeName, bool enabled, CancellationToken cancellationToken)
        => LogAsync(
            "UpdateTimeToLive", tableName, $"{attributeName} {(enabled ? "on" : "off")}",
            async () =>
            {
                await inner.UpdateTimeToLiveAsync(tableName, attributeName, enabled, cancellationToken).ConfigureAwait(false);
                return true;
            },
            cancellationToken);

    public Task<TimeToLiveDescription> DescribeTimeToLiveAsync(string tableName, CancellationToken cancellationToken)
        => LogAsync(
            "DescribeTimeToLive", tableName, null, () => inner.DescribeTimeToLiveAsync(tableName, cancellationToken), cancellationToken);

    public Task EnablePointInTimeRecoveryAsync(string tableName, int days, CancellationToken cancellationToken)
        => LogAsync(
            "UpdateContinuousBackups", tableName, $"for {days} days",
            async () =>
            {
                await inner.EnablePointInTimeRecoveryAsync(tableName, days, cancellationToken).ConfigureAwait(false);
                return true;
            },
            cancellationToken);

    public Task<PointInTimeRecoveryDescription> DescribePointInTimeRecoveryAsync(string tableName, CancellationToken cancellationToken)
        => LogAsync(
            "DescribeContinuousBackups", tableName, null,
            () => inner.DescribePointInTimeRecoveryAsync(tableName, cancellationToken), cancellationToken);

    public Task<TableDescription> EnableStreamAsync(string tableName, TableStreamView view, CancellationToken cancellationToken)
        => LogAsync(
            "UpdateTable", tableName, $"stream {view}", () => inner.EnableStreamAsync(tableName, view, cancellationToken), cancellationToken);

    public Task<TableDescription> CreateReplicaAsync(string tableName, ReplicaDefinition replica, CancellationToken cancellationToken)
        => LogAsync(
            "UpdateTable", tableName, $"create replica {replica.Region}",
            () => inner.CreateReplicaAsync(tableName, replica, cancellationToken), cancellationToken);

    public Task<TableDescription> DeleteReplicaAsync(string tableName, string region, CancellationToken cancellationToken)
        => LogAsync(
            "UpdateTable", tableName, $"delete replica {region}",
            () => inner.DeleteReplicaAsync(tableName, region, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<KeyValuePair<string, string>>> ListTagsAsync(TableDescription table, CancellationToken cancellationToken)
        => LogAsync("ListTagsOfResource", table.TableName, null, () => inner.ListTagsAsync(table, cancellationToken), cancellationToken);

    public Task<bool> CanConnectAsync(CancellationToken cancellationToken)
        => LogAsync("ListTables", "all tables", null, () => inner.CanConnectAsync(cancellationToken), cancellationToken);

    private async Task<T> LogAsync<T>(
        string operation, string tableName, string? detail, Func<Task<T>> send, CancellationToken cancellationToken)
    {
        var description = new RequestDescription(operation, tableName, detail is null ? $"{operation} {tableName}" : $"{operation} {tableName} {detail}");
        logger.ExecutingRequest(description);
        var started = Stopwatch.GetTimestamp();
        T response;
        try
        {
            response = await send().ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            RequestEvents.Failed(logger, description, Stopwatch.GetElapsedTime(started), exception, cancellationToken);
            throw;
        }

        logger.ExecutedTableRequest(description, Stopwatch.GetElapsedTime(started));
        return response;
    }
}
