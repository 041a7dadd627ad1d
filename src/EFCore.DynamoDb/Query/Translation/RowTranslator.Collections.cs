using System.Linq.Expressions;
using EFCore.DynamoDb.Items;
using EFCore.DynamoDb.Query.Expressions;
using Microsoft.EntityFrameworkCore.Query;

namespace EFCore.DynamoDb.Query.Translation;

/// <summary>
/// Operators over a collection inside an item: a list of documents or a property that is a collection. They run in memory over what the item holds; a
/// collection that is missing is empty.
/// </summary>
internal sealed partial class RowTranslator
{
    private static readonly string[] Terminals =
    [
        nameof(Enumerable.Any), nameof(Enumerable.All), nameof(Enumerable.Count), nameof(Enumerable.LongCount), nameof(Enumerable.Sum),
        nameof(Enumerable.Min), nameof(Enumerable.Max), nameof(Enumerable.Average), nameof(Enumerable.First), nameof(Enumerable.FirstOrDefault),
        nameof(Enumerable.Last), nameof(Enumerable.LastOrDefault), nameof(Enumerable.Single), nameof(Enumerable.SingleOrDefault),
        nameof(Enumerable.ElementAt), nameof(Enumerable.ElementAtOrDefault), nameof(Enumerable.Contains),
    ];

    /// <summary>A collection as a sequence of rows of its own.</summary>
    /// <param name="Rows">An enumerable of items or of values.</param>
    /// <param name="Row">One of them, in lambdas.</param>
    /// <param name="Shape">What the caller's lambdas see of a row: a document or a value.</param>
    private sealed record Sequence(Expression Rows, ParameterExpression Row, Expression Shape)
    {
        public static Sequence OfValues(Expression rows, Type type)
        {
            var row = Expression.Parameter(type, "element");
            return new Sequence(rows, row, row);
        }
    }

    /// <summary>A call of one of LINQ's operators, or null when it is not over a collection inside an item.</summary>
    private Expression? TranslateCollectionCall(MethodCallExpression node)
    {
        var method = node.Method;
        if (method.Name == "get_Item" && node is { Object: { } list, Arguments: [var index] } && TranslateSequence(list) is { } indexed)
        {
            return Visit(index) is var position && !IsUnusable(position) ? Pick(nameof(Enumerable.ElementAtOrDefault), indexed, position) : null;
        }

        if (method is { Name: nameof(Enumerable.ToList) or nameof(Enumerable.ToArray) } && method.DeclaringType == typeof(Enumerable)
            && TranslateSequence(node.Arguments[0]) is { } values && values.Shape == values.Row)
        {
            return Expression.Call(typeof(Enumerable), method.Name, [values.Row.Type], values.Rows);
        }

        if ((method.DeclaringType != typeof(Queryable) && method.DeclaringType != typeof(Enumerable))
            || !Terminals.Contains(method.Name)
            || TranslateSequence(node.Arguments[0]) is not { } source)
        {
            return null;
        }

        if (node.Arguments is [_, var argument] && Unquote(argument) is LambdaExpression lambda)
        {
            if (Lambda(source, lambda) is not { } translated)
            {
                return null;
            }

            if (method.Name is nameof(Enumerable.Any) or nameof(Enumerable.All) or nameof(Enumerable.Count) or nameof(Enumerable.LongCount))
            {
                return Expression.Call(typeof(Enumerable), method.Name, [source.Row.Type], source.Rows, Predicate(translated));
            }

            if (method.Name is nameof(Enumerable.Sum) or nameof(Enumerable.Min) or nameof(Enumerable.Max) or nameof(Enumerable.Average))
            {
                return Aggregate(
                    method.Name,
                    Expression.Call(
                        typeof(Enumerable), nameof(Enumerable.Select), [source.Row.Type, translated.ReturnType], source.Rows, translated),
                    translated.ReturnType);
            }

            source = source with
            {
                Rows = Expression.Call(typeof(Enumerable), nameof(Enumerable.Where), [source.Row.Type], source.Rows, Predicate(translated)),
            };
            return Pick(method.Name, source);
        }

        switch (method.Name)
        {
            case nameof(Enumerable.Any) or nameof(Enumerable.Count) or nameof(Enumerable.LongCount):
                return Expression.Call(typeof(Enumerable), method.Name, [source.Row.Type], source.Rows);

            case nameof(Enumerable.Sum) or nameof(Enumerable.Min) or nameof(Enumerable.Max) or nameof(Enumerable.Average)
                when source.Shape == source.Row:
                return Aggregate(method.Name, source.Rows, source.Row.Type);

            case nameof(Enumerable.ElementAt) or nameof(Enumerable.ElementAtOrDefault):
                return Visit(node.Arguments[1]) is var position && !IsUnusable(position)
                    ? Pick(nameof(Enumerable.ElementAtOrDefault), source, position)
                    : null;

            case nameof(Enumerable.Contains) when source.Shape == source.Row && node.Arguments.Count == 2:
                return Visit(node.Arguments[1]) is var item && !IsUnusable(item)
                    ? TranslateContains(source.Rows, source.Row.Type, item)
                    : null;

            case nameof(Enumerable.All) or nameof(Enumerable.Contains) or nameof(Enumerable.Sum) or nameof(Enumerable.Min)
                or nameof(Enumerable.Max) or nameof(Enumerable.Average):
                return null;

            default:
                return Pick(method.Name, source);
        }
    }

