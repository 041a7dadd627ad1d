using System.ComponentModel.DataAnnotations.Schema;
using Amazon.DynamoDBv2.Model;
using EFCore.DynamoDb.FunctionalTests.Local;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.FunctionalTests.Documents;

/// <summary>Owned types beside what else a model and a save can have.</summary>
public class OwnedEdgesTests(DynamoDbLocalFixture local) : IClassFixture<DynamoDbLocalFixture>
{
    [Fact]
    public async Task A_change_inside_moves_the_owners_row_version()
    {
        await using var connection = local.Connect();
        await using var db = await CreatedAsync(connection, Full());
        var trip = await db.Trips.SingleAsync(t => t.Id == "t1");
        connection.Recorder.Clear();

        trip.Stops[1].Name = "x";
        await db.SaveChangesAsync();
        trip.Driver.Name = "y";
        await db.SaveChangesAsync();

        Assert.Equal(
            [
                """UpdateItem Trips {Id: "t1"} SET stops[1].Name = "x", Version = 2 if: Version = 1 AND attribute_type(stops[1], "M") on failure: ALL_OLD""",
                """UpdateItem Trips {Id: "t1"} SET Driver.Name = "y", Version = 3 if: Version = 2 AND attribute_type(Driver, "M") on failure: ALL_OLD""",
            ],
            connection.Recorder.Texts);
        Assert.Equal(3, trip.Version);
        Assert.Equal(EntityState.Unchanged, db.Entry(trip).State);

        await using var other = new TripContext(connection);
        (await other.Trips.SingleAsync(t => t.Id == "t1")).Driver.Name = "z";
        await other.SaveChangesAsync();
        trip.Driver.Name = "late";
        var conflict = await Assert.ThrowsAnyAsync<DbUpdateConcurrencyException>(() => db.SaveChangesAsync());
        Assert.Same(trip, Assert.Single(conflict.Entries).Entity);
    }

    [Fact]
    public async Task A_list_replaced_by_its_like_is_saved_without_a_request_and_can_be_changed_after()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreatedAsync(connection, ShopContext.Full());
        var order = await db.Orders.SingleAsync(o => o.Id == "o1");
        connection.Recorder.Clear();

        order.Lines = [.. order.Lines.Select(Copy)];
        await db.SaveChangesAsync();
        Assert.Empty(connection.Recorder.Texts);
        order.Lines = [.. order.Lines.Select(Copy)];
        order.Lines[2].Sku = "d";
        await db.SaveChangesAsync();

        Assert.Equal([1, 2, 3], order.Lines.Select(l => db.Entry(l).Property<int>("Id").CurrentValue));
        Assert.Contains("\"d\"", Assert.Single(connection.Recorder.Texts), StringComparison.Ordinal);
        Assert.False(db.ChangeTracker.HasChanges());

