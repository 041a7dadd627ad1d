using System.Collections.Immutable;
using EFCore.DynamoDb.Metadata;

namespace EFCore.DynamoDb.Access;

/// <summary>What all candidates of one query have in common.</summary>
internal sealed class PlanContext(TableModel table, SourceRequest request, ParameterShape shape, Predicate predicate)
{
    public PlanContext(TableModel table, SourceRequest request, ParameterShape shape)
        : this(table, request, shape, new Predicate(table, request.Conjuncts, shape))
    {
    }

    public TableModel Table { get; } = table;

    public SourceRequest Request { get; } = request;

    public ParameterShape Shape { get; } = shape;

    public Predicate Predicate { get; } = predicate;

    /// <summary>The orderings that decide anything; set once the predicate is known to be no contradiction.</summary>
    public ImmutableArray<OrderKey> Order
        => field.IsDefault ? field = OrderMatch.Deciding(Request.Order, Predicate, Table) : field;

    /// <summary>The query's own word, which rules global indexes out; the context's default gives way to them.</summary>
    public bool DemandsConsistentRead
        => Request.Hints.ConsistentRead == true;

    /// <summary>By the query's own word or the context's default.</summary>
    public bool ConsistentRead
        => Request.Hints.ConsistentRead ?? Request.Hints.ConsistentReadByDefault;
}

/// <summary>One way to read the wanted items: the plan, what makes it better or worse than others, and why it cannot be.</summary>
internal sealed class Candidate
{
    public required AccessPlan Plan { get; init; }

    /// <summary>All of the partition key is given; otherwise all of the table or index is read.</summary>
    public bool UsesKey { get; init; }

    /// <summary>At most one item, or just those listed.</summary>
    public bool IsPoint
        => Plan.Operation is AccessOperation.GetItem or AccessOperation.BatchGetItem
            || (Plan.Operation == AccessOperation.Union
                && Plan.Branches.All(b => b.Operation is AccessOperation.GetItem or AccessOperation.BatchGetItem));

    public KeyMatch? Match { get; init; }

    /// <summary>The key sorts, where something is to be sorted.</summary>
    public bool Sorts { get; init; }

    /// <summary>Attributes that the index does not project; null when these are all attributes that it does not.</summary>
    public ImmutableArray<string>? Uncovered { get; init; } = [];

    /// <summary>Attributes of the index key that some wanted items may not have.</summary>
    public ImmutableArray<string> MayLack { get; init; } = [];

    public bool Covers
        => Uncovered is { IsEmpty: true };

    /// <summary>
    /// What an index lacks is fetched from the table item by item, at a read unit each: that pays only where few are read, because so many are wanted or because
    /// the sort key is well bounded.
    /// </summary>
    public bool ReadsCheaply
        => Covers || Plan.Limit is not null || Match is { PinnedSort: > 0 } or { Sort: SortMatch.Range };

    public bool IsGlobal
        => Plan.Index is { Kind: DynamoDbIndexKind.Gsi };

    /// <summary>Reading items by their whole keys; null when those are not given.</summary>
    public static Candidate? ForItems(PlanContext context)
    {
        if (KeyMatch.ForItems(context.Table.Key, context.Predicate.Terms, context.Shape) is not { } match)
        {
            return null;
        }

        var parts = new CandidateParts(context, index: null, match);
        var isOne = match.Listed.Count == 0;
        return new Candidate
        {
            Plan = parts.MakePlan(isOne ? AccessOperation.GetItem : AccessOperation.BatchGetItem, new OrderMatch(isOne || context.Order.IsEmpty, true, false)),
            UsesKey = true,
            Match = match,
        };
    }

    /// <summary>A Query, or a Scan where the partition key is not given.</summary>
    public static Candidate ForPages(PlanContext context, IndexModel? index)
    {
        var key = index?.Key ?? context.Table.Key;
        var match = KeyMatch.ForQuery(key, context.Predicate.Terms, context.Shape);
        var order = match is not null ? OrderMatch.Of(context.Order, key, match) : new OrderMatch(context.Order.IsEmpty, true, false);
        var parts = new CandidateParts(context, index, match);
        var plan = parts.MakePlan(match is not null ? AccessOperation.Query : AccessOperation.Scan, order);
        var uncovered = parts.Uncovered(plan);
        var needsFetch = index is { Kind: DynamoDbIndexKind.Gsi } && uncovered is not { IsEmpty: true };
        return new Candidate
        {
            Plan = needsFetch ? parts.WithFetch(plan) : plan,
            UsesKey = match is not null,
            Match = match,
            Sorts = order.Sorted,
            Uncovered = uncovered,
            MayLack = parts.MayLack(),
        };
    }
}
