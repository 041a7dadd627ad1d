using EFCore.DynamoDb.Metadata;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Microsoft.EntityFrameworkCore;

/// <summary>What the model knows of a secondary index.</summary>
public static class DynamoDbIndexExtensions
{
    /// <summary>Global or local; null for an index that was not made by <c>HasGsi</c> or <c>HasLsi</c>, which validation refuses.</summary>
    /// <param name="index">The index.</param>
    public static DynamoDbIndexKind? GetIndexKind(this IReadOnlyIndex index)
    {
        ArgumentNullException.ThrowIfNull(index);
        return DynamoDbMetadata.KindOf(index);
    }

    /// <summary>Sets whether the index is global or local.</summary>
    /// <param name="index">The index. The properties of a local one are just its sort key.</param>
    /// <param name="kind">The kind.</param>
    public static void SetIndexKind(this IMutableIndex index, DynamoDbIndexKind? kind)
        => Set(index, DynamoDbAnnotationNames.IndexKind, kind);

    /// <summary>Sets whether the index is global or local.</summary>
    /// <param name="index">The index. The properties of a local one are just its sort key.</param>
    /// <param name="kind">The kind.</param>
    /// <param name="fromDataAnnotation">Whether an attribute said so.</param>
    public static DynamoDbIndexKind? SetIndexKind(this IConventionIndex index, DynamoDbIndexKind? kind, bool fromDataAnnotation = false)
        => (DynamoDbIndexKind?)Set(index, DynamoDbAnnotationNames.IndexKind, kind, fromDataAnnotation);

    /// <summary>Where the kind comes from.</summary>
    /// <param name="index">The index.</param>
    public static ConfigurationSource? GetIndexKindConfigurationSource(this IConventionIndex index)
        => Source(index, DynamoDbAnnotationNames.IndexKind);

    /// <summary>How many of a global index's properties, from the first, are its partition key; the others are its sort key.</summary>
    /// <param name="index">The index.</param>
    public static int GetPartitionKeyCount(this IReadOnlyIndex index)
    {
        ArgumentNullException.ThrowIfNull(index);
        return DynamoDbMetadata.PartitionKeyCountOf(index);
    }

    /// <summary>Sets how many of a global index's properties, from the first, are its partition key.</summary>
    /// <param name="index">The index.</param>
    /// <param name="count">1 to 4.</param>
    public static void SetPartitionKeyCount(this IMutableIndex index, int? count)
        => Set(index, DynamoDbAnnotationNames.PartitionKeyCount, count);

    /// <summary>Sets how many of a global index's properties, from the first, are its partition key.</summary>
    /// <param name="index">The index.</param>
    /// <param name="count">1 to 4.</param>
    /// <param name="fromDataAnnotation">Whether an attribute said so.</param>
    public static int? SetPartitionKeyCount(this IConventionIndex index, int? count, bool fromDataAnnotation = false)
        => (int?)Set(index, DynamoDbAnnotationNames.PartitionKeyCount, count, fromDataAnnotation);

    /// <summary>Which attributes the index carries: all, if nothing else was said.</summary>
    /// <param name="index">The index.</param>
    public static DynamoDbProjection GetProjection(this IReadOnlyIndex index)
    {
        ArgumentNullException.ThrowIfNull(index);
        return DynamoDbMetadata.ProjectionOf(index);
    }

    /// <summary>Sets which attributes the index carries.</summary>
    /// <param name="index">The index.</param>
    /// <param name="projection">The projection; null for the default.</param>
    public static void SetProjection(this IMutableIndex index, DynamoDbProjection? projection)
        => Set(index, DynamoDbAnnotationNames.Projection, projection);

    /// <summary>Sets which attributes the index carries.</summary>
    /// <param name="index">The index.</param>
    /// <param name="projection">The projection; null for the default.</param>
    /// <param name="fromDataAnnotation">Whether an attribute said so.</param>
    public static DynamoDbProjection? SetProjection(
        this IConventionIndex index, DynamoDbProjection? projection, bool fromDataAnnotation = false)
        => (DynamoDbProjection?)Set(index, DynamoDbAnnotationNames.Projection, projection, fromDataAnnotation);

