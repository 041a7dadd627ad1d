using System.Globalization;
using Amazon.DynamoDBv2.Model;
using EFCore.DynamoDb.FunctionalTests.Local;
using EFCore.DynamoDb.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Xunit.Abstractions;

namespace EFCore.DynamoDb.FunctionalTests.Oracle;

/// <summary>
/// Random queries of what is inside documents give what LINQ to Objects gives, with the planner's requests and over plain scans. ORACLE_CASES sets how many
/// per seed, ORACLE_SEED repeats one.
/// </summary>
public class DocumentOracleTests(DynamoDbLocalFixture local, ITestOutputHelper output) : IClassFixture<DynamoDbLocalFixture>
{
    private static readonly int Cases = int.Parse(Environment.GetEnvironmentVariable("ORACLE_CASES") ?? "190", CultureInfo.InvariantCulture);

    public static TheoryData<int, bool> Seeds
    {
        get
        {
            var data = new TheoryData<int, bool>();
            foreach (var row in OracleTests.Seeds)
            {
                data.Add(row, false);
                data.Add(row, true);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Random_queries_of_documents_give_what_LINQ_gives(int seed, bool isOwned)
    {
        output.WriteLine($"ORACLE_SEED={seed}");
        var random = new Random(seed);
        await using var connection = local.Connect();
        var parcels = RandomObjects.Parcels(random, 25);
        await using (var context = Context(connection, isOwned, isPlanned: true))
        {
            await context.Database.EnsureCreatedAsync();
            context.AddRange(parcels.Select(RandomObjects.Copy));
            context.Database.AutoTransactionBehavior = AutoTransactionBehavior.Never;
            await context.SaveChangesAsync();
        }

        await StoreWhatOthersWriteAsync(random, connection, parcels);

        var crates = parcels.OfType<Crate>().ToList();
        var wrong = new List<(string Constructs, string Text)>();
        var requests = new List<string>();
        for (var i = 0; i < Cases; i++)
        {
            connection.Recorder.Clear();
            var error = random.Next(4) == 0
                ? await FindErrorAsync(DocumentCase<Crate>.Random(random, crates, isOwned), connection, isOwned, crates)
                : await FindErrorAsync(DocumentCase<Parcel>.Random(random, parcels, isOwned), connection, isOwned, parcels);
            if (error is { } found)
            {
                wrong.Add((found.Constructs, $"case {i}, {found.Text}"));
            }

            requests.AddRange(connection.Recorder.Texts);
        }

        // The server was asked for members, or the agreement would mean little.
        Assert.Contains(requests, r => r.Contains("filter: ", StringComparison.Ordinal) && r.Contains("Home.", StringComparison.Ordinal));
        Assert.Contains(requests, r => r.StartsWith("Query ", StringComparison.Ordinal));
        output.WriteLine($"{Cases} queries, {requests.Count} requests");
        Assert.True(
            wrong.Count == 0,
            $"ORACLE_SEED={seed}{(isOwned ? " owned" : "")}: {wrong.Count} wrong\n"
                + string.Join("\n", wrong.GroupBy(w => w.Constructs).OrderByDescending(g => g.Count()).Select(g => $"{g.Count()} {g.Key}"))
                + "\n\n" + string.Join("\n\n", wrong.DistinctBy(w => w.Constructs).Take(20).Select(w => w.Text)));
    }

    /// <summary>Members that nobody mapped, and NULL where there is nothing.</summary>
    private static async Task StoreWhatOthersWriteAsync(Random random, LocalConnection connection, List<Parcel> parcels)
    {
        using var client = connection.CreateUnrecordedClient();
        foreach (var parcel in parcels.Where(_ => random.Next(2) == 0))
        {
            List<string> sets = ["stranger = :s", "Home.stranger = :s"];
            sets.AddRange(parcel.Away is null ? ["Away = :null"] : ["Away.stranger = :s"]);
            sets.AddRange(parcel.Pieces.Count == 0 ? [] : ["Pieces[0].stranger = :s"]);
            sets.AddRange(parcel.Goal is null ? ["Goal = :null"] : []);
            sets.AddRange(parcel.Colours is null ? ["Colours = :null"] : []);
            sets.AddRange(parcel.Home.Spot is null ? ["Home.Spot = :null"] : []);
            sets.AddRange(parcel.Home.Street is null ? ["Home.Street = :null"] : []);
            await client.UpdateItemAsync(
                new UpdateItemRequest
                {
                    TableName = connection.TableNamePrefix + "Parcels",
                    Key = new Dictionary<string, AttributeValue>
                    {
                        [nameof(Parcel.Owner)] = new(parcel.Owner),
                        [nameof(Parcel.Number)] = new() { N = parcel.Number.ToString(CultureInfo.InvariantCulture) },
                    },
                    UpdateExpression = "SET " + string.Join(", ", sets),
                    ExpressionAttributeValues = new Dictionary<string, AttributeValue>
                    {
                        [":s"] = new("kept"),
                        [":null"] = new() { NULL = true },
                    }.Where(v => string.Join(' ', sets).Contains(v.Key, StringComparison.Ordinal)).ToDictionary(),
                });
        }
    }

    private static async Task<(string Constructs, string Text)?> FindErrorAsync<T>(
        DocumentCase<T> query, LocalConnection connection, bool isOwned, List<T> data)
        where T : Parcel
    {
        foreach (var isPlanned in (bool[])[true, false])
        {
            if (await FindErrorAsync(query, connection, isOwned, isPlanned, data) is not { } error)
            {
                continue;
            }

            for (var found = true; found;)
            {
                found = false;
                foreach (var simpler in query.Simpler())
                {
                    if (await FindErrorAsync(simpler, connection, isOwned, isPlanned, data) is { } simplerError)
                    {
                        (query, error, found) = (simpler, simplerError, true);
                        break;
                    }
                }
            }

            connection.Recorder.Clear();
            await FindErrorAsync(query, connection, isOwned, isPlanned, data);
            var requests = string.Join('\n', connection.Recorder.Texts);
            return (string.Join(", ", query.Constructs.Order()), $"{(isPlanned ? "planned" : "scanned")}\n  {error}\n{requests}");
        }

        return null;
    }

    private static async Task<string?> FindErrorAsync<T>(
        DocumentCase<T> query, LocalConnection connection, bool isOwned, bool isPlanned, List<T> data)
        where T : Parcel
    {
        var expected = query.Expected(data);
        string actual;
        try
        {
            await using var context = Context(connection, isOwned, isPlanned);
            actual = await query.ActualAsync(context);
        }
        catch (Exception e) when (e is not Xunit.Sdk.XunitException)
        {
            actual = e.GetType().Name + ": " + e.Message.Split("could not be translated")[0] + "\n" + string.Join("\n", (e.StackTrace ?? "").Split('\n').Take(4));
        }

        return actual == expected ? null : $"{query}\n  expected {expected}\n  actual   {actual}";
    }

    private static ParcelContext Context(LocalConnection connection, bool isOwned, bool isPlanned)
    {
        Action<DynamoDbDbContextOptionsBuilder>? options = isPlanned ? null : o => o.UsePlanner(false);
        return isOwned ? new OwnedParcelContext(connection, options) : new ParcelContext(connection, options);
    }
}
