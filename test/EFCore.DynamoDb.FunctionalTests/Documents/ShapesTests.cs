using System.ComponentModel.DataAnnotations.Schema;
using System.Text.Json;
using System.Text.Json.Nodes;
using Amazon.DynamoDBv2.Model;
using EFCore.DynamoDb.FunctionalTests.Local;
using EFCore.DynamoDb.FunctionalTests.Query;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace EFCore.DynamoDb.FunctionalTests.Documents;

/// <summary>Collections and documents that are properties: in which form they are stored, that they are read again, and what a change sends.</summary>
public class ShapesTests(DynamoDbLocalFixture local) : IClassFixture<DynamoDbLocalFixture>
{
    private static readonly Dictionary<string, AttributeValue> Key = new() { ["Id"] = new("a") };

    [Fact]
    public async Task Every_shape_is_stored_in_its_form_and_read_again()
    {
        await using var connection = local.Connect();
        await connection.ArrangeAsync(new ShelfContext(connection), Sample());

        Assert.Equal(
            """
            {Amounts: L [N 250, NULL], Anything: M {bytes: B AQI=, flag: BOOL True, list: L [N 1, S x, NULL], many: SS [a, b], map: M {deep: N 0.5}, none: NULL, text: S },
            Array: L [S x, S y], Boxes: M {big: M {Lid: M {Color: S red}, Made: N 10, Parts: L [M {Color: S blue}], State: S closed, Tags: SS [t], W: N 3}, no: NULL, small: M {Made: N 0, Parts: L [], State: S closed, W: N 1}},
            Collection: L [N 1], Empties: M {list: L [], map: M {}, text: S }, EmptyList: L [], EmptyMap: M {}, EmptyText: S ,
            Id: S a, Json: M {a: L [N 1.50, NULL, BOOL True], b: S x}, JsonArray: L [N 1], JsonDocument: L [M {}], JsonObject: M {x: N 2},
            Lists: L [L [N 1, N 2], L []], Maps: M {a: M {b: N 1}}, Moments: L [N 1, N 2], Names: SS [n], NoJson: NULL,
            Points: M {p: M {X: N 1, Y: N 2}}, ReadOnly: L [N 7], Seats: L [M {No: N 1, Row: S a}], Sets: L [SS [s], NULL], Sizes: NS [1, 2], Stacks: M {s: L [M {Color: S green}]},
            VersionMap: M {v: L [S 3.4]}, Versions: L [S 1.2]}
            """.ReplaceLineEndings(" "),
            ItemText.Of((await connection.StoredItemAsync("Shelves", Key))!));

        await using var db = new ShelfContext(connection);
        var shelf = await db.Shelves.SingleAsync(s => s.Id == "a");
        Assert.Equal(ItemText.Of(db.ToAttributeMap(Sample())), ItemText.Of(db.ToAttributeMap(shelf)));
        Assert.Equal([new Money(2.5m, "CHF"), null], shelf.Amounts);
        Assert.Equal(["x", "y"], shelf.Array);
        Assert.Equal([DateTime.UnixEpoch.AddSeconds(1), DateTime.UnixEpoch.AddSeconds(2)], shelf.Moments);
        Assert.Equal(["n"], shelf.Names);
        Assert.Equal([1, 2], shelf.Sizes.Order());
        Assert.Equal([], shelf.Sets[1]);
        Assert.Equal(("red", 3, DateTime.UnixEpoch.AddSeconds(10)), (shelf.Boxes["big"]!.Lid!.Color, shelf.Boxes["big"]!.Width, shelf.Boxes["big"]!.Made));
        Assert.Equal(("closed", true), (shelf.Boxes["small"]!.State, shelf.Boxes["small"]!.Lid is null));
        Assert.Null(shelf.Boxes["no"]);
        Assert.Equal(new Point(1, 2), shelf.Points["p"]);
        Assert.Equal((new Version(1, 2), new Version(3, 4)), (shelf.Versions[0], shelf.VersionMap["v"][0]));
        Assert.Equal([new Seat(1, "a")], shelf.Seats);
        Assert.Equal("green", shelf.Stacks["s"].Single().Color);
        Assert.Equal(1.5m, shelf.Json.GetProperty("a")[0].GetDecimal());
        Assert.Equal(JsonValueKind.Null, shelf.NoJson.ValueKind);
        Assert.Equal(2, (int)shelf.JsonObject!["x"]!);
        Assert.Equal("", shelf.Anything["text"]);
        Assert.Equal([1L, "x", null], Assert.IsType<List<object?>>(shelf.Anything["list"]));
        Assert.Equal(0.5m, Assert.IsType<Dictionary<string, object?>>(shelf.Anything["map"])["deep"]);
        Assert.Equal(0, await db.SaveChangesAsync());
    }

