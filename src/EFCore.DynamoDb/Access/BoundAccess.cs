using EFCore.DynamoDb.Client;

namespace EFCore.DynamoDb.Access;

/// <summary>
/// The requests of one execution: a GetItem, or BatchGetItems, or a Query or Scan whose pages are read on, or nothing at all when the values contradict
/// each other.
/// </summary>
internal sealed class BoundAccess
{
    public static readonly BoundAccess Nothing = new();

    public GetItemRequest? Get { get; init; }

    public IReadOnlyList<BatchGetItemRequest>? Batches { get; init; }

    public PageRequest? Pages { get; init; }

    /// <summary>Reading ends after so many items; null reads all.</summary>
    public int? Limit { get; init; }
}
