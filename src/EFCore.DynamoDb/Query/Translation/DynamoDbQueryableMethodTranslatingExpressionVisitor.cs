using System.Linq.Expressions;
using System.Text.RegularExpressions;
using EFCore.DynamoDb.Access;
using EFCore.DynamoDb.Diagnostics;
using EFCore.DynamoDb.Items;
using EFCore.DynamoDb.Metadata;
using EFCore.DynamoDb.Query.Expressions;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.EntityFrameworkCore.Storage;

namespace EFCore.DynamoDb.Query.Translation;

/// <summary>
/// LINQ operators to a <see cref="ResidualExpression" />: every operator is given its client meaning here, and what a source may take over is offered to it.
/// Which index serves is not asked before the whole query is known.
/// </summary>
internal sealed partial class DynamoDbQueryableMethodTranslatingExpressionVisitor : QueryableMethodTranslatingExpressionVisitor
{
    private readonly RowTranslator _rows = new();
    private readonly ProjectionTranslator _projections;
    private readonly ITypeMappingSource _mappings;

    public DynamoDbQueryableMethodTranslatingExpressionVisitor(
        QueryableMethodTranslatingExpressionVisitorDependencies dependencies,
        QueryCompilationContext queryCompilationContext,
        ITypeMappingSource mappings,
        bool subquery = false)
        : base(dependencies, queryCompilationContext, subquery)
    {
        _mappings = mappings;
        _projections = new ProjectionTranslator(_rows);
    }

    protected override QueryableMethodTranslatingExpressionVisitor CreateSubqueryVisitor()
        => new DynamoDbQueryableMethodTranslatingExpressionVisitor(Dependencies, QueryCompilationContext, _mappings, subquery: true);

    protected override Expression VisitMethodCall(MethodCallExpression methodCallExpression)
    {
        if (QueryHints.IsHint(methodCallExpression.Method)
            && Visit(methodCallExpression.Arguments[0]) is ShapedQueryExpression source)
        {
            var query = Query(source);
            if (methodCallExpression.Method.Name == nameof(QueryHints.FromItems))
            {
                return source.UpdateQueryExpression(query.WithSource(query.Source.WithGiven(methodCallExpression.Arguments[1])));
            }

            if (methodCallExpression.Method.Name is nameof(QueryHints.CollectMetrics) or nameof(QueryHints.OnRequest) or nameof(QueryHints.Explain))
            {
                return source.UpdateQueryExpression(query.WithSource(query.Source.WithObserver(methodCallExpression.Arguments[1])));
            }

            if (methodCallExpression.Method.Name == nameof(QueryHints.Returning))
            {
                query = query.WithSource(query.Source.WithSink(methodCallExpression.Arguments[2]));
            }

            return source.UpdateQueryExpression(
                query.WithSource(query.Source.WithHints(QueryHints.Add(query.Source.Hints, methodCallExpression))));
        }

        return JoinValues(methodCallExpression) ?? base.VisitMethodCall(methodCallExpression);
    }

    protected override ShapedQueryExpression CreateShapedQueryExpression(IEntityType entityType)
    {
        var row = Expression.Parameter(typeof(Item), "item");
        var binding = new ItemBindingExpression(row);
        var query = new ResidualExpression(new ItemSourceExpression(entityType), row);

        // Items of other types in the same table are told apart by their keys, or by their discriminator.
        var concrete = entityType.GetConcreteDerivedTypesInclusive().ToList();
        var sharing = query.Source.Table.EntityTypes.Count(t => !t.IsAbstract());
        var isTold = false;
        foreach (var (property, isConstant, text, tells) in KeyTemplateTypes.Of(entityType))
        {
            var key = new PropertyReadExpression(row, property, required: false);
            query = TryAddConjunct(
                query,
                isConstant ? Expression.Equal(key, Expression.Constant(text)) : Expression.Call(key, nameof(string.StartsWith), null, Expression.Constant(text)),
                $"{property.GetItemAttributeName()} {(isConstant ? "is" : "begins with")} {text}")!;
            isTold |= tells;
        }

        if (isTold)
        {
            sharing = entityType.GetRootType().GetConcreteDerivedTypesInclusive().Count();
        }

        if (sharing > concrete.Count && entityType.FindDiscriminatorProperty() is { } discriminator)
        {
            var read = new PropertyReadExpression(row, discriminator, required: false);
            query = AddTypeTest(
                query,
                RowTranslator.DiscriminatorTest(read, concrete),
                $"{discriminator.GetItemAttributeName()} is {string.Join(" or ", concrete.Select(t => t.GetDiscriminatorValue()))}");
        }

        return new ShapedQueryExpression(query, new StructuralTypeShaperExpression(entityType, binding, nullable: false));
    }

