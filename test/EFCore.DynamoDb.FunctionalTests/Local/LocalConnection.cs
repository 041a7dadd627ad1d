using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using EFCore.DynamoDb.Testing;

namespace EFCore.DynamoDb.FunctionalTests.Local;

/// <summary>
/// What one test needs of DynamoDB: <see cref="Client" /> and <see cref="TableNamePrefix" /> go into the options of its context,
/// <see cref="Recorder" /> tells what was sent through that client, <see cref="Faults" /> makes the server misbehave.
/// </summary>
public sealed class LocalConnection : IAsyncDisposable
{
    private readonly DynamoDbLocal _local;

    internal LocalConnection(DynamoDbLocal local, string tableNamePrefix)
    {
        _local = local;
        TableNamePrefix = tableNamePrefix;
        Recorder = new RequestRecorder(tableNamePrefix);
        Faults = new RequestFaults();
        Client = local.CreateClient(config =>
        {
            config.HttpClientFactory = new RecordingHttpClientFactory(Recorder, Faults);
            // Not the ten of DynamoDB: the SDK's backoff grows to seconds.
            config.MaxErrorRetry = 3;
        });
    }

    public string TableNamePrefix { get; }

    /// <summary>The recorded client: a plain AmazonDynamoDBClient.</summary>
    public IAmazonDynamoDB Client { get; }

    public RequestRecorder Recorder { get; }

    public RequestFaults Faults { get; }

    /// <summary>A client whose requests are neither recorded nor disturbed: for arranging data and for looking at what was stored.</summary>
    public IAmazonDynamoDB CreateUnrecordedClient()
        => _local.CreateClient();

    /// <summary>The item as it is stored, or null; <paramref name="table" /> is the name without the prefix.</summary>
    public async Task<Dictionary<string, AttributeValue>?> StoredItemAsync(string table, Dictionary<string, AttributeValue> key)
    {
        using var client = CreateUnrecordedClient();
        var response = await client.GetItemAsync(
            new GetItemRequest { TableName = TableNamePrefix + table, Key = key, ConsistentRead = true });
        return response.IsItemSet ? response.Item : null;
    }

    /// <summary>Every item of the table as it is stored; <paramref name="table" /> is the name without the prefix.</summary>
    public async Task<IReadOnlyList<Dictionary<string, AttributeValue>>> StoredItemsAsync(string table)
    {
        using var client = CreateUnrecordedClient();
        var items = new List<Dictionary<string, AttributeValue>>();
        var request = new ScanRequest { TableName = TableNamePrefix + table, ConsistentRead = true };
        do
        {
            var page = await client.ScanAsync(request);
            items.AddRange(page.Items);
            request.ExclusiveStartKey = page.LastEvaluatedKey;
        }
        while (request.ExclusiveStartKey is { Count: > 0 });

        return items;
    }

    /// <summary>Drops the tables of this test.</summary>
    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        using var client = CreateUnrecordedClient();
        var names = new List<string>();
        var request = new ListTablesRequest { ExclusiveStartTableName = null };
        do
        {
            var page = await client.ListTablesAsync(request);
            names.AddRange((page.TableNames ?? []).Where(name => name.StartsWith(TableNamePrefix, StringComparison.Ordinal)));
            request.ExclusiveStartTableName = page.LastEvaluatedTableName;
        }
        while (request.ExclusiveStartTableName is not null);

        foreach (var name in names)
        {
            try
            {
                await client.DeleteTableAsync(name);
            }
            catch (AmazonDynamoDBException exception) when (exception.ErrorCode == "ValidationException")
            {
                await client.UpdateTableAsync(new UpdateTableRequest { TableName = name, DeletionProtectionEnabled = false });
                await client.DeleteTableAsync(name);
            }
        }
    }
}
