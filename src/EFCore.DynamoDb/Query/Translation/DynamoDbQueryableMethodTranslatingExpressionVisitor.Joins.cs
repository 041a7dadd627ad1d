using System.Linq.Expressions;
using EFCore.DynamoDb.Query.Expressions;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Query;

namespace EFCore.DynamoDb.Query.Translation;

/// <content>Joins: the rows of the inner query that have a row's key are looked up, and make a row each.</content>
internal sealed partial class DynamoDbQueryableMethodTranslatingExpressionVisitor
{
    protected override ShapedQueryExpression? TranslateJoin(
        ShapedQueryExpression outer, ShapedQueryExpression inner, LambdaExpression outerKeySelector, LambdaExpression innerKeySelector, LambdaExpression resultSelector)
        => Join(outer, inner, outerKeySelector, innerKeySelector, isOuter: false) is var (source, innerShape)
            ? Result(source, resultSelector, source.ShaperExpression, innerShape)
            : Untranslatable();

    protected override ShapedQueryExpression? TranslateLeftJoin(
        ShapedQueryExpression outer, ShapedQueryExpression inner, LambdaExpression outerKeySelector, LambdaExpression innerKeySelector, LambdaExpression resultSelector)
        => Join(outer, inner, outerKeySelector, innerKeySelector, isOuter: true) is var (source, innerShape)
            ? Result(source, resultSelector, source.ShaperExpression, innerShape)
            : Untranslatable();

    protected override ShapedQueryExpression? TranslateRightJoin(
        ShapedQueryExpression outer, ShapedQueryExpression inner, LambdaExpression outerKeySelector, LambdaExpression innerKeySelector, LambdaExpression resultSelector)
        => Join(inner, outer, innerKeySelector, outerKeySelector, isOuter: true) is var (source, outerShape)
            ? Result(source, resultSelector, outerShape, source.ShaperExpression)
            : Untranslatable();

    protected override ShapedQueryExpression? TranslateGroupJoin(
        ShapedQueryExpression outer, ShapedQueryExpression inner, LambdaExpression outerKeySelector, LambdaExpression innerKeySelector, LambdaExpression resultSelector)
    {
        if (Lookup(outer, inner, outerKeySelector, innerKeySelector) is not var (source, _, rows))
        {
            return Untranslatable();
        }

        return Result(source, resultSelector, source.ShaperExpression, rows);
    }

    /// <summary>A join with values that the caller has: the rows whose key is one of them, each as often as it is.</summary>
    private ShapedQueryExpression? JoinValues(MethodCallExpression call)
    {
        if (call is not { Method.Name: nameof(Queryable.Join), Arguments: [var outer, var inner, var outerKeySelector, var innerKeySelector, var resultSelector] }
            || call.Method.DeclaringType != typeof(Queryable)
            || InnerChain.Of(inner) is not null
            || _rows.TranslateSequence(inner) is not { IsOfValues: true } values
            || Visit(outer) is not ShapedQueryExpression source)
        {
            return null;
        }

        (source, var outerKey) = Fill(source, Unquote(outerKeySelector));
        outerKey = RowTranslator.StripBoxing(outerKey);
        var innerKey = RowTranslator.StripBoxing(
            ReplacingExpressionVisitor.Replace(Unquote(innerKeySelector).Parameters[0], values.Row, Unquote(innerKeySelector).Body));
        var isSameType = outerKey.Type.UnwrapNullableType() == innerKey.Type.UnwrapNullableType();
        if (_rows.TranslatePredicate(isSameType ? EntityEquality.Equal(Lift(outerKey), Lift(innerKey)) : EntityEquality.Equal(outerKey, innerKey)) is not { } matches)
        {
            return null;
        }

        if (outerKey.Type.IsNullableType())
        {
            // No key is null.
            matches = Expression.AndAlso(_rows.TranslatePredicate(Expression.NotEqual(outerKey, Expression.Constant(null, outerKey.Type)))!, matches);
        }

        if (innerKey == values.Row
            && isSameType
            && TryAddConjunct(
                Query(source),
                Expression.Call(typeof(Enumerable), nameof(Enumerable.Contains), [values.Row.Type], ListOf(inner), Fit(outerKey, innerKey.Type)),
                TextOf(Unquote(outerKeySelector).Body)) is { } narrowed)
        {
            source = source.UpdateQueryExpression(narrowed);
        }

        var (query, outerShape, innerShape) = Flatten(source, values.After(nameof(Enumerable.Where), Expression.Lambda(matches, values.Row)));
        return Result(source.UpdateQueryExpression(query).UpdateShaperExpression(outerShape), Unquote(resultSelector), outerShape, innerShape);

        static Expression Lift(Expression key)
            => Fit(key, key.Type.MakeNullableType());

        static Expression ListOf(Expression root)
            => root switch
            {
                ParameterQueryRootExpression parameter => parameter.QueryParameterExpression,
                InlineQueryRootExpression inline => Expression.NewArrayInit(inline.ElementType, inline.Values),
                _ => root,
            };

        static LambdaExpression Unquote(Expression expression)
            => (LambdaExpression)(expression is UnaryExpression { NodeType: ExpressionType.Quote } quote ? quote.Operand : expression);
    }

