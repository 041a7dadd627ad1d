using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.FunctionalTests.Oracle;

/// <summary>Sum, average, minimum and maximum of the types that have them, by LINQ to Objects and by the provider.</summary>
internal static class Aggregates
{
    public static object? Of(Ending ending, Type type, List<object?> values)
        => ending switch
        {
            Ending.Min => Extreme(type, values, -1),
            Ending.Max => Extreme(type, values, 1),
            Ending.Sum => type switch
            {
                _ when type == typeof(int) => values.Sum(v => (int)v!),
                _ when type == typeof(int?) => values.Sum(v => (int?)v),
                _ when type == typeof(long) => values.Sum(v => (long)v!),
                _ when type == typeof(long?) => values.Sum(v => (long?)v),
                _ when type == typeof(decimal) => values.Sum(v => (decimal)v!),
                _ => values.Sum(v => (double?)v),
            },
            _ => type switch
            {
                _ when type == typeof(int) => values.Average(v => (int)v!),
                _ when type == typeof(int?) => values.Average(v => (int?)v),
                _ when type == typeof(long) => values.Average(v => (long)v!),
                _ when type == typeof(long?) => values.Average(v => (long?)v),
                _ when type == typeof(decimal) => values.Average(v => (decimal)v!),
                _ => values.Average(v => (double?)v),
            },
        };

    public static async Task<object?> OfAsync<T>(Ending ending, IQueryable<T> values)
        => (ending, values) switch
        {
            (Ending.Sum, IQueryable<int> v) => await v.SumAsync(),
            (Ending.Sum, IQueryable<int?> v) => await v.SumAsync(),
            (Ending.Sum, IQueryable<long> v) => await v.SumAsync(),
            (Ending.Sum, IQueryable<long?> v) => await v.SumAsync(),
            (Ending.Sum, IQueryable<decimal> v) => await v.SumAsync(),
            (Ending.Sum, IQueryable<double?> v) => await v.SumAsync(),
            (Ending.Average, IQueryable<int> v) => await v.AverageAsync(),
            (Ending.Average, IQueryable<int?> v) => await v.AverageAsync(),
            (Ending.Average, IQueryable<long> v) => await v.AverageAsync(),
            (Ending.Average, IQueryable<long?> v) => await v.AverageAsync(),
            (Ending.Average, IQueryable<decimal> v) => await v.AverageAsync(),
            (Ending.Average, IQueryable<double?> v) => await v.AverageAsync(),
            _ => throw new ArgumentException($"No {ending} of {typeof(T)}.", nameof(ending)),
        };

    private static object? Extreme(Type type, List<object?> values, int sign)
    {
        var isNullable = !type.IsValueType || Nullable.GetUnderlyingType(type) is not null;
        if (values.Count == 0 && !isNullable)
        {
            throw new InvalidOperationException("Sequence contains no elements");
        }

        object? extreme = null;
        foreach (var value in values)
        {
            if (value is not null && (extreme is null || sign * Meaning.Order(value, extreme) > 0))
            {
                extreme = value;
            }
        }

        return extreme;
    }
}
