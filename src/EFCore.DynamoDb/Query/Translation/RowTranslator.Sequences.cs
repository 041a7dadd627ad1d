using System.Linq.Expressions;
using EFCore.DynamoDb.Items;
using EFCore.DynamoDb.Metadata;
using EFCore.DynamoDb.Query.Expressions;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Query;

namespace EFCore.DynamoDb.Query.Translation;

/// <summary>Collections inside items, collections of parameters and of inline values, and the operators that make other sequences of them.</summary>
internal sealed partial class RowTranslator
{
    /// <summary>The sequence behind an expression, with the operators that stand on it; null when it is none.</summary>
    public RowSequence? TranslateSequence(Expression expression)
    {
        expression = StripSequenceCast(expression);
        switch (expression)
        {
            case ParameterQueryRootExpression parameter:
                return TranslateValues(parameter.QueryParameterExpression);

            case GroupShapeExpression group:
                return new RowSequence(group.Row, group.Element, group.ElementShape);

            case InnerRowsExpression inner:
                return new RowSequence(inner.Rows, inner.Row, inner.Shape is StructuralTypeShaperExpression ? DocumentBinding.Find(inner.Shape) ?? inner.Shape : inner.Shape);

            case InlineQueryRootExpression inline:
                return TranslateValues(Expression.NewArrayInit(inline.ElementType, inline.Values));
        }

        if (Documents(expression) is var (item, property))
        {
            var element = Expression.Parameter(typeof(Item), "element");
            return new RowSequence(
                new ElementsExpression(item, property), element, new DocumentReferenceExpression(new ElementItemExpression(element, item), property));
        }

        if (expression is not MethodCallExpression { Object: null } call || !IsLinq(call))
        {
            return TranslateValues(expression);
        }

        if (call.Arguments.Count == 0 || TranslateSequence(call.Arguments[0]) is not { } source)
        {
            return null;
        }

        var argument = call.Arguments.Count >= 2 ? Unquote(call.Arguments[1]) : null;
        switch (call.Method.Name)
        {
            case nameof(Queryable.AsQueryable) or nameof(Enumerable.AsEnumerable) or nameof(Enumerable.ToList) or nameof(Enumerable.ToArray):
                return source;

            case nameof(Enumerable.Where) when argument is LambdaExpression lambda:
                return Lambda(source, lambda) is { } predicate ? source.After(nameof(Enumerable.Where), Predicate(predicate)) : null;

            case nameof(Enumerable.Select) when argument is LambdaExpression lambda:
                return Select(source, lambda);

            case nameof(Enumerable.SelectMany) when argument is LambdaExpression lambda && call.Arguments.Count <= 3:
                return SelectMany(source, lambda, call.Arguments.Count == 3 ? (LambdaExpression)Unquote(call.Arguments[2]) : null);

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
                return Visit(argument) is var count && !IsUnusable(count) ? source.After(call.Method.Name, ConvertTo(count, typeof(int))) : null;

            case nameof(Enumerable.Distinct) when argument is null:
                return Distinct(source);

            case nameof(Enumerable.Reverse) when argument is null:
                return source.After(call.Method.Name);

            case nameof(Enumerable.DefaultIfEmpty) when argument is null:
                return DefaultIfEmpty(source, call.Method.GetGenericArguments()[0]);

            case nameof(Queryable.Join) or nameof(Queryable.LeftJoin) or nameof(Queryable.RightJoin) or nameof(Queryable.GroupJoin) when call.Arguments.Count == 5:
                return Join(call, source);

            case nameof(Enumerable.GroupBy) when argument is LambdaExpression lambda:
                return GroupBy(source, lambda, [.. call.Arguments.Skip(2).Select(a => (LambdaExpression)Unquote(a))]);

            case nameof(Enumerable.Concat) or nameof(Enumerable.Union) or nameof(Enumerable.Intersect) or nameof(Enumerable.Except)
                when argument is not null && call.Arguments.Count == 2:
                return Combine(call.Method.Name, source, argument);

            case nameof(Enumerable.Cast) or nameof(Enumerable.OfType)
                when source.IsOfValues && call.Method.GetGenericArguments()[0].UnwrapNullableType() == source.Row.Type.UnwrapNullableType():
                return source;

            default:
                return null;
        }
    }

