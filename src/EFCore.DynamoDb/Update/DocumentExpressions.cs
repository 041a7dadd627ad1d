using System.Linq.Expressions;
using System.Reflection;
using EFCore.DynamoDb.Items;
using EFCore.DynamoDb.Metadata;
using EFCore.DynamoDb.Storage;
using Microsoft.EntityFrameworkCore.Metadata;

namespace EFCore.DynamoDb.Update;

/// <summary>
/// Makes the delegates that turn CLR values into attribute values: scalars by their mappings, complex objects into maps and collections of them into lists,
/// to any depth. No value is boxed on its way and nothing is looked up per item.
/// </summary>
/// <param name="storesNull">Whether null is stored as NULL where the model does not say.</param>
internal sealed class DocumentExpressions(bool storesNull)
{
    private static readonly MethodInfo AddMethod = typeof(ItemMap).GetMethod(nameof(ItemMap.Add))!;
    private static readonly MethodInfo MissingMethod = typeof(DocumentExpressions).GetMethod(nameof(Missing), BindingFlags.NonPublic | BindingFlags.Static)!;

    private static readonly MethodInfo WriteListMethod =
        typeof(DocumentExpressions).GetMethod(nameof(WriteList), BindingFlags.NonPublic | BindingFlags.Static)!;

    /// <summary>What makes the stored form of a complex object, of a collection of them, or of one element of such a collection.</summary>
    public static Func<object?, ItemValue> Writer(IComplexProperty property, bool isElement, bool storesNull)
    {
        var expressions = new DocumentExpressions(storesNull);
        var value = Expression.Parameter(typeof(object), "value");
        var body = isElement
            ? OrNull(Expression.Convert(value, property.ComplexType.ClrType), notNull => expressions.OfObject(notNull, property.ComplexType), storesNull: true)
            : expressions.OfDocument(Expression.Convert(value, property.ClrType), property);
        return Expression.Lambda<Func<object?, ItemValue>>(body, value).Compile();
    }

    /// <summary>The stored form of a scalar; null is NULL or the missing value.</summary>
    public static Expression OfScalar(Expression value, DynamoDbTypeMapping mapping, bool storesNull)
        => mapping.ConvertsNulls ? mapping.CreateWriteExpression(value) : OrNull(
            value,
            notNull => mapping.CreateWriteExpression(
                notNull.Type == mapping.ClrType ? notNull : Expression.Convert(notNull, mapping.ClrType)),
            storesNull);

    /// <summary>The stored form of a complex object or of a collection of them.</summary>
    public Expression OfDocument(Expression value, IComplexProperty property)
        => OrNull(
            value,
            notNull => property.IsCollection ? OfCollection(notNull, property.ComplexType) : OfObject(notNull, property.ComplexType),
            StoresNull(property),
            property is { IsNullable: false, IsCollection: false } && HasRequired(property.ComplexType) ? Expression.Call(MissingMethod, Expression.Constant(property)) : null);

    /// <summary>As EF Core has it: nothing is missing where all that would be missing may be null.</summary>
    private static bool HasRequired(IComplexType type)
        => type.GetProperties().Any(p => !p.IsNullable) || type.GetComplexProperties().Any(p => !p.IsNullable && !p.IsCollection && HasRequired(p.ComplexType));

    private static ItemValue Missing(IComplexProperty property)
        => throw new NullRequiredDocumentException(property);

    private bool StoresNull(IPropertyBase member)
        => DynamoDbMetadata.StoresNull(member) ?? storesNull;

    /// <summary>The map of a complex object that is not null.</summary>
    public BlockExpression OfObject(Expression instance, IComplexType type)
    {
        var map = Expression.Variable(typeof(ItemMap), "map");
        var document = Expression.Variable(instance.Type, "document");
        var statements = new List<Expression> { Expression.Assign(document, instance) };
        foreach (var property in type.GetProperties())
        {
            var mapping = (DynamoDbTypeMapping)property.GetTypeMapping();
            statements.Add(Add(property, OfScalar(Member(document, property), mapping, StoresNull(property))));
        }

        foreach (var property in type.GetComplexProperties())
        {
            statements.Add(Add(property, OfDocument(Member(document, property), property)));
        }

        statements.Insert(
            0,
            Expression.Assign(
                map, Expression.New(typeof(ItemMap).GetConstructor([typeof(int)])!, Expression.Constant(statements.Count - 1))));
        statements.Add(Expression.Call(typeof(ItemValue), nameof(ItemValue.Map), null, map));
        return Expression.Block([map, document], statements);

        MethodCallExpression Add(IPropertyBase member, Expression value)
            => Expression.Call(map, AddMethod, Expression.Constant(member.GetItemAttributeName()), value);
    }

    /// <summary>The element's delegate is made once; a null among the elements keeps its place as NULL.</summary>
    private MethodCallExpression OfCollection(Expression collection, IComplexType type)
    {
        var element = Expression.Parameter(type.ClrType, "element");
        var write = Expression.Lambda(OrNull(element, notNull => OfObject(notNull, type), storesNull: true), element).Compile();
        return Expression.Call(
            WriteListMethod.MakeGenericMethod(type.ClrType),
            Expression.Convert(collection, typeof(IEnumerable<>).MakeGenericType(type.ClrType)),
            Expression.Constant(write));
    }

    private static ItemValue WriteList<T>(IEnumerable<T> elements, Func<T, ItemValue> write)
    {
        var values = new List<ItemValue>(elements.TryGetNonEnumeratedCount(out var count) ? count : 4);
        foreach (var element in elements)
        {
            values.Add(write(element));
        }

        return ItemValue.List(values);
    }

    private static Expression Member(Expression instance, IPropertyBase member)
    {
        if (!member.IsIndexerProperty())
        {
            return Expression.MakeMemberAccess(instance, member.GetMemberInfo(forMaterialization: false, forSet: false));
        }

        // What a property bag has no entry for is the default of its type.
        var value = Expression.Call(
            Expression.Constant(member.GetGetter(), typeof(IClrPropertyGetter)), nameof(IClrPropertyGetter.GetClrValue), null, Expression.Convert(instance, typeof(object)));
        return Expression.Convert(
            member.ClrType.IsValueType ? Expression.Coalesce(value, Expression.Convert(Expression.Default(member.ClrType), typeof(object))) : value, member.ClrType);
    }

    private static Expression OrNull(Expression value, Func<Expression, Expression> write, bool storesNull, Expression? ofNull = null)
    {
        var underlying = Nullable.GetUnderlyingType(value.Type);
        if (value.Type.IsValueType && underlying is null)
        {
            return write(value);
        }

        var variable = Expression.Variable(value.Type, "value");
        return Expression.Block(
            [variable],
            Expression.Assign(variable, value),
            Expression.Condition(
                underlying is null
                    ? Expression.ReferenceEqual(variable, Expression.Constant(null))
                    : Expression.Not(Expression.Property(variable, nameof(Nullable<int>.HasValue))),
                ofNull ?? (storesNull
                    ? (Expression)Expression.Property(null, typeof(ItemValue), nameof(ItemValue.Null))
                    : Expression.Default(typeof(ItemValue))),
                write(underlying is null ? variable : Expression.Property(variable, nameof(Nullable<int>.Value)))));
    }
}
