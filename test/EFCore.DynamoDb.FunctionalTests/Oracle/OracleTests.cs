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
        Environment.GetEnvironmentVariable("ORACLE_CASES") ?? "190", CultureInfo.InvariantCulture);

    public static TheoryData<int> Seeds
        => Environment.GetEnvironmentVariable("ORACLE_SEED") is { Length: > 0 } seed
            ? [int.Parse(seed, CultureInfo.InvariantCulture)]
            : [1, 2, Random.Shared.Next(3, int.MaxValue)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Random_queries_give_what_LINQ_gives(int seed)
    {
        var plans = await CompareAllAsync(seed, inPages: false);

        // The queries were of all kinds, or the agreement would mean little.
        var missing = Kinds.Select(k => k.Name).Append("pages").Except(plans.Keys).ToList();
        Assert.True(missing.Count == 0, $"ORACLE_SEED={seed}: no query was sent as {string.Join(", ", missing)}");
    }

    /// <summary>Pages by cursor are together the whole query: on the table, on indexes, on scans, merged.</summary>
    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Pages_of_random_queries_are_together_what_LINQ_gives(int seed)
    {
        var plans = await CompareAllAsync(seed, inPages: true);

        var missing = PagedKinds.Select(k => k + " in pages").Except(plans.Keys).ToList();
        Assert.True(missing.Count == 0, $"ORACLE_SEED={seed}: no query was read in pages as {string.Join(", ", missing)}");
    }

    private async Task<Dictionary<string, int>> CompareAllAsync(int seed, bool inPages)
    {
        output.WriteLine($"ORACLE_SEED={seed}");
        var random = new Random(seed);
        await using var connection = local.Connect();
        await using var context = new OracleContext(connection);
        await context.Database.EnsureCreatedAsync();

        var things = RandomRows.Things(random, 70);
        var lines = RandomRows.Lines(random, 45);
        var shapes = RandomRows.Shapes(random, 45);
        var notes = RandomRows.Notes(random, 60);
        var (books, magazines) = RandomRows.Shelf(random, 80);
        var memos = RandomRows.Memos(random, 60);
        context.AddRange(things);
        context.AddRange(memos);
        context.AddRange(RandomRows.Stickers(random, 20));
        context.AddRange(lines);
        context.AddRange(shapes);
        context.AddRange(notes);
        context.AddRange(books);
        context.AddRange(magazines);
        context.Database.AutoTransactionBehavior = AutoTransactionBehavior.Never;
        await context.SaveChangesAsync();
        await RandomRows.StoreSomeNullsAsync(random, connection, things);

        connection.Recorder.Clear();

        var wrong = new List<string>();
        var plans = new Dictionary<string, int>();
        await CompareAsync(connection, random, things, [nameof(Thing.Owner), nameof(Thing.Number)], ["Kind", "Weight", "Tag", "Level", "Title", "Made", "Day"], wrong, plans, inPages);
        await CompareAsync(connection, random, lines, [nameof(Line.Page), nameof(Line.Text)], ["Text", "Page"], wrong, plans, inPages);
        await CompareAsync(connection, random, shapes, [nameof(Shape.Board), nameof(Shape.Name)], ["Colour", "Name"], wrong, plans, inPages);
        await CompareAsync(connection, random, notes, [nameof(Note.Id)], ["Author", "Rank", "Kind", "At", "Stars"], wrong, plans, inPages);
        await CompareAsync(connection, random, books, [nameof(Book.Room), nameof(Book.Code)], ["Writer", "Year"], wrong, plans, inPages);
        await CompareAsync(connection, random, magazines, [nameof(Magazine.Room), nameof(Magazine.Code)], ["Writer", "Year"], wrong, plans, inPages);

        await CompareAsync(
            connection, random, memos, [nameof(Memo.Folder), nameof(Memo.At), nameof(Memo.Rank), nameof(Memo.Title)],
            ["Folder", "At", "Rank", "Title", "Status"], wrong, plans, inPages);

        output.WriteLine(string.Join(", ", plans.OrderBy(k => k.Key).Select(k => $"{k.Value} {k.Key}")));
        Assert.True(wrong.Count == 0, $"ORACLE_SEED={seed}: {wrong.Count} wrong\n{string.Join("\n\n", wrong.Take(12))}");
        return plans;
    }

    /// <summary>Of these kinds there are queries with several pages.</summary>
    private static readonly string[] PagedKinds =
        ["Query", "index", "Scan", "segments", "several requests", "merged", "union", "backward", "filter", "client"];

    /// <summary>What of a plan's text says that it is of this kind.</summary>
    private static readonly (string Name, string Text)[] Kinds =
    [
        ("no request", "No request"), ("GetItem", "GetItem "), ("BatchGetItem", "BatchGetItem "), ("Query", "Query "), ("index", " index "), ("Scan", "Scan "),
        ("segments", "  segments:"), ("several requests", "  requests:"), ("merged", "  merged by:"), ("union", "Union "), ("fetched by key", "  then BatchGetItem:"),
        ("fetched by a local index", "fetched from the table"), ("BETWEEN", " BETWEEN "), ("begins_with", "begins_with("), ("backward", "  backward"),
        ("limit", "  limit:"), ("filter", "  filter:"), ("projection", "  projection:"), ("page size", "  page size:"), ("consistent", "  consistent read"),
        ("client", "client:"),
    ];

    private static async Task CompareAsync<T>(
        LocalConnection connection, Random random, List<T> data, string[] key, string[] indexed, List<string> wrong, Dictionary<string, int> plans, bool inPages)
        where T : class
    {
        PropertyInfo[] Named(string[] names)
            => [.. names.Select(n => typeof(T).GetProperty(n)!)];

        for (var i = 0; i < (inPages ? CasesPerType / 2 : CasesPerType); i++)
        {
            var query = QueryCase<T>.Random(random, Named(key), Named(indexed));
            query = inPages ? query.InPages(random, Named(key), Named(indexed)) : query;

            // The same compiled query with other parameters: null, empty, lists of other lengths.
            for (var run = 0; run < (query.Captures.Count > 0 ? 3 : 1); run++)
            {
                foreach (var change in run > 0 ? query.Captures : [])
                {
                    change(random);
                }

                await using var planned = new OracleContext(connection, o => o.PrefetchPages(random.Next(2) == 0));
                var plan = query.Query(planned).ToQueryString();
                Classify(plan, plans, string.Empty);
                var found = await FindErrorAsync(query, planned, data);
                if (query.PagesRead > 1)
                {
                    plans["pages"] = plans.GetValueOrDefault("pages") + 1;
                    Classify(plan, plans, " in pages");
                }

                if (found is { } error)
                {
                    wrong.Add($"{typeof(T).Name} case {i}, run {run}, planned\n  {await ShrinkAsync(query, planned, data, error)}");
                    break;
                }
            }

            if (i % 3 == 0)
            {
                await using var scanned = new OracleContext(connection, o => o.UsePlanner(false));
                if (await FindErrorAsync(query, scanned, data) is { } error)
                {
                    wrong.Add($"{typeof(T).Name} case {i}, scanned\n  {await ShrinkAsync(query, scanned, data, error)}");
                }
            }
        }
    }

    private static void Classify(string plan, Dictionary<string, int> plans, string how)
    {
        foreach (var (name, text) in Kinds)
        {
            if (plan.Split("\nnot used")[0].Contains(text, StringComparison.Ordinal))
            {
                plans[name + how] = plans.GetValueOrDefault(name + how) + 1;
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
