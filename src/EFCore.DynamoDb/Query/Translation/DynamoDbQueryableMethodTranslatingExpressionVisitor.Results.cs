using System.Linq.Expressions;
using EFCore.DynamoDb.Access;
using EFCore.DynamoDb.Metadata;
using EFCore.DynamoDb.Query.Expressions;
using Microsoft.EntityFrameworkCore.Query;

namespace EFCore.DynamoDb.Query.Translation;

/// <summary>The operators that end a query in one row or one value.</summary>
internal sealed partial class DynamoDbQueryableMethodTranslatingExpressionVisitor
{
    protected override ShapedQueryExpression? TranslateFirstOrDefault(
        ShapedQueryExpression source,
        LambdaExpression? predicate,
        Type returnType,
        bool returnDefault)
        => TakeRows(source, predicate, 1, returnType);

    protected override ShapedQueryExpression? TranslateSingleOrDefault(
        ShapedQueryExpression source,
        LambdaExpression? predicate,
        Type returnType,
        bool returnDefault)
        => TakeRows(source, predicate, 2, returnType);

    protected override ShapedQueryExpression? TranslateLastOrDefault(
        ShapedQueryExpression source,
        LambdaExpression? predicate,
        Type returnType,
        bool returnDefault)
        => Filter(source, predicate) is { } filtered ? TakeRows(Reverse(filtered), null, 1, returnType) : null;

    protected override ShapedQueryExpression? TranslateElementAtOrDefault(ShapedQueryExpression source, Expression index, bool returnDefault)
    {
        var query = AddTake(Query(source).WithOperator(new SkipOperator(index)), Expression.Constant(1));
        return source.UpdateQueryExpression(query);
    }

    protected override ShapedQueryExpression? TranslateAny(ShapedQueryExpression source, LambdaExpression? predicate)
        => Filter(source, predicate) is { } filtered
            ? End(filtered, AddTake(WithoutOrder(Query(filtered)), Expression.Constant(1)), TerminalKind.Any, null, typeof(bool))
            : null;

    protected override ShapedQueryExpression? TranslateAll(ShapedQueryExpression source, LambdaExpression predicate)
    {
        var negated = Expression.Lambda(Expression.Not(predicate.Body), predicate.Parameters);
        return TranslateWhere(source, negated) is { } violating
            ? End(violating, AddTake(WithoutOrder(Query(violating)), Expression.Constant(1)), TerminalKind.All, null, typeof(bool))
            : null;
    }

    protected override ShapedQueryExpression? TranslateContains(ShapedQueryExpression source, Expression item)
    {
        var parameter = Expression.Parameter(source.ShaperExpression.Type, "x");
        var value = item.Type == parameter.Type ? item : Expression.Convert(item, parameter.Type);
        return TranslateAny(source, Expression.Lambda(EntityEquality.Equal(parameter, value), parameter));
    }

    protected override ShapedQueryExpression? TranslateCount(ShapedQueryExpression source, LambdaExpression? predicate)
        => Filter(source, predicate) is { } filtered
            ? End(filtered, WithoutOrder(Query(filtered)), TerminalKind.Count, null, typeof(int))
            : null;

    protected override ShapedQueryExpression? TranslateLongCount(ShapedQueryExpression source, LambdaExpression? predicate)
        => Filter(source, predicate) is { } filtered
            ? End(filtered, WithoutOrder(Query(filtered)), TerminalKind.LongCount, null, typeof(long))
            : null;

    protected override ShapedQueryExpression? TranslateSum(ShapedQueryExpression source, LambdaExpression? selector, Type resultType)
        => Aggregate(source, selector, TerminalKind.Sum, resultType);

    protected override ShapedQueryExpression? TranslateMin(ShapedQueryExpression source, LambdaExpression? selector, Type resultType)
        => Aggregate(source, selector, TerminalKind.Min, resultType);

