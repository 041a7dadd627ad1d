using System.Linq.Expressions;
using EFCore.DynamoDb.FunctionalTests.Local;
using EFCore.DynamoDb.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.FunctionalTests.Query;

/// <summary>Expressions over values mean what C# means by them, in predicates and in projections.</summary>
public class ScalarTests(DynamoDbLocalFixture local) : IClassFixture<DynamoDbLocalFixture>
{
    private static readonly List<Probe> Data =
    [
        .. Enumerable.Range(0, 9).Select(
            i => new Probe
            {
                Box = "p",
                Number = i,
                Small = i * 13 % 7 - 3,
                Large = int.MaxValue - i,
                Big = i * 4_000_000_000L,
                Price = i * 1.25m,
                Ratio = i / 4.0,
                Flag = i % 3 == 0,
                Letter = (char)('a' + i % 4),
                Text = i switch { 0 => "", 1 => "Apple", 2 => "apple pie", 3 => "ÄPFEL", 4 => "banana", _ => $"item {i}" },
                Maybe = i % 4 == 0 ? null : i,
                MaybeText = i % 3 == 1 ? null : $"t{i}",
                Colour = (Colour)(i % 3),
                MaybeColour = i % 2 == 0 ? null : (Colour)(i % 3),
                At = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddHours(i * 7),
                Id = new Guid(i, 0, 0, new byte[8]),
            }),
    ];

    [Fact]
    public async Task A_value_that_stands_in_for_null_is_compared_on_the_server()
    {
        await using var connection = local.Connect();
        await connection.ArrangeAsync(new ProbeContext(connection), Data.Select(Copy));
        await using var db = new ProbeContext(connection);
        var five = 5;
        Expression<Func<Probe, bool>>[] predicates =
        [
            p => (p.Maybe ?? 1) < five,
            p => (p.Maybe ?? 1) < 5,
            p => (p.Maybe ?? 7) < 5,
            p => (p.MaybeText ?? "none") == "none",
            p => "none" != (p.MaybeText ?? "none"),
            p => (p.MaybeText ?? "none") != "t2",
            p => p.Maybe.GetValueOrDefault() == 0,
            p => !(p.Maybe.GetValueOrDefault(3) >= 3),
            p => (p.MaybeColour ?? Colour.Red) == Colour.Red,
        ];
        foreach (var predicate in predicates)
        {
            Assert.Equal(
                Data.Where(predicate.Compile()).Select(p => p.Number),
                await db.Set<Probe>().Where(p => p.Box == "p").Where(predicate).Select(p => p.Number).ToListAsync());
        }

        Assert.Equal(
            [
                """Maybe < 5 OR attribute_not_exists(Maybe) OR attribute_type(Maybe, "NULL") projection: Number, Maybe""",
                """Maybe < 5 OR attribute_not_exists(Maybe) OR attribute_type(Maybe, "NULL") projection: Number""",
                """Maybe < 5 projection: Number""",
                """MaybeText = "none" OR attribute_not_exists(MaybeText) OR attribute_type(MaybeText, "NULL") projection: Number""",
                """attribute_exists(MaybeText) AND NOT attribute_type(MaybeText, "NULL") AND MaybeText <> "none" projection: Number""",
                """MaybeText <> "t2" projection: Number""",
                """Maybe = 0 OR attribute_not_exists(Maybe) OR attribute_type(Maybe, "NULL") projection: Number""",
                """NOT (Maybe >= 3) AND attribute_exists(Maybe) AND NOT attribute_type(Maybe, "NULL") projection: Number""",
                """MaybeColour = 0 OR attribute_not_exists(MaybeColour) OR attribute_type(MaybeColour, "NULL") projection: Number""",
            ],
            connection.Recorder.Texts.Select(t => t[(t.IndexOf("filter: ", StringComparison.Ordinal) + 8)..]));
    }

