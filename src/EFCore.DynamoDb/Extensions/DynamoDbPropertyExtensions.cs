using EFCore.DynamoDb.Metadata;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Microsoft.EntityFrameworkCore;

/// <summary>What the model knows of the attribute that stores a property.</summary>
public static partial class DynamoDbPropertyExtensions
{
    /// <summary>The template that makes the property's values of others, as in <c>ORDER#{CreatedAt:O}#{OrderId}</c>; null when it has values of its own.</summary>
    /// <param name="property">The property.</param>
    public static string? GetKeyTemplate(this IReadOnlyProperty property)
    {
        ArgumentNullException.ThrowIfNull(property);
        return DynamoDbMetadata.KeyTemplateTextOf(property);
    }

    /// <summary>Sets the template that makes the property's values of others.</summary>
    /// <param name="property">A shadow property of type string.</param>
    /// <param name="template">Literals, and properties in braces with their .NET formats, a brace doubled; null for none.</param>
    public static void SetKeyTemplate(this IMutableProperty property, string? template)
    {
        ArgumentNullException.ThrowIfNull(property);
        property.SetOrRemoveAnnotation(DynamoDbAnnotationNames.KeyTemplate, template);
    }

    /// <summary>The name of the attribute that stores the property.</summary>
    /// <param name="property">The property.</param>
    public static string GetAttributeName(this IReadOnlyProperty property)
    {
        ArgumentNullException.ThrowIfNull(property);
        return property.GetItemAttributeName();
    }

    /// <summary>Whether changes of the property are added to what is stored, instead of replacing it.</summary>
    /// <param name="property">The property.</param>
    public static bool IsAtomicCounter(this IReadOnlyProperty property)
    {
        ArgumentNullException.ThrowIfNull(property);
        return DynamoDbMetadata.IsAtomicCounter(property);
    }

    /// <summary>Sets the name of the attribute that stores the property.</summary>
    /// <param name="property">The property.</param>
    /// <param name="name">1 to 255 bytes of UTF-8 for keys, to 64 KB for others; null for the default.</param>
    public static void SetAttributeName(this IMutableProperty property, string? name)
    {
        ArgumentNullException.ThrowIfNull(property);
        property.SetOrRemoveAnnotation(DynamoDbAnnotationNames.AttributeName, name);
    }

    /// <summary>Sets the name of the attribute that stores the property.</summary>
    /// <param name="property">The property.</param>
    /// <param name="name">1 to 255 bytes of UTF-8 for keys, to 64 KB for others; null for the default.</param>
    /// <param name="fromDataAnnotation">Whether an attribute said so.</param>
    public static string? SetAttributeName(this IConventionProperty property, string? name, bool fromDataAnnotation = false)
    {
        ArgumentNullException.ThrowIfNull(property);
        return (string?)property.SetOrRemoveAnnotation(DynamoDbAnnotationNames.AttributeName, name, fromDataAnnotation)?.Value;
    }

    /// <summary>Where the name of the attribute comes from; null when it is the property's own.</summary>
    /// <param name="property">The property.</param>
    public static ConfigurationSource? GetAttributeNameConfigurationSource(this IConventionProperty property)
    {
        ArgumentNullException.ThrowIfNull(property);
        return property.FindAnnotation(DynamoDbAnnotationNames.AttributeName)?.GetConfigurationSource();
    }
}
