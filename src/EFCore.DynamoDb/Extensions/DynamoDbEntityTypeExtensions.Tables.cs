using EFCore.DynamoDb.Metadata;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Microsoft.EntityFrameworkCore;

public static partial class DynamoDbEntityTypeExtensions
{
    /// <summary>The alias of the KMS key that AWS manages for DynamoDB in every account: <c>alias/aws/dynamodb</c>.</summary>
    public const string AwsManagedKmsKey = DynamoDbMetadata.AwsManagedKmsKey;

    /// <summary>What storage and requests of the table cost.</summary>
    /// <param name="entityType">The entity type.</param>
    public static DynamoDbTableClass GetTableClass(this IReadOnlyEntityType entityType)
        => (DynamoDbTableClass?)OfRoot(entityType, DynamoDbAnnotationNames.TableClass) ?? DynamoDbTableClass.Standard;

    /// <summary>Sets what storage and requests of the table cost.</summary>
    /// <param name="entityType">The entity type: the root of its hierarchy.</param>
    /// <param name="tableClass">The class; null for the default.</param>
    public static void SetTableClass(this IMutableEntityType entityType, DynamoDbTableClass? tableClass)
        => Set(entityType, DynamoDbAnnotationNames.TableClass, tableClass);

    /// <summary>Sets what storage and requests of the table cost.</summary>
    /// <param name="entityType">The entity type: the root of its hierarchy.</param>
    /// <param name="tableClass">The class; null for the default.</param>
    /// <param name="fromDataAnnotation">Whether an attribute said so.</param>
    public static DynamoDbTableClass? SetTableClass(
        this IConventionEntityType entityType, DynamoDbTableClass? tableClass, bool fromDataAnnotation = false)
        => (DynamoDbTableClass?)Set(entityType, DynamoDbAnnotationNames.TableClass, tableClass, fromDataAnnotation);

    /// <summary>Whether the table is to be protected against deletion.</summary>
    /// <param name="entityType">The entity type.</param>
    public static bool GetDeletionProtection(this IReadOnlyEntityType entityType)
        => OfRoot(entityType, DynamoDbAnnotationNames.DeletionProtection) is true;

    /// <summary>Sets whether the table is to be protected against deletion.</summary>
    /// <param name="entityType">The entity type: the root of its hierarchy.</param>
    /// <param name="enabled">Whether it is; null for the default.</param>
    public static void SetDeletionProtection(this IMutableEntityType entityType, bool? enabled)
        => Set(entityType, DynamoDbAnnotationNames.DeletionProtection, enabled);

    /// <summary>Sets whether the table is to be protected against deletion.</summary>
    /// <param name="entityType">The entity type: the root of its hierarchy.</param>
    /// <param name="enabled">Whether it is; null for the default.</param>
    /// <param name="fromDataAnnotation">Whether an attribute said so.</param>
    public static bool? SetDeletionProtection(this IConventionEntityType entityType, bool? enabled, bool fromDataAnnotation = false)
        => (bool?)Set(entityType, DynamoDbAnnotationNames.DeletionProtection, enabled, fromDataAnnotation);

    /// <summary>What the table's stream tells of each write, or null when the model says nothing of a stream.</summary>
    /// <param name="entityType">The entity type.</param>
    public static DynamoDbStreamViewType? GetStreamViewType(this IReadOnlyEntityType entityType)
        => (DynamoDbStreamViewType?)OfRoot(entityType, DynamoDbAnnotationNames.StreamViewType);

    /// <summary>Sets what the table's stream tells of each write.</summary>
    /// <param name="entityType">The entity type: the root of its hierarchy.</param>
    /// <param name="viewType">The view; null for no stream.</param>
    public static void SetStreamViewType(this IMutableEntityType entityType, DynamoDbStreamViewType? viewType)
        => Set(entityType, DynamoDbAnnotationNames.StreamViewType, viewType);

