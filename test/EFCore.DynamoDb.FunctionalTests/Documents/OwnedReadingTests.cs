using Amazon.DynamoDBv2.Model;
using EFCore.DynamoDb.FunctionalTests.Local;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.FunctionalTests.Documents;

/// <summary>What an entity owns is read with it, from the maps and lists inside its item.</summary>
public class OwnedReadingTests(DynamoDbLocalFixture local) : IClassFixture<DynamoDbLocalFixture>
{
    [Theory]
    [InlineData(QueryTrackingBehavior.TrackAll)]
    [InlineData(QueryTrackingBehavior.NoTracking)]
    [InlineData(QueryTrackingBehavior.NoTrackingWithIdentityResolution)]
    public async Task Objects_and_collections_are_read_to_any_depth(QueryTrackingBehavior tracking)
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreatedAsync(connection, ShopContext.Full());

        var order = await db.Orders.AsTracking(tracking).SingleAsync(o => o.Id == "o1");

        Assert.Equal("""GetItem Orders {Id: "o1"}""", connection.Recorder.Single.ToString());
        Assert.Equal("Bern", order.Ship!.City);
        Assert.Equal(2.5, order.Ship.Geo!.Longitude);
        Assert.Null(order.Bill);
        Assert.Equal(["a", "b", "c"], order.Lines.Select(l => l.Sku));
        Assert.Equal([2, 3, 4], order.Lines.Select(l => l.Quantity));
        Assert.Equal(["x", "y"], order.Lines[0].Options.Select(o => o.Name));
        Assert.Equal(2, order.Lines[0].Size.Height);
        Assert.Empty(order.Lines[1].Options);
        Assert.All(order.Lines, l => Assert.Same(order, l.Order));
        Assert.Equal([("p1", 10), ("p2", 20)], order.Payments.Select(p => (p.Code, p.Amount)));
        Assert.Equal(tracking == QueryTrackingBehavior.TrackAll ? 10 : 0, db.ChangeTracker.Entries().Count());
    }

    [Fact]
    public async Task They_are_stored_as_maps_and_lists_without_the_keys_that_EF_adds()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreatedAsync(connection, ShopContext.Full());

        var item = await connection.StoredAsync();

        Assert.Equal(["City", "Geo", "Street"], item["Ship"].M.Keys.Order());
        Assert.Equal(["Latitude", "Longitude"], item["Ship"].M["Geo"].M.Keys.Order());
        Assert.False(item.ContainsKey("Invoice"));
        Assert.Equal(["Options", "Qty", "Size", "Sku"], item["Lines"].L[0].M.Keys.Order());
        Assert.Equal(["Name"], item["Lines"].L[0].M["Options"].L[1].M.Keys);
        Assert.Equal(["Amount", "Code"], item["Payments"].L[0].M.Keys.Order());
    }

    [Fact]
    public async Task Tracked_objects_have_the_key_of_their_owner_and_their_position()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreatedAsync(connection, ShopContext.Full());

        var order = await db.Orders.SingleAsync(o => o.Id == "o1");

        Assert.Equal("o1", db.Entry(order.Ship!.Geo!).Property<string>("VenueShopOrderId").CurrentValue);
        Assert.Equal([1, 2, 3], order.Lines.Select(l => db.Entry(l).Property<int>("Id").CurrentValue));
        Assert.Equal([(1, 1), (1, 2)], order.Lines[0].Options.Select(
            o => (db.Entry(o).Property<int>("ItemId").CurrentValue, db.Entry(o).Property<int>("Id").CurrentValue)));
        Assert.All(db.ChangeTracker.Entries(), e => Assert.Equal(EntityState.Unchanged, e.State));
        Assert.False(db.ChangeTracker.HasChanges());

        connection.Recorder.Clear();
        Assert.Equal(0, await db.SaveChangesAsync());
        Assert.Empty(connection.Recorder.Texts);
    }

    [Fact]
    public async Task What_is_missing_or_NULL_is_null_or_an_empty_collection()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreatedAsync(connection, ShopContext.Full());
        await connection.ChangeAsync("SET Ship = :v REMOVE Lines", new() { NULL = true });

        foreach (var tracking in new[] { QueryTrackingBehavior.TrackAll, QueryTrackingBehavior.NoTracking })
        {
            var order = await db.Orders.AsTracking(tracking).SingleAsync(o => o.Id == "o1");

            Assert.Null(order.Ship);
            Assert.Empty(order.Lines);
        }
    }

    [Fact]
    public async Task An_entity_that_is_tracked_keeps_what_it_owns()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreatedAsync(connection, ShopContext.Full());
        var order = await db.Orders.SingleAsync(o => o.Id == "o1");
        order.Lines.RemoveAt(0);
        order.Lines.Add(new Item { Sku = "new" });
        order.Ship!.City = "Basel";
        await connection.ChangeAsync("SET Ship.City = :v REMOVE Lines[2]", new("Thun"));

        var again = await db.Orders.SingleAsync(o => o.Id == "o1");

        Assert.Same(order, again);
        Assert.Equal("Basel", order.Ship.City);
        Assert.Equal(["b", "c", "new"], order.Lines.Select(l => l.Sku));
    }

    [Fact]
    public async Task Derived_types_own_more()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreatedAsync(
            connection, new GiftOrder { Id = "g", Card = new Card { Text = "hi" } }, new ShopOrder { Id = "s", Ship = new Venue { City = "Bern" } });

        var orders = await db.Orders.AsNoTracking().OrderBy(o => o.Id).ToListAsync();

        Assert.Equal("hi", Assert.IsType<GiftOrder>(orders[0]).Card!.Text);
        Assert.Equal("Bern", orders[1].Ship!.City);
    }

    [Fact]
    public async Task A_required_object_that_is_missing_is_an_error_that_names_it()
    {
        await using var connection = local.Connect();
        await using var db = new RequiredContext(connection);
        await db.Database.EnsureCreatedAsync();
        using var client = connection.CreateUnrecordedClient();
        await client.PutItemAsync(connection.TableNamePrefix + "Parcels", new() { ["Id"] = new("p1") });

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => db.Parcels.ToListAsync());

        Assert.Contains("'To'", error.Message, StringComparison.Ordinal);
    }

    private sealed class RequiredContext(LocalConnection connection) : DbContext
    {
        public DbSet<Parcel> Parcels => Set<Parcel>();

        protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder)
            => optionsBuilder.UseLocal(connection, o => o.AllowScans());

        protected override void OnModelCreating(ModelBuilder modelBuilder)
            => modelBuilder.Entity<Parcel>(b =>
            {
                b.OwnsOne(p => p.To);
                b.Navigation(p => p.To).IsRequired();
            });
    }

    private sealed class Parcel
    {
        public string Id { get; set; } = "";

        public Card To { get; set; } = null!;
    }
}