    [Fact]
    public Task Text()
        => Check(
            async c =>
            {
                var (part, empty) = ("pp", "");
                await c.Where(p => p.Text.StartsWith("app"));
                await c.Where(p => p.Text.StartsWith(empty));
                await c.Where(p => !p.Text.StartsWith("app"));
                await c.Where(p => p.Text.EndsWith("e"));
                await c.Where(p => p.Text.Contains(part));
                await c.Where(p => p.Text.Contains('p'));
                await c.Where(p => p.Text.Contains("PP", StringComparison.OrdinalIgnoreCase));
                await c.Where(p => p.Text.StartsWith("a", StringComparison.OrdinalIgnoreCase));
                await c.Where(p => p.Text.Length == 5);
                await c.Where(p => p.Text.Length > p.Number);
                await c.Where(p => p.Text == "");
                await c.Where(p => string.IsNullOrEmpty(p.Text));
                await c.Where(p => string.IsNullOrEmpty(p.MaybeText));
                await c.Where(p => string.IsNullOrWhiteSpace(p.MaybeText));
                await c.Where(p => p.Text.ToUpper() == "APPLE");
                await c.Where(p => p.Text.ToLower().StartsWith("apple"));
                await c.Where(p => p.Text.Trim().Length > 5);
                await c.Where(p => p.Text.Substring(0, 0) == "");
                await c.Where(p => p.Text.IndexOf("p") == 1);
                await c.Where(p => p.Text.Replace("p", "q") == "aqqle qie");
                await c.Where(p => string.CompareOrdinal(p.Text, "b") < 0);
                await c.Where(p => string.Compare(p.Text, "b", StringComparison.Ordinal) < 0);
                await c.Where(p => p.Text + p.Number == "banana4");
                await c.Where(p => string.Concat(p.Text, "!") == "Apple!");
                await c.Where(p => $"{p.Text}{p.Number}" == "banana4");
                await c.Where(p => p.Text.Equals("apple", StringComparison.OrdinalIgnoreCase));
                await c.Where(p => string.Equals(p.Text, "Apple"));
                await c.Where(p => p.Text != "" && p.Text[0] == 'b');
                await c.Where(p => (p.MaybeText ?? "none").Length == 4);
                await c.Where(p => p.MaybeText != null && p.MaybeText.EndsWith("2"));
                await c.Where(p => "Apple, banana".Contains(p.Text));
                await c.Where(p => "x apple pie y".StartsWith(p.Text) || p.Text == "Apple");
                await c.Rows(s => s.Select(p => p.Text.ToUpper() + ":" + p.Text.Length));
                await c.Rows(s => s.Select(p => new { p.Number, Upper = p.MaybeText == null ? "-" : p.MaybeText.ToUpper() }));
                await c.Ordered(s => s.OrderBy(p => p.Text.Length).ThenBy(p => p.Number).Select(p => p.Text));
            });

