using EFCore.DynamoDb.Items;

namespace EFCore.DynamoDb.Query.Translation;

/// <summary>
/// Text functions of the residual, with the meaning that DynamoDB gives them: ordinal, ordered by code points, and false or null for null instead of an
/// exception.
/// </summary>
internal static class StringFunctions
{
    public static bool StartsWith(string? text, string? prefix)
        => text is not null && prefix is not null && text.StartsWith(prefix, StringComparison.Ordinal);

    public static bool EndsWith(string? text, string? suffix)
        => text is not null && suffix is not null && text.EndsWith(suffix, StringComparison.Ordinal);

    public static bool Contains(string? text, string? part)
        => text is not null && part is not null && text.Contains(part, StringComparison.Ordinal);

    public static int? Compare(string? left, string? right)
        => left is null || right is null ? null : CodePointComparer.Compare(left, right);

    public static int? IndexOf(string? text, string? part)
        => text is null || part is null ? null : text.IndexOf(part, StringComparison.Ordinal);

    public static string? Replace(string? text, string? old, string? replacement)
        => text is null || string.IsNullOrEmpty(old) ? text : text.Replace(old, replacement, StringComparison.Ordinal);

    public static string? ToLower(string? text)
        => text?.ToLowerInvariant();

    public static string? ToUpper(string? text)
        => text?.ToUpperInvariant();
}
