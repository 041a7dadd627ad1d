namespace EFCore.DynamoDb.Items;

internal readonly partial struct ItemValue
{
    public static bool operator ==(ItemValue left, ItemValue right)
        => left.Equals(right);

    public static bool operator !=(ItemValue left, ItemValue right)
        => !left.Equals(right);

    public bool Equals(ItemValue other)
    {
        if (_payload is null || other._payload is null)
        {
            return ReferenceEquals(_payload, other._payload);
        }

        return _type == other._type
            && _type switch
            {
                DynamoDbAttributeType.S or DynamoDbAttributeType.N => AsText() == other.AsText(),
                DynamoDbAttributeType.B => AsBinary().AsSpan().SequenceEqual(other.AsBinary()),
                _ => Equals(_payload, other._payload),
            };
    }

    public override bool Equals(object? obj)
        => obj is ItemValue other && Equals(other);

    public override int GetHashCode()
        => _payload switch
        {
            byte[] bytes => bytes.Length,
            null => 0,
            _ => _payload.GetHashCode(),
        };
}
