using System.Collections.Immutable;
using EFCore.DynamoDb.Metadata;

namespace EFCore.DynamoDb.Access;

/// <summary>The conjuncts under one shape of the parameters, taken apart into the terms that requests are made of.</summary>
internal sealed class Predicate
{
    private readonly List<(Conjunct Conjunct, bool Exact, ImmutableArray<Condition> Terms)> _conjuncts = [];
    private readonly List<Condition> _terms = [];

    public Predicate(TableModel table, ImmutableArray<Conjunct> conjuncts, ParameterShape shape)
    {
        Keys = new KeyFacts(table);
        var simplifier = new ConditionSimplifier(Keys, shape);
        foreach (var conjunct in conjuncts)
        {
            var simplified = conjunct.Condition is { } condition ? simplifier.Simplify(condition) : SimplifiedCondition.Unknown;
            ImmutableArray<Condition> terms = simplified.Condition switch
            {
                Condition.Always always => always.Value ? [] : Contradiction(),
                Condition.And and => and.Operands,
                _ => [simplified.Condition],
            };
            _conjuncts.Add((conjunct, conjunct.Exact && simplified.Exact, terms));
            foreach (var term in terms)
            {
                if (!_terms.Contains(term))
                {
                    _terms.Add(term);
                }
            }
        }

        ImmutableArray<Condition> Contradiction()
        {
            IsFalse = true;
            return [];
        }
    }

    private Predicate(Predicate whole, Condition term, Condition branch)
    {
        Keys = whole.Keys;
        ImmutableArray<Condition> terms = branch is Condition.And and ? and.Operands : [branch];
        foreach (var (conjunct, exact, parts) in whole._conjuncts)
        {
            _conjuncts.Add((conjunct, exact, parts.Contains(term) ? [.. parts.Remove(term), .. terms] : parts));
        }

        _terms.AddRange(whole._terms.Where(t => t != term).Union(terms));
    }

    public KeyFacts Keys { get; }

    /// <summary>No item can satisfy it.</summary>
    public bool IsFalse { get; private set; }

    /// <summary>Every item that is wanted satisfies each of these.</summary>
    public IReadOnlyList<Condition> Terms
        => _terms;

    /// <summary>What is asked of the items that satisfy one branch of an OR: a conjunct is proven there when the branch is.</summary>
    public Predicate OfBranch(Condition term, Condition branch)
        => new(this, term, branch);

    /// <summary>Whether every wanted item has the attribute, and not as NULL.</summary>
    public bool ImpliesNotNull(string attribute)
        => _terms.Any(t => ConditionFacts.ImpliesNotNull(t, attribute));

    /// <summary>Whether all wanted items have the same value of the attribute, a null included.</summary>
    public bool Pins(string attribute)
        => _terms.Any(
            t => ConditionFacts.Equality(t)?.Attribute == attribute
                || t is Condition.IsNull isNull && ConditionFacts.Is(isNull.Attribute, attribute));

    /// <summary>The conjuncts that hold for every item of an answer whose items satisfy these terms.</summary>
    public ImmutableHashSet<int> Proven(ISet<Condition> guaranteed)
        => [.. _conjuncts.Where(c => c.Exact && c.Terms.All(guaranteed.Contains)).Select(c => c.Conjunct.Id)];

    /// <summary>Of the conjuncts that an index proves those about the table's key alone, which no item changes.</summary>
    public ImmutableHashSet<int> ProvenOf(ImmutableHashSet<int> proven, KeySchema tableKey)
        =>
        [
            .. _conjuncts.Where(c => proven.Contains(c.Conjunct.Id) && c.Conjunct.Attributes.All(a => tableKey.Contains(a.Name))).Select(c => c.Conjunct.Id),
        ];

    /// <summary>The attributes that the conjuncts left to the residual read.</summary>
    public IEnumerable<AttributePath> AttributesOfUnproven(ImmutableHashSet<int> proven)
        => _conjuncts.Where(c => !proven.Contains(c.Conjunct.Id)).SelectMany(c => c.Conjunct.Attributes);

    public bool ProvenBy(ImmutableHashSet<int> proven)
        => _conjuncts.All(c => proven.Contains(c.Conjunct.Id));
}