    /// <summary>The list of documents that an expression reads, of a document that was picked out of another list too.</summary>
    private (Expression Item, IPropertyBase Property)? Documents(Expression expression)
    {
        if (DocumentBinding.FindProperty(expression) is var (item, property))
        {
            return property.IsCollection ? (item, property) : null;
        }

        return DocumentBinding.MemberOf(expression) is ({ } holder, { } name)
            && Find(holder) is { } document
            && document.DocumentType.FindDocument(name) is { } nested && nested.IsDocumentList()
                ? (document.Item, nested)
                : null;
    }

    /// <summary>Whether two collections of values, of which one is made by operators, hold the same in the same order: what EF Core takes == between them for.</summary>
    private Expression? TranslateSequenceEquality(Expression left, Expression right)
        => (IsMade(left) || IsMade(right))
            && TranslateSequence(left) is { IsOfValues: true } first
            && TranslateSequence(right) is { IsOfValues: true } second
            && first.Row.Type == second.Row.Type
                ? Expression.Call(
                    typeof(Enumerable), nameof(Enumerable.SequenceEqual), [first.Row.Type], first.Rows, second.Rows, ElementComparer(first.Row.Type))
                : null;

    private static bool IsMade(Expression expression)
        => StripSequenceCast(expression) is MethodCallExpression call && IsLinq(call) && call.Type.IsAssignableTo(typeof(System.Collections.IEnumerable))
            && call.Type != typeof(string) && call.Type != typeof(byte[]);

    /// <summary>A collection of values: a property, a parameter of the query, an array that the query makes.</summary>
    private RowSequence? TranslateValues(Expression expression)
        => expression.Type != typeof(string)
            && expression.Type != typeof(byte[])
            && CollectionContains.ElementType(expression.Type) is { } type
            && Visit(expression) is var values && !IsUnusable(values)
                ? RowSequence.OfValues(
                    Expression.Coalesce(
                        ConvertTo(values, typeof(IEnumerable<>).MakeGenericType(type)), Expression.Call(typeof(Enumerable), nameof(Enumerable.Empty), [type])),
                    type)
                : null;

    private RowSequence? Select(RowSequence source, LambdaExpression lambda)
    {
        if (lambda.Parameters.Count != 1)
        {
            return null;
        }

        var shape = ShapeOf(source, lambda);
        var value = Visit(shape);
        if (!IsUnusable(value) && CollectionContains.ElementType(value.Type) == CollectionContains.ElementType(shape.Type))
        {
            return RowSequence.OfValues(
                Expression.Call(
                    typeof(Enumerable), nameof(Enumerable.Select), [source.Row.Type, value!.Type], source.Rows, Expression.Lambda(value, source.Row)),
                value.Type);
        }

        // Documents and what is made of them stay what they are until their members are asked for.
        return source with { Shape = value as DocumentReferenceExpression ?? shape };
    }

