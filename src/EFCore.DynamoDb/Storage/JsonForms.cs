using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using EFCore.DynamoDb.Diagnostics;
using EFCore.DynamoDb.Items;

namespace EFCore.DynamoDb.Storage;

/// <summary>JSON as a document of its own: objects as M, arrays as L, strings as S, numbers as N with all their digits, true and false as BOOL, null as NULL.</summary>
internal static class JsonForms
{
    /// <summary>The form of a type of System.Text.Json, or null.</summary>
    public static DocumentForm? Find(Type type)
        => type == typeof(JsonElement) ? new ElementForm()
            : type == typeof(JsonDocument) ? new DomForm<JsonDocument>(static bytes => JsonDocument.Parse(bytes), static d => d.RootElement)
            : type == typeof(JsonNode) ? new DomForm<JsonNode>(static bytes => JsonNode.Parse(bytes.Span), ElementOf)
            : type == typeof(JsonObject) ? new DomForm<JsonObject>(static bytes => JsonNode.Parse(bytes.Span) as JsonObject, ElementOf)
            : type == typeof(JsonArray) ? new DomForm<JsonArray>(static bytes => JsonNode.Parse(bytes.Span) as JsonArray, ElementOf)
            : null;

    public static ItemValue Write(JsonElement json)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.Undefined:
                return default;
            case JsonValueKind.Null:
                return ItemValue.Null;
            case JsonValueKind.True or JsonValueKind.False:
                return ItemValue.Bool(json.ValueKind == JsonValueKind.True);
            case JsonValueKind.String:
                return TextForms.WriteString(json.GetString());
            case JsonValueKind.Number:
                return NumberForms.WriteNumber(json.GetRawText());
            case JsonValueKind.Array:
                var list = new List<ItemValue>(json.GetArrayLength());
                foreach (var element in json.EnumerateArray())
                {
                    list.Add(Write(element));
                }

                return ItemValue.List(list);
            default:
                var map = new ItemMap();
                foreach (var member in json.EnumerateObject())
                {
                    map.Add(member.Name, Write(member.Value));
                }

                return ItemValue.Map(map);
        }
    }

    private static JsonElement ElementOf(JsonNode node)
        => JsonSerializer.SerializeToElement(node);

    /// <summary>Binary values become text in base 64 and sets arrays: what JSON has for them.</summary>
    private static void Write(Utf8JsonWriter writer, ItemValue value)
    {
        switch (value.Type)
        {
            case DynamoDbAttributeType.S:
                writer.WriteStringValue(value.AsText());
                break;
            case DynamoDbAttributeType.N:
                writer.WriteRawValue(value.AsText());
                break;
            case DynamoDbAttributeType.B:
                writer.WriteBase64StringValue(value.AsBinary());
                break;
            case DynamoDbAttributeType.Bool:
                writer.WriteBooleanValue(value.AsBool());
                break;
            case DynamoDbAttributeType.M:
                writer.WriteStartObject();
                foreach (var (name, member) in value.AsMap())
                {
                    writer.WritePropertyName(name);
                    Write(writer, member);
                }

                writer.WriteEndObject();
                break;
            case DynamoDbAttributeType.L:
                WriteArray(writer, value.AsList());
                break;
            case DynamoDbAttributeType.SS:
                WriteArray(writer, value.AsTextSet().Select(ItemValue.String));
                break;
            case DynamoDbAttributeType.NS:
                WriteArray(writer, value.AsTextSet().Select(ItemValue.Number));
                break;
            case DynamoDbAttributeType.BS:
                WriteArray(writer, value.AsBinarySet().Select(ItemValue.Binary));
                break;
            default:
                writer.WriteNullValue();
                break;
        }
    }

    private static void WriteArray(Utf8JsonWriter writer, IEnumerable<ItemValue> elements)
    {
        writer.WriteStartArray();
        foreach (var element in elements)
        {
            Write(writer, element);
        }

        writer.WriteEndArray();
    }

    private static ReadOnlyMemory<byte> BytesOf(Item item, int ordinal)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            Write(writer, item.GetValue(ordinal));
        }

        return buffer.WrittenMemory;
    }

    private sealed class ElementForm : DocumentForm<JsonElement>
    {
        public override bool HoldsNull
            => true;

        public override JsonElement Nothing { get; } = JsonSerializer.SerializeToElement<object?>(null);

        public override JsonElement Read(Item item, int ordinal)
        {
            var reader = new Utf8JsonReader(BytesOf(item, ordinal).Span);
            return JsonElement.ParseValue(ref reader);
        }

        public override ItemValue Write(JsonElement value)
            => JsonForms.Write(value);
    }

    private sealed class DomForm<T>(Func<ReadOnlyMemory<byte>, T?> parse, Func<T, JsonElement> elementOf) : DocumentForm<T>
        where T : class
    {
        public override T Read(Item item, int ordinal)
            => parse(BytesOf(item, ordinal))
                ?? throw new ItemReadException(item.NameOf(ordinal), DynamoDbStrings.NotOfShape(item.TypeOf(ordinal).ToString()!, typeof(T).Name));

        public override ItemValue Write(T value)
            => JsonForms.Write(elementOf(value));
    }
}
