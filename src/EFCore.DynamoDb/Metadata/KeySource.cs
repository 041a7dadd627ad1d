using EFCore.DynamoDb.Items;
using Microsoft.EntityFrameworkCore.Metadata;

namespace EFCore.DynamoDb.Metadata;

/// <summary>Where in the table's key a property's value stands, from where it is read when it has no attribute of its own.</summary>
/// <param name="Key">The property whose values the template makes.</param>
/// <param name="Template">The template.</param>
/// <param name="Part">Which of its parts the property is.</param>
internal sealed record KeySource(IProperty Key, KeyTemplate Template, int Part)
{
    public static KeySource? Find(IProperty property)
    {
        if (property.DeclaringType is not IEntityType entityType)
        {
            return null;
        }

        foreach (var name in new[] { DynamoDbMetadata.PartitionKeyOf(entityType), DynamoDbMetadata.SortKeyOf(entityType) })
        {
            if (name is null || entityType.FindProperty(name) is not { } key || key.FindKeyTemplate() is not { } template)
            {
                continue;
            }

            for (var i = 0; i < template.Parts.Count; i++)
            {
                if (template.Parts[i].Property == property && template.Parts[i].IsReadable)
                {
                    return new KeySource(key, template, i);
                }
            }
        }

        return null;
    }

    /// <summary>The property's value in an item.</summary>
    /// <param name="item">The item.</param>
    /// <param name="ordinal">The ordinal of the key's attribute.</param>
    /// <exception cref="ItemReadException">The key is not made by the template.</exception>
    public T Read<T>(Item item, int ordinal)
    {
        var text = item.GetString(ordinal);
        if (Template.TryReadPart(text, Part, out var part))
        {
            try
            {
                return (T)Template.Parts[Part].Read(part);
            }
            catch (FormatException)
            {
                // Said below.
            }
            catch (OverflowException)
            {
                // Said below.
            }
        }

        throw new ItemReadException(
            Key.GetItemAttributeName(), $"is not made by the template '{Template.Text}', out of which '{Template.Parts[Part].Property.Name}' is read.");
    }
}
