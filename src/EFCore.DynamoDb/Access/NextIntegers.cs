using System.Globalization;
using System.Numerics;
using EFCore.DynamoDb.Items;

namespace EFCore.DynamoDb.Access;

/// <summary>The integers next to a number, as a number attribute holds them.</summary>
internal static class NextIntegers
{
    /// <summary>The least stored integer greater than the number.</summary>
    public static ItemValue Above(ItemValue number)
        => ItemValue.Number(ToText(Floor(number) + 1, up: true));

    /// <summary>The greatest stored integer less than the number.</summary>
    public static ItemValue Below(ItemValue number)
    {
        // The floor of what has a fraction is already less.
        _ = NumberText.TryParse(number.AsText(), out var parsed);
        var floor = parsed.Floor();
        return ItemValue.Number(ToText(parsed.IsZero || parsed.IsInteger ? floor - 1 : floor, up: false));
    }

    private static BigInteger Floor(ItemValue number)
    {
        _ = NumberText.TryParse(number.AsText(), out var parsed);
        return parsed.Floor();
    }

    /// <summary>A number keeps 38 digits: beyond them the next integer is the next one with 38 digits.</summary>
    private static string ToText(BigInteger value, bool up)
    {
        var text = value.ToString(CultureInfo.InvariantCulture);
        var excess = BigInteger.Abs(value).ToString(CultureInfo.InvariantCulture).Length - NumberDigits;
        if (excess <= 0)
        {
            return text;
        }

        var unit = BigInteger.Pow(10, excess);
        var quotient = BigInteger.DivRem(value, unit, out var remainder);
        if (remainder != 0)
        {
            quotient += up && value.Sign > 0 ? 1 : !up && value.Sign < 0 ? -1 : 0;
        }

        return (quotient * unit).ToString(CultureInfo.InvariantCulture);
    }

    private const int NumberDigits = 38;
}
