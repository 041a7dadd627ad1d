using Amazon.DynamoDBv2.Model;

namespace EFCore.DynamoDb.FunctionalTests.Local;

/// <summary>What is stored, as text: <c>{Id: S a, Lines: L [M {Qty: N 1}], Tags: SS [x, y]}</c>, names and sets sorted.</summary>
internal static class ItemText
{
    public static string Of(IReadOnlyDictionary<string, AttributeValue> map)
        => "{" + string.Join(", ", map.OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => $"{m.Key}: {Of(m.Value)}")) + "}";

    public static string Of(AttributeValue value)
        => value switch
        {
            { S: { } text } => "S " + text,
            { N: { } number } => "N " + number,
            { B: { } bytes } => "B " + Convert.ToBase64String(bytes.ToArray()),
            { BOOL: { } truth } => "BOOL " + truth,
            { NULL: true } => "NULL",
            { IsMSet: true } => "M " + Of(value.M ?? []),
            { IsLSet: true } => "L [" + string.Join(", ", (value.L ?? []).Select(Of)) + "]",
            { IsSSSet: true } => "SS [" + string.Join(", ", value.SS.Order(StringComparer.Ordinal)) + "]",
            { IsNSSet: true } => "NS [" + string.Join(", ", value.NS.Order(StringComparer.Ordinal)) + "]",
            { IsBSSet: true } => "BS [" + string.Join(", ", value.BS.Select(b => Convert.ToBase64String(b.ToArray())).Order(StringComparer.Ordinal)) + "]",
            _ => throw new InvalidOperationException("No attribute value."),
        };
}
