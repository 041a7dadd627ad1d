using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using EFCore.DynamoDb.Diagnostics;
using EFCore.DynamoDb.Items;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace EFCore.DynamoDb.Storage;

/// <summary>Values of one CLR type as JSON text.</summary>
internal abstract class JsonText
{
    /// <summary>Two values are the same when their JSON is; what is remembered of a value is a copy, so that changes inside it are seen.</summary>
    public abstract ValueComparer Comparer { get; }

    /// <param name="type">The CLR type.</param>
    /// <param name="how">
    /// Null or true for the serializer's defaults, the type of a JsonSerializerContext, JsonSerializerOptions (a context's too), or a JsonTypeInfo.
    /// </param>
    /// <exception cref="NotSupportedException">The serializer does not know the type.</exception>
    /// <exception cref="InvalidOperationException">The serializer cannot be used.</exception>
    public static JsonText For(Type type, object? how)
        => (JsonText)Activator.CreateInstance(typeof(JsonText<>).MakeGenericType(type), TypeInfoOf(type, how))!;

    private static JsonTypeInfo TypeInfoOf(Type type, object? how)
    {
        if (how is JsonTypeInfo info && info.Type == type)
        {
            return info;
        }

        var options = how switch
        {
            JsonTypeInfo other => other.Options,
            JsonSerializerOptions given => given,
            Type context => ContextOf(context).Options,
            _ => JsonSerializerOptions.Default,
        };
        options.MakeReadOnly(populateMissingResolver: true);
        return options.GetTypeInfo(type);
    }

    private static JsonSerializerContext ContextOf(Type type)
        => type.GetProperty("Default", type)?.GetValue(null) as JsonSerializerContext
            ?? throw new InvalidOperationException(DynamoDbStrings.NoJsonContext(type.ShortDisplayName()));
}

/// <summary>Its methods are called by compiled expressions.</summary>
internal sealed class JsonText<T> : JsonText
{
    private readonly JsonTypeInfo<T> _info;

    public JsonText(JsonTypeInfo info)
    {
        _info = (JsonTypeInfo<T>)info;
        Comparer = new ValueComparer<T>(
            (left, right) => AreEqual(left, right), value => HashOf(value), value => Copy(value)!);
    }

    public override ValueComparer Comparer { get; }

    public ItemValue Write(T? value)
    {
        if (value is null)
        {
            return default; // What a value converter made of a value that is not null.
        }

        try
        {
            return ItemValue.String(JsonSerializer.Serialize(value, _info));
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException or ArgumentException)
        {
            throw new UnstorableValueException(DynamoDbStrings.NotToJson(typeof(T).ShortDisplayName(), exception.Message));
        }
    }

    public T? Read(Item item, int ordinal)
    {
        try
        {
            return JsonSerializer.Deserialize(item.GetString(ordinal), _info);
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException)
        {
            throw new ItemReadException(
                item.NameOf(ordinal), DynamoDbStrings.NotJson(typeof(T).ShortDisplayName(), exception.Message), exception);
        }
    }

    private bool AreEqual(T? left, T? right)
    {
        if (ReferenceEquals(left, right) && !typeof(T).IsValueType)
        {
            return true;
        }

        if (left is null || right is null)
        {
            return left is null && right is null;
        }

        var leftText = JsonSerializer.SerializeToUtf8Bytes(left, _info);
        var rightText = JsonSerializer.SerializeToUtf8Bytes(right, _info);
        if (leftText.AsSpan().SequenceEqual(rightText))
        {
            return true;
        }

        using var leftJson = JsonDocument.Parse(leftText);
        using var rightJson = JsonDocument.Parse(rightText);
        return JsonElement.DeepEquals(leftJson.RootElement, rightJson.RootElement);
    }

    private int HashOf(T? value)
    {
        if (value is null)
        {
            return 0;
        }

        using var json = JsonDocument.Parse(JsonSerializer.SerializeToUtf8Bytes(value, _info));
        return HashOf(json.RootElement);
    }

    /// <summary>The same for all spellings of one JSON value: members in any order, numbers in any notation.</summary>
    private static int HashOf(JsonElement json)
    {
        var hash = (int)json.ValueKind;
        switch (json.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in json.EnumerateObject())
                {
                    hash += HashCode.Combine(member.Name, HashOf(member.Value));
                }

                return hash;
            case JsonValueKind.Array:
                foreach (var element in json.EnumerateArray())
                {
                    hash = HashCode.Combine(hash, HashOf(element));
                }

                return hash;
            case JsonValueKind.String:
                return json.GetString()!.GetHashCode(StringComparison.Ordinal);
            case JsonValueKind.Number:
                return json.GetDouble().GetHashCode();
            default:
                return hash;
        }
    }

    private T? Copy(T? value)
        => value is null || typeof(T) == typeof(string) ? value : JsonSerializer.Deserialize(JsonSerializer.SerializeToUtf8Bytes(value, _info), _info);
}
