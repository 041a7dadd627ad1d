using System.Linq.Expressions;
using EFCore.DynamoDb.Query.Expressions;
using Microsoft.EntityFrameworkCore.Query;

namespace EFCore.DynamoDb.Query.Translation;

/// <content>Joins and groups of rows that are in memory: of what a group holds, of what a lookup found, of documents.</content>
internal sealed partial class RowTranslator
{
    private RowSequence? Join(MethodCallExpression call, RowSequence outer)
    {
        var (outerKey, innerKey, result) = ((LambdaExpression)Unquote(call.Arguments[2]), (LambdaExpression)Unquote(call.Arguments[3]), (LambdaExpression)Unquote(call.Arguments[4]));
        if (TranslateSequence(call.Arguments[1]) is not { } inner)
        {
            return null;
        }

        var (outerValue, innerValue) = EntityEquality.Keys(ShapeOf(outer, outerKey), ShapeOf(inner, innerKey));
        if (Keys(Correlation.OfJoin(outerValue, innerValue)) is not var (left, right))
        {
            return null;
        }

        var name = call.Method.Name;
        var isGroup = name == nameof(Enumerable.GroupJoin);
        var (o, i) = (Expression.Parameter(outer.Row.Type, "o"), Expression.Parameter(isGroup ? typeof(IEnumerable<>).MakeGenericType(inner.Row.Type) : inner.Row.Type, "i"));
        var pair = RowTuple.Make([o, i]);
        var row = Expression.Parameter(pair.Type, "pair");
        var rows = Expression.Call(
            typeof(Enumerable),
            name,
            [outer.Row.Type, inner.Row.Type, left.Type, pair.Type],
            outer.Rows,
            inner.Rows,
            Expression.Lambda(left, outer.Row),
            Expression.Lambda(right, inner.Row),
            Expression.Lambda(pair, o, i),
            ElementComparer(left.Type));
        var outerShape = ElementRebinder.Rebind(name == nameof(Enumerable.RightJoin) ? NullableShape.Of(outer.Shape) : outer.Shape, outer.Row, RowTuple.Read(row, 0));
        var innerShape = isGroup
            ? new InnerRowsExpression(RowTuple.Read(row, 1), inner.Row, inner.Shape)
            : ElementRebinder.Rebind(name == nameof(Enumerable.LeftJoin) ? NullableShape.Of(inner.Shape) : inner.Shape, inner.Row, RowTuple.Read(row, 1));
        return new RowSequence(
            rows,
            row,
            Resolve(
                new ReplacingExpressionVisitor(
                    [.. result.Parameters], [Fit(outerShape, result.Parameters[0].Type), Fit(innerShape, result.Parameters[1].Type)]).Visit(result.Body)));
    }

    /// <summary>The keys of both sides as values; a key of several is a tuple of them.</summary>
    private (Expression Left, Expression Right)? Keys(IReadOnlyList<KeyPart> parts)
    {
        var (left, right) = (new Expression[parts.Count], new Expression[parts.Count]);
        for (var i = 0; i < left.Length; i++)
        {
            if (Translate(parts[i].Outer) is not { } outer || Translate(parts[i].Inner) is not { } inner)
            {
                return null;
            }

            (left[i], right[i]) = Align(outer, inner);
            if (left[i].Type != right[i].Type)
            {
                return null;
            }
        }

        return left.Length == 1 ? (left[0], right[0]) : (RowTuple.Make(left), RowTuple.Make(right));
    }

    private RowSequence? GroupBy(RowSequence source, LambdaExpression keySelector, IReadOnlyList<LambdaExpression> others)
    {
        var element = others.FirstOrDefault(l => l.Parameters.Count == 1);
        var result = others.FirstOrDefault(l => l.Parameters.Count == 2);
        if (keySelector.Parameters.Count != 1 || RowProjection.Of(ShapeOf(source, keySelector), this, mayBeConstant: true) is not { } keys)
        {
            return null;
        }

        var elementShape = element is null ? source.Shape : ShapeOf(source, element);
        var row = Expression.Parameter(typeof(IGrouping<,>).MakeGenericType(keys.Row.Type, source.Row.Type), "group");
        var groups = Expression.Call(
            typeof(Enumerable), nameof(Enumerable.GroupBy), [source.Row.Type, keys.Row.Type], source.Rows, Expression.Lambda(keys.Selector, source.Row), ComparerOf(keys));
        var shape = new GroupShapeExpression(
            row,
            RowRebinder.Rebind(keys.Shaper, keys.Row, Expression.Property(row, nameof(IGrouping<int, int>.Key))),
            source.Row,
            elementShape,
            typeof(IGrouping<,>).MakeGenericType(keySelector.ReturnType, elementShape.Type));
        return new RowSequence(
            groups,
            row,
            result is null ? shape : Resolve(new ReplacingExpressionVisitor([.. result.Parameters], [shape.Key, shape]).Visit(result.Body)));
    }
}
