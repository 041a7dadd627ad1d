using System.Text.Json;
using System.Text.Json.Serialization;
using EFCore.DynamoDb.Items;
using EFCore.DynamoDb.Storage;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Microsoft.EntityFrameworkCore;

/// <summary>In which form the properties of complex types are stored.</summary>
public static partial class DynamoDbDocumentBuilderExtensions
{
    /// <inheritdoc cref="DynamoDbPropertyBuilderExtensions.HasUnixTimestamp(PropertyBuilder, TimestampUnit)" />
    public static ComplexTypePropertyBuilder HasUnixTimestamp(this ComplexTypePropertyBuilder propertyBuilder, TimestampUnit unit)
    {
        ArgumentNullException.ThrowIfNull(propertyBuilder);
        propertyBuilder.Metadata.SetUnixTimestamp(unit);
        return propertyBuilder;
    }

    /// <inheritdoc cref="DynamoDbPropertyBuilderExtensions.HasUnixTimestamp(PropertyBuilder, TimestampUnit)" />
    public static ComplexTypePropertyBuilder<TProperty> HasUnixTimestamp<TProperty>(
        this ComplexTypePropertyBuilder<TProperty> propertyBuilder, TimestampUnit unit)
        => (ComplexTypePropertyBuilder<TProperty>)HasUnixTimestamp((ComplexTypePropertyBuilder)propertyBuilder, unit);

    /// <inheritdoc cref="DynamoDbPropertyBuilderExtensions.HasIsoFormat(PropertyBuilder, string)" />
    public static ComplexTypePropertyBuilder HasIsoFormat(this ComplexTypePropertyBuilder propertyBuilder, string format)
    {
        ArgumentNullException.ThrowIfNull(propertyBuilder);
        ArgumentException.ThrowIfNullOrEmpty(format);
        propertyBuilder.Metadata.SetIsoFormat(format);
        return propertyBuilder;
    }

    /// <inheritdoc cref="DynamoDbPropertyBuilderExtensions.HasIsoFormat(PropertyBuilder, string)" />
    public static ComplexTypePropertyBuilder<TProperty> HasIsoFormat<TProperty>(
        this ComplexTypePropertyBuilder<TProperty> propertyBuilder, string format)
        => (ComplexTypePropertyBuilder<TProperty>)HasIsoFormat((ComplexTypePropertyBuilder)propertyBuilder, format);

    /// <inheritdoc cref="DynamoDbPropertyBuilderExtensions.HasJsonStr(PropertyBuilder, JsonSerializerOptions)" />
    public static ComplexTypePropertyBuilder HasJsonStr(this ComplexTypePropertyBuilder propertyBuilder, JsonSerializerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(propertyBuilder);
        propertyBuilder.Metadata.SetOrRemoveAnnotation(MappingAnnotationNames.JsonStr, (object?)options ?? true);
        return propertyBuilder;
    }

    /// <inheritdoc cref="DynamoDbPropertyBuilderExtensions.HasJsonStr(PropertyBuilder, JsonSerializerOptions)" />
    public static ComplexTypePropertyBuilder<TProperty> HasJsonStr<TProperty>(
        this ComplexTypePropertyBuilder<TProperty> propertyBuilder, JsonSerializerOptions? options = null)
        => (ComplexTypePropertyBuilder<TProperty>)HasJsonStr((ComplexTypePropertyBuilder)propertyBuilder, options);

    /// <inheritdoc cref="DynamoDbPropertyBuilderExtensions.HasJsonStr(PropertyBuilder, JsonSerializerContext)" />
    public static ComplexTypePropertyBuilder HasJsonStr(this ComplexTypePropertyBuilder propertyBuilder, JsonSerializerContext context)
    {
        ArgumentNullException.ThrowIfNull(propertyBuilder);
        ArgumentNullException.ThrowIfNull(context);
        propertyBuilder.Metadata.SetOrRemoveAnnotation(MappingAnnotationNames.JsonStr, context.Options);
        return propertyBuilder;
    }

    /// <inheritdoc cref="DynamoDbPropertyBuilderExtensions.HasJsonStr(PropertyBuilder, JsonSerializerContext)" />
    public static ComplexTypePropertyBuilder<TProperty> HasJsonStr<TProperty>(
        this ComplexTypePropertyBuilder<TProperty> propertyBuilder, JsonSerializerContext context)
        => (ComplexTypePropertyBuilder<TProperty>)HasJsonStr((ComplexTypePropertyBuilder)propertyBuilder, context);

