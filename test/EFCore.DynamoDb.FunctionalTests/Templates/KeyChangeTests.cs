using EFCore.DynamoDb.FunctionalTests.Local;
using EFCore.DynamoDb.FunctionalTests.Query;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.FunctionalTests.Templates;

/// <summary>Items that move to another key: deleted and put in one transaction, with all they have.</summary>
public class KeyChangeTests(DynamoDbLocalFixture local) : IClassFixture<DynamoDbLocalFixture>
{
    [Fact]
    public async Task An_item_moves_to_its_new_key_in_one_transaction_with_all_it_has()
    {
        await using var connection = local.Connect();
        await using var db = await CreateAsync(connection);
        var parcel = await db.Boxes.SingleAsync(b => b.Shelf == "s1" && b.Place == "p1");
        connection.Recorder.Clear();
        parcel.Weight = 9;

        var entry = db.Entry(parcel).AllowKeyChange(b => b.Shelf = "s2");
        Assert.Equal(EntityState.Added, entry.State);
        await db.SaveChangesAsync();

        connection.AssertSent(
            """TransactWriteItems [Put Boxes {PK: "SHELF#s2", SK: "p1", Shelf: "s2", Place: "p1", Hidden: "h", Version: 1, Weight: 9, Label: {Text: "l"}, Parts: [{Name: "a"}, {Name: "b"}]} if: attribute_not_exists(PK) on failure: ALL_OLD; Delete Boxes {PK: "SHELF#s1", SK: "p1"} if: Version = 1 on failure: ALL_OLD] token""");
        Assert.Equal(EntityState.Unchanged, db.Entry(parcel).State);
        Assert.Equal("h", db.Entry(parcel).Property("Hidden").CurrentValue);
        Assert.Single(db.ChangeTracker.Entries<Box>());

        db.ChangeTracker.Clear();
        var moved = await db.Boxes.SingleAsync(b => b.Shelf == "s2" && b.Place == "p1");
        Assert.Equal((9, "l", 2), (moved.Weight, moved.Label!.Text, moved.Parts.Count));
        Assert.Null(await db.Boxes.FindAsync("s1", "p1"));
    }

    [Fact]
    public async Task A_move_that_fails_leaves_both_as_they_were_and_can_be_done_again()
    {
        await using var connection = local.Connect();
        await using var db = await CreateAsync(connection);
        var box = await db.Boxes.SingleAsync(b => b.Shelf == "s1" && b.Place == "p1");
        await using (var other = new BoxContext(connection))
        {
            other.Add(new Box { Shelf = "s2", Place = "p1" });
            await other.SaveChangesAsync();
        }

        db.Entry(box).AllowKeyChange(b => b.Shelf = "s2");
        var error = await Assert.ThrowsAnyAsync<DbUpdateException>(() => db.SaveChangesAsync());
        Assert.Same(box, Assert.Single(error.Entries).Entity);

        await using (var other = new BoxContext(connection))
        {
            Assert.NotNull(await other.Boxes.FindAsync("s1", "p1"));
            other.Remove((await other.Boxes.FindAsync("s2", "p1"))!);
            await other.SaveChangesAsync();
        }

        await db.SaveChangesAsync();
        Assert.Equal(1, await db.Boxes.AsNoTracking().CountAsync(b => b.Shelf == "s2"));
        Assert.Equal(0, await db.Boxes.AsNoTracking().CountAsync(b => b.Shelf == "s1"));
    }

    [Fact]
    public async Task An_item_that_others_changed_does_not_move()
    {
        await using var connection = local.Connect();
        await using var db = await CreateAsync(connection);
        var box = await db.Boxes.SingleAsync(b => b.Shelf == "s1" && b.Place == "p1");
        await using (var other = new BoxContext(connection))
        {
            (await other.Boxes.FindAsync("s1", "p1"))!.Weight = 50;
            await other.SaveChangesAsync();
        }

        db.Entry(box).AllowKeyChange(b => b.Place = "p2");
        await Assert.ThrowsAnyAsync<DbUpdateConcurrencyException>(() => db.SaveChangesAsync());
        db.ChangeTracker.Clear();
        Assert.Equal(["p1"], await db.Boxes.Where(b => b.Shelf == "s1").Select(b => b.Place).ToListAsync());
    }

