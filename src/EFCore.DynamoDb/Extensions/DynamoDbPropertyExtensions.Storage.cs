using EFCore.DynamoDb.Diagnostics;
using EFCore.DynamoDb.Items;
using EFCore.DynamoDb.Metadata;
using EFCore.DynamoDb.Storage;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Microsoft.EntityFrameworkCore;

/// <summary>What the model says of the form in which a property is stored.</summary>
public static partial class DynamoDbPropertyExtensions
{
    /// <summary>The unit since 1970 in which the time is stored; null when it is not stored so.</summary>
    /// <param name="property">The property.</param>
    public static TimestampUnit? GetUnixTimestamp(this IReadOnlyProperty property)
    {
        ArgumentNullException.ThrowIfNull(property);
        return (TimestampUnit?)property[MappingAnnotationNames.UnixTimestamp];
    }

    /// <summary>Sets the unit since 1970 in which the time is stored.</summary>
    /// <param name="property">The property.</param>
    /// <param name="unit">The unit; null for the usual form.</param>
    public static void SetUnixTimestamp(this IMutableProperty property, TimestampUnit? unit)
    {
        ArgumentNullException.ThrowIfNull(property);
        if (unit is { } given && !Enum.IsDefined(given))
        {
            throw new ArgumentOutOfRangeException(nameof(unit), DynamoDbStrings.UnknownTimestampUnit((int)given));
        }

        property.SetOrRemoveAnnotation(MappingAnnotationNames.UnixTimestamp, unit);
    }

    /// <summary>The format in which the date or time is stored as text; null for the usual form.</summary>
    /// <param name="property">The property.</param>
    public static string? GetIsoFormat(this IReadOnlyProperty property)
    {
        ArgumentNullException.ThrowIfNull(property);
        return (string?)property[MappingAnnotationNames.IsoFormat];
    }

    /// <summary>Sets the format in which the date or time is stored as text.</summary>
    /// <param name="property">The property.</param>
    /// <param name="format">A date and time format of .NET; null for the usual form.</param>
    public static void SetIsoFormat(this IMutableProperty property, string? format)
    {
        ArgumentNullException.ThrowIfNull(property);
        property.SetOrRemoveAnnotation(MappingAnnotationNames.IsoFormat, format);
    }

    /// <summary>The type of the attribute that stores the property; null when nothing can.</summary>
    /// <param name="property">The property of a model that is finished.</param>
    public static DynamoDbAttributeType? GetAttributeType(this IProperty property)
    {
        ArgumentNullException.ThrowIfNull(property);
        return DynamoDbMetadata.AttributeTypeOf(property);
    }

    /// <summary>Sets the type of the attribute that stores the property.</summary>
    /// <param name="property">The property.</param>
    /// <param name="attributeType">The type; null for the usual one.</param>
    public static void SetAttributeType(this IMutableProperty property, DynamoDbAttributeType? attributeType)
    {
        ArgumentNullException.ThrowIfNull(property);
        property.SetOrRemoveAnnotation(MappingAnnotationNames.AttributeType, attributeType);
    }

    /// <summary>Whether null is stored as NULL; null where the options of UseDynamoDb decide.</summary>
    /// <param name="property">The property.</param>
    public static bool? GetStoreNullAsNull(this IReadOnlyProperty property)
    {
        ArgumentNullException.ThrowIfNull(property);
        return (bool?)property[MappingAnnotationNames.StoreNull];
    }

    /// <summary>Sets whether null is stored as NULL.</summary>
    /// <param name="property">The property.</param>
    /// <param name="storeNull">Whether it is; null for what the options say.</param>
    public static void SetStoreNullAsNull(this IMutableProperty property, bool? storeNull)
    {
        ArgumentNullException.ThrowIfNull(property);
        property.SetOrRemoveAnnotation(MappingAnnotationNames.StoreNull, storeNull);
    }

    /// <summary>Whether the property is stored as JSON text.</summary>
    /// <param name="property">The property.</param>
    public static bool IsJsonStr(this IReadOnlyProperty property)
    {
        ArgumentNullException.ThrowIfNull(property);
        return property[MappingAnnotationNames.JsonStr] is not null;
    }

    /// <summary>Sets whether the property is stored as JSON text, by the serializer's defaults.</summary>
    /// <param name="property">The property.</param>
    /// <param name="json">Whether it is.</param>
    public static void SetJsonStr(this IMutableProperty property, bool json)
    {
        ArgumentNullException.ThrowIfNull(property);
        property.SetOrRemoveAnnotation(MappingAnnotationNames.JsonStr, json ? true : null);
    }
}
