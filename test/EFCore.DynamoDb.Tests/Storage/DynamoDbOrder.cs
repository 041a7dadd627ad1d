using System.Globalization;
using System.Numerics;
using System.Text;
using EFCore.DynamoDb.Items;

namespace EFCore.DynamoDb.Tests.Storage;

/// <summary>The order of keys as DynamoDB documents it, told anew: numbers by value, strings by their UTF-8 bytes, binaries by unsigned bytes.</summary>
internal static class DynamoDbOrder
{
    public static int Compare(ItemValue left, ItemValue right)
    {
        Assert.Equal(left.Type, right.Type);
        return left.Type switch
        {
            DynamoDbAttributeType.N => Number(left.AsText()).CompareTo(Number(right.AsText())),
            DynamoDbAttributeType.S => Encoding.UTF8.GetBytes(left.AsText()).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(right.AsText())),
            DynamoDbAttributeType.B => left.AsBinary().AsSpan().SequenceCompareTo(right.AsBinary()),
            _ => throw new ArgumentException($"{left.Type} has no order."),
        };
    }

    /// <summary>The number times 10^200, which is whole for every number of DynamoDB.</summary>
    private static BigInteger Number(string text)
    {
        var parts = text.Split('E', 'e');
        var exponent = parts.Length == 2 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : 0;
        var point = parts[0].IndexOf('.', StringComparison.Ordinal);
        var digits = parts[0].Replace(".", "", StringComparison.Ordinal);
        exponent -= point < 0 ? 0 : parts[0].Length - point - 1;
        return BigInteger.Parse(digits, CultureInfo.InvariantCulture) * BigInteger.Pow(10, 200 + exponent);
    }
}
