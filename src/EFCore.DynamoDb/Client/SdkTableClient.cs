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
        => SendAsync(
            "UpdateTable", tableName,
            async client =>
            {
                var response = await client.UpdateTableAsync(
                    SdkTables.WriteNewIndex(tableName, index, attributes).Marked(), cancellationToken).ConfigureAwait(false);
                return SdkTables.Read(response.TableDescription);
            });

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
        => SendAsync(
            "DescribeTimeToLive", tableName,
            async client =>
            {
                var response = await client.DescribeTimeToLiveAsync(
                    new Sdk.DescribeTimeToLiveRequest { TableName = tableName }.Marked(), cancellationToken).ConfigureAwait(false);
                return SdkTables.Read(response.TimeToLiveDescription);
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

    /// <summary>Sends, and says in the SDK's failures which table they are about.</summary>
    private async Task<T> SendAsync<T>(string operation, string tableName, Func<IAmazonDynamoDB, Task<T>> send)
    {
        var client = source.Client;
        try
        {
            return await send(client).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is Sdk.ResourceInUseException or Sdk.LimitExceededException)
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
