using System.Text.Json.Nodes;
using Amazon.DynamoDBv2.Model;
using EFCore.DynamoDb.FunctionalTests.Local;
using EFCore.DynamoDb.FunctionalTests.Query;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.FunctionalTests.Documents;

/// <summary>Attributes that nothing is mapped to are read into a property and written back one by one.</summary>
public class ExtensionDataTests(DynamoDbLocalFixture local) : IClassFixture<DynamoDbLocalFixture>
{
    private static readonly Dictionary<string, AttributeValue> Item = new()
    {
        ["Id"] = new("a"), ["Name"] = new("n"), ["color"] = new("red"), ["size"] = new() { N = "3" },
        ["deep"] = new() { M = new() { ["x"] = new() { N = "1" }, ["y"] = new() { L = [new("z")] } } },
    };

    [Fact]
    public async Task Attributes_that_nothing_is_mapped_to_are_read_and_their_changes_are_sent_by_attribute()
    {
        await using var connection = local.Connect();
        await connection.ArrangeAsync(new LooseContext(connection));
        await connection.Client.PutItemAsync(connection.TableNamePrefix + "Loose", Item);
        await using var db = new LooseContext(connection);

        var loose = await db.Loose.SingleAsync(l => l.Id == "a");
        Assert.Equal(["color", "deep", "size"], loose.Extra.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(("red", 3L), ((string)loose.Extra["color"]!, (long)loose.Extra["size"]!));
        Assert.Equal(0, await db.SaveChangesAsync());
        Assert.Equal(ItemText.Of(Item), ItemText.Of(db.ToAttributeMap(loose)));
        connection.Recorder.Clear();

        loose.Extra["color"] = "blue";
        loose.Extra["new"] = new HashSet<string> { "t" };
        loose.Extra.Remove("size");
        ((Dictionary<string, object?>)loose.Extra["deep"]!)["x"] = 2;
        Assert.Equal(1, await db.SaveChangesAsync());
        connection.AssertSent(
            """UpdateItem Loose {Id: "a"} SET color = "blue", deep.x = 2, new = S<"t"> REMOVE size if: attribute_type(deep, "M") on failure: ALL_OLD""");

        loose.Name = "m";
        await db.SaveChangesAsync();
        connection.AssertSent("""UpdateItem Loose {Id: "a"} SET Name = "m" if: attribute_exists(Id) on failure: ALL_OLD""");
        await using var fresh = new LooseContext(connection);
        Assert.Equal(ItemText.Of(db.ToAttributeMap(loose)), ItemText.Of(fresh.ToAttributeMap(await fresh.Loose.SingleAsync(l => l.Id == "a"))));
    }

    [Fact]
    public async Task An_insert_and_an_upsert_write_them_and_none_has_the_name_of_a_mapped_attribute()
    {
        await using var connection = local.Connect();
        await connection.ArrangeAsync(new LooseContext(connection), new Loose { Id = "a", Name = "n", Extra = { ["k"] = 1 } });
        Assert.Equal("{Id: S a, Name: S n, k: N 1}", ItemText.Of((await connection.StoredItemAsync("Loose", new() { ["Id"] = new("a") }))!));

        await using var db = new LooseContext(connection);
        db.Add(new Loose { Id = "b", Name = "n", Extra = { ["Name"] = "other" } });
        var error = await Assert.ThrowsAsync<DbUpdateException>(() => db.SaveChangesAsync());
        Assert.Contains("'Loose.Extra' cannot be stored: it has an entry 'Name'", error.Message, StringComparison.Ordinal);

        db.ChangeTracker.Clear();
        db.Loose.Upsert(new Loose { Id = "a", Name = "n", Extra = { ["l"] = "x" } });
        await db.SaveChangesAsync();
        Assert.Equal("{Id: S a, Name: S n, l: S x}", ItemText.Of((await connection.StoredItemAsync("Loose", new() { ["Id"] = new("a") }))!));
    }

    [Fact]
    public async Task After_a_conflict_the_stored_attributes_are_known()
    {
        await using var connection = local.Connect();
        await connection.ArrangeAsync(new LooseContext(connection), new LooseJson { Id = "a", Version = 1, Extra = new JsonObject { ["k"] = 1 } });
        await using var db = new LooseContext(connection);
        var loose = await db.Json.SingleAsync(l => l.Id == "a");
        await using (var other = new LooseContext(connection))
        {
            var theirs = await other.Json.SingleAsync(l => l.Id == "a");
            (theirs.Version, theirs.Extra!["k"]) = (2, 5);
            await other.SaveChangesAsync();
        }

        loose.Extra!["l"] = 7;
        var conflict = await Assert.ThrowsAnyAsync<DbUpdateConcurrencyException>(() => db.SaveChangesAsync());
        var entry = conflict.Entries.Single();
        var stored = await entry.GetDatabaseValuesAsync();
        Assert.Equal(5, (int)stored!.GetValue<JsonObject>("Extra")["k"]!);
    }

    [Fact]
    public async Task What_cannot_hold_them_is_refused_with_the_model()
    {
        await using var connection = local.Connect();

        Assert.Contains("'Bag.Tags' of type List<string> cannot hold", Error<Bag>(b => b.Property(x => x.Tags).HasExtensionData()), StringComparison.Ordinal);
        Assert.Contains(
            "'Names' and in 'Other'", Error<TwoBags>(b => { b.Property(x => x.Names).HasExtensionData(); b.Property(x => x.Other).HasExtensionData(); }),
            StringComparison.Ordinal);

        string Error<TEntity>(Action<Microsoft.EntityFrameworkCore.Metadata.Builders.EntityTypeBuilder<TEntity>> configure)
            where TEntity : class
        {
            using var db = new OneTypeContext<TEntity>(connection, configure);
            return Assert.Throws<InvalidOperationException>(() => db.Model).Message;
        }
    }
}

internal sealed class LooseContext(LocalConnection connection) : LocalContext(connection)
{
    public DbSet<Loose> Loose => Set<Loose>();

    public DbSet<LooseJson> Json => Set<LooseJson>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Loose>().Property(l => l.Extra).HasExtensionData();
        modelBuilder.Entity<LooseJson>().Property(l => l.Extra).HasExtensionData();
        modelBuilder.Entity<LooseJson>().Property(l => l.Version).IsConcurrencyToken();
    }
}

internal sealed class OneTypeContext<TEntity>(
    LocalConnection connection, Action<Microsoft.EntityFrameworkCore.Metadata.Builders.EntityTypeBuilder<TEntity>> configure) : LocalContext(connection)
    where TEntity : class
{
    protected override void OnModelCreating(ModelBuilder modelBuilder)
        => configure(modelBuilder.Entity<TEntity>());
}

internal sealed class Loose
{
    public required string Id { get; set; }

    public string? Name { get; set; }

    public Dictionary<string, object?> Extra { get; set; } = [];
}

internal sealed class LooseJson
{
    public required string Id { get; set; }

    public int Version { get; set; }

    public JsonObject? Extra { get; set; }
}

internal sealed class TwoBags
{
    public required string Id { get; set; }

    public Dictionary<string, string> Names { get; set; } = [];

    public Dictionary<string, string> Other { get; set; } = [];
}
