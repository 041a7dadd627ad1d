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

    private readonly IEntityType _entityType;
    private readonly ItemLayout _layout;
    private readonly Func<Item, object?>[] _readers;
    private readonly int _discriminator = -1;

    private StoredEntity(IEntityType entityType)
    {
        _entityType = entityType;
        var layout = entityType.GetLayout();
        _layout = layout.Layout;
        IProperty[] properties = [.. entityType.GetFlattenedProperties()];
        _readers = [.. properties.Select(p => Compile(p, layout.OrdinalOf(p)))];
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

        return _discriminator < 0 || IsOfType(values[_discriminator]) ? values : null;
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

    /// <summary>Missing and NULL are null, and the default of a type that has no null.</summary>
    private static Func<Item, object?> Compile(IProperty property, int ordinal)
    {
        var item = Expression.Parameter(typeof(Item), "item");
        var position = Expression.Constant(ordinal);
        return Expression.Lambda<Func<Item, object?>>(
            Expression.Condition(
                Expression.Call(item, IsNullMethod, position),
                Expression.Convert(Expression.Default(property.ClrType), typeof(object)),
                Expression.Convert(
                    Expression.Convert(
                        ((DynamoDbTypeMapping)property.GetTypeMapping()).CreateReadExpression(item, position), property.ClrType),
                    typeof(object))),
            item).Compile();
    }
}
