using System.Linq.Expressions;
using EFCore.DynamoDb.Access;
using EFCore.DynamoDb.Items;
using EFCore.DynamoDb.Metadata;
using EFCore.DynamoDb.Query.Expressions;
using EFCore.DynamoDb.Storage;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Query;

namespace EFCore.DynamoDb.Query.Translation;

/// <summary>The one place that knows how a collection inside an item is spelled, and its size, and what stands at a place of it that the query itself names.</summary>
internal static class CollectionBinding
{
    /// <summary>The property that is a list, a set or a dictionary, of values or of documents, and the item that holds it.</summary>
    public static (Expression Item, IPropertyBase Property)? Find(Expression expression)
    {
        expression = Source(expression);
        return DocumentBinding.FindProperty(expression) is var (item, documents) && documents.IsDocumentList() ? (item, documents)
            : PropertyBinding.Find(expression) is { } read && MappingOf(read) is not null ? (read.Item, read.Property)
            : null;
    }

    /// <summary>The collection whose elements an expression counts.</summary>
    public static (Expression Item, IPropertyBase Property)? FindCounted(Expression expression)
        => expression switch
        {
            UnaryExpression { NodeType: ExpressionType.ArrayLength } length => Find(length.Operand),
            MemberExpression { Member.Name: nameof(List<int>.Count) or nameof(Array.Length), Expression: { } collection } => Find(collection),
            MethodCallExpression { Method: { Name: nameof(Enumerable.Count) or nameof(Enumerable.LongCount) } method, Arguments: [var collection] }
                when IsLinq(method.DeclaringType) => Find(collection),
            _ => null,
        };

    /// <summary>A list of documents, and the position in it of the one that an expression is.</summary>
    public static (ElementsExpression List, IPropertyBase Property, int Position)? FindDocument(Expression expression)
        => FindPlace(expression) is var (collection, place) && place.Name is null
            && DocumentBinding.FindProperty(Source(collection)) is var (item, property) && property.IsDocumentList()
                ? (new ElementsExpression(item, property), property, place.Index)
                : null;

    /// <summary>A value in a list or dictionary, at a position or under a key that the query names: what holds it, and the place.</summary>
    public static (PropertyReadExpression Read, DynamoDbTypeMapping Mapping, PathSegment Place)? FindValue(Expression expression)
        => FindPlace(expression) is var (collection, place)
            && PropertyBinding.Find(Source(collection)) is { } read
            && MappingOf(read) is { } mapping
            && mapping.AttributeType == (place.Name is null ? DynamoDbAttributeType.L : DynamoDbAttributeType.M)
                ? (read, mapping.Element, place)
                : null;

    /// <summary>
    /// What is asked of the document at a place: EF Core makes <c>o.Lines.Select(l => l.Sku).ElementAt(0)</c> of <c>o.Lines[0].Sku</c>, and this is the way
    /// back; null for anything else.
    /// </summary>
    public static Expression? FindMember(Expression expression)
        => FindPlace(expression) is var (collection, place) && place.Name is null
            && Source(collection) is MethodCallExpression { Method: { Name: nameof(Enumerable.Select) } method, Arguments: [var source, var selector] }
            && IsLinq(method.DeclaringType)
            && (selector is UnaryExpression { NodeType: ExpressionType.Quote } quote ? quote.Operand : selector) is LambdaExpression { Parameters: [var row] } lambda
            && DocumentBinding.FindProperty(Source(source)) is var (item, property) && property.IsDocumentList()
                ? ReplacingExpressionVisitor.Replace(
                    row,
                    new DocumentReferenceExpression(new ElementItemExpression(new ElementsExpression(item, property), place.Index), property),
                    lambda.Body)
                : null;

    private static (Expression Collection, PathSegment Place)? FindPlace(Expression expression)
        => expression switch
        {
            MethodCallExpression { Method.Name: "get_Item", Object: { } holder, Arguments: [ConstantExpression { Value: int and >= 0 and var index }] }
                => (holder, index),
            MethodCallExpression { Method.Name: "get_Item", Object: { } holder, Arguments: [ConstantExpression { Value: string key }] } => (holder, key),
            BinaryExpression { NodeType: ExpressionType.ArrayIndex, Right: ConstantExpression { Value: int and >= 0 and var index } } element => (element.Left, index),
            MethodCallExpression
            {
                Method: { Name: nameof(Enumerable.ElementAt) or nameof(Enumerable.ElementAtOrDefault) } method,
                Arguments: [var source, ConstantExpression { Value: int and >= 0 and var index }],
            } when IsLinq(method.DeclaringType) => (source, index),
            MethodCallExpression { Method: { Name: nameof(Enumerable.First) or nameof(Enumerable.FirstOrDefault) } method, Arguments: [var source] }
                when IsLinq(method.DeclaringType) => (source, 0),
            _ => null,
        };

    private static Expression Source(Expression expression)
    {
        while (expression is MethodCallExpression { Method: { Name: nameof(Queryable.AsQueryable) or nameof(Enumerable.AsEnumerable) } method, Arguments: [var source] }
            && IsLinq(method.DeclaringType))
        {
            expression = source;
        }

        return expression;
    }

    private static DynamoDbCollectionTypeMapping? MappingOf(PropertyReadExpression read)
        => read.Property.GetTypeMapping() is DynamoDbCollectionTypeMapping { Converter: null } mapping ? mapping : null;

    private static bool IsLinq(Type? type)
        => type == typeof(Enumerable) || type == typeof(Queryable);
}