    private RowSequence? SelectMany(RowSequence source, LambdaExpression collection, LambdaExpression? result)
    {
        if (collection.Parameters.Count != 1 || TranslateSequence(ShapeOf(source, collection)) is not { } inner)
        {
            return null;
        }

        var pair = RowTuple.Make([source.Row, inner.Row]);
        var row = Expression.Parameter(pair.Type, "pair");
        var innerRows = Expression.Call(
            typeof(Enumerable), nameof(Enumerable.Select), [inner.Row.Type, pair.Type], inner.Rows, Expression.Lambda(pair, inner.Row));
        var rows = Expression.Call(
            typeof(Enumerable), nameof(Enumerable.SelectMany), [source.Row.Type, pair.Type],
            source.Rows,
            Expression.Lambda(typeof(Func<,>).MakeGenericType(source.Row.Type, typeof(IEnumerable<>).MakeGenericType(pair.Type)), innerRows, source.Row));
        var innerShape = RowRebinder.Rebind(RowRebinder.Rebind(inner.Shape, inner.Row, RowTuple.Read(row, 1)), source.Row, RowTuple.Read(row, 0));
        if (result is null)
        {
            return new RowSequence(rows, row, innerShape);
        }

        var outerShape = RowRebinder.Rebind(source.Shape, source.Row, RowTuple.Read(row, 0));
        return new RowSequence(
            rows,
            row,
            new ReplacingExpressionVisitor(
                [.. result.Parameters], [Fit(outerShape, result.Parameters[0].Type), Fit(innerShape, result.Parameters[1].Type)]).Visit(result.Body));
    }

    private RowSequence? Combine(string method, RowSequence first, Expression other)
    {
        if (TranslateSequence(other) is not { } second)
        {
            return null;
        }

        if (AsValues(first) is { } left && AsValues(second) is { } right && left.Row.Type == right.Row.Type)
        {
            return method == nameof(Enumerable.Concat)
                ? left.After(method, right.Rows)
                : left.After(method, right.Rows, ElementComparer(left.Row.Type));
        }

        // Rows of the values that both are made of: they are equal where what is made of them is.
        if (RowProjection.Pair(first.Shape, second.Shape, this) is not var (one, two))
        {
            return null;
        }

        var rows = Projected(first, one);
        var others = Projected(second, two).Rows;
        return method == nameof(Enumerable.Concat) ? rows.After(method, others) : rows.After(method, others, ComparerOf(one));
    }

    private RowSequence? Distinct(RowSequence source)
        => ElementEquality(source) is { } equality ? source.After(nameof(Enumerable.Distinct), equality)
            : RowProjection.Of(source.Shape, this, mayBeConstant: true) is { } projection
                ? Projected(source, projection).After(nameof(Enumerable.Distinct), ComparerOf(projection))
            : null;

    private static RowSequence Projected(RowSequence source, RowProjection projection)
        => new(
            Expression.Call(
                typeof(Enumerable), nameof(Enumerable.Select), [source.Row.Type, projection.Row.Type], source.Rows, Expression.Lambda(projection.Selector, source.Row)),
            projection.Row,
            projection.Shaper);

    private static Expression ComparerOf(RowProjection projection)
        => projection.Comparer ?? Expression.Constant(null, typeof(IEqualityComparer<>).MakeGenericType(projection.Row.Type));

    /// <summary>Of no elements one that is not there: an entity that is null, or the default of the values' type.</summary>
    private RowSequence DefaultIfEmpty(RowSequence source, Type type)
    {
        if (EntityReferenceExpression.Find(source.Shape) is null && !type.IsNullableType() && AsValues(source) is { } values)
        {
            var rows = values.After(nameof(Enumerable.DefaultIfEmpty));
            return values.Row.Type.IsNullableType() ? rows with { Shape = Expression.Coalesce(values.Row, Expression.Default(type)) } : rows;
        }

        return OrNone(source);
    }

    /// <summary>Of no rows one that is not there: its entities are null, and so is an object that a Select made of a row.</summary>
    internal RowSequence OrNone(RowSequence source)
    {
        if (source.Shape is not (NewExpression or MemberInitExpression)
            || source.Shape.Type.IsValueType
            || HoldsEntities.In(source.Shape)
            || RowProjection.Of(source.Shape, this, mayBeConstant: true, withConstants: true) is not { } projection)
        {
            return source.After(nameof(Enumerable.DefaultIfEmpty)) with { Shape = NullableShape.Of(source.Shape) };
        }

        // The default of a row says that it is not there.
        var values = Projected(source, projection);
        var present = RowTuple.Make([values.Row, Expression.Constant(true)]);
        var row = Expression.Parameter(present.Type, "row");
        var made = ElementRebinder.Rebind(values.Shape, values.Row, RowTuple.Read(row, 0));
        return new RowSequence(
            Expression.Call(
                typeof(Enumerable), nameof(Enumerable.Select), [values.Row.Type, present.Type], values.Rows, Expression.Lambda(present, values.Row)),
            row,
            Expression.Condition(RowTuple.Read(row, 1), made, Expression.Constant(null, made.Type))).After(nameof(Enumerable.DefaultIfEmpty));
    }