    /// <summary>Sets what the table's stream tells of each write.</summary>
    /// <param name="entityType">The entity type: the root of its hierarchy.</param>
    /// <param name="viewType">The view; null for no stream.</param>
    /// <param name="fromDataAnnotation">Whether an attribute said so.</param>
    public static DynamoDbStreamViewType? SetStreamViewType(
        this IConventionEntityType entityType, DynamoDbStreamViewType? viewType, bool fromDataAnnotation = false)
        => (DynamoDbStreamViewType?)Set(entityType, DynamoDbAnnotationNames.StreamViewType, viewType, fromDataAnnotation);

    /// <summary>The KMS key that encrypts the table, or null for the key that DynamoDB owns.</summary>
    /// <param name="entityType">The entity type.</param>
    public static string? GetKmsKeyId(this IReadOnlyEntityType entityType)
        => (string?)OfRoot(entityType, DynamoDbAnnotationNames.KmsKeyId);

    /// <summary>Sets the KMS key that encrypts the table.</summary>
    /// <param name="entityType">The entity type: the root of its hierarchy.</param>
    /// <param name="kmsKeyId">Its id, ARN or alias; <see cref="AwsManagedKmsKey" /> for the one that AWS manages; null for the key that DynamoDB owns.</param>
    public static void SetKmsKeyId(this IMutableEntityType entityType, string? kmsKeyId)
        => Set(entityType, DynamoDbAnnotationNames.KmsKeyId, kmsKeyId);

    /// <summary>Sets the KMS key that encrypts the table.</summary>
    /// <param name="entityType">The entity type: the root of its hierarchy.</param>
    /// <param name="kmsKeyId">Its id, ARN or alias; <see cref="AwsManagedKmsKey" /> for the one that AWS manages; null for the key that DynamoDB owns.</param>
    /// <param name="fromDataAnnotation">Whether an attribute said so.</param>
    public static string? SetKmsKeyId(this IConventionEntityType entityType, string? kmsKeyId, bool fromDataAnnotation = false)
        => (string?)Set(entityType, DynamoDbAnnotationNames.KmsKeyId, kmsKeyId, fromDataAnnotation);

    /// <summary>For how many days back the table can be recovered to any second, or null for not at all.</summary>
    /// <param name="entityType">The entity type.</param>
    public static int? GetPointInTimeRecoveryDays(this IReadOnlyEntityType entityType)
        => OfRoot(entityType, DynamoDbAnnotationNames.PointInTimeRecovery) is int and > 0 and var days ? days : null;

    /// <summary>Sets for how many days back the table can be recovered to any second.</summary>
    /// <param name="entityType">The entity type: the root of its hierarchy.</param>
    /// <param name="days">1 to 35; 0 for not at all; null to leave it to the conventions.</param>
    public static void SetPointInTimeRecoveryDays(this IMutableEntityType entityType, int? days)
        => Set(entityType, DynamoDbAnnotationNames.PointInTimeRecovery, days);

    /// <summary>Sets for how many days back the table can be recovered to any second.</summary>
    /// <param name="entityType">The entity type: the root of its hierarchy.</param>
    /// <param name="days">1 to 35; 0 for not at all; null for the default.</param>
    /// <param name="fromDataAnnotation">Whether an attribute said so.</param>
    public static int? SetPointInTimeRecoveryDays(this IConventionEntityType entityType, int? days, bool fromDataAnnotation = false)
        => (int?)Set(entityType, DynamoDbAnnotationNames.PointInTimeRecovery, days, fromDataAnnotation);

    /// <summary>The tags that the entity type gives its table.</summary>
    /// <param name="entityType">The entity type.</param>
    public static IReadOnlyDictionary<string, string> GetTags(this IReadOnlyEntityType entityType)
    {
        ArgumentNullException.ThrowIfNull(entityType);
        return DynamoDbMetadata.TagsOf([entityType.GetRootType()]).ToDictionary(t => t.Key, t => t.Value, StringComparer.Ordinal);
    }

