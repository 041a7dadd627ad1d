using EFCore.DynamoDb.Client;
using EFCore.DynamoDb.Items;

namespace EFCore.DynamoDb.Access;

/// <summary>
/// What one execution of a plan sends - or nothing, when the values show that no item can match. Made anew for each execution, since paging goes on in the
/// requests.
/// </summary>
internal sealed class BoundAccess
{
    /// <summary>Items that were read before: nothing is sent for them.</summary>
    public IReadOnlyList<Item>? Given { get; init; }

    /// <summary>
    /// Independent of each other: a read by key, reads of keys by the hundred, or Queries and Scans, each to be repeated from its own last key on.
    /// </summary>
    public IReadOnlyList<ItemRequest> Requests { get; init; } = [];

    /// <summary>The answers of several requests are sorted by these attributes, and are merged by them; empty when they come in no order.</summary>
    public IReadOnlyList<ItemOrdering> MergedBy { get; init; } = [];

    /// <summary>The requests may answer with the same items: each is to be given once.</summary>
    public bool MayRepeatItems { get; init; }

    /// <summary>The items give only keys, and are read by them: this request without keys. Null when the items are what is wanted.</summary>
    public BatchGetItemRequest? Fetch { get; init; }

    /// <summary>How many keys are fetched at first; null when nobody knows how many rows are wanted.</summary>
    public int? FirstFetch { get; init; }

    /// <summary>Nothing is to be read ahead of what is asked for.</summary>
    public bool StopsEarly { get; init; }

    /// <summary>The Limit of a request is only where it begins: each further page of it may be twice as long as the one before.</summary>
    public bool PagesGrow { get; init; }

    /// <summary>The stream ends after so many items; null for all of them.</summary>
    public int? Limit { get; init; }

    /// <summary>Why nothing is sent, or null when something is.</summary>
    public string? Nothing { get; init; }
}

/// <summary>One attribute of an order, as items are read.</summary>
internal readonly record struct ItemOrdering(int Ordinal, bool Descending);