    /// <summary>The elements themselves as rows; null where they are documents, or made of such.</summary>
    private RowSequence? AsValues(RowSequence source)
        => source.IsOfValues ? source
            : Visit(source.Shape) is var value && !IsUnusable(value)
                ? RowSequence.OfValues(
                    Expression.Call(
                        typeof(Enumerable), nameof(Enumerable.Select), [source.Row.Type, value!.Type], source.Rows, Expression.Lambda(value, source.Row)),
                    value.Type)
                : null;

    /// <summary>What says which rows of a sequence are equal; null when nothing does.</summary>
    private static Expression? ElementEquality(RowSequence source)
        => source switch
        {
            { IsOfValues: true } => ElementComparer(source.Row.Type),
            { Row.Type: var row } when row == typeof(Item) && EntityReferenceExpression.Find(source.Shape) is not null
                => Expression.Constant(null, typeof(IEqualityComparer<Item>)),
            { Shape: DocumentReferenceExpression { Item: ElementItemExpression { Element: ParameterExpression }, DocumentType: var type } }
                when DocumentShape.Of(type, type) is { } shape => Expression.Constant(shape.ToComparer(), typeof(IEqualityComparer<Item>)),
            _ => null,
        };

    private static ConstantExpression ElementComparer(Type type)
        => Expression.Constant(type == typeof(byte[]) ? BinaryComparer : null, typeof(IEqualityComparer<>).MakeGenericType(type));

    /// <summary>The caller's lambda over the rows of the sequence; null when it cannot be one.</summary>
    private LambdaExpression? Lambda(RowSequence source, LambdaExpression lambda)
    {
        if (lambda.Parameters.Count != 1)
        {
            return null;
        }

        var body = Visit(ShapeOf(source, lambda));
        return IsUnusable(body) ? null : Expression.Lambda(body, source.Row);
    }

    private Expression ShapeOf(RowSequence source, LambdaExpression lambda)
        => Resolve(ReplacingExpressionVisitor.Replace(lambda.Parameters[0], Fit(source.Shape, lambda.Parameters[0].Type), lambda.Body));

    private static Expression Fit(Expression shape, Type type)
        => shape.Type == type ? shape : Expression.Convert(shape, type);

    private static LambdaExpression Predicate(LambdaExpression lambda)
        => Expression.Lambda(ToBoolean(lambda.Body), lambda.Parameters);

    private static Expression Unquote(Expression expression)
        => expression is UnaryExpression { NodeType: ExpressionType.Quote } quote ? quote.Operand : expression;

    /// <summary>A list passed where an enumerable is expected.</summary>
    private static Expression StripSequenceCast(Expression expression)
        => expression is UnaryExpression { NodeType: ExpressionType.Convert, Method: null } convert && convert.Type.IsAssignableFrom(convert.Operand.Type)
            ? convert.Operand
            : expression;

    private static bool IsLinqCall(Expression expression)
        => expression is MethodCallExpression { Object: null, Arguments.Count: > 1 } call && IsLinq(call);

    private static bool IsLinq(MethodCallExpression call)
        => call.Method.DeclaringType == typeof(Queryable) || call.Method.DeclaringType == typeof(Enumerable);

    /// <summary>What a dictionary holds under a key that the query names.</summary>
    private static EntryReadExpression? TranslateEntry(MethodCallExpression node)
        => node.Method.Name == "get_Item" && CollectionBinding.FindValue(node) is var (read, _, place) && place.Name is { } key
            ? new EntryReadExpression(read, key, node.Type.MakeNullableType())
            : null;
}
