using System.Collections.Immutable;
using EFCore.DynamoDb.Metadata;

namespace EFCore.DynamoDb.Access;

/// <summary>What is left of a predicate when a key condition took its part: the filter, and what the client must check again.</summary>
internal sealed class FilterSplit
{
    /// <param name="predicate">The predicate.</param>
    /// <param name="used">Parts that the key condition guarantees.</param>
    /// <param name="key">The key of the Query, whose attributes its filter may not name; null for a Scan.</param>
    public FilterSplit(Predicate predicate, IReadOnlySet<Condition> used, KeySchema? key)
    {
        var filters = ImmutableArray.CreateBuilder<Condition>();
        var proven = ImmutableHashSet.CreateBuilder<int>();
        var residual = ImmutableArray.CreateBuilder<Conjunct>();
        var filtered = ImmutableHashSet.CreateBuilder<int>();
        foreach (var conjunct in predicate.Conjuncts)
        {
            if (predicate.ConditionOf(conjunct) is not { } condition)
            {
                residual.Add(conjunct);
                continue;
            }

            var isSatisfied = condition is Condition.Always { Value: true };
            var open = ConditionFacts.Parts(condition).Where(p => !isSatisfied && !used.Contains(p)).ToList();
            var sent = open.Where(p => key is null || !ConditionFacts.Attributes(p).Any(key.Contains)).ToList();
            filters.AddRange(sent);
            if (sent.Count > 0)
            {
                filtered.Add(conjunct.Id);
            }

            if (conjunct.Exact && sent.Count == open.Count)
            {
                proven.Add(conjunct.Id);
            }
            else
            {
                residual.Add(conjunct);
            }
        }

        Filtered = filtered.ToImmutable();
        Proven = proven.ToImmutable();
        Residual = residual.ToImmutable();
        Filter = filters.Count switch
        {
            0 => null,
            1 => filters[0],
            _ => new Condition.And(filters.ToImmutable()),
        };
    }

    public Condition? Filter { get; }

    public ImmutableHashSet<int> Proven { get; }

    /// <summary>Conjuncts of which some part is in the filter.</summary>
    public ImmutableHashSet<int> Filtered { get; }

    /// <summary>Conjuncts that the client checks.</summary>
    public ImmutableArray<Conjunct> Residual { get; }
}
