using System.Collections.Immutable;
using EFCore.DynamoDb.Items;

namespace EFCore.DynamoDb.Access;

/// <summary>What can be said of conditions without their values.</summary>
internal static class ConditionFacts
{
    /// <summary>The parts that must all hold.</summary>
    public static ImmutableArray<Condition> Parts(Condition condition)
        => condition is Condition.And all ? all.Operands : [condition];

    /// <summary>Every attribute that the condition names.</summary>
    public static IEnumerable<string> Attributes(Condition condition)
        => condition switch
        {
            Condition.Comparison c => Of(c.Left).Concat(Of(c.Right)),
            Condition.Between b => Of(b.Value).Concat(Of(b.Lower)).Concat(Of(b.Upper)),
            Condition.BeginsWith b => [b.Attribute.Name],
            Condition.Contains c => [c.Attribute.Name],
            Condition.In i => [i.Attribute.Name],
            Condition.NotNull n => [n.Attribute.Name],
            Condition.IsNull n => [n.Attribute.Name],
            Condition.Exists e => [e.Attribute.Name],
            Condition.NotExists e => [e.Attribute.Name],
            Condition.HasType t => [t.Attribute.Name],
            Condition.And a => a.Operands.SelectMany(Attributes),
            Condition.Or o => o.Operands.SelectMany(Attributes),
            Condition.Not n => Attributes(n.Operand),
            _ => [],
        };

    /// <summary>
    /// Whether an item that satisfies the condition has the attribute, and not as NULL, so that an index keyed on it holds the item.
    /// Inequality and negation never say so: they are true of a missing attribute.
    /// </summary>
    public static bool ImpliesExistence(Condition condition, string attribute)
        => condition switch
        {
            Condition.Comparison { Left: Operand.Path path, Operator: not ComparisonOperator.NotEqual, Right: Operand.Slot }
                => Is(path.Attribute, attribute),
            Condition.Between { Value: Operand.Path path } => Is(path.Attribute, attribute),
            Condition.BeginsWith b => Is(b.Attribute, attribute),
            Condition.Contains c => Is(c.Attribute, attribute),
            Condition.In i => Is(i.Attribute, attribute),
            Condition.NotNull n => Is(n.Attribute, attribute),
            Condition.HasType t => t.Type != DynamoDbAttributeType.Null && Is(t.Attribute, attribute),
            Condition.And a => a.Operands.Any(o => ImpliesExistence(o, attribute)),
            Condition.Or o => o.Operands.All(c => ImpliesExistence(c, attribute)),
            Condition.Always { Value: false } => true,
            _ => false,
        };

    private static bool Is(AttributePath path, string attribute)
        => path.IsTopLevel && path.Name == attribute;

    private static IEnumerable<string> Of(Operand operand)
        => operand switch
        {
            Operand.Path p => [p.Attribute.Name],
            Operand.Size s => [s.Attribute.Name],
            _ => [],
        };
}
