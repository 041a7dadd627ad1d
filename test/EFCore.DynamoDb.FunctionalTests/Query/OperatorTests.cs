using EFCore.DynamoDb.FunctionalTests.Local;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.FunctionalTests.Query;

/// <summary>
/// Every operator gives what LINQ to Objects gives over the same data, with the planner's requests and, planner off, over a plain scan.
/// </summary>
public class OperatorTests(DynamoDbLocalFixture local) : IClassFixture<DynamoDbLocalFixture>
{
    private static readonly List<Order> Data =
    [
        .. Enumerable.Range(0, 12).Select(
            i => new Order
            {
                CustomerId = i % 4 == 3 ? "d" : "c",
                Number = i,
                Status = i % 3 == 0 ? "Open" : i % 3 == 1 ? "Closed" : "Ärger",
                Total = i * 7 % 5 * 10,
                Note = i % 4 == 0 ? null : i % 4 == 1 ? "" : $"note {i}",
                Coupon = i % 5 == 0 ? "SPRING" : null,
                Rating = i % 3 == 2 ? null : i % 5,
                IsPaid = i % 2 == 0,
                Seal = i % 6 == 0 ? [1, (byte)i] : null,
            }),
    ];

    [Fact]
    public Task Projections()
        => Check(
            Rows(s => s.Where(o => o.CustomerId == "c").Select(o => o.Total)),
            Rows(s => s.Where(o => o.CustomerId == "c").Select(o => new { o.Number, o.Note, Twice = o.Total * 2 })),
            Rows(s => s.Where(o => o.CustomerId == "c").Select(o => new Summary { Name = o.CustomerId + "/" + o.Number, Rating = o.Rating ?? -1 })),
            Rows(s => s.Where(o => o.CustomerId == "c").Select(o => Describe(o.Number, o.Status))),
            Rows(s => s.Where(o => o.CustomerId == "c").Select(o => o.Rating)),
            Rows(s => s.Where(o => o.CustomerId == "c").Select(o => o.Note != null ? o.Note.Length : -1)),
            Rows(s => s.Where(o => o.CustomerId == "c").Select(o => o.IsPaid ? "paid" : o.Status)));

    [Fact]
    public Task Orders()
        => Check(
            Ordered(s => s.Where(o => o.CustomerId == "c").OrderBy(o => o.Number).Select(o => o.Number)),
            Ordered(s => s.Where(o => o.CustomerId == "c").OrderBy(o => o.Status).ThenByDescending(o => o.Number).Select(o => o.Number)),
            Ordered(s => s.Where(o => o.CustomerId == "c").OrderByDescending(o => o.Total).ThenBy(o => o.Number).Select(o => o.Number)),
            Ordered(s => s.Where(o => o.CustomerId == "c").OrderBy(o => o.Rating).ThenBy(o => o.Number).Select(o => o.Number)),
            Ordered(s => s.Where(o => o.CustomerId == "c").OrderBy(o => o.Note).ThenBy(o => o.Number).Select(o => o.Number)),
            Ordered(s => s.Where(o => o.CustomerId == "c").OrderBy(o => o.Total % 20).ThenBy(o => o.Number).Select(o => o.Number)),
            Ordered(s => s.Where(o => o.CustomerId == "c").OrderBy(o => o.Number).OrderBy(o => o.Total).Select(o => o.Number)),
            Ordered(s => s.Where(o => o.CustomerId == "c").OrderBy(o => o.Number).Reverse().Select(o => o.Number)),
            Ordered(s => s.OrderBy(o => o.CustomerId).ThenBy(o => o.Number).Select(o => o.Number)));