    [Fact]
    public Task Numbers()
        => Check(
            async c =>
            {
                var (seven, half) = (7L, 0.5);
                await c.Where(p => p.Small / 2 == 1);
                await c.Where(p => p.Small / 2 == -1);
                await c.Where(p => p.Small % 2 == -1);
                await c.Where(p => p.Large + p.Number < 0);
                await c.Where(p => p.Large + 1 < 0);
                await c.Where(p => p.Large + 1L > int.MaxValue);
                await c.Where(p => -p.Small == 3);
                await c.Where(p => p.Big > int.MaxValue);
                await c.Where(p => p.Big == 4000000000);
                await c.Where(p => (int)p.Big == 0);
                await c.Where(p => p.Number > seven);
                await c.Where(p => p.Number == half * 4);
                await c.Where(p => p.Ratio > half);
                await c.Where(p => p.Ratio == 1);
                await c.Where(p => p.Price >= 2.5m && p.Price < 6);
                await c.Where(p => p.Price * 2 == 5);
                await c.Where(p => (double)p.Price > 3.1);
                await c.Where(p => p.Price > p.Number);
                await c.Where(p => Math.Abs(p.Small) == 2);
                await c.Where(p => Math.Max(p.Number, 5) == 5);
                await c.Where(p => Math.Round(p.Ratio) == 1);
                await c.Where(p => (p.Number & 1) == 1);
                await c.Where(p => (p.Number | 1) == 5);
                await c.Where(p => (p.Number ^ 1) == 5);
                await c.Where(p => ~p.Number == -3);
                await c.Where(p => p.Number << 1 == 6);
                await c.Where(p => p.Maybe + p.Number > 5);
                await c.Where(p => p.Maybe * 2 == p.Number * 2);
                await c.Where(p => p.Maybe / 2 == 1);
                await c.Where(p => p.Number >= 2 && p.Number <= 4 || p.Number == 7);
                await c.Where(p => 3 < p.Number);
                await c.Where(p => p.Number == p.Big);
                await c.Where(p => p.Number < p.Maybe + 1);
                await c.Where(p => p.Big >= p.Number);
                await c.Where(p => p.Ratio == p.Number);
                await c.Where(p => p.Letter == 'b');
                await c.Where(p => p.Letter > 'b');
                await c.Where(p => p.Letter + 1 == 'c');
                await c.Where(p => "ac".Contains(p.Letter));
                await c.Where(p => new[] { 'a', 'c' }.Contains(p.Letter));
                await c.Where(p => p.Number.Equals(3));
                await c.Where(p => p.Number.CompareTo(3) > 0);
                await c.Rows(s => s.Select(p => new { Sum = p.Small + p.Big, Half = p.Number / 2.0, Third = p.Number / 3, Rest = p.Maybe % 3 }));
                await c.Value(s => s.SumAsync(p => p.Big), s => s.Sum(p => p.Big));
                await c.Value(s => s.AverageAsync(p => p.Price), s => s.Average(p => p.Price));
                await c.Value(s => s.SumAsync(p => p.Small * p.Number), s => s.Sum(p => p.Small * p.Number));
                await c.Value(s => s.MaxAsync(p => p.Ratio), s => s.Max(p => p.Ratio));
            });

    [Fact]
    public Task Conditions()
        => Check(
            async c =>
            {
                var (yes, no) = (true, false);
                await c.Where(p => p.Flag);
                await c.Where(p => !p.Flag);
                await c.Where(p => p.Flag == yes);
                await c.Where(p => p.Flag != no);
                await c.Where(p => p.Flag == (p.Number > 3));
                await c.Where(p => p.Flag ? p.Number > 4 : p.Number < 3);
                await c.Where(p => (p.Number > 4 ? p.Text : p.MaybeText) == "t0");
                await c.Where(p => (p.Number > 6 ? 3 : p.Number > 3 ? 2 : 1) == 2);
                await c.Where(p => (p.Maybe ?? -1) == -1);
                await c.Where(p => (p.Maybe == null ? 0 : p.Maybe.Value) > 4);
                await c.Where(p => (p.MaybeText ?? p.Text) == "Apple");
                await c.Where(p => yes);
                await c.Where(p => no);
                await c.Where(p => yes || p.Number == 1);
                await c.Where(p => no || p.Number == 1);
                await c.Where(p => yes && p.Number == 1);
                await c.Where(p => p.Flag & p.Number > 3);
                await c.Where(p => p.Flag | p.Number > 6);
                await c.Where(p => p.Flag ^ p.Number > 6);
                await c.Where(p => !(p.Flag && p.Number > 3) || !(p.Number < 7));
                await c.Where(p => !!p.Flag);
                await c.Where(p => (p.Number == 1) != (p.Text == "Apple"));
                await c.Rows(s => s.Select(p => p.Flag ? p.Maybe : null));
                await c.Rows(s => s.Select(p => p.Maybe.HasValue ? p.Maybe.Value.ToString() : "none"));
                await c.Rows(s => s.Select(p => p.Number > 3 && !p.Flag));
                await c.Ordered(s => s.OrderByDescending(p => p.Flag ? p.Number : -p.Number).Select(p => p.Number));
            });

