using Amazon.DynamoDBv2;
using Amazon.Runtime;
using EFCore.DynamoDb.Diagnostics;
using Sdk = Amazon.DynamoDBv2.Model;

namespace EFCore.DynamoDb.Client;

/// <summary>Table operations over the SDK.</summary>
internal sealed class SdkTableClient(ContextClient source) : IDynamoDbTableClient
{
    public Task<TableDescription> CreateTableAsync(TableDefinition table, CancellationToken cancellationToken)
        => SendAsync(
            "CreateTable", table.TableName,
            async client =>
            {
                var response = await client.CreateTableAsync(SdkTables.WriteTable(table).Marked(), cancellationToken).ConfigureAwait(false);
                return SdkTables.Read(response.TableDescription);
            });

    public Task<TableDescription?> DescribeTableAsync(string tableName, CancellationToken cancellationToken)
        => SendAsync(
            "DescribeTable", tableName,
            async client =>
            {
                try
                {
                    var response = await client.DescribeTableAsync(
                        new Sdk.DescribeTableRequest { TableName = tableName }.Marked(), cancellationToken).ConfigureAwait(false);
                    return SdkTables.Read(response.Table);
                }
                catch (Sdk.ResourceNotFoundException)
                {
                    return null;
                }
            });

    public Task<TableDescription> CreateGlobalIndexAsync(
        string tableName, GlobalIndexDefinition index, IReadOnlyList<TableAttribute> attributes, CancellationToken cancellationToken)
        => UpdateTableAsync(SdkTables.WriteNewIndex(tableName, index, attributes), cancellationToken);

    public Task<bool> DeleteTableAsync(string tableName, CancellationToken cancellationToken)
        => SendAsync(
            "DeleteTable", tableName,
            async client =>
            {
                try
                {
                    await client.DeleteTableAsync(new Sdk.DeleteTableRequest { TableName = tableName }.Marked(), cancellationToken)
                        .ConfigureAwait(false);
                    return true;
                }
                catch (Sdk.ResourceNotFoundException)
                {
                    return false;
                }
            });

    public Task UpdateTimeToLiveAsync(string tableName, string attributeName, bool enabled, CancellationToken cancellationToken)
        => SendAsync(
            "UpdateTimeToLive", tableName,
            client => client.UpdateTimeToLiveAsync(
                new Sdk.UpdateTimeToLiveRequest
                {
                    TableName = tableName,
                    TimeToLiveSpecification = new Sdk.TimeToLiveSpecification { AttributeName = attributeName, Enabled = enabled },
                }.Marked(),
                cancellationToken));

    public Task<TimeToLiveDescription> DescribeTimeToLiveAsync(string tableName, CancellationToken cancellationToken)
        => ReadSettingAsync(
            "DescribeTimeToLive", tableName,
            async client =>
            {
                var response = await client.DescribeTimeToLiveAsync(
                    new Sdk.DescribeTimeToLiveRequest { TableName = tableName }.Marked(), cancellationToken).ConfigureAwait(false);
                return SdkTables.Read(response.TimeToLiveDescription);
            });

    public Task EnablePointInTimeRecoveryAsync(string tableName, int days, CancellationToken cancellationToken)
        => SendAsync(
            "UpdateContinuousBackups", tableName,
            client => client.UpdateContinuousBackupsAsync(
                new Sdk.UpdateContinuousBackupsRequest
                {
                    TableName = tableName,
                    PointInTimeRecoverySpecification = new Sdk.PointInTimeRecoverySpecification
                    {
                        PointInTimeRecoveryEnabled = true, RecoveryPeriodInDays = days,
                    },
                }.Marked(),
                cancellationToken));

    public Task<PointInTimeRecoveryDescription> DescribePointInTimeRecoveryAsync(string tableName, CancellationToken cancellationToken)
        => ReadSettingAsync(
            "DescribeContinuousBackups", tableName,
            async client =>
            {
                var response = await client.DescribeContinuousBackupsAsync(
                    new Sdk.DescribeContinuousBackupsRequest { TableName = tableName }.Marked(), cancellationToken).ConfigureAwait(false);
                return SdkTables.Read(response.ContinuousBackupsDescription);
            });

