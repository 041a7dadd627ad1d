using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace EFCore.DynamoDb.FunctionalTests.Local;

/// <summary>
/// Requests as lines that a test can compare. Only what was sent appears, in this order:
/// <code>
/// Query Orders index=ByStatus key: Status = "Shipped" AND CreatedAt >= 5 filter: Total > 3 projection: Id, Total limit: 10 desc consistent count start: {Id: "a"}
/// Scan Orders filter: Total > 3 segment: 0/4
/// GetItem Orders {Id: "a"} projection: Id, Total consistent
/// PutItem Orders {Id: "a", Total: 3} if: attribute_not_exists(Id) returns: ALL_OLD on failure: ALL_OLD
/// UpdateItem Orders {Id: "a"} SET Total = 4 REMOVE Note if: Version = 1
/// DeleteItem Orders {Id: "a"} if: attribute_exists(Id)
/// BatchGetItem Orders [{Id: "a"}, {Id: "b"}] projection: Id
/// BatchWriteItem Orders [put {Id: "a"}, delete {Id: "b"}]
/// TransactWriteItems [Put Orders {Id: "a"}; Update Orders {Id: "b"} SET Total = 1; Delete Orders {Id: "c"}; ConditionCheck Orders {Id: "d"} if: Total > 1] token
/// TransactGetItems [Get Orders {Id: "a"}; Get Orders {Id: "b"}]
/// </code>
/// Values: <c>"text"</c>, <c>12.5</c>, <c>true</c>, <c>null</c>, <c>binary(AQI=)</c>, <c>{Name: value}</c>, <c>[value, value]</c>, sets
/// <c>S&lt;"a", "b"&gt;</c>, <c>N&lt;1, 2&gt;</c>, <c>B&lt;AQI=&gt;</c>. Any other operation: its name, its table and its body's other members as JSON.
/// </summary>
public static partial class RequestText
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Of(RecordedRequest request)
    {
        var body = request.Body;
        var text = new StringBuilder(request.Operation);
        switch (request.Operation)
        {
            case "Query" or "Scan" or "GetItem" or "PutItem" or "UpdateItem" or "DeleteItem":
                AppendAction(text, request, body);
                break;
            case "BatchGetItem":
                AppendTables(text, request, body, keys => AppendList(text, keys.GetProperty("Keys").EnumerateArray(), key => Map(key)));
                break;
            case "BatchWriteItem":
                AppendTables(text, request, body, writes => AppendList(text, writes.EnumerateArray(), write
                    => write.TryGetProperty("PutRequest", out var put)
                        ? "put " + Map(put.GetProperty("Item"))
                        : "delete " + Map(write.GetProperty("DeleteRequest").GetProperty("Key"))));
                break;
            case "TransactWriteItems" or "TransactGetItems":
                text.Append(" [").AppendJoin("; ", body.GetProperty("TransactItems").EnumerateArray().Select(item =>
                {
                    var action = item.EnumerateObject().Single();
                    var line = new StringBuilder(action.Name);
                    AppendAction(line, request, action.Value);
                    return line.ToString();
                })).Append(']');
                Append(text, " token", body.TryGetProperty("ClientRequestToken", out _));
                break;
            default:
                Append(text, " ", request.TableName);
                var rest = body.EnumerateObject().Where(member => member.Name != "TableName")
                    .ToDictionary(member => member.Name, member => member.Value);
                Append(text, " ", rest.Count == 0 ? null : JsonSerializer.Serialize(rest, Readable));
                break;
        }

        return text.ToString();
    }

    /// <summary>An expression of the body with its aliases resolved, or null where the body has none of that name.</summary>
    public static string? Expression(JsonElement body, string property)
        => body.TryGetProperty(property, out var expression)
            ? Alias().Replace(expression.GetString()!, alias => Resolve(body, alias.Value))
            : null;

    /// <summary>A value in DynamoDB's JSON, as people write values.</summary>
    public static string Value(JsonElement value)
    {
        var typed = value.EnumerateObject().Single();
        return typed.Name switch
        {
            "S" => JsonSerializer.Serialize(typed.Value.GetString(), Readable),
            "N" => typed.Value.GetString()!,
            "BOOL" => typed.Value.GetBoolean() ? "true" : "false",
            "NULL" => "null",
            "B" => $"binary({typed.Value.GetString()})",
            "M" => Map(typed.Value),
            "L" => $"[{string.Join(", ", typed.Value.EnumerateArray().Select(Value))}]",
            "SS" => $"S<{string.Join(", ", typed.Value.EnumerateArray().Select(text => JsonSerializer.Serialize(text.GetString(), Readable)))}>",
            "NS" => $"N<{string.Join(", ", typed.Value.EnumerateArray().Select(number => number.GetString()))}>",
            "BS" => $"B<{string.Join(", ", typed.Value.EnumerateArray().Select(binary => binary.GetString()))}>",
            _ => throw new InvalidOperationException($"No such attribute type: {typed.Name}"),
        };
    }

    private static string Map(JsonElement map)
        => $"{{{string.Join(", ", map.EnumerateObject().Select(member => $"{Name(member.Name)}: {Value(member.Value)}"))}}}";

    /// <summary>Names that could not stand in an expression by themselves are put in back quotes.</summary>
    private static string Name(string name)
        => PlainName().IsMatch(name) ? name : $"`{name}`";

    private static string Resolve(JsonElement body, string alias)
        => alias[0] == '#'
            ? Name(body.GetProperty("ExpressionAttributeNames").GetProperty(alias).GetString()!)
            : Value(body.GetProperty("ExpressionAttributeValues").GetProperty(alias));

    private static void AppendAction(StringBuilder text, RecordedRequest request, JsonElement body)
    {
        text.Append(' ').Append(request.WithoutPrefix(body.GetProperty("TableName").GetString()!));
        Append(text, " index=", Text(body, "IndexName"));
        Append(text, " ", body.TryGetProperty("Key", out var key) ? Map(key) : null);
        Append(text, " ", body.TryGetProperty("Item", out var item) ? Map(item) : null);
        Append(text, " key: ", Expression(body, "KeyConditionExpression"));
        Append(text, " filter: ", Expression(body, "FilterExpression"));
        Append(text, " ", Expression(body, "UpdateExpression"));
        Append(text, " if: ", Expression(body, "ConditionExpression"));
        Append(text, " projection: ", Expression(body, "ProjectionExpression"));
        Append(text, " limit: ", body.TryGetProperty("Limit", out var limit) ? limit.GetRawText() : null);
        Append(text, " desc", body.TryGetProperty("ScanIndexForward", out var forward) && !forward.GetBoolean());
        Append(text, " consistent", body.TryGetProperty("ConsistentRead", out var consistent) && consistent.GetBoolean());
        var select = Text(body, "Select");
        Append(text, " count", select == "COUNT");
        Append(text, " select: ", select == "COUNT" ? null : select);
        Append(text, " start: ", body.TryGetProperty("ExclusiveStartKey", out var start) ? Map(start) : null);
        Append(text, " segment: ", body.TryGetProperty("Segment", out var segment) ? $"{segment}/{body.GetProperty("TotalSegments")}" : null);
        Append(text, " returns: ", Text(body, "ReturnValues") is var returns and not "NONE" ? returns : null);
        Append(text, " on failure: ", Text(body, "ReturnValuesOnConditionCheckFailure") is var onFailure and not "NONE" ? onFailure : null);
        if (UnusedAliases(body) is { Count: > 0 } unused)
        {
            // DynamoDB refuses such a request, DynamoDB Local not always.
            text.Append(" UNUSED: ").AppendJoin(", ", unused);
        }
    }

    private static void AppendTables(StringBuilder text, RecordedRequest request, JsonElement body, Action<JsonElement> appendRequests)
    {
        var separator = " ";
        foreach (var table in body.GetProperty("RequestItems").EnumerateObject())
        {
            text.Append(separator).Append(request.WithoutPrefix(table.Name)).Append(' ');
            appendRequests(table.Value);
            if (table.Value.ValueKind == JsonValueKind.Object)
            {
                Append(text, " projection: ", Expression(table.Value, "ProjectionExpression"));
                Append(text, " consistent", table.Value.TryGetProperty("ConsistentRead", out var consistent) && consistent.GetBoolean());
            }

            separator = "; ";
        }
    }

    private static void AppendList(StringBuilder text, JsonElement.ArrayEnumerator elements, Func<JsonElement, string> write)
        => text.Append('[').AppendJoin(", ", elements.Select(write)).Append(']');

    private static void Append(StringBuilder text, string prefix, string? value)
    {
        if (value is not null)
        {
            text.Append(prefix).Append(value);
        }
    }

    private static void Append(StringBuilder text, string word, bool present)
    {
        if (present)
        {
            text.Append(word);
        }
    }

    private static string? Text(JsonElement body, string property)
        => body.TryGetProperty(property, out var value) ? value.GetString() : null;

    private static List<string> UnusedAliases(JsonElement body)
    {
        var expressions = string.Join(' ', body.EnumerateObject()
            .Where(member => member.Name.EndsWith("Expression", StringComparison.Ordinal)).Select(member => member.Value.GetString()));
        var used = Alias().Matches(expressions).Select(match => match.Value).ToHashSet();
        return
        [
            .. new[] { "ExpressionAttributeNames", "ExpressionAttributeValues" }
                .Where(member => body.TryGetProperty(member, out _))
                .SelectMany(member => body.GetProperty(member).EnumerateObject())
                .Select(alias => alias.Name)
                .Where(alias => !used.Contains(alias)),
        ];
    }

    [GeneratedRegex("[#:][A-Za-z0-9_]+")]
    private static partial Regex Alias();

    [GeneratedRegex("^[A-Za-z0-9_$-]+$")]
    private static partial Regex PlainName();
}
