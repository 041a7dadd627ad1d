using EFCore.DynamoDb.Metadata;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Microsoft.EntityFrameworkCore;

public static partial class DynamoDbEntityTypeExtensions
{
    /// <summary>How the entity type's table is paid for; provisioned when only a provisioned throughput was set.</summary>
    /// <param name="entityType">The entity type.</param>
    public static DynamoDbBillingMode GetBillingMode(this IReadOnlyEntityType entityType)
    {
        ArgumentNullException.ThrowIfNull(entityType);
        return DynamoDbMetadata.BillingModeOf(entityType);
    }

    /// <summary>Sets how the entity type's table is paid for.</summary>
    /// <param name="entityType">The entity type: the root of its hierarchy.</param>
    /// <param name="billingMode">The mode; null for the default.</param>
    public static void SetBillingMode(this IMutableEntityType entityType, DynamoDbBillingMode? billingMode)
    {
        ArgumentNullException.ThrowIfNull(entityType);
        entityType.SetOrRemoveAnnotation(DynamoDbAnnotationNames.BillingMode, billingMode);
    }

    /// <summary>Sets how the entity type's table is paid for.</summary>
    /// <param name="entityType">The entity type: the root of its hierarchy.</param>
    /// <param name="billingMode">The mode; null for the default.</param>
    /// <param name="fromDataAnnotation">Whether an attribute said so.</param>
    public static DynamoDbBillingMode? SetBillingMode(
        this IConventionEntityType entityType, DynamoDbBillingMode? billingMode, bool fromDataAnnotation = false)
    {
        ArgumentNullException.ThrowIfNull(entityType);
        return (DynamoDbBillingMode?)entityType
            .SetOrRemoveAnnotation(DynamoDbAnnotationNames.BillingMode, billingMode, fromDataAnnotation)?.Value;
    }

    /// <summary>The read and write units per second that are provisioned for the table, or null.</summary>
    /// <param name="entityType">The entity type.</param>
    public static (long? Read, long? Write)? GetProvisionedThroughput(this IReadOnlyEntityType entityType)
        => Units(entityType, DynamoDbAnnotationNames.ProvisionedThroughput);

    /// <summary>Sets the read and write units per second that are provisioned for the table.</summary>
    /// <param name="entityType">The entity type: the root of its hierarchy.</param>
    /// <param name="read">At least 1.</param>
    /// <param name="write">At least 1.</param>
    public static void SetProvisionedThroughput(this IMutableEntityType entityType, long read, long write)
        => SetUnits(entityType, DynamoDbAnnotationNames.ProvisionedThroughput, read, write);

    /// <summary>The most read and write units per second that the table may use on demand, or null.</summary>
    /// <param name="entityType">The entity type.</param>
    public static (long? Read, long? Write)? GetOnDemandThroughput(this IReadOnlyEntityType entityType)
        => Units(entityType, DynamoDbAnnotationNames.OnDemandThroughput);

    /// <summary>Sets the most read and write units per second that the table may use on demand.</summary>
    /// <param name="entityType">The entity type: the root of its hierarchy.</param>
    /// <param name="maxRead">At least 1, or null for no limit.</param>
    /// <param name="maxWrite">At least 1, or null for no limit.</param>
    public static void SetOnDemandThroughput(this IMutableEntityType entityType, long? maxRead, long? maxWrite)
        => SetUnits(entityType, DynamoDbAnnotationNames.OnDemandThroughput, maxRead, maxWrite);

    /// <summary>The read and write units per second that are kept warm for the table, or null for DynamoDB's default.</summary>
    /// <param name="entityType">The entity type.</param>
    public static (long? Read, long? Write)? GetWarmThroughput(this IReadOnlyEntityType entityType)
        => Units(entityType, DynamoDbAnnotationNames.WarmThroughput);

    /// <summary>Sets the read and write units per second that are kept warm for the table.</summary>
    /// <param name="entityType">The entity type: the root of its hierarchy.</param>
    /// <param name="read">At least DynamoDB's default, or null.</param>
    /// <param name="write">At least DynamoDB's default, or null.</param>
    public static void SetWarmThroughput(this IMutableEntityType entityType, long? read, long? write)
        => SetUnits(entityType, DynamoDbAnnotationNames.WarmThroughput, read, write);

    /// <summary>The name of the property by which items expire, or null.</summary>
    /// <param name="entityType">The entity type.</param>
    public static string? GetTimeToLivePropertyName(this IReadOnlyEntityType entityType)
    {
        ArgumentNullException.ThrowIfNull(entityType);
        return DynamoDbMetadata.TimeToLiveOf(entityType);
    }