    [Fact]
    public Task Limits()
        => Check(
            Ordered(s => s.Where(o => o.CustomerId == "c").OrderBy(o => o.Number).Take(3).Select(o => o.Number)),
            Ordered(s => s.Where(o => o.CustomerId == "c").OrderBy(o => o.Number).Skip(2).Take(3).Select(o => o.Number)),
            Ordered(s => s.Where(o => o.CustomerId == "c").OrderBy(o => o.Number).Skip(4).Select(o => o.Number)),
            Ordered(s => s.Where(o => o.CustomerId == "c").OrderBy(o => o.Total).ThenBy(o => o.Number).Take(4).Select(o => o.Number)),
            Ordered(s => s.Where(o => o.CustomerId == "c").OrderBy(o => o.Number).Take(5).Where(o => o.IsPaid).Select(o => o.Number)),
            Ordered(s => s.Where(o => o.CustomerId == "c").OrderBy(o => o.Number).Take(5).OrderByDescending(o => o.Number).Take(2).Select(o => o.Number)),
            Ordered(s => s.Where(o => o.CustomerId == "c" && o.Note != null).OrderBy(o => o.Number).Take(3).Select(o => o.Number)),
            Ordered(s => s.Where(o => o.CustomerId == "c").OrderBy(o => o.Number).Take(0).Select(o => o.Number)),
            Rows(s => s.Where(o => o.CustomerId == "c").Select(o => o.Status).Distinct()),
            Rows(s => s.Where(o => o.CustomerId == "c").Select(o => new { o.Status, o.IsPaid }).Distinct()),
            Rows(s => s.Where(o => o.CustomerId == "c").Distinct().Select(o => o.Number)),
            Ordered(s => s.Where(o => o.CustomerId == "c").Select(o => o.Status).Distinct().OrderBy(x => x)),
            Rows(s => s.Where(o => o.CustomerId == "c").Select(o => o.Total).Distinct().Where(t => t > 10)));

    [Fact]
    public Task Single_results()
        => Check(
            Value(s => s.Where(o => o.CustomerId == "c").OrderBy(o => o.Number).FirstAsync(), s => s.Where(o => o.CustomerId == "c").OrderBy(o => o.Number).First(), o => o.Number),
            Value(s => s.Where(o => o.CustomerId == "c").OrderBy(o => o.Number).LastAsync(), s => s.Where(o => o.CustomerId == "c").OrderBy(o => o.Number).Last(), o => o.Number),
            Value(s => s.Where(o => o.CustomerId == "c").LastAsync(o => o.IsPaid), s => s.Where(o => o.CustomerId == "c").OrderBy(o => o.Number).Last(o => o.IsPaid), o => o.Number),
            Value(s => s.SingleAsync(o => o.CustomerId == "c" && o.Number == 5), s => s.Single(o => o.CustomerId == "c" && o.Number == 5), o => o.Number),
            Value(s => s.FirstOrDefaultAsync(o => o.CustomerId == "nobody"), s => s.FirstOrDefault(o => o.CustomerId == "nobody"), o => o?.Number),
            Value(s => s.Where(o => o.CustomerId == "c").OrderBy(o => o.Number).ElementAtAsync(2), s => s.Where(o => o.CustomerId == "c").OrderBy(o => o.Number).ElementAt(2), o => o.Number),
            Value(s => s.Where(o => o.CustomerId == "c").OrderBy(o => o.Number).ElementAtOrDefaultAsync(99), s => s.Where(o => o.CustomerId == "c").OrderBy(o => o.Number).ElementAtOrDefault(99), o => o?.Number));