    private ShapedQueryExpression Result(ShapedQueryExpression source, LambdaExpression resultSelector, Expression outer, Expression inner)
    {
        var body = new ReplacingExpressionVisitor(
                [.. resultSelector.Parameters], [Fit(outer, resultSelector.Parameters[0].Type), Fit(inner, resultSelector.Parameters[1].Type)])
            .Visit(OwnedInclusions.Strip(resultSelector.Body));
        (source, body) = Fill(source, EntityEquality.Rewrite(body));
        return source.UpdateShaperExpression(_projections.Translate(body));
    }

    private (ShapedQueryExpression Source, Expression Inner)? Join(
        ShapedQueryExpression outer, ShapedQueryExpression inner, LambdaExpression outerKeySelector, LambdaExpression innerKeySelector, bool isOuter)
    {
        if (Lookup(outer, inner, outerKeySelector, innerKeySelector) is not var (source, lookup, rows))
        {
            return null;
        }

        // A row has one of another table at most, when that is looked up by all of its key.
        var isOne = isOuter && inner.ShaperExpression is StructuralTypeShaperExpression { StructuralType: IEntityType type }
            && Query(inner).RowIsItem
            && type.FindPrimaryKey()?.Properties is { } key
            && key.All(p => lookup.Inner.Whole.Carried.Any(c => PropertyBinding.Find(c)?.Property == p));
        var sequence = new RowSequence(rows.Rows, rows.Row, rows.Shape);
        sequence = isOuter ? _rows.OrNone(sequence) : sequence;
        var (query, outerShape, innerShape) = Flatten(source, sequence, isOne);
        return (source.UpdateQueryExpression(query).UpdateShaperExpression(outerShape), innerShape);
    }

    private (ShapedQueryExpression Source, LookupOperator Lookup, InnerRowsExpression Rows)? Lookup(
        ShapedQueryExpression outer, ShapedQueryExpression inner, LambdaExpression outerKeySelector, LambdaExpression innerKeySelector)
    {
        if (Query(inner).Terminal is not null)
        {
            return null;
        }

        (outer, var outerKey) = Fill(outer, outerKeySelector);
        (inner, var innerKey) = Fill(inner, innerKeySelector);
        (outerKey, innerKey) = EntityEquality.Keys(outerKey, innerKey);
        if (InnerQueryBuilder.BuildJoin(inner, this, Query(outer).Row, Correlation.OfJoin(outerKey, innerKey)) is not var (lookup, replacement))
        {
            return null;
        }

        var before = Query(outer).Row;
        var (query, row, slot) = WithLookup(Query(outer), lookup);
        return (
            outer.UpdateShaperExpression(RowRebinder.Rebind(outer.ShaperExpression, before, RowTuple.Read(row, 0))).UpdateQueryExpression(query),
            lookup,
            (InnerRowsExpression)replacement(slot));
    }
}
