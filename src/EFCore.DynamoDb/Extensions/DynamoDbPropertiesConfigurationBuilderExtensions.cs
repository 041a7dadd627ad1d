using System.Text.Json;
using System.Text.Json.Serialization;
using EFCore.DynamoDb.Diagnostics;
using EFCore.DynamoDb.Items;
using EFCore.DynamoDb.Storage;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Microsoft.EntityFrameworkCore;

/// <summary>In which form all properties of a type are stored, in ConfigureConventions.</summary>
public static class DynamoDbPropertiesConfigurationBuilderExtensions
{
    /// <summary>Stores the times as whole units since 1970-01-01T00:00:00Z, in numbers (N).</summary>
    /// <param name="builder">The properties.</param>
    /// <param name="unit">The unit.</param>
    public static PropertiesConfigurationBuilder HaveUnixTimestamp(this PropertiesConfigurationBuilder builder, TimestampUnit unit)
    {
        ArgumentNullException.ThrowIfNull(builder);
        if (!Enum.IsDefined(unit))
        {
            throw new ArgumentOutOfRangeException(nameof(unit), DynamoDbStrings.UnknownTimestampUnit((int)unit));
        }

        return builder.HaveAnnotation(MappingAnnotationNames.UnixTimestamp, unit);
    }

    /// <inheritdoc cref="HaveUnixTimestamp(PropertiesConfigurationBuilder, TimestampUnit)" />
    public static PropertiesConfigurationBuilder<TProperty> HaveUnixTimestamp<TProperty>(
        this PropertiesConfigurationBuilder<TProperty> builder, TimestampUnit unit)
        => (PropertiesConfigurationBuilder<TProperty>)HaveUnixTimestamp((PropertiesConfigurationBuilder)builder, unit);

    /// <summary>Stores the dates or times as text (S) in a format of yours.</summary>
    /// <param name="builder">The properties.</param>
    /// <param name="format">A date and time format of .NET.</param>
    public static PropertiesConfigurationBuilder HaveIsoFormat(this PropertiesConfigurationBuilder builder, string format)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(format);
        return builder.HaveAnnotation(MappingAnnotationNames.IsoFormat, format);
    }

    /// <inheritdoc cref="HaveIsoFormat(PropertiesConfigurationBuilder, string)" />
    public static PropertiesConfigurationBuilder<TProperty> HaveIsoFormat<TProperty>(
        this PropertiesConfigurationBuilder<TProperty> builder, string format)
        => (PropertiesConfigurationBuilder<TProperty>)HaveIsoFormat((PropertiesConfigurationBuilder)builder, format);

    /// <summary>Stores the properties in attributes of another type than the usual one.</summary>
    /// <param name="builder">The properties.</param>
    /// <param name="attributeType">The type.</param>
    public static PropertiesConfigurationBuilder HaveAttributeType(this PropertiesConfigurationBuilder builder, DynamoDbAttributeType attributeType)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.HaveAnnotation(MappingAnnotationNames.AttributeType, attributeType);
    }

    /// <inheritdoc cref="HaveAttributeType(PropertiesConfigurationBuilder, DynamoDbAttributeType)" />
    public static PropertiesConfigurationBuilder<TProperty> HaveAttributeType<TProperty>(
        this PropertiesConfigurationBuilder<TProperty> builder, DynamoDbAttributeType attributeType)
        => (PropertiesConfigurationBuilder<TProperty>)HaveAttributeType((PropertiesConfigurationBuilder)builder, attributeType);

    /// <summary>Stores nulls as attributes of the type NULL, or leaves the attributes out.</summary>
    /// <param name="builder">The properties.</param>
    /// <param name="storeNull">Whether they are.</param>
    public static PropertiesConfigurationBuilder StoreNullAsNull(this PropertiesConfigurationBuilder builder, bool storeNull = true)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.HaveAnnotation(MappingAnnotationNames.StoreNull, storeNull);
    }

    /// <inheritdoc cref="StoreNullAsNull(PropertiesConfigurationBuilder, bool)" />
    public static PropertiesConfigurationBuilder<TProperty> StoreNullAsNull<TProperty>(
        this PropertiesConfigurationBuilder<TProperty> builder, bool storeNull = true)
        => (PropertiesConfigurationBuilder<TProperty>)StoreNullAsNull((PropertiesConfigurationBuilder)builder, storeNull);

    /// <summary>Stores the properties as JSON text (S): whatever System.Text.Json serialises.</summary>
    /// <param name="builder">The properties.</param>
    /// <param name="options">The serializer's options, which become read-only; its defaults when they are left out.</param>
    public static PropertiesConfigurationBuilder HaveJsonStr(this PropertiesConfigurationBuilder builder, JsonSerializerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.HaveAnnotation(MappingAnnotationNames.JsonStr, (object?)options ?? true);
    }

    /// <inheritdoc cref="HaveJsonStr(PropertiesConfigurationBuilder, JsonSerializerOptions)" />
    public static PropertiesConfigurationBuilder<TProperty> HaveJsonStr<TProperty>(
        this PropertiesConfigurationBuilder<TProperty> builder, JsonSerializerOptions? options = null)
        => (PropertiesConfigurationBuilder<TProperty>)HaveJsonStr((PropertiesConfigurationBuilder)builder, options);

    /// <summary>Stores the properties as JSON text (S), by a source-generated context.</summary>
    /// <param name="builder">The properties.</param>
    /// <param name="context">A context that knows their type.</param>
    public static PropertiesConfigurationBuilder HaveJsonStr(this PropertiesConfigurationBuilder builder, JsonSerializerContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return HaveJsonStr(builder, context.Options);
    }

    /// <inheritdoc cref="HaveJsonStr(PropertiesConfigurationBuilder, JsonSerializerContext)" />
    public static PropertiesConfigurationBuilder<TProperty> HaveJsonStr<TProperty>(
        this PropertiesConfigurationBuilder<TProperty> builder, JsonSerializerContext context)
        => (PropertiesConfigurationBuilder<TProperty>)HaveJsonStr((PropertiesConfigurationBuilder)builder, context);
}
