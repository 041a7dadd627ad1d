using System.Numerics;
using Amazon.DynamoDBv2.Model;
using EFCore.DynamoDb.Items;

namespace EFCore.DynamoDb.Client;

/// <summary>An item over the SDK's own dictionary. Each read is one look-up; nothing is copied or cached.</summary>
internal sealed class AttributeMapItem(ItemLayout layout, Dictionary<string, AttributeValue> attributes) : Item(layout)
{
    public override DynamoDbAttributeType? TypeOf(int ordinal)
        => attributes.TryGetValue(Layout.NameOf(ordinal), out var value) ? AttributeValues.TypeOf(value) : null;

    public override bool IsNull(int ordinal)
        => !attributes.TryGetValue(Layout.NameOf(ordinal), out var value) || value.NULL == true;

    public override string GetString(int ordinal)
        => Get(ordinal, DynamoDbAttributeType.S).S;

    public override bool GetBoolean(int ordinal)
        => Get(ordinal, DynamoDbAttributeType.Bool).BOOL == true;

    public override byte[] GetBinary(int ordinal)
        => Get(ordinal, DynamoDbAttributeType.B).B.ToArray();

    public override long GetInt64(int ordinal)
        => NumberReader.ReadInt64(GetNumberText(ordinal), Layout.NameOf(ordinal));

    public override int GetInt32(int ordinal)
        => NumberReader.ReadInt32(GetNumberText(ordinal), Layout.NameOf(ordinal));

    public override ulong GetUInt64(int ordinal)
        => NumberReader.ReadUInt64(GetNumberText(ordinal), Layout.NameOf(ordinal));

    public override Int128 GetInt128(int ordinal)
        => NumberReader.ReadInt128(GetNumberText(ordinal), Layout.NameOf(ordinal));

    public override BigInteger GetBigInteger(int ordinal)
        => NumberReader.ReadBigInteger(GetNumberText(ordinal), Layout.NameOf(ordinal));

    public override decimal GetDecimal(int ordinal)
        => NumberReader.ReadDecimal(GetNumberText(ordinal), Layout.NameOf(ordinal));

    public override double GetDouble(int ordinal)
        => NumberReader.ReadDouble(GetNumberText(ordinal), Layout.NameOf(ordinal));

    public override float GetSingle(int ordinal)
        => NumberReader.ReadSingle(GetNumberText(ordinal), Layout.NameOf(ordinal));

    public override string GetNumberText(int ordinal)
        => Get(ordinal, DynamoDbAttributeType.N).N;

    public override ItemValue GetValue(int ordinal)
        => attributes.TryGetValue(Layout.NameOf(ordinal), out var value) ? AttributeValues.Read(value) : default;

    private AttributeValue Get(int ordinal, DynamoDbAttributeType expected)
    {
        var name = Layout.NameOf(ordinal);
        if (!attributes.TryGetValue(name, out var value))
        {
            throw new ItemReadException(name, "is missing from the item.");
        }

        var actual = AttributeValues.TypeOf(value);
        return actual == expected
            ? value
            : throw new ItemReadException(
                name,
                $"is stored as {AttributeValues.WireName(actual)} but is read as {AttributeValues.WireName(expected)}.");
    }
}
