using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using EFCore.DynamoDb.Items;
using EFCore.DynamoDb.Storage;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Microsoft.EntityFrameworkCore;

/// <summary>In which form the values of properties are stored.</summary>
public static partial class DynamoDbPropertyBuilderExtensions
{
    /// <summary>
    /// Stores a <see cref="DateTime" /> or <see cref="DateTimeOffset" /> as a number (N): whole units since 1970-01-01T00:00:00Z, rounded down, before
    /// 1970 too. It is read as UTC; a saved entity takes the rounded value, and queries compare at that precision.
    /// </summary>
    /// <param name="propertyBuilder">The property.</param>
    /// <param name="unit">The unit.</param>
    /// <exception cref="ArgumentOutOfRangeException">The unit is none.</exception>
    public static PropertyBuilder HasUnixTimestamp(this PropertyBuilder propertyBuilder, TimestampUnit unit)
    {
        ArgumentNullException.ThrowIfNull(propertyBuilder);
        propertyBuilder.Metadata.SetUnixTimestamp(unit);
        return propertyBuilder;
    }

    /// <inheritdoc cref="HasUnixTimestamp(PropertyBuilder, TimestampUnit)" />
    public static PropertyBuilder<TProperty> HasUnixTimestamp<TProperty>(this PropertyBuilder<TProperty> propertyBuilder, TimestampUnit unit)
        => (PropertyBuilder<TProperty>)HasUnixTimestamp((PropertyBuilder)propertyBuilder, unit);

    /// <summary>
    /// Stores a <see cref="DateTime" />, <see cref="DateTimeOffset" />, <see cref="DateOnly" /> or <see cref="TimeOnly" /> as text in a format of yours,
    /// for a table that others write too. Times are written in UTC, except that a <see cref="DateTimeOffset" /> keeps its offset where the format writes
    /// one. DynamoDB can compare and sort by it only where the texts sort as the times do: fixed width, the larger parts first.
    /// </summary>
    /// <param name="propertyBuilder">The property.</param>
    /// <param name="format">A date and time format of .NET, read and written in the invariant culture.</param>
    public static PropertyBuilder HasIsoFormat(this PropertyBuilder propertyBuilder, string format)
    {
        ArgumentNullException.ThrowIfNull(propertyBuilder);
        ArgumentException.ThrowIfNullOrEmpty(format);
        propertyBuilder.Metadata.SetIsoFormat(format);
        return propertyBuilder;
    }

    /// <inheritdoc cref="HasIsoFormat(PropertyBuilder, string)" />
    public static PropertyBuilder<TProperty> HasIsoFormat<TProperty>(this PropertyBuilder<TProperty> propertyBuilder, string format)
        => (PropertyBuilder<TProperty>)HasIsoFormat((PropertyBuilder)propertyBuilder, format);

    /// <summary>
    /// Stores the property as JSON text in a string attribute (S): any type that System.Text.Json serialises, collections and dictionaries included. What
    /// changed is seen by comparing the JSON. DynamoDB sees only text, so conditions on what is inside are evaluated on the client.
    /// </summary>
    /// <param name="propertyBuilder">The property.</param>
    /// <param name="options">The serializer's options, which become read-only; its defaults when they are left out.</param>
    public static PropertyBuilder HasJsonStr(this PropertyBuilder propertyBuilder, JsonSerializerOptions? options = null)
        => HasJsonStrBy(propertyBuilder, options);

    /// <inheritdoc cref="HasJsonStr(PropertyBuilder, JsonSerializerOptions)" />
    public static PropertyBuilder<TProperty> HasJsonStr<TProperty>(
        this PropertyBuilder<TProperty> propertyBuilder, JsonSerializerOptions? options = null)
        => (PropertyBuilder<TProperty>)HasJsonStrBy(propertyBuilder, options);

    /// <summary>Stores the property as JSON text in a string attribute (S), by a source-generated context: without reflection.</summary>
    /// <param name="propertyBuilder">The property.</param>
    /// <param name="context">A context that knows the property's type.</param>
    public static PropertyBuilder HasJsonStr(this PropertyBuilder propertyBuilder, JsonSerializerContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return HasJsonStrBy(propertyBuilder, context.Options);
    }

    /// <inheritdoc cref="HasJsonStr(PropertyBuilder, JsonSerializerContext)" />
    public static PropertyBuilder<TProperty> HasJsonStr<TProperty>(this PropertyBuilder<TProperty> propertyBuilder, JsonSerializerContext context)
        => (PropertyBuilder<TProperty>)HasJsonStr((PropertyBuilder)propertyBuilder, context);

