using System.Numerics;

namespace EFCore.DynamoDb.Items;

/// <summary>An item whose attributes are values already, such as the one that comes with a failed condition.</summary>
internal sealed class ItemMapItem(ItemLayout layout, ItemMap attributes) : Item(layout)
{
    public override DynamoDbAttributeType? TypeOf(int ordinal)
        => GetValue(ordinal) is { IsMissing: false } value ? value.Type : null;

    public override bool IsNull(int ordinal)
        => GetValue(ordinal).IsMissingOrNull;

    public override string GetString(int ordinal)
        => Get(ordinal, DynamoDbAttributeType.S).AsText();

    public override bool GetBoolean(int ordinal)
        => Get(ordinal, DynamoDbAttributeType.Bool).AsBool();

    public override byte[] GetBinary(int ordinal)
        => Get(ordinal, DynamoDbAttributeType.B).AsBinary();

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
        => Get(ordinal, DynamoDbAttributeType.N).AsText();

    public override ItemValue GetValue(int ordinal)
        => attributes.Find(Layout.NameOf(ordinal));

    private ItemValue Get(int ordinal, DynamoDbAttributeType expected)
    {
        var value = GetValue(ordinal);
        return value.IsMissing ? throw new ItemReadException(Layout.NameOf(ordinal), "is missing from the item.")
            : value.Type == expected ? value
            : throw new ItemReadException(Layout.NameOf(ordinal), $"is stored as {value.Type} but is read as {expected}.");
    }
}
