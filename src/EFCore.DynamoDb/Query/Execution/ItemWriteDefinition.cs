using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Linq.Expressions;
using EFCore.DynamoDb.Access;
using EFCore.DynamoDb.Infrastructure;
using EFCore.DynamoDb.Items;
using EFCore.DynamoDb.Metadata;
using EFCore.DynamoDb.Query.Expressions;
using EFCore.DynamoDb.Query.Shaping;
using EFCore.DynamoDb.Update;
using Microsoft.EntityFrameworkCore.Query;

namespace EFCore.DynamoDb.Query.Execution;

/// <summary>A compiled ExecuteUpdate or ExecuteDelete: what it asks of its source and what it does to each item, and one variant per shape of its parameters.</summary>
internal sealed class ItemWriteDefinition
{
    private readonly ResidualExpression _query;
    private readonly SourceRequest _request;
    private readonly IDynamoDbSingletonOptions _options;
    private readonly OperandBinder _operands;
    private readonly RequestObservers _observers;
    private readonly Func<QueryContext, object?>? _limit;
    private readonly Func<QueryContext, object?>? _sink;
    private readonly ImmutableArray<SetterBinder> _setters = [];
    private readonly ConcurrentDictionary<ParameterShape, ItemWriteVariant> _variants = new();
    private readonly Lazy<Func<QueryContext, Item, bool>> _predicate;

    public ItemWriteDefinition(ItemWriteExpression write, SourceRequest request, IDynamoDbSingletonOptions options)
    {
        _query = write.Query;
        _request = request;
        _options = options;
        _operands = new OperandBinder(_query.Source.Slots);
        _observers = new RequestObservers(_query.Source.Observers);
        _sink = _query.Source.Sink is { } sink ? OperandBinder.CompileValue(sink) : null;
        _limit = _query.Source.LimitValue is { } limit ? OperandBinder.CompileValue(limit) : null;
        var missingIsAnError = options.MissingRequired == DynamoDbMissingRequired.Throw;
        _predicate = new Lazy<Func<QueryContext, Item, bool>>(() => CompilePredicate(_query, missingIsAnError));
        IsDelete = write.Setters is null;
        if (write.Setters is { } setters)
        {
            _setters = [.. setters.Select(s => new SetterBinder(s, Table, options.NullStorage, missingIsAnError))];
            TypeOfNewItem = Hints.AllowUpsert ? RowType.Of(_query.Source.EntityType, Table, options.NullStorage) : null;
        }
    }

    public bool IsDelete { get; }

    /// <summary>What else an item needs that may have to be made: the name of its type. Null when it needs nothing.</summary>
    public UpdateAction? TypeOfNewItem { get; }

    public string Name
        => IsDelete ? "ExecuteDelete" : "ExecuteUpdate";

    public string EntityName
        => _query.Source.EntityType.DisplayName();

    public TableModel Table
        => _query.Source.Table;

    public EntityLayout Layout
        => _query.Source.Layout;

    /// <summary>Where what the writes give back is collected, or null.</summary>
    public ReturnedItems? SinkOf(QueryContext context)
        => (ReturnedItems?)_sink?.Invoke(context);

    public AccessHints Hints
        => _query.Source.Hints;

    /// <summary>The setters with the values of this execution; the row version is one more.</summary>
    public (IReadOnlyList<BoundSetter> Setters, UpdateAction? NextVersion) BindSetters(QueryContext context)
    {
        var bound = new BoundSetter[_setters.Length];
        for (var i = 0; i < bound.Length; i++)
        {
            bound[i] = _setters[i].Bind(context);
        }

        return (
            bound,
            IsDelete ? null : RowVersion.Advance(_query.Source.EntityType, Table, _options.NullStorage, _setters.Select(s => s.Setter.Target)));
    }

    /// <summary>Chooses the variant for the parameters of this execution and binds its requests.</summary>
    public (ItemWriteVariant Variant, BoundAccess Access, BoundOperand[] Operands) Bind(DynamoDbQueryContext context)
    {
        _observers.Observe(context);
        var operands = _operands.Bind(context);
        var shape = ParameterShape.Of(operands);
        if (!_variants.TryGetValue(shape, out var variant))
        {
            variant = CreateVariant(shape);
            _variants.TryAdd(shape, variant);
        }

        PlanProblems.ThrowIfAny(variant.Read.Plan, _request, context.QueryLogger);
        if (!variant.IsDirect && !variant.Read.IsReported)
        {
            PlanProblems.ReportClientWork(variant.Read, _request, context.QueryLogger);
            variant.Read.IsReported = true;
        }

        var limit = (variant.Read.Plan.Limit ?? variant.Read.Plan.FirstPage) is { } rows ? rows.Constant ?? (int)_limit!(context)! : (int?)null;
        return (
            variant,
            RequestBuilder.Bind(variant.Read.Plan, operands, limit, context.TableNames.PhysicalName(Table.Name), Layout.Layout),
            operands);
    }

