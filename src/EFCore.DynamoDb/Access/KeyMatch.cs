using EFCore.DynamoDb.Metadata;

namespace EFCore.DynamoDb.Access;

/// <summary>A part of a conjunct, and the conjunct it belongs to.</summary>
internal readonly record struct ConditionPart(Conjunct Conjunct, Condition Condition);

/// <summary>
/// How the parts of a predicate fit the key of a table or index: equalities of the whole partition key, then of sort attributes from the left, then at
/// most one range. <see cref="Used" /> parts are guaranteed by the key condition; a strict bound that became an inclusive one is not among them.
/// </summary>
internal sealed class KeyMatch
{
    private KeyMatch(KeySchema key)
        => Key = key;

    public KeySchema Key { get; }

    /// <summary>Conditions in the order of the key.</summary>
    public List<Condition> Conditions { get; } = [];

    /// <summary>Parts that every item of the answer satisfies.</summary>
    public HashSet<Condition> Used { get; } = new(ReferenceEqualityComparer.Instance);

    /// <summary>How many sort attributes are pinned by equality.</summary>
    public int PinnedSortAttributes { get; private set; }

    /// <summary>Whether a sort attribute is bounded by a range or prefix.</summary>
    public bool HasRange { get; private set; }

    public bool IsWholeKey
        => PinnedSortAttributes == Key.Sort.Count;

    /// <summary>The fit, or null when a partition attribute is not pinned (its name is given).</summary>
    public static KeyMatch? Find(KeySchema key, IReadOnlyList<ConditionPart> parts, out string? unpinned)
    {
        var match = new KeyMatch(key);
        foreach (var attribute in key.Partition)
        {
            if (!match.TryPin(attribute.Name, parts))
            {
                unpinned = attribute.Name;
                return null;
            }
        }

        unpinned = null;
        foreach (var attribute in key.Sort)
        {
            if (!match.TryPin(attribute.Name, parts))
            {
                match.TryBound(attribute.Name, parts);
                break;
            }

            match.PinnedSortAttributes++;
        }

        // Whatever says only that a key attribute exists is said by the index itself.
        foreach (var part in parts)
        {
            if (part.Condition is Condition.NotNull { Attribute: { IsTopLevel: true } path } && key.Contains(path.Name))
            {
                match.Used.Add(part.Condition);
            }
        }

        return match;
    }

    public bool IsPinned(string attribute)
        => Key.Partition.Any(k => k.Name == attribute)
            || Key.Sort.Take(PinnedSortAttributes).Any(k => k.Name == attribute);

    private bool TryPin(string attribute, IReadOnlyList<ConditionPart> parts)
    {
        foreach (var part in parts)
        {
            if (part.Condition is Condition.Comparison { Operator: ComparisonOperator.Equal, Left: Operand.Path path, Right: Operand.Slot }
                && IsOn(path, attribute))
            {
                Conditions.Add(part.Condition);
                Used.Add(part.Condition);
                return true;
            }
        }

        return false;
    }

    private void TryBound(string attribute, IReadOnlyList<ConditionPart> parts)
    {
        Condition.Comparison? lower = null, upper = null;
        Condition.BeginsWith? prefix = null;
        foreach (var part in parts)
        {
            switch (part.Condition)
            {
                case Condition.Comparison { Left: Operand.Path path, Right: Operand.Slot } comparison when IsOn(path, attribute):
                    if (comparison.Operator is ComparisonOperator.GreaterThan or ComparisonOperator.GreaterThanOrEqual)
                    {
                        lower ??= comparison;
                    }
                    else if (comparison.Operator is ComparisonOperator.LessThan or ComparisonOperator.LessThanOrEqual)
                    {
                        upper ??= comparison;
                    }

                    break;

                case Condition.BeginsWith { Attribute.IsTopLevel: true } begins when begins.Attribute.Name == attribute:
                    prefix ??= begins;
                    break;
            }
        }

        if (lower is not null && upper is not null)
        {
            // One condition is all a key takes; BETWEEN is inclusive, so a strict bound is checked again on the client.
            Conditions.Add(new Condition.Between(lower.Left, lower.Right, upper.Right));
            Use(lower, ComparisonOperator.GreaterThanOrEqual);
            Use(upper, ComparisonOperator.LessThanOrEqual);
        }
        else if (((Condition?)prefix ?? lower ?? upper) is { } single)
        {
            Conditions.Add(single);
            Used.Add(single);
        }
        else
        {
            return;
        }

        HasRange = true;

        void Use(Condition.Comparison bound, ComparisonOperator inclusive)
        {
            if (bound.Operator == inclusive)
            {
                Used.Add(bound);
            }
        }
    }

    private static bool IsOn(Operand.Path path, string attribute)
        => path.Attribute.IsTopLevel && path.Attribute.Name == attribute;
}
