using EFCore.DynamoDb.Diagnostics;
using EFCore.DynamoDb.Items;
using Microsoft.EntityFrameworkCore.Metadata;

namespace EFCore.DynamoDb.Metadata;

/// <summary>
/// The attributes of an entity type hierarchy: those of all its types, with the table's key and the discriminator.
/// One for all types of the hierarchy, so that an item read as the root serves every type in it.
/// </summary>
internal sealed class EntityLayout
{
    private readonly Dictionary<IReadOnlyProperty, int> _ordinals;

    private EntityLayout(TableModel table, ItemLayout layout, Dictionary<IReadOnlyProperty, int> ordinals, int discriminatorOrdinal)
    {
        Table = table;
        Layout = layout;
        DiscriminatorOrdinal = discriminatorOrdinal;
        _ordinals = ordinals;
    }

    public TableModel Table { get; }

    /// <summary>What the items are read by; its first attributes are the table's key.</summary>
    public ItemLayout Layout { get; }

    /// <summary>The ordinal of the discriminator, or -1.</summary>
    public int DiscriminatorOrdinal { get; }

    /// <summary>The ordinal of a property of any type in the hierarchy. Siblings may share an attribute, and then an ordinal.</summary>
    public int OrdinalOf(IReadOnlyProperty property)
        => _ordinals.TryGetValue(property, out var ordinal)
            ? ordinal
            : throw new InvalidOperationException(
                DynamoDbStrings.NotStored(property.DeclaringType.DisplayName(), property.Name, Table.Name));

    public static EntityLayout Create(IReadOnlyEntityType root, TableModel table)
    {
        var names = new List<string>();
        var positions = new Dictionary<string, int>(StringComparer.Ordinal);
        var ordinals = new Dictionary<IReadOnlyProperty, int>();

        foreach (var key in table.Key.All)
        {
            OrdinalFor(key.Name);
        }

        var keyOrdinals = Enumerable.Range(0, names.Count).ToArray();
        var discriminator = table.DiscriminatorAttribute is { } attribute ? OrdinalFor(attribute) : -1;

        foreach (var entityType in root.GetDerivedTypesInclusive())
        {
            foreach (var property in entityType.GetDeclaredProperties())
            {
                ordinals.Add(property, OrdinalFor(property.GetItemAttributeName()));
            }
        }

        return new EntityLayout(table, new ItemLayout(names, keyOrdinals), ordinals, discriminator);

        int OrdinalFor(string name)
        {
            if (!positions.TryGetValue(name, out var position))
            {
                position = names.Count;
                names.Add(name);
                positions.Add(name, position);
            }

            return position;
        }
    }
}
