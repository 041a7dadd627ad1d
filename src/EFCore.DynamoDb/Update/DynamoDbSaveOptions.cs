using EFCore.DynamoDb.Client;
using EFCore.DynamoDb.Diagnostics;

namespace Microsoft.EntityFrameworkCore;

/// <summary>What one SaveChanges is to do otherwise than usual.</summary>
public sealed class DynamoDbSaveOptions
{
    /// <summary>
    /// The token by which DynamoDB recognises, for ten minutes, a transaction that it has done already, 1 to 36 characters: the same save with the same token
    /// is done once, even by another process. The save is a transaction even for one item then. By default each save has a token of its own, which its
    /// retries share.
    /// See <see href="https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html">TransactWriteItems</see>.
    /// </summary>
    /// <exception cref="ArgumentException">It is empty or too long.</exception>
    public string? ClientRequestToken
    {
        get;
        init => field = value is null or { Length: >= 1 and <= 36 }
            ? value
            : throw new ArgumentException(DynamoDbStrings.TokenLength(value.Length), nameof(value));
    }

    /// <summary>Whether more than 100 items or 4 MB may go in several transactions; null for what the options of the context say.</summary>
    public bool? AllowTransactionChunking { get; init; }

    /// <summary>Whether the result is to say how large the item collections are that were written to (tables with local secondary indexes only).</summary>
    public bool ReturnItemCollectionMetrics { get; init; }
}

/// <summary>What a SaveChanges did.</summary>
public sealed class DynamoDbSaveResult
{
    /// <summary>Items that were written or deleted.</summary>
    public required int Written { get; init; }

    /// <summary>Requests that DynamoDB carried out.</summary>
    public required int Requests { get; init; }

    /// <summary>Write capacity units of all of them; null when DynamoDB did not say.</summary>
    public required double? ConsumedCapacity { get; init; }

    /// <summary>The item collections that were written to, when the options asked for them.</summary>
    public required IReadOnlyList<DynamoDbItemCollectionSize> ItemCollections { get; init; }
}

/// <summary>
/// The items of one partition key in a table with local secondary indexes, and how much they take with their index entries: DynamoDB allows 10 GB.
/// </summary>
public sealed class DynamoDbItemCollectionSize
{
    internal DynamoDbItemCollectionSize(ItemCollectionSize size)
    {
        PartitionKey = EFCore.DynamoDb.Access.PlanText.Value(size.Key[0].Value);
        LowerGigabytes = size.LowerGigabytes;
        UpperGigabytes = size.UpperGigabytes;
    }

    /// <summary>The partition key as text.</summary>
    public string PartitionKey { get; }

    /// <summary>At least so many gigabytes, as DynamoDB estimates.</summary>
    public double LowerGigabytes { get; }

    /// <summary>At most so many gigabytes, as DynamoDB estimates.</summary>
    public double UpperGigabytes { get; }
}