    /// <summary>Whether the items were only to be found on paper: how, is told then.</summary>
    public bool IsExplained(DynamoDbQueryContext context)
    {
        if (_observers.FindSink(context) is not { } sink)
        {
            return false;
        }

        var operands = _operands.Bind(context);
        var read = QueryVariant.Create(_query, _request, ParameterShape.Of(operands), _options);
        var limit = (read.Plan.Limit ?? read.Plan.FirstPage) is { } rows ? rows.Constant ?? (int)_limit!(context)! : (int?)null;
        sink.Plan = PlanExplanation.Of(read, operands, limit, context.TableNames.PhysicalName(Table.Name), Layout.Layout, LookupExplanation.Of(read, context));
        return true;
    }

    /// <summary>Whether the whole predicate holds for an item.</summary>
    public bool Selects(QueryContext context, Item item)
        => _predicate.Value(context, item);

    private ItemWriteVariant CreateVariant(ParameterShape shape)
    {
        var read = QueryVariant.Create(_query, _request, shape, _options);
        var plan = read.Plan;

        // Whatever else stands in the query, of one item or a list of keys nothing but predicates can leave any out, besides Skip and Take.
        var isDirect = plan.Operation is AccessOperation.GetItem or AccessOperation.BatchGetItem
            && _query.Operators.All(o => o is WhereOperator { ConjunctId: >= 0 } or OrderOperator);
        ImmutableArray<Condition> known = isDirect ? plan.KeyConditions : [.. KeyTerms(shape)];
        var guard = ItemGuard.Of(Table, _query.Source.Conjuncts, shape, known, Hints.AllowUpsert);
        return new ItemWriteVariant
        {
            Read = read,
            Guard = guard,
            IsDirect = isDirect && guard.IsComplete,
            MayMeetItemsTwice = plan.Branches.Prepend(plan).Any(p => p.Index is { } index && _setters.Any(s => index.Key.Contains(s.Setter.Target.Name))),
        };
    }

    /// <summary>What is asked of the key alone: it cannot change between the reading and the writing.</summary>
    private IEnumerable<Condition> KeyTerms(ParameterShape shape)
    {
        var attributes = new HashSet<string>(StringComparer.Ordinal);
        foreach (var term in new Predicate(Table, _query.Source.Conjuncts, shape).Terms)
        {
            attributes.Clear();
            ConditionFacts.AddAttributes(term, attributes);
            if (attributes.All(Table.Key.Contains))
            {
                yield return term;
            }
        }
    }

    private static Func<QueryContext, Item, bool> CompilePredicate(ResidualExpression query, bool missingIsAnError)
    {
        var item = Expression.Parameter(typeof(Item), "item");
        var lowering = new RowLowering(missingIsAnError);
        Expression all = Expression.Constant(true);
        foreach (var where in query.Operators.OfType<WhereOperator>())
        {
            all = Expression.AndAlso(all, ReplacingExpressionVisitor.Replace(where.Predicate.Parameters[0], item, where.Predicate.Body));
        }

        return Expression.Lambda<Func<QueryContext, Item, bool>>(
            lowering.WithParameters(lowering.Visit(all)), QueryCompilationContext.QueryContextParameter, item).Compile();
    }
}

/// <summary>How an ExecuteUpdate or ExecuteDelete is carried out for one shape of its parameters.</summary>
internal sealed class ItemWriteVariant
{
    /// <summary>How the items are found.</summary>
    public required QueryVariant Read { get; init; }

    /// <summary>What each write asks of its item.</summary>
    public required ItemGuard Guard { get; init; }

    /// <summary>The keys are given and the guard decides: nothing need be read.</summary>
    public required bool IsDirect { get; init; }

    /// <summary>The items are found by an index whose key the setters change: one that moves ahead is found again.</summary>
    public required bool MayMeetItemsTwice { get; init; }
}
