using System.Numerics;

namespace EFCore.DynamoDb.Items;

/// <summary>An item whose attributes are values already, such as the one that comes with a failed condition.</summary>
internal abstract class ItemValueItem(ItemLayout layout) : Item(layout)
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
        => Get(ordinal, DynamoDbAttributeType.N).AsText();

    public override Item GetMap(int ordinal, ItemLayout layout)
        => new ItemMapItem(layout, Get(ordinal, DynamoDbAttributeType.M).AsMap());

    public override Item GetList(int ordinal)
        => new ItemValueList(NameOf(ordinal), Get(ordinal, DynamoDbAttributeType.L).AsList());

    public override Item GetEntries(int ordinal, out IReadOnlyList<string> names)
    {
        var map = Get(ordinal, DynamoDbAttributeType.M).AsMap();
        var (keys, values) = (new string[map.Count], new ItemValue[map.Count]);
        for (var i = 0; i < map.Count; i++)
        {
            (keys[i], values[i]) = map[i];
        }

        names = keys;
        return new ItemValueList(NameOf(ordinal), values);
    }

    private ItemValue Get(int ordinal, DynamoDbAttributeType expected)
    {
        var value = GetValue(ordinal);
        return value.IsMissing ? throw new ItemReadException(NameOf(ordinal), "is missing from the item.")
            : value.Type == expected ? value
            : throw new ItemReadException(NameOf(ordinal), $"is stored as {value.Type} but is read as {expected}.");
    }
}
