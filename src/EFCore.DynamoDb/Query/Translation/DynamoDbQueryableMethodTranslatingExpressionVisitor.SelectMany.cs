using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore.Query;

namespace EFCore.DynamoDb.Query.Translation;

/// <content>SelectMany over what an item holds: a row of the item and one element for each of them.</content>
internal sealed partial class DynamoDbQueryableMethodTranslatingExpressionVisitor
{
    protected override ShapedQueryExpression? TranslateSelectMany(
        ShapedQueryExpression source, LambdaExpression collectionSelector, LambdaExpression resultSelector)
        => Flatten(source, collectionSelector) is var (query, outer, inner)
            ? source
                .UpdateQueryExpression(query)
                .UpdateShaperExpression(
                    _projections.Translate(
                        EntityEquality.Rewrite(
                            new ReplacingExpressionVisitor([.. resultSelector.Parameters], [outer, Fit(inner, resultSelector.Parameters[1].Type)])
                                .Visit(resultSelector.Body))))
            : Unsupported("SelectMany");

    protected override ShapedQueryExpression? TranslateSelectMany(ShapedQueryExpression source, LambdaExpression selector)
        => Flatten(source, selector) is var (query, _, inner)
            ? source.UpdateQueryExpression(query).UpdateShaperExpression(_projections.Translate(inner))
            : Unsupported("SelectMany");

    /// <summary>The query with a row for each element, and what the caller's lambdas see of its two parts; null when the collection is not inside the row.</summary>
    private (Expressions.ResidualExpression Query, Expression Outer, Expression Inner)? Flatten(ShapedQueryExpression source, LambdaExpression selector)
    {
        if (_rows.TranslateSequence(Remap(source, selector.Parameters[0], selector.Body)) is not { } elements)
        {
            return null;
        }

        var query = Query(source);
        var pair = RowTuple.Make([query.Row, elements.Row]);
        var row = Expression.Parameter(pair.Type, "pair");
        var pairs = Expression.Lambda(
            typeof(Func<,>).MakeGenericType(query.Row.Type, typeof(IEnumerable<>).MakeGenericType(pair.Type)),
            Expression.Call(
                typeof(Enumerable), nameof(Enumerable.Select), [elements.Row.Type, pair.Type], elements.Rows, Expression.Lambda(pair, elements.Row)),
            query.Row);
        return (
            query.WithElements(pairs, row),
            RowRebinder.Rebind(source.ShaperExpression, query.Row, RowTuple.Read(row, 0)),
            RowRebinder.Rebind(elements.Shape, elements.Row, RowTuple.Read(row, 1)));
    }

    private static Expression Fit(Expression expression, Type type)
        => expression.Type == type ? expression : Expression.Convert(expression, type);
}
