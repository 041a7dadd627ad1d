using System.Collections.Immutable;
using EFCore.DynamoDb.Items;
using EFCore.DynamoDb.Metadata;

namespace EFCore.DynamoDb.Access;

/// <summary>How much of a sort condition a key takes, from reading all of the partition to reading one item.</summary>
internal enum SortMatch
{
    None,

    /// <summary>A bound on one side.</summary>
    HalfRange,

    /// <summary>Bounds on both sides, or a prefix.</summary>
    Range,
}

/// <summary>The conditions that the key of a table or index can take (rule G1), out of all that the query asks.</summary>
internal sealed class KeyMatch
{
    private readonly HashSet<Condition> _guaranteed = [];
    private readonly List<string> _listed = [];
    private bool _listIsShort;
    private readonly ImmutableArray<Condition>.Builder _conditions = ImmutableArray.CreateBuilder<Condition>();

    private KeyMatch()
    {
    }

    /// <summary>Partition equalities, then the sort conditions.</summary>
    public ImmutableArray<Condition> Conditions { get; private set; }

    /// <summary>How many attributes are pinned to one value.</summary>
    public int Pinned { get; private set; }

    /// <summary>Attributes that are given by lists: each of their values is a request, or a key, of its own.</summary>
    public IReadOnlyList<string> Listed
        => _listed;

    /// <summary>How many sort attributes, from the left, have one value in each request.</summary>
    public int PinnedSort { get; private set; }

    public SortMatch Sort { get; private set; }

    /// <summary>Whether every item that satisfies the key condition satisfies this one as well.</summary>
    public bool Guarantees(Condition condition)
        => _guaranteed.Contains(condition);

    /// <summary>The key condition for a Query, or for one Query per listed value; null when a partition attribute is not pinned.</summary>
    public static KeyMatch? ForQuery(KeySchema key, IReadOnlyList<Condition> terms, ParameterShape shape)
    {
        var match = new KeyMatch();
        foreach (var attribute in key.Partition)
        {
            if (!match.TryPin(attribute, terms) && !match.TryPinToList(attribute, terms, shape))
            {
                return null;
            }
        }

        foreach (var attribute in key.Sort)
        {
            if (!match.TryPin(attribute, terms) && !match.TryPinToShortList(attribute, terms, shape))
            {
                match.TryBound(attribute, terms);
                break;
            }

            match.PinnedSort++;
        }

        match.Conditions = match._conditions.ToImmutable();
        return match;
    }

    /// <summary>The whole key, each attribute by one value or by a list of them; null when an attribute is not given so.</summary>
    public static KeyMatch? ForItems(KeySchema key, IReadOnlyList<Condition> terms, ParameterShape shape)
    {
        var match = new KeyMatch();
        foreach (var attribute in key.All)
        {
            if (!match.TryPin(attribute, terms) && !match.TryPinToList(attribute, terms, shape))
            {
                return null;
            }
        }

        match.Conditions = match._conditions.ToImmutable();
        return match;
    }

    private bool TryPin(KeyAttribute attribute, IReadOnlyList<Condition> terms)
    {
        foreach (var term in terms)
        {
            if (ConditionFacts.Equality(term) is var (name, _) && name == attribute.Name)
            {
                Take(term);
                Pinned++;
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// One list may be as long as it likes: so many keys are asked for. Of two, every combination is a key, so both must be short.
    /// </summary>
    private bool TryPinToList(KeyAttribute attribute, IReadOnlyList<Condition> terms, ParameterShape shape)
    {
        foreach (var term in terms)
        {
            if (term is Condition.In @in && ConditionFacts.Is(@in.Attribute, attribute.Name)
                && (_listed.Count == 0 || (_listed.Count == 1 && _listIsShort && IsShort(@in, shape))))
            {
                Take(term);
                _listed.Add(attribute.Name);
                _listIsShort = IsShort(@in, shape);
                return true;
            }
        }

        return false;
    }

    /// <summary>Within a partition a long list is better read as the range that it lies in, or as the whole partition.</summary>
    private bool TryPinToShortList(KeyAttribute attribute, IReadOnlyList<Condition> terms, ParameterShape shape)
        => terms.Any(t => t is Condition.In @in && ConditionFacts.Is(@in.Attribute, attribute.Name) && IsShort(@in, shape))
            && TryPinToList(attribute, terms, shape);

    private static bool IsShort(Condition.In @in, ParameterShape shape)
        => shape[@in.Values.Index] is OperandState.ManyElements or OperandState.ElementsAndNull;

    /// <summary>The one condition that a key takes besides equalities: BETWEEN, a prefix or a bound.</summary>
    private void TryBound(KeyAttribute attribute, IReadOnlyList<Condition> terms)
    {
        Condition? between = null, prefix = null;
        Condition.Comparison? lower = null, upper = null;
        foreach (var term in terms)
        {
            switch (term)
            {
                case Condition.Between { Value: Operand.Path path, Lower: Operand.Slot, Upper: Operand.Slot }
                    when ConditionFacts.Is(path.Attribute, attribute.Name):
                    between ??= term;
                    break;

                case Condition.BeginsWith { Prefix: Operand.Slot } beginsWith when ConditionFacts.Is(beginsWith.Attribute, attribute.Name):
                    prefix ??= term;
                    break;

                case Condition.Comparison comparison when ConditionFacts.IsComparison(term, attribute.Name, out var op, out _):
                    // Of several bounds one that BETWEEN can take as it is.
                    switch (op)
                    {
                        case ComparisonOperator.GreaterThanOrEqual when lower is null or { Operator: ComparisonOperator.GreaterThan }:
                        case ComparisonOperator.GreaterThan when lower is null:
                            lower = comparison;
                            break;
                        case ComparisonOperator.LessThanOrEqual when upper is null or { Operator: ComparisonOperator.LessThan }:
                        case ComparisonOperator.LessThan when upper is null:
                            upper = comparison;
                            break;
                    }

                    break;
            }
        }

        if (between is not null)
        {
            Take(between);
            Sort = SortMatch.Range;
        }
        else if (lower is not null && upper is not null)
        {
            TakeBoth(attribute, lower, upper);
            Sort = SortMatch.Range;
        }
        else if ((prefix ?? lower ?? upper) is { } single)
        {
            Take(single);
            Sort = single == prefix ? SortMatch.Range : SortMatch.HalfRange;
        }
    }

    /// <summary>
    /// BETWEEN includes its bounds. A strict bound on an integer is the next integer, on a time as text the next text; on anything else the one value that
    /// should not be is read and left to the residual.
    /// </summary>
    private void TakeBoth(KeyAttribute attribute, Condition.Comparison lower, Condition.Comparison upper)
    {
        var hasNeighbours = attribute is { Type: DynamoDbAttributeType.N, HoldsIntegers: true } or { Type: DynamoDbAttributeType.S, HoldsTimes: true };
        _conditions.Add(
            new Condition.Between(lower.Left, Bound(lower, ComparisonOperator.GreaterThan), Bound(upper, ComparisonOperator.LessThan)));

        Operand Bound(Condition.Comparison bound, ComparisonOperator strict)
        {
            if (bound.Operator != strict)
            {
                _guaranteed.Add(bound);
                return bound.Right;
            }

            if (!hasNeighbours)
            {
                return bound.Right;
            }

            _guaranteed.Add(bound);
            return new Operand.Neighbour(((Operand.Slot)bound.Right).Index, Above: strict == ComparisonOperator.GreaterThan);
        }
    }

    private void Take(Condition condition)
    {
        _conditions.Add(condition);
        _guaranteed.Add(condition);
    }
}