    protected override ShapedQueryExpression? TranslateWhere(ShapedQueryExpression source, LambdaExpression predicate)
    {
        foreach (var conjunct in SplitConjuncts(predicate.Body))
        {
            (source, var body) = Fill(source, Remap(source, predicate.Parameters[0], conjunct));
            if (TryAddConjunct(Query(source), Alternatives.Fold(body), TextOf(conjunct)) is not { } filtered)
            {
                return Untranslatable();
            }

            source = source.UpdateQueryExpression(filtered);
        }

        return source;
    }

    protected override ShapedQueryExpression? TranslateOfType(ShapedQueryExpression source, Type resultType)
    {
        if (EntityReferenceExpression.Find(source.ShaperExpression) is not { } entity)
        {
            return source.ShaperExpression.Type == resultType ? source : null;
        }

        if (resultType.IsAssignableFrom(entity.EntityType.ClrType))
        {
            return source;
        }

        var derived = entity.EntityType.GetDerivedTypes().SingleOrDefault(t => t.ClrType == resultType);
        if (derived is null || source.ShaperExpression is not StructuralTypeShaperExpression shaper)
        {
            return null;
        }

        var query = AddTypeTest(
            Query(source),
            RowTranslator.TypeTest(entity, t => resultType.IsAssignableFrom(t.ClrType)),
            $"OfType<{derived.ShortName()}>");
        query = query.WithSource(query.Source.WithResultTypes([.. derived.GetConcreteDerivedTypesInclusive()]));
        return source.UpdateQueryExpression(query).UpdateShaperExpression(shaper.WithType(derived));
    }

    protected override ShapedQueryExpression? TranslateOrderBy(ShapedQueryExpression source, LambdaExpression keySelector, bool ascending)
        => AddOrder(source, keySelector, ascending, then: false);

    protected override ShapedQueryExpression? TranslateThenBy(ShapedQueryExpression source, LambdaExpression keySelector, bool ascending)
        => AddOrder(source, keySelector, ascending, then: true);

    protected override ShapedQueryExpression TranslateSelect(ShapedQueryExpression source, LambdaExpression selector)
    {
        if (selector.Body == selector.Parameters[0])
        {
            return source;
        }

        ClientConstants.Refuse(selector.Body, _mappings);
        (source, var body) = Fill(source, selector);
        return source.UpdateShaperExpression(_projections.Translate(body));
    }

    protected override ShapedQueryExpression? TranslateSkip(ShapedQueryExpression source, Expression count)
        => source.UpdateQueryExpression(Query(source).WithOperator(new SkipOperator(count)));

    protected override ShapedQueryExpression? TranslateTake(ShapedQueryExpression source, Expression count)
        => source.UpdateQueryExpression(AddTake(Query(source), count));

    protected override ShapedQueryExpression? TranslateDistinct(ShapedQueryExpression source)
    {
        var query = Query(source);
        if (query.RowIsItem && EntityReferenceExpression.Find(source.ShaperExpression) is not null)
        {
            // An item is its key, and a table has each key once.
            return source.UpdateQueryExpression(query);
        }

        if (RowProjection.Of(source.ShaperExpression, _rows, mayBeConstant: true) is not { } projection)
        {
            AddTranslationErrorDetails(DynamoDbStrings.DistinctOfClientValues);
            return null;
        }

        return source
            .UpdateQueryExpression(
                query.WithProjection(Expression.Lambda(projection.Selector, query.Row), projection.Row)
                    .WithOperator(new DistinctOperator(projection.Comparer)))
            .UpdateShaperExpression(projection.Shaper);
    }

    protected override ShapedQueryExpression? TranslateReverse(ShapedQueryExpression source)
        => Reverse(source);

    protected override ShapedQueryExpression? TranslateCast(ShapedQueryExpression source, Type castType)
        => source.ShaperExpression.Type == castType
            ? source
            : source.UpdateShaperExpression(Expression.Convert(source.ShaperExpression, castType));

    private static ResidualExpression Query(ShapedQueryExpression source)
        => (ResidualExpression)source.QueryExpression;

    private static Expression Remap(ShapedQueryExpression source, ParameterExpression parameter, Expression body)
        => EntityEquality.Rewrite(
            WithKeys(source, ReplacingExpressionVisitor.Replace(parameter, source.ShaperExpression, OwnedInclusions.Strip(body))));

