using System.Linq.Expressions;
using System.Reflection;
using EFCore.DynamoDb.Items;
using EFCore.DynamoDb.Metadata;
using EFCore.DynamoDb.Storage;
using Microsoft.EntityFrameworkCore.Metadata;

namespace EFCore.DynamoDb.Update;

/// <summary>An item as the property values of an entity type, in the order in which EF keeps them; made once per entity type.</summary>
internal sealed class StoredEntity
{
    private const string AnnotationName = "DynamoDb:StoredEntity";
    private static readonly MethodInfo IsNullMethod = typeof(Item).GetMethod(nameof(Item.IsNull))!;

    private static readonly MethodInfo FindMapMethod =
        typeof(StoredEntity).GetMethod(nameof(FindMap), BindingFlags.NonPublic | BindingFlags.Static)!;

    private readonly IEntityType _entityType;
    private readonly ItemLayout _layout;
    private readonly Func<Item, object?>[] _readers;
    private readonly Func<object>?[] _empties;
    private readonly int _discriminator = -1;

    private StoredEntity(IEntityType entityType)
    {
        _entityType = entityType;
        var layout = entityType.GetLayout();
        _layout = layout.Layout;
        IProperty[] properties = [.. entityType.GetFlattenedProperties()];

        // What is owned is read with its owner.
        _readers = entityType.IsOwned() ? [] : [.. properties.Select(p => Compile(p, layout))];
        _empties = [.. properties.Select(EmptyOf)];
        _discriminator = Array.IndexOf(properties, entityType.FindDiscriminatorProperty());
    }

    public static StoredEntity For(IEntityType entityType)
        => entityType.GetOrAddRuntimeAnnotationValue(AnnotationName, static type => new StoredEntity(type!), entityType);

    /// <summary>The values, or null when the item is one of another entity type.</summary>
    public object?[]? Read(ItemMap attributes)
    {
        var item = new ItemMapItem(_layout, attributes);
        var values = new object?[_readers.Length];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = _readers[i](item);
        }

        return _discriminator < 0 || IsOfType(values[_discriminator]) ? Complete(values) : null;
    }

    /// <summary>Puts an empty collection where none is stored and null is not allowed, as an entity that is read has one.</summary>
    public object?[] Complete(object?[] values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            if (values[i] is null && _empties[i] is { } empty)
            {
                values[i] = empty();
            }
        }

        return values;
    }

    private static Func<object>? EmptyOf(IProperty property)
    {
        if (property.IsNullable || property.GetElementType() is not { } element)
        {
            return null;
        }

        if (property.ClrType.IsArray)
        {
            var array = Array.CreateInstance(element.ClrType, 0);
            return () => array;
        }

        Type[] candidates =
            [property.ClrType, typeof(List<>).MakeGenericType(element.ClrType), typeof(HashSet<>).MakeGenericType(element.ClrType)];
        return Array.Find(candidates, c => !c.IsAbstract && property.ClrType.IsAssignableFrom(c) && c.GetConstructor([]) is not null) is { } type
            ? Expression.Lambda<Func<object>>(Expression.New(type)).Compile()
            : null;
    }

    private bool IsOfType(object? discriminator)
    {
        foreach (var type in _entityType.GetDerivedTypesInclusive())
        {
            if (Equals(type.GetDiscriminatorValue(), discriminator))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Missing and NULL are null, and the default of a type that has no null; so is what lies in a document that is not there.</summary>
    private static Func<Item, object?> Compile(IProperty property, EntityLayout layout)
    {
        var item = Expression.Parameter(typeof(Item), "item");
        if (property.IsExtensionData())
        {
            return Expression.Lambda<Func<Item, object?>>(
                Expression.Convert(((DynamoDbTypeMapping)property.GetTypeMapping()).CreateReadOthersExpression(item), typeof(object)), item).Compile();
        }

        if (DynamoDbMetadata.IsStoredInKeyOnly(property) && property.FindKeySource() is { } source)
        {
            var read = Expression.Call(
                Expression.Constant(source), nameof(KeySource.Read), [property.ClrType], item, Expression.Constant(layout.OrdinalOf(source.Key)));
            return Expression.Lambda<Func<Item, object?>>(Expression.Convert(read, typeof(object)), item).Compile();
        }

        var holder = Expression.Variable(typeof(Item), "holder");
        var position = Expression.Constant(layout.OrdinalOf(property));
        return Expression.Lambda<Func<Item, object?>>(
            Expression.Block(
                [holder],
                Expression.Assign(holder, HolderOf(property, item, layout)),
                Expression.Condition(
                    Expression.OrElse(
                        Expression.Equal(holder, Expression.Constant(null, typeof(Item))), Expression.Call(holder, IsNullMethod, position)),
                    Expression.Convert(Expression.Default(property.ClrType), typeof(object)),
                    Expression.Convert(
                        Expression.Convert(
                            ((DynamoDbTypeMapping)property.GetTypeMapping()).CreateReadExpression(holder, position), property.ClrType),
                        typeof(object)))),
            item).Compile();
    }

    /// <summary>The item itself or the map of the complex property that declares the property; null when that is not there.</summary>
    private static Expression HolderOf(IPropertyBase member, Expression item, EntityLayout layout)
        => member.DeclaringType is IComplexType { ComplexProperty: var document }
            ? Expression.Call(
                FindMapMethod,
                HolderOf(document, item, layout),
                Expression.Constant(layout.OrdinalOf(document)),
                Expression.Constant(layout.NestedLayoutOf(document)))
            : item;

    private static Item? FindMap(Item? item, int ordinal, ItemLayout layout)
        => item is null || item.IsNull(ordinal) ? null : item.GetMap(ordinal, layout);
}
