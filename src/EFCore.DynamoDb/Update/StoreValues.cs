using System.Runtime.CompilerServices;
using EFCore.DynamoDb.Items;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Update;

namespace EFCore.DynamoDb.Update;

/// <summary>
/// The items that failed conditions brought back with them, for the entries of a context: the answer to the next GetDatabaseValues of each, once, so
/// that resolving a conflict asks DynamoDB nothing that it has just said. The next save forgets them.
/// </summary>
internal sealed class StoreValues : IResettableService
{
    private readonly ConditionalWeakTable<object, StoredItem> _items = [];

    public void Remember(IUpdateEntry entry, ItemMap? item)
        => _items.AddOrUpdate(entry, new StoredItem(item));

    /// <summary>False when nothing is known; true with null when there was no item.</summary>
    public bool TryTake(IUpdateEntry entry, out ItemMap? item)
    {
        if (_items.TryGetValue(entry, out var stored))
        {
            _items.Remove(entry);
            item = stored.Item;
            return true;
        }

        item = null;
        return false;
    }

    public void ResetState()
        => _items.Clear();

    public Task ResetStateAsync(CancellationToken cancellationToken = default)
    {
        ResetState();
        return Task.CompletedTask;
    }

    private sealed record StoredItem(ItemMap? Item);
}