    /// <inheritdoc cref="DynamoDbPropertyBuilderExtensions.HasAttributeType(PropertyBuilder, DynamoDbAttributeType)" />
    public static ComplexTypePropertyBuilder HasAttributeType(this ComplexTypePropertyBuilder propertyBuilder, DynamoDbAttributeType attributeType)
    {
        ArgumentNullException.ThrowIfNull(propertyBuilder);
        propertyBuilder.Metadata.SetAttributeType(attributeType);
        return propertyBuilder;
    }

    /// <inheritdoc cref="DynamoDbPropertyBuilderExtensions.HasAttributeType(PropertyBuilder, DynamoDbAttributeType)" />
    public static ComplexTypePropertyBuilder<TProperty> HasAttributeType<TProperty>(
        this ComplexTypePropertyBuilder<TProperty> propertyBuilder, DynamoDbAttributeType attributeType)
        => (ComplexTypePropertyBuilder<TProperty>)HasAttributeType((ComplexTypePropertyBuilder)propertyBuilder, attributeType);

    /// <inheritdoc cref="DynamoDbPropertyBuilderExtensions.StoreNullAsNull(PropertyBuilder, bool)" />
    public static ComplexTypePropertyBuilder StoreNullAsNull(this ComplexTypePropertyBuilder propertyBuilder, bool storeNull = true)
    {
        ArgumentNullException.ThrowIfNull(propertyBuilder);
        propertyBuilder.Metadata.SetStoreNullAsNull(storeNull);
        return propertyBuilder;
    }

    /// <inheritdoc cref="DynamoDbPropertyBuilderExtensions.StoreNullAsNull(PropertyBuilder, bool)" />
    public static ComplexTypePropertyBuilder<TProperty> StoreNullAsNull<TProperty>(
        this ComplexTypePropertyBuilder<TProperty> propertyBuilder, bool storeNull = true)
        => (ComplexTypePropertyBuilder<TProperty>)StoreNullAsNull((ComplexTypePropertyBuilder)propertyBuilder, storeNull);

    /// <inheritdoc cref="DynamoDbPropertyBuilderExtensions.HasUnixTimestamp(PropertyBuilder, TimestampUnit)" />
    public static ComplexCollectionTypePropertyBuilder HasUnixTimestamp(this ComplexCollectionTypePropertyBuilder propertyBuilder, TimestampUnit unit)
    {
        ArgumentNullException.ThrowIfNull(propertyBuilder);
        propertyBuilder.Metadata.SetUnixTimestamp(unit);
        return propertyBuilder;
    }

    /// <inheritdoc cref="DynamoDbPropertyBuilderExtensions.HasUnixTimestamp(PropertyBuilder, TimestampUnit)" />
    public static ComplexCollectionTypePropertyBuilder<TProperty> HasUnixTimestamp<TProperty>(
        this ComplexCollectionTypePropertyBuilder<TProperty> propertyBuilder, TimestampUnit unit)
        => (ComplexCollectionTypePropertyBuilder<TProperty>)HasUnixTimestamp((ComplexCollectionTypePropertyBuilder)propertyBuilder, unit);

    /// <inheritdoc cref="DynamoDbPropertyBuilderExtensions.HasIsoFormat(PropertyBuilder, string)" />
    public static ComplexCollectionTypePropertyBuilder HasIsoFormat(this ComplexCollectionTypePropertyBuilder propertyBuilder, string format)
    {
        ArgumentNullException.ThrowIfNull(propertyBuilder);
        ArgumentException.ThrowIfNullOrEmpty(format);
        propertyBuilder.Metadata.SetIsoFormat(format);
        return propertyBuilder;
    }

    /// <inheritdoc cref="DynamoDbPropertyBuilderExtensions.HasIsoFormat(PropertyBuilder, string)" />
    public static ComplexCollectionTypePropertyBuilder<TProperty> HasIsoFormat<TProperty>(
        this ComplexCollectionTypePropertyBuilder<TProperty> propertyBuilder, string format)
        => (ComplexCollectionTypePropertyBuilder<TProperty>)HasIsoFormat((ComplexCollectionTypePropertyBuilder)propertyBuilder, format);

