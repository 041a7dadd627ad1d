using Amazon.DynamoDBv2;
using Sdk = Amazon.DynamoDBv2.Model;

namespace EFCore.DynamoDb.Client;

/// <summary>Table operations over the SDK.</summary>
internal sealed class SdkTableClient(ContextClient source) : IDynamoDbTableClient
{
    private IAmazonDynamoDB Client
        => source.Client;

    public async Task<TableDescription> CreateTableAsync(TableDefinition table, CancellationToken cancellationToken)
    {
        var request = new Sdk.CreateTableRequest
        {
            TableName = table.TableName,
            KeySchema = SdkTables.WriteKey(table.Key),
            AttributeDefinitions = SdkTables.WriteAttributes(table.Attributes),
            BillingMode = table.BillingMode == TableBillingMode.OnDemand ? BillingMode.PAY_PER_REQUEST : BillingMode.PROVISIONED,
            ProvisionedThroughput = SdkTables.WriteProvisioned(table.Provisioned),
            OnDemandThroughput = SdkTables.WriteOnDemand(table.OnDemandMaximum),
            WarmThroughput = SdkTables.WriteWarm(table.Warm),
            TableClass = table.StorageClass switch
            {
                TableStorageClass.Standard => TableClass.STANDARD,
                TableStorageClass.StandardInfrequentAccess => TableClass.STANDARD_INFREQUENT_ACCESS,
                _ => null,
            },
            DeletionProtectionEnabled = table.DeletionProtection ? true : null,
        };
        if (table.GlobalIndexes.Count > 0)
        {
            request.GlobalSecondaryIndexes = [.. table.GlobalIndexes.Select(SdkTables.WriteGlobalIndex)];
        }

        if (table.LocalIndexes.Count > 0)
        {
            request.LocalSecondaryIndexes = [.. table.LocalIndexes.Select(SdkTables.WriteLocalIndex)];
        }

        if (table.Stream is { } view)
        {
            request.StreamSpecification = new Sdk.StreamSpecification { StreamEnabled = true, StreamViewType = SdkTables.WriteStreamView(view) };
        }

        if (table.Encryption is { } encryption)
        {
            request.SSESpecification = new Sdk.SSESpecification { Enabled = true, SSEType = SSEType.KMS, KMSMasterKeyId = encryption.KmsKeyId };
        }

        if (table.Tags.Count > 0)
        {
            request.Tags = [.. table.Tags.Select(t => new Sdk.Tag { Key = t.Key, Value = t.Value })];
        }

        try
        {
            var response = await Client.CreateTableAsync(request.Marked(), cancellationToken).ConfigureAwait(false);
            return SdkTables.Read(response.TableDescription);
        }
        catch (Sdk.ResourceInUseException exception)
        {
            throw new TableInUseException(table.TableName, exception);
        }
    }

    public async Task<TableDescription?> DescribeTableAsync(string tableName, CancellationToken cancellationToken)
    {
        try
        {
            var response = await Client.DescribeTableAsync(new Sdk.DescribeTableRequest { TableName = tableName }.Marked(), cancellationToken)
                .ConfigureAwait(false);
            return SdkTables.Read(response.Table);
        }
        catch (Sdk.ResourceNotFoundException)
        {
            return null;
        }
    }

    public async Task<TableDescription> CreateGlobalIndexAsync(
        string tableName, GlobalIndexDefinition index, IReadOnlyList<TableAttribute> attributes, CancellationToken cancellationToken)
    {
        var made = SdkTables.WriteGlobalIndex(index);
        var request = new Sdk.UpdateTableRequest
        {
            TableName = tableName,
            AttributeDefinitions = SdkTables.WriteAttributes(attributes),
            GlobalSecondaryIndexUpdates =
            [
                new Sdk.GlobalSecondaryIndexUpdate
                {
                    Create = new Sdk.CreateGlobalSecondaryIndexAction
                    {
                        IndexName = made.IndexName,
                        KeySchema = made.KeySchema,
                        Projection = made.Projection,
                        ProvisionedThroughput = made.ProvisionedThroughput,
                        OnDemandThroughput = made.OnDemandThroughput,
                        WarmThroughput = made.WarmThroughput,
                    },
                },
            ],
        };
        try
        {
            var response = await Client.UpdateTableAsync(request.Marked(), cancellationToken).ConfigureAwait(false);
            return SdkTables.Read(response.TableDescription);
        }
        catch (Sdk.ResourceInUseException exception)
        {
            throw new TableInUseException(tableName, exception);
        }
        catch (Sdk.LimitExceededException exception)
        {
            throw new TableInUseException(tableName, exception);
        }
    }

    public async Task<bool> DeleteTableAsync(string tableName, CancellationToken cancellationToken)
    {
        try
        {
            await Client.DeleteTableAsync(new Sdk.DeleteTableRequest { TableName = tableName }.Marked(), cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (Sdk.ResourceNotFoundException)
        {
            return false;
        }
        catch (Sdk.ResourceInUseException exception)
        {
            throw new TableInUseException(tableName, exception);
        }
    }

    public async Task UpdateTimeToLiveAsync(string tableName, string attributeName, bool enabled, CancellationToken cancellationToken)
        => await Client.UpdateTimeToLiveAsync(
            new Sdk.UpdateTimeToLiveRequest
            {
                TableName = tableName,
                TimeToLiveSpecification = new Sdk.TimeToLiveSpecification { AttributeName = attributeName, Enabled = enabled },
            }.Marked(),
            cancellationToken).ConfigureAwait(false);

    public async Task<TimeToLiveDescription> DescribeTimeToLiveAsync(string tableName, CancellationToken cancellationToken)
    {
        var response = await Client.DescribeTimeToLiveAsync(
            new Sdk.DescribeTimeToLiveRequest { TableName = tableName }.Marked(), cancellationToken).ConfigureAwait(false);
        return SdkTables.Read(response.TimeToLiveDescription);
    }

    public async Task<IReadOnlyList<string>> ListTablesAsync(int limit, string? startAfter, CancellationToken cancellationToken)
    {
        var response = await Client.ListTablesAsync(
            new Sdk.ListTablesRequest { Limit = limit, ExclusiveStartTableName = startAfter }.Marked(), cancellationToken).ConfigureAwait(false);
        return response.TableNames ?? [];
    }
}
