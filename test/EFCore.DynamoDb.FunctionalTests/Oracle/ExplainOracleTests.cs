using System.Reflection;
using System.Text.RegularExpressions;
using EFCore.DynamoDb.FunctionalTests.Local;
using Microsoft.EntityFrameworkCore;
using Xunit.Abstractions;

namespace EFCore.DynamoDb.FunctionalTests.Oracle;

/// <summary>What Explain says of random queries is what is sent then, and what CollectMetrics counts is what was sent.</summary>
public partial class ExplainOracleTests(DynamoDbLocalFixture local, ITestOutputHelper output) : IClassFixture<DynamoDbLocalFixture>
{
    private const int Cases = 60;

    public static TheoryData<int> Seeds
        => OracleTests.Seeds;

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Plans_tell_what_is_sent(int seed)
    {
        output.WriteLine($"ORACLE_SEED={seed}");
        var random = new Random(seed);
        await using var connection = local.Connect();
        await using var context = new OracleContext(connection);
        await context.Database.EnsureCreatedAsync();
        context.AddRange(RandomRows.Things(random, 70));
        context.AddRange(RandomRows.Notes(random, 60));
        context.AddRange(RandomRows.Memos(random, 60));
        context.Database.AutoTransactionBehavior = AutoTransactionBehavior.Never;
        await context.SaveChangesAsync();

        var operations = new HashSet<string>();
        var wrong = new List<string>();
        for (var i = 0; i < Cases; i++)
        {
            await CheckAsync(Random<Thing>(random, [nameof(Thing.Owner), nameof(Thing.Number)], ["Kind", "Weight", "Tag", "Level", "Title", "Made", "Day"]));
            await CheckAsync(Random<Note>(random, [nameof(Note.Id)], ["Author", "Rank", "Kind", "At", "Stars"]));
            await CheckAsync(
                Random<Memo>(random, [nameof(Memo.Folder), nameof(Memo.At), nameof(Memo.Rank), nameof(Memo.Title)], ["Folder", "At", "Rank", "Title", "Status"]));
        }

        output.WriteLine(string.Join(", ", operations.Order()));
        Assert.True(wrong.Count == 0, $"ORACLE_SEED={seed}: {wrong.Count} wrong\n{string.Join("\n\n", wrong.Take(5))}");
        Assert.Empty(new[] { "None", "GetItem", "Query", "Scan" }.Except(operations));

        async Task CheckAsync<T>(QueryCase<T> randomQuery)
            where T : class
        {
            var metrics = new DynamoDbQueryMetrics();
            var query = randomQuery.Query(context).CollectMetrics(metrics);
            connection.Recorder.Clear();
            var plan = query.Explain();
            var text = query.ToQueryString();
            if (connection.Recorder.Requests.Count > 0 || text != plan.ToString())
            {
                wrong.Add($"{text}\nis not\n{plan}");
                return;
            }

            operations.Add(plan.Operation);
            var rows = await query.ToListAsync();
            var sent = connection.Recorder.Requests;
            var told = plan.Requests.Select(r => r.Replace(connection.TableNamePrefix, "", StringComparison.Ordinal)).ToList();
            var problem
                = plan.Operation == "None" && sent.Count > 0 ? "something was sent"
                : sent.Select(r => r.ToString()).FirstOrDefault(
                    r => !(plan.FetchesByKey && r.StartsWith("BatchGetItem", StringComparison.Ordinal)) && !told.Any(t => Same(t, r))) is { } untold ? $"this was sent: {untold}"
                : randomQuery is { Take: null, Skip: null } && told.Find(t => !sent.Any(r => Same(t, r.ToString()))) is { } unsent ? $"this was not sent: {unsent}"
                : plan.ClientOperators.Count == 0 && plan.MaximumItems < rows.Count ? $"{rows.Count} rows came"
                : plan.MaximumItems < metrics.ScannedCount ? $"{metrics.ScannedCount} items were read"
                // One who stops leaves requests behind that are under way.
                : metrics.Requests > sent.Count || (metrics.Requests < sent.Count && randomQuery.Take is null) ? $"{metrics.Requests} requests were counted"
                : metrics.Requests == sent.Count && metrics.Pages != sent.Count(r => r.Operation is "Query" or "Scan") ? $"{metrics.Pages} pages were counted"
                : metrics.Count < rows.Count ? $"{metrics.Count} items were counted"
                : null;
            if (problem is not null)
            {
                wrong.Add($"{randomQuery}\n{plan}\n{string.Join('\n', told)}\nbut {problem} of {sent.Count} requests");
            }
        }
    }

    /// <summary>The same request but for its page: where it begins and how many items it may evaluate.</summary>
    private static bool Same(string told, string sent)
        => PagePart().Replace(told, "") == PagePart().Replace(sent, "").Replace("\\uD83D\\uDE00", "😀", StringComparison.Ordinal).Replace("select: ALL_ATTRIBUTES", "all attributes", StringComparison.Ordinal);

    private static QueryCase<T> Random<T>(Random random, string[] key, string[] indexed)
        where T : class
    {
        return QueryCase<T>.Random(random, Named(key), Named(indexed));

        static PropertyInfo[] Named(string[] names)
            => [.. names.Select(n => typeof(T).GetProperty(n)!)];
    }

    [GeneratedRegex(@" limit: \d+| start: \{.*\}(?=$| segment| select)")]
    private static partial Regex PagePart();
}
