using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Linq.Expressions;
using EFCore.DynamoDb.Access;
using EFCore.DynamoDb.Infrastructure;
using EFCore.DynamoDb.Items;
using EFCore.DynamoDb.Metadata;
using EFCore.DynamoDb.Query.Expressions;
using EFCore.DynamoDb.Query.Paging;
using EFCore.DynamoDb.Query.Shaping;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query;

namespace EFCore.DynamoDb.Query.Execution;

/// <summary>
/// A compiled query without its shaper: what it asks of its source, and one <see cref="QueryVariant" /> per shape of its parameters, made when first met.
/// </summary>
internal sealed class QueryDefinition
{
    private readonly ResidualExpression _query;
    private readonly IDynamoDbSingletonOptions _options;
    private readonly SourceRequest _request;
    private readonly OperandBinder _operands;
    private readonly RequestObservers _observers;
    private readonly Func<QueryContext, object?>? _limit;
    private readonly Func<QueryContext, object?>? _given;
    private readonly ConcurrentDictionary<ParameterShape, QueryVariant> _variants = new();
    private QueryFingerprint? _fingerprint;
    private Delegate? _itemOf;
    private QueryVariant? _last;
    private readonly IReadOnlyList<LookupOperator> _known;

    public QueryDefinition(ResidualExpression query, SourceRequest request, IDynamoDbSingletonOptions options)
    {
        _query = query;
        _options = options;
        _request = request;
        _operands = new OperandBinder(query.Source.Slots);
        _known = [.. query.Operators.OfType<LookupOperator>().Where(l => l.Known is not null)];
        KeyConjuncts = [.. query.Operators.OfType<WhereOperator>().Where(w => w.IsKey).Select(w => w.ConjunctId)];
        _observers = new RequestObservers(query.Source.Observers);
        _given = query.Source.Given is { } given ? OperandBinder.CompileValue(given) : null;
        _limit = query.Source.LimitValue is { } limit ? OperandBinder.CompileValue(limit) : null;
    }

    public TableModel Table
        => _query.Source.Table;

    public EntityLayout Layout
        => _query.Source.Layout;

    public Terminal? Terminal
        => _query.Terminal;

    /// <summary>The conjuncts that tell the rows of a key, in what is looked up by keys.</summary>
    public ImmutableHashSet<int> KeyConjuncts { get; }

    /// <summary>How many plans were made: one for each shape of the parameters that was met.</summary>
    public int Plans
        => _variants.Count;

    /// <summary>Whether the items were read before, so that nothing is sent.</summary>
    public bool IsGiven
        => _given is not null;

    /// <summary>Chooses the variant for the parameters of this execution and binds its requests.</summary>
    public (QueryVariant Variant, BoundAccess Access) Bind(DynamoDbQueryContext context)
    {
        _observers.Observe(context);
        context.Prefetched.Clear();
        context.Ahead.Clear();
        var operands = _operands.Bind(context);
        var variant = VariantFor(operands);
        if (_given is not null)
        {
            return (variant, new BoundAccess { Given = (IReadOnlyList<Item>)_given(context)! });
        }

        Check(variant, context);
        return (variant, BindRequests(context, variant.Plan, operands));
    }

    /// <summary>As <see cref="Bind" />, for a query inside of another one, whose observers see its requests too.</summary>
    public (QueryVariant Variant, BoundAccess Access) BindInner(DynamoDbQueryContext context)
    {
        var operands = _operands.Bind(context);
        var variant = VariantFor(operands);
        Check(variant, context);
        return (variant, BindRequests(context, variant.Plan, operands));
    }

    /// <summary>What is to be done with items that were read before.</summary>
    public QueryVariant GivenVariant(DynamoDbQueryContext context)
        => VariantFor(_operands.Bind(context));

    /// <summary>The items of the source, and with them what is known to be wanted of their partition.</summary>
    public IAsyncEnumerable<Item> Items(DynamoDbQueryContext context, BoundAccess access)
        => PartitionMembers.Read(context, _query.Source, _known, access)
            ?? new ItemStream(context.Client, access, context.Settings.MaxParallelRequests, context.Settings.PrefetchPages);

    /// <summary>The same for a query that is read in pages.</summary>
    public PagedReading BindPages(DynamoDbQueryContext context, PageDemand demand, PageCosts costs)
    {
        _observers.Observe(context, costs);
        context.Prefetched.Clear();
        context.Ahead.Clear();
        var operands = _operands.Bind(context);
        for (var i = 0; i < operands.Length; i++)
        {
            // The requests are to come in the same order, in whatever order a list may come the next time.
            operands[i] = operands[i].Sorted();
        }

        var variant = VariantFor(operands);
        Check(variant, context);
        var pages = variant.Pages ??= PagePlan.Create(_query, variant.Plan, variant.Remaining);
        if (pages.Problem is { } problem)
        {
            throw new InvalidOperationException(problem);
        }

        var tableName = context.TableNames.PhysicalName(Table.Name);
        var plan = variant.Plan;

        // The one request is to bring what it can.
        int? limit = plan.LimitProven || (!demand.OneRequest && (plan.Limit ?? plan.FirstPage) is not null) ? demand.Rows : null;
        var access = RequestBuilder.Bind(plan, operands, limit, tableName, pages.Layout);
        var fingerprint = (_fingerprint ??= new QueryFingerprint(_query.Source)).Of(context, pages, operands, tableName);
        return PagedReading.Begin(context, demand, variant, operands, access, fingerprint);
    }

