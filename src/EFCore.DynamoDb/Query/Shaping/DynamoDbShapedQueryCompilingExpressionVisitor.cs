using System.Linq.Expressions;
using EFCore.DynamoDb.Access;
using EFCore.DynamoDb.Infrastructure;
using EFCore.DynamoDb.Query.Execution;
using EFCore.DynamoDb.Query.Expressions;
using EFCore.DynamoDb.Query.Translation;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query;

namespace EFCore.DynamoDb.Query.Shaping;

/// <summary>
/// A translated query to its enumerable: the shaper is compiled once, the rest of the work per plan, when the parameters are known.
/// </summary>
internal sealed class DynamoDbShapedQueryCompilingExpressionVisitor(
    ShapedQueryCompilingExpressionVisitorDependencies dependencies,
    QueryCompilationContext queryCompilationContext,
    IDynamoDbSingletonOptions options)
    : ShapedQueryCompilingExpressionVisitor(dependencies, queryCompilationContext)
{
    protected override Expression VisitShapedQuery(ShapedQueryExpression shapedQueryExpression)
    {
        // Groups that no Select made anything of are results themselves.
        var shape = shapedQueryExpression.ShaperExpression is GroupShapeExpression groups
            ? new ProjectionTranslator(new RowTranslator()).Translate(groups)
            : shapedQueryExpression.ShaperExpression;
        var (query, result) = GroupAggregates.Apply((ResidualExpression)shapedQueryExpression.QueryExpression, shape);
        var missingIsAnError = options.MissingRequired == DynamoDbMissingRequired.Throw;
        (query, var request) = RequestOf(query, result, missingIsAnError);
        var definition = Expression.Constant(new QueryDefinition(query, request, options));
        var context = Expression.Convert(QueryCompilationContext.QueryContextParameter, typeof(DynamoDbQueryContext));
        var threadSafetyChecks = Expression.Constant(Dependencies.CoreSingletonOptions.AreThreadSafetyChecksEnabled);
        var contextType = Expression.Constant(QueryCompilationContext.ContextType);

        if (query.Terminal is { } terminal)
        {
            return Expression.New(
                typeof(ValueEnumerable<>).MakeGenericType(terminal.ResultType).GetConstructors()[0],
                context,
                definition,
                contextType,
                threadSafetyChecks);
        }

        var isTracking = QueryCompilationContext.QueryTrackingBehavior is QueryTrackingBehavior.TrackAll or QueryTrackingBehavior.NoTrackingWithIdentityResolution;
        var shaper = new ShaperCompiler(InjectStructuralTypeMaterializers, Dependencies.EntityMaterializerSource, missingIsAnError, isTracking)
            .Compile(result, query.Row);
        return Expression.New(
            typeof(QueryingEnumerable<,>).MakeGenericType(query.Row.Type, shaper.ReturnType).GetConstructors()[0],
            context,
            definition,
            Expression.Constant(shaper.Compile()),
            contextType,
            Expression.Constant(QueryCompilationContext.QueryTrackingBehavior == QueryTrackingBehavior.NoTrackingWithIdentityResolution),
            threadSafetyChecks);
    }

    public override void AddStructuralTypeInitialization(
        StructuralTypeShaperExpression shaper, ParameterExpression instanceVariable, List<ParameterExpression> variables, List<Expression> expressions)
        => expressions.Add(new MaterializedExpression(instanceVariable));

    protected override Expression VisitExtension(Expression extensionExpression)
    {
        if (extensionExpression is not ItemWriteExpression write)
        {
            return base.VisitExtension(extensionExpression);
        }

        var (query, request) = RequestOf(write.Query, shaper: null, options.MissingRequired == DynamoDbMissingRequired.Throw);
        write = new ItemWriteExpression(query, write.Setters);
        request = request with
        {
            Attributes =
            [
                .. write.Query.Source.Table.Key.All.Select(k => (AttributePath)k.Name),
                .. request.Attributes ?? [],
                .. (write.Setters ?? []).SelectMany(s => s.Reads),
            ],
        };
        return Expression.Call(
            Expression.Constant(new ItemWriter(new ItemWriteDefinition(write, request, options), QueryCompilationContext.ContextType)),
            QueryCompilationContext.IsAsync ? nameof(ItemWriter.ExecuteAsync) : nameof(ItemWriter.Execute),
            null,
            Expression.Convert(QueryCompilationContext.QueryContextParameter, typeof(DynamoDbQueryContext)));
    }

    /// <summary>What is wanted of the source, for the planner, with what conditions on properties say of the keys that are made of them.</summary>
    private (ResidualExpression Query, SourceRequest Request) RequestOf(ResidualExpression query, Expression? shaper, bool missingIsAnError)
    {
        query = KnownLookups.Mark(query.WithOperators([.. query.Operators.Select(o => o switch
        {
            LookupOperator lookup => lookup with { Inner = WithDefinitions(lookup.Inner, query.Source.Hints) },
            SetOperator set => set with { Other = WithDefinitions(set.Other, query.Source.Hints) },
            _ => o,
        })]));
        var (source, asWritten, notNull, gap) = KeyTemplateConditions.Apply(query.Source);
        var request = RequestOf(query.WithSource(source), source, shaper, missingIsAnError) with { Gap = gap };
        return (
            query.WithSource(source),
            notNull.IsEmpty
                ? request
                : request with { NotNull = notNull, WhereNull = request with { Conjuncts = ConjunctsOf(query, asWritten), Order = asWritten.Order } });
    }

    /// <summary>Inner queries have plans of their own. A query that may scan may do so for what it looks up.</summary>
    private InnerQuery WithDefinitions(InnerQuery query, AccessHints outer)
    {
        return query with
        {
            WholeDefinition = Define(query.Whole),
            KeyedDefinition = query.Keyed is { } keyed ? Define(keyed) : null,
            GivenDefinition = query.Keyed is { } given
                ? Define(given.WithSource(given.Source.WithGiven(Expression.Constant(Array.Empty<Items.Item>()))))
                : null,
        };

        QueryDefinition Define(ResidualExpression inner)
        {
            var hints = inner.Source.Hints;
            inner = inner.WithSource(inner.Source.WithHints(hints with { AllowScan = hints.AllowScan || outer.AllowScan }));
            var (query, request) = RequestOf(inner, shaper: null, options.MissingRequired == DynamoDbMissingRequired.Throw);
            return new QueryDefinition(
                query, request with { Attributes = null, WhereNull = request.WhereNull is { } whereNull ? whereNull with { Attributes = null } : null }, options);
        }
    }

    private SourceRequest RequestOf(ResidualExpression query, ItemSourceExpression source, Expression? shaper, bool missingIsAnError)
    {
        var hints = source.Hints;
        return new SourceRequest
        {
            Conjuncts = ConjunctsOf(query, source),
            Order = source.Order,
            Limit = hints.InPages ? new RowLimit(null, 0) : source.Limit,
            CountOnly = query is { Terminal.Kind: TerminalKind.Count or TerminalKind.LongCount, OffersLimit: true },
            Attributes = AttributesOf(query, shaper),
            InKey = ReadAttributes.InKey(source.EntityType, query.Terminal is null ? shaper : null, [.. LambdasOf(query), query.Terminal?.Selector]),
            RequiredAttributes = source.RequiredAttributes(missingIsAnError),
            Hints = hints with
            {
                AllowScan = hints.AllowScan || options.AllowScans,
                ConsistentReadByDefault = options.ConsistentReads,
            },
        };
    }

    /// <summary>Of a query in pages, what is asked of related rows too: it says that not each item is a row of the page.</summary>
    private static System.Collections.Immutable.ImmutableArray<Conjunct> ConjunctsOf(ResidualExpression query, ItemSourceExpression source)
        => source.Hints.InPages && query.Operators.OfType<WhereOperator>().FirstOrDefault(w => w.ConjunctId < 0) is { } where
            ? source.Conjuncts.Add(new Conjunct(source.Conjuncts.Length, Condition: null, Exact: false, [], where.Text))
            : source.Conjuncts;

    /// <summary>What the shaper reads, and the operators that no plan can take over; conjuncts and orders bring their own.</summary>
    private System.Collections.Immutable.ImmutableArray<AttributePath>? AttributesOf(ResidualExpression query, Expression? shaper)
    {
        if (query.Operators.Any(o => o is DefaultIfEmptyOperator))
        {
            // The entities of the result are in rows that may not be there, where they are not known for the source's own.
            return null;
        }

        Expression? result = query.Terminal is { } terminal ? terminal.Selector : shaper;
        var reads = ReadAttributes.Of(
            query.Source.Table,
            [result, .. LambdasOf(query)],
            withKeysOfOwned: QueryCompilationContext.QueryTrackingBehavior == QueryTrackingBehavior.NoTrackingWithIdentityResolution);
        return reads.WholeItem || reads.MakesOthersOf(query.Source.EntityType) ? null
            : reads.ComparesItems || ComparesItems(query) ? [.. reads.Paths.Union(query.Source.Table.Key.All.Select(k => (AttributePath)k.Name))]
            : reads.Paths;
    }

    /// <summary>Whether a whole item is one of the values by which rows are equal, so that its key must be there.</summary>
    private static bool ComparesItems(ResidualExpression query)
    {
        var operators = query.Operators;
        return ReadAttributes.Of(
            operators.Select(
                (o, i) => o switch
                {
                    GroupByOperator groups => groups.Key,
                    AggregateByOperator groups => groups.Key,
                    ProjectOperator project when i + 1 < operators.Length && operators[i + 1] is DistinctOperator or SetOperator => project.Selector,
                    _ => null,
                })).ItemItself;
    }

    private static IEnumerable<LambdaExpression> LambdasOf(ResidualExpression query)
        => query.Operators.SelectMany<ResidualOperator, LambdaExpression>(
            o => o switch
            {
                WhereOperator { ConjunctId: < 0 } where => [where.Predicate],
                OrderOperator { Offered: false } order => order.Orderings.Select(k => k.Key),
                ProjectOperator project => [project.Selector],
                SelectManyOperator many => [many.Elements],
                GroupByOperator groups => [groups.Key],
                AggregateByOperator groups => [groups.Key, groups.Accumulators],
                LookupOperator { Key: { } key } => [key],
                _ => [],
            });
}
