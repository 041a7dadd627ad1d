using System.Collections.Immutable;

namespace EFCore.DynamoDb.Access;

/// <summary>
/// A condition under one shape of the parameters. It never excludes an item that the original keeps; with <see cref="Exact" /> it keeps just those.
/// </summary>
internal readonly record struct SimplifiedCondition(Condition Condition, bool Exact)
{
    /// <summary>Nothing can be said to the server.</summary>
    public static readonly SimplifiedCondition Unknown = new(new Condition.Always(true), false);

    public static implicit operator SimplifiedCondition(Condition condition)
        => new(condition, true);
}

/// <summary>
/// Folds what the states of the operands decide: null, bounds that lie between two stored values, values that no key can have, lists of none, one or many.
/// The result has no Not but at its leaves, no Always but at its root, and only operands that may be sent. What remains of an operand that cannot be sent
/// is "unknown", which is true here and leaves the decision to the residual; negations are pushed down first, so that this only ever keeps more items.
/// </summary>
internal sealed class ConditionSimplifier(KeyFacts keys, ParameterShape shape)
{
    private static readonly Condition True = new Condition.Always(true);
    private static readonly Condition False = new Condition.Always(false);

    public SimplifiedCondition Simplify(Condition condition)
        => Simplify(condition, negated: false);

    private SimplifiedCondition Simplify(Condition condition, bool negated)
    {
        switch (condition)
        {
            case Condition.Not not:
                return Simplify(not.Operand, !negated);

            case Condition.And and:
                return Combine(and.Operands, negated, isAnd: !negated);

            case Condition.Or or:
                return Combine(or.Operands, negated, isAnd: negated);

            case Condition.In @in when shape[@in.Values.Index] == OperandState.ElementsAndNull && keys.FindTableKey(@in.Attribute) is null:
                var isNull = new Condition.IsNull(@in.Attribute);
                return negated
                    ? new Condition.And([Negate(@in), Negate(isNull)])
                    : new Condition.Or([@in, isNull]);

            default:
                var leaf = Leaf(condition);
                return !negated ? leaf : leaf.Exact ? Negate(leaf.Condition) : SimplifiedCondition.Unknown;
        }
    }

    private SimplifiedCondition Combine(ImmutableArray<Condition> operands, bool negated, bool isAnd)
    {
        var parts = ImmutableArray.CreateBuilder<Condition>();
        var exact = true;
        var isUnknown = false;
        foreach (var operand in operands)
        {
            var part = Simplify(operand, negated);
            if (part.Condition is Condition.Always constant)
            {
                if (constant.Value != isAnd && (part.Exact || isAnd))
                {
                    return constant;
                }

                // What is unknown adds nothing to an And; it leaves nothing of an Or.
                exact &= part.Exact;
                isUnknown |= constant.Value && !isAnd;
                continue;
            }

            exact &= part.Exact;
            Flatten(part.Condition, isAnd, parts);
        }

        if (isUnknown)
        {
            return SimplifiedCondition.Unknown;
        }

        return parts.Count switch
        {
            0 => new SimplifiedCondition(isAnd ? True : False, exact),
            1 => new SimplifiedCondition(parts[0], exact),
            _ => new SimplifiedCondition(isAnd ? new Condition.And(parts.DrainToImmutable()) : new Condition.Or(parts.DrainToImmutable()), exact),
        };
    }

    private static void Flatten(Condition condition, bool isAnd, ImmutableArray<Condition>.Builder parts)
    {
        var nested = condition switch
        {
            Condition.And all when isAnd => all.Operands,
            Condition.Or any when !isAnd => any.Operands,
            _ => [condition],
        };
        foreach (var part in nested)
        {
            if (!parts.Contains(part))
            {
                parts.Add(part);
            }
        }
    }

