using System.Text;

namespace EFCore.DynamoDb.Items;

/// <summary>
/// The size of items by DynamoDB's rules: names and strings count their UTF-8 bytes, a number one byte for each pair of its significant digits, counted from
/// the decimal point, one more, and one for a minus, 21 at most; maps and lists 3 bytes and 1 per element. DynamoDB Local counts the same, to the byte.
/// See <see href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html">Item sizes</see>.
/// </summary>
internal static class ItemSize
{
    /// <summary>An item larger than this is refused.</summary>
    public const int MaxItem = 400 * 1024;

    private const int MaxNumber = 21;

    public static int Of(ItemMap map)
    {
        var size = 0;
        foreach (var (name, value) in map)
        {
            size += Of(name, value);
        }

        return size;
    }

    public static int Of(string name, ItemValue value)
        => Encoding.UTF8.GetByteCount(name) + Of(value);

    public static int Of(ItemValue value)
    {
        switch (value.Type)
        {
            case DynamoDbAttributeType.S:
                return Encoding.UTF8.GetByteCount(value.AsText());
            case DynamoDbAttributeType.N:
                return OfNumber(value.AsText());
            case DynamoDbAttributeType.B:
                return value.AsBinary().Length;
            case DynamoDbAttributeType.Bool:
            case DynamoDbAttributeType.Null:
                return 1;
            case DynamoDbAttributeType.M:
                return 3 + value.AsMap().Count + Of(value.AsMap());
            case DynamoDbAttributeType.L:
                var list = value.AsList();
                var size = 3 + list.Count;
                foreach (var element in list)
                {
                    size += Of(element);
                }

                return size;
            case DynamoDbAttributeType.BS:
                size = 0;
                foreach (var member in value.AsBinarySet())
                {
                    size += member.Length;
                }

                return size;
            default:
                size = 0;
                foreach (var member in value.AsTextSet())
                {
                    size += value.Type == DynamoDbAttributeType.NS ? OfNumber(member) : Encoding.UTF8.GetByteCount(member);
                }

                return size;
        }
    }

    private static int OfNumber(string text)
        => !NumberText.TryParse(text, out var number) ? text.Length
            : number.IsZero ? 1
            : Math.Min(MaxNumber, number.DigitPairs + (number.IsNegative ? 2 : 1));
}
