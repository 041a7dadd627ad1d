using System.Linq.Expressions;
using EFCore.DynamoDb.Diagnostics;
using EFCore.DynamoDb.Query.Expressions;
using Microsoft.EntityFrameworkCore.Query;

namespace EFCore.DynamoDb.Query.Translation;

/// <content>Two queries together: rows of the values that both results are made of, so that rows are equal where the results are.</content>
internal sealed partial class DynamoDbQueryableMethodTranslatingExpressionVisitor
{
    protected override ShapedQueryExpression? TranslateConcat(ShapedQueryExpression source1, ShapedQueryExpression source2)
        => Combine(SetKind.Concat, source1, source2);

    protected override ShapedQueryExpression? TranslateUnion(ShapedQueryExpression source1, ShapedQueryExpression source2)
        => Combine(SetKind.Union, source1, source2);

    protected override ShapedQueryExpression? TranslateIntersect(ShapedQueryExpression source1, ShapedQueryExpression source2)
        => Combine(SetKind.Intersect, source1, source2);

    protected override ShapedQueryExpression? TranslateExcept(ShapedQueryExpression source1, ShapedQueryExpression source2)
        => Combine(SetKind.Except, source1, source2);

    private ShapedQueryExpression? Combine(SetKind kind, ShapedQueryExpression source1, ShapedQueryExpression source2)
    {
        if (RowProjection.Pair(source1.ShaperExpression, source2.ShaperExpression, _rows) is not var (first, second))
        {
            AddTranslationErrorDetails(DynamoDbStrings.SetOfDifferentShapes(kind.ToString()));
            return null;
        }

        var other = Query(source2).WithProjection(Expression.Lambda(second.Selector, Query(source2).Row), second.Row);
        return source1
            .UpdateQueryExpression(
                Query(source1).WithProjection(Expression.Lambda(first.Selector, Query(source1).Row), first.Row)
                    .WithSet(new SetOperator(kind, new InnerQuery { Whole = other }, first.Comparer)))
            .UpdateShaperExpression(first.Shaper);
    }
}
