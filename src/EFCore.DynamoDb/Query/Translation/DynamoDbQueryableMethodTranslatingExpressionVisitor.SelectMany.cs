using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore.Query;

namespace EFCore.DynamoDb.Query.Translation;

/// <content>SelectMany over what an item holds: a row of the item and one element for each of them.</content>
internal sealed partial class DynamoDbQueryableMethodTranslatingExpressionVisitor
{
    protected override ShapedQueryExpression? TranslateSelectMany(
        ShapedQueryExpression source, LambdaExpression collectionSelector, LambdaExpression resultSelector)
        => Flatten(source, collectionSelector) is var (flat, inner)
            ? Result(flat, resultSelector, flat.ShaperExpression, inner)
            : Untranslatable();

    protected override ShapedQueryExpression? TranslateSelectMany(ShapedQueryExpression source, LambdaExpression selector)
    {
        if (Flatten(source, selector) is not var (flat, inner))
        {
            return Untranslatable();
        }

        (flat, inner) = Fill(flat, inner);
        return flat.UpdateShaperExpression(_projections.Translate(inner));
    }

    /// <summary>The source with a row for each element, and what the caller's lambdas see of the element; null when the collection is not in memory.</summary>
    private (ShapedQueryExpression Source, Expression Inner)? Flatten(ShapedQueryExpression source, LambdaExpression selector)
    {
        (source, var body) = Fill(source, selector);
        if (_rows.TranslateSequence(body) is not { } elements)
        {
            return null;
        }

        var (query, outer, inner) = Flatten(source, elements);
        return (source.UpdateQueryExpression(query).UpdateShaperExpression(outer), inner);
    }

    private static (Expressions.ResidualExpression Query, Expression Outer, Expression Inner) Flatten(
        ShapedQueryExpression source, RowSequence elements, bool keepsCount = false)
    {
        var query = Query(source);
        var pair = RowTuple.Make([query.Row, elements.Row]);
        var row = Expression.Parameter(pair.Type, "pair");
        var pairs = Expression.Lambda(
            typeof(Func<,>).MakeGenericType(query.Row.Type, typeof(IEnumerable<>).MakeGenericType(pair.Type)),
            Expression.Call(
                typeof(Enumerable), nameof(Enumerable.Select), [elements.Row.Type, pair.Type], elements.Rows, Expression.Lambda(pair, elements.Row)),
            query.Row);
        return (
            query.WithElements(pairs, row, keepsCount),
            RowRebinder.Rebind(source.ShaperExpression, query.Row, RowTuple.Read(row, 0)),
            RowRebinder.Rebind(RowRebinder.Rebind(elements.Shape, elements.Row, RowTuple.Read(row, 1)), query.Row, RowTuple.Read(row, 0)));
    }

    private static Expression Fit(Expression expression, Type type)
        => expression.Type == type ? expression : Expression.Convert(expression, type);
}
