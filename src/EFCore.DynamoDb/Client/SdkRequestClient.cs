using Amazon.DynamoDBv2;
using EFCore.DynamoDb.Items;
using Sdk = Amazon.DynamoDBv2.Model;

namespace EFCore.DynamoDb.Client;

/// <summary>The port over any <see cref="IAmazonDynamoDB" />, by the SDK's own requests and attribute dictionaries.</summary>
/// <param name="source">Asked when the first request is sent, so that contexts that send none need no region.</param>
/// <param name="returnConsumedCapacity">Whether answers say what they cost.</param>
/// <param name="hook">Sees the SDK's requests before they are sent.</param>
internal sealed partial class SdkRequestClient(ContextClient source, bool returnConsumedCapacity, RequestHook? hook = null) : IDynamoDbRequestClient
{
    private readonly RequestHook _hook = hook ?? RequestHook.None;
    private readonly ReturnConsumedCapacity? _returnConsumedCapacity = returnConsumedCapacity ? ReturnConsumedCapacity.TOTAL : null;

    private IAmazonDynamoDB Client
        => source.Client;

    public async Task<GetItemResponse> GetItemAsync(GetItemRequest request, CancellationToken cancellationToken)
    {
        var (response, retries) = await ReadAsync(
            new Sdk.GetItemRequest
            {
                TableName = request.TableName,
                Key = AttributeValues.WriteMap(request.Key),
                ExpressionAttributeNames = WriteNames(request.Aliases),
                ProjectionExpression = request.ProjectionExpression,
                ConsistentRead = request.ConsistentRead ? true : null,
                ReturnConsumedCapacity = Capacity(request),
            },
            Client.GetItemAsync,
            request,
            cancellationToken).ConfigureAwait(false);

        return new GetItemResponse
        {
            // An item that has none of the projected attributes is there and empty; one that is not there is not set.
            Item = response.IsItemSet ? new AttributeMapItem(request.Layout, response.Item) : null,
            Metadata = Metadata(response, response.ConsumedCapacity, retries),
        };
    }

    public async Task<ItemPage> QueryAsync(QueryRequest request, CancellationToken cancellationToken)
    {
        var (response, retries) = await ReadAsync(
            new Sdk.QueryRequest
            {
                TableName = request.TableName,
                IndexName = request.IndexName,
                KeyConditionExpression = request.KeyConditionExpression,
                FilterExpression = request.FilterExpression,
                ProjectionExpression = request.ProjectionExpression,
                ExpressionAttributeNames = WriteNames(request.Aliases),
                ExpressionAttributeValues = WriteValues(request.Aliases),
                ScanIndexForward = request.ScanIndexForward ? null : false,
                Select = SelectOf(request),
                ConsistentRead = request.ConsistentRead ? true : null,
                Limit = request.Limit,
                ExclusiveStartKey = request.ExclusiveStartKey is { } start ? AttributeValues.WriteMap(start) : null,
                ReturnConsumedCapacity = Capacity(request),
            },
            Client.QueryAsync,
            request,
            cancellationToken).ConfigureAwait(false);

        return new ItemPage
        {
            Items = ReadItems(response.Items, request.Layout),
            LastEvaluatedKey = AttributeValues.ReadMapOrNull(response.LastEvaluatedKey),
            Count = response.Count ?? 0,
            ScannedCount = response.ScannedCount ?? 0,
            Metadata = Metadata(response, response.ConsumedCapacity, retries),
        };
    }

    public async Task<ItemPage> ScanAsync(ScanRequest request, CancellationToken cancellationToken)
    {
        var (response, retries) = await ReadAsync(
            new Sdk.ScanRequest
            {
                TableName = request.TableName,
                IndexName = request.IndexName,
                FilterExpression = request.FilterExpression,
                ProjectionExpression = request.ProjectionExpression,
                ExpressionAttributeNames = WriteNames(request.Aliases),
                ExpressionAttributeValues = WriteValues(request.Aliases),
                Select = SelectOf(request),
                ConsistentRead = request.ConsistentRead ? true : null,
                Limit = request.Limit,
                Segment = request.Segment,
                TotalSegments = request.TotalSegments,
                ExclusiveStartKey = request.ExclusiveStartKey is { } start ? AttributeValues.WriteMap(start) : null,
                ReturnConsumedCapacity = Capacity(request),
            },
            Client.ScanAsync,
            request,
            cancellationToken).ConfigureAwait(false);

        return new ItemPage
        {
            Items = ReadItems(response.Items, request.Layout),
            LastEvaluatedKey = AttributeValues.ReadMapOrNull(response.LastEvaluatedKey),
            Count = response.Count ?? 0,
            ScannedCount = response.ScannedCount ?? 0,
            Metadata = Metadata(response, response.ConsumedCapacity, retries),
        };
    }

