using EFCore.DynamoDb.FunctionalTests.Local;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.FunctionalTests.Query;

/// <summary>Entities as values, lists, and null.</summary>
public class EqualityTests(DynamoDbLocalFixture local) : IClassFixture<DynamoDbLocalFixture>
{
    private static readonly List<Order> Data =
    [
        .. Enumerable.Range(0, 8).Select(
            i => new Order
            {
                CustomerId = "c",
                Number = i,
                Status = i % 2 == 0 ? "Open" : "Closed",
                Total = i * 10,
                Rating = i % 3 == 0 ? null : i % 3,
                Note = i % 4 == 0 ? null : $"n{i % 4}",
                Coupon = i == 1 ? "n1" : null,
            }),
    ];

    [Fact]
    public async Task An_entity_equals_the_entity_of_its_key()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection, Data.Select(Copy));
        var other = new Order { CustomerId = "c", Number = 3, Status = "another object" };
        Order? nothing = null;

        Assert.Equal(3, (await db.Orders.SingleAsync(o => o == other)).Number);
        Assert.Equal(3, (await db.Orders.SingleAsync(o => o.Equals(other))).Number);
        Assert.Equal(3, (await db.Orders.SingleAsync(o => object.Equals(other, o))).Number);
        Assert.Equal(7, await db.Orders.CountAsync(o => o.CustomerId == "c" && o != other));
        Assert.True(await db.Orders.ContainsAsync(other));
        Assert.Empty(await db.Orders.Where(o => o == nothing).ToListAsync());
        Assert.Empty(await db.Orders.Where(o => o == null).ToListAsync());
        Assert.Equal(8, await db.Orders.CountAsync(o => o.CustomerId == "c" && o != null));
        Assert.Equal(8, await db.Orders.CountAsync(o => o.CustomerId == "c" && o != nothing));

        connection.AssertSent(
            """GetItem Orders {CustomerId: "c", Number: 3}""",
            """GetItem Orders {CustomerId: "c", Number: 3}""",
            """GetItem Orders {CustomerId: "c", Number: 3}""",
            """Query Orders key: CustomerId = "c" projection: CustomerId, Number""",
            """GetItem Orders {CustomerId: "c", Number: 3} projection: CustomerId""",
            """Query Orders key: CustomerId = "c" count""",
            """Query Orders key: CustomerId = "c" count""");
    }

    [Fact]
    public async Task Values_that_are_cast_to_object_are_equal_as_values()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection, Data.Select(Copy));
        await using var scanned = new ShopContext(connection, Arranging.Scanned);

        foreach (var source in new[] { db.Orders.Where(o => o.CustomerId == "c"), scanned.Orders })
        {
            Assert.Equal([1, 5], (await source.Where(o => (object?)o.Note == (object)"n1").ToListAsync()).Select(o => o.Number).Order());
            Assert.Equal([2], (await source.Where(o => (object)o.Total == (object)20).ToListAsync()).Select(o => o.Number));
            Assert.Equal([0, 4], (await source.Where(o => (object?)o.Note == null).ToListAsync()).Select(o => o.Number).Order());
        }
    }

    [Fact]
    public async Task A_list_of_entities_contains_those_of_their_keys()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection, Data.Select(Copy));
        await using var scanned = new ShopContext(connection, Arranging.Scanned);
        List<Order> wanted = [Copy(Data[2]), Copy(Data[5]), new() { CustomerId = "x", Number = 1, Status = "" }];

        foreach (var source in new[] { db.Orders.Where(o => o.CustomerId == "c"), scanned.Orders })
        {
            Assert.Equal([2, 5], (await source.Where(o => wanted.Contains(o)).Select(o => o.Number).ToListAsync()).Order());
            Assert.Equal(6, await source.CountAsync(o => !wanted.Contains(o)));
        }
    }

    [Fact]
    public async Task A_list_of_entities_of_a_known_partition_is_a_batch_of_keys()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection, Data.Select(Copy));
        List<Order?> wanted = [Copy(Data[2]), null, Copy(Data[5])];
        List<Order>? none = null;

        Assert.Equal([2, 5], (await db.Orders.Where(o => o.CustomerId == "c" && wanted.Contains(o)).Select(o => o.Number).ToListAsync()).Order());
        Assert.Empty(await db.Orders.Where(o => o.CustomerId == "c" && none!.Contains(o)).ToListAsync());
        Assert.Equal(
            [false, false, true, false, false, true, false, false],
            await db.Orders.Where(o => o.CustomerId == "c").Select(o => wanted.Contains(o)).ToListAsync());
        var scan = await Assert.ThrowsAsync<InvalidOperationException>(() => db.Orders.Where(o => wanted.Contains(o)).ToListAsync());

        Assert.Contains("'CustomerId'", scan.Message, StringComparison.Ordinal);
        connection.AssertSent(
            """BatchGetItem Orders [{CustomerId: "c", Number: 2}, {CustomerId: "c", Number: 5}] projection: Number, CustomerId""",
            """Query Orders key: CustomerId = "c" projection: CustomerId, Number""");
    }

    [Fact]
    public async Task A_list_of_entities_with_a_key_of_one_property_is_a_batch_of_keys()
    {
        await using var connection = local.Connect();
        await connection.ArrangeAsync(new TownContext(connection), new Town { Name = "a" }, new Town { Name = "b" }, new Town { Name = "c" });
        await using var db = new TownContext(connection);
        Town[] wanted = [new() { Name = "c" }, new() { Name = "a" }, new() { Name = "x" }];
        Town[] one = [new() { Name = "b" }];

        Assert.Equal(["a", "c"], (await db.Towns.Where(t => wanted.Contains(t)).ToListAsync()).Select(t => t.Name).Order());
        Assert.Equal("b", (await db.Towns.SingleAsync(t => one.Contains(t))).Name);
        Assert.Equal(1, await db.Towns.AllowScan().CountAsync(t => !wanted.Contains(t)));
        Assert.True(await db.Towns.ContainsAsync(one[0]));
        Assert.False(await db.Towns.ContainsAsync(null!));

        connection.AssertSent(
            """BatchGetItem Towns [{Name: "c"}, {Name: "a"}, {Name: "x"}]""",
            """GetItem Towns {Name: "b"}""",
            """Scan Towns filter: NOT (Name IN ("c", "a", "x")) count""",
            """GetItem Towns {Name: "b"} projection: Name""");
    }

    [Fact]
    public async Task Lists_of_values_of_every_size()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection, Data.Select(Copy));
        await using var scanned = new ShopContext(connection, Arranging.Scanned);
        var compare = new Comparison<Order>(
            Data, o => $"{o.Number}", ("planned", db.Orders.AsNoTracking().Where(o => o.CustomerId == "c")), ("scanned", scanned.Orders.AsNoTracking()));
        List<int> none = [];
        int[] one = [30], many = [10, 30, 10, 999];
        int?[] withNull = [1, null], onlyNull = [null];
        string?[] notes = ["n1", null];
        HashSet<string> statuses = ["Open", "Lost"];
        IEnumerable<int> sequence = Enumerable.Range(0, 150);
        var thousands = Enumerable.Range(0, 3000).ToList();
        IReadOnlyCollection<string> readOnly = ["Closed"];

        await compare.Where(o => none.Contains(o.Total));
        await compare.Where(o => !none.Contains(o.Total));
        await compare.Where(o => one.Contains(o.Total));
        await compare.Where(o => many.Contains(o.Total));
        await compare.Where(o => !many.Contains(o.Total));
        await compare.Where(o => withNull.Contains(o.Rating));
        await compare.Where(o => !withNull.Contains(o.Rating));
        await compare.Where(o => onlyNull.Contains(o.Rating));
        await compare.Where(o => !onlyNull.Contains(o.Rating));
        await compare.Where(o => notes.Contains(o.Note));
        await compare.Where(o => !notes.Contains(o.Note));
        await compare.Where(o => statuses.Contains(o.Status));
        await compare.Where(o => sequence.Contains(o.Total));
        await compare.Where(o => thousands.Contains(o.Total));
        await compare.Where(o => !thousands.Contains(o.Total));
        await compare.Where(o => readOnly.Contains(o.Status));
        await compare.Where(o => many.Contains(o.Number * 10));
        await compare.Where(o => many.Any(m => m == o.Total));
        await compare.Where(o => new[] { "Open", o.Note }.Contains(o.Status));
        await compare.Where(o => new List<int> { 10, 20 }.Contains(o.Total));
        await compare.Where(o => many.Contains(o.Total) || o.Note == null);
        await compare.Where(o => o.Rating != null && one.Contains(o.Rating.Value));
        compare.Verify();
    }

    [Fact]
    public async Task More_than_a_hundred_values_are_asked_in_parts_and_thousands_by_the_client()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection, Data.Select(Copy));
        var hundreds = Enumerable.Range(0, 150).ToArray();
        var thousands = Enumerable.Range(0, 3000).ToArray();

        Assert.Equal(8, (await db.Orders.WithoutIndex().Where(o => o.CustomerId == "c" && hundreds.Contains(o.Total)).ToListAsync()).Count);
        Assert.Equal(2, connection.Recorder.Single.Filter!.Split(" IN ").Length - 1);
        connection.Recorder.Clear();

        Assert.Equal(8, (await db.Orders.WithoutIndex().Where(o => o.CustomerId == "c" && thousands.Contains(o.Total)).ToListAsync()).Count);
        Assert.Null(connection.Recorder.Single.Filter);
        connection.Recorder.Clear();

        // Of keys: a batch has a hundred.
        Assert.Equal(8, (await db.Orders.Where(o => o.CustomerId == "c" && hundreds.Contains(o.Number)).ToListAsync()).Count);
        Assert.Equal(["BatchGetItem", "BatchGetItem"], connection.Recorder.Requests.Select(r => r.Operation));
    }

    [Fact]
    public async Task Null_compares_as_in_CSharp()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection, Data.Select(Copy));
        await using var scanned = new ShopContext(connection, Arranging.Scanned);
        var compare = new Comparison<Order>(
            Data, o => $"{o.Number}", ("planned", db.Orders.AsNoTracking().Where(o => o.CustomerId == "c")), ("scanned", scanned.Orders.AsNoTracking()));
        int? none = null, two = 2;
        string? nothing = null, n1 = "n1";

        await compare.Where(o => o.Rating == none);
        await compare.Where(o => o.Rating != none);
        await compare.Where(o => o.Rating > none);
        await compare.Where(o => !(o.Rating > none));
        await compare.Where(o => !(o.Rating <= none));
        await compare.Where(o => o.Rating == two);
        await compare.Where(o => o.Rating != two);
        await compare.Where(o => !(o.Rating == two));
        await compare.Where(o => !(o.Rating != two));
        await compare.Where(o => o.Rating < two);
        await compare.Where(o => !(o.Rating < two));
        await compare.Where(o => !(o.Rating >= two) && o.Note != n1);
        await compare.Where(o => o.Note == nothing);
        await compare.Where(o => o.Note != nothing);
        await compare.Where(o => o.Note == o.Coupon);
        await compare.Where(o => o.Note != o.Coupon);
        await compare.Where(o => !(o.Note == o.Coupon || o.Rating == none));
        await compare.Where(o => o.Rating.HasValue);
        await compare.Where(o => !o.Rating.HasValue);
        await compare.Where(o => o.Rating.HasValue == (o.Note != null));
        await compare.Where(o => (o.Rating == null) == (o.Note == null));
        await compare.Where(o => o.Rating.GetValueOrDefault() == 0);
        await compare.Where(o => o.Rating.GetValueOrDefault(9) == 9);
        await compare.Where(o => (o.Rating ?? two) == 2);
        await compare.Where(o => (o.Rating + 1) == 2);
        await compare.Where(o => (o.Rating + o.Number) != 5);
        await compare.Where(o => o.Rating * 2 > two);
        await compare.Where(o => (o.Note + "x") == "x");
        await compare.Where(o => (o.Note ?? o.Coupon ?? "none") == "none");
        await compare.Rows(s => s.Select(o => o.Rating > 1));
        await compare.Rows(s => s.Select(o => new { A = o.Rating == two, B = o.Rating + 1, C = o.Note == nothing }));
        await compare.Value(s => s.SumAsync(o => o.Rating), s => s.Sum(o => o.Rating));
        await compare.Value(s => s.MinAsync(o => o.Note), s => s.Min(o => o.Note));
        await compare.Value(s => s.CountAsync(o => o.Rating != two), s => s.Count(o => o.Rating != two));
        compare.Verify();
    }

    [Fact]
    public async Task Equals_knows_its_types()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection, Data.Select(Copy));
        await using var scanned = new ShopContext(connection, Arranging.Scanned);
        var compare = new Comparison<Order>(
            Data, o => $"{o.Number}", ("planned", db.Orders.AsNoTracking().Where(o => o.CustomerId == "c")), ("scanned", scanned.Orders.AsNoTracking()));
        object boxedInt = 10, boxedLong = 10L, text = "Open";
        object? nothing = null;
        var ten = 10L;

        await compare.Where(o => o.Total.Equals(10));
        await compare.Where(o => o.Total.Equals(10L));
        await compare.Where(o => o.Total.Equals(ten));
        await compare.Where(o => o.Total == ten);
        await compare.Where(o => !o.Total.Equals(ten));
        await compare.Where(o => o.Total.Equals(boxedInt));
        await compare.Where(o => o.Total.Equals(boxedLong));
        await compare.Where(o => object.Equals(o.Total, 10));
        await compare.Where(o => object.Equals(o.Total, 10L));
        await compare.Where(o => object.Equals(o.Total, boxedLong));
        await compare.Where(o => object.Equals(boxedInt, o.Total));
        await compare.Where(o => o.Status.Equals(text));
        await compare.Where(o => o.Status.Equals(boxedInt));
        await compare.Where(o => object.Equals(o.Status, "Open"));
        await compare.Where(o => object.Equals(o.Note, null));
        await compare.Where(o => object.Equals(o.Note, nothing));
        await compare.Where(o => object.Equals(o.Rating, nothing));
        await compare.Where(o => o.Rating.Equals(1));
        await compare.Where(o => o.Rating.Equals(null));
        await compare.Where(o => o.Rating.Equals(nothing));
        await compare.Where(o => Equals(o.Rating, o.Number));
        await compare.Where(o => string.Equals(o.Note, o.Coupon));
        await compare.Value(s => s.AllAsync(o => o.Rating > 0), s => s.All(o => o.Rating > 0));
        await compare.Value(s => s.AllAsync(o => o.Rating != 9), s => s.All(o => o.Rating != 9));
        await compare.Value(s => s.AllAsync(o => o.Note == null || o.Note != "x"), s => s.All(o => o.Note == null || o.Note != "x"));
        compare.Verify();
    }

    private static Order Copy(Order o)
        => new()
        {
            CustomerId = o.CustomerId, Number = o.Number, Status = o.Status, Total = o.Total, Note = o.Note, Coupon = o.Coupon, Rating = o.Rating,
        };

    private sealed class TownContext(LocalConnection connection) : LocalContext(connection)
    {
        public DbSet<Town> Towns => Set<Town>();

        protected override void OnModelCreating(ModelBuilder modelBuilder)
            => modelBuilder.Entity<Town>().HasPartitionKey(t => t.Name);
    }

    private sealed class Town
    {
        public required string Name { get; set; }
    }
}