    [Fact]
    public async Task A_change_that_leaves_the_key_is_an_ordinary_one_and_new_entities_just_change()
    {
        await using var connection = local.Connect();
        await using var db = await CreateAsync(connection);
        var box = await db.Boxes.SingleAsync(b => b.Shelf == "s1" && b.Place == "p1");
        connection.Recorder.Clear();

        db.Entry(box).AllowKeyChange(b => b.Weight = 7);
        await db.SaveChangesAsync();
        var added = new Box { Shelf = "s3", Place = "x" };
        db.Add(added);
        db.Entry(added).AllowKeyChange(b => b.Place = "y");
        await db.SaveChangesAsync();

        connection.AssertSent(
            """UpdateItem Boxes {PK: "SHELF#s1", SK: "p1"} SET Weight = 7, Version = 2 if: Version = 1 on failure: ALL_OLD""",
            """PutItem Boxes {PK: "SHELF#s3", SK: "y", Shelf: "s3", Place: "y", Version: 1, Weight: 0, Parts: []} if: attribute_not_exists(PK) on failure: ALL_OLD""");
    }

    [Fact]
    public async Task What_cannot_move_is_refused()
    {
        await using var connection = local.Connect();
        await using var db = new BoxContext(connection);
        var box = new Box { Shelf = "s", Place = "p" };

        Assert.Contains("its entry is Detached", Assert.Throws<InvalidOperationException>(() => db.Entry(box).AllowKeyChange(b => b.Place = "q")).Message, StringComparison.Ordinal);
        db.Attach(box);
        db.Database.AutoTransactionBehavior = AutoTransactionBehavior.Never;
        Assert.Contains("WhenNeeded", Assert.Throws<InvalidOperationException>(() => db.Entry(box).AllowKeyChange(b => b.Place = "q")).Message, StringComparison.Ordinal);
        Assert.Equal("p", box.Place);
    }

    private static async Task<BoxContext> CreateAsync(LocalConnection connection)
    {
        await using (var arrange = new BoxContext(connection))
        {
            await arrange.Database.EnsureCreatedAsync();
            var box = new Box { Shelf = "s1", Place = "p1", Weight = 1, Label = new Label { Text = "l" }, Parts = { new BoxPart { Name = "a" }, new BoxPart { Name = "b" } } };
            arrange.Add(box).Property("Hidden").CurrentValue = "h";
            await arrange.SaveChangesAsync();
        }

        connection.Recorder.Clear();
        return new BoxContext(connection);
    }

    private sealed class BoxContext(LocalConnection connection) : LocalContext(connection)
    {
        public DbSet<Box> Boxes => Set<Box>();

        protected override void OnModelCreating(ModelBuilder modelBuilder)
            => modelBuilder.Entity<Box>(
                b =>
                {
                    b.HasPartitionKey("PK", x => $"SHELF#{x.Shelf}");
                    b.HasSortKey("SK", x => $"{x.Place}");
                    b.Property<string?>("Hidden");
                    b.Property(x => x.Version).IsRowVersion();
                    b.OwnsOne(x => x.Label);
                    b.OwnsMany(x => x.Parts);
                });
    }
}

public class Box
{
    public required string Shelf { get; set; }

    public required string Place { get; set; }

    public int Weight { get; set; }

    public int Version { get; set; }

    public Label? Label { get; set; }

    public List<BoxPart> Parts { get; } = [];
}

public class Label
{
    public string Text { get; set; } = "";
}

public class BoxPart
{
    public string Name { get; set; } = "";
}
