using EFCore.DynamoDb.Metadata;

namespace EFCore.DynamoDb.Access;

/// <summary>Which of two usable candidates reads less, from what costs most to what only decides ties.</summary>
internal static class CandidateRank
{
    private static readonly (Func<PlanContext, Candidate, int> Score, string Reason)[] Criteria =
    [
        ((_, c) => c.Plan.Operation == AccessOperation.GetItem ? 2 : c.IsPoint ? 1 : 0, "reads just the items it needs"),
        // Reads as many items as are wanted, wherever the others end.
        ((_, c) => c.Plan.Limit is not null ? 1 : 0, "stops after the items wanted"),
        ((context, c) => c.Sorts && c.ReadsCheaply && context.Request.Limit is not null ? 1 : 0, "has the order and stops early"),
        ((_, c) => c.ReadsCheaply ? 1 : 0, "need not fetch every item from the table"),
        ((_, c) => c.Match is { } match ? (2 * match.Pinned) + match.Listed.Count : 0, "fixes more attributes of its key"),
        ((_, c) => (int)(c.Match?.Sort ?? SortMatch.None), "has a narrower condition on its sort key"),
        ((_, c) => c.Sorts ? 1 : 0, "has the order"),
        ((_, c) => c.Covers ? 1 : 0, "carries all attributes needed"),
        ((_, c) => c.Plan.Index switch { null => 2, { Kind: DynamoDbIndexKind.Lsi } => 1, _ => 0 }, "is nearer to the table"),
    ];

    /// <summary>Positive when the first one is better, zero when only the order of their declaration decides.</summary>
    public static int Compare(PlanContext context, Candidate candidate, Candidate other)
    {
        foreach (var (score, _) in Criteria)
        {
            var difference = score(context, candidate).CompareTo(score(context, other));
            if (difference != 0)
            {
                return difference;
            }
        }

        return 0;
    }

    /// <summary>What made the first one the better one.</summary>
    public static string Reason(PlanContext context, Candidate better, Candidate worse)
    {
        foreach (var (score, reason) in Criteria)
        {
            if (score(context, better) > score(context, worse))
            {
                return reason;
            }
        }

        return "is declared first";
    }
}
