using EFCore.DynamoDb.Access;
using EFCore.DynamoDb.Items;

namespace EFCore.DynamoDb.Update;

/// <summary>What a change inside a document takes for granted of the stored item. Where it does not hold, the whole document is written instead.</summary>
/// <param name="Path">The place it speaks of.</param>
internal abstract record DocumentGuard(AttributePath Path)
{
    /// <summary>There is a map: nothing can be put into one that is not there.</summary>
    public sealed record IsMap(AttributePath Path) : DocumentGuard(Path);

    /// <summary>There still is none: a map that is written whole must not take the place of one that somebody made meanwhile.</summary>
    public sealed record IsNoMap(AttributePath Path) : DocumentGuard(Path);

    /// <summary>There is a list with so many elements: what is put at its end or taken out moves with its length.</summary>
    public sealed record HasLength(AttributePath Path, int Length) : DocumentGuard(Path);

    /// <summary>The element at the position is the one that was read.</summary>
    public sealed record Holds(AttributePath Path, ItemValue Original) : DocumentGuard(Path)
    {
        /// <summary>The same of the element as it is stored, if that differs from the one that was read only by members that the model does not know.</summary>
        public Holds? WithWhatOthersWrote(ItemMap item)
            => Path.Find(item) is var stored && Has(stored, Original) ? this with { Original = stored } : null;

        private static bool Has(ItemValue stored, ItemValue known)
        {
            if (stored.Equals(known))
            {
                return true;
            }

            if (stored.IsMissing || known.IsMissing || stored.Type != known.Type)
            {
                return false;
            }

            switch (known.Type)
            {
                case DynamoDbAttributeType.M:
                    foreach (var (name, value) in known.AsMap())
                    {
                        if (!Has(stored.AsMap().Find(name), value))
                        {
                            return false;
                        }
                    }

                    return true;

                case DynamoDbAttributeType.L:
                    var (elements, knownElements) = (stored.AsList(), known.AsList());
                    var isSame = elements.Count == knownElements.Count;
                    for (var i = 0; isSame && i < elements.Count; i++)
                    {
                        isSame = Has(elements[i], knownElements[i]);
                    }

                    return isSame;

                default:
                    return false;
            }
        }
    }

    /// <summary>Whether a guard of a place inside <paramref name="other" /> says all that the other does.</summary>
    public bool Implies(DocumentGuard other)
        => other is IsMap && this is not IsNoMap && (Path.IsInside(other.Path) || (this is Holds && Path.Equals(other.Path)));

    public bool IsMetBy(ItemMap item)
    {
        var value = Path.Find(item);
        return this switch
        {
            IsMap => value is { IsMissing: false, Type: DynamoDbAttributeType.M },
            IsNoMap => value.IsMissing || value.Type != DynamoDbAttributeType.M,
            HasLength length => value is { IsMissing: false, Type: DynamoDbAttributeType.L } && value.AsList().Count == length.Length,
            _ => value.Equals(((Holds)this).Original),
        };
    }

    public Condition ToCondition(List<BoundOperand> operands)
    {
        switch (this)
        {
            case IsMap:
                return new Condition.HasType(Path, DynamoDbAttributeType.M);
            case IsNoMap:
                return new Condition.Not(new Condition.HasType(Path, DynamoDbAttributeType.M));
            case HasLength length:
                return Equal(new Operand.Size(Path), ItemValue.Number(length.Length), operands);
            default:
                return Equal(new Operand.Path(Path), ((Holds)this).Original, operands);
        }
    }

    /// <summary>What has to be written whole where the guard does not hold: the list, or the first map on the way that is not there.</summary>
    public AttributePath Whole(ItemMap item)
    {
        var last = this is Holds ? Path.Rest.Length - 1 : Path.Rest.Length;
        for (var length = 0; length < last; length++)
        {
            var value = Start(length).Find(item);
            var needed = Path.Rest[length].Name is null ? DynamoDbAttributeType.L : DynamoDbAttributeType.M;
            if (value.IsMissing || value.Type != needed)
            {
                return Start(WithoutPositions(length));
            }
        }

        return Start(WithoutPositions(last));
    }

    /// <summary>An element that is not there cannot be put there: its list has to be written.</summary>
    private int WithoutPositions(int length)
    {
        while (length > 0 && Path.Rest[length - 1].Name is null)
        {
            length--;
        }

        return length;
    }

    private AttributePath Start(int length)
        => new(Path.Name, Path.Rest.AsSpan()[..length]);

    private static Condition.Comparison Equal(Operand left, ItemValue right, List<BoundOperand> operands)
    {
        operands.Add(new BoundOperand { State = OperandState.Value, Value = right });
        return new Condition.Comparison(left, ComparisonOperator.Equal, new Operand.Slot(operands.Count - 1));
    }
}