    [Fact]
    public Task Aggregates()
        => Check(
            Value(s => s.Where(o => o.CustomerId == "c").CountAsync(), s => s.Count(o => o.CustomerId == "c"), x => x),
            Value(s => s.Where(o => o.CustomerId == "c").LongCountAsync(o => o.IsPaid), s => s.LongCount(o => o.CustomerId == "c" && o.IsPaid), x => x),
            Value(s => s.Where(o => o.CustomerId == "c").OrderBy(o => o.Number).Take(4).CountAsync(), s => s.Where(o => o.CustomerId == "c").Take(4).Count(), x => x),
            Value(s => s.Where(o => o.CustomerId == "c").AnyAsync(o => o.Total > 30), s => s.Any(o => o.CustomerId == "c" && o.Total > 30), x => x),
            Value(s => s.Where(o => o.CustomerId == "c").AllAsync(o => o.Total >= 0), s => s.Where(o => o.CustomerId == "c").All(o => o.Total >= 0), x => x),
            Value(s => s.Where(o => o.CustomerId == "c").AllAsync(o => o.IsPaid), s => s.Where(o => o.CustomerId == "c").All(o => o.IsPaid), x => x),
            Value(s => s.Where(o => o.CustomerId == "c").Select(o => o.Total).ContainsAsync(30), s => s.Where(o => o.CustomerId == "c").Select(o => o.Total).Contains(30), x => x),
            Value(s => s.Where(o => o.CustomerId == "c").SumAsync(o => o.Total), s => s.Where(o => o.CustomerId == "c").Sum(o => o.Total), x => x),
            Value(s => s.Where(o => o.CustomerId == "c").SumAsync(o => o.Rating), s => s.Where(o => o.CustomerId == "c").Sum(o => o.Rating), x => x),
            Value(s => s.Where(o => o.CustomerId == "c").AverageAsync(o => o.Total), s => s.Where(o => o.CustomerId == "c").Average(o => o.Total), x => x),
            Value(s => s.Where(o => o.CustomerId == "c").AverageAsync(o => o.Rating), s => s.Where(o => o.CustomerId == "c").Average(o => o.Rating), x => x),
            Value(s => s.Where(o => o.CustomerId == "c").MaxAsync(o => o.Total), s => s.Where(o => o.CustomerId == "c").Max(o => o.Total), x => x),
            Value(s => s.Where(o => o.CustomerId == "c").MinAsync(o => o.Rating), s => s.Where(o => o.CustomerId == "c").Min(o => o.Rating), x => x),
            Value(s => s.Where(o => o.CustomerId == "c").MaxAsync(o => o.Note), s => s.Where(o => o.CustomerId == "c").Max(o => o.Note), x => x),
            Value(s => s.Where(o => o.CustomerId == "nobody").SumAsync(o => o.Total), s => 0, x => x),
            Value(s => s.Where(o => o.CustomerId == "nobody").MaxAsync(o => (int?)o.Total), s => (int?)null, x => x));

    [Fact]
    public Task Predicates()
    {
        var (status, none, five) = ("Open", (string?)null, 5);
        int?[] ratings = [1, null, 3];
        string[] statuses = ["Open", "Ärger"];
        return Check(
            Filter(o => o.Status == status),
            Filter(o => o.Status != status),
            Filter(o => o.Note == none),
            Filter(o => o.Note != none),
            Filter(o => o.Note != "note 2"),
            Filter(o => o.Coupon == null && o.Note != null),
            Filter(o => o.Rating > 1),
            Filter(o => !(o.Rating > 1)),
            Filter(o => o.Rating.HasValue && o.Rating.Value < 3),
            Filter(o => o.Rating == null),
            Filter(o => o.Rating != 3),
            Filter(o => o.Number == o.Rating),
            Filter(o => o.Rating != o.Total),
            Filter(o => o.Note == o.Coupon),
            Filter(o => o.Number > o.Total),
            Filter(o => o.IsPaid),
            Filter(o => !o.IsPaid && o.Number > five),
            Filter(o => o.IsPaid == true || o.Total < 10),
            Filter(o => o.IsPaid ^ o.Total > 10),
            Filter(o => statuses.Contains(o.Status)),
            Filter(o => !statuses.Contains(o.Status)),
            Filter(o => ratings.Contains(o.Rating)),
            Filter(o => o.Status.StartsWith("O")),
            Filter(o => o.Status.Contains("lo")),
            Filter(o => o.Note != null && o.Note.StartsWith("note 1")),
            Filter(o => o.Note != null && o.Note.Contains("")),
            Filter(o => o.Status.EndsWith("n")),
            Filter(o => o.Status.ToUpper() == "OPEN"),
            Filter(o => o.Status.Length > 4),
            Filter(o => string.IsNullOrEmpty(o.Note)),
            Filter(o => !string.IsNullOrEmpty(o.Note)),
            Filter(o => string.Compare(o.Status, "Open") >= 0),
            Filter(o => o.Status.CompareTo("P") > 0),
            Filter(o => (o.Rating ?? 0) + o.Number > 5),
            Filter(o => o.Total / 10 == 2 || o.Number % 4 == 1),
            Filter(o => (long)o.Total > 20L),
            Filter(o => o.Total > 19.5),
            Filter(o => (o.Note ?? "x") == "x"),
            Filter(o => o.Seal != null && o.Seal.Length == 2),
            Filter(o => (o.IsPaid ? o.Total : o.Number) > 8),
            Filter(o => o.Status.Equals("Open")),
            Filter(o => object.Equals(o.Rating, 1)),
            Filter(o => Math.Abs(o.Total - 20) < 5),
            Filter(o => o.Number.ToString() == "7"),
            Filter(o => new[] { 1, 2, 3 }.Contains(o.Number)));
    }

