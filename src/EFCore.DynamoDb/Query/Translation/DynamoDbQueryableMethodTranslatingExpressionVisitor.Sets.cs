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
        if (RowProjection.Of(source1.ShaperExpression, _rows, withConstants: true) is not { } first
            || RowProjection.Of(source2.ShaperExpression, _rows, withConstants: true) is not { } second
            || first.Row.Type != second.Row.Type
            || !IsSame(first.Shaper, RowRebinder.Rebind(second.Shaper, second.Row, first.Row)))
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

    /// <summary>Whether two shapers make the same of the same values.</summary>
    private static bool IsSame(Expression? x, Expression? y)
        => ReferenceEquals(x, y) || (x is not null && y is not null && x.Type == y.Type && (x, y) switch
        {
            (NewExpression a, NewExpression b) => a.Constructor == b.Constructor && AreSame(a.Arguments, b.Arguments),
            (MemberInitExpression a, MemberInitExpression b) => IsSame(a.NewExpression, b.NewExpression)
                && a.Bindings.Count == b.Bindings.Count
                && a.Bindings.Zip(b.Bindings).All(
                    p => p is { First: MemberAssignment c, Second: MemberAssignment d } && c.Member == d.Member && IsSame(c.Expression, d.Expression)),
            (UnaryExpression a, UnaryExpression b) => a.NodeType == b.NodeType && a.Method == b.Method && IsSame(a.Operand, b.Operand),
            (MemberExpression a, MemberExpression b) => a.Member == b.Member && IsSame(a.Expression, b.Expression),
            (NewArrayExpression a, NewArrayExpression b) => a.NodeType == b.NodeType && AreSame(a.Expressions, b.Expressions),
            (StructuralTypeShaperExpression a, StructuralTypeShaperExpression b) => a.StructuralType == b.StructuralType
                && a is { ValueBufferExpression: ItemBindingExpression c } && b is { ValueBufferExpression: ItemBindingExpression d } && IsSame(c.Item, d.Item),
            (ElementItemExpression a, ElementItemExpression b) => IsSame(a.Element, b.Element),
            _ => false,
        });

    private static bool AreSame(IReadOnlyList<Expression> x, IReadOnlyList<Expression> y)
        => x.Count == y.Count && Enumerable.Range(0, x.Count).All(i => IsSame(x[i], y[i]));
}
