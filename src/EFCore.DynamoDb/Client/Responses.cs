using EFCore.DynamoDb.Items;

namespace EFCore.DynamoDb.Client;

/// <summary>What one answer cost and what it is called in AWS's logs.</summary>
/// <param name="RequestId">By which AWS knows it.</param>
/// <param name="ConsumedCapacity">Read or write units; null when DynamoDB did not say.</param>
/// <param name="Retries">How often the SDK sent the request again before it was answered.</param>
internal readonly record struct ResponseMetadata(string? RequestId, double? ConsumedCapacity, int Retries = 0);

/// <summary>One page of a Query or Scan.</summary>
internal sealed class ItemPage
{
    public required IReadOnlyList<Item> Items { get; init; }

    /// <summary>Where to go on; null at the end.</summary>
    public ItemMap? LastEvaluatedKey { get; init; }

    /// <summary>Items that passed the filter.</summary>
    public int Count { get; init; }

    /// <summary>Items evaluated, which is what is paid for.</summary>
    public int ScannedCount { get; init; }

    public ResponseMetadata Metadata { get; init; }
}

internal sealed class GetItemResponse
{
    public Item? Item { get; init; }

    public ResponseMetadata Metadata { get; init; }
}

internal sealed class TransactGetItemsResponse
{
    /// <summary>At the positions of the keys; null where there is no item.</summary>
    public required IReadOnlyList<Item?> Items { get; init; }

    public ResponseMetadata Metadata { get; init; }
}

internal sealed class BatchGetItemResponse
{
    public required IReadOnlyList<Item> Items { get; init; }

    /// <summary>Keys DynamoDB had no capacity for; they are to be asked again.</summary>
    public required IReadOnlyList<ItemMap> UnprocessedKeys { get; init; }

    public ResponseMetadata Metadata { get; init; }
}

/// <summary>How large an item collection has become, as DynamoDB estimates it; it may not grow over 10 GB.</summary>
internal sealed record ItemCollectionSize(ItemMap Key, double LowerGigabytes, double UpperGigabytes);

internal sealed class WriteResponse
{
    /// <summary>What ReturnValues asked for; null when there is none.</summary>
    public ItemMap? Attributes { get; init; }

    /// <summary>What the request asked for.</summary>
    public IReadOnlyList<ItemCollectionSize> ItemCollections { get; init; } = [];

    public ResponseMetadata Metadata { get; init; }
}

internal sealed class BatchWriteItemResponse
{
    /// <summary>Positions in the request's actions that were not done.</summary>
    public required IReadOnlyList<int> Unprocessed { get; init; }

    /// <summary>What the request asked for.</summary>
    public IReadOnlyList<ItemCollectionSize> ItemCollections { get; init; } = [];

    public ResponseMetadata Metadata { get; init; }
}