    [Fact]
    public async Task What_changes_inside_is_seen_and_sent_by_its_path()
    {
        await using var connection = local.Connect();
        await connection.ArrangeAsync(new ShelfContext(connection), Sample());
        await using var db = new ShelfContext(connection);
        var shelf = await db.Shelves.SingleAsync(s => s.Id == "a");
        connection.Recorder.Clear();

        await SaveAsync(() => shelf.Boxes["big"]!.Lid!.Color = "black", "SET Boxes.big.Lid.Color = \"black\" if: attribute_type(Boxes.big.Lid, \"M\")");
        await SaveAsync(() => shelf.Boxes.Remove("no"), "REMOVE Boxes.no if: attribute_type(Boxes, \"M\")");
        await SaveAsync(() => shelf.Amounts.Add(new Money(1, "CHF")), "SET Amounts = list_append(Amounts, [100]) if: size(Amounts) = 2");
        await SaveAsync(() => shelf.Anything["flag"] = 2, "SET Anything.flag = 2 if: attribute_type(Anything, \"M\")");
        await SaveAsync(() => ((List<object?>)shelf.Anything["list"]!).Add("z"), "SET Anything.list = list_append(Anything.list, [\"z\"]) if: size(Anything.list) = 3");
        await SaveAsync(() => shelf.JsonObject!["y"] = "new", "SET JsonObject.y = \"new\" if: attribute_type(JsonObject, \"M\")");
        await SaveAsync(() => shelf.Json = JsonSerializer.SerializeToElement(new { a = 1 }), "SET Json.a = 1 REMOVE Json.b if: attribute_type(Json, \"M\")");
        await SaveAsync(() => shelf.Sizes.Add(3), "ADD Sizes N<3> if: attribute_exists(Id)");
        shelf.Anything["flag"] = 2m;
        shelf.Json = JsonSerializer.SerializeToElement(new { a = 1.0 });
        shelf.Moments[0] = shelf.Moments[0].AddMilliseconds(3);
        Assert.Equal(0, await db.SaveChangesAsync());

        async Task SaveAsync(Action change, string request)
        {
            change();
            Assert.Equal(1, await db.SaveChangesAsync());
            connection.AssertSent($$"""UpdateItem Shelves {Id: "a"} {{request}} on failure: ALL_OLD""");
            await using var fresh = new ShelfContext(connection);
            Assert.Equal(
                ItemText.Of(db.ToAttributeMap(shelf)), ItemText.Of(fresh.ToAttributeMap(await fresh.Shelves.SingleAsync(s => s.Id == "a"))));
            connection.Recorder.Clear();
        }
    }

    [Fact]
    public async Task A_saved_collection_has_the_values_that_are_stored()
    {
        await using var connection = local.Connect();
        await connection.ArrangeAsync(new ShelfContext(connection));
        await using var db = new ShelfContext(connection);
        var shelf = Sample();
        shelf.Moments = [DateTime.UnixEpoch.AddSeconds(1.5)];
        shelf.Times = [DateTime.UnixEpoch.AddSeconds(5).ToLocalTime()];
        db.Add(shelf);
        await db.SaveChangesAsync();

        Assert.Equal([DateTime.UnixEpoch.AddSeconds(1)], shelf.Moments);
        Assert.Equal(DateTimeKind.Utc, shelf.Times.Single().Kind);
        Assert.Equal(0, await db.SaveChangesAsync());
    }

