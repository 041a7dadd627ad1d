using System.Linq.Expressions;
using EFCore.DynamoDb.Diagnostics;
using EFCore.DynamoDb.Items;
using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace EFCore.DynamoDb.Storage;

/// <summary>How the elements of a collection are stored, by delegates that are compiled once per mapping; the elements are not boxed on their way.</summary>
internal abstract class CollectionForm(DynamoDbAttributeType attributeType)
{
    public DynamoDbAttributeType AttributeType { get; } = attributeType;

    /// <summary>The comparer of collections of the type: by their elements, with copies as snapshots.</summary>
    public abstract ValueComparer ComparerOf(Type collectionType);

    /// <summary>A collection of the type from what is stored under the ordinal.</summary>
    public abstract Expression Read(Expression item, Expression ordinal, Type collectionType);

    public abstract Expression Write(Expression collection);

    /// <summary>A collection of the type without elements.</summary>
    public abstract Expression Empty(Type collectionType);

    /// <summary>The form of a collection type over elements with a mapping of their own; null when there is none.</summary>
    public static CollectionForm? Find(Type collectionType, Type elementType, DynamoDbTypeMapping element, bool isMap)
    {
        var form = isMap
            ? typeof(MapForm<>)
            : CollectionTypes.IsSet(collectionType, elementType) ? typeof(SetForm<>) : typeof(ListForm<>);
        return form == typeof(SetForm<>) && SetTypeOf(element.AttributeType) is null
            ? null
            : (CollectionForm)Activator.CreateInstance(form.MakeGenericType(elementType), element)!;
    }

    private protected static DynamoDbAttributeType? SetTypeOf(DynamoDbAttributeType element)
        => element switch
        {
            DynamoDbAttributeType.S => DynamoDbAttributeType.SS,
            DynamoDbAttributeType.N => DynamoDbAttributeType.NS,
            DynamoDbAttributeType.B => DynamoDbAttributeType.BS,
            _ => null,
        };
}

/// <summary>What all forms of elements of one type share.</summary>
internal abstract class CollectionForm<T> : CollectionForm
{
    private readonly ValueComparer? _comparer;

    protected CollectionForm(DynamoDbTypeMapping element, DynamoDbAttributeType attributeType)
        : base(attributeType)
    {
        var item = Expression.Parameter(typeof(Item), "item");
        var ordinal = Expression.Parameter(typeof(int), "ordinal");
        var value = Expression.Parameter(typeof(T), "value");
        ReadElement = Expression.Lambda<Func<Item, int, T>>(
            ConvertTo(element.CreateReadExpression(item, ordinal), typeof(T)), item, ordinal).Compile();
        WriteElement = Expression.Lambda<Func<T, ItemValue>>(
            element.CreateWriteExpression(ConvertTo(value, element.ClrType)), value).Compile();

        // The default comparer is right, and boxes nothing, where it is what EF Core would use too.
        _comparer = typeof(T) == typeof(string) || (Nullable.GetUnderlyingType(typeof(T)) ?? typeof(T)).IsPrimitive ? null : element.Comparer;
    }

    protected Func<Item, int, T> ReadElement { get; }

    protected Func<T, ItemValue> WriteElement { get; }

    protected ItemValue WriteOrNull(T value)
        => value is null ? ItemValue.Null : WriteElement(value);

    protected bool AreEqual(T? left, T? right)
        => _comparer is null ? EqualityComparer<T>.Default.Equals(left, right) : _comparer.Equals(left, right);

    protected int HashOf(T? value)
        => value is null ? 0 : _comparer is null ? value.GetHashCode() : _comparer.GetHashCode(value);

    protected T? Copy(T? value)
        => _comparer is null || value is null ? value : (T?)_comparer.Snapshot(value);

    protected static Expression ConvertTo(Expression expression, Type type)
        => expression.Type == type ? expression : Expression.Convert(expression, type);

    protected static UnstorableValueException NullInSet()
        => new(DynamoDbStrings.NullInSet);
}
