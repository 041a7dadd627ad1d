using EFCore.DynamoDb.Items;

namespace EFCore.DynamoDb.Query.Paging;

/// <summary>Where one request stands: at its beginning, after the item with a key, or at its end.</summary>
internal readonly record struct RequestPlace(ItemMap? After, bool Ended);

/// <summary>Where the reading of a query stands: what a cursor says.</summary>
/// <param name="First">The requests before this one are at their end.</param>
/// <param name="Requests">This one and those after it; what follows them is at its beginning.</param>
/// <param name="Met">The keys, and the values in the order, of items that were given already and that other requests may still come to.</param>
internal sealed record PagePlace(int First, IReadOnlyList<RequestPlace> Requests, IReadOnlyList<ItemMap> Met)
{
    public RequestPlace Of(int request)
        => request < First ? new RequestPlace(null, Ended: true)
            : request - First < Requests.Count ? Requests[request - First]
            : default;
}