    /// <summary>The property by which items expire, or null.</summary>
    /// <param name="entityType">The entity type.</param>
    public static IReadOnlyProperty? GetTimeToLiveProperty(this IReadOnlyEntityType entityType)
        => entityType.GetTimeToLivePropertyName() is { } name ? entityType.FindProperty(name) : null;

    /// <summary>The property by which items expire, or null.</summary>
    /// <param name="entityType">The entity type.</param>
    public static IProperty? GetTimeToLiveProperty(this IEntityType entityType)
        => (IProperty?)((IReadOnlyEntityType)entityType).GetTimeToLiveProperty();

    /// <summary>Sets the property by which items expire.</summary>
    /// <param name="entityType">The entity type.</param>
    /// <param name="name">The name of a property; null for none.</param>
    public static void SetTimeToLivePropertyName(this IMutableEntityType entityType, string? name)
    {
        ArgumentNullException.ThrowIfNull(entityType);
        entityType.SetOrRemoveAnnotation(DynamoDbAnnotationNames.TimeToLive, name);
    }

    /// <summary>Sets the property by which items expire.</summary>
    /// <param name="entityType">The entity type.</param>
    /// <param name="name">The name of a property; null for none.</param>
    /// <param name="fromDataAnnotation">Whether an attribute said so.</param>
    public static string? SetTimeToLivePropertyName(
        this IConventionEntityType entityType, string? name, bool fromDataAnnotation = false)
    {
        ArgumentNullException.ThrowIfNull(entityType);
        return (string?)entityType.SetOrRemoveAnnotation(DynamoDbAnnotationNames.TimeToLive, name, fromDataAnnotation)?.Value;
    }

    /// <summary>Sets the read and write units per second that are provisioned for the table.</summary>
    /// <param name="entityType">The entity type: the root of its hierarchy.</param>
    /// <param name="read">At least 1; null for neither.</param>
    /// <param name="write">At least 1; null for neither.</param>
    /// <param name="fromDataAnnotation">Whether an attribute said so.</param>
    /// <returns>What is configured now.</returns>
    public static (long? Read, long? Write)? SetProvisionedThroughput(
        this IConventionEntityType entityType, long? read, long? write, bool fromDataAnnotation = false)
        => SetUnits(entityType, DynamoDbAnnotationNames.ProvisionedThroughput, read, write, fromDataAnnotation);

    /// <summary>Sets the most read and write units per second that the table may use on demand.</summary>
    /// <param name="entityType">The entity type: the root of its hierarchy.</param>
    /// <param name="read">At least 1, or null for no limit.</param>
    /// <param name="write">At least 1, or null for no limit.</param>
    /// <param name="fromDataAnnotation">Whether an attribute said so.</param>
    /// <returns>What is configured now.</returns>
    public static (long? Read, long? Write)? SetOnDemandThroughput(
        this IConventionEntityType entityType, long? read, long? write, bool fromDataAnnotation = false)
        => SetUnits(entityType, DynamoDbAnnotationNames.OnDemandThroughput, read, write, fromDataAnnotation);

    /// <summary>Sets the read and write units per second that are kept warm for the table.</summary>
    /// <param name="entityType">The entity type: the root of its hierarchy.</param>
    /// <param name="read">At least DynamoDB's default, or null.</param>
    /// <param name="write">At least DynamoDB's default, or null.</param>
    /// <param name="fromDataAnnotation">Whether an attribute said so.</param>
    /// <returns>What is configured now.</returns>
    public static (long? Read, long? Write)? SetWarmThroughput(
        this IConventionEntityType entityType, long? read, long? write, bool fromDataAnnotation = false)
        => SetUnits(entityType, DynamoDbAnnotationNames.WarmThroughput, read, write, fromDataAnnotation);

    private static (long? Read, long? Write)? SetUnits(
        IConventionEntityType entityType, string annotation, long? read, long? write, bool fromDataAnnotation)
        => Throughput.FromAnnotation(Set(entityType, annotation, Throughput.ToAnnotation(read, write), fromDataAnnotation)) is { } throughput
            ? (throughput.Read, throughput.Write)
            : null;

    private static void SetUnits(IMutableEntityType entityType, string annotation, long? read, long? write)
    {
        ArgumentNullException.ThrowIfNull(entityType);
        entityType.SetOrRemoveAnnotation(annotation, Throughput.ToAnnotation(read, write));
    }

    private static (long? Read, long? Write)? Units(IReadOnlyEntityType entityType, string annotation)
    {
        ArgumentNullException.ThrowIfNull(entityType);
        return Throughput.FromAnnotation(entityType.GetRootType()[annotation]) is { } throughput
            ? (throughput.Read, throughput.Write)
            : null;
    }
}
