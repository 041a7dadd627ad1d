using EFCore.DynamoDb.Items;
using EFCore.DynamoDb.Metadata;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Update;

namespace EFCore.DynamoDb.Update;

/// <summary>Entries of one entity type as items and keys; made once per entity type, kept with the model.</summary>
internal sealed class ItemSerializer
{
    private const string AnnotationName = "DynamoDb:ItemSerializer";

    private readonly PropertyWriter[] _properties;
    private readonly PropertyWriter[] _key;

    private ItemSerializer(IEntityType entityType)
    {
        Table = entityType.GetTable();
        _properties = [.. entityType.GetProperties().Select(p => new PropertyWriter(p, storeNull: false))];
        _key = [.. Table.Key.All.Select(k => _properties.Single(p => p.Attribute == k.Name))];
        Tokens = [.. _properties.Where(p => p.Property.IsConcurrencyToken)];
        // The key first, as people write items.
        _properties = [.. _key, .. _properties.Except(_key)];
    }

    public TableModel Table { get; }

    /// <summary>All stored properties, the table's key first.</summary>
    public IReadOnlyList<PropertyWriter> Properties
        => _properties;

    /// <summary>Those that have to be unchanged in the store.</summary>
    public IReadOnlyList<PropertyWriter> Tokens { get; }

    public static ItemSerializer For(IEntityType entityType)
        => entityType.GetOrAddRuntimeAnnotationValue(AnnotationName, static type => new ItemSerializer(type!), entityType);

    public ItemMap Key(IUpdateEntry entry)
    {
        var key = new ItemMap(_key.Length);
        foreach (var property in _key)
        {
            key.Add(property.Attribute, property.Current(entry));
        }

        return key;
    }
}
