using System.Globalization;
using System.Numerics;
using EFCore.DynamoDb.Diagnostics;
using EFCore.DynamoDb.Items;

namespace EFCore.DynamoDb.Storage;

/// <summary>
/// Numbers as N: exact, or an error before the request. DynamoDB keeps 38 significant digits of magnitudes from 1E-130 to 9.99…E+125; floating-point
/// numbers are written with the fewest digits that read back as the same number. As S they have the same digits, which do not sort as numbers.
/// </summary>
internal static class NumberForms
{
    /// <summary>DynamoDB's most significant digits.</summary>
    private const int MostDigits = 38;

    /// <summary>The digits before the point of the largest number.</summary>
    private const int MostIntegerDigits = 126;

    private const double LeastMagnitude = 1E-130;
    private const double TooLarge = 1E126;

    public static IEnumerable<StoredForm> All
        =>
        [
            StoredForm.Of(DynamoDbAttributeType.N, ReadInt32, WriteInt32),
            StoredForm.Of(DynamoDbAttributeType.N, ReadInt64, WriteInt64),
            StoredForm.Of(DynamoDbAttributeType.N, ReadInt16, WriteInt16),
            StoredForm.Of(DynamoDbAttributeType.N, ReadSByte, WriteSByte),
            StoredForm.Of(DynamoDbAttributeType.N, ReadByte, WriteByte),
            StoredForm.Of(DynamoDbAttributeType.N, ReadUInt16, WriteUInt16),
            StoredForm.Of(DynamoDbAttributeType.N, ReadUInt32, WriteUInt32),
            StoredForm.Of(DynamoDbAttributeType.N, ReadUInt64, WriteUInt64),
            StoredForm.Of(DynamoDbAttributeType.N, ReadInt128, WriteInt128),
            StoredForm.Of(DynamoDbAttributeType.N, ReadUInt128, WriteUInt128),
            StoredForm.Of(DynamoDbAttributeType.N, ReadBigInteger, WriteBigInteger),
            StoredForm.Of(DynamoDbAttributeType.N, ReadDecimal, WriteDecimal),
            StoredForm.Of(DynamoDbAttributeType.N, ReadDouble, WriteDouble),
            StoredForm.Of(DynamoDbAttributeType.N, ReadSingle, WriteSingle),
            StoredForm.Of(DynamoDbAttributeType.N, ReadHalf, WriteHalf),
            AsText<int>(),
            AsText<long>(),
            AsText<short>(),
            AsText<sbyte>(),
            AsText<byte>(),
            AsText<ushort>(),
            AsText<uint>(),
            AsText<ulong>(),
            AsText<Int128>(),
            AsText<UInt128>(),
            AsText<BigInteger>(),
            AsText<decimal>(),
            AsText<double>(),
            AsText<float>(),
            AsText<Half>(),
        ];

    private static StoredForm AsText<T>()
        where T : struct, INumberBase<T>
        => StoredForm.Of<T>(DynamoDbAttributeType.S, ReadText<T>, WriteText, keepsOrder: false);

    /// <summary>A number by its text, as JSON has it.</summary>
    public static ItemValue WriteNumber(string text)
        => !NumberText.TryParse(text, out var number) ? throw new UnstorableValueException(DynamoDbStrings.NumberOutOfRange(text))
            : number.IsZero ? Zero
            : number.Precision > MostDigits ? throw new UnstorableValueException(DynamoDbStrings.TooManyDigits(text))
            : number.Exponent is < -129 or > MostIntegerDigits ? throw new UnstorableValueException(DynamoDbStrings.NumberOutOfRange(text))
            : ItemValue.Number(text);

    private static int ReadInt32(Item item, int ordinal)
        => item.GetInt32(ordinal);

    private static ItemValue WriteInt32(int value)
        => ItemValue.Number(value);

    private static long ReadInt64(Item item, int ordinal)
        => item.GetInt64(ordinal);

    private static ItemValue WriteInt64(long value)
        => ItemValue.Number(value);

    private static short ReadInt16(Item item, int ordinal)
        => (short)ReadWithin(item, ordinal, short.MinValue, short.MaxValue, "a 16-bit integer");

    private static ItemValue WriteInt16(short value)
        => ItemValue.Number(value);

    private static sbyte ReadSByte(Item item, int ordinal)
        => (sbyte)ReadWithin(item, ordinal, sbyte.MinValue, sbyte.MaxValue, "a signed byte");

    private static ItemValue WriteSByte(sbyte value)
        => ItemValue.Number(value);

    private static byte ReadByte(Item item, int ordinal)
        => (byte)ReadWithin(item, ordinal, byte.MinValue, byte.MaxValue, "a byte");

    private static ItemValue WriteByte(byte value)
        => ItemValue.Number(value);

    private static ushort ReadUInt16(Item item, int ordinal)
        => (ushort)ReadWithin(item, ordinal, ushort.MinValue, ushort.MaxValue, "an unsigned 16-bit integer");

    private static ItemValue WriteUInt16(ushort value)
        => ItemValue.Number(value);

    private static uint ReadUInt32(Item item, int ordinal)
        => (uint)ReadWithin(item, ordinal, uint.MinValue, uint.MaxValue, "an unsigned 32-bit integer");

