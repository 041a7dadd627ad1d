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
        if (resultSelector is not null && FreeParameters.In(resultSelector))
        {
            // EF Core leaves the caller's name of the group in it where it put a join before the group.
            return null;
        }

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

    /// <summary>Whether a lambda speaks of parameters that neither it nor a lambda inside of it has.</summary>
    private sealed class FreeParameters : ExpressionVisitor
    {
        private readonly HashSet<ParameterExpression> _known = [];
        private bool _found;

        public static bool In(LambdaExpression lambda)
        {
            var finder = new FreeParameters();
            finder.Visit(lambda);
            return finder._found;
        }

        protected override Expression VisitLambda<T>(Expression<T> node)
        {
            _known.UnionWith(node.Parameters);
            return base.VisitLambda(node);
        }

        protected override Expression VisitParameter(ParameterExpression node)
        {
            _found |= !_known.Contains(node);
            return node;
        }

        protected override Expression VisitExtension(Expression node)
            => node;
    }
}
