using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace EFCore.DynamoDb.Storage;

/// <content>Lists, sets and dictionaries of what has a mapping itself; in dictionaries also of objects, and of anything.</content>
internal sealed partial class DynamoDbTypeMappingSource
{
    private readonly ConcurrentDictionary<(Type Type, DynamoDbTypeMapping Element), DynamoDbCollectionTypeMapping?> _collections = new();
    private readonly ConcurrentDictionary<Type, DynamoDbDocumentTypeMapping?> _objects = new();
    private DynamoDbDocumentTypeMapping? _anything;

    /// <summary>EF Core would store them as JSON text, unasked.</summary>
    protected override CoreTypeMapping? FindCollectionMapping(
        TypeMappingInfo info, Type modelType, Type? providerType, CoreTypeMapping? elementMapping)
        => providerType is not null && providerType != modelType ? null
            : elementMapping is DynamoDbTypeMapping element ? CollectionOf(modelType, element)
            : CollectionOf(modelType, new Place(Model: null));

    /// <summary>What is said of the elements themselves, else what the model says of their type.</summary>
    public override CoreTypeMapping? FindMapping(IElementType elementType)
        => elementType.GetValueConverter() is null && elementType.GetProviderClrType() is null
            && elementType.CollectionProperty.DeclaringType.Model is var model
            && model.FindTypeMappingConfiguration(Nullable.GetUnderlyingType(elementType.ClrType) ?? elementType.ClrType) is not null
                ? FindMapping(elementType.ClrType, model)
                : base.FindMapping(elementType);

    /// <summary>A collection in a model that says how some types are stored wherever they are.</summary>
    private DynamoDbCollectionTypeMapping? ConfiguredCollectionOf(Type type, IModel model)
        => CollectionOf(type, new Place(model));

    private DynamoDbCollectionTypeMapping? CollectionOf(Type type, Place place)
        => CollectionTypes.MapValueOf(type) is { } value ? CollectionOf(type, ElementOf(value, place with { IsInMap = true }))
            : CollectionTypes.ElementOf(type) is { } element ? CollectionOf(type, ElementOf(element, place))
            : null;

    private DynamoDbCollectionTypeMapping? CollectionOf(Type type, DynamoDbTypeMapping? element)
        => element is null ? null : _collections.GetOrAdd((type, element), static key => MakeCollection(key.Type, key.Element));

    private static DynamoDbCollectionTypeMapping? MakeCollection(Type type, DynamoDbTypeMapping element)
    {
        var value = CollectionTypes.MapValueOf(type);
        var elementType = value ?? CollectionTypes.ElementOf(type)!;
        var usual = value is not null ? typeof(Dictionary<,>).MakeGenericType(typeof(string), elementType)
            : (CollectionTypes.IsSet(type, elementType) ? typeof(HashSet<>) : typeof(List<>)).MakeGenericType(elementType);
        return CollectionTypes.CanMake(type, usual)
            && CollectionForm.Find(type, elementType, element, isMap: value is not null) is { } form
                ? new DynamoDbCollectionTypeMapping(type, element, form)
                : null;
    }

    /// <summary>
    /// How an element is stored. EF Core wants lists of objects to be complex collections or owned types; of what is in dictionaries, and of lists of structs,
    /// it knows nothing.
    /// </summary>
    private DynamoDbTypeMapping? ElementOf(Type type, Place place)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(object))
        {
            return place.IsInMap ? _anything ??= new DynamoDbDocumentTypeMapping(typeof(object), new FreeForm(t => t == typeof(object) ? null : ElementOf(t, new Place(null, IsInMap: true)))) : null;
        }

        var mapping = (place.Model is null ? FindMapping(type) : FindMapping(type, place.Model)) as DynamoDbTypeMapping;
        if (mapping is null or DynamoDbCollectionTypeMapping { Converter: null })
        {
            mapping = CollectionOf(type, place) ?? mapping;
        }

        return mapping ?? (place.IsInMap || type.IsValueType ? ObjectOf(type, place) : null);
    }

    private DynamoDbDocumentTypeMapping? ObjectOf(Type type, Place place)
    {
        if (_objects.TryGetValue(type, out var known))
        {
            return known;
        }

        // An object that may hold another of its type has no end.
        var mapping = !place.Path.Contains(type) && ObjectForms.Find(type, p => MemberOf(p, new Place(null, IsInMap: true) { Path = [.. place.Path, type] })) is { } form
            ? new DynamoDbDocumentTypeMapping(type, form)
            : null;
        return mapping is null && place.Path.Length > 0 ? null : _objects.GetOrAdd(type, mapping);
    }

    private DynamoDbTypeMapping? MemberOf(PropertyInfo property, Place place)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        if (property.GetCustomAttribute<JsonStrAttribute>(inherit: true) is { } json)
        {
            return FindJsonMapping(type, json.Context ?? (object)true);
        }

        var mapping = ElementOf(type, place);
        return mapping is not null && property.GetCustomAttribute<UnixTimestampAttribute>(inherit: true) is { Unit: var unit }
            ? Apply(new StorageSettings(null, unit, null, null), mapping)
            : mapping;
    }

    /// <summary>Where an element is.</summary>
    /// <param name="Model">A model that says how some types are stored.</param>
    /// <param name="IsInMap">Whether it is in a dictionary, however deep.</param>
    private readonly record struct Place(IModel? Model, bool IsInMap = false)
    {
        /// <summary>The objects that it is in.</summary>
        public Type[] Path { get; init; } = [];
    }
}
