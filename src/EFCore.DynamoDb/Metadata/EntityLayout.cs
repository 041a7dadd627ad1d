using EFCore.DynamoDb.Diagnostics;
using EFCore.DynamoDb.Items;
using Microsoft.EntityFrameworkCore.Metadata;

namespace EFCore.DynamoDb.Metadata;

/// <summary>
/// The attributes of an entity type hierarchy: those of all its types, with the table's key and the discriminator, and the documents in them.
/// One for all types of the hierarchy, so that an item read as the root serves every type in it.
/// </summary>
internal sealed class EntityLayout
{
    private readonly Dictionary<IReadOnlyPropertyBase, int> _ordinals = [];
    private readonly Dictionary<IReadOnlyPropertyBase, ItemLayout> _nested = [];

    private EntityLayout(IReadOnlyEntityType root, TableModel table)
    {
        Table = table;

        var names = new Names();
        foreach (var key in table.Key.All)
        {
            names.OrdinalFor(key.Name);
        }

        var keyOrdinals = Enumerable.Range(0, names.All.Count).ToArray();
        DiscriminatorOrdinal = table.DiscriminatorAttribute is { } attribute ? names.OrdinalFor(attribute) : -1;

        foreach (var entityType in root.GetDerivedTypesInclusive())
        {
            AddMembers(names, entityType);
        }

        Layout = new ItemLayout(names.All, keyOrdinals);
    }

    public TableModel Table { get; }

    /// <summary>What the items are read by; its first attributes are the table's key.</summary>
    public ItemLayout Layout { get; }

    /// <summary>The ordinal of the discriminator, or -1.</summary>
    public int DiscriminatorOrdinal { get; }

    /// <summary>Every property, complex property and navigation to an owned type that is stored, those of the entity types before those inside them.</summary>
    public IEnumerable<IReadOnlyPropertyBase> Members
        => _ordinals.Keys.OrderBy(m => m.DeclaringType is IReadOnlyComplexType);

    /// <summary>
    /// The ordinal of a property, complex property or navigation to an owned type, in the item or in the map that holds it. Siblings may share an
    /// attribute, and then an ordinal.
    /// </summary>
    public int OrdinalOf(IReadOnlyPropertyBase member)
        => _ordinals.TryGetValue(member, out var ordinal)
            ? ordinal
            : throw new InvalidOperationException(
                DynamoDbStrings.NotStored(member.DeclaringType.DisplayName(), member.Name, Table.Name));

    /// <summary>What is in the map, or in each map of the list, that stores a complex property or what a navigation owns.</summary>
    public ItemLayout NestedLayoutOf(IReadOnlyPropertyBase document)
        => _nested[document];

    public static EntityLayout Create(IReadOnlyEntityType root, TableModel table)
        => new(root, table);

    private void AddMembers(Names names, IReadOnlyTypeBase type)
    {
        foreach (var property in type.GetDeclaredProperties())
        {
            if (property.IsStored())
            {
                _ordinals.Add(property, names.OrdinalFor(property.GetItemAttributeName()));
            }
        }

        foreach (var property in type.GetDeclaredComplexProperties())
        {
            AddDocument(names, property, property.ComplexType);
        }

        if (type is IReadOnlyEntityType entityType)
        {
            foreach (var navigation in entityType.GetDeclaredNavigations())
            {
                if (navigation.IsDocument())
                {
                    AddDocument(names, navigation, navigation.TargetEntityType);
                }
            }
        }
    }

    private void AddDocument(Names names, IReadOnlyPropertyBase document, IReadOnlyTypeBase type)
    {
        _ordinals.Add(document, names.OrdinalFor(document.GetItemAttributeName()));
        var nested = new Names();
        AddMembers(nested, type);
        _nested.Add(document, new ItemLayout(nested.All, []));
    }

    private sealed class Names
    {
        private readonly Dictionary<string, int> _ordinals = new(StringComparer.Ordinal);

        public List<string> All { get; } = [];

        public int OrdinalFor(string name)
        {
            if (!_ordinals.TryGetValue(name, out var ordinal))
            {
                ordinal = All.Count;
                All.Add(name);
                _ordinals.Add(name, ordinal);
            }

            return ordinal;
        }
    }
}
