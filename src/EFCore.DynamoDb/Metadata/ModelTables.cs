using EFCore.DynamoDb.Diagnostics;
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
        => _layouts.TryGetValue(entityType.GetItemType().GetRootType(), out var layout)
            ? layout
            : throw new InvalidOperationException(DynamoDbStrings.NoTable(entityType.DisplayName()));

    /// <summary>Builds them from a model that has passed validation.</summary>
    public static ModelTables Create(IReadOnlyModel model)
    {
        var tables = new List<TableModel>();
        var layouts = new Dictionary<IReadOnlyEntityType, EntityLayout>();

        foreach (var group in RootsByTable(model))
        {
            var table = TableModelBuilder.Build(group.Key, [.. group]);
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
}
