using EFCore.DynamoDb.FunctionalTests.Local;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.FunctionalTests.Query;

/// <summary>Operators after operators, in every order, and projections of every shape.</summary>
public class CompositionTests(DynamoDbLocalFixture local) : IClassFixture<DynamoDbLocalFixture>
{
    private static readonly List<Order> Data =
    [
        .. Enumerable.Range(0, 10).Select(
            i => new Order
            {
                CustomerId = "c",
                Number = i,
                Status = i % 2 == 0 ? "Open" : "Closed",
                Total = i * 7 % 4 * 10,
                Rating = i % 3 == 0 ? null : i % 3,
                Note = i % 4 == 0 ? null : $"n{i % 4}",
                IsPaid = i > 5,
                Seal = i % 5 == 0 ? null : [1, (byte)(i % 2)],
            }),
    ];

    [Fact]
    public Task Limits_after_limits()
        => Check(
            async c =>
            {
                await c.Ordered(s => s.OrderBy(o => o.Number).Take(5).Take(3).Select(o => o.Number));
                await c.Ordered(s => s.OrderBy(o => o.Number).Take(3).Take(5).Select(o => o.Number));
                await c.Ordered(s => s.OrderBy(o => o.Number).Skip(2).Skip(3).Select(o => o.Number));
                await c.Ordered(s => s.OrderBy(o => o.Number).Take(5).Skip(2).Select(o => o.Number));
                await c.Ordered(s => s.OrderBy(o => o.Number).Skip(2).Take(5).Skip(1).Take(2).Select(o => o.Number));
                await c.Ordered(s => s.OrderBy(o => o.Number).Skip(3).Where(o => o.IsPaid).Take(2).Select(o => o.Number));
                await c.Ordered(s => s.OrderBy(o => o.Number).Take(6).OrderByDescending(o => o.Total).ThenBy(o => o.Number).Skip(1).Select(o => o.Number));
                await c.Ordered(s => s.OrderBy(o => o.Number).Take(6).Reverse().Take(2).Select(o => o.Number));
                await c.Ordered(s => s.OrderBy(o => o.Number).Reverse().Skip(2).Take(2).Select(o => o.Number));
                await c.Ordered(s => s.OrderByDescending(o => o.Number).Take(4).OrderBy(o => o.Number).Select(o => o.Number));
                await c.Ordered(s => s.OrderBy(o => o.Number).Skip(20).Select(o => o.Number));
                await c.Ordered(s => s.OrderBy(o => o.Number).Take(int.MaxValue).Select(o => o.Number));
                await c.Ordered(s => s.OrderBy(o => o.Number).Skip(2).Take(int.MaxValue).Select(o => o.Number));
                await c.Value(s => s.OrderBy(o => o.Number).Take(3).CountAsync(), s => s.Take(3).Count());
                await c.Value(s => s.OrderBy(o => o.Number).Skip(3).CountAsync(), s => s.Skip(3).Count());
                await c.Value(s => s.OrderBy(o => o.Number).Take(3).CountAsync(o => o.Number > 1), s => s.Take(3).Count(o => o.Number > 1));
                await c.Value(s => s.OrderBy(o => o.Number).Skip(9).AnyAsync(), s => s.Skip(9).Any());
                await c.Value(s => s.OrderBy(o => o.Number).Skip(10).AnyAsync(), s => s.Skip(10).Any());
                await c.Value(s => s.OrderBy(o => o.Number).Take(4).SumAsync(o => o.Total), s => s.Take(4).Sum(o => o.Total));
                await c.Value(s => s.OrderBy(o => o.Number).Take(4).LastAsync(), s => s.Take(4).Last());
                await c.Value(s => s.OrderBy(o => o.Number).Skip(4).LastAsync(), s => s.Skip(4).Last());
                await c.Value(s => s.OrderBy(o => o.Number).Skip(4).FirstAsync(o => o.IsPaid), s => s.Skip(4).First(o => o.IsPaid));
                await c.Value(s => s.OrderBy(o => o.Number).Take(0).FirstOrDefaultAsync(), s => s.Take(0).FirstOrDefault());
                await c.Value(s => s.OrderBy(o => o.Number).Take(3).AllAsync(o => o.Number < 3), s => s.Take(3).All(o => o.Number < 3));
                await c.Value(s => s.OrderBy(o => o.Number).Take(3).MaxAsync(o => o.Number), s => s.Take(3).Max(o => o.Number));
            });

