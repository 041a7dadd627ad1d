using EFCore.DynamoDb.Items;
using EFCore.DynamoDb.Metadata;

namespace EFCore.DynamoDb.Query;

/// <summary>What the writes of one ExecuteUpdate or ExecuteDelete gave back; several may end at the same time.</summary>
internal sealed class ReturnedItems
{
    private readonly Lock _lock = new();
    private readonly List<Item> _items = [];

    public IReadOnlyList<Item> All
        => _items;

    /// <param name="layout">The layout of the items.</param>
    /// <param name="key">The key of the item, which is not among attributes that were updated.</param>
    /// <param name="attributes">What was given back.</param>
    public void Add(EntityLayout layout, ItemMap key, ItemMap attributes)
    {
        foreach (var (name, value) in key)
        {
            if (attributes.Find(name).IsMissing)
            {
                attributes.Add(name, value);
            }
        }

        lock (_lock)
        {
            _items.Add(new ItemMapItem(layout.Layout, attributes));
        }
    }
}
