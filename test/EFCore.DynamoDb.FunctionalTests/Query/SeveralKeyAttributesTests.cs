using EFCore.DynamoDb.FunctionalTests.Local;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.FunctionalTests.Query;

/// <summary>Global indexes with several attributes per key, which DynamoDB Local does not have: it refuses the requests, and they are looked at all the same.</summary>
public class SeveralKeyAttributesTests(DynamoDbLocalFixture local) : IClassFixture<DynamoDbLocalFixture>
{
    [Fact]
    public async Task The_partition_is_given_as_a_whole_and_the_sort_attributes_from_the_left()
    {
        await using var connection = local.Connect();
        await using var db = new BoutContext(connection);
        string[] rounds = ["FINAL", "SEMI"];

        await Refused(db.Bouts.Where(b => b.Cup == "C" && b.Region == "EU"));
        await Refused(db.Bouts.Where(b => b.Region == "EU" && b.Round == "FINAL" && b.Cup == "C" && b.Rank >= 3 && b.Rank < 8));
        await Refused(db.Bouts.Where(b => b.Cup == "C" && b.Region == "EU" && b.Round.StartsWith("S")).OrderByDescending(b => b.Round).ThenByDescending(b => b.Rank).Take(4));
        await Refused(db.Bouts.Where(b => b.Cup == "C" && b.Region == "EU" && b.Rank == 1));

        // Neither half of a partition nor a condition on what is not the last attribute used is a key.
        await Assert.ThrowsAsync<InvalidOperationException>(() => db.Bouts.Where(b => b.Region == "EU" && b.Round == "FINAL").ToListAsync());

        connection.AssertSent(
            """Query Bouts index=ByCup key: Cup = "C" AND Region = "EU" """,
            """Query Bouts index=ByCup key: Cup = "C" AND Region = "EU" AND Round = "FINAL" AND Rank BETWEEN 3 AND 7""",
            """Query Bouts index=ByCup key: Cup = "C" AND Region = "EU" AND begins_with(Round, "S") limit: 4 desc""",
            """Query Bouts index=ByCup key: Cup = "C" AND Region = "EU" """);

        await Refused(db.Bouts.Where(b => b.Cup == "C" && b.Region == "EU" && rounds.Contains(b.Round) && b.Rank > 2).OrderBy(b => b.Rank).Take(5));
        Assert.Subset(
            new HashSet<string>(
                rounds.Select(r => $"""Query Bouts index=ByCup key: Cup = "C" AND Region = "EU" AND Round = "{r}" AND Rank > 2 limit: 5""")),
            connection.Recorder.Texts.ToHashSet());
        Assert.NotEmpty(connection.Recorder.Texts);
    }

    private static async Task Refused(IQueryable<Bout> query)
        => Assert.Contains("ResourceNotFound", (await Assert.ThrowsAnyAsync<Exception>(() => query.ToListAsync())).ToString(), StringComparison.Ordinal);

    private sealed class BoutContext(LocalConnection connection) : LocalContext(connection)
    {
        public DbSet<Bout> Bouts => Set<Bout>();

        protected override void OnModelCreating(ModelBuilder modelBuilder)
            => modelBuilder.Entity<Bout>(
                b =>
                {
                    b.HasPartitionKey(m => m.BoutId);
                    b.HasGsi("ByCup", m => new { m.Cup, m.Region }, m => new { m.Round, m.Rank });
                });
    }

    private sealed class Bout
    {
        public required string BoutId { get; set; }

        public required string Cup { get; set; }

        public required string Region { get; set; }

        public required string Round { get; set; }

        public int Rank { get; set; }
    }
}
