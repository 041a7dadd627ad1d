namespace EFCore.DynamoDb.Items;

/// <content>
/// Equality and order as DynamoDB has them: numbers by value ("1" is "1.0"), strings by code point, binaries as unsigned bytes, sets and maps
/// without order.
/// </content>
internal readonly partial struct ItemValue : IComparable<ItemValue>
{
    public static bool operator ==(ItemValue left, ItemValue right)
        => left.Equals(right);

    public static bool operator !=(ItemValue left, ItemValue right)
        => !left.Equals(right);

    public bool Equals(ItemValue other)
    {
        if (_payload is null || other._payload is null || ReferenceEquals(_payload, other._payload))
        {
            return ReferenceEquals(_payload, other._payload) && (_payload is null || _type == other._type);
        }

        return _type == other._type
            && _type switch
            {
                DynamoDbAttributeType.S => AsText() == other.AsText(),
                DynamoDbAttributeType.N => NumbersEqual(AsText(), other.AsText()),
                DynamoDbAttributeType.B => AsBinary().AsSpan().SequenceEqual(other.AsBinary()),
                DynamoDbAttributeType.M => MapsEqual(AsMap(), other.AsMap()),
                DynamoDbAttributeType.L => ListsEqual(AsList(), other.AsList()),
                DynamoDbAttributeType.SS or DynamoDbAttributeType.NS or DynamoDbAttributeType.BS => SetsEqual(this, other),
                _ => false,
            };
    }

    public override bool Equals(object? obj)
        => obj is ItemValue other && Equals(other);

    public override int GetHashCode()
    {
        if (_payload is null)
        {
            return 0;
        }

        switch (_type)
        {
            case DynamoDbAttributeType.S:
                return AsText().GetHashCode(StringComparison.Ordinal);
            case DynamoDbAttributeType.N:
                return NumberText.TryParse(AsText(), out var number)
                    ? number.GetHashCode()
                    : AsText().GetHashCode(StringComparison.Ordinal);
            case DynamoDbAttributeType.B:
                var bytes = new HashCode();
                bytes.AddBytes(AsBinary());
                return bytes.ToHashCode();
            case DynamoDbAttributeType.M:
                var map = 0;
                foreach (var (name, value) in AsMap())
                {
                    map += HashCode.Combine(name, value.GetHashCode());
                }

                return map;
            case DynamoDbAttributeType.L:
                var list = new HashCode();
                foreach (var element in AsList())
                {
                    list.Add(element.GetHashCode());
                }

                return list.ToHashCode();
            case DynamoDbAttributeType.SS or DynamoDbAttributeType.NS or DynamoDbAttributeType.BS:
                var set = 0;
                for (var i = 0; i < SetCount; i++)
                {
                    set += SetMember(i).GetHashCode();
                }

                return set;
            default:
                return _payload.GetHashCode();
        }
    }

    /// <summary>
    /// DynamoDB's order of S, N and B, with what is missing and NULL (alike) before them, and false before true. Values of several types are ordered
    /// by type, which no server does; maps, lists and sets have no order.
    /// </summary>
    public int CompareTo(ItemValue other)
    {
        if (IsMissingOrNull || other.IsMissingOrNull)
        {
            return other.IsMissingOrNull.CompareTo(IsMissingOrNull);
        }

        if (_type != other._type)
        {
            return _type.CompareTo(other._type);
        }

        return _type switch
        {
            DynamoDbAttributeType.S => CodePointComparer.Compare(AsText(), other.AsText()),
            DynamoDbAttributeType.N => NumberText.Compare(AsText(), other.AsText()),
            DynamoDbAttributeType.B => AsBinary().AsSpan().SequenceCompareTo(other.AsBinary()),
            DynamoDbAttributeType.Bool => AsBool().CompareTo(other.AsBool()),
            _ => throw new InvalidOperationException($"Values of the type {_type} have no order."),
        };
    }

    /// <summary>The members of this set that the other one of the same type does not have; the missing value when there are none.</summary>
    public ItemValue SetWithout(ItemValue other)
    {
        var members = new HashSet<ItemValue>(other.SetCount);
        for (var i = 0; i < other.SetCount; i++)
        {
            members.Add(other.SetMember(i));
        }

        var texts = new List<string>();
        var binaries = new List<byte[]>();
        for (var i = 0; i < SetCount; i++)
        {
            var member = SetMember(i);
            if (members.Contains(member))
            {
                continue;
            }

            if (_type == DynamoDbAttributeType.BS)
            {
                binaries.Add(member.AsBinary());
            }
            else
            {
                texts.Add(member.AsText());
            }
        }

        return texts.Count + binaries.Count == 0 ? default
            : _type == DynamoDbAttributeType.BS ? BinarySet(binaries)
            : _type == DynamoDbAttributeType.NS ? NumberSet(texts)
            : StringSet(texts);
    }

    private int SetCount
        => _type == DynamoDbAttributeType.BS ? AsBinarySet().Count : AsTextSet().Count;

    private ItemValue SetMember(int position)
        => _type switch
        {
            DynamoDbAttributeType.SS => String(AsTextSet()[position]),
            DynamoDbAttributeType.NS => Number(AsTextSet()[position]),
            _ => Binary(AsBinarySet()[position]),
        };

    private static bool NumbersEqual(string left, string right)
        => left == right
            || (NumberText.TryParse(left, out var l) && NumberText.TryParse(right, out var r) && NumberText.Compare(l, r) == 0);

    private static bool MapsEqual(ItemMap left, ItemMap right)
    {
        if (left.Count != right.Count)
        {
            return false;
        }

        foreach (var (name, value) in left)
        {
            if (!value.Equals(right.Find(name)))
            {
                return false;
            }
        }

        return true;
    }

    private static bool ListsEqual(IReadOnlyList<ItemValue> left, IReadOnlyList<ItemValue> right)
    {
        if (left.Count != right.Count)
        {
            return false;
        }

        for (var i = 0; i < left.Count; i++)
        {
            if (!left[i].Equals(right[i]))
            {
                return false;
            }
        }

        return true;
    }

    private static bool SetsEqual(ItemValue left, ItemValue right)
    {
        if (left.SetCount != right.SetCount)
        {
            return false;
        }

        var members = new HashSet<ItemValue>(left.SetCount);
        for (var i = 0; i < left.SetCount; i++)
        {
            members.Add(left.SetMember(i));
        }

        for (var i = 0; i < right.SetCount; i++)
        {
            if (!members.Remove(right.SetMember(i)))
            {
                return false;
            }
        }

        return true;
    }
}
