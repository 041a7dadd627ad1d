using System.Collections.Frozen;
using EFCore.DynamoDb.FunctionalTests.Local;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.FunctionalTests.Documents;

/// <summary>Lists, arrays, sets and dictionaries of mapped values are stored as L, SS, NS, BS and M.</summary>
public class CollectionsTests(DynamoDbLocalFixture local) : IClassFixture<DynamoDbLocalFixture>
{
    [Fact]
    public async Task Collections_are_stored_and_read_again()
    {
        await using var connection = local.Connect();
        await using var db = await SavedAsync(connection);

        Assert.Equal(
            """
            PutItem Bag {Id: "a", Counts: [1, null, 3], Days: ["2026-01-02"], Flags: {x: [true]}, Marks: N<1, 2>, Names: {n: "v"}, Scores: [1.5], Seals: B<AQI=>, Sorted: S<"a", "b">, Tags: ["t", "u"]} if: attribute_not_exists(Id) on failure: ALL_OLD
            """,
            Assert.Single(connection.Recorder.Texts));

        await using var fresh = new BagContext(connection);
        var bag = await fresh.Bags.SingleAsync(b => b.Id == "a");
        Assert.Equal(["t", "u"], bag.Tags);
        Assert.Equal([1, null, 3], bag.Counts);
        Assert.Equal([1.5], bag.Scores);
        Assert.Equal([new DateOnly(2026, 1, 2)], bag.Days);
        Assert.Equal([Mark.One, Mark.Two], bag.Marks.Order());
        Assert.Equal(["a", "b"], bag.Sorted);
        Assert.Equal([1, 2], bag.Seals!.Single());
        Assert.Equal("v", bag.Names["n"]);
        Assert.Equal([true], bag.Flags!["x"]);
        Assert.Equal(EntityState.Unchanged, fresh.Entry(bag).State);
    }

    [Fact]
    public async Task What_was_changed_in_place_is_noticed_and_an_emptied_set_is_removed_and_reads_as_empty()
    {
        await using var connection = local.Connect();
        await using var db = await SavedAsync(connection);
        var bag = db.Bags.Local.Single();
        connection.Recorder.Clear();

        bag.Tags.Add("v");
        bag.Marks.Clear();
        bag.Names["m"] = "w";
        await db.SaveChangesAsync();
        await db.SaveChangesAsync();

        Assert.Single(connection.Recorder.Texts);
        await using var fresh = new BagContext(connection);
        var read = await fresh.Bags.SingleAsync(b => b.Id == "a");
        Assert.Equal(["t", "u", "v"], read.Tags);
        Assert.Empty(read.Marks);
        Assert.Equal(["m", "n"], read.Names.Keys.Order());
        Assert.DoesNotContain("Marks", (await connection.StoredItemAsync("Bag", new() { ["Id"] = new("a") }))!.Keys);
    }

    [Fact]
    public async Task Members_are_asked_of_the_server_and_the_rest_of_the_client()
    {
        await using var connection = local.Connect();
        await using var db = await SavedAsync(connection);
        connection.Recorder.Clear();
        var tag = "u";

        Assert.Equal(1, await db.Bags.AllowScan().CountAsync(b => b.Tags.Contains(tag) && b.Marks.Contains(Mark.Two)));
        Assert.Equal(0, await db.Bags.AllowScan().CountAsync(b => b.Tags.Contains("none")));
        Assert.Equal(1, await db.Bags.AllowScan().CountAsync(b => b.Tags.Any(t => t.StartsWith("u"))));
        Assert.Equal(1, await db.Bags.AllowScan().CountAsync(b => b.Tags.Count == 2 && b.Scores.Length == 1));
        Assert.Equal(1, await db.Bags.AllowScan().CountAsync(b => b.Tags[1] == "u"));
        Assert.Equal("t u", string.Join(' ', await db.Bags.Where(b => b.Id == "a").Select(b => b.Tags).SingleAsync()));
        Assert.Equal(
            ["""Scan Bag filter: contains(Tags, "u") AND contains(Marks, 2) count""", """Scan Bag filter: contains(Tags, "none") count"""],
            connection.Recorder.Texts.Take(2));
    }

    private static async Task<BagContext> SavedAsync(LocalConnection connection)
    {
        var db = new BagContext(connection);
        await db.Database.EnsureCreatedAsync();
        connection.Recorder.Clear();
        db.Add(
            new Bag
            {
                Id = "a",
                Tags = ["t", "u"],
                Counts = [1, null, 3],
                Scores = [1.5],
                Days = [new DateOnly(2026, 1, 2)],
                Marks = [Mark.One, Mark.Two],
                Sorted = ["b", "a"],
                Seals = new List<byte[]> { new byte[] { 1, 2 } }.ToFrozenSet(),
                Names = { ["n"] = "v" },
                Flags = new Dictionary<string, List<bool>> { ["x"] = [true] },
            });
        await db.SaveChangesAsync();
        return db;
    }
}

internal sealed class BagContext(LocalConnection connection) : DbContext
{
    public DbSet<Bag> Bags => Set<Bag>();

    protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder)
        => optionsBuilder.UseLocal(connection);

    protected override void OnModelCreating(ModelBuilder modelBuilder)
        => modelBuilder.Entity<Bag>().ToTable("Bag");
}

internal enum Mark
{
    None,
    One,
    Two,
}

internal sealed class Bag
{
    public required string Id { get; set; }

    public List<string> Tags { get; set; } = [];

    public List<int?> Counts { get; set; } = [];

    public double[] Scores { get; set; } = [];

    public IReadOnlyList<DateOnly> Days { get; set; } = [];

    public HashSet<Mark> Marks { get; set; } = [];

    public SortedSet<string> Sorted { get; set; } = [];

    public FrozenSet<byte[]>? Seals { get; set; }

    public Dictionary<string, string> Names { get; set; } = [];

    public IReadOnlyDictionary<string, List<bool>>? Flags { get; set; }
}
