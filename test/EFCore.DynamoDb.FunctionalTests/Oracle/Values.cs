namespace EFCore.DynamoDb.FunctionalTests.Oracle;

/// <summary>Few values of each type, so that rows and operands meet, with those at the edges among them.</summary>
internal static class Values
{
    // The last but one sorts after the last in UTF-16, before it by code points.
    private static readonly string[] Texts = ["a", "b", "ab", "abc", "B", "Ä", "a b", "\"", "1", "\uFFFD", "\U0001F600"];
    private static readonly int[] Integers = [-3, -1, 0, 1, 2, 3, 5, 10];
    private static readonly decimal[] Decimals = [-2.5m, 0m, 0.1m, 0.5m, 1m, 1.0m, 3m, 12345678901234567890.123m];
    private static readonly double[] Doubles = [-2.5, 0, 0.1, 0.5, 1, 3, 1e-9, 1e20];
    private static readonly byte[][] Binaries = [[0], [1], [1, 2], [255], [1, 2, 3]];

    public static object? Any(Random random, Type type)
    {
        var underlying = Nullable.GetUnderlyingType(type);
        if (underlying is not null || type == typeof(string) || type == typeof(byte[]))
        {
            if (random.Next(5) == 0)
            {
                return null;
            }
        }

        type = underlying ?? type;
        return type == typeof(string) ? random.Next(12) == 0 ? string.Empty : Text(random)
            : type == typeof(int) ? Integers[random.Next(Integers.Length)]
            : type == typeof(long) ? (long)Integers[random.Next(Integers.Length)]
            : type == typeof(bool) ? random.Next(2) == 0
            : type == typeof(decimal) ? Decimals[random.Next(Decimals.Length)]
            : type == typeof(double) ? Doubles[random.Next(Doubles.Length)]
            : type == typeof(byte[]) ? Binaries[random.Next(Binaries.Length)]
            : throw new ArgumentException($"No values of {type}.", nameof(type));
    }

    public static T Some<T>(Random random)
        => (T)Any(random, typeof(T))!;

    public static string Text(Random random)
        => Texts[random.Next(Texts.Length)];
}
