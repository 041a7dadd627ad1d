using System.Globalization;
using System.Reflection;
using EFCore.DynamoDb.FunctionalTests.Local;
using Microsoft.EntityFrameworkCore;
using Xunit.Abstractions;

namespace EFCore.DynamoDb.FunctionalTests.Oracle;

/// <summary>
/// Random queries over random rows give what LINQ to Objects gives, with the planner's requests and over plain scans. ORACLE_CASES sets how many per seed,
/// ORACLE_SEED repeats one.
/// </summary>
public class OracleTests(DynamoDbLocalFixture local, ITestOutputHelper output) : IClassFixture<DynamoDbLocalFixture>
{
    private static readonly int CasesPerType = int.Parse(
        Environment.GetEnvironmentVariable("ORACLE_CASES") ?? "250", CultureInfo.InvariantCulture);

    public static TheoryData<int> Seeds
        => Environment.GetEnvironmentVariable("ORACLE_SEED") is { Length: > 0 } seed
            ? [int.Parse(seed, CultureInfo.InvariantCulture)]
            : [1, 2, Random.Shared.Next(3, int.MaxValue)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Random_queries_give_what_LINQ_gives(int seed)
    {
        output.WriteLine($"ORACLE_SEED={seed}");
        var random = new Random(seed);
        await using var connection = local.Connect();
        await using var context = new OracleContext(connection);
        await context.Database.EnsureCreatedAsync();

        var things = RandomRows.Things(random, 30);
        var lines = RandomRows.Lines(random, 25);
        var shapes = RandomRows.Shapes(random, 25);
        context.AddRange(things);
        context.AddRange(lines);
        context.AddRange(shapes);
        context.Database.AutoTransactionBehavior = AutoTransactionBehavior.Never;
        await context.SaveChangesAsync();
        await RandomRows.StoreSomeNullsAsync(random, connection, things);

        connection.Recorder.Clear();

        var wrong = new List<string>();
        await CompareAsync(connection, random, things, [nameof(Thing.Owner), nameof(Thing.Number)], ["Kind", "Weight", "Tag", "Level", "Title", "Made", "Day"], wrong);
        await CompareAsync(connection, random, lines, [nameof(Line.Page), nameof(Line.Text)], ["Text", "Page"], wrong);
        await CompareAsync(connection, random, shapes, [nameof(Shape.Board), nameof(Shape.Name)], ["Colour", "Name"], wrong);

        // The queries were of all kinds, or the agreement would mean little.
        var kinds = connection.Recorder.Texts
            .GroupBy(r => r.Split(' ')[0] + (r.Contains(" index=", StringComparison.Ordinal) ? " index" : string.Empty))
            .ToDictionary(g => g.Key, g => g.Count());
        output.WriteLine(string.Join(", ", kinds.OrderBy(k => k.Key).Select(k => $"{k.Value} {k.Key}")));
        Assert.Superset(new HashSet<string> { "GetItem", "BatchGetItem", "Query", "Query index", "Scan" }, kinds.Keys.ToHashSet());
        Assert.True(wrong.Count == 0, $"ORACLE_SEED={seed}: {wrong.Count} wrong\n{string.Join("\n\n", wrong.Take(12))}");
    }

    private static async Task CompareAsync<T>(
        LocalConnection connection, Random random, List<T> data, string[] key, string[] indexed, List<string> wrong)
        where T : class
    {
        PropertyInfo[] Named(string[] names)
            => [.. names.Select(n => typeof(T).GetProperty(n)!)];

        for (var i = 0; i < CasesPerType; i++)
        {
            var query = QueryCase<T>.Random(random, Named(key), Named(indexed));
            foreach (var isPlanned in (bool[])[true, false])
            {
                await using var context = new OracleContext(connection, isPlanned ? null : o => o.UsePlanner(false));
                if (await FindErrorAsync(query, context, data) is { } error)
                {
                    wrong.Add($"{typeof(T).Name} case {i}, {(isPlanned ? "planned" : "scanned")}\n  {await ShrinkAsync(query, context, data, error)}");
                    break;
                }
            }
        }
    }

    private static async Task<string?> FindErrorAsync<T>(QueryCase<T> query, OracleContext context, List<T> data)
        where T : class
    {
        var expected = query.Expected(data);
        string actual;
        try
        {
            actual = await query.ActualAsync(context, expected);
        }
        catch (Exception e) when (e is not Xunit.Sdk.XunitException)
        {
            actual = e.ToString();
        }

        return actual == expected.Text ? null : $"{query}\n  expected {expected.Text}\n  actual   {actual}";
    }

    /// <summary>The smallest query that is still wrong, with the plan.</summary>
    private static async Task<string> ShrinkAsync<T>(QueryCase<T> query, OracleContext context, List<T> data, string error)
        where T : class
    {
        for (var found = true; found;)
        {
            found = false;
            foreach (var simpler in query.Simpler())
            {
                if (await FindErrorAsync(simpler, context, data) is { } simplerError)
                {
                    (query, error, found) = (simpler, simplerError, true);
                    break;
                }
            }
        }

        try
        {
            return error + "\n" + query.Query(context).ToQueryString();
        }
        catch (Exception e) when (e is not Xunit.Sdk.XunitException)
        {
            return error + "\n" + e.Message;
        }
    }
}
