using System.Diagnostics.CodeAnalysis;
using System.Text;
using EFCore.DynamoDb.Items;

namespace EFCore.DynamoDb.Query.Translation;

/// <summary>DynamoDB's own functions, for rows that the server did not filter.</summary>
internal static class ItemFunctions
{
    public static bool Exists(Item item, int ordinal)
        => item.TypeOf(ordinal) is not null;

    public static bool HasType(Item item, int ordinal, DynamoDbAttributeType type)
        => item.TypeOf(ordinal) == type;

    public static bool BeginsWith(byte[]? value, byte[]? prefix)
        => value is not null && prefix is not null && value.AsSpan().StartsWith(prefix);

    public static int? Compare(byte[]? left, byte[]? right)
        => left is null || right is null ? null : left.AsSpan().SequenceCompareTo(right);

    public static int? CompareByDefault<T>(T? left, T? right)
        => left is null || right is null ? null : Comparer<T>.Default.Compare(left, right);

    /// <summary>size(): UTF-8 bytes of an S, bytes of a B, members of a set, list or map; null for what has no size.</summary>
    public static int? Size(Item item, int ordinal)
        => item.TypeOf(ordinal) switch
        {
            DynamoDbAttributeType.S => Encoding.UTF8.GetByteCount(item.GetString(ordinal)),
            DynamoDbAttributeType.B => item.GetBinary(ordinal).Length,
            DynamoDbAttributeType.L => item.GetValue(ordinal).AsList().Count,
            DynamoDbAttributeType.M => item.GetValue(ordinal).AsMap().Count,
            DynamoDbAttributeType.SS or DynamoDbAttributeType.NS => item.GetValue(ordinal).AsTextSet().Count,
            DynamoDbAttributeType.BS => item.GetValue(ordinal).AsBinarySet().Count,
            _ => null,
        };

    /// <summary>What a dictionary holds under a key; null where it holds nothing or is null itself.</summary>
    public static T? Entry<T>(IEnumerable<KeyValuePair<string, T>>? dictionary, string key)
        => TryGetValue(dictionary, key, out var value) ? value : default;

    /// <summary>As <see cref="Entry{T}" />, for values that cannot be null themselves.</summary>
    public static T? EntryOrNull<T>(IEnumerable<KeyValuePair<string, T>>? dictionary, string key)
        where T : struct
        => TryGetValue(dictionary, key, out var value) ? value : null;

    private static bool TryGetValue<T>(IEnumerable<KeyValuePair<string, T>>? dictionary, string key, [MaybeNullWhen(false)] out T value)
    {
        value = default;
        return dictionary switch
        {
            IReadOnlyDictionary<string, T> readable => readable.TryGetValue(key, out value),
            IDictionary<string, T> plain => plain.TryGetValue(key, out value),
            _ => false,
        };
    }
}
