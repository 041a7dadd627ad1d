using System.Collections.Concurrent;
using System.Reflection;
using EFCore.DynamoDb.Items;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace EFCore.DynamoDb.Storage;

/// <summary>
/// Finds how a property is stored: its CLR type, or the one that its value converter makes of it, in the usual form or in the one that the model says.
/// A type that attributes do not hold as it is gets one of EF Core's own converters, if there is one. What the model says wrongly is the validator's to
/// refuse; here it counts as not said.
/// </summary>
internal sealed partial class DynamoDbTypeMappingSource(TypeMappingSourceDependencies dependencies) : TypeMappingSource(dependencies)
{
    // Equal mappings are one instance: comparing two attributes is left to the server only then.
    private readonly ConcurrentDictionary<(Type Type, DynamoDbAttributeType? AttributeType), DynamoDbScalarTypeMapping> _scalars = new();
    private readonly ConcurrentDictionary<Type, DynamoDbDocumentTypeMapping> _json = new();
    private readonly ConcurrentDictionary<(Type Type, TimestampUnit Unit), DynamoDbUnixTimestampTypeMapping> _timestamps = new();
    private readonly ConcurrentDictionary<(Type Type, string Format), DynamoDbIsoTextTypeMapping> _isoTexts = new();

    public override CoreTypeMapping? FindMapping(IProperty property)
    {
        var settings = StorageSettings.Of(property);
        if (settings.Json is { } how)
        {
            return FindJsonMapping(property.ClrType, how);
        }

        var mapping = base.FindMapping(property);
        if (mapping is null or DynamoDbCollectionTypeMapping
            && property.GetElementType() is null && property.GetValueConverter() is null && property.GetProviderClrType() is null)
        {
            mapping = ConfiguredCollectionOf(property.ClrType, property.DeclaringType.Model) ?? mapping;
        }

        if (mapping is not DynamoDbTypeMapping found)
        {
            return mapping;
        }

        // No BOOL can be a key.
        if (settings.IsEmpty && found.AttributeType == DynamoDbAttributeType.Bool && (property.IsKey() || property.IsIndex()))
        {
            settings = settings with { AttributeType = DynamoDbAttributeType.N };
        }

        return settings.IsEmpty ? found : Apply(settings, found);
    }

    /// <summary>EF Core asks this of constants in projections too; collections may be among them, though no attribute holds one.</summary>
    public override CoreTypeMapping? FindMapping(Type type)
        => base.FindMapping(type)
            ?? (CollectionTypes.ElementOf(type) is { } elementType && base.FindMapping(elementType) is not null ? new ConstantTypeMapping(type) : null);

    /// <summary>What is stored as JSON is a property, whatever its type could be otherwise.</summary>
    public override CoreTypeMapping? FindMapping(MemberInfo member, IModel model, bool useAttributes)
        => useAttributes && member.IsDefined(typeof(JsonStrAttribute), inherit: true)
            ? DynamoDbJsonTypeMapping.Default
            : base.FindMapping(member, model, useAttributes)
                ?? (member is not PropertyInfo { PropertyType: var type } ? null
                    : ConfiguredCollectionOf(type, model) is { } collection ? collection
                    : NoNavigation(type));

    /// <summary>A collection of values that has no form, such as a set of JSON, is a property that the validator refuses, and no navigation to JSON.</summary>
    private ConstantTypeMapping? NoNavigation(Type type)
        => CollectionTypes.ElementOf(type) is { } element && base.FindMapping(element) is DynamoDbDocumentTypeMapping ? new ConstantTypeMapping(type) : null;

    protected override CoreTypeMapping? FindMapping(in TypeMappingInfo mappingInfo)
        => base.FindMapping(mappingInfo) // Plug-ins first: they know types that this provider does not, or know them better.
            ?? (mappingInfo.ClrType is not { } type ? null
                : StoredForms.Find(type) is not null ? ScalarOf(type, null)
                : JsonForms.Find(type) is not null ? _json.GetOrAdd(type, static type => new DynamoDbDocumentTypeMapping(type, JsonForms.Find(type)!))
                : null);

    private static DynamoDbJsonTypeMapping? FindJsonMapping(Type type, object how)
    {
        try
        {
            return new DynamoDbJsonTypeMapping(Nullable.GetUnderlyingType(type) ?? type, how);
        }
        catch (Exception exception) when (StorageSettings.IsSerializersRefusal(exception))
        {
            return null;
        }
    }

    private DynamoDbTypeMapping Apply(StorageSettings settings, DynamoDbTypeMapping found)
    {
        if (found is DynamoDbCollectionTypeMapping { Converter: null } collection)
        {
            // What is said of a collection is said of its elements.
            return CollectionOf(collection.ClrType, Apply(settings, collection.Element)) ?? found;
        }

        if (found.ClrType.IsEnum && settings.AttributeType == DynamoDbAttributeType.S && found.Converter is null)
        {
            // The names, as HasConversion<string>() has them.
            return (DynamoDbTypeMapping)ScalarOf(typeof(string), null).WithComposedConverter(
                (ValueConverter)Activator.CreateInstance(typeof(EnumToStringConverter<>).MakeGenericType(found.ClrType))!);
        }

        var stored = found.Converter?.ProviderClrType ?? found.ClrType;
        stored = Nullable.GetUnderlyingType(stored) ?? stored;
        DynamoDbTypeMapping? mapping =
            settings.UnixTimestamp is { } unit && Instants.Supports(stored)
                ? _timestamps.GetOrAdd((stored, unit), static key => new DynamoDbUnixTimestampTypeMapping(key.Type, key.Unit))
            : settings.IsoFormat is { } format && IsoText.Supports(stored)
                ? _isoTexts.GetOrAdd((stored, format), static key => new DynamoDbIsoTextTypeMapping(key.Type, key.Format))
            : settings.AttributeType is { } attributeType && StoredForms.Find(stored, attributeType) is not null
                ? ScalarOf(stored, attributeType)
            : null;
        return mapping is null ? found
            : found.Converter is null ? mapping
            : (DynamoDbTypeMapping)mapping.WithComposedConverter(found.Converter, found.Comparer, found.KeyComparer);
    }

    private DynamoDbScalarTypeMapping ScalarOf(Type type, DynamoDbAttributeType? attributeType)
        => _scalars.GetOrAdd((type, attributeType), static key => new DynamoDbScalarTypeMapping(key.Type, key.AttributeType));

    /// <summary>Says that a query may hold a constant of the type.</summary>
    private sealed class ConstantTypeMapping : CoreTypeMapping
    {
        public ConstantTypeMapping(Type clrType)
            : this(new CoreTypeMappingParameters(clrType))
        {
        }

        private ConstantTypeMapping(CoreTypeMappingParameters parameters)
            : base(parameters)
        {
        }

        public override CoreTypeMapping WithComposedConverter(
            ValueConverter? converter,
            Microsoft.EntityFrameworkCore.ChangeTracking.ValueComparer? comparer = null,
            Microsoft.EntityFrameworkCore.ChangeTracking.ValueComparer? keyComparer = null,
            CoreTypeMapping? elementMapping = null,
            Microsoft.EntityFrameworkCore.Storage.Json.JsonValueReaderWriter? jsonValueReaderWriter = null)
            => new ConstantTypeMapping(
                Parameters.WithComposedConverter(converter, comparer, keyComparer, elementMapping, jsonValueReaderWriter));

        protected override CoreTypeMapping Clone(CoreTypeMappingParameters parameters)
            => new ConstantTypeMapping(parameters);
    }
}
