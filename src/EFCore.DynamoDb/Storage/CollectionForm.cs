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

    /// <summary>Whether a collection is what reading its stored form gives, in each of its elements.</summary>
    public abstract bool IsAsStored(object? value, object? stored);

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
    private readonly DynamoDbTypeMapping _element;
    private readonly Func<T>? _empty;
    private readonly Func<Item, int, T> _read;
    private readonly Func<T, ItemValue> _write;

    protected CollectionForm(DynamoDbTypeMapping element, DynamoDbAttributeType attributeType)
        : base(attributeType)
    {
        _element = element;
        var item = Expression.Parameter(typeof(Item), "item");
        var ordinal = Expression.Parameter(typeof(int), "ordinal");
        var value = Expression.Parameter(typeof(T), "value");
        _read = Expression.Lambda<Func<Item, int, T>>(
            ConvertTo(element.CreateReadExpression(item, ordinal), typeof(T)), item, ordinal).Compile();
        _write = Expression.Lambda<Func<T, ItemValue>>(
            element.CreateWriteExpression(ConvertTo(value, element.ClrType)), value).Compile();

        // An empty set inside a list has no form but NULL.
        _empty = element.MissingIsEmpty
            ? Expression.Lambda<Func<T>>(ConvertTo(element.CreateEmptyExpression(), typeof(T))).Compile()
            : null;

        // The default comparer is right, and boxes nothing, where it is what EF Core would use too.
        _comparer = typeof(T) == typeof(string) || (Nullable.GetUnderlyingType(typeof(T)) ?? typeof(T)).IsPrimitive ? null : element.Comparer;
    }

    /// <summary>By what they are once stored.</summary>
    protected IEqualityComparer<T> ElementComparer
        => field ??= EqualityComparer<T>.Create(AreEqual, HashOf);

    protected T ReadElement(Item item, int ordinal)
        => !item.IsNull(ordinal) ? _read(item, ordinal) : _empty is null ? default! : _empty();

    /// <summary>What has no form of its own keeps its place as NULL.</summary>
    protected ItemValue WriteOrNull(T value)
        => value is null ? ItemValue.Null : WriteElement(value) is { IsMissing: false } stored ? stored : ItemValue.Null;

    protected ItemValue WriteElement(T value)
        => _write(value);

    protected bool IsElementAsStored(T? value, T? stored)
        => _element.IsAsStored(value, stored);

    protected bool AreEqual(T? left, T? right)
        => _comparer is null ? EqualityComparer<T>.Default.Equals(left, right) : _comparer.Equals(left, right);

    protected int HashOf(T value)
        => value is null ? 0 : _comparer is null ? value.GetHashCode() : _comparer.GetHashCode(value);

    protected T Copy(T value)
        => _comparer is null || value is null ? value : (T)_comparer.Snapshot(value)!;

    protected static Expression ConvertTo(Expression expression, Type type)
        => expression.Type == type ? expression : Expression.Convert(expression, type);

    protected static UnstorableValueException NullInSet()
        => new(DynamoDbStrings.NullInSet);
}