    [Fact]
    public Task Distinct_before_and_after_everything()
        => Check(
            async c =>
            {
                await c.Rows(s => s.Select(o => o.Rating).Distinct());
                await c.Rows(s => s.Select(o => o.Note).Distinct());
                await c.Rows(s => s.Select(o => new { o.Status, o.Rating }).Distinct());
                await c.Ordered(s => s.Select(o => new { o.Status, o.Rating }).Distinct().OrderBy(x => x.Status).ThenBy(x => x.Rating).Skip(1).Take(3));
                await c.Rows(s => s.Select(o => o.Total / 20).Distinct().Where(x => x > 0));
                await c.Rows(s => s.Select(o => o.Total).Distinct().Select(x => x + 1));
                await c.Rows(s => s.OrderBy(o => o.Number).Take(5).Select(o => o.Status).Distinct());
                await c.Rows(s => s.Select(o => new { o.Status, Big = o.Total > 10 }).Distinct().Where(x => x.Big).Select(x => x.Status));
                await c.Value(s => s.Select(o => o.Status).Distinct().CountAsync(), s => s.Select(o => o.Status).Distinct().Count());
                await c.Value(s => s.Select(o => o.Rating).Distinct().CountAsync(r => r == null), s => s.Select(o => o.Rating).Distinct().Count(r => r == null));
                await c.Value(s => s.Select(o => o.Total).Distinct().SumAsync(), s => s.Select(o => o.Total).Distinct().Sum());
                await c.Value(s => s.Select(o => o.Total).Distinct().MaxAsync(), s => s.Select(o => o.Total).Distinct().Max());
                await c.Value(s => s.Select(o => o.Note).Distinct().AnyAsync(n => n == "n3"), s => s.Select(o => o.Note).Distinct().Any(n => n == "n3"));
                await c.Value(s => s.Select(o => o.Note).Distinct().OrderBy(n => n).LastAsync(), s => s.Select(o => o.Note).Distinct().OrderBy(n => n).Last());
                await c.Rows(s => s.Distinct().Where(o => o.IsPaid));
                await c.Rows(s => s.Select(o => new { o, o.Status }).Distinct().Select(x => x.o.Number));
                await c.Rows(s => s.Select(o => o.Total).Distinct().Distinct());
            });

    [Fact]
    public Task Operators_after_projections()
        => Check(
            async c =>
            {
                await c.Rows(s => s.Select(o => new { o.Number, Twice = o.Total * 2 }).Where(x => x.Twice > 20));
                await c.Ordered(s => s.Select(o => new { o.Number, Twice = o.Total * 2 }).OrderByDescending(x => x.Twice).ThenBy(x => x.Number));
                await c.Rows(s => s.Select(o => new { Inner = new { o.Number, o.Status }, o.Total }).Where(x => x.Inner.Status == "Open").Select(x => x.Inner.Number + x.Total));
                await c.Rows(s => s.Select(o => new Pair { First = o.Number, Second = o.Total }).Where(p => p.Second == 10));
                await c.Rows(s => s.Select(o => o.Total).Where(t => t > 10).Select(t => t.ToString()));
                await c.Rows(s => s.Select(o => new { Order = o }).Where(x => x.Order.IsPaid).Select(x => x.Order.Number));
                await c.Rows(s => s.Select(o => new { Order = o }).Select(x => x.Order).Where(o => o.Rating == 2));
                await c.Ordered(s => s.Select(o => o.Number).OrderBy(n => -n).Take(3));
                await c.Ordered(s => s.Select(o => o.Number).Order().Skip(8));
                await c.Ordered(s => s.Select(o => o.Number).OrderDescending().Take(2));
                await c.Value(s => s.Select(o => o.Total).SumAsync(), s => s.Select(o => o.Total).Sum());
                await c.Value(s => s.Select(o => o.Total).CountAsync(t => t == 10), s => s.Select(o => o.Total).Count(t => t == 10));
                await c.Value(s => s.Select(o => o.Rating).MaxAsync(), s => s.Select(o => o.Rating).Max());
                await c.Value(s => s.Select(o => o.Note).ContainsAsync(null), s => s.Select(o => o.Note).Contains(null));
                await c.Value(s => s.Select(o => o.Note).ContainsAsync("n9"), s => s.Select(o => o.Note).Contains("n9"));
                await c.Value(s => s.Where(o => o.Total < 0).Select(o => o.Number).FirstOrDefaultAsync(), s => s.Where(o => o.Total < 0).Select(o => o.Number).FirstOrDefault());
                await c.Value(s => s.Where(o => o.Total < 0).Select(o => o.Note).FirstOrDefaultAsync(), s => s.Where(o => o.Total < 0).Select(o => o.Note).FirstOrDefault());
                await c.Value(s => s.Where(o => o.Total < 0).Select(o => new { o.Number }).FirstOrDefaultAsync(), s => s.Where(o => o.Total < 0).Select(o => new { o.Number }).FirstOrDefault());
                await c.Value(s => s.Where(o => o.Number == 3).Select(o => o.Rating).SingleAsync(), s => s.Where(o => o.Number == 3).Select(o => o.Rating).Single());
                await c.Value(s => s.Where(o => o.Number == 3).AverageAsync(o => (double?)o.Rating), s => s.Where(o => o.Number == 3).Average(o => (double?)o.Rating));
            });

