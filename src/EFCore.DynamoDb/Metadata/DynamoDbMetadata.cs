using Microsoft.EntityFrameworkCore.Metadata;

namespace EFCore.DynamoDb.Metadata;

/// <summary>
/// What the rooms above ask of a finished model. Models that are still being built are read through the annotations.
/// </summary>
internal static partial class DynamoDbMetadata
{
    /// <summary>Every table of the model, in the order in which their entity types were found.</summary>
    public static IReadOnlyList<TableModel> GetTables(this IReadOnlyModel model)
        => TablesOf(model).Tables;

    /// <summary>The table that the entity type's items live in.</summary>
    public static TableModel GetTable(this IReadOnlyEntityType entityType)
        => TablesOf(entityType.Model).TableOf(entityType);

    /// <summary>The attributes of the entity type's whole hierarchy, and their ordinals.</summary>
    public static EntityLayout GetLayout(this IReadOnlyEntityType entityType)
        => TablesOf(entityType.Model).LayoutOf(entityType);

    // A model is finished more than once: the design-time model, and the read-only copy made of it (or the compiled model).
    // Each makes its own tables, once, when it is first asked.
    private static ModelTables TablesOf(IReadOnlyModel model)
        => ((IModel)model).GetOrAddRuntimeAnnotationValue(
            DynamoDbAnnotationNames.Tables, static model => ModelTables.Create(model!), (IModel)model);
}