    public Task<TableDescription> EnableStreamAsync(string tableName, TableStreamView view, CancellationToken cancellationToken)
        => UpdateTableAsync(
            new Sdk.UpdateTableRequest { TableName = tableName, StreamSpecification = SdkTables.WriteStream(view) }, cancellationToken);

    public Task<TableDescription> CreateReplicaAsync(string tableName, ReplicaDefinition replica, CancellationToken cancellationToken)
        => UpdateTableAsync(SdkTables.WriteNewReplica(tableName, replica), cancellationToken);

    public Task<TableDescription> DeleteReplicaAsync(string tableName, string region, CancellationToken cancellationToken)
        => UpdateTableAsync(
            new Sdk.UpdateTableRequest
            {
                TableName = tableName,
                ReplicaUpdates =
                [
                    new Sdk.ReplicationGroupUpdate { Delete = new Sdk.DeleteReplicationGroupMemberAction { RegionName = region } },
                ],
            },
            cancellationToken);

    public Task<IReadOnlyList<KeyValuePair<string, string>>> ListTagsAsync(TableDescription table, CancellationToken cancellationToken)
        => ReadSettingAsync<IReadOnlyList<KeyValuePair<string, string>>>(
            "ListTagsOfResource", table.TableName,
            async client =>
            {
                var tags = new List<KeyValuePair<string, string>>();
                string? next = null;
                do
                {
                    var response = await client.ListTagsOfResourceAsync(
                        new Sdk.ListTagsOfResourceRequest { ResourceArn = table.Arn, NextToken = next }.Marked(), cancellationToken).ConfigureAwait(false);
                    foreach (var tag in response.Tags ?? [])
                    {
                        // CloudFormation and others leave their own, which nobody else can set.
                        if (!tag.Key.StartsWith("aws:", StringComparison.Ordinal))
                        {
                            tags.Add(new(tag.Key, tag.Value));
                        }
                    }

                    next = response.NextToken;
                }
                while (!string.IsNullOrEmpty(next));

                return tags;
            });

    public async Task<bool> CanConnectAsync(CancellationToken cancellationToken)
    {
        try
        {
            await source.Client.ListTablesAsync(new Sdk.ListTablesRequest { Limit = 1 }.Marked(), cancellationToken).ConfigureAwait(false);
        }
        catch (AmazonServiceException exception) when (exception.ErrorCode == "AccessDeniedException")
        {
        }

        return true;
    }

    private Task<TableDescription> UpdateTableAsync(Sdk.UpdateTableRequest request, CancellationToken cancellationToken)
        => SendAsync(
            "UpdateTable", request.TableName,
            async client =>
            {
                var response = await client.UpdateTableAsync(request.Marked(), cancellationToken).ConfigureAwait(false);
                return SdkTables.Read(response.TableDescription);
            });

    /// <summary>Sends what only asks for a setting, which may be forbidden where all else is allowed.</summary>
    private async Task<T> ReadSettingAsync<T>(string operation, string tableName, Func<IAmazonDynamoDB, Task<T>> send)
    {
        try
        {
            return await SendAsync(operation, tableName, send).ConfigureAwait(false);
        }
        catch (InvalidOperationException exception) when (exception.InnerException is AmazonServiceException
        {
            ErrorCode: "AccessDeniedException" or "UnknownOperationException"
        })
        {
            throw new TableSettingUnreadableException(exception.Message, exception.InnerException);
        }
    }

    /// <summary>Sends, and says in the SDK's failures which table they are about.</summary>
    private async Task<T> SendAsync<T>(string operation, string tableName, Func<IAmazonDynamoDB, Task<T>> send)
    {
        var client = source.Client;
        try
        {
            return await send(client).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is Sdk.ResourceInUseException or Sdk.LimitExceededException or Sdk.ContinuousBackupsUnavailableException)
        {
            throw new TableBusyException(tableName, exception);
        }
        catch (Exception exception) when (SdkFailures.Explain(exception, tableName, client) is { } explained)
        {
            throw explained;
        }
        catch (AmazonServiceException exception)
        {
            throw new InvalidOperationException(DynamoDbStrings.TableOperationFailed(operation, tableName, exception.Message), exception);
        }
    }
}
