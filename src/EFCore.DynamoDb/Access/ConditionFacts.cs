namespace EFCore.DynamoDb.Access;

/// <summary>What can be said of a simplified condition without an item at hand.</summary>
internal static class ConditionFacts
{
    /// <summary>
    /// Whether an item for which the condition is true surely has the attribute, and not as NULL. Only then does a sparse index hold it. What compares
    /// unequal and what is negated is true of missing attributes, so neither says anything.
    /// </summary>
    public static bool ImpliesNotNull(Condition condition, string attribute)
        => condition switch
        {
            Condition.Comparison { Operator: not ComparisonOperator.NotEqual } comparison
                => IsValueOf(comparison.Left, attribute) && comparison.Right is not Operand.Path
                    || IsValueOf(comparison.Right, attribute) && comparison.Left is not Operand.Path,
            Condition.Between { Lower: not Operand.Path, Upper: not Operand.Path } between => IsValueOf(between.Value, attribute),
            Condition.BeginsWith beginsWith => Is(beginsWith.Attribute, attribute),
            Condition.Contains contains => Is(contains.Attribute, attribute),
            Condition.In @in => Is(@in.Attribute, attribute),
            Condition.NotNull notNull => Is(notNull.Attribute, attribute),
            Condition.HasType { Type: not Items.DynamoDbAttributeType.Null } hasType => Is(hasType.Attribute, attribute),
            Condition.And and => and.Operands.Any(o => ImpliesNotNull(o, attribute)),
            Condition.Or or => or.Operands.All(o => ImpliesNotNull(o, attribute)),
            _ => false,
        };

    /// <summary>Adds the attributes of the item that the condition names.</summary>
    public static void AddAttributes(Condition condition, ISet<string> attributes)
    {
        switch (condition)
        {
            case Condition.Comparison comparison:
                Add(comparison.Left);
                Add(comparison.Right);
                break;
            case Condition.Between between:
                Add(between.Value);
                Add(between.Lower);
                Add(between.Upper);
                break;
            case Condition.BeginsWith beginsWith:
                attributes.Add(beginsWith.Attribute.Name);
                Add(beginsWith.Prefix);
                break;
            case Condition.Contains contains:
                attributes.Add(contains.Attribute.Name);
                Add(contains.Value);
                break;
            case Condition.In @in:
                attributes.Add(@in.Attribute.Name);
                break;
            case Condition.NotNull notNull:
                attributes.Add(notNull.Attribute.Name);
                break;
            case Condition.IsNull isNull:
                attributes.Add(isNull.Attribute.Name);
                break;
            case Condition.Exists exists:
                attributes.Add(exists.Attribute.Name);
                break;
            case Condition.NotExists notExists:
                attributes.Add(notExists.Attribute.Name);
                break;
            case Condition.HasType hasType:
                attributes.Add(hasType.Attribute.Name);
                break;
            case Condition.Not not:
                AddAttributes(not.Operand, attributes);
                break;
            case Condition.And and:
                AddAll(and.Operands);
                break;
            case Condition.Or or:
                AddAll(or.Operands);
                break;
        }

        void Add(Operand operand)
        {
            switch (operand)
            {
                case Operand.Path path:
                    attributes.Add(path.Attribute.Name);
                    break;
                case Operand.Size size:
                    attributes.Add(size.Attribute.Name);
                    break;
            }
        }

        void AddAll(IEnumerable<Condition> conditions)
        {
            foreach (var inner in conditions)
            {
                AddAttributes(inner, attributes);
            }
        }
    }

    /// <summary>Reads a comparison of a top-level attribute with a value.</summary>
    public static bool IsComparison(Condition condition, string attribute, out ComparisonOperator comparison, out Operand.Slot slot)
    {
        if (condition is Condition.Comparison { Left: Operand.Path path, Right: Operand.Slot value } found && Is(path.Attribute, attribute))
        {
            (comparison, slot) = (found.Operator, value);
            return true;
        }

        (comparison, slot) = (default, null!);
        return false;
    }

    /// <summary>The attribute and the slot of <c>attribute = value</c>.</summary>
    public static (string Attribute, Operand.Slot Slot)? Equality(Condition condition)
        => condition is Condition.Comparison
            {
                Left: Operand.Path { Attribute: { IsTopLevel: true } path }, Operator: ComparisonOperator.Equal, Right: Operand.Slot slot,
            }
            ? (path.Name, slot)
            : null;

    /// <summary>Whether the condition is about this attribute and nothing else, at its top level.</summary>
    public static bool Is(AttributePath path, string attribute)
        => path.IsTopLevel && path.Name == attribute;

    private static bool IsValueOf(Operand operand, string attribute)
        => operand switch
        {
            Operand.Path path => path.Attribute.Name == attribute,
            Operand.Size size => size.Attribute.Name == attribute,
            _ => false,
        };
}
