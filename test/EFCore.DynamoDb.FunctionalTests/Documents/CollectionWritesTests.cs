using EFCore.DynamoDb.FunctionalTests.Local;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.FunctionalTests.Documents;

/// <summary>Of a list, set or dictionary of values, what has changed is saved.</summary>
public class CollectionWritesTests(DynamoDbLocalFixture local) : IClassFixture<DynamoDbLocalFixture>
{
    [Fact]
    public async Task Members_of_sets_elements_of_lists_and_entries_of_dictionaries_are_saved_by_themselves()
    {
        await using var connection = local.Connect();
        await using var db = new BagContext(connection);
        await db.Database.EnsureCreatedAsync();
        var bag = new Bag
        {
            Id = "b1", Tags = ["a", "b"], Words = ["x", "y"], Counts = new() { ["one"] = 1, ["two"] = 2 },
        };
        db.Add(bag);
        await db.SaveChangesAsync();
        connection.Recorder.Clear();

        bag.Tags.Add("c");
        await db.SaveChangesAsync();
        bag.Tags.Remove("a");
        await db.SaveChangesAsync();
        bag.Words.Add("z");
        await db.SaveChangesAsync();
        bag.Words[1] = "w";
        await db.SaveChangesAsync();
        bag.Counts["two"] = 3;
        bag.Counts.Remove("one");
        await db.SaveChangesAsync();
        bag.Tags.Clear();
        await db.SaveChangesAsync();
        await db.SaveChangesAsync();

        Assert.Equal(
            [
                """UpdateItem Bags {Id: "b1"} ADD Tags S<"c"> if: attribute_exists(Id) on failure: ALL_OLD""",
                """UpdateItem Bags {Id: "b1"} DELETE Tags S<"a"> if: attribute_exists(Id) on failure: ALL_OLD""",
                """UpdateItem Bags {Id: "b1"} SET Words = list_append(Words, ["z"]) if: size(Words) = 2 on failure: ALL_OLD""",
                """UpdateItem Bags {Id: "b1"} SET Words[1] = "w" if: Words[1] = "y" on failure: ALL_OLD""",
                """UpdateItem Bags {Id: "b1"} SET Counts.two = 3 REMOVE Counts.one if: attribute_type(Counts, "M") on failure: ALL_OLD""",
                """UpdateItem Bags {Id: "b1"} REMOVE Tags if: attribute_exists(Id) on failure: ALL_OLD""",
            ],
            connection.Recorder.Texts);

        var stored = (await connection.StoredItemAsync("Bags", new() { ["Id"] = new("b1") }))!;
        Assert.False(stored.ContainsKey("Tags"));
        Assert.Equal(["x", "w", "z"], stored["Words"].L.Select(w => w.S));
        Assert.Equal("3", Assert.Single(stored["Counts"].M).Value.N);
    }

    private sealed class BagContext(LocalConnection connection) : DbContext
    {
        public DbSet<Bag> Bags => Set<Bag>();

        protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder)
            => optionsBuilder.UseLocal(connection);
    }

    private sealed class Bag
    {
        public required string Id { get; set; }

        public HashSet<string> Tags { get; set; } = [];

        public List<string> Words { get; set; } = [];

        public Dictionary<string, int> Counts { get; set; } = [];
    }
}
