using EFCore.DynamoDb.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Microsoft.EntityFrameworkCore;

// For conventions of applications and libraries: what they say gives way to explicit configuration.
public static partial class DynamoDbEntityTypeBuilderExtensions
{
    /// <summary>Sets the table that the entity type's items live in.</summary>
    /// <param name="entityTypeBuilder">The entity type: the root of its hierarchy.</param>
    /// <param name="name">3 to 255 characters of a-z, A-Z, 0-9, '_', '-' and '.'; null for the default.</param>
    /// <param name="fromDataAnnotation">Whether an attribute said so.</param>
    /// <returns>The same builder, or null where a stronger configuration stands.</returns>
    public static IConventionEntityTypeBuilder? ToTable(
        this IConventionEntityTypeBuilder entityTypeBuilder, string? name, bool fromDataAnnotation = false)
        => Set(entityTypeBuilder, DynamoDbAnnotationNames.TableName, name, fromDataAnnotation);

    /// <summary>Whether <see cref="ToTable(IConventionEntityTypeBuilder, string, bool)" /> would be heard.</summary>
    /// <param name="entityTypeBuilder">The entity type.</param>
    /// <param name="name">The name.</param>
    /// <param name="fromDataAnnotation">Whether an attribute says so.</param>
    public static bool CanSetTable(
        this IConventionEntityTypeBuilder entityTypeBuilder, string? name, bool fromDataAnnotation = false)
        => CanSet(entityTypeBuilder, DynamoDbAnnotationNames.TableName, name, fromDataAnnotation);

    /// <summary>Sets the partition key of the table.</summary>
    /// <param name="entityTypeBuilder">The entity type: the root of its hierarchy.</param>
    /// <param name="propertyName">The name of a property; null to leave it to the key and the conventions.</param>
    /// <param name="fromDataAnnotation">Whether an attribute said so.</param>
    /// <returns>The same builder, or null where a stronger configuration stands.</returns>
    public static IConventionEntityTypeBuilder? HasPartitionKey(
        this IConventionEntityTypeBuilder entityTypeBuilder, string? propertyName, bool fromDataAnnotation = false)
        => Set(entityTypeBuilder, DynamoDbAnnotationNames.PartitionKey, propertyName, fromDataAnnotation);

    /// <summary>Whether <see cref="HasPartitionKey(IConventionEntityTypeBuilder, string, bool)" /> would be heard.</summary>
    /// <param name="entityTypeBuilder">The entity type.</param>
    /// <param name="propertyName">The name of a property.</param>
    /// <param name="fromDataAnnotation">Whether an attribute says so.</param>
    public static bool CanSetPartitionKey(
        this IConventionEntityTypeBuilder entityTypeBuilder, string? propertyName, bool fromDataAnnotation = false)
        => CanSet(entityTypeBuilder, DynamoDbAnnotationNames.PartitionKey, propertyName, fromDataAnnotation);

    /// <summary>Sets the sort key of the table.</summary>
    /// <param name="entityTypeBuilder">The entity type: the root of its hierarchy.</param>
    /// <param name="propertyName">The name of a property; null to leave it to the key and the conventions.</param>
    /// <param name="fromDataAnnotation">Whether an attribute said so.</param>
    /// <returns>The same builder, or null where a stronger configuration stands.</returns>
    public static IConventionEntityTypeBuilder? HasSortKey(
        this IConventionEntityTypeBuilder entityTypeBuilder, string? propertyName, bool fromDataAnnotation = false)
        => Set(entityTypeBuilder, DynamoDbAnnotationNames.SortKey, propertyName, fromDataAnnotation);

    /// <summary>Whether <see cref="HasSortKey(IConventionEntityTypeBuilder, string, bool)" /> would be heard.</summary>
    /// <param name="entityTypeBuilder">The entity type.</param>
    /// <param name="propertyName">The name of a property.</param>
    /// <param name="fromDataAnnotation">Whether an attribute says so.</param>
    public static bool CanSetSortKey(
        this IConventionEntityTypeBuilder entityTypeBuilder, string? propertyName, bool fromDataAnnotation = false)
        => CanSet(entityTypeBuilder, DynamoDbAnnotationNames.SortKey, propertyName, fromDataAnnotation);

    /// <summary>Sets the property by which items expire.</summary>
    /// <param name="entityTypeBuilder">The entity type.</param>
    /// <param name="propertyName">The name of a property; null for none.</param>
    /// <param name="fromDataAnnotation">Whether an attribute said so.</param>
    /// <returns>The same builder, or null where a stronger configuration stands.</returns>
    public static IConventionEntityTypeBuilder? HasTimeToLive(
        this IConventionEntityTypeBuilder entityTypeBuilder, string? propertyName, bool fromDataAnnotation = false)
        => Set(entityTypeBuilder, DynamoDbAnnotationNames.TimeToLive, propertyName, fromDataAnnotation);

    private static IConventionEntityTypeBuilder? Set(
        IConventionEntityTypeBuilder entityTypeBuilder, string annotation, object? value, bool fromDataAnnotation)
    {
        ArgumentNullException.ThrowIfNull(entityTypeBuilder);
        return entityTypeBuilder.CanSetAnnotation(annotation, value, fromDataAnnotation)
            ? entityTypeBuilder.HasNonNullAnnotation(annotation, value, fromDataAnnotation)
            : null;
    }

    private static bool CanSet(
        IConventionEntityTypeBuilder entityTypeBuilder, string annotation, object? value, bool fromDataAnnotation)
    {
        ArgumentNullException.ThrowIfNull(entityTypeBuilder);
        return entityTypeBuilder.CanSetAnnotation(annotation, value, fromDataAnnotation);
    }
}
