using EFCore.DynamoDb.Items;
using EFCore.DynamoDb.Storage;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Microsoft.EntityFrameworkCore;

/// <summary>The forms of values, for conventions: they give way to explicit configuration.</summary>
public static partial class DynamoDbPropertyBuilderExtensions
{
    /// <summary>Stores a time as whole units since 1970; null for the usual form.</summary>
    /// <param name="propertyBuilder">The property.</param>
    /// <param name="unit">The unit.</param>
    /// <param name="fromDataAnnotation">Whether an attribute said so.</param>
    /// <returns>The same builder, or null where a stronger configuration stands.</returns>
    public static IConventionPropertyBuilder? HasUnixTimestamp(
        this IConventionPropertyBuilder propertyBuilder, TimestampUnit? unit, bool fromDataAnnotation = false)
        => propertyBuilder.CanSetUnixTimestamp(unit, fromDataAnnotation)
            ? propertyBuilder.HasNonNullAnnotation(MappingAnnotationNames.UnixTimestamp, unit, fromDataAnnotation)
            : null;

    /// <summary>Whether <see cref="HasUnixTimestamp(IConventionPropertyBuilder, TimestampUnit?, bool)" /> would be heard.</summary>
    /// <param name="propertyBuilder">The property.</param>
    /// <param name="unit">The unit.</param>
    /// <param name="fromDataAnnotation">Whether an attribute says so.</param>
    public static bool CanSetUnixTimestamp(
        this IConventionPropertyBuilder propertyBuilder, TimestampUnit? unit, bool fromDataAnnotation = false)
    {
        ArgumentNullException.ThrowIfNull(propertyBuilder);
        return propertyBuilder.CanSetAnnotation(MappingAnnotationNames.UnixTimestamp, unit, fromDataAnnotation);
    }

    /// <summary>Stores a date or time as text in a format; null for the usual form.</summary>
    /// <param name="propertyBuilder">The property.</param>
    /// <param name="format">A date and time format of .NET.</param>
    /// <param name="fromDataAnnotation">Whether an attribute said so.</param>
    /// <returns>The same builder, or null where a stronger configuration stands.</returns>
    public static IConventionPropertyBuilder? HasIsoFormat(
        this IConventionPropertyBuilder propertyBuilder, string? format, bool fromDataAnnotation = false)
        => propertyBuilder.CanSetIsoFormat(format, fromDataAnnotation)
            ? propertyBuilder.HasNonNullAnnotation(MappingAnnotationNames.IsoFormat, format, fromDataAnnotation)
            : null;

    /// <summary>Whether <see cref="HasIsoFormat(IConventionPropertyBuilder, string, bool)" /> would be heard.</summary>
    /// <param name="propertyBuilder">The property.</param>
    /// <param name="format">A date and time format of .NET.</param>
    /// <param name="fromDataAnnotation">Whether an attribute says so.</param>
    public static bool CanSetIsoFormat(
        this IConventionPropertyBuilder propertyBuilder, string? format, bool fromDataAnnotation = false)
    {
        ArgumentNullException.ThrowIfNull(propertyBuilder);
        return propertyBuilder.CanSetAnnotation(MappingAnnotationNames.IsoFormat, format, fromDataAnnotation);
    }

    /// <summary>Stores the property as JSON text by the serializer's defaults; null or false for the usual form.</summary>
    /// <param name="propertyBuilder">The property.</param>
    /// <param name="json">Whether it is.</param>
    /// <param name="fromDataAnnotation">Whether an attribute said so.</param>
    /// <returns>The same builder, or null where a stronger configuration stands.</returns>
    public static IConventionPropertyBuilder? HasJsonStr(
        this IConventionPropertyBuilder propertyBuilder, bool? json, bool fromDataAnnotation = false)
        => propertyBuilder.CanSetJsonStr(json, fromDataAnnotation)
            ? propertyBuilder.HasNonNullAnnotation(MappingAnnotationNames.JsonStr, json == true ? true : null, fromDataAnnotation)
            : null;