    /// <summary>Where the projection comes from.</summary>
    /// <param name="index">The index.</param>
    public static ConfigurationSource? GetProjectionConfigurationSource(this IConventionIndex index)
        => Source(index, DynamoDbAnnotationNames.Projection);

    /// <summary>The names of the properties whose attributes the index carries besides the keys.</summary>
    /// <param name="index">The index.</param>
    public static IReadOnlyList<string> GetIncludedProperties(this IReadOnlyIndex index)
    {
        ArgumentNullException.ThrowIfNull(index);
        return DynamoDbMetadata.IncludedPropertiesOf(index);
    }

    /// <summary>Sets the properties whose attributes the index carries besides the keys.</summary>
    /// <param name="index">The index.</param>
    /// <param name="properties">The names of 1 to 20 properties.</param>
    public static void SetIncludedProperties(this IMutableIndex index, IReadOnlyList<string>? properties)
        => Set(index, DynamoDbAnnotationNames.IncludedProperties, properties?.ToArray());

    /// <summary>Sets the properties whose attributes the index carries besides the keys.</summary>
    /// <param name="index">The index.</param>
    /// <param name="properties">The names of 1 to 20 properties.</param>
    /// <param name="fromDataAnnotation">Whether an attribute said so.</param>
    public static IReadOnlyList<string>? SetIncludedProperties(
        this IConventionIndex index, IReadOnlyList<string>? properties, bool fromDataAnnotation = false)
        => (string[]?)Set(index, DynamoDbAnnotationNames.IncludedProperties, properties?.ToArray(), fromDataAnnotation);

    /// <summary>Whether the model says that items without the index's key are left out on purpose.</summary>
    /// <param name="index">The index.</param>
    public static bool GetIsSparse(this IReadOnlyIndex index)
    {
        ArgumentNullException.ThrowIfNull(index);
        return DynamoDbMetadata.IsSparse(index);
    }

    /// <summary>Sets whether items without the index's key are left out on purpose.</summary>
    /// <param name="index">The index.</param>
    /// <param name="sparse">Whether they are; null for the default.</param>
    public static void SetIsSparse(this IMutableIndex index, bool? sparse)
        => Set(index, DynamoDbAnnotationNames.IsSparse, sparse);

    /// <summary>Sets whether items without the index's key are left out on purpose.</summary>
    /// <param name="index">The index.</param>
    /// <param name="sparse">Whether they are; null for the default.</param>
    /// <param name="fromDataAnnotation">Whether an attribute said so.</param>
    public static bool? SetIsSparse(this IConventionIndex index, bool? sparse, bool fromDataAnnotation = false)
        => (bool?)Set(index, DynamoDbAnnotationNames.IsSparse, sparse, fromDataAnnotation);

    /// <summary>The read and write units per second that are provisioned for the index, or null to provision as for the table.</summary>
    /// <param name="index">The index.</param>
    public static (long? Read, long? Write)? GetProvisionedThroughput(this IReadOnlyIndex index)
        => Units(index, DynamoDbAnnotationNames.ProvisionedThroughput);

    /// <summary>Sets the read and write units per second that are provisioned for the index.</summary>
    /// <param name="index">The index.</param>
    /// <param name="read">At least 1.</param>
    /// <param name="write">At least 1.</param>
    public static void SetProvisionedThroughput(this IMutableIndex index, long read, long write)
        => Set(index, DynamoDbAnnotationNames.ProvisionedThroughput, Throughput.ToAnnotation(read, write));

    /// <summary>The most read and write units per second that the index may use on demand, or null.</summary>
    /// <param name="index">The index.</param>
    public static (long? Read, long? Write)? GetOnDemandThroughput(this IReadOnlyIndex index)
        => Units(index, DynamoDbAnnotationNames.OnDemandThroughput);

    /// <summary>Sets the most read and write units per second that the index may use on demand.</summary>
    /// <param name="index">The index.</param>
    /// <param name="maxRead">At least 1, or null for no limit.</param>
    /// <param name="maxWrite">At least 1, or null for no limit.</param>
    public static void SetOnDemandThroughput(this IMutableIndex index, long? maxRead, long? maxWrite)
        => Set(index, DynamoDbAnnotationNames.OnDemandThroughput, Throughput.ToAnnotation(maxRead, maxWrite));

