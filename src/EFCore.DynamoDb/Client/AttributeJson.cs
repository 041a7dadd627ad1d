using System.Text.Json;
using EFCore.DynamoDb.Diagnostics;
using EFCore.DynamoDb.Items;

namespace EFCore.DynamoDb.Client;

/// <summary>
/// Items in DynamoDB's JSON, where every value is an object of one member whose name is its type, as AWS puts them into events, streams and exports.
/// See <see href="https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_AttributeValue.html">AttributeValue</see>.
/// </summary>
internal static class AttributeJson
{
    /// <exception cref="InvalidOperationException">It is something else.</exception>
    public static ItemMap ReadItem(JsonElement item)
    {
        try
        {
            return ReadMap(item);
        }
        catch (Exception exception) when (exception is InvalidOperationException or FormatException)
        {
            throw new InvalidOperationException(DynamoDbStrings.AttributeJson(exception.Message), exception);
        }
    }

    private static ItemMap ReadMap(JsonElement item)
    {
        var map = new ItemMap();
        foreach (var member in item.EnumerateObject())
        {
            map.Add(member.Name, Read(member.Value));
        }

        return map;
    }

    private static ItemValue Read(JsonElement value)
    {
        foreach (var member in value.EnumerateObject())
        {
            var content = member.Value;
            return member.Name switch
            {
                "S" => ItemValue.String(Text(content)),
                "N" => ItemValue.Number(Text(content)),
                "B" => ItemValue.Binary(content.GetBytesFromBase64()),
                "BOOL" => ItemValue.Bool(content.GetBoolean()),
                "NULL" => ItemValue.Null,
                "M" => ItemValue.Map(ReadMap(content)),
                "L" => ItemValue.List([.. content.EnumerateArray().Select(Read)]),
                "SS" => ItemValue.StringSet([.. content.EnumerateArray().Select(Text)]),
                "NS" => ItemValue.NumberSet([.. content.EnumerateArray().Select(Text)]),
                "BS" => ItemValue.BinarySet([.. content.EnumerateArray().Select(e => e.GetBytesFromBase64())]),
                _ => throw new FormatException($"'{member.Name}' is no attribute type."),
            };
        }

        throw new FormatException("An attribute has no value.");
    }

    private static string Text(JsonElement text)
        => text.GetString() ?? throw new FormatException("A text is null.");
}
