using Amazon.DynamoDBv2;
using EFCore.DynamoDb.Items;
using Sdk = Amazon.DynamoDBv2.Model;

namespace EFCore.DynamoDb.Client;

/// <summary>The port over any <see cref="IAmazonDynamoDB" />, by the SDK's own requests and attribute dictionaries.</summary>
/// <param name="source">Asked when the first request is sent, so that contexts that send none need no region.</param>
/// <param name="returnConsumedCapacity">Whether answers say what they cost.</param>
internal sealed partial class SdkRequestClient(ContextClient source, bool returnConsumedCapacity) : IDynamoDbRequestClient
{
    private readonly ReturnConsumedCapacity? _returnConsumedCapacity = returnConsumedCapacity ? ReturnConsumedCapacity.TOTAL : null;

    private IAmazonDynamoDB Client
        => source.Client;

    public async Task<GetItemResponse> GetItemAsync(GetItemRequest request, CancellationToken cancellationToken)
    {
        Sdk.GetItemResponse response;
        try
        {
            response = await Client.GetItemAsync(
                new Sdk.GetItemRequest
                {
                    TableName = request.TableName,
                    Key = AttributeValues.WriteMap(request.Key),
                    ExpressionAttributeNames = WriteNames(request.Aliases),
                    ProjectionExpression = request.ProjectionExpression,
                    ConsistentRead = request.ConsistentRead ? true : null,
                    ReturnConsumedCapacity = _returnConsumedCapacity,
                }.Marked(),
                cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (SdkFailures.Explain(exception, request.TableName, Client) is { } explained)
        {
            throw explained;
        }

        return new GetItemResponse
        {
            // An item that has none of the projected attributes is there and empty; one that is not there is not set.
            Item = response.IsItemSet ? new AttributeMapItem(request.Layout, response.Item) : null,
            Metadata = Metadata(response, response.ConsumedCapacity),
        };
    }

    public async Task<ItemPage> QueryAsync(QueryRequest request, CancellationToken cancellationToken)
    {
        Sdk.QueryResponse response;
        try
        {
            response = await Client.QueryAsync(
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
                    ReturnConsumedCapacity = _returnConsumedCapacity,
                }.Marked(),
                cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (SdkFailures.Explain(exception, request.TableName, Client) is { } explained)
        {
            throw explained;
        }

        return new ItemPage
        {
            Items = ReadItems(response.Items, request.Layout),
            LastEvaluatedKey = AttributeValues.ReadMapOrNull(response.LastEvaluatedKey),
            Count = response.Count ?? 0,
            ScannedCount = response.ScannedCount ?? 0,
            Metadata = Metadata(response, response.ConsumedCapacity),
        };
    }

    public async Task<ItemPage> ScanAsync(ScanRequest request, CancellationToken cancellationToken)
    {
        Sdk.ScanResponse response;
        try
        {
            response = await Client.ScanAsync(
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
                    ReturnConsumedCapacity = _returnConsumedCapacity,
                }.Marked(),
                cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (SdkFailures.Explain(exception, request.TableName, Client) is { } explained)
        {
            throw explained;
        }

        return new ItemPage
        {
            Items = ReadItems(response.Items, request.Layout),
            LastEvaluatedKey = AttributeValues.ReadMapOrNull(response.LastEvaluatedKey),
            Count = response.Count ?? 0,
            ScannedCount = response.ScannedCount ?? 0,
            Metadata = Metadata(response, response.ConsumedCapacity),
        };
    }

    public async Task<BatchGetItemResponse> BatchGetItemAsync(BatchGetItemRequest request, CancellationToken cancellationToken)
    {
        var keys = new List<Dictionary<string, Sdk.AttributeValue>>(request.Keys.Count);
        foreach (var key in request.Keys)
        {
            keys.Add(AttributeValues.WriteMap(key));
        }

        Sdk.BatchGetItemResponse response;
        try
        {
            response = await Client.BatchGetItemAsync(
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
                    ReturnConsumedCapacity = _returnConsumedCapacity,
                }.Marked(),
                cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (SdkFailures.Explain(exception, request.TableName, Client) is { } explained)
        {
            throw explained;
        }


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
            Metadata = Metadata(response, response.ConsumedCapacity),
        };
    }

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

    private static ResponseMetadata Metadata(Amazon.Runtime.AmazonWebServiceResponse response, Sdk.ConsumedCapacity? capacity)
        => new(response.ResponseMetadata?.RequestId, capacity?.CapacityUnits);

    private static ResponseMetadata Metadata(Amazon.Runtime.AmazonWebServiceResponse response, List<Sdk.ConsumedCapacity>? capacities)
    {
        double? sum = null;
        foreach (var capacity in capacities ?? [])
        {
            sum = (sum ?? 0) + (capacity.CapacityUnits ?? 0);
        }

        return new ResponseMetadata(response.ResponseMetadata?.RequestId, sum);
    }
}