    protected override ShapedQueryExpression? TranslateMax(ShapedQueryExpression source, LambdaExpression? selector, Type resultType)
        => Aggregate(source, selector, TerminalKind.Max, resultType);

    protected override ShapedQueryExpression? TranslateAverage(ShapedQueryExpression source, LambdaExpression? selector, Type resultType)
        => Aggregate(source, selector, TerminalKind.Average, resultType);

    private ShapedQueryExpression? Filter(ShapedQueryExpression source, LambdaExpression? predicate)
        => predicate is null ? source : TranslateWhere(source, predicate);

    private ShapedQueryExpression? TakeRows(ShapedQueryExpression source, LambdaExpression? predicate, int rows, Type returnType)
    {
        if (Filter(source, predicate) is not { } filtered)
        {
            return null;
        }

        filtered = filtered.UpdateQueryExpression(AddTake(Query(filtered), Expression.Constant(rows)));
        return filtered.ShaperExpression.Type == returnType
            ? filtered
            : filtered.UpdateShaperExpression(Expression.Convert(filtered.ShaperExpression, returnType));
    }

    private ShapedQueryExpression? Aggregate(ShapedQueryExpression source, LambdaExpression? selector, TerminalKind kind, Type resultType)
    {
        var operand = source.ShaperExpression;
        if (selector is not null)
        {
            (source, operand) = Fill(source, selector);
        }

        if (_rows.Translate(operand) is not { } value)
        {
            return Untranslatable();
        }

        var query = Query(source);
        var nullable = value.Type.MakeNullableType();
        var lambda = Expression.Lambda(value.Type == nullable ? value : Expression.Convert(value, nullable), query.Row);
        query = WithoutOrder(query);
        return End(source, kind is TerminalKind.Min or TerminalKind.Max ? OfferExtreme(query, value, kind) : query, kind, lambda, resultType);
    }

    /// <summary>
    /// The least or the greatest value of a sort key is the first one where the items come in its order. Where they do not, all of them are looked at.
    /// </summary>
    private ResidualExpression OfferExtreme(ResidualExpression query, Expression value, TerminalKind kind)
    {
        if (!query.OffersLimit || query.Source.Limit is not null || OrderedAttribute(value) is not { } attribute || !IsSortKey(query.Source.Table, attribute))
        {
            return query;
        }

        // Nulls count for neither, and sort first.
        var isKey = query.Source.Table.Key.Contains(attribute);
        var nullable = new PropertyReadExpression(query.Row, ((PropertyReadExpression)value).Property, required: false);
        query = isKey ? query : TryAddConjunct(query, Expression.NotEqual(nullable, Expression.Constant(null, nullable.Type)), $"{attribute} != null")!;
        var one = Expression.Constant(1);
        var source = query.Source.WithOrder([new OrderKey(attribute, kind == TerminalKind.Max, [attribute])]).WithLimit(one);
        return query.WithSource(source).WithOperator(new TakeOperator(one, Offered: true, IfOrdered: true));
    }

    private static bool IsSortKey(TableModel table, string attribute)
        => table.Key.Sort.Concat(table.Indexes.SelectMany(i => i.Key.Sort)).Any(k => k.Name == attribute);

    /// <summary>The order of rows does not matter to a value made of all of them, unless only some are taken.</summary>
    private static ResidualExpression WithoutOrder(ResidualExpression query)
        => query.OffersPredicates
            ? query.WithOperators(query.Operators.RemoveAll(o => o is OrderOperator)).WithSource(query.Source.WithOrder([]))
            : query;

    private static ShapedQueryExpression End(
        ShapedQueryExpression source,
        ResidualExpression query,
        TerminalKind kind,
        LambdaExpression? selector,
        Type resultType)
        => source
            .UpdateQueryExpression(query.WithTerminal(new Terminal(kind, selector, resultType)))
            .UpdateShaperExpression(Expression.Default(resultType));
}
