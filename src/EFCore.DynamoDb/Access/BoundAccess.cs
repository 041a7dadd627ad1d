using EFCore.DynamoDb.Client;
using EFCore.DynamoDb.Items;

namespace EFCore.DynamoDb.Access;

/// <summary>
/// What one execution of a plan sends: one read by key, reads of many keys, the pages of a Query or Scan - or nothing, when the values show that no item
/// can match. Made anew for each execution, since paging goes on in the request.
/// </summary>
internal sealed class BoundAccess
{
    public GetItemRequest? Get { get; init; }

    /// <summary>Items that were read before: nothing is sent for them.</summary>
    public IReadOnlyList<Item>? Given { get; init; }

    /// <summary>Keys by the hundred, independent of each other.</summary>
    public IReadOnlyList<BatchGetItemRequest>? Batches { get; init; }

    /// <summary>A Query or Scan, to be repeated from its last key on.</summary>
    public PageRequest? Pages { get; init; }

    /// <summary>The stream ends after so many items; null for all of them.</summary>
    public int? Limit { get; init; }

    /// <summary>Why nothing is sent, or null when something is.</summary>
    public string? Nothing { get; init; }
}
