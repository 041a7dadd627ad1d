using System.Collections.Immutable;
using EFCore.DynamoDb.Metadata;

namespace EFCore.DynamoDb.Access;

/// <summary>
/// Rewrites a condition for one shape of its operands, so that what is sent is valid and means what C# means: null asks for missing attributes, a bound
/// that the attribute cannot hold moves, and an operand that no key can be decides without the server.
/// </summary>
internal sealed class ConditionSimplifier(TableModel table, ParameterShape shape)
{
    private static readonly Condition True = new Condition.Always(true);
    private static readonly Condition False = new Condition.Always(false);

    /// <summary>The condition to send; null when some operand cannot be sent and only the client can decide.</summary>
    public Condition? Simplify(Condition condition)
    {
        switch (condition)
        {
            case Condition.And all:
                return Combine(all.Operands, neutral: true, c => new Condition.And(c));

            case Condition.Or any:
                return Combine(any.Operands, neutral: false, c => new Condition.Or(c));

            case Condition.Not negation:
                return Simplify(negation.Operand) switch
                {
                    null => null,
                    Condition.Always always => new Condition.Always(!always.Value),
                    Condition.Not inner => inner.Operand,
                    { } operand => new Condition.Not(operand),
                };

            case Condition.Comparison { Right: Operand.Slot slot } comparison:
                return SimplifyComparison(comparison, slot);

            case Condition.Between { Lower: Operand.Slot lower, Upper: Operand.Slot upper } between:
                return Simplify(
                    new Condition.And(
                    [
                        new Condition.Comparison(between.Value, ComparisonOperator.GreaterThanOrEqual, lower),
                        new Condition.Comparison(between.Value, ComparisonOperator.LessThanOrEqual, upper),
                    ]));

            case Condition.BeginsWith { Prefix: Operand.Slot prefix } begins:
                return SimplifyText(begins, begins.Attribute, prefix);

            case Condition.Contains { Value: Operand.Slot part } contains:
                return SimplifyText(contains, contains.Attribute, part);

            case Condition.In @in:
                return SimplifyIn(@in);

            case Condition.IsNull isNull when IsTableKey(isNull.Attribute):
                return False;

            case Condition.NotExists notExists when IsTableKey(notExists.Attribute):
                return False;

            case Condition.NotNull notNull when IsTableKey(notNull.Attribute):
                return True;

            case Condition.Exists exists when IsTableKey(exists.Attribute):
                return True;

            default:
                return condition;
        }
    }

    private Condition? Combine(ImmutableArray<Condition> operands, bool neutral, Func<ImmutableArray<Condition>, Condition> make)
    {
        var kept = ImmutableArray.CreateBuilder<Condition>(operands.Length);
        foreach (var operand in operands)
        {
            switch (Simplify(operand))
            {
                case null:
                    return null;

                case Condition.Always always when always.Value == neutral:
                    break;

                case Condition.Always absorbing:
                    return absorbing;

                case Condition.And inner when neutral:
                    kept.AddRange(inner.Operands);
                    break;

                case Condition.Or inner when !neutral:
                    kept.AddRange(inner.Operands);
                    break;

                case { } other:
                    kept.Add(other);
                    break;
            }
        }

        return kept.Count switch
        {
            0 => new Condition.Always(neutral),
            1 => kept[0],
            _ => make(kept.ToImmutable()),
        };
    }

    private Condition? SimplifyComparison(Condition.Comparison comparison, Operand.Slot slot)
    {
        var attribute = (comparison.Left as Operand.Path)?.Attribute;
        var op = comparison.Operator;
        switch (shape[slot.Index])
        {
            case OperandState.Null:
                return (op, attribute) switch
                {
                    // size() of nothing is nothing: equal to null, as C#'s null-safe length is.
                    (ComparisonOperator.Equal, null) => null,
                    (ComparisonOperator.NotEqual, null) => null,
                    (ComparisonOperator.Equal, _) => Simplify(new Condition.IsNull(attribute)),
                    (ComparisonOperator.NotEqual, _) => Simplify(new Condition.NotNull(attribute)),
                    _ => False,
                };

            case OperandState.RoundedDown:
                return op switch
                {
                    ComparisonOperator.Equal => False,
                    ComparisonOperator.NotEqual => True,
                    ComparisonOperator.GreaterThanOrEqual => comparison with { Operator = ComparisonOperator.GreaterThan },
                    ComparisonOperator.LessThan => comparison with { Operator = ComparisonOperator.LessThanOrEqual },
                    _ => comparison,
                };

            case OperandState.Empty when IsAnyKey(attribute):
                // Every key is longer than "", and a missing attribute differs from it.
                return op switch
                {
                    ComparisonOperator.NotEqual => True,
                    ComparisonOperator.GreaterThan or ComparisonOperator.GreaterThanOrEqual => Simplify(new Condition.NotNull(attribute!)),
                    _ => False,
                };

            case OperandState.TooLongForKey when IsAnyKey(attribute):
                return op switch
                {
                    ComparisonOperator.Equal => False,
                    ComparisonOperator.NotEqual => True,
                    _ => null,
                };

            case OperandState.TooLongForSortKey when IsSortKey(attribute):
                return op switch
                {
                    ComparisonOperator.Equal => False,
                    ComparisonOperator.NotEqual => True,
                    _ => null,
                };

            case OperandState.Unrepresentable:
                return null;

            default:
                return comparison;
        }
    }

    private Condition? SimplifyText(Condition condition, AttributePath attribute, Operand.Slot slot)
        => shape[slot.Index] switch
        {
            OperandState.Null => False,
            OperandState.Empty => Simplify(new Condition.NotNull(attribute)),
            OperandState.TooLongForKey when IsAnyKey(attribute) => False,
            OperandState.TooLongForSortKey when IsSortKey(attribute) => False,
            OperandState.Unrepresentable => null,
            _ => condition,
        };

    private Condition? SimplifyIn(Condition.In condition)
        => shape[condition.Values.Index] switch
        {
            OperandState.NoElements => False,
            OperandState.Null => Simplify(new Condition.IsNull(condition.Attribute)),
            OperandState.OneElement => new Condition.Comparison(
                new Operand.Path(condition.Attribute), ComparisonOperator.Equal, condition.Values),
            OperandState.ElementsAndNull => IsTableKey(condition.Attribute)
                ? condition
                : new Condition.Or([condition, new Condition.IsNull(condition.Attribute)]),
            OperandState.Unrepresentable => null,
            OperandState.TooManyElements => IsTableKey(condition.Attribute) ? condition : null,
            _ => condition,
        };

    private bool IsTableKey(AttributePath attribute)
        => attribute.IsTopLevel && table.Key.Contains(attribute.Name);

    private bool IsAnyKey(AttributePath? attribute)
        => attribute is { IsTopLevel: true }
            && (table.Key.Contains(attribute.Name) || table.Indexes.Any(i => i.Key.Contains(attribute.Name)));

    private bool IsSortKey(AttributePath? attribute)
        => attribute is { IsTopLevel: true }
            && (table.Key.Sort.Any(k => k.Name == attribute.Name)
                || table.Indexes.Any(i => i.Key.Sort.Any(k => k.Name == attribute.Name)));
}
