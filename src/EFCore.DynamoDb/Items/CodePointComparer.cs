namespace EFCore.DynamoDb.Items;

/// <summary>
/// The order of strings, everywhere: by code point, which is the order of their UTF-8 bytes and so DynamoDB's. .NET's ordinal order differs from it
/// where surrogate pairs meet the characters U+E000 to U+FFFF, culture order differs everywhere.
/// </summary>
internal sealed class CodePointComparer : IComparer<string?>
{
    public static readonly CodePointComparer Instance = new();

    private CodePointComparer()
    {
    }

    /// <summary>Null comes before every string, as in LINQ.</summary>
    int IComparer<string?>.Compare(string? x, string? y)
        => Compare(x, y);

    public static int Compare(string? left, string? right)
    {
        if (ReferenceEquals(left, right))
        {
            return 0;
        }

        if (left is null)
        {
            return -1;
        }

        return right is null ? 1 : Compare(left.AsSpan(), right.AsSpan());
    }

    public static int Compare(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        var common = left.CommonPrefixLength(right);
        if (common == left.Length || common == right.Length)
        {
            return left.Length.CompareTo(right.Length);
        }

        return CodePointRank(left[common]).CompareTo(CodePointRank(right[common]));
    }

    /// <summary>Moves surrogates behind U+FFFF. Two pairs that share their first half differ in the second, where the shift keeps the order.</summary>
    private static int CodePointRank(char c)
        => char.IsSurrogate(c) ? c + 0x10000 : c;
}
