using Amazon.DynamoDBv2.Model;
using EFCore.DynamoDb.FunctionalTests.Local;
using EFCore.DynamoDb.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace EFCore.DynamoDb.FunctionalTests.Query;

/// <summary>How an item becomes an object.</summary>
public class MaterialisationTests(DynamoDbLocalFixture local) : IClassFixture<DynamoDbLocalFixture>
{
    [Fact]
    public async Task Constructors_private_setters_fields_and_shadow_properties_are_filled()
    {
        await using var connection = local.Connect();
        await CreateTableAsync(connection);
        await PutAsync(connection, "w", new() { ["Count"] = N("3"), ["Secret"] = S("hidden"), ["Tag"] = S("shadow"), ["Level"] = N("7"), ["Colour"] = S("red") });
        await using var db = new ThingContext(connection);

        var widget = await db.Widgets.SingleAsync(w => w.Id == "w");

        Assert.Equal(("w", 3, "hidden", 7), (widget.Id, widget.Count, widget.Reveal(), widget.Level));
        Assert.Equal("red", widget.Colour);
        Assert.Equal("shadow", db.Entry(widget).Property<string?>("Tag").CurrentValue);
        Assert.Same(db, widget.Context);
    }

    [Fact]
    public async Task Shadow_properties_and_fields_can_be_queried()
    {
        await using var connection = local.Connect();
        await CreateTableAsync(connection);
        await PutAsync(connection, "a", new() { ["Count"] = N("1"), ["Tag"] = S("x"), ["Secret"] = S("s") });
        await PutAsync(connection, "b", new() { ["Count"] = N("2"), ["Tag"] = S("y"), ["Secret"] = S("s") });
        await using var db = new ThingContext(connection);
        var name = "Tag";

        Assert.Equal("a", (await db.Widgets.AllowScan().SingleAsync(w => EF.Property<string?>(w, "Tag") == "x")).Id);
        Assert.Equal("b", (await db.Widgets.AllowScan().SingleAsync(w => EF.Property<string?>(w, name) == "y")).Id);
        Assert.Equal(2, await db.Widgets.AllowScan().CountAsync(w => EF.Property<string?>(w, "_secret") == "s"));
        Assert.Equal(["x", "y"], (await db.Widgets.AllowScan().Select(w => EF.Property<string?>(w, "Tag")).ToListAsync()).Order());
        Assert.Equal(["y", "x"], await db.Widgets.AllowScan().OrderByDescending(w => EF.Property<string?>(w, "Tag")).Select(w => EF.Property<string?>(w, "Tag")).ToListAsync());

        connection.AssertSent(
            """Scan Widgets filter: Tag = "x" limit: 25""",
            """Scan Widgets filter: Tag = "y" limit: 25""",
            """Scan Widgets filter: Secret = "s" count""",
            "Scan Widgets projection: Tag",
            "Scan Widgets projection: Tag");
    }

    [Fact]
    public async Task An_unknown_property_in_EF_Property_is_an_error_that_names_it()
    {
        await using var connection = local.Connect();
        await using var db = new ThingContext(connection);

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => db.Widgets.Where(w => EF.Property<string?>(w, "Nothing") == "x").ToListAsync());