    [Fact]
    public Task Aggregates_of_every_type()
        => Check(
            async c =>
            {
                await c.Value(s => s.SumAsync(p => p.Price), s => s.Sum(p => p.Price));
                await c.Value(s => s.SumAsync(p => p.Ratio), s => s.Sum(p => p.Ratio));
                await c.Value(s => s.SumAsync(p => (float)p.Ratio), s => s.Sum(p => (float)p.Ratio));
                await c.Value(s => s.SumAsync(p => (long?)p.Maybe), s => s.Sum(p => (long?)p.Maybe));
                await c.Value(s => s.AverageAsync(p => p.Number), s => s.Average(p => p.Number));
                await c.Value(s => s.AverageAsync(p => p.Big), s => s.Average(p => p.Big));
                await c.Value(s => s.AverageAsync(p => p.Maybe), s => s.Average(p => p.Maybe));
                await c.Value(s => s.AverageAsync(p => (decimal?)p.Maybe), s => s.Average(p => (decimal?)p.Maybe));
                await c.Value(s => s.AverageAsync(p => (float)p.Number), s => s.Average(p => (float)p.Number));
                await c.Value(s => s.MaxAsync(p => p.Text.Length), s => s.Max(p => p.Text.Length));
                await c.Value(s => s.MaxAsync(p => p.Id), s => s.Max(p => p.Id));
                await c.Value(s => s.MinAsync(p => p.At), s => s.Min(p => p.At));
                await c.Value(s => s.MaxAsync(p => p.Flag), s => s.Max(p => p.Flag));
                await c.Value(s => s.MaxAsync(p => p.MaybeColour), s => s.Max(p => p.MaybeColour));
                await c.Value(s => s.MinAsync(p => p.Letter), s => s.Min(p => p.Letter));
                await c.Value(s => s.Where(p => p.Number < 0).SumAsync(p => p.Maybe), s => s.Where(p => p.Number < 0).Sum(p => p.Maybe));
                await c.Value(s => s.Where(p => p.Number < 0).MaxAsync(p => p.MaybeText), s => s.Where(p => p.Number < 0).Max(p => p.MaybeText));
                await c.Value(s => s.Where(p => p.Number < 0).AverageAsync(p => p.Maybe), s => s.Where(p => p.Number < 0).Average(p => p.Maybe));
                await c.Value(s => s.LongCountAsync(), s => s.LongCount());
                await c.Rows(s => s.Select(p => new { p.Small, p.Flag, p.Letter, p.Colour, p.MaybeColour, p.Maybe, p.MaybeText, p.Text, p.At, p.Id }).Distinct());
                await c.Ordered(s => s.Select(p => new { A = p.Flag, B = p.Letter, C = p.Colour, D = p.Number % 2, E = 1, F = 2, G = 3, H = p.Number % 3, I = p.Flag })
                    .Distinct().OrderBy(x => x.A).ThenBy(x => x.B).ThenBy(x => x.C).ThenBy(x => x.D).ThenBy(x => x.H).Skip(1));
            });

    [Fact]
    public Task Enums_times_and_guids()
        => Check(
            async c =>
            {
                var (green, noon, guid) = (Colour.Green, new DateTime(2026, 1, 1, 14, 0, 0, DateTimeKind.Utc), new Guid(3, 0, 0, new byte[8]));
                Colour? none = null;
                Colour[] some = [Colour.Red, Colour.Blue];
                await c.Where(p => p.Colour == green);
                await c.Where(p => p.Colour == Colour.Blue);
                await c.Where(p => p.Colour != Colour.Blue && p.Number > 2);
                await c.Where(p => p.Colour > Colour.Red);
                await c.Where(p => (int)p.Colour == 2);
                await c.Where(p => p.MaybeColour == none);
                await c.Where(p => p.MaybeColour != green);
                await c.Where(p => p.MaybeColour == p.Colour);
                await c.Where(p => some.Contains(p.Colour));
                await c.Where(p => p.Colour.ToString() == "Red");
                await c.Where(p => p.Colour.HasFlag(Colour.Blue));
                await c.Where(p => p.At == noon);
                await c.Where(p => p.At > noon);
                await c.Where(p => p.At.Hour == 14);
                await c.Where(p => p.At.Date == noon.Date);
                await c.Where(p => p.At.AddDays(1) > noon.AddDays(2));
                await c.Where(p => p.At - noon > TimeSpan.FromHours(5));
                await c.Where(p => p.Id == guid);
                await c.Where(p => p.Id != guid);
                await c.Rows(s => s.Select(p => new { p.Colour, p.At.Year, p.Id }));
                await c.Ordered(s => s.OrderByDescending(p => p.At).Select(p => p.Number));
                await c.Ordered(s => s.OrderBy(p => p.Colour).ThenByDescending(p => p.Number).Select(p => p.Number));
                await c.Value(s => s.MaxAsync(p => p.At), s => s.Max(p => p.At));
                await c.Value(s => s.MinAsync(p => p.Colour), s => s.Min(p => p.Colour));
            });

