using EFCore.DynamoDb.Metadata;

namespace EFCore.DynamoDb.Access;

/// <summary>
/// Chooses the requests for what is wanted of one table: a function from data to data. It may take work away from the residual only with a proof, so that
/// every plan is correct and a good plan is fast.
/// </summary>
internal static class AccessPlanner
{
    /// <param name="table">The table as the model knows it.</param>
    /// <param name="request">What is wanted.</param>
    /// <param name="shape">The states of the operands: plans differ by them, never by values.</param>
    /// <param name="enabled">False for a Scan that proves nothing and excludes nothing: the oracle that other plans are compared with.</param>
    public static AccessPlan Plan(TableModel table, SourceRequest request, ParameterShape shape, bool enabled = true)
    {
        var plan = PlanReads(table, request, shape, enabled);
        return request.Hints.TransactionalRead && plan.Problem is PlanProblem.None or PlanProblem.ScanNotAllowed ? Transaction(plan, request) : plan;
    }

    /// <summary>The same keys in one TransactGetItems.</summary>
    private static AccessPlan Transaction(AccessPlan plan, SourceRequest request)
        => request.Hints.ConsistentRead == false ? plan with { Problem = PlanProblem.TransactionalReadNotConsistent }
            : request.Hints.InPages || !plan.Branches.Prepend(plan).All(ReadsKeys) ? plan with { Problem = PlanProblem.TransactionalReadWithoutKeys }
            : plan with { IsTransaction = true, ConsistentRead = false };

    private static bool ReadsKeys(AccessPlan plan)
        => plan.Operation is AccessOperation.None or AccessOperation.GetItem or AccessOperation.BatchGetItem
            || (plan.Operation == AccessOperation.Union && plan.Branches.All(ReadsKeys));

    private static AccessPlan PlanReads(TableModel table, SourceRequest request, ParameterShape shape, bool enabled)
    {
        if (!enabled)
        {
            return new AccessPlan
            {
                Operation = AccessOperation.Scan,
                Table = table,
                ConsistentRead = request.Hints.ConsistentRead ?? request.Hints.ConsistentReadByDefault,
            };
        }

        if (request.WhereNull is { } whereNull
            && request.NotNull.Any(
                slot => shape[slot] is OperandState.Null or OperandState.ElementsAndNull or OperandState.TooManyElementsAndNull))
        {
            request = whereNull;
        }

        IndexModel? named = null;
        if (request.Hints.IndexName is { } name)
        {
            named = table.FindIndex(name);
            if (named is null)
            {
                return new AccessPlan { Operation = AccessOperation.None, Table = table, Problem = PlanProblem.UnknownIndex };
            }
        }

        var context = new PlanContext(table, request, shape);
        if (named is { Kind: DynamoDbIndexKind.Gsi } && context.DemandsConsistentRead)
        {
            return Candidate.ForPages(context, named).Plan with { Problem = PlanProblem.ConsistentReadOnGsi };
        }

        if (context.Predicate.IsFalse || request.Limit is { Constant: <= 0 })
        {
            return Nothing(context);
        }

        return named is not null ? Named(context, named) : Best(context);
    }

    /// <summary>No item can match: whatever is asked holds for all of them.</summary>
    private static AccessPlan Nothing(PlanContext context)
        => new()
        {
            Operation = AccessOperation.None,
            Table = context.Table,
            ProvenConjuncts = [.. context.Request.Conjuncts.Select(c => c.Id)],
            OrderProven = true,
            LimitProven = context.Request.Limit is not null,
            CountOnly = context.Request.CountOnly,
            CountProven = context.Request.CountOnly,
        };

    private static AccessPlan Named(PlanContext context, IndexModel index)
    {
        var candidate = Candidate.ForPages(context, index);
        // Of an index that is sparse on purpose, what it holds is what is asked for.
        if (!candidate.MayLack.IsEmpty && !index.IsSparse)
        {
            return candidate.Plan with { Problem = PlanProblem.IndexMayLackItems, Suggestion = PlanAdvice.Names(candidate.MayLack) };
        }

        return Guarded(context, candidate, [candidate]) with { Explanation = PlanAdvice.ExplainNamed(context.Table, index) };
    }

    private static AccessPlan Best(PlanContext context)
    {
        var (best, candidates) = Choose(context);
        if (best is not { IsPoint: true } && UnionOfBranches.Find(context) is { } union && (best is null || union.IsPoint))
        {
            best = union;
        }

        // The table can always be read.
        best ??= candidates.First(c => c.Plan is { Index: null, Operation: AccessOperation.Scan });
        var plan = Guarded(context, best, candidates);
        return plan with { Explanation = PlanAdvice.Explain(context, best, candidates) };
    }

    /// <summary>The best of the ways to read the items by a key, if there is one, and all that were looked at.</summary>
    public static (Candidate? Best, IReadOnlyList<Candidate> Candidates) Choose(PlanContext context)
    {
        var candidates = new List<Candidate>();
        if (Candidate.ForItems(context) is { } items)
        {
            candidates.Add(items);
        }

        candidates.Add(Candidate.ForPages(context, index: null));
        if (!context.Request.Hints.TableOnly)
        {
            candidates.AddRange(context.Table.Indexes.Select(index => Candidate.ForPages(context, index)));
        }

        Candidate? best = null;
        foreach (var candidate in candidates)
        {
            if (IsUsable(context, candidate) && (best is null || CandidateRank.Compare(context, candidate, best) > 0))
            {
                best = candidate;
            }
        }

        return (best, candidates);
    }

    private static bool IsUsable(PlanContext context, Candidate candidate)
        => candidate.UsesKey
            && candidate.MayLack.IsEmpty
            && !(candidate.IsGlobal && context.DemandsConsistentRead);

    private static AccessPlan Guarded(PlanContext context, Candidate candidate, IReadOnlyList<Candidate> candidates)
        => candidate.Plan.Operation == AccessOperation.Scan && !context.Request.Hints.AllowScan
            ? candidate.Plan with { Problem = PlanProblem.ScanNotAllowed, Suggestion = PlanAdvice.Suggest(context, candidates) }
            : candidate.Plan;
}
