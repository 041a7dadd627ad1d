using EFCore.DynamoDb.Diagnostics;
using EFCore.DynamoDb.Items;
using EFCore.DynamoDb.Storage;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Update;

namespace EFCore.DynamoDb.Update;

/// <summary>The attributes that nothing is mapped to, in a dictionary of the entity's: each of its entries is an attribute of the item.</summary>
internal sealed class ExtensionDataWriter
{
    private readonly PropertyWriter _map;
    private readonly ItemLayout _layout;

    /// <param name="property">The property.</param>
    /// <param name="layout">What the other properties are stored in.</param>
    public ExtensionDataWriter(IProperty property, ItemLayout layout)
    {
        _map = new PropertyWriter(property, default, storesNull: false);
        _layout = layout;
    }

    public IProperty Property
        => _map.Property;

    /// <exception cref="UnstorableValueException">An entry has the name of an attribute that something is mapped to.</exception>
    public ItemMap Current(IUpdateEntry entry)
    {
        var current = MapOf(_map.Current(entry));
        foreach (var (name, _) in current)
        {
            if (name.Length == 0 || _layout.Find(name) >= 0)
            {
                throw new UnstorableValueException(DynamoDbStrings.ExtensionDataOfMapped(name));
            }
        }

        return current;
    }

    /// <summary>What has changed, attribute by attribute.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="diff">What takes the changes.</param>
    /// <param name="documents">What takes the whole values of those that may be changed in part.</param>
    /// <param name="isMarked">Whether all of the entity is marked as modified.</param>
    public void AddChanges(IUpdateEntry entry, DocumentDiff diff, ItemMap documents, bool isMarked)
    {
        var (before, after) = (MapOf(_map.Original(entry)), Current(entry));
        // In an order of their own, since DynamoDB has none.
        foreach (var (name, value) in after.OrderBy(a => a.Key, StringComparer.Ordinal))
        {
            if (diff.Add(name, before.Find(name), value))
            {
                documents.Add(name, value);
            }
            else if (isMarked)
            {
                diff.Set(name, value);
            }
        }

        foreach (var (name, _) in before.OrderBy(a => a.Key, StringComparer.Ordinal))
        {
            if (after.Find(name).IsMissing)
            {
                diff.Set(name, default);
            }
        }
    }

    private static ItemMap MapOf(ItemValue value)
        => value.IsMissingOrNull ? new ItemMap(0) : value.AsMap();
}
