using EFCore.DynamoDb.Items;
using EFCore.DynamoDb.Storage;
using Microsoft.EntityFrameworkCore.Metadata;

namespace EFCore.DynamoDb.Metadata;

/// <summary>The tables and layouts of one finished model.</summary>
internal sealed class ModelTables
{
    private readonly Dictionary<IReadOnlyEntityType, EntityLayout> _layouts;

    private ModelTables(IReadOnlyList<TableModel> tables, Dictionary<IReadOnlyEntityType, EntityLayout> layouts)
    {
        Tables = tables;
        _layouts = layouts;
    }

    public IReadOnlyList<TableModel> Tables { get; }

    public TableModel TableOf(IReadOnlyEntityType entityType)
        => LayoutOf(entityType).Table;

    public EntityLayout LayoutOf(IReadOnlyEntityType entityType)
        => _layouts.TryGetValue(entityType.GetRootType(), out var layout)
            ? layout
            : throw new InvalidOperationException($"The entity type '{entityType.DisplayName()}' has no table of its own.");

    /// <summary>Builds them from a model that has passed validation.</summary>
    public static ModelTables Create(IReadOnlyModel model)
    {
        var tables = new List<TableModel>();
        var layouts = new Dictionary<IReadOnlyEntityType, EntityLayout>();

        foreach (var group in RootsByTable(model))
        {
            var table = CreateTable(group.Key, [.. group]);
            tables.Add(table);
            foreach (var root in group)
            {
                layouts.Add(root, EntityLayout.Create(root, table));
            }
        }

        return new ModelTables(tables, layouts);
    }

    /// <summary>The roots that have items of their own, by the name of their table.</summary>
    public static IEnumerable<IGrouping<string, IReadOnlyEntityType>> RootsByTable(IReadOnlyModel model)
        => model.GetEntityTypes()
            .Where(e => e.BaseType is null && !e.IsOwned() && e.FindPrimaryKey() is not null)
            .GroupBy(DynamoDbMetadata.TableNameOf, StringComparer.Ordinal);

    private static TableModel CreateTable(string name, IReadOnlyList<IReadOnlyEntityType> roots)
    {
        var key = TableKeyOf(roots[0]);
        var indexes = new List<IndexModel>();
        foreach (var index in roots.SelectMany(r => r.GetDerivedTypesInclusive()).SelectMany(e => e.GetDeclaredIndexes()))
        {
            if (DynamoDbMetadata.KindOf(index) is { } kind && indexes.All(i => i.Name != index.Name))
            {
                indexes.Add(CreateIndex(index, kind, key));
            }
        }

        return new TableModel
        {
            Name = name,
            Key = key,
            Indexes = indexes,
            EntityTypes = [.. roots.SelectMany(r => r.GetDerivedTypesInclusive())],
            DiscriminatorAttribute = roots.Select(r => r.FindDiscriminatorProperty()).FirstOrDefault(d => d is not null)
                ?.GetItemAttributeName(),
        };
    }

    private static KeySchema TableKeyOf(IReadOnlyEntityType root)
        => new(
            [KeyAttributeOf(root.GetProperty(DynamoDbMetadata.PartitionKeyOf(root)!))],
            DynamoDbMetadata.SortKeyOf(root) is { } sort ? [KeyAttributeOf(root.GetProperty(sort))] : []);

    private static IndexModel CreateIndex(IReadOnlyIndex index, DynamoDbIndexKind kind, KeySchema tableKey)
    {
        KeyAttribute[] attributes = [.. index.Properties.Select(KeyAttributeOf)];
        var partitionCount = DynamoDbMetadata.PartitionKeyCountOf(index);
        var key = kind == DynamoDbIndexKind.Lsi
            ? new KeySchema(tableKey.Partition, attributes)
            : new KeySchema(attributes[..partitionCount], attributes[partitionCount..]);

        HashSet<string>? projected = null;
        var projection = DynamoDbMetadata.ProjectionOf(index);
        if (projection != DynamoDbProjection.All)
        {
            projected = new HashSet<string>(key.All.Concat(tableKey.All).Select(k => k.Name), StringComparer.Ordinal);
            foreach (var included in DynamoDbMetadata.IncludedPropertiesOf(index))
            {
                projected.Add(index.DeclaringEntityType.GetProperty(included).GetItemAttributeName());
            }
        }

        return new IndexModel
        {
            Name = index.Name!,
            Kind = kind,
            Key = key,
            Projection = projection,
            ProjectedAttributes = projected,
        };
    }

    private static KeyAttribute KeyAttributeOf(IReadOnlyProperty property)
        => new(property.GetItemAttributeName(), AttributeTypeOf(property));

    private static DynamoDbAttributeType AttributeTypeOf(IReadOnlyProperty property)
        => ((DynamoDbTypeMapping)property.GetTypeMapping()).AttributeType;
}
