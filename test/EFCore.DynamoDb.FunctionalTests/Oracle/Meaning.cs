using System.Text;

namespace EFCore.DynamoDb.FunctionalTests.Oracle;

/// <summary>What text and binary functions mean over values that may be null, written apart from the provider's own.</summary>
internal static class Meaning
{
    public static bool StartsWith(string? text, string? value)
        => text is not null && value is not null && text.StartsWith(value, StringComparison.Ordinal);

    public static bool EndsWith(string? text, string? value)
        => text is not null && value is not null && text.EndsWith(value, StringComparison.Ordinal);

    public static bool Contains(string? text, string? value)
        => text is not null && value is not null && text.Contains(value, StringComparison.Ordinal);

    public static string? ToUpper(string? text)
        => text?.ToUpperInvariant();

    public static int? Length(string? text)
        => text?.Length;

    public static int? Length(byte[]? bytes)
        => bytes?.Length;

    public static bool SameBytes(byte[]? left, byte[]? right)
        => left is null || right is null ? left is null && right is null : left.AsSpan().SequenceEqual(right);

    public static bool In<T>(IEnumerable<T> values, T? value)
        where T : struct
        => value is { } present && values.Contains(present);

    /// <summary>Documents are equal by their members.</summary>
    public static bool Same(object? left, object? right)
        => DeepText.Of(left) == DeepText.Of(right);

    /// <summary>A collection that is missing is empty.</summary>
    public static IEnumerable<T> OrEmpty<T>(IEnumerable<T>? values)
        => values ?? [];

    /// <summary>Values of which there may be none.</summary>
    public static IEnumerable<T?> Nullable<T>(IEnumerable<T> values)
        where T : struct
        => values.Select(v => (T?)v);

    public static T? At<T>(IEnumerable<T> values, int position)
        => values.ElementAtOrDefault(position);

    public static IEnumerable<T> OrderBy<T, TKey>(IEnumerable<T> values, Func<T, TKey> key)
        => values.OrderBy(v => (object?)key(v), Comparer<object?>.Create(Order));

    public static bool HasKey<T>(IReadOnlyDictionary<string, T>? map, string key)
        => map is not null && map.ContainsKey(key);

    public static T? OfKey<T>(IReadOnlyDictionary<string, T>? map, string key)
        where T : struct
        => map is not null && map.TryGetValue(key, out var value) ? value : null;

    /// <summary>The order of code points; null when either is null, so that no comparison with it is true.</summary>
    public static int? Compare(string? left, string? right)
        => left is null || right is null ? null : Encoding.UTF8.GetBytes(left).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(right));

    /// <summary>Orders as the provider promises: null first, text by code points.</summary>
    public static int Order(object? left, object? right)
        => (left, right) switch
        {
            (null, null) => 0,
            (null, _) => -1,
            (_, null) => 1,
            (string l, string r) => Compare(l, r)!.Value,
            (byte[] l, byte[] r) => l.AsSpan().SequenceCompareTo(r),
            _ => Comparer<object>.Default.Compare(left, right),
        };
}