    /// <summary>The sequence behind an expression, with the operators that stand on it.</summary>
    private Sequence? TranslateSequence(Expression expression)
    {
        if (DocumentBinding.FindProperty(expression) is var (item, property) && property.IsCollection)
        {
            var element = Expression.Parameter(typeof(Item), "element");
            return new Sequence(
                new ElementsExpression(item, property), element, new DocumentReferenceExpression(new ElementItemExpression(element), property));
        }

        if (PropertyBinding.Find(expression) is { } read)
        {
            return CollectionContains.ElementType(read.Type) is { } type && read.Type != typeof(string) && read.Type != typeof(byte[])
                ? Sequence.OfValues(
                    Expression.Coalesce(
                        ConvertTo(read, typeof(IEnumerable<>).MakeGenericType(type)),
                        Expression.Call(typeof(Enumerable), nameof(Enumerable.Empty), [type])),
                    type)
                : null;
        }

        if (expression is not MethodCallExpression { Object: null } call
            || (call.Method.DeclaringType != typeof(Queryable) && call.Method.DeclaringType != typeof(Enumerable))
            || call.Arguments.Count == 0
            || TranslateSequence(call.Arguments[0]) is not { } source)
        {
            return null;
        }

        var argument = call.Arguments.Count == 2 ? Unquote(call.Arguments[1]) : null;
        switch (call.Method.Name)
        {
            case nameof(Queryable.AsQueryable) or nameof(Enumerable.AsEnumerable) or nameof(Enumerable.ToList) or nameof(Enumerable.ToArray):
                return source;

            case nameof(Enumerable.Where) when argument is LambdaExpression lambda:
                return Lambda(source, lambda) is { } predicate
                    ? source with { Rows = Expression.Call(typeof(Enumerable), nameof(Enumerable.Where), [source.Row.Type], source.Rows, Predicate(predicate)) }
                    : null;

            case nameof(Enumerable.Select) when argument is LambdaExpression lambda:
                return Lambda(source, lambda) is { } selector
                    ? Sequence.OfValues(
                        Expression.Call(
                            typeof(Enumerable), nameof(Enumerable.Select), [source.Row.Type, selector.ReturnType], source.Rows, selector),
                        selector.ReturnType)
                    : null;

            case nameof(Enumerable.OrderBy) or nameof(Enumerable.OrderByDescending) or nameof(Enumerable.ThenBy) or nameof(Enumerable.ThenByDescending)
                when argument is LambdaExpression lambda:
                return Lambda(source, lambda) is { } key
                    ? source with
                    {
                        Rows = Expression.Call(
                            typeof(Enumerable), call.Method.Name, [source.Row.Type, key.ReturnType], source.Rows, key, Shaping.RowComparers.For(key.ReturnType)),
                    }
                    : null;

            case nameof(Enumerable.Skip) or nameof(Enumerable.Take) when argument?.Type == typeof(int):
                return Visit(argument) is var count && !IsUnusable(count)
                    ? source with { Rows = Expression.Call(typeof(Enumerable), call.Method.Name, [source.Row.Type], source.Rows, ConvertTo(count, typeof(int))) }
                    : null;

            case nameof(Enumerable.Distinct) when argument is null && source.Shape == source.Row:
            case nameof(Enumerable.Reverse) when argument is null:
                return source with { Rows = Expression.Call(typeof(Enumerable), call.Method.Name, [source.Row.Type], source.Rows) };

            default:
                return null;
        }
    }