    /// <summary>The read and write units per second that are kept warm for the index, or null for DynamoDB's default.</summary>
    /// <param name="index">The index.</param>
    public static (long? Read, long? Write)? GetWarmThroughput(this IReadOnlyIndex index)
        => Units(index, DynamoDbAnnotationNames.WarmThroughput);

    /// <summary>Sets the read and write units per second that are kept warm for the index.</summary>
    /// <param name="index">The index.</param>
    /// <param name="read">At least DynamoDB's default, or null.</param>
    /// <param name="write">At least DynamoDB's default, or null.</param>
    public static void SetWarmThroughput(this IMutableIndex index, long? read, long? write)
        => Set(index, DynamoDbAnnotationNames.WarmThroughput, Throughput.ToAnnotation(read, write));

    /// <summary>Sets the read and write units per second that are provisioned for the index.</summary>
    /// <param name="index">The index.</param>
    /// <param name="read">At least 1; null for neither.</param>
    /// <param name="write">At least 1; null for neither.</param>
    /// <param name="fromDataAnnotation">Whether an attribute said so.</param>
    /// <returns>What is configured now.</returns>
    public static (long? Read, long? Write)? SetProvisionedThroughput(
        this IConventionIndex index, long? read, long? write, bool fromDataAnnotation = false)
        => SetUnits(index, DynamoDbAnnotationNames.ProvisionedThroughput, read, write, fromDataAnnotation);

    /// <summary>Sets the most read and write units per second that the index may use on demand.</summary>
    /// <param name="index">The index.</param>
    /// <param name="read">At least 1, or null for no limit.</param>
    /// <param name="write">At least 1, or null for no limit.</param>
    /// <param name="fromDataAnnotation">Whether an attribute said so.</param>
    /// <returns>What is configured now.</returns>
    public static (long? Read, long? Write)? SetOnDemandThroughput(
        this IConventionIndex index, long? read, long? write, bool fromDataAnnotation = false)
        => SetUnits(index, DynamoDbAnnotationNames.OnDemandThroughput, read, write, fromDataAnnotation);

    /// <summary>Sets the read and write units per second that are kept warm for the index.</summary>
    /// <param name="index">The index.</param>
    /// <param name="read">At least DynamoDB's default, or null.</param>
    /// <param name="write">At least DynamoDB's default, or null.</param>
    /// <param name="fromDataAnnotation">Whether an attribute said so.</param>
    /// <returns>What is configured now.</returns>
    public static (long? Read, long? Write)? SetWarmThroughput(
        this IConventionIndex index, long? read, long? write, bool fromDataAnnotation = false)
        => SetUnits(index, DynamoDbAnnotationNames.WarmThroughput, read, write, fromDataAnnotation);

    private static (long? Read, long? Write)? SetUnits(
        IConventionIndex index, string annotation, long? read, long? write, bool fromDataAnnotation)
        => Throughput.FromAnnotation(Set(index, annotation, Throughput.ToAnnotation(read, write), fromDataAnnotation)) is { } throughput
            ? (throughput.Read, throughput.Write)
            : null;

    private static void Set(IMutableIndex index, string annotation, object? value)
    {
        ArgumentNullException.ThrowIfNull(index);
        index.SetOrRemoveAnnotation(annotation, value);
    }

    private static object? Set(IConventionIndex index, string annotation, object? value, bool fromDataAnnotation)
    {
        ArgumentNullException.ThrowIfNull(index);
        return index.SetOrRemoveAnnotation(annotation, value, fromDataAnnotation)?.Value;
    }

    private static ConfigurationSource? Source(IConventionIndex index, string annotation)
    {
        ArgumentNullException.ThrowIfNull(index);
        return index.FindAnnotation(annotation)?.GetConfigurationSource();
    }

    private static (long? Read, long? Write)? Units(IReadOnlyIndex index, string annotation)
    {
        ArgumentNullException.ThrowIfNull(index);
        return Throughput.FromAnnotation(index[annotation]) is { } throughput ? (throughput.Read, throughput.Write) : null;
    }
}
