using System.Collections.Immutable;
using EFCore.DynamoDb.Metadata;

namespace EFCore.DynamoDb.Access;

/// <summary>
/// An OR whose every branch can be read by a key: the branches' plans side by side. An item that satisfies several of them is met several times, so its key is
/// fetched, to know it by.
/// </summary>
internal static class UnionOfBranches
{
    /// <summary>More branches are hardly cheaper than what they are to spare.</summary>
    private const int MaxBranches = 100;

    public static Candidate? Find(PlanContext context)
    {
        foreach (var term in context.Predicate.Terms)
        {
            if (term is Condition.Or { Operands.Length: <= MaxBranches } any && Find(context, any) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    private static Candidate? Find(PlanContext context, Condition.Or any)
    {
        // Items that are met twice count once: the server cannot count them.
        var request = context.Request with { CountOnly = false };
        var branches = new List<Candidate>(any.Operands.Length);
        foreach (var operand in any.Operands)
        {
            var branch = new PlanContext(context.Table, request, context.Shape, context.Predicate.OfBranch(any, operand));
            if (AccessPlanner.Choose(branch).Best is not { } best)
            {
                return null;
            }

            branches.Add(best);
        }

        return new Candidate { Plan = Combine(context, branches), UsesKey = true };
    }

    private static AccessPlan Combine(PlanContext context, List<Candidate> branches)
    {
        var plans = branches.ConvertAll(b => b.Plan);
        var proven = plans.Select(p => p.ProvenConjuncts).Aggregate((all, next) => all.Intersect(next));

        // Several reads by key are one BatchGetItem, which has no order.
        var orderProven = plans.TrueForAll(p => p.OrderProven)
            && context.Order.All(o => o.Attribute is not null)
            && (context.Order.IsEmpty || plans.Count(p => p.Operation is AccessOperation.GetItem or AccessOperation.BatchGetItem) <= 1);
        ImmutableArray<SortedBy> mergedBy = orderProven ? [.. context.Order.Select(o => new SortedBy(o.Attribute!, o.Descending))] : [];
        var limitProven = orderProven && plans.TrueForAll(p => p.LimitProven);
        var isBounded = orderProven && plans.TrueForAll(p => p.Limit is not null || p.Operation == AccessOperation.GetItem);

        var key = context.Table.Key.All.Select(k => (AttributePath)k.Name).ToArray();
        var parts = new CandidateParts(context, index: null, match: null);
        var needed = Fetched(parts, key, proven, orderProven, mergedBy);
        ItemFetch? fetch = null;
        if (plans.Exists(p => p.Fetch is not null || !Carries(p.Index, needed)))
        {
            // All branches give keys, and each item is fetched once.
            proven = context.Predicate.ProvenOf(proven, context.Table.Key);
            limitProven = false;
            fetch = new ItemFetch(Fetched(parts, key, proven, orderProven, []), context.ConsistentRead);
            needed = [.. key.Union(mergedBy.Select(o => (AttributePath)o.Attribute))];
        }

        var limit = isBounded ? context.Request.Limit : null;
        return new AccessPlan
        {
            Operation = AccessOperation.Union,
            Table = context.Table,
            Branches =
            [
                .. plans.Select(
                    p => p with
                    {
                        Projection = needed is { } fetched ? [.. fetched.Union(parts.PlaceOf(p.Index))] : null,
                        FetchesWholeItems = needed is null && p.Index is { ProjectedAttributes: not null },
                        Fetch = null,
                        MergedBy = [],
                        PageSize = p.PageSize ?? (mergedBy.IsEmpty ? null : RequestBuilder.MergedPageSize(plans.Count)),
                        Limit = limit,
                        FirstPage = null,
                        LimitProven = false,
                        ProvenConjuncts = [],
                    }),
            ],
            Projection = needed,
            Fetch = fetch,
            MergedBy = mergedBy,
            StopsEarly = context.Request.Limit is not null && orderProven,
            Limit = limit,
            FirstPage = orderProven && limit is null && context.Request.Hints.PageSize is null ? context.Request.Limit : null,
            ProvenConjuncts = proven,
            OrderProven = orderProven,
            LimitProven = limitProven,
        };
    }

    private static ImmutableArray<AttributePath>? Fetched(
        CandidateParts parts, AttributePath[] key, ImmutableHashSet<int> proven, bool orderProven, ImmutableArray<SortedBy> mergedBy)
        => parts.Needed(proven, orderProven, mergedBy) is { Length: <= CandidateParts.MaxProjected } read ? [.. key.Union(read)] : null;

    /// <summary>A local index fetches by itself what it lacks.</summary>
    private static bool Carries(IndexModel? index, ImmutableArray<AttributePath>? needed)
        => index is not { Kind: DynamoDbIndexKind.Gsi, ProjectedAttributes: not null } || needed?.All(a => index.Projects(a.Name)) == true;
}
