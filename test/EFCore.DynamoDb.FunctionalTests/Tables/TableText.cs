using System.Text.Json;
using EFCore.DynamoDb.FunctionalTests.Local;

namespace EFCore.DynamoDb.FunctionalTests.Tables;

/// <summary>
/// Requests that make tables and indexes as lines that a test can compare; every other request as <see cref="RequestText" /> has it.
/// <code>
/// CreateTable Orders (CustomerId: S, Number: N) PAY_PER_REQUEST GSI ByStatus (Status: S) INCLUDE [Total] LSI ByTotal (CustomerId: S, Total: N) ALL
/// UpdateTable Orders create ByStatus (Status: S) ALL {"ProvisionedThroughput":...}
/// </code>
/// Members that have no form of their own are appended as JSON; an attribute definition that no key uses as <c>UNUSED</c>.
/// </summary>
internal static class TableText
{
    public static IReadOnlyList<string> Of(RequestRecorder recorder)
        => [.. recorder.Requests.Select(Of)];

    private static string Of(RecordedRequest request)
    {
        if (request.Operation is not ("CreateTable" or "UpdateTable"))
        {
            return request.ToString();
        }

        var body = request.Body;
        if (!body.TryGetProperty("AttributeDefinitions", out var definitions))
        {
            // A change of something else than indexes.
            List<string> change = [request.Operation, request.TableName!];
            AddRest(change, body, "TableName");
            return string.Join(' ', change);
        }

        var types = definitions.EnumerateArray()
            .ToDictionary(a => a.GetProperty("AttributeName").GetString()!, a => a.GetProperty("AttributeType").GetString()!);
        var unused = types.Keys.ToHashSet();
        List<string> words = [request.Operation, request.TableName!];
        if (request.Operation == "CreateTable")
        {
            words.Add(Key(body));
            words.Add(body.GetProperty("BillingMode").GetString()!);
            AddIndexes("GlobalSecondaryIndexes", "GSI");
            AddIndexes("LocalSecondaryIndexes", "LSI");
        }
        else
        {
            words.Add("create");
            words.Add(Index(body.GetProperty("GlobalSecondaryIndexUpdates").EnumerateArray().Single().GetProperty("Create")));
        }

        AddRest(
            words, body, "TableName", "KeySchema", "AttributeDefinitions", "BillingMode", "GlobalSecondaryIndexes", "LocalSecondaryIndexes",
            "GlobalSecondaryIndexUpdates");
        if (unused.Count > 0)
        {
            words.Add($"UNUSED {string.Join(", ", unused)}");
        }

        return string.Join(' ', words);

        void AddIndexes(string member, string word)
        {
            if (body.TryGetProperty(member, out var indexes))
            {
                words.AddRange(indexes.EnumerateArray().Select(index => $"{word} {Index(index)}"));
            }
        }

        string Index(JsonElement index)
        {
            var projection = index.GetProperty("Projection");
            List<string> parts = [index.GetProperty("IndexName").GetString()!, Key(index), projection.GetProperty("ProjectionType").GetString()!];
            if (projection.TryGetProperty("NonKeyAttributes", out var attributes))
            {
                parts.Add($"[{string.Join(", ", attributes.EnumerateArray().Select(a => a.GetString()))}]");
            }

            AddRest(parts, index, "IndexName", "KeySchema", "Projection");
            return string.Join(' ', parts);
        }

        // The role is only told where it is not the usual one: HASH first, RANGE behind it.
        string Key(JsonElement keyed)
            => $"({string.Join(", ", keyed.GetProperty("KeySchema").EnumerateArray().Select((k, i) =>
            {
                var name = k.GetProperty("AttributeName").GetString()!;
                unused.Remove(name);
                var role = k.GetProperty("KeyType").GetString() == (i == 0 ? "HASH" : "RANGE") ? "" : " " + k.GetProperty("KeyType").GetString();
                return $"{name}: {types.GetValueOrDefault(name, "UNDEFINED")}{role}";
            }))})";
    }

    private static void AddRest(List<string> words, JsonElement element, params string[] told)
    {
        var rest = element.EnumerateObject().Where(m => !told.Contains(m.Name)).ToDictionary(m => m.Name, m => m.Value);
        if (rest.Count > 0)
        {
            words.Add(JsonSerializer.Serialize(rest));
        }
    }
}