    /// <summary>The source's item in a row; only where the query can be read in pages.</summary>
    public Func<TRow, Item> ItemOf<TRow>()
        => (Func<TRow, Item>)(_itemOf ??= Expression.Lambda<Func<TRow, Item>>(_query.SourceItem!, _query.Row).Compile());

    private void Check(QueryVariant variant, DynamoDbQueryContext context)
    {
        PlanProblems.ThrowIfAny(variant.Plan, _request, context.QueryLogger);
        if (!variant.IsReported)
        {
            // Where ConfigureWarnings makes this throw, it throws at every execution.
            PlanProblems.ReportClientWork(variant, _request, context.QueryLogger);
            variant.IsReported = true;
        }
    }

    /// <summary>The requests as a person would read them, even where they may not be sent.</summary>
    public string Describe(DynamoDbQueryContext context)
        => Explain(context).ToString();

    /// <summary>The plan as data, for those who ask for it.</summary>
    public DynamoDbQueryPlan Explain(DynamoDbQueryContext context)
    {
        var operands = _operands.Bind(context);
        var variant = VariantFor(operands);
        return PlanExplanation.Of(
            variant, operands, LimitOf(context, variant.Plan), context.TableNames.PhysicalName(Table.Name), Layout.Layout, LookupExplanation.Of(variant, context));
    }

    /// <summary>The usual plan where some parameters are the keys of rows that are not there yet.</summary>
    public (QueryVariant Variant, BoundOperand[] Operands) VariantForKeys(DynamoDbQueryContext context, IReadOnlyList<string> keys)
    {
        var slots = _query.Source.Slots;
        var operands = new BoundOperand[slots.Length];
        for (var i = 0; i < operands.Length; i++)
        {
            operands[i] = !QueryFingerprint.ParametersOf([slots[i].Value]).Any(keys.Contains) ? _operands.Bind(context, i)
                : slots[i].IsList ? BoundOperand.UnknownList
                : BoundOperand.Unknown;
        }

        return (VariantFor(operands), operands);
    }

    /// <summary>Whether the query was only to be explained, which it is then.</summary>
    public bool IsExplained(DynamoDbQueryContext context)
    {
        if (_observers.FindSink(context) is not { } sink)
        {
            return false;
        }

        sink.Plan = Explain(context);
        return true;
    }

    private BoundAccess BindRequests(DynamoDbQueryContext context, AccessPlan plan, BoundOperand[] operands)
        => RequestBuilder.Bind(
            plan, operands, LimitOf(context, plan), context.TableNames.PhysicalName(Table.Name), Layout.Layout);

    private int? LimitOf(QueryContext context, AccessPlan plan)
        => (plan.Limit ?? plan.FirstPage) is { } limit ? limit.Constant ?? (int?)_limit?.Invoke(context) : null;

    private QueryVariant VariantFor(BoundOperand[] operands)
    {
        // Nearly every query meets one shape only.
        if (_last is { } last && last.Shape.Matches(operands))
        {
            return last;
        }

        var shape = ParameterShape.Of(operands);
        if (!_variants.TryGetValue(shape, out var variant))
        {
            variant = CreateVariant(shape);
        }

        _last = variant;
        return variant;
    }

    /// <summary>Once for each shape, however many executions meet it first together: it is planned and compiled.</summary>
    private QueryVariant CreateVariant(ParameterShape shape)
    {
        lock (_variants)
        {
            if (!_variants.TryGetValue(shape, out var variant))
            {
                variant = QueryVariant.Create(_query, _request, shape, _options);
                _variants.TryAdd(shape, variant);
            }

            return variant;
        }
    }
}

/// <summary>One plan of a query, and the client work that this plan leaves.</summary>
internal sealed class QueryVariant
{
    public required ParameterShape Shape { get; init; }

    public required AccessPlan Plan { get; init; }

    /// <summary>QueryContext, items -> rows; null when the rows are the items.</summary>
    public Delegate? Rows { get; init; }

    /// <summary>QueryContext, items, cancellation -> the value; null when the query has rows or the server counts.</summary>
    public Delegate? Value { get; init; }

    /// <summary>What runs on the client.</summary>
    public required IReadOnlyList<ResidualOperator> Remaining { get; init; }

    /// <summary>What runs on the client, by name.</summary>
    public required IReadOnlyList<string> ClientOperators { get; init; }

    /// <summary>What it means for reading in pages; made when first asked for.</summary>
    public PagePlan? Pages { get; set; }

    /// <summary>The event about the client's work was raised.</summary>
    public bool IsReported { get; set; }

    public static QueryVariant Create(
        ResidualExpression query,
        SourceRequest request,
        ParameterShape shape,
        IDynamoDbSingletonOptions options)
    {
        var plan = AccessPlanner.Plan(query.Source.Table, request, shape, options.PlannerEnabled && query.Source.Given is null);
        var remaining = ResidualCompiler.Remaining(query, plan);
        var compiler = new ResidualCompiler(options.MissingRequired == DynamoDbMissingRequired.Throw);
        var serverCounts = plan is { CountOnly: true, CountProven: true };
        var names = remaining.Select(o => o.Name).ToList();
        if (query.Terminal is { Kind: not (TerminalKind.Any or TerminalKind.All) } terminal && !serverCounts)
        {
            names.Add(terminal.Name);
        }

        return new QueryVariant
        {
            Shape = shape,
            Plan = plan,
            Remaining = remaining,
            ClientOperators = names,
            Rows = query.Terminal is null ? compiler.CompileRows(remaining) : null,
            Value = query.Terminal is { } value && !serverCounts ? compiler.CompileTerminal(remaining, value) : null,
        };
    }
}
