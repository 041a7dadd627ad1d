using EFCore.DynamoDb.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Microsoft.EntityFrameworkCore;

// Settings of tables for conventions of applications and libraries, such as a tag or a protection that all tables are to have.
public static partial class DynamoDbEntityTypeBuilderExtensions
{
    /// <summary>Sets how the table is paid for.</summary>
    /// <param name="entityTypeBuilder">The entity type: the root of its hierarchy.</param>
    /// <param name="billingMode">The mode; null for the default.</param>
    /// <param name="fromDataAnnotation">Whether an attribute said so.</param>
    /// <returns>The same builder, or null where a stronger configuration stands.</returns>
    public static IConventionEntityTypeBuilder? HasBillingMode(
        this IConventionEntityTypeBuilder entityTypeBuilder, DynamoDbBillingMode? billingMode, bool fromDataAnnotation = false)
        => Set(entityTypeBuilder, DynamoDbAnnotationNames.BillingMode, billingMode, fromDataAnnotation);

    /// <summary>Sets the read and write units per second that are provisioned for the table.</summary>
    /// <param name="entityTypeBuilder">The entity type: the root of its hierarchy.</param>
    /// <param name="read">Read units; null for none.</param>
    /// <param name="write">Write units; null for none.</param>
    /// <param name="fromDataAnnotation">Whether an attribute said so.</param>
    /// <returns>The same builder, or null where a stronger configuration stands.</returns>
    public static IConventionEntityTypeBuilder? HasProvisionedThroughput(
        this IConventionEntityTypeBuilder entityTypeBuilder, long? read, long? write, bool fromDataAnnotation = false)
        => Set(entityTypeBuilder, DynamoDbAnnotationNames.ProvisionedThroughput, Throughput.ToAnnotation(read, write), fromDataAnnotation);

    /// <summary>Sets the most read and write units per second that the table may use on demand.</summary>
    /// <param name="entityTypeBuilder">The entity type: the root of its hierarchy.</param>
    /// <param name="read">Read units; null for none.</param>
    /// <param name="write">Write units; null for none.</param>
    /// <param name="fromDataAnnotation">Whether an attribute said so.</param>
    /// <returns>The same builder, or null where a stronger configuration stands.</returns>
    public static IConventionEntityTypeBuilder? HasOnDemandThroughput(
        this IConventionEntityTypeBuilder entityTypeBuilder, long? read, long? write, bool fromDataAnnotation = false)
        => Set(entityTypeBuilder, DynamoDbAnnotationNames.OnDemandThroughput, Throughput.ToAnnotation(read, write), fromDataAnnotation);

    /// <summary>Sets the read and write units per second that are kept warm for the table.</summary>
    /// <param name="entityTypeBuilder">The entity type: the root of its hierarchy.</param>
    /// <param name="read">Read units; null for none.</param>
    /// <param name="write">Write units; null for none.</param>
    /// <param name="fromDataAnnotation">Whether an attribute said so.</param>
    /// <returns>The same builder, or null where a stronger configuration stands.</returns>
    public static IConventionEntityTypeBuilder? HasWarmThroughput(
        this IConventionEntityTypeBuilder entityTypeBuilder, long? read, long? write, bool fromDataAnnotation = false)
        => Set(entityTypeBuilder, DynamoDbAnnotationNames.WarmThroughput, Throughput.ToAnnotation(read, write), fromDataAnnotation);

    /// <summary>Sets what storage and requests of the table cost.</summary>
    /// <param name="entityTypeBuilder">The entity type: the root of its hierarchy.</param>
    /// <param name="tableClass">The class; null for the default.</param>
    /// <param name="fromDataAnnotation">Whether an attribute said so.</param>
    /// <returns>The same builder, or null where a stronger configuration stands.</returns>
    public static IConventionEntityTypeBuilder? HasTableClass(
        this IConventionEntityTypeBuilder entityTypeBuilder, DynamoDbTableClass? tableClass, bool fromDataAnnotation = false)
        => Set(entityTypeBuilder, DynamoDbAnnotationNames.TableClass, tableClass, fromDataAnnotation);

