namespace EFCore.DynamoDb.FunctionalTests.Oracle;

/// <summary>Few values of each type, so that rows and operands meet, with those at the edges among them.</summary>
internal static class Values
{
    // The last but one sorts after the last in UTF-16, before it by code points.
    private static readonly string[] Texts = ["a", "b", "ab", "abc", "B", "Ä", "a b", "\"", "1", "a#b", "%", "a#", "\uFFFD", "\U0001F600"];
    private static readonly int[] Integers = [-3, -1, 0, 1, 2, 3, 5, 10];
    private static readonly decimal[] Decimals = [-2.5m, 0m, 0.1m, 0.5m, 1m, 1.0m, 3m, 12345678901234567890.123m];
    private static readonly double[] Doubles = [-2.5, 0, 0.1, 0.5, 1, 3, 1e-9, 1e20];
    private static readonly byte[][] Binaries = [[0], [1], [1, 2], [255], [1, 2, 3]];

    private static readonly DateTime[] Instants =
    [
        new(1969, 12, 31, 23, 59, 59, DateTimeKind.Utc), DateTime.UnixEpoch, new(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc),
        new(2026, 1, 2, 3, 4, 6, DateTimeKind.Utc), new(2040, 2, 29, 0, 0, 0, DateTimeKind.Utc),
    ];

    private static readonly TimeSpan[] Durations =
        [TimeSpan.FromHours(-30), TimeSpan.FromTicks(-1), TimeSpan.Zero, TimeSpan.FromTicks(1), TimeSpan.FromSeconds(1.5), TimeSpan.FromDays(400)];

    private static readonly Guid[] Marks =
        [Guid.Empty, new("00112233-4455-6677-8899-aabbccddeeff"), new("ffeeddcc-bbaa-9988-7766-554433221100")];

    public static bool Has(Type type)
        => (Nullable.GetUnderlyingType(type) ?? type) is var t
            && (t.IsPrimitive || t.IsEnum || t == typeof(string) || t == typeof(byte[]) || (!t.IsArray && t.Namespace == nameof(System)));

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
            : type == typeof(DateTime) ? Instants[random.Next(Instants.Length)]
            : type == typeof(DateTimeOffset) ? new DateTimeOffset(Instants[random.Next(Instants.Length)].AddTicks(random.Next(2)))
            : type == typeof(DateOnly) ? DateOnly.FromDateTime(Instants[random.Next(Instants.Length)])
            : type == typeof(TimeSpan) ? Durations[random.Next(Durations.Length)]
            : type == typeof(Guid) ? Marks[random.Next(Marks.Length)]
            : type == typeof(Colour) ? (Colour)random.Next(3)
            : type == typeof(byte[]) ? Binaries[random.Next(Binaries.Length)]
            : throw new ArgumentException($"No values of {type}.", nameof(type));
    }

    public static T Some<T>(Random random)
        => (T)Any(random, typeof(T))!;

    public static string Text(Random random)
        => Texts[random.Next(Texts.Length)];
}
