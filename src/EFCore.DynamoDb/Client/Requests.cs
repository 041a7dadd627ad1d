using Amazon.DynamoDBv2;
using EFCore.DynamoDb.Items;

namespace EFCore.DynamoDb.Client;

/// <summary>
/// The names and values behind the placeholders of one request's expressions. Every name is aliased, so reserved words never matter.
/// </summary>
internal sealed class ExpressionAliases
{
    /// <summary>#n -> attribute name.</summary>
    public List<KeyValuePair<string, string>> Names { get; } = [];

    /// <summary>:v -> value.</summary>
    public List<KeyValuePair<string, ItemValue>> Values { get; } = [];
}

/// <summary>What every request names. Table names here are the physical ones, prefix included.</summary>
internal abstract class ItemRequest
{
    public abstract string Operation { get; }

    public required string TableName { get; init; }

    /// <summary>The answer is to say what it cost, whatever the options say.</summary>
    public bool TellsCapacity { get; set; }

    /// <summary>Changes the SDK's request just before it is sent; null where nobody does.</summary>
    public Action<AmazonDynamoDBRequest>? Adjust { get; set; }
}

internal sealed class GetItemRequest : ItemRequest
{
    public override string Operation => "GetItem";

    public required ItemMap Key { get; init; }

    public required ItemLayout Layout { get; init; }

    public ExpressionAliases? Aliases { get; init; }

    public string? ProjectionExpression { get; init; }

    public bool ConsistentRead { get; init; }
}

/// <summary>What Query and Scan share.</summary>
internal abstract class PageRequest : ItemRequest
{
    public required ItemLayout Layout { get; init; }

    public string? IndexName { get; init; }

    public required ExpressionAliases Aliases { get; init; }

    public string? FilterExpression { get; init; }

    public string? ProjectionExpression { get; init; }

    /// <summary>Select=COUNT: the page has counts and no items.</summary>
    public bool CountOnly { get; init; }

    /// <summary>Select=ALL_ATTRIBUTES: a local secondary index fetches from the table what it does not project.</summary>
    public bool AllAttributes { get; init; }

    public bool ConsistentRead { get; init; }

    /// <summary>How many items DynamoDB may evaluate for one page; set anew for each page.</summary>
    public int? Limit { get; set; }

    /// <summary>The most that <see cref="Limit" /> may become; null where only DynamoDB's 1 MB bounds a page.</summary>
    public int? MaxLimit { get; init; }

    public ItemMap? ExclusiveStartKey { get; set; }
}

internal sealed class QueryRequest : PageRequest
{
    public override string Operation => "Query";

    public required string KeyConditionExpression { get; init; }

    public bool ScanIndexForward { get; init; } = true;
}

internal sealed class ScanRequest : PageRequest
{
    public override string Operation => "Scan";

    public int? Segment { get; init; }

    public int? TotalSegments { get; init; }
}

/// <summary>Keys of one table, at most 100, without duplicates; the client sends what comes back unprocessed again.</summary>
internal sealed class BatchGetItemRequest : ItemRequest
{
    public override string Operation => IsTransaction ? "TransactGetItems" : "BatchGetItem";

    /// <summary>All keys as they were at one moment, by a TransactGetItems.</summary>
    public bool IsTransaction { get; init; }

    public required IReadOnlyList<ItemMap> Keys { get; init; }

    public required ItemLayout Layout { get; init; }

    public ExpressionAliases? Aliases { get; init; }

    public string? ProjectionExpression { get; init; }

    public bool ConsistentRead { get; init; }

    /// <summary>The same request for other keys.</summary>
    public BatchGetItemRequest For(IReadOnlyList<ItemMap> keys)
        => new()
        {
            TableName = TableName,
            Keys = keys,
            Layout = Layout,
            Aliases = Aliases,
            ProjectionExpression = ProjectionExpression,
            ConsistentRead = ConsistentRead,
            IsTransaction = IsTransaction,
        };
}

/// <summary>Up to 100 items by their keys, all as they were at one moment.</summary>
internal sealed class TransactGetItemsRequest
{
    public required IReadOnlyList<GetItemRequest> Gets { get; init; }
}

/// <summary>What a single write gives back of its item: nothing, all attributes, or those that it updates, as they were or as they are now.</summary>
internal enum ReturnedAttributes
{
    None,
    AllOld,
    UpdatedOld,
    AllNew,
    UpdatedNew,
}

/// <summary>What the answer to a write is to tell besides.</summary>
/// <param name="ConsumedCapacity">What it cost, whatever the options say.</param>
/// <param name="ItemCollections">How large the item collections have become that it wrote to (tables with local secondary indexes only).</param>
internal sealed record AnswerDetails(bool ConsumedCapacity = false, bool ItemCollections = false)
{
    public static readonly AnswerDetails None = new();
}

/// <summary>A Put, Update, Delete or ConditionCheck, alone or as one action of a transaction or batch.</summary>
internal abstract class WriteRequest : ItemRequest
{
    public ExpressionAliases? Aliases { get; init; }

    /// <summary>When set and failed, the answer carries the item as it is (ReturnValuesOnConditionCheckFailure=ALL_OLD).</summary>
    public string? ConditionExpression { get; init; }

    /// <summary>Of a single write.</summary>
    public ReturnedAttributes ReturnValues { get; init; }

    /// <summary>Of a single write: doing it twice is another thing than doing it once, so it is not sent again where the answer was lost.</summary>
    public bool SendOnce { get; init; }

    /// <summary>Of a single write.</summary>
    public AnswerDetails Details { get; init; } = AnswerDetails.None;
}

internal sealed class PutItemRequest : WriteRequest
{
    public override string Operation => "PutItem";

    public required ItemMap Item { get; init; }
}

internal sealed class UpdateItemRequest : WriteRequest
{
    public override string Operation => "UpdateItem";

    public required ItemMap Key { get; init; }

    public required string UpdateExpression { get; init; }
}

internal sealed class DeleteItemRequest : WriteRequest
{
    public override string Operation => "DeleteItem";

    public required ItemMap Key { get; init; }
}

internal sealed class ConditionCheckRequest : WriteRequest
{
    public override string Operation => "ConditionCheck";

    public required ItemMap Key { get; init; }
}

internal sealed class TransactWriteItemsRequest
{
    public required IReadOnlyList<WriteRequest> Actions { get; init; }

    /// <summary>1 to 36 characters, good for ten minutes.</summary>
    public required string ClientRequestToken { get; init; }

    public AnswerDetails Details { get; init; } = AnswerDetails.None;
}

/// <summary>Unconditional puts and deletes, at most 25.</summary>
internal sealed class BatchWriteItemRequest
{
    public required IReadOnlyList<WriteRequest> Actions { get; init; }

    public AnswerDetails Details { get; init; } = AnswerDetails.None;
}