    public async Task<BatchGetItemResponse> BatchGetItemAsync(BatchGetItemRequest request, CancellationToken cancellationToken)
    {
        var keys = new List<Dictionary<string, Sdk.AttributeValue>>(request.Keys.Count);
        foreach (var key in request.Keys)
        {
            keys.Add(AttributeValues.WriteMap(key));
        }

        var (response, retries) = await ReadAsync(
            new Sdk.BatchGetItemRequest
            {
                RequestItems = new Dictionary<string, Sdk.KeysAndAttributes>
                {
                    [request.TableName] = new()
                    {
                        Keys = keys,
                        ExpressionAttributeNames = WriteNames(request.Aliases),
                        ProjectionExpression = request.ProjectionExpression,
                        ConsistentRead = request.ConsistentRead ? true : null,
                    },
                },
                ReturnConsumedCapacity = Capacity(request),
            },
            Client.BatchGetItemAsync,
            request,
            cancellationToken).ConfigureAwait(false);

        IReadOnlyList<Item> items = [];
        if (response.Responses is { } responses && responses.TryGetValue(request.TableName, out var found))
        {
            items = ReadItems(found, request.Layout);
        }

        IReadOnlyList<ItemMap> unprocessed = [];
        if (response.UnprocessedKeys is { } left && left.TryGetValue(request.TableName, out var leftKeys))
        {
            unprocessed = [.. leftKeys.Keys.Select(AttributeValues.ReadMap)];
        }

        return new BatchGetItemResponse
        {
            Items = items,
            UnprocessedKeys = unprocessed,
            Metadata = Metadata(response, response.ConsumedCapacity, retries),
        };
    }

    /// <summary>Sends a read that may be sent again at will.</summary>
    private async Task<(TResponse Response, int Retries)> ReadAsync<TRequest, TResponse>(
        TRequest sdkRequest, Func<TRequest, CancellationToken, Task<TResponse>> send, ItemRequest request, CancellationToken cancellationToken)
        where TRequest : AmazonDynamoDBRequest
    {
        await _hook.BeforeSendingAsync(sdkRequest, request.Adjust, cancellationToken).ConfigureAwait(false);
        var attempts = SentAttempts.Of(sdkRequest, sendOnce: false);
        try
        {
            return (await send(sdkRequest.Marked(), cancellationToken).ConfigureAwait(false), attempts.Failed);
        }
        catch (Exception exception) when (SdkFailures.Explain(exception, request.TableName, Client) is { } explained)
        {
            throw explained;
        }
    }

    private ReturnConsumedCapacity? Capacity(ItemRequest request)
        => request.TellsCapacity ? ReturnConsumedCapacity.TOTAL : _returnConsumedCapacity;

    private static Select? SelectOf(PageRequest request)
        => request.CountOnly ? Select.COUNT : request.AllAttributes ? Select.ALL_ATTRIBUTES : null;

    private static Item[] ReadItems(List<Dictionary<string, Sdk.AttributeValue>>? found, ItemLayout layout)
    {
        if (found is null or { Count: 0 })
        {
            return [];
        }

        var items = new Item[found.Count];
        for (var i = 0; i < items.Length; i++)
        {
            items[i] = new AttributeMapItem(layout, found[i]);
        }

        return items;
    }

    /// <summary>Null when there is none: DynamoDB refuses empty dictionaries.</summary>
    private static Dictionary<string, string>? WriteNames(ExpressionAliases? aliases)
        => aliases is { Names.Count: > 0 } ? new Dictionary<string, string>(aliases.Names, StringComparer.Ordinal) : null;

    private static Dictionary<string, Sdk.AttributeValue>? WriteValues(ExpressionAliases? aliases)
    {
        if (aliases is not { Values.Count: > 0 })
        {
            return null;
        }

        var values = new Dictionary<string, Sdk.AttributeValue>(aliases.Values.Count, StringComparer.Ordinal);
        foreach (var (alias, value) in aliases.Values)
        {
            values.Add(alias, AttributeValues.Write(value));
        }

        return values;
    }

    private static ResponseMetadata Metadata(Amazon.Runtime.AmazonWebServiceResponse response, Sdk.ConsumedCapacity? capacity, int retries)
        => new(response.ResponseMetadata?.RequestId, capacity?.CapacityUnits, retries);

    private static ResponseMetadata Metadata(Amazon.Runtime.AmazonWebServiceResponse response, List<Sdk.ConsumedCapacity>? capacities, int retries)
    {
        double? sum = null;
        foreach (var capacity in capacities ?? [])
        {
            sum = (sum ?? 0) + (capacity.CapacityUnits ?? 0);
        }

        return new ResponseMetadata(response.ResponseMetadata?.RequestId, sum, retries);
    }
}
