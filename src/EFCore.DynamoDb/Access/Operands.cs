using EFCore.DynamoDb.Items;

namespace EFCore.DynamoDb.Access;

/// <summary>
/// What is known of an operand when a plan is made. Plans differ by these states, not by values, so that a compiled query keeps one plan per shape.
/// </summary>
internal enum OperandState
{
    /// <summary>A value that its attribute can hold exactly.</summary>
    Value,

    /// <summary>null: the comparison asks for missing attributes.</summary>
    Null,

    /// <summary>The attribute holds only the next smaller value (half a second in a seconds attribute): equal to nothing, bounds move.</summary>
    RoundedDown,

    /// <summary>An empty string or binary: no key can be it.</summary>
    Empty,

    /// <summary>1025 to 2048 bytes: a partition key may be that long, a sort key may not.</summary>
    TooLongForSortKey,

    /// <summary>Over 2048 bytes: no key is that long.</summary>
    TooLongForKey,

    /// <summary>Nothing that DynamoDB can be sent (NaN, a number out of range, text that is no valid UTF-16): only the client can decide.</summary>
    Unrepresentable,

    /// <summary>A list without elements.</summary>
    NoElements,

    /// <summary>A list of one non-null element (duplicates removed).</summary>
    OneElement,

    /// <summary>A list of several elements, none of them null.</summary>
    ManyElements,

    /// <summary>More elements than a filter expression has room for; keys can still be fetched in batches.</summary>
    TooManyElements,

    /// <summary>A list with a null in it and at least one other element.</summary>
    ElementsAndNull,
}

/// <summary>The value of one slot for one execution.</summary>
internal readonly struct BoundOperand
{
    public required OperandState State { get; init; }

    public ItemValue Value { get; init; }

    /// <summary>The elements of a list, without nulls and without duplicates.</summary>
    public IReadOnlyList<ItemValue>? Elements { get; init; }
}

/// <summary>The states of all slots of a query: what decides which plan serves an execution.</summary>
internal sealed class ParameterShape : IEquatable<ParameterShape>
{
    private readonly OperandState[] _states;

    public ParameterShape(ReadOnlySpan<OperandState> states)
        => _states = states.ToArray();

    public OperandState this[int slot]
        => _states[slot];

    public int Count
        => _states.Length;

    public static ParameterShape Of(IReadOnlyList<BoundOperand> operands)
    {
        var states = new OperandState[operands.Count];
        for (var i = 0; i < states.Length; i++)
        {
            states[i] = operands[i].State;
        }

        return new ParameterShape(states);
    }

    /// <summary>Whether this is the shape of the operands, without making one.</summary>
    public bool Matches(IReadOnlyList<BoundOperand> operands)
    {
        for (var i = 0; i < _states.Length; i++)
        {
            if (_states[i] != operands[i].State)
            {
                return false;
            }
        }

        return true;
    }

    public bool Equals(ParameterShape? other)
        => other is not null && _states.AsSpan().SequenceEqual(other._states);

    public override bool Equals(object? obj)
        => Equals(obj as ParameterShape);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var state in _states)
        {
            hash.Add((int)state);
        }

        return hash.ToHashCode();
    }
}