    /// <summary>Gives the table a tag.</summary>
    /// <param name="entityType">The entity type: the root of its hierarchy.</param>
    /// <param name="key">1 to 128 characters, not beginning with <c>aws:</c>.</param>
    /// <param name="value">At most 256 characters; null to take the tag away.</param>
    public static void SetTag(this IMutableEntityType entityType, string key, string? value)
        => Set(entityType, DynamoDbAnnotationNames.Tag + key, value);

    /// <summary>Gives the table a tag.</summary>
    /// <param name="entityType">The entity type: the root of its hierarchy.</param>
    /// <param name="key">1 to 128 characters, not beginning with <c>aws:</c>.</param>
    /// <param name="value">At most 256 characters; null to take the tag away.</param>
    /// <param name="fromDataAnnotation">Whether an attribute said so.</param>
    public static string? SetTag(this IConventionEntityType entityType, string key, string? value, bool fromDataAnnotation = false)
        => (string?)Set(entityType, DynamoDbAnnotationNames.Tag + key, value, fromDataAnnotation);

    /// <summary>The regions in which the entity type wants a copy of its table.</summary>
    /// <param name="entityType">The entity type.</param>
    public static IReadOnlyList<DynamoDbReplica> GetReplicas(this IReadOnlyEntityType entityType)
    {
        ArgumentNullException.ThrowIfNull(entityType);
        return DynamoDbMetadata.ReplicasOf([entityType.GetRootType()]);
    }

    /// <summary>Gives the table a copy in another region.</summary>
    /// <param name="entityType">The entity type: the root of its hierarchy.</param>
    /// <param name="replica">The copy; it takes the place of an earlier one in its region.</param>
    public static void SetReplica(this IMutableEntityType entityType, DynamoDbReplica replica)
    {
        ArgumentNullException.ThrowIfNull(replica);
        Set(entityType, DynamoDbAnnotationNames.Replica + replica.Region, replica.ToAnnotation());
    }

    /// <summary>Gives the table a copy in another region.</summary>
    /// <param name="entityType">The entity type: the root of its hierarchy.</param>
    /// <param name="replica">The copy; it takes the place of an earlier one in its region.</param>
    /// <param name="fromDataAnnotation">Whether an attribute said so.</param>
    /// <returns>The copy that is configured now.</returns>
    public static DynamoDbReplica SetReplica(this IConventionEntityType entityType, DynamoDbReplica replica, bool fromDataAnnotation = false)
    {
        ArgumentNullException.ThrowIfNull(replica);
        return DynamoDbReplica.FromAnnotation(
            replica.Region, Set(entityType, DynamoDbAnnotationNames.Replica + replica.Region, replica.ToAnnotation(), fromDataAnnotation));
    }

    /// <summary>Takes back that the table has a copy in a region.</summary>
    /// <param name="entityType">The entity type: the root of its hierarchy.</param>
    /// <param name="region">The region.</param>
    /// <returns>What it was, or null.</returns>
    public static DynamoDbReplica? RemoveReplica(this IMutableEntityType entityType, string region)
    {
        ArgumentNullException.ThrowIfNull(entityType);
        return entityType.RemoveAnnotation(DynamoDbAnnotationNames.Replica + region) is { } removed
            ? DynamoDbReplica.FromAnnotation(region, removed.Value)
            : null;
    }

    private static object? OfRoot(IReadOnlyEntityType entityType, string annotation)
    {
        ArgumentNullException.ThrowIfNull(entityType);
        return entityType.GetRootType()[annotation];
    }

    private static void Set(IMutableEntityType entityType, string annotation, object? value)
    {
        ArgumentNullException.ThrowIfNull(entityType);
        entityType.SetOrRemoveAnnotation(annotation, value);
    }

    private static object? Set(IConventionEntityType entityType, string annotation, object? value, bool fromDataAnnotation)
    {
        ArgumentNullException.ThrowIfNull(entityType);
        return entityType.SetOrRemoveAnnotation(annotation, value, fromDataAnnotation)?.Value;
    }
}
