using System.Collections.Immutable;

namespace EFCore.DynamoDb.Access;

/// <summary>The conjuncts of a request, simplified for one shape of the operands.</summary>
internal sealed class Predicate
{
    private readonly Dictionary<Conjunct, Condition?> _conditions = new(ReferenceEqualityComparer.Instance);

    public Predicate(ImmutableArray<Conjunct> conjuncts, ConditionSimplifier simplifier)
    {
        Conjuncts = conjuncts;
        var parts = new List<ConditionPart>();
        foreach (var conjunct in conjuncts)
        {
            var condition = conjunct.Condition is null ? null : simplifier.Simplify(conjunct.Condition);
            _conditions.Add(conjunct, condition);
            IsContradiction |= condition is Condition.Always { Value: false };
            if (condition is not null)
            {
                parts.AddRange(ConditionFacts.Parts(condition).Select(p => new ConditionPart(conjunct, p)));
            }
        }

        Parts = parts;
    }

    public ImmutableArray<Conjunct> Conjuncts { get; }

    /// <summary>What the server could check, each part with its conjunct.</summary>
    public IReadOnlyList<ConditionPart> Parts { get; }

    /// <summary>No item can satisfy it.</summary>
    public bool IsContradiction { get; }

    /// <summary>The condition to send for a conjunct, or null when the client has to decide.</summary>
    public Condition? ConditionOf(Conjunct conjunct)
        => _conditions[conjunct];

    /// <summary>Whether every item that satisfies the predicate has the attribute.</summary>
    public bool ImpliesExistence(string attribute)
        => Parts.Any(p => ConditionFacts.ImpliesExistence(p.Condition, attribute));
}
