using EFCore.DynamoDb.FunctionalTests.Local;
using EFCore.DynamoDb.FunctionalTests.Query;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.FunctionalTests.Templates;

/// <summary>A key of four properties without a word about the table: one partition key, and a template of the others.</summary>
public class CompositeKeyTests(DynamoDbLocalFixture local) : IClassFixture<DynamoDbLocalFixture>
{
    [Fact]
    public async Task All_properties_are_found_by_and_the_first_ones_narrow()
    {
        await using var connection = local.Connect();
        await using var db = new SeatContext(connection);
        await connection.ArrangeAsync(
            new SeatContext(connection),
            [.. from row in new[] { "A", "A#1" } from number in new[] { -1, 2, 10 } select new Seat { Show = "s", Hall = 1, Row = row, Number = number }]);

        Assert.Equal(10, (await db.Seats.FindAsync("s", 1, "A#1", 10))!.Number);
        Assert.Equal([-1, 2, 10], await db.Seats.Where(s => s.Show == "s" && s.Hall == 1 && s.Row == "A").OrderBy(s => s.Number).Select(s => s.Number).ToListAsync());
        Assert.Equal(2, await db.Seats.CountAsync(s => s.Show == "s" && s.Hall == 1 && s.Row == "A" && s.Number > 0));
        await db.Seats.Where(s => s.Show == "s" && s.Hall == 1 && s.Row == "A" && s.Number == 2).ExecuteDeleteAsync();

        connection.AssertSent(
            """GetItem Seats {Show: "s", `Hall#Row#Number`: "1#A%00231#10"}""",
            """Query Seats key: Show = "s" AND begins_with(`Hall#Row#Number`, "1#A#") projection: Number""",
            """Query Seats key: Show = "s" AND begins_with(`Hall#Row#Number`, "1#A#") filter: Number > 0 count""",
            """DeleteItem Seats {Show: "s", `Hall#Row#Number`: "1#A#2"} if: attribute_exists(Show) on failure: ALL_OLD""");
    }

    private sealed class SeatContext(LocalConnection connection) : LocalContext(connection)
    {
        public DbSet<Seat> Seats => Set<Seat>();

        protected override void OnModelCreating(ModelBuilder modelBuilder)
            => modelBuilder.Entity<Seat>().HasKey(s => new { s.Show, s.Hall, s.Row, s.Number });
    }
}

public class Seat
{
    public required string Show { get; set; }

    public int Hall { get; set; }

    public required string Row { get; set; }

    public int Number { get; set; }
}