    [Fact]
    public async Task Overflow_in_a_checked_context_is_an_error_as_in_CSharp()
    {
        await using var connection = local.Connect();
        await connection.ArrangeAsync(new ProbeContext(connection), Data.Select(Copy));
        await using var db = new ProbeContext(connection);

        await Assert.ThrowsAsync<OverflowException>(() => db.Probes.Where(p => p.Box == "p" && checked(p.Large + 5) > 0).ToListAsync());
        await Assert.ThrowsAsync<OverflowException>(() => db.Probes.Where(p => p.Box == "p").SumAsync(p => p.Large));
        await Assert.ThrowsAsync<DivideByZeroException>(() => db.Probes.Where(p => p.Box == "p" && 1 / p.Number > 5).ToListAsync());
    }

    private async Task Check(Func<Comparison<Probe>, Task> queries)
    {
        await using var connection = local.Connect();
        await connection.ArrangeAsync(new ProbeContext(connection), Data.Select(Copy));
        await using var planned = new ProbeContext(connection);
        await using var scanned = new ProbeContext(connection, Arranging.Scanned);
        var compare = new Comparison<Probe>(
            Data,
            p => $"{p.Number}",
            ("planned", planned.Probes.AsNoTracking().Where(p => p.Box == "p")),
            ("scanned", scanned.Probes.AsNoTracking()));
        await queries(compare);
        compare.Verify();
    }

    private static Probe Copy(Probe p)
        => new()
        {
            Box = p.Box, Number = p.Number, Small = p.Small, Large = p.Large, Big = p.Big, Price = p.Price, Ratio = p.Ratio, Flag = p.Flag, Letter = p.Letter, Text = p.Text,
            Maybe = p.Maybe, MaybeText = p.MaybeText, Colour = p.Colour, MaybeColour = p.MaybeColour, At = p.At, Id = p.Id,
        };

    private sealed class ProbeContext(LocalConnection connection, Action<DynamoDbDbContextOptionsBuilder>? options = null)
        : LocalContext(connection, options)
    {
        public DbSet<Probe> Probes => Set<Probe>();

        protected override void OnModelCreating(ModelBuilder modelBuilder)
            => modelBuilder.Entity<Probe>(
                b =>
                {
                    b.ToTable("Probes");
                    b.HasPartitionKey(p => p.Box);
                    b.HasSortKey(p => p.Number);
                });
    }

    internal enum Colour
    {
        Red,
        Green,
        Blue,
    }

    internal sealed class Probe
    {
        public required string Box { get; set; }

        public int Number { get; set; }

        public int Small { get; set; }

        public int Large { get; set; }

        public long Big { get; set; }

        public decimal Price { get; set; }

        public double Ratio { get; set; }

        public bool Flag { get; set; }

        public char Letter { get; set; }

        public required string Text { get; set; }

        public int? Maybe { get; set; }

        public string? MaybeText { get; set; }

        public Colour Colour { get; set; }

        public Colour? MaybeColour { get; set; }

        public DateTime At { get; set; }

        public Guid Id { get; set; }
    }
}
