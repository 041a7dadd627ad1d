using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;

namespace EFCore.DynamoDb.Testing;

/// <summary>
/// The tables whose names begin with a prefix, whoever made them. The server is asked which they are: a test may make tables that its context's model does
/// not have, and the model's names may have gone through a function of the application.
/// </summary>
internal sealed class TablesOfPrefix(IAmazonDynamoDB client, string prefix)
{
    private const int MaxBatch = 25;

    public async Task EmptyAsync(CancellationToken cancellationToken)
    {
        foreach (var table in await NamesAsync(cancellationToken).ConfigureAwait(false))
        {
            await EmptyAsync(table, cancellationToken).ConfigureAwait(false);
        }
    }

    public async Task DropAsync()
    {
        foreach (var table in await NamesAsync(CancellationToken.None).ConfigureAwait(false))
        {
            try
            {
                await client.DeleteTableAsync(new DeleteTableRequest { TableName = table }).ConfigureAwait(false);
            }
            catch (ResourceNotFoundException)
            {
                // The test's own EnsureDeleted was still under way when the names were read.
            }
            catch (AmazonDynamoDBException exception) when (exception.ErrorCode == "ValidationException")
            {
                // The model protects it against deletion: not against the end of the test that made it.
                await client.UpdateTableAsync(new UpdateTableRequest { TableName = table, DeletionProtectionEnabled = false }).ConfigureAwait(false);
                await client.DeleteTableAsync(new DeleteTableRequest { TableName = table }).ConfigureAwait(false);
            }
        }
    }

    private async Task<List<string>> NamesAsync(CancellationToken cancellationToken)
    {
        var names = new List<string>();
        var request = new ListTablesRequest();
        do
        {
            var page = await client.ListTablesAsync(request, cancellationToken).ConfigureAwait(false);
            foreach (var name in page.TableNames ?? [])
            {
                if (name.StartsWith(prefix, StringComparison.Ordinal))
                {
                    names.Add(name);
                }
            }

            request.ExclusiveStartTableName = page.LastEvaluatedTableName;
        }
        while (request.ExclusiveStartTableName is not null);

        return names;
    }

    private async Task EmptyAsync(string table, CancellationToken cancellationToken)
    {
        var description = await client.DescribeTableAsync(new DescribeTableRequest { TableName = table }, cancellationToken).ConfigureAwait(false);
        var aliases = new Dictionary<string, string>();
        foreach (var key in description.Table.KeySchema)
        {
            aliases.Add($"#k{aliases.Count}", key.AttributeName);
        }

        var scan = new ScanRequest
        {
            TableName = table,
            ConsistentRead = true,
            ProjectionExpression = string.Join(", ", aliases.Keys),
            ExpressionAttributeNames = aliases,
        };
        do
        {
            var page = await client.ScanAsync(scan, cancellationToken).ConfigureAwait(false);
            foreach (var keys in (page.Items ?? []).Chunk(MaxBatch))
            {
                await DeleteAsync(table, keys, cancellationToken).ConfigureAwait(false);
            }

            scan.ExclusiveStartKey = page.LastEvaluatedKey;
        }
        while (scan.ExclusiveStartKey is { Count: > 0 });
    }

    private async Task DeleteAsync(string table, Dictionary<string, AttributeValue>[] keys, CancellationToken cancellationToken)
    {
        var writes = new Dictionary<string, List<WriteRequest>>
        {
            [table] = [.. keys.Select(key => new WriteRequest(new DeleteRequest(key)))],
        };
        while (true)
        {
            var response = await client.BatchWriteItemAsync(new BatchWriteItemRequest(writes), cancellationToken).ConfigureAwait(false);
            if (response.UnprocessedItems is not { Count: > 0 } unprocessed)
            {
                return;
            }

            writes = unprocessed;
            await Task.Delay(TimeSpan.FromMilliseconds(50), cancellationToken).ConfigureAwait(false);
        }
    }
}
