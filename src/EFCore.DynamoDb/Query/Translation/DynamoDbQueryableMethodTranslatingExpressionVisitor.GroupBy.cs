using System.Linq.Expressions;
using EFCore.DynamoDb.Diagnostics;
using EFCore.DynamoDb.Query.Expressions;
using Microsoft.EntityFrameworkCore.Query;

namespace EFCore.DynamoDb.Query.Translation;

/// <content>GroupBy: a row for each key, which holds the rows that have it.</content>
internal sealed partial class DynamoDbQueryableMethodTranslatingExpressionVisitor
{
    protected override ShapedQueryExpression? TranslateGroupBy(
        ShapedQueryExpression source,
        LambdaExpression keySelector,
        LambdaExpression? elementSelector,
        LambdaExpression? resultSelector)
    {
        Expression element = source.ShaperExpression;
        if (elementSelector is not null)
        {
            (source, element) = Fill(source, elementSelector);
        }

        var before = Query(source);
        (source, var keyBody) = Fill(source, keySelector);
        var query = Query(source);
        element = query.Rebase(element, before);
        var key = _projections.Translate(keyBody);
        if (RowProjection.Of(key, _rows, mayBeConstant: true) is not { } keys)
        {
            AddTranslationErrorDetails(DynamoDbStrings.GroupByClientValues);
            return null;
        }

        var row = Expression.Parameter(typeof(IGrouping<,>).MakeGenericType(keys.Row.Type, query.Row.Type), "group");
        var shape = new GroupShapeExpression(
            row,
            RowRebinder.Rebind(keys.Shaper, keys.Row, Expression.Property(row, nameof(IGrouping<int, int>.Key))),
            query.Row,
            element,
            typeof(IGrouping<,>).MakeGenericType(keySelector.ReturnType, element.Type));
        var grouped = source
            .UpdateQueryExpression(query.WithGroups(new GroupByOperator(Expression.Lambda(keys.Selector, query.Row), keys.Comparer), row))
            .UpdateShaperExpression(shape);
        return resultSelector is null
            ? grouped
            : grouped.UpdateShaperExpression(
                _projections.Translate(
                    EntityEquality.Rewrite(
                        GroupKeys.Resolve(
                            new ReplacingExpressionVisitor([.. resultSelector.Parameters], [shape.Key, shape]).Visit(resultSelector.Body)))));
    }
}