    private SimplifiedCondition Leaf(Condition condition)
        => condition switch
        {
            Condition.Comparison comparison => Compare(comparison),
            Condition.Between between => Between(between),
            Condition.BeginsWith beginsWith => BeginsWith(beginsWith),
            Condition.Contains contains => IsSent(contains.Value) ? contains : SimplifiedCondition.Unknown,
            Condition.In @in => In(@in),
            Condition.NotNull notNull => NotNull(notNull.Attribute),
            Condition.IsNull isNull => keys.FindTableKey(isNull.Attribute) is null ? isNull : False,
            Condition.Exists exists => keys.FindTableKey(exists.Attribute) is null ? exists : True,
            Condition.NotExists notExists => keys.FindTableKey(notExists.Attribute) is null ? notExists : False,
            Condition.HasType hasType => keys.FindTableKey(hasType.Attribute) is { } key ? new Condition.Always(hasType.Type == key.Type) : hasType,
            _ => condition,
        };

    private Condition NotNull(AttributePath path)
        => keys.FindTableKey(path) is null ? new Condition.NotNull(path) : True;

    private SimplifiedCondition Compare(Condition.Comparison comparison)
    {
        if (comparison is { Left: Operand.Slot, Right: not Operand.Slot })
        {
            comparison = new Condition.Comparison(comparison.Right, Mirror(comparison.Operator), comparison.Left);
        }

        switch (comparison)
        {
            case { Left: Operand.Path { Attribute: var path }, Right: Operand.Slot slot }:
                return Compare(path, comparison.Operator, slot);

            case { Left: Operand.Path { Attribute: var left }, Right: Operand.Path { Attribute: var right } } when left.Equals(right):
                // DynamoDB refuses to compare an attribute with itself.
                return comparison.Operator switch
                {
                    ComparisonOperator.Equal => Leaf(new Condition.Exists(left)),
                    ComparisonOperator.NotEqual => Leaf(new Condition.NotExists(left)),
                    ComparisonOperator.LessThan or ComparisonOperator.GreaterThan => False,
                    _ => SimplifiedCondition.Unknown,
                };

            case { Left: Operand.Slot }:
                return SimplifiedCondition.Unknown;

            default:
                return IsSent(comparison.Right) ? comparison : SimplifiedCondition.Unknown;
        }
    }

    private SimplifiedCondition Compare(AttributePath path, ComparisonOperator comparison, Operand.Slot slot)
    {
        var state = shape[slot.Index];
        if (keys.Excludes(path, state))
        {
            return comparison switch
            {
                ComparisonOperator.Equal => False,
                ComparisonOperator.NotEqual => True,
                // Every key is greater than the empty one.
                _ when state == OperandState.Empty => IsLowerBound(comparison) ? NotNull(path) : False,
                _ => new SimplifiedCondition(NotNull(path), false),
            };
        }

        switch (state)
        {
            case OperandState.Value or OperandState.Empty or OperandState.TooLongForSortKey or OperandState.TooLongForKey:
                return new Condition.Comparison(new Operand.Path(path), comparison, slot);

            case OperandState.Null:
                return comparison switch
                {
                    ComparisonOperator.Equal => Leaf(new Condition.IsNull(path)),
                    ComparisonOperator.NotEqual => NotNull(path),
                    _ => False,
                };

            default:
                return SimplifiedCondition.Unknown;
        }
    }

    private SimplifiedCondition Between(Condition.Between between)
    {
        if (between is { Value: Operand.Path { Attribute: var path }, Lower: Operand.Slot lower, Upper: Operand.Slot upper }
            && !(IsPlain(path, lower) && IsPlain(path, upper)))
        {
            return Combine(
                [
                    new Condition.Comparison(between.Value, ComparisonOperator.GreaterThanOrEqual, lower),
                    new Condition.Comparison(between.Value, ComparisonOperator.LessThanOrEqual, upper),
                ],
                negated: false,
                isAnd: true);
        }

        return IsSent(between.Value) && IsSent(between.Lower) && IsSent(between.Upper) ? between : SimplifiedCondition.Unknown;
    }

    private bool IsPlain(AttributePath path, Operand.Slot slot)
        => shape[slot.Index] is var state and not (OperandState.Null or OperandState.Unrepresentable)
            && !keys.Excludes(path, state);