    /// <summary>Whether <see cref="HasJsonStr(IConventionPropertyBuilder, bool?, bool)" /> would be heard.</summary>
    /// <param name="propertyBuilder">The property.</param>
    /// <param name="json">Whether it is.</param>
    /// <param name="fromDataAnnotation">Whether an attribute says so.</param>
    public static bool CanSetJsonStr(
        this IConventionPropertyBuilder propertyBuilder, bool? json, bool fromDataAnnotation = false)
    {
        ArgumentNullException.ThrowIfNull(propertyBuilder);
        return propertyBuilder.CanSetAnnotation(MappingAnnotationNames.JsonStr, json == true ? true : null, fromDataAnnotation);
    }

    /// <summary>Stores the property in an attribute of another type than the usual one; null for the usual one.</summary>
    /// <param name="propertyBuilder">The property.</param>
    /// <param name="attributeType">The type.</param>
    /// <param name="fromDataAnnotation">Whether an attribute said so.</param>
    /// <returns>The same builder, or null where a stronger configuration stands.</returns>
    public static IConventionPropertyBuilder? HasAttributeType(
        this IConventionPropertyBuilder propertyBuilder, DynamoDbAttributeType? attributeType, bool fromDataAnnotation = false)
        => propertyBuilder.CanSetAttributeType(attributeType, fromDataAnnotation)
            ? propertyBuilder.HasNonNullAnnotation(MappingAnnotationNames.AttributeType, attributeType, fromDataAnnotation)
            : null;

    /// <summary>Whether <see cref="HasAttributeType(IConventionPropertyBuilder, DynamoDbAttributeType?, bool)" /> would be heard.</summary>
    /// <param name="propertyBuilder">The property.</param>
    /// <param name="attributeType">The type.</param>
    /// <param name="fromDataAnnotation">Whether an attribute says so.</param>
    public static bool CanSetAttributeType(
        this IConventionPropertyBuilder propertyBuilder, DynamoDbAttributeType? attributeType, bool fromDataAnnotation = false)
    {
        ArgumentNullException.ThrowIfNull(propertyBuilder);
        return propertyBuilder.CanSetAnnotation(MappingAnnotationNames.AttributeType, attributeType, fromDataAnnotation);
    }

    /// <summary>Whether null is stored as NULL; null for what the options say.</summary>
    /// <param name="propertyBuilder">The property.</param>
    /// <param name="storeNull">Whether it is.</param>
    /// <param name="fromDataAnnotation">Whether an attribute said so.</param>
    /// <returns>The same builder, or null where a stronger configuration stands.</returns>
    public static IConventionPropertyBuilder? StoreNullAsNull(
        this IConventionPropertyBuilder propertyBuilder, bool? storeNull, bool fromDataAnnotation = false)
        => propertyBuilder.CanSetStoreNullAsNull(storeNull, fromDataAnnotation)
            ? propertyBuilder.HasNonNullAnnotation(MappingAnnotationNames.StoreNull, storeNull, fromDataAnnotation)
            : null;

    /// <summary>Whether <see cref="StoreNullAsNull(IConventionPropertyBuilder, bool?, bool)" /> would be heard.</summary>
    /// <param name="propertyBuilder">The property.</param>
    /// <param name="storeNull">Whether it is.</param>
    /// <param name="fromDataAnnotation">Whether an attribute says so.</param>
    public static bool CanSetStoreNullAsNull(
        this IConventionPropertyBuilder propertyBuilder, bool? storeNull, bool fromDataAnnotation = false)
    {
        ArgumentNullException.ThrowIfNull(propertyBuilder);
        return propertyBuilder.CanSetAnnotation(MappingAnnotationNames.StoreNull, storeNull, fromDataAnnotation);
    }
}
