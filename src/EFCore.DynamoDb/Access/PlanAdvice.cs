using System.Collections.Immutable;
using EFCore.DynamoDb.Metadata;

namespace EFCore.DynamoDb.Access;

/// <summary>Says in words why a plan is as it is and what would make it better.</summary>
internal static class PlanAdvice
{
    /// <summary>The candidates that were not taken.</summary>
    public static ImmutableArray<RejectedCandidate> Explain(PlanContext context, Candidate best, IReadOnlyList<Candidate> candidates)
        =>
        [
            .. candidates
                .Where(c => c != best && !(c.Plan.Index is null && best.Plan is { Index: null, Operation: not AccessOperation.Union }))
                .Select(
                    c => new RejectedCandidate(
                        Name(c), c.Plan.Index?.Name, Rejection(context, c) ?? $"{Name(best)} {CandidateRank.Reason(context, best, c)}")),
            .. context.Request.Hints.TableOnly
                ? context.Table.Indexes.Select(i => new RejectedCandidate($"index {i.Name}", i.Name, "WithoutIndex() was called"))
                : [],
        ];

    /// <summary>Where the user chose.</summary>
    public static ImmutableArray<RejectedCandidate> ExplainNamed(TableModel table, IndexModel index)
    {
        var reason = $"WithIndex(\"{index.Name}\") was called";
        return
        [
            new RejectedCandidate("table", null, reason),
            .. table.Indexes.Where(i => i != index).Select(i => new RejectedCandidate($"index {i.Name}", i.Name, reason)),
        ];
    }

    /// <summary>A sentence about what would spare the scan.</summary>
    public static string Suggest(PlanContext context, IReadOnlyList<Candidate> candidates)
        => WouldServe(context, candidates)
            ?? NewIndex(context, candidates)
            ?? GiveKey(candidates);

    public static string Names(IEnumerable<string> attributes)
        => string.Join(", ", attributes.Select(a => $"'{a}'"));

    private static string? Rejection(PlanContext context, Candidate candidate)
    {
        var key = candidate.Plan.Index?.Key ?? context.Table.Key;
        if (!candidate.UsesKey)
        {
            var open = key.Partition.Select(k => k.Name).Where(
                a => !context.Predicate.Terms.Any(
                    t => ConditionFacts.Equality(t)?.Attribute == a || (t is Condition.In @in && ConditionFacts.Is(@in.Attribute, a)))).ToList();
            return open.Count > 0 ? $"its partition key {Names(open)} is not compared by =" : "its partition key is given by lists of too many combinations";
        }

        if (candidate.IsGlobal && context.DemandsConsistentRead)
        {
            return "a consistent read was asked, which global indexes do not offer";
        }

        return candidate.MayLack.IsEmpty ? null : $"it lacks items without {Names(candidate.MayLack)}";
    }

    private static string Name(Candidate candidate)
        => candidate.Plan.Operation == AccessOperation.Union ? "the union of the branches" : candidate.Plan.Index is { } index ? $"index {index.Name}" : "table";

    /// <summary>An index whose key is given but that is not usable as things are.</summary>
    private static string? WouldServe(PlanContext context, IReadOnlyList<Candidate> candidates)
    {
        foreach (var candidate in candidates)
        {
            if (candidate is { UsesKey: true, Plan.Index: { } index })
            {
                return candidate.IsGlobal && context.DemandsConsistentRead
                    ? $"Without the consistent read the index '{index.Name}' would serve it."
                    : $"The index '{index.Name}' would serve it if the query asked only for items that have {Names(candidate.MayLack)}.";
            }
        }

        return null;
    }

    /// <summary>An index that could be made for the attributes that the query gives values for.</summary>
    private static string? NewIndex(PlanContext context, IReadOnlyList<Candidate> candidates)
    {
        if (candidates.Any(c => c is { UsesKey: false, Plan.Index: not null } && candidates.Count == 1))
        {
            // The index was named: it is the one to be used.
            return null;
        }

        var partition = context.Predicate.Terms.Select(ConditionFacts.Equality)
            .FirstOrDefault(e => e is var (name, _) && !context.Table.Key.Contains(name) && name != context.Table.DiscriminatorAttribute)?.Attribute;
        if (partition is null)
        {
            return null;
        }

        var order = context.Order.IsEmpty ? null : context.Order[0].Attribute;
        var range = order ?? context.Predicate.Terms.Select(RangeAttribute).FirstOrDefault(a => a is not null && a != partition);
        var table = context.Table.Key.Partition[0].Name;
        return $"Compare the partition key '{table}' with ==, or give the table an index with the partition key '{partition}'"
            + (range is null ? string.Empty : $" and the sort key '{range}'")
            + $", such as HasGsi(\"By{partition}\", e => e.{partition}{(range is null ? string.Empty : $", e => e.{range}")}).";
    }

    private static string? RangeAttribute(Condition term)
        => term switch
        {
            Condition.Comparison
            {
                Left: Operand.Path { Attribute: { IsTopLevel: true } path },
                Operator: not (ComparisonOperator.Equal or ComparisonOperator.NotEqual),
                Right: Operand.Slot,
            } => path.Name,
            Condition.Between { Value: Operand.Path { Attribute: { IsTopLevel: true } path } } => path.Name,
            Condition.BeginsWith { Attribute: { IsTopLevel: true } path } => path.Name,
            _ => null,
        };

    private static string GiveKey(IReadOnlyList<Candidate> candidates)
    {
        var keys = candidates
            .Where(c => c.Plan.Index is not { Kind: DynamoDbIndexKind.Lsi } || candidates.Count == 1)
            .Select(c => c.Plan.Index is { } index
                ? $"{Names(index.Key.Partition.Select(k => k.Name))} of the index '{index.Name}'"
                : Names(c.Plan.Table.Key.Partition.Select(k => k.Name)));
        return $"Compare a partition key with ==: {string.Join(", or ", keys)}.";
    }
}
