using System.Numerics;
using Amazon.DynamoDBv2.Model;
using EFCore.DynamoDb.Items;

namespace EFCore.DynamoDb.Client;

/// <summary>An item over the SDK's own values. Each read is one look-up; nothing is copied or cached.</summary>
internal abstract class AttributeItem(ItemLayout layout) : Item(layout)
{
    public override DynamoDbAttributeType? TypeOf(int ordinal)
        => Find(ordinal) is { } value ? AttributeValues.TypeOf(value) : null;

    public override bool IsNull(int ordinal)
        => Find(ordinal) is not { } value || value.NULL == true;

    public override string GetString(int ordinal)
        => Find(ordinal)?.S ?? throw Unreadable(ordinal, DynamoDbAttributeType.S);

    public override bool GetBoolean(int ordinal)
        => Find(ordinal)?.BOOL ?? throw Unreadable(ordinal, DynamoDbAttributeType.Bool);

    public override byte[] GetBinary(int ordinal)
        => (Find(ordinal)?.B ?? throw Unreadable(ordinal, DynamoDbAttributeType.B)).ToArray();

    public override long GetInt64(int ordinal)
        => NumberReader.ReadInt64(GetNumberText(ordinal), NameOf(ordinal));

    public override int GetInt32(int ordinal)
        => NumberReader.ReadInt32(GetNumberText(ordinal), NameOf(ordinal));

    public override ulong GetUInt64(int ordinal)
        => NumberReader.ReadUInt64(GetNumberText(ordinal), NameOf(ordinal));

    public override Int128 GetInt128(int ordinal)
        => NumberReader.ReadInt128(GetNumberText(ordinal), NameOf(ordinal));

    public override BigInteger GetBigInteger(int ordinal)
        => NumberReader.ReadBigInteger(GetNumberText(ordinal), NameOf(ordinal));

    public override decimal GetDecimal(int ordinal)
        => NumberReader.ReadDecimal(GetNumberText(ordinal), NameOf(ordinal));

    public override double GetDouble(int ordinal)
        => NumberReader.ReadDouble(GetNumberText(ordinal), NameOf(ordinal));

    public override float GetSingle(int ordinal)
        => NumberReader.ReadSingle(GetNumberText(ordinal), NameOf(ordinal));

    public override string GetNumberText(int ordinal)
        => Find(ordinal)?.N ?? throw Unreadable(ordinal, DynamoDbAttributeType.N);

    public override ItemValue GetValue(int ordinal)
        => Find(ordinal) is { } value ? AttributeValues.Read(value) : default;

    public override Item GetMap(int ordinal, ItemLayout layout)
        => new AttributeMapItem(layout, MapOf(ordinal));

    public override Item GetList(int ordinal)
        => Find(ordinal) is { } value && AttributeValues.TypeOf(value) == DynamoDbAttributeType.L
            ? new AttributeListItem(NameOf(ordinal), value.L)
            : throw Unreadable(ordinal, DynamoDbAttributeType.L);

    public override Item GetEntries(int ordinal, out IReadOnlyList<string> names)
    {
        var map = MapOf(ordinal);
        names = [.. map.Keys];
        return new AttributeListItem(NameOf(ordinal), [.. map.Values]);
    }

    protected abstract AttributeValue? Find(int ordinal);

    private Dictionary<string, AttributeValue> MapOf(int ordinal)
        => Find(ordinal) is { } value && AttributeValues.TypeOf(value) == DynamoDbAttributeType.M
            ? value.M
            : throw Unreadable(ordinal, DynamoDbAttributeType.M);

    private ItemReadException Unreadable(int ordinal, DynamoDbAttributeType expected)
    {
        var name = NameOf(ordinal);
        return TypeOf(ordinal) is { } actual
            ? new ItemReadException(
                name, $"is stored as {AttributeValues.WireName(actual)} but is read as {AttributeValues.WireName(expected)}.")
            : new ItemReadException(name, "is missing from the item.");
    }
}
