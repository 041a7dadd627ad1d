using System.Collections.Immutable;
using EFCore.DynamoDb.Items;

namespace EFCore.DynamoDb.Access;

internal enum ComparisonOperator
{
    Equal,
    NotEqual,
    LessThan,
    LessThanOrEqual,
    GreaterThan,
    GreaterThanOrEqual,
}

/// <summary>One side of a condition.</summary>
internal abstract record Operand
{
    /// <summary>A stored attribute.</summary>
    public sealed record Path(AttributePath Attribute) : Operand;

    /// <summary><c>size(path)</c>.</summary>
    public sealed record Size(AttributePath Attribute) : Operand;

    /// <summary>
    /// A constant or parameter of the query: a slot of the <see cref="BoundOperand" />s, whose state (null, lossy, ...) is known when the plan is made
    /// and whose value when the request is built. A slot may hold a list, for <see cref="Condition.In" />.
    /// </summary>
    public sealed record Slot(int Index) : Operand;

    /// <summary>
    /// What is next to the value of a slot, above or below it: turns a strict bound on an attribute that holds integers, or times as text, into one for
    /// BETWEEN. Only the planner makes it.
    /// </summary>
    public sealed record Neighbour(int Index, bool Above) : Operand;
}

/// <summary>
/// A predicate in DynamoDB's own terms and with DynamoDB's own meaning for missing attributes (DESIGN.md section 6): what C# means by a
/// predicate is the translator's business, which adds existence guards where the two differ.
/// </summary>
internal abstract record Condition
{
    public sealed record Comparison(Operand Left, ComparisonOperator Operator, Operand Right) : Condition;

    public sealed record Between(Operand Value, Operand Lower, Operand Upper) : Condition;

    public sealed record BeginsWith(AttributePath Attribute, Operand Prefix) : Condition;

    /// <summary>A substring of an S, a member of a set, an element of a list.</summary>
    public sealed record Contains(AttributePath Attribute, Operand Value) : Condition;

    /// <summary>Member of the values of one slot that holds a list; nulls in the list mean "or is missing".</summary>
    public sealed record In(AttributePath Attribute, Operand.Slot Values) : Condition;

    /// <summary>Exists and is not NULL: what C# calls not null.</summary>
    public sealed record NotNull(AttributePath Attribute) : Condition;

    /// <summary>Missing or NULL: what C# calls null.</summary>
    public sealed record IsNull(AttributePath Attribute) : Condition;

    /// <summary>attribute_exists, NULL included.</summary>
    public sealed record Exists(AttributePath Attribute) : Condition;

    public sealed record NotExists(AttributePath Attribute) : Condition;

    public sealed record HasType(AttributePath Attribute, DynamoDbAttributeType Type) : Condition;

    public sealed record And(ImmutableArray<Condition> Operands) : Condition;

    public sealed record Or(ImmutableArray<Condition> Operands) : Condition;

    public sealed record Not(Condition Operand) : Condition;

    /// <summary>True or false whatever the item.</summary>
    public sealed record Always(bool Value) : Condition;
}