    [Fact]
    public Task Projections_of_every_shape()
        => Check(
            async c =>
            {
                var suffix = "!";
                await c.Rows(s => s.Select(o => new Pair(o.Number) { Second = o.Total }));
                await c.Rows(s => s.Select(o => new Point(o.Number, o.Note)));
                await c.Rows(s => s.Select(o => ValueTuple.Create(o.Number, o.Note)));
                await c.Rows(s => s.Select(o => Tuple.Create(o.Number, o.Status)));
                await c.Rows(s => s.Select(o => new[] { o.Number, o.Total }));
                await c.Rows(s => s.Select(o => new List<string?> { o.Status, o.Note }));
                await c.Rows(s => s.Select(o => new KeyValuePair<int, string>(o.Number, o.Status)));
                await c.Rows(s => s.Select(o => o.Status + suffix + o.Number));
                await c.Rows(s => s.Select(o => $"{o.Status}-{o.Number:000}-{o.Rating}"));
                await c.Rows(s => s.Select(o => (object)o.Number));
                await c.Rows(s => s.Select(o => (long)o.Number));
                await c.Rows(s => s.Select(o => (int?)o.Number));
                await c.Rows(s => s.Select(o => o.Rating ?? o.Number));
                await c.Rows(s => s.Select(o => o.Seal));
                await c.Rows(s => s.Select(o => o.Seal == null ? -1 : o.Seal.Length));
                await c.Rows(s => s.Select(o => new { Length = o.Note == null ? (int?)null : o.Note.Length }));
                await c.Rows(s => s.Select(o => o.IsPaid ? o : null));
                await c.Rows(s => s.Select(o => new { o, Same = o }).Select(x => x.o == x.Same));
                await c.Rows(s => s.Select(o => 5));
                await c.Rows(s => s.Select(o => suffix));
                await c.Rows(s => s.Select(o => new { }));
                await c.Rows(s => s.Select(o => Twice(o.Number)));
                await c.Rows(s => s.Select(o => string.Concat(o.Status, "/", o.Note)));
                await c.Rows(s => s.Select(o => Show(o)));
                await c.Rows(s => s.Select(o => new { Shown = Show(o), o.Number }));
                await c.Rows(s => s.Cast<object>().Select(o => o.GetType().Name));
                await c.Rows(s => s.OfType<object>().Select(o => 1));
            });

    [Fact]
    public Task Orders_by_anything()
        => Check(
            async c =>
            {
                await c.Ordered(s => s.OrderBy(o => o.IsPaid).ThenByDescending(o => o.Number).Select(o => o.Number));
                await c.Ordered(s => s.OrderBy(o => 1).ThenBy(o => o.Number).Select(o => o.Number));
                await c.Ordered(s => s.OrderBy(o => o.Status == "Open").ThenBy(o => o.Number).Select(o => o.Number));
                await c.Ordered(s => s.OrderBy(o => o.Note == null).ThenBy(o => o.Note).ThenBy(o => o.Number).Select(o => o.Number));
                await c.Ordered(s => s.OrderByDescending(o => o.Rating).ThenBy(o => o.Number).Select(o => o.Number));
                await c.Ordered(s => s.OrderBy(o => o.CustomerId).ThenBy(o => o.Number).Select(o => o.Number));
                await c.Ordered(s => s.OrderBy(o => o.CustomerId).ThenByDescending(o => o.Number).Take(3).Select(o => o.Number));
                await c.Ordered(s => s.OrderBy(o => o.Number).Where(o => o.IsPaid).Select(o => o.Number));
                await c.Ordered(s => s.OrderBy(o => o.Total).OrderBy(o => o.Status).ThenBy(o => o.Number).Select(o => o.Number));
                await c.Ordered(s => s.OrderBy(o => Twice(o.Number) % 6).ThenBy(o => o.Number).Select(o => o.Number));
                await c.Ordered(s => s.OrderBy(o => o.Rating ?? 9).ThenBy(o => o.Number).Select(o => o.Number));
                await c.Ordered(s => s.OrderBy(o => o.Number).Select(o => new { o.Number }).Where(x => x.Number > 3).Take(2));
            });

