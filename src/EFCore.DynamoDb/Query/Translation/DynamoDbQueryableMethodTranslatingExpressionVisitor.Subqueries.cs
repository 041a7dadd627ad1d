using System.Linq.Expressions;
using EFCore.DynamoDb.Query.Expressions;
using Microsoft.EntityFrameworkCore.Query;

namespace EFCore.DynamoDb.Query.Translation;

/// <content>Queries inside lambdas: their rows are put beside the rows that need them, before the lambda runs.</content>
internal sealed partial class DynamoDbQueryableMethodTranslatingExpressionVisitor : InnerQueryBuilder.IInnerTranslation
{
    private DynamoDbQueryableMethodTranslatingExpressionVisitor? _inner;

    private DynamoDbQueryableMethodTranslatingExpressionVisitor Inner
        => _inner ??= (DynamoDbQueryableMethodTranslatingExpressionVisitor)CreateSubqueryVisitor();

    ShapedQueryExpression InnerQueryBuilder.IInnerTranslation.Root(EntityQueryRootExpression root)
        => (ShapedQueryExpression)Inner.Visit(root);

    (ShapedQueryExpression Source, Expression Body) InnerQueryBuilder.IInnerTranslation.Fill(ShapedQueryExpression source, LambdaExpression lambda)
        => Fill(source, lambda);

    ShapedQueryExpression? InnerQueryBuilder.IInnerTranslation.Filter(ShapedQueryExpression source, Expression condition)
        => TryAddConjunct(Query(source), condition, TextOf(condition)) is { } filtered ? source.UpdateQueryExpression(filtered) : null;

    ShapedQueryExpression? InnerQueryBuilder.IInnerTranslation.Apply(ShapedQueryExpression source, MethodCallExpression call)
        => Inner.Visit(Expression.Call(call.Method, [source, .. call.Arguments.Skip(1)])) as ShapedQueryExpression;

    Expression? InnerQueryBuilder.IInnerTranslation.Value(Expression expression)
        => _rows.Translate(expression);

    ResidualExpression? InnerQueryBuilder.IInnerTranslation.Keyed(
        ResidualExpression query, IReadOnlyList<Expression> inner, IReadOnlyList<QueryParameterExpression> values)
    {
        var keyed = query;
        for (var i = 0; i < inner.Count; i++)
        {
            if (keyed.OverItem(inner[i]) is null
                || TryAddConjunct(
                    keyed,
                    EntityEquality.Equal(Fit(inner[i], values[i].Type), values[i]),
                    $"{PropertyBinding.Find(inner[i])?.Property.Name ?? TextOf(inner[i])} == key",
                    isKey: true) is not { } narrowed)
            {
                return null;
            }

            keyed = narrowed;
        }

        return keyed.OffersPredicates ? keyed : null;
    }

    /// <summary>A query that is translated already stands for itself.</summary>
    protected override Expression VisitExtension(Expression extensionExpression)
        => extensionExpression is ShapedQueryExpression ? extensionExpression : base.VisitExtension(extensionExpression);

    /// <summary>The body of a lambda over a source, and the source with the rows that queries inside the body need.</summary>
    private (ShapedQueryExpression Source, Expression Body) Fill(ShapedQueryExpression source, LambdaExpression lambda)
        => Fill(source, Remap(source, lambda.Parameters[0], lambda.Body));

    private (ShapedQueryExpression Source, Expression Body) Fill(ShapedQueryExpression source, Expression body)
    {
        while (InnerChain.FindFirst(body) is { } chain)
        {
            var query = Query(source);
            if (BuildInner(chain, query) is not var (lookup, replacement))
            {
                break;
            }

            if (SharedLookups.Find(query, lookup) is { } known)
            {
                body = new NodeReplacer(chain.Whole, replacement(known)).Visit(body)!;
                continue;
            }

            (query, var row, var slot) = WithLookup(query, lookup);
            body = new NodeReplacer(chain.Whole, replacement(slot)).Visit(body)!;
            body = RowRebinder.Rebind(body, Query(source).Row, RowTuple.Read(row, 0));
            source = source
                .UpdateShaperExpression(RowRebinder.Rebind(source.ShaperExpression, Query(source).Row, RowTuple.Read(row, 0)))
                .UpdateQueryExpression(query);
        }

        return (source, _rows.Resolve(body));
    }

    private (LookupOperator Lookup, Func<Expression, Expression> Replacement)? BuildInner(InnerChain chain, ResidualExpression query)
        => (Correlation.Reads(chain.Whole).Count == 0 ? BuildWhole(chain) : null) ?? InnerQueryBuilder.Build(chain, this, query.Row);

    /// <summary>What speaks of no outer row is a query of its own, up to what makes a value of it.</summary>
    private (LookupOperator Lookup, Func<Expression, Expression> Replacement)? BuildWhole(InnerChain chain)
    {
        var operators = chain.Operators.TakeWhile(c => c.Type.IsAssignableTo(typeof(IQueryable))).ToList();
        if (Inner.Visit(operators is [.., var last] ? last : chain.Root) is not ShapedQueryExpression shaped)
        {
            return null;
        }

        var query = Query(shaped);
        var element = Expression.Parameter(query.Row.Type, "inner");
        var shape = new ElementRebinder(query.Row, element).Visit(shaped.ShaperExpression);
        return (
            new LookupOperator(new InnerQuery { Whole = query }, Key: null),
            slot => chain.Operators.Skip(operators.Count).Aggregate(
                (Expression)new InnerRowsExpression(slot, element, shape), (rows, call) => call.Update(null, [rows, .. call.Arguments.Skip(1)])));
    }

    private static (ResidualExpression Query, ParameterExpression Row, Expression Slot) WithLookup(ResidualExpression query, LookupOperator lookup)
    {
        var row = Expression.Parameter(
            typeof(ValueTuple<,>).MakeGenericType(query.Row.Type, typeof(IReadOnlyList<>).MakeGenericType(lookup.Inner.Whole.Row.Type)), "row");
        return (query.WithLookup(lookup, row), row, RowTuple.Read(row, 1));
    }

    private sealed class NodeReplacer(Expression node, Expression replacement) : ExpressionVisitor
    {
        public override Expression? Visit(Expression? visited)
            => visited == node ? replacement : base.Visit(visited);

        protected override Expression VisitExtension(Expression visited)
            => visited is IncludeExpression or MaterializeCollectionNavigationExpression ? base.VisitExtension(visited) : visited;
    }
}
