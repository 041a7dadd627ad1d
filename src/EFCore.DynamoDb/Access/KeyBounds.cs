using System.Collections.Immutable;
using EFCore.DynamoDb.Items;
using EFCore.DynamoDb.Metadata;

namespace EFCore.DynamoDb.Access;

/// <summary>Which keys a Query or Scan may begin after: those of items that its key condition selects.</summary>
/// <param name="Attributes">The attributes of such a key: those of the table, and of the index that is read.</param>
/// <param name="Conditions">The key condition; none for a Scan.</param>
/// <param name="Operands">The values in it.</param>
internal sealed record KeyBounds(
    IReadOnlyList<KeyAttribute> Attributes, ImmutableArray<Condition> Conditions, IReadOnlyList<BoundOperand> Operands)
{
    public static IReadOnlyList<KeyAttribute> AttributesOf(TableModel table, IndexModel? index)
        => [.. table.Key.All.Concat(index?.Key.All.Where(k => !table.Key.Contains(k.Name)) ?? [])];

    /// <summary>The attributes that all these keys have in common, with their values.</summary>
    public IEnumerable<KeyValuePair<string, ItemValue>> Pinned
        => Conditions.Select(ConditionFacts.Equality).OfType<(string Attribute, Operand.Slot Slot)>()
            .Select(e => new KeyValuePair<string, ItemValue>(e.Attribute, Value(e.Slot)));

    public bool Contains(ItemMap key)
        => Conditions.All(condition => IsTrue(condition, key));

    private bool IsTrue(Condition condition, ItemMap key)
    {
        switch (condition)
        {
            case Condition.Comparison { Left: Operand.Path path } comparison:
                var difference = key.Find(path.Attribute.Name).CompareTo(Value(comparison.Right));
                return comparison.Operator switch
                {
                    ComparisonOperator.Equal => difference == 0,
                    ComparisonOperator.LessThan => difference < 0,
                    ComparisonOperator.LessThanOrEqual => difference <= 0,
                    ComparisonOperator.GreaterThan => difference > 0,
                    ComparisonOperator.GreaterThanOrEqual => difference >= 0,
                    _ => false,
                };

            case Condition.Between { Value: Operand.Path path } between:
                var value = key.Find(path.Attribute.Name);
                return value.CompareTo(Value(between.Lower)) >= 0 && value.CompareTo(Value(between.Upper)) <= 0;

            case Condition.BeginsWith beginsWith:
                return BeginsWith(key.Find(beginsWith.Attribute.Name), Value(beginsWith.Prefix));

            default:
                return false;
        }
    }

    private ItemValue Value(Operand operand)
        => RequestOperands.ValueOf(Operands, operand);

    private static bool BeginsWith(ItemValue value, ItemValue prefix)
        => value.Type == prefix.Type
            && (value.Type == DynamoDbAttributeType.B
                ? value.AsBinary().AsSpan().StartsWith(prefix.AsBinary())
                : value.AsText().StartsWith(prefix.AsText(), StringComparison.Ordinal));
}
