using EFCore.DynamoDb.Access;
using EFCore.DynamoDb.Diagnostics;
using EFCore.DynamoDb.Infrastructure;
using EFCore.DynamoDb.Items;
using EFCore.DynamoDb.Metadata;
using EFCore.DynamoDb.Storage;
using Microsoft.EntityFrameworkCore.Metadata;

namespace EFCore.DynamoDb.Update;

/// <summary>The attribute of a property as something to be set without an entity: what a value of the property is in the store, and which are refused.</summary>
internal sealed class AttributeTarget
{
    private readonly TableModel _table;
    private readonly string _entity;
    private readonly KeyRole _key;
    private readonly bool _storesNull;
    private readonly bool _takesNull;

    public AttributeTarget(
        IProperty property, AttributePath path, TableModel table, DynamoDbNullStorage nullStorage, DynamoDbTypeMapping? elementMapping = null)
    {
        Property = property;
        Path = path;
        Mapping = elementMapping ?? (DynamoDbTypeMapping)property.GetTypeMapping();
        _takesNull = elementMapping is null ? property.IsNullable : property.GetElementType()?.IsNullable != false;
        _table = table;
        _entity = property.DeclaringType.DisplayName();
        _key = path.IsTopLevel ? KeyRole.Of(path.Name, table) : default;

        // An element that is null has its place.
        _storesNull = (elementMapping is not null || (DynamoDbMetadata.StoresNull(property) ?? nullStorage == DynamoDbNullStorage.Null)) && !_key.IsKey;
    }

    public IProperty Property { get; }

    public AttributePath Path { get; }

    public DynamoDbTypeMapping Mapping { get; }

    /// <summary>The stored form; missing for a null that is not stored.</summary>
    /// <exception cref="InvalidOperationException">The value cannot be stored there.</exception>
    public ItemValue ToStored(object? value)
    {
        ItemValue stored = default;
        if (value is not null)
        {
            try
            {
                stored = Mapping.ToItemValue(value);
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException(DynamoDbStrings.ValueNotStorable(_entity, Property.Name, exception.Message), exception);
            }

            if (_key.ProblemOf(stored, _entity, Property.Name, _table.Name) is { } problem)
            {
                throw new InvalidOperationException(problem);
            }
        }

        if (!stored.IsMissingOrNull)
        {
            return stored;
        }

        // An empty set is a value, though no attribute can hold it.
        return value is null && !_takesNull
            ? throw new InvalidOperationException(DynamoDbStrings.SetterNull(_entity, Property.Name))
            : _storesNull ? ItemValue.Null : default;
    }

    /// <summary>The stored form of elements that are to be put into the property's set or list, or taken out of it; missing when there are none.</summary>
    public ItemValue ToStoredElements(System.Collections.IEnumerable? elements)
    {
        var mapping = (DynamoDbTypeMapping)Mapping.ElementTypeMapping!;
        var values = new List<ItemValue>();
        foreach (var element in elements ?? Array.Empty<object>())
        {
            var value = element is null ? ItemValue.Null : mapping.ToItemValue(element);
            if (Mapping.AttributeType == DynamoDbAttributeType.L || !values.Contains(value))
            {
                values.Add(value);
            }
        }

        return (values.Count, Mapping.AttributeType) switch
        {
            (0, _) => default,
            (_, DynamoDbAttributeType.L) => ItemValue.List(values),
            (_, DynamoDbAttributeType.SS) => ItemValue.StringSet(values.ConvertAll(v => v.AsText())),
            (_, DynamoDbAttributeType.NS) => ItemValue.NumberSet(values.ConvertAll(v => v.AsText())),
            _ => ItemValue.BinarySet(values.ConvertAll(v => v.AsBinary())),
        };
    }
}