    private static Expression WithKeys(ShapedQueryExpression source, Expression body)
        => Query(source).Operators.Any(o => o is GroupByOperator) ? GroupKeys.Resolve(body) : body;

    /// <summary>Which types a row may be. What is asked of it later is narrower, and takes the place of what was asked before.</summary>
    private ResidualExpression AddTypeTest(ResidualExpression query, Expression condition, string text)
        => TryAddConjunct(query, condition, text, isTypeTest: true)
            ?? throw new InvalidOperationException($"The type test '{text}' could not be translated.");

    private ResidualExpression? TryAddConjunct(ResidualExpression query, Expression condition, string text, bool isTypeTest = false, bool isKey = false)
    {
        if (condition is ConstantExpression { Value: true })
        {
            return query;
        }

        if (_rows.TranslatePredicate(condition) is not { } predicate)
        {
            return null;
        }

        if (!query.OffersPredicates || query.OverItem(condition) is not { } itemCondition || _rows.TranslatePredicate(itemCondition) is not { } itemPredicate)
        {
            return query.WithOperator(new WhereOperator(Expression.Lambda(predicate, query.Row), -1, text, isKey));
        }

        // What speaks of the source's item alone is asked before anything is put beside the item.
        (condition, predicate) = (itemCondition, itemPredicate);
        var lambda = Expression.Lambda(predicate, query.ItemRow);
        var slots = query.Source.Slots.ToList();
        var translated = new ConditionTranslator(_mappings, slots).Translate(condition);
        var replaced = isTypeTest ? query.Operators.FirstOrDefault(o => o is WhereOperator { ConjunctId: >= 0 and var other } && other == query.Source.TypeConjunct) : null;
        var id = replaced is WhereOperator before ? before.ConjunctId : query.Source.Conjuncts.Length;
        var conjunct = new Conjunct(
            id, translated?.Condition, translated?.Exact ?? false, ReadAttributes.Of(predicate).Paths, text);
        var where = new WhereOperator(lambda, id, text, isKey);
        query = replaced is null ? query.WithOperators(query.Operators.Insert(query.ItemOperators, where)) : query.WithOperators(query.Operators.Replace(replaced, where));
        return query.WithSource(
            isTypeTest ? query.Source.WithTypeConjunct(conjunct, [.. slots]) : query.Source.WithConjunct(conjunct, [.. slots]));
    }

    /// <summary>A conjunct as its author wrote it, without the liftings that the compiler added.</summary>
    private static string TextOf(Expression conjunct)
        => Lifting().Replace(ExpressionPrinter.Print(conjunct), string.Empty);

    [GeneratedRegex(@"\([A-Za-z0-9_.]+\?\)")]
    private static partial Regex Lifting();

    /// <summary>Conjuncts of a predicate, !(a || b) taken as !a &amp;&amp; !b.</summary>
    internal static IEnumerable<Expression> SplitConjuncts(Expression predicate)
        => predicate switch
        {
            BinaryExpression { NodeType: ExpressionType.AndAlso } both
                => SplitConjuncts(both.Left).Concat(SplitConjuncts(both.Right)),
            UnaryExpression { NodeType: ExpressionType.Not, Operand: BinaryExpression { NodeType: ExpressionType.OrElse } either }
                => SplitConjuncts(Expression.Not(either.Left)).Concat(SplitConjuncts(Expression.Not(either.Right))),
            UnaryExpression { NodeType: ExpressionType.Not, Operand: UnaryExpression { NodeType: ExpressionType.Not } inner }
                => SplitConjuncts(inner.Operand),
            _ => [predicate],
        };

    private ShapedQueryExpression? AddOrder(ShapedQueryExpression source, LambdaExpression keySelector, bool ascending, bool then)
    {
        (source, var body) = Fill(source, keySelector);
        if (_rows.Translate(body) is not { } key)
        {
            return Untranslatable();
        }

        var query = Query(source);
        var ofItem = query.OffersPredicates && query.OverItem(body) is { } overItem ? _rows.Translate(overItem) : null;
        var offered = ofItem is not null;
        var ordering = new Ordering(Expression.Lambda(key, query.Row), !ascending);
        var orderKey = new OrderKey(ofItem is null ? null : OrderedAttribute(ofItem), !ascending, ofItem is null ? [] : ReadAttributes.Of(ofItem).Paths);
        query = OrderLast(query);

        // A later OrderBy sorts what an earlier one sorted before: the earlier one breaks its ties.
        var previous = query.Operators.OfType<OrderOperator>().LastOrDefault();
        var replaces = previous is not null && query.OffersPredicates;
        if (then && !ReferenceEquals(previous, query.Operators.LastOrDefault()) && !replaces)
        {
            return null;
        }

        if (previous is null || (!replaces && !then))
        {
            query = query.WithOperator(new OrderOperator([ordering], Leading: 1, offered));
            return source.UpdateQueryExpression(offered ? query.WithSource(query.Source.WithOrder([orderKey])) : query);
        }

        var position = then ? previous.Leading : 0;
        var merged = new OrderOperator(previous.Orderings.Insert(position, ordering), position + 1, previous.Offered);
        query = query.WithOperators(query.Operators.Replace(previous, merged));
        return source.UpdateQueryExpression(
            previous.Offered ? query.WithSource(query.Source.WithOrder(query.Source.Order.Insert(position, orderKey))) : query);
    }