    private static ItemValue WriteUInt32(uint value)
        => ItemValue.Number(value);

    private static ulong ReadUInt64(Item item, int ordinal)
        => item.GetUInt64(ordinal);

    private static ItemValue WriteUInt64(ulong value)
        => ItemValue.Number(value.ToString(CultureInfo.InvariantCulture));

    private static Int128 ReadInt128(Item item, int ordinal)
        => item.GetInt128(ordinal);

    private static ItemValue WriteInt128(Int128 value)
        => Integer(value.ToString(CultureInfo.InvariantCulture));

    private static UInt128 ReadUInt128(Item item, int ordinal)
    {
        var text = item.GetNumberText(ordinal);
        return UInt128.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            || (NumberText.TryParse(text, out var number)
                && (number.IsZero || !number.IsNegative)
                && number.TryGetMagnitude(out value))
            ? value
            : throw new ItemReadException(item.NameOf(ordinal), DynamoDbStrings.NotANumberOf(text, "an unsigned 128-bit integer"));
    }

    private static ItemValue WriteUInt128(UInt128 value)
        => Integer(value.ToString(CultureInfo.InvariantCulture));

    private static BigInteger ReadBigInteger(Item item, int ordinal)
        => item.GetBigInteger(ordinal);

    private static ItemValue WriteBigInteger(BigInteger value)
        => value.GetBitLength() > 420 // 10^126 has 419 bits.
            ? throw new UnstorableValueException(DynamoDbStrings.NumberOutOfRange("it"))
            : Integer(value.ToString(CultureInfo.InvariantCulture));

    private static decimal ReadDecimal(Item item, int ordinal)
        => item.GetDecimal(ordinal);

    private static ItemValue WriteDecimal(decimal value)
        => ItemValue.Number(value.ToString(CultureInfo.InvariantCulture));

    private static double ReadDouble(Item item, int ordinal)
        => item.GetDouble(ordinal);

    private static ItemValue WriteDouble(double value)
        => value == 0
            ? Zero
            : Check(value, value.ToString(CultureInfo.InvariantCulture));

    private static float ReadSingle(Item item, int ordinal)
        => item.GetSingle(ordinal);

    private static ItemValue WriteSingle(float value)
        => value == 0
            ? Zero
            : Check(value, value.ToString(CultureInfo.InvariantCulture));

    private static Half ReadHalf(Item item, int ordinal)
    {
        var text = item.GetNumberText(ordinal);
        return Half.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && Half.IsFinite(value)
            ? value
            : throw new ItemReadException(item.NameOf(ordinal), DynamoDbStrings.NotANumberOf(text, "a half"));
    }

    private static ItemValue WriteHalf(Half value)
        => value == Half.Zero
            ? Zero
            : Check((double)value, value.ToString(CultureInfo.InvariantCulture));

    private static T ReadText<T>(Item item, int ordinal)
        where T : struct, INumberBase<T>
    {
        var text = item.GetString(ordinal);
        return T.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && T.IsFinite(value)
            ? value
            : throw new ItemReadException(item.NameOf(ordinal), DynamoDbStrings.NotANumberOf(text, $"a number of type {typeof(T).Name}"));
    }

    private static ItemValue WriteText<T>(T value)
        where T : struct, INumberBase<T>
    {
        if (!T.IsFinite(value))
        {
            throw new UnstorableValueException(DynamoDbStrings.NumberNotFinite(value.ToString(null, CultureInfo.InvariantCulture)));
        }

        // Equal numbers have one text: no negative zero, no trailing zeros.
        return ItemValue.String(
            T.IsZero(value) ? "0"
            : value is decimal number ? (number / 1.0000000000000000000000000000m).ToString(CultureInfo.InvariantCulture)
            : value.ToString(null, CultureInfo.InvariantCulture));
    }

    private static ItemValue Zero
        => ItemValue.Number("0");

    private static long ReadWithin(Item item, int ordinal, long least, long most, string what)
    {
        var value = item.GetInt64(ordinal);
        return value >= least && value <= most
            ? value
            : throw new ItemReadException(
                item.NameOf(ordinal), DynamoDbStrings.NotANumberOf(value.ToString(CultureInfo.InvariantCulture), what));
    }

    private static ItemValue Integer(string text)
    {
        if (text.Length > MostDigits)
        {
            var digits = text.AsSpan().TrimStart('-');
            if (digits.Length > MostIntegerDigits)
            {
                throw new UnstorableValueException(DynamoDbStrings.NumberOutOfRange(text));
            }

            if (digits.TrimEnd('0').Length > MostDigits)
            {
                throw new UnstorableValueException(DynamoDbStrings.TooManyDigits(text));
            }
        }

        return ItemValue.Number(text);
    }

    private static ItemValue Check(double value, string text)
        => !double.IsFinite(value) ? throw new UnstorableValueException(DynamoDbStrings.NumberNotFinite(text))
            : Math.Abs(value) is < LeastMagnitude or >= TooLarge ? throw new UnstorableValueException(DynamoDbStrings.NumberOutOfRange(text))
            : ItemValue.Number(text);
}
