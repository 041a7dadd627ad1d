using EFCore.DynamoDb.Metadata;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Microsoft.EntityFrameworkCore;

/// <summary>What the model knows of an entity type's DynamoDB table.</summary>
public static partial class DynamoDbEntityTypeExtensions
{
    /// <summary>The name of the table that the entity type's items live in, without the options' prefix.</summary>
    /// <param name="entityType">The entity type.</param>
    public static string GetTableName(this IReadOnlyEntityType entityType)
    {
        ArgumentNullException.ThrowIfNull(entityType);
        return DynamoDbMetadata.TableNameOf(entityType);
    }

    /// <summary>Sets the name of the table.</summary>
    /// <param name="entityType">The entity type: the root of its hierarchy.</param>
    /// <param name="name">3 to 255 characters of a-z, A-Z, 0-9, '_', '-' and '.'; null for the default.</param>
    public static void SetTableName(this IMutableEntityType entityType, string? name)
    {
        ArgumentNullException.ThrowIfNull(entityType);
        entityType.SetOrRemoveAnnotation(DynamoDbAnnotationNames.TableName, name);
    }

    /// <summary>Sets the name of the table.</summary>
    /// <param name="entityType">The entity type: the root of its hierarchy.</param>
    /// <param name="name">3 to 255 characters of a-z, A-Z, 0-9, '_', '-' and '.'; null for the default.</param>
    /// <param name="fromDataAnnotation">Whether an attribute said so.</param>
    public static string? SetTableName(this IConventionEntityType entityType, string? name, bool fromDataAnnotation = false)
    {
        ArgumentNullException.ThrowIfNull(entityType);
        return (string?)entityType.SetOrRemoveAnnotation(DynamoDbAnnotationNames.TableName, name, fromDataAnnotation)?.Value;
    }

    /// <summary>Where the name of the table comes from; null when it is the default.</summary>
    /// <param name="entityType">The entity type.</param>
    public static ConfigurationSource? GetTableNameConfigurationSource(this IConventionEntityType entityType)
    {
        ArgumentNullException.ThrowIfNull(entityType);
        return entityType.FindAnnotation(DynamoDbAnnotationNames.TableName)?.GetConfigurationSource();
    }

    /// <summary>The name of the property that is the table's partition key, or null when the entity type has none.</summary>
    /// <param name="entityType">The entity type.</param>
    public static string? GetPartitionKeyPropertyName(this IReadOnlyEntityType entityType)
    {
        ArgumentNullException.ThrowIfNull(entityType);
        return DynamoDbMetadata.PartitionKeyOf(entityType);
    }

    /// <summary>The property that is the table's partition key, or null when the entity type has none.</summary>
    /// <param name="entityType">The entity type.</param>
    public static IReadOnlyProperty? GetPartitionKeyProperty(this IReadOnlyEntityType entityType)
        => entityType.GetPartitionKeyPropertyName() is { } name ? entityType.FindProperty(name) : null;

    /// <summary>The property that is the table's partition key, or null when the entity type has none.</summary>
    /// <param name="entityType">The entity type.</param>
    public static IProperty? GetPartitionKeyProperty(this IEntityType entityType)
        => (IProperty?)((IReadOnlyEntityType)entityType).GetPartitionKeyProperty();

    /// <summary>Sets the property that is the table's partition key.</summary>
    /// <param name="entityType">The entity type: the root of its hierarchy.</param>
    /// <param name="name">The name of a property; null to leave it to the key and the conventions.</param>
    public static void SetPartitionKeyPropertyName(this IMutableEntityType entityType, string? name)
    {
        ArgumentNullException.ThrowIfNull(entityType);
        entityType.SetOrRemoveAnnotation(DynamoDbAnnotationNames.PartitionKey, name);
    }

    /// <summary>Sets the property that is the table's partition key.</summary>
    /// <param name="entityType">The entity type: the root of its hierarchy.</param>
    /// <param name="name">The name of a property; null to leave it to the key and the conventions.</param>
    /// <param name="fromDataAnnotation">Whether an attribute said so.</param>
    public static string? SetPartitionKeyPropertyName(
        this IConventionEntityType entityType, string? name, bool fromDataAnnotation = false)
    {
        ArgumentNullException.ThrowIfNull(entityType);
        return (string?)entityType.SetOrRemoveAnnotation(DynamoDbAnnotationNames.PartitionKey, name, fromDataAnnotation)?.Value;
    }

    /// <summary>Where the partition key was named; null when it is the first property of the key.</summary>
    /// <param name="entityType">The entity type.</param>
    public static ConfigurationSource? GetPartitionKeyPropertyNameConfigurationSource(this IConventionEntityType entityType)
    {
        ArgumentNullException.ThrowIfNull(entityType);
        return entityType.FindAnnotation(DynamoDbAnnotationNames.PartitionKey)?.GetConfigurationSource();
    }

    /// <summary>The name of the property that is the table's sort key, or null when the table has none.</summary>
    /// <param name="entityType">The entity type.</param>
    public static string? GetSortKeyPropertyName(this IReadOnlyEntityType entityType)
    {
        ArgumentNullException.ThrowIfNull(entityType);
        return DynamoDbMetadata.SortKeyOf(entityType);
    }

    /// <summary>The property that is the table's sort key, or null when the table has none.</summary>
    /// <param name="entityType">The entity type.</param>
    public static IReadOnlyProperty? GetSortKeyProperty(this IReadOnlyEntityType entityType)
        => entityType.GetSortKeyPropertyName() is { } name ? entityType.FindProperty(name) : null;

    /// <summary>The property that is the table's sort key, or null when the table has none.</summary>
    /// <param name="entityType">The entity type.</param>
    public static IProperty? GetSortKeyProperty(this IEntityType entityType)
        => (IProperty?)((IReadOnlyEntityType)entityType).GetSortKeyProperty();

    /// <summary>Sets the property that is the table's sort key.</summary>
    /// <param name="entityType">The entity type: the root of its hierarchy.</param>
    /// <param name="name">The name of a property; null to leave it to the key and the conventions.</param>
    public static void SetSortKeyPropertyName(this IMutableEntityType entityType, string? name)
    {
        ArgumentNullException.ThrowIfNull(entityType);
        entityType.SetOrRemoveAnnotation(DynamoDbAnnotationNames.SortKey, name);
    }

    /// <summary>Sets the property that is the table's sort key.</summary>
    /// <param name="entityType">The entity type: the root of its hierarchy.</param>
    /// <param name="name">The name of a property; null to leave it to the key and the conventions.</param>
    /// <param name="fromDataAnnotation">Whether an attribute said so.</param>
    public static string? SetSortKeyPropertyName(
        this IConventionEntityType entityType, string? name, bool fromDataAnnotation = false)
    {
        ArgumentNullException.ThrowIfNull(entityType);
        return (string?)entityType.SetOrRemoveAnnotation(DynamoDbAnnotationNames.SortKey, name, fromDataAnnotation)?.Value;
    }

    /// <summary>Where the sort key was named; null when it is the second property of the key.</summary>
    /// <param name="entityType">The entity type.</param>
    public static ConfigurationSource? GetSortKeyPropertyNameConfigurationSource(this IConventionEntityType entityType)
    {
        ArgumentNullException.ThrowIfNull(entityType);
        return entityType.FindAnnotation(DynamoDbAnnotationNames.SortKey)?.GetConfigurationSource();
    }
}