    /// <summary>What has been put beside rows since they were ordered does not change their order: they may as well be ordered after it.</summary>
    private static ResidualExpression OrderLast(ResidualExpression query)
    {
        if (!query.OffersPredicates || query.Operators.OfType<OrderOperator>().LastOrDefault() is not { } order || order.Orderings[0].Key.Parameters[0] == query.Row)
        {
            return query;
        }

        Expression place = query.Row;
        foreach (var _ in query.Operators.Skip(query.Operators.IndexOf(order)).Where(o => o is LookupOperator or SelectManyOperator))
        {
            place = RowTuple.Read(place, 0);
        }

        var moved = order with
        {
            Orderings =
            [
                .. order.Orderings.Select(
                    o => o with { Key = Expression.Lambda(RowRebinder.Rebind(o.Key.Body, o.Key.Parameters[0], place), query.Row) }),
            ],
        };
        return query.WithOperators(query.Operators.Remove(order).Add(moved));
    }

    /// <summary>The attribute whose stored order is the order of the key, or null.</summary>
    private static string? OrderedAttribute(Expression key)
        => key is PropertyReadExpression { Property: var property, Item: ParameterExpression }
            && property.GetTypeMapping() is Storage.DynamoDbTypeMapping { KeepsOrder: true }
                ? property.GetItemAttributeName()
                : null;

    private static ResidualExpression AddTake(ResidualExpression query, Expression count)
    {
        if (query.OffersLimit && query.Source.Limit is null)
        {
            return query
                .WithSource(query.Source.WithLimit(count))
                .WithOperator(new TakeOperator(count, Offered: true));
        }

        // Skip(s).Take(n): the first s + n rows are enough, and both operators stay.
        if (query is { Operators: [.., SkipOperator skip], Source.Limit: null }
            && query.WithOperators(query.Operators.RemoveAt(query.Operators.Length - 1)).OffersLimit)
        {
            return query
                .WithSource(query.Source.WithLimit(Expression.Call(typeof(QueryHints), nameof(QueryHints.SumOfCounts), null, skip.Count, count)))
                .WithOperator(new TakeOperator(count, Offered: false));
        }

        return query.WithOperator(new TakeOperator(count, Offered: false));
    }

    /// <summary>Turns an order round; without one, the natural order of a table with a sort key is that key.</summary>
    private static ShapedQueryExpression Reverse(ShapedQueryExpression source)
    {
        var query = Query(source);
        if (!query.OffersPredicates || !query.RowIsItem)
        {
            return source.UpdateQueryExpression(query.WithOperator(new ReverseOperator()));
        }

        if (query.Operators.OfType<OrderOperator>().LastOrDefault() is { } order)
        {
            var turned = order with { Orderings = [.. order.Orderings.Select(o => o with { Descending = !o.Descending })] };
            query = query.WithOperators(query.Operators.Replace(order, turned));
            return source.UpdateQueryExpression(
                order.Offered
                    ? query.WithSource(
                        query.Source.WithOrder([.. query.Source.Order.Select(k => k with { Descending = !k.Descending })]))
                    : query);
        }

        var sortKey = query.Source.Table.Key.Sort is [var sort, ..]
            ? query.Source.EntityType.GetProperties().FirstOrDefault(p => p.GetItemAttributeName() == sort.Name)
            : null;
        if (sortKey is null)
        {
            return source.UpdateQueryExpression(query.WithOperator(new ReverseOperator()));
        }

        var read = new PropertyReadExpression(query.Row, sortKey, required: false);
        return source.UpdateQueryExpression(
            query
                .WithOperator(new OrderOperator([new Ordering(Expression.Lambda(read, query.Row), Descending: true)], Leading: 1, Offered: true))
                .WithSource(query.Source.WithOrder([new OrderKey(OrderedAttribute(read), true, [sortKey.GetItemAttributeName()])])));
    }
}
