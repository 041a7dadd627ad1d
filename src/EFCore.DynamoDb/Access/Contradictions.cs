using System.Collections.Immutable;
using EFCore.DynamoDb.Items;

namespace EFCore.DynamoDb.Access;

/// <summary>Conditions on one attribute that exclude each other: the plan knows which could, the values decide whether they do.</summary>
internal static class Contradictions
{
    /// <summary>The terms that bound the same attribute by values, attribute by attribute, where there are several of them.</summary>
    public static ImmutableArray<ImmutableArray<Condition>> Of(IReadOnlyList<Condition> terms)
    {
        Dictionary<string, ImmutableArray<Condition>>? groups = null;
        for (var i = 1; i < terms.Count; i++)
        {
            if (AttributeOf(terms[i]) is not { } attribute || groups?.ContainsKey(attribute) == true)
            {
                continue;
            }

            ImmutableArray<Condition> group = [.. terms.Where(t => AttributeOf(t) == attribute)];
            if (group.Length > 1)
            {
                (groups ??= []).Add(attribute, group);
            }
        }

        return groups is null ? [] : [.. groups.Values];
    }

    /// <summary>Whether no value satisfies all of the conditions, which are about one attribute.</summary>
    public static bool AreFalse(ImmutableArray<Condition> group, IReadOnlyList<BoundOperand> operands)
    {
        List<ItemValue>? values = null;
        foreach (var condition in group)
        {
            if (Listed(condition, operands) is { } listed)
            {
                values = values is null ? [.. listed] : [.. values.Intersect(listed)];
            }
        }

        if (values is not null)
        {
            return !values.Exists(v => group.All(c => Holds(c, v, operands)));
        }

        // Without values, only whether what bounds from below is above what bounds from above.
        foreach (var (lower, lowerIsStrict) in group.SelectMany(c => Bounds(c, operands, lower: true)))
        {
            foreach (var (upper, upperIsStrict) in group.SelectMany(c => Bounds(c, operands, lower: false)))
            {
                if (lower.Type == upper.Type && lower.CompareTo(upper) is var order && (order > 0 || (order == 0 && (lowerIsStrict || upperIsStrict))))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static string? AttributeOf(Condition condition)
        => condition switch
        {
            Condition.Comparison { Left: Operand.Path { Attribute: { IsTopLevel: true } path }, Operator: not ComparisonOperator.NotEqual, Right: Operand.Slot } => path.Name,
            Condition.Between { Value: Operand.Path { Attribute: { IsTopLevel: true } path }, Lower: Operand.Slot, Upper: Operand.Slot } => path.Name,
            Condition.In { Attribute: { IsTopLevel: true } path } => path.Name,
            _ => null,
        };

    private static IReadOnlyList<ItemValue>? Listed(Condition condition, IReadOnlyList<BoundOperand> operands)
        => condition switch
        {
            Condition.Comparison { Operator: ComparisonOperator.Equal, Right: var value } => [RequestOperands.ValueOf(operands, value)],
            Condition.In @in => RequestOperands.ElementsOf(operands, @in.Values),
            _ => null,
        };

    private static bool Holds(Condition condition, ItemValue value, IReadOnlyList<BoundOperand> operands)
        => Bounds(condition, operands, lower: true).All(b => b.Value.Type == value.Type && value.CompareTo(b.Value) is var order && (order > 0 || (order == 0 && !b.IsStrict)))
            && Bounds(condition, operands, lower: false).All(b => b.Value.Type == value.Type && value.CompareTo(b.Value) is var order && (order < 0 || (order == 0 && !b.IsStrict)));

    private static IEnumerable<(ItemValue Value, bool IsStrict)> Bounds(Condition condition, IReadOnlyList<BoundOperand> operands, bool lower)
        => condition switch
        {
            Condition.Between between => [(RequestOperands.ValueOf(operands, lower ? between.Lower : between.Upper), false)],
            Condition.Comparison { Operator: ComparisonOperator.GreaterThan or ComparisonOperator.GreaterThanOrEqual } comparison when lower
                => [(RequestOperands.ValueOf(operands, comparison.Right), comparison.Operator == ComparisonOperator.GreaterThan)],
            Condition.Comparison { Operator: ComparisonOperator.LessThan or ComparisonOperator.LessThanOrEqual } comparison when !lower
                => [(RequestOperands.ValueOf(operands, comparison.Right), comparison.Operator == ComparisonOperator.LessThan)],
            _ => [],
        };
}
