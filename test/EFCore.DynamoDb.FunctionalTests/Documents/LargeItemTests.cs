using System.Text;
using EFCore.DynamoDb.FunctionalTests.Local;
using EFCore.DynamoDb.FunctionalTests.Query;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.FunctionalTests.Documents;

/// <summary>Items of nearly the size that DynamoDB allows: a change costs a small request, and no more time than the item's elements ask for.</summary>
public class LargeItemTests(DynamoDbLocalFixture local) : IClassFixture<DynamoDbLocalFixture>
{
    private const int Elements = 20_000;

    [Fact]
    public async Task Of_350_KB_with_20000_documents_in_a_list_one_member_is_updated_in_one_small_request()
    {
        await using var connection = local.Connect();
        await connection.ArrangeAsync(
            new LedgerContext(connection),
            new Ledger { Id = "a", Entries = [.. Enumerable.Range(0, Elements).Select(i => new LedgerEntry { No = i, Sign = $"{i:00000}+" })] });
        await using var db = new LedgerContext(connection);

        var ledger = await db.Ledgers.SingleAsync(l => l.Id == "a");
        Assert.InRange(Encoding.UTF8.GetByteCount(ItemText.Of(db.ToAttributeMap(ledger))), 350_000, 1_000_000);
        Assert.Equal(Elements, ledger.Entries.Count);
        connection.Recorder.Clear();
        ledger.Entries[12_345].No = -1;
        await db.SaveChangesAsync();

        Assert.Equal(
            ["""UpdateItem Ledgers {Id: "a"} SET Entries[12345].n = -1 if: Entries[12345] = {n: 12345, s: "12345+"} on failure: ALL_OLD"""],
            connection.Recorder.Texts);
        Assert.InRange(Encoding.UTF8.GetByteCount(connection.Recorder.Requests.Single().Body.GetRawText()), 100, 600);
        connection.Recorder.Clear();

        ledger.Note = "y";
        await db.SaveChangesAsync();
        connection.AssertSent("""UpdateItem Ledgers {Id: "a"} SET Note = "y" if: attribute_exists(Id) on failure: ALL_OLD""");

        ledger.Entries.Add(new LedgerEntry { No = 1, Sign = "new" });
        await db.SaveChangesAsync();
        connection.AssertSent(
            """UpdateItem Ledgers {Id: "a"} SET Entries = list_append(Entries, [{n: 1, s: "new"}]) if: size(Entries) = 20000 on failure: ALL_OLD""");
    }

    [Fact]
    public async Task Of_20000_values_and_20000_dictionary_entries_one_is_updated_in_one_small_request()
    {
        await using var connection = local.Connect();
        await connection.ArrangeAsync(
            new LedgerContext(connection),
            new Ledger
            {
                Id = "a",
                Values = [.. Enumerable.Range(0, Elements)],
                Counts = Enumerable.Range(0, Elements).ToDictionary(i => $"k{i}", i => i % 10),
            });
        await using var db = new LedgerContext(connection);
        var ledger = await db.Ledgers.SingleAsync(l => l.Id == "a");
        connection.Recorder.Clear();

        ledger.Values[19_000] = -1;
        ledger.Counts["k17"] = 77;
        await db.SaveChangesAsync();

        Assert.Equal(
            ["""UpdateItem Ledgers {Id: "a"} SET Counts.k17 = 77, Values[19000] = -1 if: attribute_type(Counts, "M") AND Values[19000] = 19000 on failure: ALL_OLD"""],
            connection.Recorder.Texts);
    }
}

internal sealed class LedgerContext(LocalConnection connection) : LocalContext(connection)
{
    public DbSet<Ledger> Ledgers => Set<Ledger>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
        => modelBuilder.Entity<Ledger>().ComplexCollection(
            l => l.Entries,
            e =>
            {
                e.Property(x => x.No).HasAttributeName("n");
                e.Property(x => x.Sign).HasAttributeName("s");
            });
}

internal sealed class Ledger
{
    public required string Id { get; set; }

    public string? Note { get; set; }

    public List<LedgerEntry> Entries { get; set; } = [];

    public List<int> Values { get; set; } = [];

    public Dictionary<string, int> Counts { get; set; } = [];
}

internal sealed class LedgerEntry
{
    public int No { get; set; }

    public string Sign { get; set; } = "";
}