    /// <inheritdoc cref="DynamoDbPropertyBuilderExtensions.HasJsonStr(PropertyBuilder, JsonSerializerOptions)" />
    public static ComplexCollectionTypePropertyBuilder HasJsonStr(this ComplexCollectionTypePropertyBuilder propertyBuilder, JsonSerializerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(propertyBuilder);
        propertyBuilder.Metadata.SetOrRemoveAnnotation(MappingAnnotationNames.JsonStr, (object?)options ?? true);
        return propertyBuilder;
    }

    /// <inheritdoc cref="DynamoDbPropertyBuilderExtensions.HasJsonStr(PropertyBuilder, JsonSerializerOptions)" />
    public static ComplexCollectionTypePropertyBuilder<TProperty> HasJsonStr<TProperty>(
        this ComplexCollectionTypePropertyBuilder<TProperty> propertyBuilder, JsonSerializerOptions? options = null)
        => (ComplexCollectionTypePropertyBuilder<TProperty>)HasJsonStr((ComplexCollectionTypePropertyBuilder)propertyBuilder, options);

    /// <inheritdoc cref="DynamoDbPropertyBuilderExtensions.HasJsonStr(PropertyBuilder, JsonSerializerContext)" />
    public static ComplexCollectionTypePropertyBuilder HasJsonStr(this ComplexCollectionTypePropertyBuilder propertyBuilder, JsonSerializerContext context)
    {
        ArgumentNullException.ThrowIfNull(propertyBuilder);
        ArgumentNullException.ThrowIfNull(context);
        propertyBuilder.Metadata.SetOrRemoveAnnotation(MappingAnnotationNames.JsonStr, context.Options);
        return propertyBuilder;
    }

    /// <inheritdoc cref="DynamoDbPropertyBuilderExtensions.HasJsonStr(PropertyBuilder, JsonSerializerContext)" />
    public static ComplexCollectionTypePropertyBuilder<TProperty> HasJsonStr<TProperty>(
        this ComplexCollectionTypePropertyBuilder<TProperty> propertyBuilder, JsonSerializerContext context)
        => (ComplexCollectionTypePropertyBuilder<TProperty>)HasJsonStr((ComplexCollectionTypePropertyBuilder)propertyBuilder, context);

    /// <inheritdoc cref="DynamoDbPropertyBuilderExtensions.HasAttributeType(PropertyBuilder, DynamoDbAttributeType)" />
    public static ComplexCollectionTypePropertyBuilder HasAttributeType(this ComplexCollectionTypePropertyBuilder propertyBuilder, DynamoDbAttributeType attributeType)
    {
        ArgumentNullException.ThrowIfNull(propertyBuilder);
        propertyBuilder.Metadata.SetAttributeType(attributeType);
        return propertyBuilder;
    }

    /// <inheritdoc cref="DynamoDbPropertyBuilderExtensions.HasAttributeType(PropertyBuilder, DynamoDbAttributeType)" />
    public static ComplexCollectionTypePropertyBuilder<TProperty> HasAttributeType<TProperty>(
        this ComplexCollectionTypePropertyBuilder<TProperty> propertyBuilder, DynamoDbAttributeType attributeType)
        => (ComplexCollectionTypePropertyBuilder<TProperty>)HasAttributeType((ComplexCollectionTypePropertyBuilder)propertyBuilder, attributeType);

    /// <inheritdoc cref="DynamoDbPropertyBuilderExtensions.StoreNullAsNull(PropertyBuilder, bool)" />
    public static ComplexCollectionTypePropertyBuilder StoreNullAsNull(this ComplexCollectionTypePropertyBuilder propertyBuilder, bool storeNull = true)
    {
        ArgumentNullException.ThrowIfNull(propertyBuilder);
        propertyBuilder.Metadata.SetStoreNullAsNull(storeNull);
        return propertyBuilder;
    }

    /// <inheritdoc cref="DynamoDbPropertyBuilderExtensions.StoreNullAsNull(PropertyBuilder, bool)" />
    public static ComplexCollectionTypePropertyBuilder<TProperty> StoreNullAsNull<TProperty>(
        this ComplexCollectionTypePropertyBuilder<TProperty> propertyBuilder, bool storeNull = true)
        => (ComplexCollectionTypePropertyBuilder<TProperty>)StoreNullAsNull((ComplexCollectionTypePropertyBuilder)propertyBuilder, storeNull);
}