    private static string Describe(int number, string status)
        => $"{number}:{status}";

    private async Task Check(params Case[] cases)
    {
        await using var connection = local.Connect();
        await using var planned = await ShopContext.CreateAsync(connection, Data.Select(Copy));
        await using var scanned = new ShopContext(connection, o => o.UsePlanner(false).AllowScans());

        var wrong = new List<string>();
        for (var i = 0; i < cases.Length; i++)
        {
            var expected = cases[i].Expected(Data.AsQueryable());
            foreach (var (how, source) in new[] { ("planned", planned.Orders.AsNoTracking().AllowScan()), ("scanned", scanned.Orders.AsNoTracking()) })
            {
                string actual;
                try
                {
                    actual = await cases[i].Actual(source);
                }
                catch (InvalidOperationException e)
                {
                    actual = e.Message;
                }

                if (actual != expected)
                {
                    wrong.Add($"case {i} {how}\n  expected {expected}\n  actual   {actual}");
                }
            }
        }

        Assert.True(wrong.Count == 0, string.Join("\n", wrong));

        static Order Copy(Order o)
            => new()
            {
                CustomerId = o.CustomerId, Number = o.Number, Status = o.Status, Total = o.Total, Note = o.Note, Coupon = o.Coupon,
                Rating = o.Rating, IsPaid = o.IsPaid, Seal = o.Seal,
            };
    }

    private static Case Filter(System.Linq.Expressions.Expression<Func<Order, bool>> predicate)
        => new(
            $"{predicate}: ",
            s => Join(s.AsEnumerable().Where(predicate.Compile()).Select(o => o.Number).Order()),
            async s => Join((await s.Where(predicate).Select(o => o.Number).ToListAsync()).Order()));

    private static Case Rows<T>(Func<IQueryable<Order>, IQueryable<T>> query)
        => new(
            string.Empty,
            s => Join(query(s).AsEnumerable().Select(x => Text(x)).Order(StringComparer.Ordinal)),
            async s => Join((await query(s).ToListAsync()).Select(x => Text(x)).Order(StringComparer.Ordinal)));

    private static Case Ordered<T>(Func<IQueryable<Order>, IQueryable<T>> query)
        => new(string.Empty, s => Join(query(s).AsEnumerable()), async s => Join(await query(s).ToListAsync()));

    private static Case Value<T, TShown>(Func<IQueryable<Order>, Task<T>> actual, Func<IQueryable<Order>, T> expected, Func<T, TShown> show)
        => new(string.Empty, s => Text(show(expected(s))), async s => Text(show(await actual(s))));

    private static string Join<T>(IEnumerable<T> values)
        => string.Join(" | ", values.Select(v => Text(v)));

    private static string Text<T>(T value)
        => value is null ? "null" : value.ToString()!;

    private sealed record Case(string Name, Func<IQueryable<Order>, string> Expect, Func<IQueryable<Order>, Task<string>> Run)
    {
        public string Expected(IQueryable<Order> source)
            => Name + Expect(source);

        public async Task<string> Actual(IQueryable<Order> source)
            => Name + await Run(source);
    }

    private sealed class Summary
    {
        public string? Name { get; set; }

        public int Rating { get; set; }

        public override string ToString()
            => $"{Name} {Rating}";
    }
}
