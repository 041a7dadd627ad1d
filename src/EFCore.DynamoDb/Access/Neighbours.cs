using System.Globalization;
using System.Numerics;
using EFCore.DynamoDb.Items;

namespace EFCore.DynamoDb.Access;

/// <summary>What is next to a value that bounds an attribute strictly.</summary>
internal static class Neighbours
{
    /// <summary>The least stored integer greater than the number; less than all later times as text, and greater than the time itself.</summary>
    public static ItemValue Above(ItemValue value)
        => value.Type == DynamoDbAttributeType.S
            ? ItemValue.String(value.AsText() + ' ')
            : ItemValue.Number(ToText(Floor(value) + 1, up: true));

    /// <summary>The greatest stored integer less than the number; greater than or equal to all earlier times as text, and less than the time itself.</summary>
    public static ItemValue Below(ItemValue value)
    {
        if (value.Type == DynamoDbAttributeType.S)
        {
            return ItemValue.String(TextBelow(value.AsText()));
        }

        // The floor of what has a fraction is already less.
        _ = NumberText.TryParse(value.AsText(), out var parsed);
        var floor = parsed.Floor();
        return ItemValue.Number(ToText(parsed.IsZero || parsed.IsInteger ? floor - 1 : floor, up: false));
    }

    /// <summary>
    /// Texts of one width that are less differ before the last character, or in it where that is a digit: then the next lower digit bounds them. After a
    /// constant letter, such as the Z of UTC, or a 0, what comes before it does.
    /// </summary>
    private static string TextBelow(string text)
        => text[^1] is > '0' and <= '9' and var digit ? text[..^1] + (char)(digit - 1) : text[..^1];

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
