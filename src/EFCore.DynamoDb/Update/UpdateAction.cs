using EFCore.DynamoDb.Access;
using EFCore.DynamoDb.Items;

namespace EFCore.DynamoDb.Update;

/// <summary>One action of an update expression that says more than "this attribute has this value now".</summary>
internal abstract record UpdateAction(AttributePath Target)
{
    /// <summary><c>SET target = value</c>.</summary>
    public sealed record Set(AttributePath Target, UpdateValue Value) : UpdateAction(Target);

    /// <summary><c>REMOVE target</c>.</summary>
    public sealed record Remove(AttributePath Target) : UpdateAction(Target);

    /// <summary><c>ADD target value</c>: to a number, of which a missing one counts as 0, or to a set.</summary>
    public sealed record Add(AttributePath Target, ItemValue Value) : UpdateAction(Target)
    {
        /// <summary>It counts a row version up: once too often does no harm.</summary>
        public bool IsVersion { get; init; }
    }

    /// <summary><c>DELETE target value</c>: members of a set.</summary>
    public sealed record Delete(AttributePath Target, ItemValue Value) : UpdateAction(Target);

    /// <summary>Whether doing it twice leaves the same as doing it once.</summary>
    public bool IsIdempotent
        => this switch
        {
            Set set => set.Value.IsIdempotent(Target),
            Add add => add.IsVersion || add.Value.Type != DynamoDbAttributeType.N,
            _ => true,
        };

    /// <summary>Whether what it does depends on what is at that place.</summary>
    public bool Reads(AttributePath place)
        => this is Set set && set.Value.Reads(place);

    /// <summary>The value of the target after the action, when it does not depend on what was there; null when it does.</summary>
    public ItemValue? Outcome
        => this switch
        {
            Set { Value: UpdateValue.Literal literal } => literal.Value,
            Remove => default(ItemValue),
            _ => null,
        };
}

/// <summary>The right side of a SET.</summary>
internal abstract record UpdateValue
{
    public sealed record Literal(ItemValue Value) : UpdateValue;

    /// <summary>What another attribute, or this one, holds.</summary>
    public sealed record Path(AttributePath Attribute) : UpdateValue;

    public sealed record IfNotExists(AttributePath Attribute, UpdateValue Otherwise) : UpdateValue;

    public sealed record Sum(UpdateValue Left, UpdateValue Right) : UpdateValue;

    public sealed record Difference(UpdateValue Left, UpdateValue Right) : UpdateValue;

    public sealed record ListAppend(UpdateValue First, UpdateValue Second) : UpdateValue;

    /// <summary>Whether assigning it to the target again changes nothing.</summary>
    public bool IsIdempotent(AttributePath target)
        => this is Literal or Path || (this is IfNotExists || !Reads(target));

    /// <summary>Whether the value depends on what is at that place.</summary>
    public bool Reads(AttributePath target)
        => this switch
        {
            Path path => path.Attribute.Equals(target),
            IfNotExists either => either.Attribute.Equals(target) || either.Otherwise.Reads(target),
            Sum sum => sum.Left.Reads(target) || sum.Right.Reads(target),
            Difference difference => difference.Left.Reads(target) || difference.Right.Reads(target),
            ListAppend append => append.First.Reads(target) || append.Second.Reads(target),
            _ => false,
        };
}
