using System.Collections.Immutable;
using EFCore.DynamoDb.Metadata;

namespace EFCore.DynamoDb.Access;

/// <summary>
/// Chooses the requests for what is wanted of one table, with a proof of what they guarantee. A pure function: the same table, request and shape give the
/// same plan.
/// </summary>
internal static class AccessPlanner
{
    /// <param name="table">The table.</param>
    /// <param name="request">What is wanted.</param>
    /// <param name="shape">The states of the operands.</param>
    /// <param name="enabled">False: a scan that proves nothing, which must give the same answers.</param>
    public static AccessPlan Plan(TableModel table, SourceRequest request, ParameterShape shape, bool enabled = true)
    {
        if (!enabled)
        {
            return new AccessPlan { Operation = AccessOperation.Scan, Table = table };
        }

        var simplifier = new ConditionSimplifier(table, shape);
        var predicate = new Predicate(request.Conjuncts, simplifier);
        var hints = request.Hints;
        if (predicate.IsContradiction)
        {
            return new AccessPlan
            {
                Operation = AccessOperation.None,
                Table = table,
                ProvenConjuncts = [.. request.Conjuncts.Select(c => c.Id)],
                OrderProven = true,
                Explanation = ["no item can satisfy the predicate"],
            };
        }

        var explanation = ImmutableArray.CreateBuilder<string>();
        if (hints.IndexName is { } name && table.FindIndex(name) is null)
        {
            return new AccessPlan
            {
                Operation = AccessOperation.None, Table = table, Problem = PlanProblem.UnknownIndex, Suggestion = name,
            };
        }

        var candidates = new List<Candidate>();
        foreach (var index in Places(table, hints))
        {
            var candidate = new Candidate(table, index, request, predicate, shape);
            if (candidate.Rejection is { } rejection)
            {
                explanation.Add($"{candidate.Name}: {rejection}");
            }
            else
            {
                candidates.Add(candidate);
            }
        }

        candidates.Sort((a, b) => a.Rank.CompareTo(b.Rank));
        if (candidates.Count > 0)
        {
            explanation.AddRange(candidates.Skip(1).Select(c => $"{c.Name}: {candidates[0].Name} {candidates[0].Advantage(c)}"));
            return candidates[0].ToPlan() with { Explanation = explanation.ToImmutable() };
        }

        return ScanPlan.Make(table, request, predicate) with { Explanation = explanation.ToImmutable() };
    }

    private static IEnumerable<IndexModel?> Places(TableModel table, AccessHints hints)
        => hints.IndexName is { } name
            ? [table.FindIndex(name)]
            : hints.TableOnly ? [null] : [null, .. table.Indexes];
}