        Assert.Contains("Nothing", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_attribute_leaves_what_the_initialiser_gave_and_NULL_is_null()
    {
        await using var connection = local.Connect();
        await CreateTableAsync(connection);
        await PutAsync(connection, "missing", new() { ["Count"] = N("1") });
        await PutAsync(connection, "null", new() { ["Count"] = N("1"), ["Colour"] = new AttributeValue { NULL = true }, ["Size"] = new AttributeValue { NULL = true } });
        await using var db = new ThingContext(connection);

        var missing = await db.Widgets.SingleAsync(w => w.Id == "missing");
        var isNull = await db.Widgets.SingleAsync(w => w.Id == "null");

        Assert.Equal(("blue", (int?)5), (missing.Colour, missing.Size));
        Assert.Equal((null, (int?)null), (isNull.Colour, isNull.Size));
        // Queries see what is stored.
        Assert.Equal(2, await db.Widgets.AllowScan().CountAsync(w => w.Colour == null));
        Assert.Equal(0, await db.Widgets.AllowScan().CountAsync(w => w.Colour == "blue"));
        Assert.Equal([null, null], await db.Widgets.AllowScan().Select(w => w.Colour).ToListAsync());
    }

    [Fact]
    public async Task A_missing_required_attribute_is_an_error_that_names_entity_property_and_attribute()
    {
        await using var connection = local.Connect();
        await CreateTableAsync(connection);
        await PutAsync(connection, "w", []);
        await using var db = new ThingContext(connection);

        var entity = await Assert.ThrowsAsync<InvalidOperationException>(() => db.Widgets.SingleAsync(w => w.Id == "w"));
        var value = await Assert.ThrowsAsync<InvalidOperationException>(() => db.Widgets.Where(w => w.Id == "w").Select(w => w.Count).ToListAsync());
        var named = await Assert.ThrowsAsync<InvalidOperationException>(() => db.Gauges.AllowScan().ToListAsync());

        foreach (var error in new[] { entity, value })
        {
            Assert.Contains("'Widget'", error.Message, StringComparison.Ordinal);
            Assert.Contains("property 'Count'", error.Message, StringComparison.Ordinal);
            Assert.Contains("MissingRequired(DynamoDbMissingRequired.UseDefault)", error.Message, StringComparison.Ordinal);
        }

        Assert.Contains("no attribute 'val'", named.Message, StringComparison.Ordinal);
        Assert.Contains("property 'Value'", named.Message, StringComparison.Ordinal);
        Assert.Null(await db.Widgets.Where(w => w.Id == "w").Select(w => (int?)w.Count).SingleAsync());
    }

    [Fact]
    public async Task The_option_reads_a_missing_required_attribute_as_the_default()
    {
        await using var connection = local.Connect();
        await CreateTableAsync(connection);
        await PutAsync(connection, "w", []);
        await using var db = new ThingContext(connection, o => o.MissingRequired(DynamoDbMissingRequired.UseDefault));

        Assert.Equal(0, (await db.Widgets.SingleAsync(w => w.Id == "w")).Count);
        Assert.Equal(0, await db.Widgets.Where(w => w.Id == "w").Select(w => w.Count).SingleAsync());
        Assert.Equal(0, Assert.Single(await db.Gauges.AllowScan().ToListAsync()).Value);
        // A default is no stored value.
        Assert.Equal(0, await db.Widgets.AllowScan().CountAsync(w => w.Count == 0));
        Assert.Equal(1, await db.Widgets.AllowScan().CountAsync(w => w.Count != 0));
    }

    [Fact]
    public async Task An_attribute_of_another_type_is_an_error_that_names_property_and_attribute()
    {
        await using var connection = local.Connect();
        await CreateTableAsync(connection);
        await PutAsync(connection, "bad", new() { ["Count"] = S("three") });
        await using var db = new ThingContext(connection);

        foreach (var read in new Func<Task>[]
        {
            () => db.Widgets.SingleAsync(w => w.Id == "bad"),
            () => db.Widgets.Where(w => w.Id == "bad").Select(w => w.Count).ToListAsync(),
            () => db.Widgets.Where(w => w.Id == "bad" && w.Count + 1 == 4).ToListAsync(),
            () => db.Widgets.Where(w => w.Id == "bad").SumAsync(w => w.Count),
        })
        {
            var error = await Assert.ThrowsAsync<InvalidOperationException>(read);
            Assert.StartsWith("The property 'Widget.Count' of the item could not be read: The attribute 'Count' is stored as S", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_key_of_an_item_that_cannot_be_read_is_told_under_EnableSensitiveDataLogging()
    {
        await using var connection = local.Connect();
        await CreateTableAsync(connection);
        await PutAsync(connection, "bad", new() { ["Count"] = S("three") });
        await PutAsync(connection, "empty", []);
        await using var db = new ThingContext(connection, configure: o => o.EnableSensitiveDataLogging());

        var unreadable = await Assert.ThrowsAsync<InvalidOperationException>(() => db.Widgets.SingleAsync(w => w.Id == "bad"));
        var missing = await Assert.ThrowsAsync<InvalidOperationException>(() => db.Widgets.SingleAsync(w => w.Id == "empty"));

        Assert.Contains("the item with Id = \"bad\" could not be read", unreadable.Message, StringComparison.Ordinal);
        Assert.Contains("The item with Id = \"empty\" read for 'Widget' has no attribute 'Count'", missing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_number_that_does_not_fit_is_an_error_that_names_it()
    {
        await using var connection = local.Connect();
        await CreateTableAsync(connection);
        await PutAsync(connection, "big", new() { ["Count"] = N("3000000000") });
        await PutAsync(connection, "half", new() { ["Count"] = N("1.5") });
        await using var db = new ThingContext(connection);

        Assert.Contains("3000000000", (await Assert.ThrowsAsync<InvalidOperationException>(() => db.Widgets.SingleAsync(w => w.Id == "big"))).Message, StringComparison.Ordinal);
        Assert.Contains("1.5", (await Assert.ThrowsAsync<InvalidOperationException>(() => db.Widgets.SingleAsync(w => w.Id == "half"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Attributes_that_nobody_mapped_are_ignored()
    {
        await using var connection = local.Connect();
        await CreateTableAsync(connection);
        await PutAsync(connection, "w", new() { ["Count"] = N("3"), ["Unmapped"] = new AttributeValue { L = [S("x")] }, ["NotStored"] = N("9") });
        await using var db = new ThingContext(connection);

        var widget = await db.Widgets.SingleAsync(w => w.Id == "w");

        Assert.Equal(3, widget.Count);
        Assert.Equal(0, widget.NotStored);
    }

    [Fact]
    public async Task A_record_is_made_by_its_constructor()
    {
        await using var connection = local.Connect();
        await CreateTableAsync(connection);
        await connection.Client.PutItemAsync(connection.TableNamePrefix + "Gauges", new() { ["Id"] = S("g"), ["val"] = N("4") });
        await using var db = new ThingContext(connection);

        Assert.Equal(new Gauge("g", 4), await db.Gauges.SingleAsync(g => g.Id == "g"));
        Assert.Equal(new Gauge("g", 4), await db.Gauges.AsNoTracking().AllowScan().SingleAsync(g => g.Value == 4));
        connection.AssertSent(
            """PutItem Gauges {Id: "g", val: 4}""", """GetItem Gauges {Id: "g"}""", "Scan Gauges filter: val = 4 limit: 25");
    }

    [Fact]
    public async Task Interceptors_take_part()
    {
        await using var connection = local.Connect();
        await CreateTableAsync(connection);
        await PutAsync(connection, "w", new() { ["Count"] = N("3") });
        var interceptor = new Stamp();
        await using var db = new ThingContext(connection, configure: o => o.AddInterceptors(interceptor));

        var widget = await db.Widgets.SingleAsync(w => w.Id == "w");
        var pair = await db.Widgets.AsNoTracking().Where(w => w.Id == "w").Select(w => new { w, w.Count }).SingleAsync();

        Assert.Equal(["creating Widget", "created 3", "initialised 3", "creating Widget", "created 3", "initialised 3"], interceptor.Seen);
        Assert.Equal(42, widget.NotStored);
        Assert.Equal(42, pair.w.NotStored);
    }

    private static async Task CreateTableAsync(LocalConnection connection)
    {
        await using (var db = new ThingContext(connection))
        {
            await db.Database.EnsureCreatedAsync();
        }

        using var client = connection.CreateUnrecordedClient();
        await client.PutItemAsync(connection.TableNamePrefix + "Gauges", new() { ["Id"] = S("empty") });
        connection.Recorder.Clear();
    }

    private static async Task PutAsync(LocalConnection connection, string id, Dictionary<string, AttributeValue> attributes)
    {
        using var client = connection.CreateUnrecordedClient();
        attributes["Id"] = S(id);
        await client.PutItemAsync(connection.TableNamePrefix + "Widgets", attributes);
    }

    private static AttributeValue S(string text)
        => new(text);

    private static AttributeValue N(string number)
        => new() { N = number };

    private sealed class ThingContext(
        LocalConnection connection,
        Action<DynamoDbDbContextOptionsBuilder>? options = null,
        Action<DbContextOptionsBuilder>? configure = null) : LocalContext(connection, options, configure)
    {
        public DbSet<Widget> Widgets => Set<Widget>();

        public DbSet<Gauge> Gauges => Set<Gauge>();

        protected override void OnModelCreating(ModelBuilder modelBuilder)
        {
            modelBuilder.Entity<Widget>(
                b =>
                {
                    b.ToTable("Widgets");
                    b.HasPartitionKey(w => w.Id);
                    b.Property(w => w.Count);
                    b.Property<string?>("_secret").HasAttributeName("Secret");
                    b.Property<string?>("Tag");
                    b.Property(w => w.Level).HasField("_level").UsePropertyAccessMode(PropertyAccessMode.Field);
                    b.Ignore(w => w.NotStored);
                });
            modelBuilder.Entity<Gauge>(
                b =>
                {
                    b.ToTable("Gauges");
                    b.HasPartitionKey(g => g.Id);
                    b.Property(g => g.Value).HasAttributeName("val");
                });
        }
    }

    private sealed class Widget
    {
        private string? _secret;
        private int? _level;

        private Widget(string id, int count, ThingContext? context)
        {
            Id = id;
            Count = count;
            Context = context;
        }

        public string Id { get; private set; }

        public int Count { get; }

        public ThingContext? Context { get; }

        public string? Colour { get; private set; } = "blue";

        public int? Size { get; set; } = 5;

        public int? Level => _level;

        public int NotStored { get; set; }

        public string? Reveal()
            => _secret;

        internal void Hide(string secret, int level)
            => (_secret, _level) = (secret, level);
    }

    private sealed record Gauge(string Id, int Value);

    private sealed class Stamp : IMaterializationInterceptor
    {
        public List<string> Seen { get; } = [];

        public InterceptionResult<object> CreatingInstance(MaterializationInterceptionData materializationData, InterceptionResult<object> result)
        {
            Seen.Add("creating " + materializationData.EntityType.ClrType.Name);
            return result;
        }

        public object CreatedInstance(MaterializationInterceptionData materializationData, object entity)
        {
            Seen.Add("created " + materializationData.GetPropertyValue<int>(nameof(Widget.Count)));
            return entity;
        }

        public object InitializedInstance(MaterializationInterceptionData materializationData, object instance)
        {
            Seen.Add("initialised " + ((Widget)instance).Count);
            ((Widget)instance).NotStored = 42;
            return instance;
        }
    }
}