    [Fact]
    public async Task Elements_are_found_by_their_stored_values()
    {
        await using var connection = local.Connect();
        await connection.ArrangeAsync(new ShelfContext(connection), Sample());
        await using var db = new ShelfContext(connection);
        var (amount, moment) = (new Money(2.5m, "CHF"), DateTime.UnixEpoch.AddSeconds(2));

        Assert.Equal(1, await db.Shelves.AllowScan().CountAsync(s => s.Amounts.Contains(amount)));
        Assert.Equal(1, await db.Shelves.AllowScan().CountAsync(s => s.Moments.Contains(moment)));
        Assert.Equal(1, await db.Shelves.AllowScan().CountAsync(s => s.Boxes["big"]!.Width == 3));
        Assert.Equal(0, await db.Shelves.AllowScan().CountAsync(s => s.Boxes.ContainsKey("none")));
        Assert.Equal(0, await db.Shelves.AllowScan().CountAsync(s => s.Boxes["none"]!.Width == 3 || s.Maps["none"]["x"] == 0));
        Assert.Equal(1, await db.Shelves.AllowScan().CountAsync(s => s.Maps["a"]["b"] == 1 && s.Points["p"].Y == 2 && s.Maps["a"]["none"] != 0));
        Assert.Equal("red", await db.Shelves.Where(s => s.Id == "a").Select(s => s.Boxes["big"]!.Lid!.Color).SingleAsync());
        Assert.Equal(1, await db.Shelves.AllowScan().CountAsync(s => s.JsonObject != null));
    }

    [Fact]
    public async Task What_is_in_a_dictionary_and_cannot_be_stored_is_refused()
    {
        await using var connection = local.Connect();
        await connection.ArrangeAsync(new ShelfContext(connection));
        await using var db = new ShelfContext(connection);
        var shelf = Sample();
        shelf.Anything["bad"] = new object();
        db.Add(shelf);
        var error = await Assert.ThrowsAsync<DbUpdateException>(() => db.SaveChangesAsync());
        Assert.Contains("'Shelf.Anything' cannot be stored: it holds a Object", error.Message, StringComparison.Ordinal);

        shelf.Anything.Remove("bad");
        shelf.Stacks["s"] = [new SpecialLid { Color = "x", Extra = 1 }];
        error = await Assert.ThrowsAsync<DbUpdateException>(() => db.SaveChangesAsync());
        Assert.Contains("it holds a SpecialLid where a Lid is mapped", error.Message, StringComparison.Ordinal);
        Assert.Empty(connection.Recorder.Texts);
    }

    private static Shelf Sample()
        => new()
        {
            Id = "a",
            Array = ["x", "y"],
            Amounts = [new Money(2.5m, "CHF"), null],
            Moments = [DateTime.UnixEpoch.AddSeconds(1), DateTime.UnixEpoch.AddSeconds(2)],
            Collection = [1],
            ReadOnly = [7],
            Names = new HashSet<string> { "n" },
            Sizes = new HashSet<int> { 1, 2 },
            Lists = [[1, 2], []],
            Sets = [["s"], []],
            Maps = { ["a"] = new Dictionary<string, int> { ["b"] = 1 } },
            Boxes =
            {
                ["big"] = new Box(3) { Made = DateTime.UnixEpoch.AddSeconds(10), Tags = ["t"], Lid = new Lid { Color = "red" }, Parts = [new Lid { Color = "blue" }] },
                ["small"] = new Box(1) { Made = DateTime.UnixEpoch },
                ["no"] = null,
            },
            Points = { ["p"] = new Point(1, 2) },
            Stacks = { ["s"] = [new Lid { Color = "green" }] },
            Anything =
            {
                ["text"] = "", ["flag"] = true, ["none"] = null, ["bytes"] = new byte[] { 1, 2 }, ["list"] = new object?[] { 1, "x", null },
                ["many"] = new HashSet<string> { "a", "b" }, ["map"] = new Dictionary<string, double> { ["deep"] = 0.5 },
            },
            Empties = { ["text"] = "", ["list"] = new List<int>(), ["map"] = new Dictionary<string, object?>() },
            Json = JsonDocument.Parse("""{"a":[1.50,null,true],"b":"x"}""").RootElement,
            JsonDocument = JsonDocument.Parse("[{}]"),
            JsonObject = new JsonObject { ["x"] = 2 },
            JsonArray = new JsonArray(1),
            NoJson = JsonDocument.Parse("null").RootElement,
            Versions = [new Version(1, 2)],
            VersionMap = { ["v"] = [new Version(3, 4)] },
            Seats = [new Seat(1, "a")],
        };
}