    /// <summary>One element, or null where there is none: what is asked of null is null.</summary>
    private static Expression Pick(string method, Sequence source, Expression? position = null)
    {
        if (position is not null)
        {
            position = ConvertTo(position, typeof(int));
        }
        else if (!method.EndsWith("OrDefault", StringComparison.Ordinal))
        {
            method += "OrDefault";
        }

        var isDocument = source.Shape is DocumentReferenceExpression;
        var rows = source.Rows;
        var type = source.Row.Type;
        if (!isDocument && !type.IsNullableType())
        {
            type = type.MakeNullableType();
            rows = Expression.Call(
                typeof(Enumerable), nameof(Enumerable.Select), [source.Row.Type, type], rows,
                Expression.Lambda(Expression.Convert(source.Row, type), source.Row));
        }

        var picked = position is null
            ? Expression.Call(typeof(Enumerable), method, [type], rows)
            : Expression.Call(typeof(Enumerable), method, [type], rows, position);
        return source.Shape is DocumentReferenceExpression document
            ? new DocumentReferenceExpression(new ElementItemExpression(picked), document.Property)
            : picked;
    }

    /// <summary>LINQ's aggregates over nullable values; those of nothing are null instead of an exception.</summary>
    private static MethodCallExpression Aggregate(string method, Expression values, Type type)
    {
        if (!type.IsNullableType())
        {
            var value = Expression.Parameter(type, "value");
            values = Expression.Call(
                typeof(Enumerable), nameof(Enumerable.Select), [type, type.MakeNullableType()], values,
                Expression.Lambda(Expression.Convert(value, type.MakeNullableType()), value));
            type = type.MakeNullableType();
        }

        return method is nameof(Enumerable.Min) or nameof(Enumerable.Max)
            ? Expression.Call(typeof(Enumerable), method, [type], values, Shaping.RowComparers.For(type))
            : Expression.Call(typeof(Enumerable), method, null, values);
    }

    /// <summary>The caller's lambda over the rows of the sequence; null when it cannot be one.</summary>
    private LambdaExpression? Lambda(Sequence source, LambdaExpression lambda)
    {
        if (lambda.Parameters.Count != 1)
        {
            return null;
        }

        var shape = source.Shape.Type == lambda.Parameters[0].Type
            ? source.Shape
            : Expression.Convert(source.Shape, lambda.Parameters[0].Type);
        var body = Visit(new ParameterSwap(lambda.Parameters[0], shape).Visit(lambda.Body));
        return IsUnusable(body) ? null : Expression.Lambda(body, source.Row);
    }

    private static LambdaExpression Predicate(LambdaExpression lambda)
        => Expression.Lambda(ToBoolean(lambda.Body), lambda.Parameters);

    private static Expression Unquote(Expression expression)
        => expression is UnaryExpression { NodeType: ExpressionType.Quote } quote ? quote.Operand : expression;

    private sealed class ParameterSwap(ParameterExpression parameter, Expression replacement) : ExpressionVisitor
    {
        protected override Expression VisitParameter(ParameterExpression node)
            => node == parameter ? replacement : node;

        protected override Expression VisitExtension(Expression node)
            => node is QueryParameterExpression or StructuralTypeShaperExpression ? node : base.VisitExtension(node);
    }
}
