using System.Linq.Expressions;
using System.Reflection;
using EFCore.DynamoDb.Items;
using EFCore.DynamoDb.Metadata;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.EntityFrameworkCore.Storage;

namespace EFCore.DynamoDb.Query.Shaping;

#pragma warning disable EF1001 // The materializers of complex types are had from nowhere else.

/// <summary>Makes the expressions that turn maps and lists inside an item into complex objects and collections of them.</summary>
/// <param name="materializers">EF's materializers.</param>
/// <param name="rewrite">Turns a materializer over a context into one that reads an item.</param>
internal sealed class DocumentReader(IStructuralTypeMaterializerSource materializers, Func<Expression, ParameterExpression, Expression, Expression> rewrite)
{
    private static readonly MethodInfo IsNullMethod = typeof(Item).GetMethod(nameof(Item.IsNull))!;
    private static readonly MethodInfo GetMapMethod = typeof(Item).GetMethod(nameof(Item.GetMap))!;
    private static readonly MethodInfo GetListMethod = typeof(Item).GetMethod(nameof(Item.GetList))!;

    /// <summary>The value of a complex property whose attribute is there and not NULL, of the property's type.</summary>
    public Expression Read(Expression item, IComplexProperty property)
        => property.IsCollection
            ? ReadList(item, property)
            : ConvertTo(ReadMap(item, RowLowering.OrdinalOf(property), property), property.ClrType);

    /// <summary>The value of a complex property, or the default where its attribute is missing or NULL.</summary>
    public Expression ReadOrNull(Expression item, IComplexProperty property)
        => Expression.Condition(
            Expression.Call(item, IsNullMethod, RowLowering.OrdinalOf(property)), Expression.Default(property.ClrType), Read(item, property));

    /// <summary>A complex object from the map that stores it.</summary>
    public Expression ReadDocument(Expression document, IComplexProperty property)
    {
        var context = Expression.Variable(typeof(MaterializationContext), "document");
        var type = property.ComplexType;
        var materializer = materializers.CreateMaterializeExpression(
            new StructuralTypeMaterializerSourceParameters(type, "complex", type.ClrType, IsNullable: false, QueryTrackingBehavior: null), context);
        var nested = Expression.Variable(typeof(Item), "map");
        return Expression.Block(
            type.ClrType,
            [context, nested],
            Expression.Assign(nested, document),
            Expression.Assign(
                context,
                Expression.New(
                    typeof(MaterializationContext).GetConstructors().Single(c => c.GetParameters().Length == 2),
                    Expression.Constant(ValueBuffer.Empty),
                    Expression.Property(QueryCompilationContext.QueryContextParameter, nameof(QueryContext.Context)))),
            rewrite(materializer, context, nested));
    }

    private Expression ReadMap(Expression item, Expression ordinal, IComplexProperty property)
        => ReadDocument(Expression.Call(item, GetMapMethod, ordinal, LayoutOf(property)), property);

    private BlockExpression ReadList(Expression item, IComplexProperty property)
    {
        var elementType = property.ComplexType.ClrType;
        var listType = typeof(List<>).MakeGenericType(elementType);
        var items = Expression.Variable(typeof(Item), "items");
        var position = Expression.Variable(typeof(int), "position");
        var elements = Expression.Variable(listType, "elements");
        var end = Expression.Label();
        return Expression.Block(
            property.ClrType,
            [items, position, elements],
            Expression.Assign(items, Expression.Call(item, GetListMethod, RowLowering.OrdinalOf(property))),
            Expression.Assign(
                elements, Expression.New(listType.GetConstructor([typeof(int)])!, Expression.Property(items, nameof(Item.Count)))),
            // A list inside a list comes here again with what the variable had before.
            Expression.Assign(position, Expression.Constant(0)),
            Expression.Loop(
                Expression.IfThenElse(
                    Expression.LessThan(position, Expression.Property(items, nameof(Item.Count))),
                    Expression.Block(
                        Expression.Call(
                            elements,
                            listType.GetMethod(nameof(List<int>.Add))!,
                            Expression.Condition(
                                Expression.Call(items, IsNullMethod, position),
                                Expression.Default(elementType),
                                ReadMap(items, position, property))),
                        Expression.PreIncrementAssign(position)),
                    Expression.Break(end)),
                end),
            ToCollection(elements, property.ClrType, elementType));
    }

    private static Expression ToCollection(Expression elements, Type type, Type elementType)
        => type.IsArray ? Expression.Call(elements, elements.Type.GetMethod(nameof(List<int>.ToArray))!)
            : type.IsAssignableFrom(elements.Type) ? ConvertTo(elements, type)
            : Expression.Call(
                typeof(DocumentReader).GetMethod(nameof(Fill), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(type, elementType),
                Expression.New(type),
                elements);

    private static TCollection Fill<TCollection, T>(TCollection collection, List<T> elements)
        where TCollection : ICollection<T>
    {
        foreach (var element in elements)
        {
            collection.Add(element);
        }

        return collection;
    }

    public static ConstantExpression LayoutOf(IPropertyBase document)
        => Expression.Constant(document.DeclaringType.GetItemType().GetLayout().NestedLayoutOf(document));

    private static Expression ConvertTo(Expression expression, Type type)
        => expression.Type == type ? expression : Expression.Convert(expression, type);
}