    /// <summary>Sets whether the table is to be protected against deletion.</summary>
    /// <param name="entityTypeBuilder">The entity type: the root of its hierarchy.</param>
    /// <param name="enabled">Whether it is; null for the default.</param>
    /// <param name="fromDataAnnotation">Whether an attribute said so.</param>
    /// <returns>The same builder, or null where a stronger configuration stands.</returns>
    public static IConventionEntityTypeBuilder? HasDeletionProtection(
        this IConventionEntityTypeBuilder entityTypeBuilder, bool? enabled, bool fromDataAnnotation = false)
        => Set(entityTypeBuilder, DynamoDbAnnotationNames.DeletionProtection, enabled, fromDataAnnotation);

    /// <summary>Sets what the table's stream tells of each write.</summary>
    /// <param name="entityTypeBuilder">The entity type: the root of its hierarchy.</param>
    /// <param name="viewType">The view; null for the default.</param>
    /// <param name="fromDataAnnotation">Whether an attribute said so.</param>
    /// <returns>The same builder, or null where a stronger configuration stands.</returns>
    public static IConventionEntityTypeBuilder? HasStream(
        this IConventionEntityTypeBuilder entityTypeBuilder, DynamoDbStreamViewType? viewType, bool fromDataAnnotation = false)
        => Set(entityTypeBuilder, DynamoDbAnnotationNames.StreamViewType, viewType, fromDataAnnotation);

    /// <summary>Sets the KMS key that encrypts the table.</summary>
    /// <param name="entityTypeBuilder">The entity type: the root of its hierarchy.</param>
    /// <param name="kmsKeyId">Its id, ARN or alias; null for the default.</param>
    /// <param name="fromDataAnnotation">Whether an attribute said so.</param>
    /// <returns>The same builder, or null where a stronger configuration stands.</returns>
    public static IConventionEntityTypeBuilder? HasKmsKey(
        this IConventionEntityTypeBuilder entityTypeBuilder, string? kmsKeyId, bool fromDataAnnotation = false)
        => Set(entityTypeBuilder, DynamoDbAnnotationNames.KmsKeyId, kmsKeyId, fromDataAnnotation);

    /// <summary>Sets for how many days back the table can be recovered to any second.</summary>
    /// <param name="entityTypeBuilder">The entity type: the root of its hierarchy.</param>
    /// <param name="days">1 to 35; 0 for not at all; null for the default.</param>
    /// <param name="fromDataAnnotation">Whether an attribute said so.</param>
    /// <returns>The same builder, or null where a stronger configuration stands.</returns>
    public static IConventionEntityTypeBuilder? HasPointInTimeRecovery(
        this IConventionEntityTypeBuilder entityTypeBuilder, int? days, bool fromDataAnnotation = false)
        => Set(entityTypeBuilder, DynamoDbAnnotationNames.PointInTimeRecovery, days, fromDataAnnotation);

    /// <summary>Gives the table a tag. Other tags stay.</summary>
    /// <param name="entityTypeBuilder">The entity type: the root of its hierarchy.</param>
    /// <param name="key">1 to 128 characters, not beginning with <c>aws:</c>.</param>
    /// <param name="value">At most 256 characters; null to take the tag away.</param>
    /// <param name="fromDataAnnotation">Whether an attribute said so.</param>
    /// <returns>The same builder, or null where a stronger configuration stands.</returns>
    public static IConventionEntityTypeBuilder? HasTag(
        this IConventionEntityTypeBuilder entityTypeBuilder, string key, string? value, bool fromDataAnnotation = false)
        => Set(entityTypeBuilder, DynamoDbAnnotationNames.Tag + key, value, fromDataAnnotation);

    /// <summary>Gives the table a copy in another region. Other copies stay.</summary>
    /// <param name="entityTypeBuilder">The entity type: the root of its hierarchy.</param>
    /// <param name="replica">The copy.</param>
    /// <param name="fromDataAnnotation">Whether an attribute said so.</param>
    /// <returns>The same builder, or null where a stronger configuration stands.</returns>
    public static IConventionEntityTypeBuilder? HasReplica(
        this IConventionEntityTypeBuilder entityTypeBuilder, DynamoDbReplica replica, bool fromDataAnnotation = false)
    {
        ArgumentNullException.ThrowIfNull(replica);
        return Set(entityTypeBuilder, DynamoDbAnnotationNames.Replica + replica.Region, replica.ToAnnotation(), fromDataAnnotation);
    }
}