        static Item Copy(Item line)
            => new()
            {
                Sku = line.Sku,
                Quantity = line.Quantity,
                Size = new Extent { Width = line.Size.Width, Height = line.Size.Height },
                Options = [.. line.Options.Select(o => new Option { Name = o.Name })],
            };
    }

    [Fact]
    public async Task Elements_may_have_a_key_of_their_own_that_does_not_name_the_owner()
    {
        await using var connection = local.Connect();
        await using (var create = new KeyedElementsContext(connection))
        {
            await create.Database.EnsureCreatedAsync();
            create.Add(new Basket { Id = "b1", Lines = [new BasketLine { Sku = "x", Count = 1 }, new BasketLine { Sku = "y", Count = 2 }] });
            create.Add(new Basket { Id = "b2", Lines = [new BasketLine { Sku = "z", Count = 3 }] });
            await create.SaveChangesAsync();
        }

        await using var db = new KeyedElementsContext(connection);
        var basket = await db.Set<Basket>().SingleAsync(b => b.Id == "b1");
        Assert.Equal(("b1", 2), (db.Entry(basket.Lines[1]).Property<string>("BasketId").CurrentValue, basket.Lines[1].Count));
        connection.Recorder.Clear();
        basket.Lines[1].Count = 5;
        await db.SaveChangesAsync();
        basket.Lines.RemoveAt(0);
        basket.Lines.Add(new BasketLine { Sku = "w", Count = 9 });
        await db.SaveChangesAsync();

        Assert.Equal(
            """UpdateItem Basket {Id: "b1"} SET Lines[1].Count = 5 if: Lines[1] = {Sku: "y", Count: 2} on failure: ALL_OLD""", connection.Recorder.Texts[0]);
        db.ChangeTracker.Clear();
        Assert.Equal(
            ["y5", "w9", "z3"],
            (await db.Set<Basket>().ToListAsync()).OrderBy(b => b.Id, StringComparer.Ordinal).SelectMany(b => b.Lines).Select(l => $"{l.Sku}{l.Count}"));
    }

    private sealed class KeyedElementsContext(LocalConnection connection) : DbContext
    {
        protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder)
            => optionsBuilder.UseLocal(connection, o => o.AllowScans());

        protected override void OnModelCreating(ModelBuilder modelBuilder)
            => modelBuilder.Entity<Basket>().OwnsMany(b => b.Lines, l => l.HasKey(x => x.Sku));
    }

    private sealed class Basket
    {
        public required string Id { get; set; }

        public List<BasketLine> Lines { get; set; } = [];
    }

    private sealed class BasketLine
    {
        public required string Sku { get; set; }

        public int Count { get; set; }
    }

    [Fact]
    public async Task Constructors_read_only_collections_and_complex_members_are_filled()
    {
        await using var connection = local.Connect();
        await using var db = await CreatedAsync(connection, Full());

        foreach (var tracking in new[] { QueryTrackingBehavior.TrackAll, QueryTrackingBehavior.NoTracking })
        {
            var trip = await db.Trips.AsTracking(tracking).SingleAsync(t => t.Id == "t1");

            Assert.Equal("d", trip.Driver.Name);
            Assert.Equal(["a", "b"], trip.Stops.Select(s => s.Name));
            Assert.Equal([1, 2], trip.Stops[0].Places.Select(p => p.X));
            Assert.Equal(["r", "s"], trip.Remarks.Select(r => r.Text).Order());
            Assert.Equal("t1", trip.Driver.TripId);
        }
    }

    [Fact]
    public async Task Complex_collections_inside_are_saved_by_their_elements()
    {
        await using var connection = local.Connect();
        await using var db = await CreatedAsync(connection, Full());
        var trip = await db.Trips.SingleAsync(t => t.Id == "t1");
        connection.Recorder.Clear();

        trip.Stops[0].Places[1].X = 7;
        await db.SaveChangesAsync();
        trip.Stops[0].Places.Reverse();
        await db.SaveChangesAsync();
        trip.Stops[0].Places[0].X = 8;
        await db.SaveChangesAsync();

        Assert.Contains("SET stops[0].Places[1].X = 7", connection.Recorder.Texts[0], StringComparison.Ordinal);
        var item = (await connection.StoredItemAsync("Trips", new() { ["Id"] = new("t1") }))!;
        Assert.Equal(["8", "1"], item["stops"].L[0].M["Places"].L.Select(p => p.M["X"].N));
    }

    [Fact]
    public async Task Several_items_are_one_transaction_and_are_accepted_together()
    {
        await using var connection = local.Connect();
        await using var db = await CreatedAsync(connection, Full(), Full("t2"));
        var trips = await db.Trips.Where(t => t.Id != "seed").ToListAsync();
        connection.Recorder.Clear();

        trips[0].Stops.RemoveAt(0);
        trips[1].Driver.Name = "new";
        db.Add(Full("t3"));
        Assert.Equal(3, await db.SaveChangesAsync());

        Assert.Equal("TransactWriteItems", connection.Recorder.Single.Operation);
        Assert.All(db.ChangeTracker.Entries(), e => Assert.Equal(EntityState.Unchanged, e.State));
        Assert.All(trips, t => Assert.Equal(2, t.Version));
    }

    [Fact]
    public async Task What_of_independent_writes_succeeds_is_accepted_with_what_it_owns()
    {
        await using var connection = local.Connect();
        await using var db = await CreatedAsync(connection, Full(), Full("t2"));
        db.Database.AutoTransactionBehavior = AutoTransactionBehavior.Never;
        var trips = (await db.Trips.Where(t => t.Id != "seed").ToListAsync()).OrderBy(t => t.Id).ToList();
        await connection.CreateUnrecordedClient().DeleteItemAsync(connection.TableNamePrefix + "Trips", new() { ["Id"] = new("t2") });

        trips[0].Stops.Insert(0, new Stop("first"));
        trips[1].Stops.Insert(0, new Stop("first"));
        await Assert.ThrowsAnyAsync<DbUpdateConcurrencyException>(() => db.SaveChangesAsync());

        Assert.Equal([1, 2, 3], trips[0].Stops.Select(s => db.Entry(s).Property<int>("Id").CurrentValue));
        Assert.All(trips[0].Stops, s => Assert.Equal(EntityState.Unchanged, db.Entry(s).State));
        Assert.Equal(EntityState.Added, db.Entry(trips[1].Stops[0]).State);
        db.Entry(trips[1]).State = EntityState.Detached;
        connection.Recorder.Clear();
        trips[0].Stops[0].Name = "again";
        await db.SaveChangesAsync();
        Assert.Contains("SET stops[0].Name = \"again\"", connection.Recorder.Single.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Seed_data_bulk_writes_and_images_have_what_is_owned()
    {
        await using var connection = local.Connect();
        await using var db = await CreatedAsync(connection);

        var seeded = await db.Trips.AsNoTracking().SingleAsync(t => t.Id == "seed");
        Assert.Equal("driver of seed", seeded.Driver.Name);

        await db.Trips.BulkUpsertAsync(Many());
        var item = (await connection.StoredItemAsync("Trips", new() { ["Id"] = new("bulk") }))!;
        Assert.Equal(["a", "b"], item["stops"].L.Select(s => s.M["Name"].S));

        var untracked = db.FromAttributeMap<Trip>(item);
        var tracked = db.FromAttributeMap<Trip>(item, QueryTrackingBehavior.TrackAll);
        Assert.Equal(["a", "b"], untracked.Stops.Select(s => s.Name));
        connection.Recorder.Clear();
        tracked.Stops.RemoveAt(1);
        await db.SaveChangesAsync();
        Assert.Contains("REMOVE stops[1]", connection.Recorder.Single.ToString(), StringComparison.Ordinal);

        static async IAsyncEnumerable<Trip> Many()
        {
            await Task.Yield();
            yield return Full("bulk");
        }
    }

    [Fact]
    public async Task One_member_of_many_elements_is_one_small_request()
    {
        await using var connection = local.Connect();
        await using var db = await CreatedAsync(connection);
        using var client = connection.CreateUnrecordedClient();
        await client.PutItemAsync(
            connection.TableNamePrefix + "Trips",
            new()
            {
                ["Id"] = new("big"),
                ["Version"] = new() { N = "1" },
                ["Driver"] = new() { M = new() { ["Name"] = new("d") } },
                ["stops"] = new() { L = [.. Enumerable.Range(0, 5_000).Select(i => new AttributeValue { M = new() { ["Name"] = new($"s{i}"), ["Places"] = new() { L = [] } } })] },
            });
        var trip = await db.Trips.SingleAsync(t => t.Id == "big");
        connection.Recorder.Clear();

        trip.Stops[4_321].Name = "new";
        await db.SaveChangesAsync();

        Assert.Equal("""UpdateItem Trips {Id: "big"} SET stops[4321].Name = "new", Version = 2 if: Version = 1 AND attribute_type(stops[4321], "M") on failure: ALL_OLD""", connection.Recorder.Single.ToString());
    }

    [Fact]
    public async Task Deleted_and_added_anew_under_the_same_key()
    {
        await using var connection = local.Connect();
        await using var db = await CreatedAsync(connection, Full());
        db.Remove(await db.Trips.SingleAsync(t => t.Id == "t1"));
        db.Add(new Trip { Id = "t1", Driver = new Driver("other") });
        await db.SaveChangesAsync();

        var item = (await connection.StoredItemAsync("Trips", new() { ["Id"] = new("t1") }))!;
        Assert.Equal("other", item["Driver"].M["Name"].S);
        Assert.Empty(item["stops"].L);
    }

    [Fact]
    public async Task A_save_that_is_accepted_later_leaves_the_same_keys()
    {
        await using var connection = local.Connect();
        await using var db = await CreatedAsync(connection, Full());
        var trip = await db.Trips.SingleAsync(t => t.Id == "t1");
        trip.Stops.RemoveAt(0);
        trip.Stops.Add(new Stop("end"));

        await db.SaveChangesAsync(acceptAllChangesOnSuccess: false);
        db.ChangeTracker.AcceptAllChanges();

        Assert.Equal([1, 2], trip.Stops.Select(s => db.Entry(s).Property<int>("Id").CurrentValue));
        connection.Recorder.Clear();
        trip.Stops[1].Name = "later";
        await db.SaveChangesAsync();
        Assert.Contains("SET stops[1].Name = \"later\"", connection.Recorder.Single.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Changes_that_EF_is_told_of_are_saved_without_detection()
    {
        await using var connection = local.Connect();
        await using var db = await CreatedAsync(connection, Full());
        db.ChangeTracker.AutoDetectChangesEnabled = false;
        var trip = await db.Trips.SingleAsync(t => t.Id == "t1");

        db.Entry(trip.Driver).Property(d => d.Name).CurrentValue = "told";
        trip.Stops.Add(new Stop("untold"));
        await db.SaveChangesAsync();

        var item = (await connection.StoredItemAsync("Trips", new() { ["Id"] = new("t1") }))!;
        Assert.Equal("told", item["Driver"].M["Name"].S);
        Assert.Equal(["a", "b"], item["stops"].L.Select(s => s.M["Name"].S));
    }

    [Fact]
    public async Task Something_owned_is_reloaded_by_itself()
    {
        await using var connection = local.Connect();
        await using var db = await CreatedAsync(connection, Full());
        var trip = await db.Trips.SingleAsync(t => t.Id == "t1");
        using var client = connection.CreateUnrecordedClient();
        await client.UpdateItemAsync(
            connection.TableNamePrefix + "Trips",
            new() { ["Id"] = new("t1") },
            new() { ["Driver"] = new AttributeValueUpdate(new AttributeValue { M = new() { ["Name"] = new("elsewhere") } }, Amazon.DynamoDBv2.AttributeAction.PUT) });

        await db.Entry(trip.Driver).ReloadAsync();

        Assert.Equal("elsewhere", trip.Driver.Name);
    }

    [Fact]
    public async Task A_required_object_that_is_null_is_not_saved()
    {
        await using var connection = local.Connect();
        await using var db = await CreatedAsync(connection, Full());
        var trip = await db.Trips.SingleAsync(t => t.Id == "t1");
        connection.Recorder.Clear();

        trip.Driver = null!;

        var error = await Assert.ThrowsAnyAsync<DbUpdateException>(() => db.SaveChangesAsync());
        Assert.Contains("'Trip.Driver'", error.Message, StringComparison.Ordinal);
        Assert.Empty(connection.Recorder.Texts);
        trip.Driver = new Driver("back");
        await db.SaveChangesAsync();
        Assert.Equal("back", (await connection.StoredItemAsync("Trips", new() { ["Id"] = new("t1") }))!["Driver"].M["Name"].S);
    }

    [Fact]
    public async Task An_owner_that_is_detached_takes_all_with_it()
    {
        await using var connection = local.Connect();
        await using var db = await CreatedAsync(connection, Full());
        var trip = await db.Trips.SingleAsync(t => t.Id == "t1");

        db.Entry(trip).State = EntityState.Detached;
        var left = db.ChangeTracker.Entries().Select(e => e.Metadata.ShortName()).ToList();
        db.ChangeTracker.Clear();

        Assert.Equal([], left);
        Assert.Empty(db.ChangeTracker.Entries());
        var again = await db.Trips.SingleAsync(t => t.Id == "t1");
        Assert.Equal(["a", "b"], again.Stops.Select(s => s.Name));
        Assert.NotSame(trip, again);
    }

    private static Trip Full(string id = "t1")
        => new()
        {
            Id = id,
            Driver = new Driver("d"),
            Stops = { new Stop("a") { Places = [new Spotted { X = 1 }, new Spotted { X = 2 }] }, new Stop("b") },
            Remarks = { new Remark { Text = "r" }, new Remark { Text = "s" } },
        };

    private static async Task<TripContext> CreatedAsync(LocalConnection connection, params Trip[] trips)
    {
        await using (var db = new TripContext(connection))
        {
            await db.Database.EnsureCreatedAsync();
            db.AddRange(trips);
            await db.SaveChangesAsync();
        }

        connection.Recorder.Clear();
        return new TripContext(connection);
    }

    private sealed class TripContext(LocalConnection connection) : DbContext
    {
        public DbSet<Trip> Trips => Set<Trip>();

        protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder)
            => optionsBuilder.UseLocal(connection, o => o.AllowScans());

        protected override void OnModelCreating(ModelBuilder modelBuilder)
            => modelBuilder.Entity<Trip>(b =>
            {
                b.Property(t => t.Version).IsRowVersion();
                b.OwnsOne(t => t.Driver, d => d.HasData(new { TripId = "seed", Name = "driver of seed" }));
                b.OwnsMany(t => t.Stops).HasAttributeName("stops");
                b.OwnsMany(t => t.Remarks);
                b.HasData(new Trip { Id = "seed", Version = 1 });
            });
    }

    private sealed class Trip
    {
        private readonly HashSet<Remark> _remarks = [];

        public string Id { get; init; } = "";

        public long Version { get; set; }

        public Driver Driver { get; set; } = null!;

        public List<Stop> Stops { get; } = [];

        public ICollection<Remark> Remarks => _remarks;
    }

    private sealed class Driver(string name)
    {
        public string Name { get; set; } = name;

        public string? TripId { get; private set; }
    }

    private sealed class Stop(string name)
    {
        public string Name { get; set; } = name;

        public List<Spotted> Places { get; set; } = [];
    }

    [ComplexType]
    private sealed class Spotted
    {
        public int X { get; set; }
    }

    private sealed record Remark
    {
        public string Text { get; init; } = "";
    }
}
