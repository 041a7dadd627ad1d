using System.Globalization;
using System.Numerics;

namespace EFCore.DynamoDb.Items;

/// <summary>
/// CLR numbers from DynamoDB's number texts ("42", "-0.5", "1E+2"): exact, or an <see cref="ItemReadException" /> that names the attribute.
/// </summary>
internal static class NumberReader
{
    public static int ReadInt32(ReadOnlySpan<char> text, string attribute)
    {
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value))
        {
            return value;
        }

        var wide = ReadUncommon(text, attribute, "a 32-bit integer");
        return wide >= int.MinValue && wide <= int.MaxValue ? (int)wide : throw OutOfRange(text, attribute, "a 32-bit integer");
    }

    public static long ReadInt64(ReadOnlySpan<char> text, string attribute)
    {
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value))
        {
            return value;
        }

        var wide = ReadUncommon(text, attribute, "a 64-bit integer");
        return wide >= long.MinValue && wide <= long.MaxValue ? (long)wide : throw OutOfRange(text, attribute, "a 64-bit integer");
    }

    public static ulong ReadUInt64(ReadOnlySpan<char> text, string attribute)
    {
        if (ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value))
        {
            return value;
        }

        var wide = ReadUncommon(text, attribute, "an unsigned 64-bit integer");
        return wide >= 0 && wide <= ulong.MaxValue ? (ulong)wide : throw OutOfRange(text, attribute, "an unsigned 64-bit integer");
    }

    public static Int128 ReadInt128(ReadOnlySpan<char> text, string attribute)
        => Int128.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            ? value
            : ReadUncommon(text, attribute, "a 128-bit integer");

    public static BigInteger ReadBigInteger(ReadOnlySpan<char> text, string attribute)
    {
        if (!NumberText.TryParse(text, out var number))
        {
            throw NoNumber(text, attribute);
        }

        return number.TryGetBigInteger(out var value) ? value : throw HasFraction(text, attribute, "an integer");
    }

    public static decimal ReadDecimal(ReadOnlySpan<char> text, string attribute)
    {
        if (!decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value))
        {
            throw NumberText.TryParse(text, out _) ? OutOfRange(text, attribute, "a decimal") : NoNumber(text, attribute);
        }

        // Up to 28 characters without an exponent always fit; what is longer may have been rounded.
        if (text.Length > 28 || text.ContainsAny('E', 'e'))
        {
            Span<char> back = stackalloc char[64];
            _ = value.TryFormat(back, out var length, provider: CultureInfo.InvariantCulture);
            if (NumberText.Compare(text, back[..length]) != 0)
            {
                throw new ItemReadException(
                    attribute, $"holds the number {text}, which has more digits than a decimal can. Read it as a double or as text.");
            }
        }

        return value;
    }

    public static double ReadDouble(ReadOnlySpan<char> text, string attribute)
        => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw NoNumber(text, attribute);

    public static float ReadSingle(ReadOnlySpan<char> text, string attribute)
    {
        if (!float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value))
        {
            throw NoNumber(text, attribute);
        }

        return float.IsInfinity(value) ? throw OutOfRange(text, attribute, "a float") : value;
    }

    /// <summary>Integers that are not written as plain digits ("1E+2", "100.0"), and the errors.</summary>
    private static Int128 ReadUncommon(ReadOnlySpan<char> text, string attribute, string what)
    {
        if (!NumberText.TryParse(text, out var number))
        {
            throw NoNumber(text, attribute);
        }

        if (!number.IsZero && !number.IsInteger)
        {
            throw HasFraction(text, attribute, what);
        }

        if (!number.TryGetMagnitude(out var magnitude))
        {
            throw OutOfRange(text, attribute, what);
        }

        var limit = (UInt128)Int128.MaxValue;
        if (number.IsNegative)
        {
            return magnitude <= limit ? -(Int128)magnitude
                : magnitude == limit + 1 ? Int128.MinValue
                : throw OutOfRange(text, attribute, what);
        }

        return magnitude <= limit ? (Int128)magnitude : throw OutOfRange(text, attribute, what);
    }

    private static ItemReadException NoNumber(ReadOnlySpan<char> text, string attribute)
        => new(attribute, $"holds '{text}', which is no number.");

    private static ItemReadException HasFraction(ReadOnlySpan<char> text, string attribute, string what)
        => new(attribute, $"holds the number {text}, which has a fraction and cannot be read as {what}.");

    private static ItemReadException OutOfRange(ReadOnlySpan<char> text, string attribute, string what)
        => new(attribute, $"holds the number {text}, which is out of the range of {what}.");
}
