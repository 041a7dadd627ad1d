using EFCore.DynamoDb.FunctionalTests.Local;
using EFCore.DynamoDb.FunctionalTests.Query;
using EFCore.DynamoDb.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace EFCore.DynamoDb.FunctionalTests.Values;

/// <summary>Converters that know null, classes that know no equality, keys of nullable types.</summary>
public class ConverterTests(DynamoDbLocalFixture local) : IClassFixture<DynamoDbLocalFixture>
{
    [Fact]
    public async Task A_converter_that_knows_null_writes_and_reads_it()
    {
        await using var connection = local.Connect();
        await connection.ArrangeAsync(new JarContext(connection), new Jar { Id = 1, Word = null, Label = "none" }, new Jar { Id = 2, Word = "x", Label = "y" });
        await using var db = new JarContext(connection, o => o.AllowScans());

        var stored = (await connection.StoredItemsAsync("Jars")).ToDictionary(i => i["Id"].N);
        Assert.Equal(("none", false), (stored["1"]["Word"].S, stored["1"].ContainsKey("Label")));
        Assert.Equal(("x", "y"), (stored["2"]["Word"].S, stored["2"]["Label"].S));

        Assert.Equal([(1, null, "none"), (2, "x", "y")], (await db.Jars.ToListAsync()).OrderBy(j => j.Id).Select(j => (j.Id!.Value, j.Word, j.Label)));
        Assert.Equal([1], await db.Jars.Where(j => j.Word == null).Select(j => j.Id).ToListAsync());
        Assert.Equal([2], await db.Jars.Where(j => j.Word != null).Select(j => j.Id).ToListAsync());
        Assert.Equal([1], await db.Jars.Where(j => j.Label == "none").Select(j => j.Id).ToListAsync());

        var jar = await db.Jars.SingleAsync(j => j.Id == 2);
        jar.Word = null;
        await db.SaveChangesAsync();
        Assert.Equal("none", (await connection.StoredItemAsync("Jars", new() { ["Id"] = new() { N = "2" } }))!["Word"].S);
    }

    [Fact]
    public async Task Objects_that_know_no_equality_are_equal_when_they_are_stored_alike()
    {
        await using var connection = local.Connect();
        await connection.ArrangeAsync(new JarContext(connection), new Jar { Id = 1, Lid = new(8) }, new Jar { Id = 2, Lid = new(9) }, new Jar { Id = 3 });
        await using var planned = new JarContext(connection, o => o.AllowScans());
        await using var scanned = new JarContext(connection, Arranging.Scanned);
        var (lid, lids) = (new Lid(8), new[] { new Lid(9), new Lid(7) });

        foreach (var db in new[] { planned, scanned })
        {
            Assert.Equal([1], await db.Jars.Where(j => j.Lid == lid).Select(j => j.Id).ToListAsync());
            Assert.Equal([2, 3], (await db.Jars.Where(j => j.Lid != lid).Select(j => j.Id).ToListAsync()).Order());
            Assert.Equal([2], await db.Jars.Where(j => lids.Contains(j.Lid)).Select(j => j.Id).ToListAsync());
            Assert.Equal([2], await db.Jars.Where(j => lids.Count(l => l == j.Lid) == 1).Select(j => j.Id).ToListAsync());
        }
    }

    [Fact]
    public async Task A_key_of_a_nullable_type_is_a_key()
    {
        await using var connection = local.Connect();
        await connection.ArrangeAsync(new JarContext(connection), new Jar { Id = 1 }, new Jar { Id = 2 });
        await using var db = new JarContext(connection);
        int? two = 2;

        Assert.Equal(1, (await db.Jars.FindAsync(1))!.Id);
        Assert.Equal(2, (await db.Jars.SingleAsync(j => j.Id == two)).Id);
        Assert.Empty(await db.Jars.Where(j => j.Id == null).ToListAsync());
        var error = Assert.Throws<InvalidOperationException>(() => db.Add(new Jar()));

        Assert.Contains("primary key property 'Id' is null", error.Message, StringComparison.Ordinal);
        connection.AssertSent("GetItem Jars {Id: 1}", "GetItem Jars {Id: 2}");
    }

    [Fact]
    public async Task A_join_with_a_list_reads_the_items_that_it_names()
    {
        await using var connection = local.Connect();
        await connection.ArrangeAsync(new JarContext(connection), new Jar { Id = 1, Word = "a" }, new Jar { Id = 2, Word = "b" }, new Jar { Id = 3, Word = "c" });
        await using var db = new JarContext(connection);
        int?[] ids = [3, null, 1, 3];
        int?[] none = [];

        var rows = await db.Jars.Join(ids, j => j.Id, i => i, (j, i) => new { j.Word, i }).ToListAsync();
        Assert.Empty(await db.Jars.Join(none, j => j.Id, i => i, (j, i) => j.Word).ToListAsync());

        Assert.Equal(["a1", "c3", "c3"], rows.Select(r => $"{r.Word}{r.i}").Order(StringComparer.Ordinal));
        Assert.Equal("BatchGetItem", connection.Recorder.Single.Operation);
    }

    public sealed class Jar
    {
        public int? Id { get; set; }

        public string? Word { get; set; }

        public string Label { get; set; } = "none";

        public Lid? Lid { get; set; }
    }

    public sealed class Lid(int size)
    {
        public int Size { get; } = size;
    }

    private sealed class NullIsWord() : ValueConverter<string?, string>(v => v ?? "none", v => v == "none" ? null : v, convertsNulls: true);

    private sealed class WordIsNull() : ValueConverter<string, string?>(v => v == "none" ? null : v, v => v ?? "none", convertsNulls: true);

    private sealed class JarContext(LocalConnection connection, Action<DynamoDbDbContextOptionsBuilder>? options = null) : LocalContext(connection, options)
    {
        public DbSet<Jar> Jars
            => Set<Jar>();

        protected override void OnModelCreating(ModelBuilder modelBuilder)
            => modelBuilder.Entity<Jar>(
                b =>
                {
                    b.Property(j => j.Word).HasConversion(new NullIsWord()).IsRequired();
                    b.Property(j => j.Label).HasConversion(new WordIsNull()).IsRequired(false);
                    b.Property(j => j.Lid).HasConversion(l => l!.Size, s => new Lid(s));
                });
    }
}
