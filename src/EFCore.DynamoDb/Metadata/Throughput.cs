namespace EFCore.DynamoDb.Metadata;

/// <summary>
/// Read and write units per second: what is provisioned, the most that is allowed on demand, or what is kept warm. Null where nothing was said.
/// </summary>
internal readonly record struct Throughput(long? Read, long? Write)
{
    // Annotations are literals, for compiled models: two numbers, -1 for null. Where neither is given, nothing is said at all.
    public static long[]? ToAnnotation(long? read, long? write)
        => read is null && write is null ? null : [read ?? -1, write ?? -1];

    public static Throughput? FromAnnotation(object? value)
        => value is long[] { Length: 2 } units ? new Throughput(FromUnits(units[0]), FromUnits(units[1])) : null;

    private static long? FromUnits(long units)
        => units < 0 ? null : units;
}
