using EFCore.DynamoDb.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Microsoft.EntityFrameworkCore;

/// <summary>Maps properties to DynamoDB attributes.</summary>
public static partial class DynamoDbPropertyBuilderExtensions
{
    /// <summary>The name of the attribute that stores the property.</summary>
    /// <param name="propertyBuilder">The property.</param>
    /// <param name="name">1 to 255 bytes of UTF-8 for keys of tables and indexes, to 64 KB for others.</param>
    public static PropertyBuilder HasAttributeName(this PropertyBuilder propertyBuilder, string name)
    {
        ArgumentNullException.ThrowIfNull(propertyBuilder);
        ArgumentException.ThrowIfNullOrEmpty(name);
        propertyBuilder.Metadata.SetAttributeName(name);
        return propertyBuilder;
    }

    /// <inheritdoc cref="HasAttributeName(PropertyBuilder, string)" />
    public static PropertyBuilder<TProperty> HasAttributeName<TProperty>(
        this PropertyBuilder<TProperty> propertyBuilder, string name)
        => (PropertyBuilder<TProperty>)HasAttributeName((PropertyBuilder)propertyBuilder, name);

    /// <summary>
    /// Saves a changed number as the difference to what was read (<c>ADD</c>), so that contexts that change it at the same time lose nothing and need no
    /// concurrency token. After a save that is one request the property has the stored number, with what others have added.
    /// See <see href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/WorkingWithItems.html#WorkingWithItems.AtomicCounters">atomic counters</see>.
    /// </summary>
    /// <param name="propertyBuilder">An integer or decimal property of the entity that is neither key nor concurrency token.</param>
    /// <param name="counter">Whether it is one.</param>
    public static PropertyBuilder IsAtomicCounter(this PropertyBuilder propertyBuilder, bool counter = true)
    {
        ArgumentNullException.ThrowIfNull(propertyBuilder);
        propertyBuilder.Metadata.SetOrRemoveAnnotation(DynamoDbAnnotationNames.IsAtomicCounter, counter ? true : null);
        return propertyBuilder;
    }

    /// <summary>
    /// The property has no attribute of its own: the template of the table's key holds its value, out of which it is read. For tables that others filled, whose
    /// values are in the keys only. DynamoDB can then find it by key conditions, but not filter by it.
    /// </summary>
    /// <param name="propertyBuilder">A property of EF's key that stands in the template of the partition key or the sort key.</param>
    /// <param name="inKeyOnly">Whether it is so.</param>
    public static PropertyBuilder IsStoredInKeyOnly(this PropertyBuilder propertyBuilder, bool inKeyOnly = true)
    {
        ArgumentNullException.ThrowIfNull(propertyBuilder);
        propertyBuilder.Metadata.SetOrRemoveAnnotation(DynamoDbAnnotationNames.IsStoredInKeyOnly, inKeyOnly ? true : null);
        return propertyBuilder;
    }

    /// <inheritdoc cref="IsStoredInKeyOnly(PropertyBuilder, bool)" />
    public static PropertyBuilder<TProperty> IsStoredInKeyOnly<TProperty>(this PropertyBuilder<TProperty> propertyBuilder, bool inKeyOnly = true)
        => (PropertyBuilder<TProperty>)IsStoredInKeyOnly((PropertyBuilder)propertyBuilder, inKeyOnly);

    /// <inheritdoc cref="IsAtomicCounter(PropertyBuilder, bool)" />
    public static PropertyBuilder<TProperty> IsAtomicCounter<TProperty>(this PropertyBuilder<TProperty> propertyBuilder, bool counter = true)
        => (PropertyBuilder<TProperty>)IsAtomicCounter((PropertyBuilder)propertyBuilder, counter);

    /// <summary>Sets the name of the attribute that stores the property, for conventions: it gives way to explicit configuration.</summary>
    /// <param name="propertyBuilder">The property.</param>
    /// <param name="name">1 to 255 bytes of UTF-8 for keys, to 64 KB for others; null for the default.</param>
    /// <param name="fromDataAnnotation">Whether an attribute said so.</param>
    /// <returns>The same builder, or null where a stronger configuration stands.</returns>
    public static IConventionPropertyBuilder? HasAttributeName(
        this IConventionPropertyBuilder propertyBuilder, string? name, bool fromDataAnnotation = false)
        => propertyBuilder.CanSetAttributeName(name, fromDataAnnotation)
            ? propertyBuilder.HasNonNullAnnotation(DynamoDbAnnotationNames.AttributeName, name, fromDataAnnotation)
            : null;

    /// <summary>Whether <see cref="HasAttributeName(IConventionPropertyBuilder, string, bool)" /> would be heard.</summary>
    /// <param name="propertyBuilder">The property.</param>
    /// <param name="name">The name.</param>
    /// <param name="fromDataAnnotation">Whether an attribute says so.</param>
    public static bool CanSetAttributeName(
        this IConventionPropertyBuilder propertyBuilder, string? name, bool fromDataAnnotation = false)
    {
        ArgumentNullException.ThrowIfNull(propertyBuilder);
        return propertyBuilder.CanSetAnnotation(DynamoDbAnnotationNames.AttributeName, name, fromDataAnnotation);
    }
}