    [Fact]
    public Task Binaries()
        => Check(
            async c =>
            {
                byte[] seal = [1, 1];
                byte[]? none = null;
                byte[][] seals = [[1, 0], [9]];
                await c.Rows(s => s.Where(o => o.Seal != null && o.Seal[1] == 1));
                await c.Rows(s => s.Where(o => o.Seal != null && o.Seal.SequenceEqual(seal)));
                await c.Rows(s => s.Where(o => o.Seal == none));
                await c.Rows(s => s.Where(o => o.Seal != null && o.Seal.Length == 2));
            });

    [Fact]
    public async Task Binaries_are_equal_by_content()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection, Data.Select(Copy));
        await using var scanned = new ShopContext(connection, Arranging.Scanned);
        byte[] seal = [1, 1];
        byte[][] seals = [[1, 0], [9]];

        foreach (var source in new[] { db.Orders.Where(o => o.CustomerId == "c"), scanned.Orders })
        {
            Assert.Equal([1, 3, 7, 9], (await source.Where(o => o.Seal == seal).Select(o => o.Number).ToListAsync()).Order());
            Assert.Equal([0, 2, 4, 5, 6, 8], (await source.Where(o => o.Seal != seal).Select(o => o.Number).ToListAsync()).Order());
            Assert.Equal([2, 4, 6, 8], (await source.Where(o => seals.Contains(o.Seal)).Select(o => o.Number).ToListAsync()).Order());
            Assert.Equal(3, (await source.Select(o => o.Seal).Distinct().ToListAsync()).Count);
        }
    }

    [Fact]
    public async Task Every_terminal_of_EF_Core()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection, Data.Select(Copy));
        var query = db.Orders.AsNoTracking().Where(o => o.CustomerId == "c" && o.Number < 3);
        var seen = new List<int>();

        Assert.Equal([0, 1, 2], (await query.ToArrayAsync()).Select(o => o.Number));
        Assert.Equal("Closed", (await query.ToDictionaryAsync(o => o.Number))[1].Status);
        Assert.Equal("Closed", (await query.ToDictionaryAsync(o => o.Number, o => o.Status))[1]);
        Assert.Equal(["Closed", "Open"], (await query.Select(o => o.Status).ToHashSetAsync()).Order());
        await query.ForEachAsync(o => seen.Add(o.Number));
        Assert.Equal([0, 1, 2], seen);
        await query.AsTracking().LoadAsync();
        Assert.Equal(3, db.Orders.Local.Count);
        Assert.Equal(6, connection.Recorder.Requests.Count);
    }

    private async Task Check(Func<Comparison<Order>, Task> queries)
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection, Data.Select(Copy));
        await using var scanned = new ShopContext(connection, Arranging.Scanned);
        var compare = new Comparison<Order>(
            Data,
            o => $"order {o.Number}",
            ("planned", db.Orders.AsNoTracking().Where(o => o.CustomerId == "c")),
            ("whole table", db.Orders.AsNoTracking().AllowScan()),
            ("scanned", scanned.Orders.AsNoTracking()));
        await queries(compare);
        compare.Verify();
    }

    private static int Twice(int number)
        => number * 2;

    private static string Show(Order order)
        => $"{order.Number} {order.Status}";

    private static Order Copy(Order o)
        => new()
        {
            CustomerId = o.CustomerId, Number = o.Number, Status = o.Status, Total = o.Total, Note = o.Note, Rating = o.Rating, IsPaid = o.IsPaid,
            Seal = o.Seal,
        };

    private sealed record Point(int X, string? Name);

    private sealed record Pair
    {
        public Pair()
        {
        }

        public Pair(int first)
            => First = first;

        public int First { get; set; }

        public int Second { get; set; }
    }
}