    private SimplifiedCondition BeginsWith(Condition.BeginsWith beginsWith)
    {
        if (beginsWith.Prefix is Operand.Slot slot && keys.Excludes(beginsWith.Attribute, shape[slot.Index]))
        {
            return shape[slot.Index] == OperandState.Empty ? NotNull(beginsWith.Attribute) : False;
        }

        return IsSent(beginsWith.Prefix) ? beginsWith : SimplifiedCondition.Unknown;
    }

    private SimplifiedCondition In(Condition.In @in)
        => shape[@in.Values.Index] switch
        {
            OperandState.NoElements => False,
            OperandState.OneElement => new Condition.Comparison(new Operand.Path(@in.Attribute), ComparisonOperator.Equal, @in.Values),
            OperandState.ManyElements or OperandState.HundredsOfElements or OperandState.TooManyElements => @in,
            OperandState.Null => Leaf(new Condition.IsNull(@in.Attribute)),
            // No key of the table is null.
            OperandState.ElementsAndNull or OperandState.TooManyElementsAndNull when keys.FindTableKey(@in.Attribute) is not null => @in,
            _ => SimplifiedCondition.Unknown,
        };

    /// <summary>An operand that stands for a value that can be sent, or for an attribute.</summary>
    private bool IsSent(Operand operand)
        => operand is not Operand.Slot slot
            || shape[slot.Index] is OperandState.Value or OperandState.Empty or OperandState.TooLongForSortKey or OperandState.TooLongForKey;

    /// <summary>The negation of what <see cref="Leaf" /> makes. A range is false of a missing attribute, so its negation is true of it.</summary>
    private Condition Negate(Condition condition)
        => condition switch
        {
            Condition.Always always => new Condition.Always(!always.Value),
            Condition.And and => new Condition.Or([.. and.Operands.Select(Negate)]),
            Condition.Or or => new Condition.And([.. or.Operands.Select(Negate)]),
            Condition.Not not => not.Operand,
            Condition.NotNull notNull => new Condition.IsNull(notNull.Attribute),
            Condition.IsNull isNull => new Condition.NotNull(isNull.Attribute),
            Condition.Exists exists => new Condition.NotExists(exists.Attribute),
            Condition.NotExists notExists => new Condition.Exists(notExists.Attribute),
            Condition.Comparison { Operator: ComparisonOperator.Equal } equal => equal with { Operator = ComparisonOperator.NotEqual },
            Condition.Comparison { Operator: ComparisonOperator.NotEqual } notEqual => notEqual with { Operator = ComparisonOperator.Equal },
            Condition.Comparison { Left: Operand.Path { Attribute: var path }, Right: Operand.Slot } range when keys.FindTableKey(path) is not null
                => range with { Operator = Complement(range.Operator) },
            _ => new Condition.Not(condition),
        };

    private static bool IsLowerBound(ComparisonOperator comparison)
        => comparison is ComparisonOperator.GreaterThan or ComparisonOperator.GreaterThanOrEqual;

    private static ComparisonOperator Complement(ComparisonOperator comparison)
        => comparison switch
        {
            ComparisonOperator.LessThan => ComparisonOperator.GreaterThanOrEqual,
            ComparisonOperator.LessThanOrEqual => ComparisonOperator.GreaterThan,
            ComparisonOperator.GreaterThan => ComparisonOperator.LessThanOrEqual,
            _ => ComparisonOperator.LessThan,
        };

    private static ComparisonOperator Mirror(ComparisonOperator comparison)
        => comparison switch
        {
            ComparisonOperator.LessThan => ComparisonOperator.GreaterThan,
            ComparisonOperator.LessThanOrEqual => ComparisonOperator.GreaterThanOrEqual,
            ComparisonOperator.GreaterThan => ComparisonOperator.LessThan,
            ComparisonOperator.GreaterThanOrEqual => ComparisonOperator.LessThanOrEqual,
            _ => comparison,
        };
}
