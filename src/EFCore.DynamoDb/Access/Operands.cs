using System.Text;
using EFCore.DynamoDb.Items;

namespace EFCore.DynamoDb.Access;

/// <summary>
/// What is known of an operand when a plan is made. Plans differ by these states, not by values, so that a compiled query keeps one plan per shape.
/// </summary>
internal enum OperandState
{
    /// <summary>A value that its attribute can hold.</summary>
    Value,

    /// <summary>null, or a list with nothing but null in it: the comparison asks for missing attributes.</summary>
    Null,

    /// <summary>An empty string or binary: no key can be it.</summary>
    Empty,

    /// <summary>Longer than a sort key can be (1024 bytes), but no longer than a partition key can be: only meaningful for keys.</summary>
    TooLongForSortKey,

    /// <summary>Longer than any key can be (2048 bytes): only meaningful for keys.</summary>
    TooLongForKey,

    /// <summary>Nothing that DynamoDB can be sent (NaN, a number out of range, text that is no valid UTF-16): only the client can decide.</summary>
    Unrepresentable,

    /// <summary>A list without elements.</summary>
    NoElements,

    /// <summary>A list of one non-null element (duplicates removed).</summary>
    OneElement,

    /// <summary>A list of 2 to 100 elements, none of them null: one IN.</summary>
    ManyElements,

    /// <summary>A list of 101 to 500 elements, none of them null: several INs.</summary>
    HundredsOfElements,

    /// <summary>A list of more elements than an expression can hold, none of them null: only keys can be asked for so many.</summary>
    TooManyElements,

    /// <summary>A list with a null in it and 1 to 100 others.</summary>
    ElementsAndNull,

    /// <summary>A list with a null in it and more than 100 others.</summary>
    TooManyElementsAndNull,
}

/// <summary>The value of one slot for one execution.</summary>
internal readonly struct BoundOperand
{
    /// <summary>The most elements of one IN.</summary>
    public const int MaxIn = 100;

    /// <summary>The most elements for which INs are made; more of them do not fit an expression of 4 KB together with anything else.</summary>
    public const int MaxFiltered = 500;

    public const int MaxPartitionKey = 2048;

    public const int MaxSortKey = 1024;

    public static readonly BoundOperand Null = new() { State = OperandState.Null };

    public static readonly BoundOperand Unrepresentable = new() { State = OperandState.Unrepresentable };

    /// <summary>A value that is not known yet, for plans that are only shown.</summary>
    public static readonly BoundOperand Unknown = new() { State = OperandState.Value };

    /// <summary>A list that is not known yet.</summary>
    public static readonly BoundOperand UnknownList = new() { State = OperandState.ManyElements };

    public required OperandState State { get; init; }

    public ItemValue Value { get; init; }

    /// <summary>The elements of a list, without nulls and without duplicates.</summary>
    public IReadOnlyList<ItemValue>? Elements { get; init; }

    public static BoundOperand Of(ItemValue value)
        => value.IsMissingOrNull
            ? Null
            : new BoundOperand { State = StateOf(value), Value = value };

    /// <summary>A list for IN: its elements without nulls and duplicates, and whether there was a null among them.</summary>
    public static BoundOperand OfList(IReadOnlyList<ItemValue> elements, bool hasNull)
        => new() { State = StateOf(elements, hasNull), Elements = elements };

    /// <summary>With the elements of a list in an order that does not depend on that of the list.</summary>
    public BoundOperand Sorted()
        => Elements is { Count: > 1 } elements && elements.All(e => e.Type is DynamoDbAttributeType.S or DynamoDbAttributeType.N or DynamoDbAttributeType.B)
            ? this with { Elements = [.. elements.Order(Comparer<ItemValue>.Create((left, right) => left.CompareTo(right)))] }
            : this;

    /// <summary>Bytes of a value as a key: what the limits of keys count.</summary>
    public static int KeyLength(ItemValue value)
        => value.Type switch
        {
            // Most strings are far shorter than any limit: no need to count.
            DynamoDbAttributeType.S => value.AsText() is var text && text.Length <= MaxSortKey / 3 ? text.Length : Encoding.UTF8.GetByteCount(text),
            DynamoDbAttributeType.B => value.AsBinary().Length,
            _ => 1,
        };

    private static OperandState StateOf(ItemValue value)
        => value.Type is DynamoDbAttributeType.S or DynamoDbAttributeType.B
            ? KeyLength(value) switch
            {
                0 => OperandState.Empty,
                <= MaxSortKey => OperandState.Value,
                <= MaxPartitionKey => OperandState.TooLongForSortKey,
                // No stored attribute is as large, and no request takes many of these.
                > ItemSize.MaxItem => OperandState.Unrepresentable,
                _ => OperandState.TooLongForKey,
            }
            : OperandState.Value;

    private static OperandState StateOf(IReadOnlyList<ItemValue> elements, bool hasNull)
        => (elements.Count, hasNull) switch
        {
            (0, false) => OperandState.NoElements,
            (0, true) => OperandState.Null,
            (1, false) => OperandState.OneElement,
            ( <= MaxIn, false) => FitOneRequest(elements) ? OperandState.ManyElements : OperandState.TooManyElements,
            ( <= MaxFiltered, false) => FitOneRequest(elements) ? OperandState.HundredsOfElements : OperandState.TooManyElements,
            ( <= MaxIn, true) => FitOneRequest(elements) ? OperandState.ElementsAndNull : OperandState.TooManyElementsAndNull,
            (_, false) => OperandState.TooManyElements,
            (_, true) => OperandState.TooManyElementsAndNull,
        };

    /// <summary>The values of a request may take 2 MB; half of that is left to the other operands.</summary>
    private static bool FitOneRequest(IReadOnlyList<ItemValue> elements)
    {
        var left = 1024 * 1024;
        foreach (var element in elements)
        {
            left -= KeyLength(element);
        }

        return left >= 0;
    }
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

    /// <summary>Whether these operands have this shape, without making theirs.</summary>
    public bool Matches(IReadOnlyList<BoundOperand> operands)
    {
        if (operands.Count != _states.Length)
        {
            return false;
        }

        for (var i = 0; i < _states.Length; i++)
        {
            if (operands[i].State != _states[i])
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