internal sealed class ShelfContext(LocalConnection connection) : LocalContext(connection)
{
    public DbSet<Shelf> Shelves => Set<Shelf>();

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
        => configurationBuilder.DefaultTypeMapping<Version>().HasConversion<VersionConverter>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
        => modelBuilder.Entity<Shelf>(
            b =>
            {
                b.PrimitiveCollection(s => s.Amounts).ElementType(
                    e => e.HasConversion(new ValueConverter<Money, int>(
                        m => (int)(m.Amount * 100), c => new Money(c / 100m, "CHF"))));
                b.Property(s => s.Moments).HasUnixTimestamp(TimestampUnit.Seconds);
            });
}

internal sealed class VersionConverter() : ValueConverter<Version, string>(v => v.ToString(), t => Version.Parse(t));

internal sealed class Shelf
{
    public required string Id { get; set; }

    public string[] Array { get; set; } = [];

    public List<Money?> Amounts { get; set; } = [];

    public List<DateTime> Moments { get; set; } = [];

    public HashSet<DateTime> Times { get; set; } = [];

    public ICollection<int> Collection { get; set; } = [];

    public IReadOnlyList<int> ReadOnly { get; set; } = [];

    public IReadOnlySet<string> Names { get; set; } = new HashSet<string>();

    public ISet<int> Sizes { get; set; } = new HashSet<int>();

    public IList<int[]> Lists { get; set; } = [];

    public List<HashSet<string>> Sets { get; set; } = [];

    public Dictionary<string, Dictionary<string, int>> Maps { get; set; } = [];

    public Dictionary<string, Box?> Boxes { get; set; } = [];

    public IDictionary<string, Point> Points { get; set; } = new Dictionary<string, Point>();

    public Dictionary<string, List<Lid>> Stacks { get; set; } = [];

    public Dictionary<string, object?> Anything { get; set; } = [];

    public Dictionary<string, object?> Empties { get; set; } = [];

    public List<Version> Versions { get; set; } = [];

    public Dictionary<string, List<Version>> VersionMap { get; set; } = [];

    public Seat[] Seats { get; set; } = [];

    public string EmptyText { get; set; } = "";

    public List<string> EmptyList { get; set; } = [];

    public Dictionary<string, string> EmptyMap { get; set; } = [];

    public JsonElement Json { get; set; }

    public JsonElement NoJson { get; set; }

    public JsonDocument? JsonDocument { get; set; }

    public JsonObject? JsonObject { get; set; }

    public JsonArray? JsonArray { get; set; }
}

internal sealed class Box(int width)
{
    [Column("W")]
    public int Width { get; } = width;

    [UnixTimestamp(TimestampUnit.Seconds)]
    public required DateTime Made { get; init; }

    public HashSet<string> Tags { get; set; } = [];

    public List<Lid> Parts { get; set; } = [];

    public Lid? Lid { get; set; }

    public string? State { get; set; } = "closed";

    [NotMapped]
    public Version? Version { get; set; }

    public int Area => Width * Width;
}

internal class Lid
{
    public required string Color { get; set; }
}

internal sealed class SpecialLid : Lid
{
    public int Extra { get; set; }
}

internal readonly record struct Point(int X, int Y);
