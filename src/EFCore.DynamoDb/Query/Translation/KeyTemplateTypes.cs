using EFCore.DynamoDb.Metadata;
using Microsoft.EntityFrameworkCore.Metadata;

namespace EFCore.DynamoDb.Query.Translation;

/// <summary>What the templates of the table's key say of all items of an entity type.</summary>
internal static class KeyTemplateTypes
{
    /// <summary>
    /// The keys that are the same for all items, which a point read needs; and where other types share the table, what the key begins with that tells the
    /// type's items from theirs.
    /// </summary>
    public static IEnumerable<(IProperty Property, bool IsConstant, string Text, bool Tells)> Of(IEntityType entityType)
    {
        var root = (IEntityType)entityType.GetRootType();
        var table = entityType.GetTable();
        var others = table.EntityTypes.Where(t => t.GetRootType() == t && t != root).Cast<IEntityType>().ToList();
        var isTold = false;
        foreach (var attribute in table.Key.Sort.Concat(table.Key.Partition))
        {
            if (TemplateOf(root, attribute.Name) is not ({ } property, { } template))
            {
                continue;
            }

            var tells = others.Count > 0
                && template.Beginning.Length > 0
                && others.All(o => TemplateOf(o, attribute.Name) is ({ }, { } other) && template.IsDisjointFrom(other));
            if (template.IsConstant || (tells && !isTold))
            {
                yield return (property, template.IsConstant, template.Beginning, tells);
            }

            isTold |= tells;
        }
    }

    private static (IProperty? Property, KeyTemplate? Template) TemplateOf(IEntityType root, string attribute)
        => root.GetProperties().FirstOrDefault(p => p.GetItemAttributeName() == attribute) is { } property
            ? (property, property.FindKeyTemplate())
            : default;
}