    /// <summary>Stores the property as JSON text in a string attribute (S), by metadata such as a source-generated context has.</summary>
    /// <param name="propertyBuilder">The property.</param>
    /// <param name="typeInfo">The metadata of the property's type.</param>
    public static PropertyBuilder<TProperty> HasJsonStr<TProperty>(this PropertyBuilder<TProperty> propertyBuilder, JsonTypeInfo<TProperty> typeInfo)
    {
        ArgumentNullException.ThrowIfNull(typeInfo);
        return (PropertyBuilder<TProperty>)HasJsonStrBy(propertyBuilder, typeInfo);
    }

    /// <summary>
    /// Stores the property in an attribute of another type than the usual one of its CLR type: a Guid as B (16 bytes, most significant first), a number as
    /// S, a bool as N (0 or 1), an enumeration as S (its names).
    /// </summary>
    /// <param name="propertyBuilder">The property.</param>
    /// <param name="attributeType">The type; the model is refused when its attributes cannot hold the property.</param>
    public static PropertyBuilder HasAttributeType(this PropertyBuilder propertyBuilder, DynamoDbAttributeType attributeType)
    {
        ArgumentNullException.ThrowIfNull(propertyBuilder);
        propertyBuilder.Metadata.SetAttributeType(attributeType);
        return propertyBuilder;
    }

    /// <inheritdoc cref="HasAttributeType(PropertyBuilder, DynamoDbAttributeType)" />
    public static PropertyBuilder<TProperty> HasAttributeType<TProperty>(
        this PropertyBuilder<TProperty> propertyBuilder, DynamoDbAttributeType attributeType)
        => (PropertyBuilder<TProperty>)HasAttributeType((PropertyBuilder)propertyBuilder, attributeType);

    /// <summary>
    /// Whether a null of this property is stored as an attribute of the type NULL; otherwise, as for all properties unless the options of UseDynamoDb say
    /// otherwise, the attribute is left out. Keys of indexes are always left out. When items are read both are null.
    /// </summary>
    /// <param name="propertyBuilder">The property.</param>
    /// <param name="storeNull">Whether it is stored.</param>
    public static PropertyBuilder StoreNullAsNull(this PropertyBuilder propertyBuilder, bool storeNull = true)
    {
        ArgumentNullException.ThrowIfNull(propertyBuilder);
        propertyBuilder.Metadata.SetStoreNullAsNull(storeNull);
        return propertyBuilder;
    }

    /// <inheritdoc cref="StoreNullAsNull(PropertyBuilder, bool)" />
    public static PropertyBuilder<TProperty> StoreNullAsNull<TProperty>(this PropertyBuilder<TProperty> propertyBuilder, bool storeNull = true)
        => (PropertyBuilder<TProperty>)StoreNullAsNull((PropertyBuilder)propertyBuilder, storeNull);

    private static PropertyBuilder HasJsonStrBy(PropertyBuilder propertyBuilder, object? how)
    {
        ArgumentNullException.ThrowIfNull(propertyBuilder);
        propertyBuilder.Metadata.SetOrRemoveAnnotation(MappingAnnotationNames.JsonStr, how ?? true);
        return propertyBuilder;
    }

    /// <summary>
    /// Makes the property hold the attributes of the item that nothing else is mapped to: they are read into it, and written back attribute by attribute.
    /// One property of an entity type may, a Dictionary&lt;string, object?&gt;, another dictionary with strings as keys, or a JsonObject; queries do not see what is in it.
    /// </summary>
    /// <param name="propertyBuilder">The property.</param>
    /// <param name="extensionData">False takes it back.</param>
    public static PropertyBuilder HasExtensionData(this PropertyBuilder propertyBuilder, bool extensionData = true)
    {
        ArgumentNullException.ThrowIfNull(propertyBuilder);
        propertyBuilder.Metadata.SetOrRemoveAnnotation(MappingAnnotationNames.ExtensionData, extensionData ? true : null);
        return propertyBuilder;
    }

    /// <inheritdoc cref="HasExtensionData(PropertyBuilder, bool)" />
    public static PropertyBuilder<TProperty> HasExtensionData<TProperty>(this PropertyBuilder<TProperty> propertyBuilder, bool extensionData = true)
        => (PropertyBuilder<TProperty>)HasExtensionData((PropertyBuilder)propertyBuilder, extensionData);
}
