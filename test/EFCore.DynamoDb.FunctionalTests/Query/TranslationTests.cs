using System.Globalization;
using System.Linq.Expressions;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using EFCore.DynamoDb.FunctionalTests.Local;
using EFCore.DynamoDb.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.FunctionalTests.Query;

/// <summary>
/// .NET's functions in predicates and projections, with the planner and as a scan: what they say in memory, and null where they would fail for a null.
/// </summary>
public class TranslationTests(DynamoDbLocalFixture local) : IClassFixture<DynamoDbLocalFixture>
{
    private static readonly List<Cell> Data =
    [
        new()
        {
            Id = 1, Text = "Seattle", Other = "att", Int = 8, Long = 8, Short = -8, Byte = 8, Float = 8.5f, Double = 8.6, Decimal = 8.6m, Bool = true, Letter = 'S',
            At = new DateTime(1998, 5, 4, 15, 30, 10, 123, 456, DateTimeKind.Utc), Offset = new DateTimeOffset(1998, 5, 4, 15, 30, 10, TimeSpan.Zero),
            Day = new DateOnly(2020, 2, 29), Time = new TimeOnly(15, 30, 10, 123), Span = new TimeSpan(1, 2, 3, 4, 5), Key = new Guid("DF36F493-463F-4123-83F9-6B135DEEB7BA"),
            Bytes = [0xDE, 0xAD, 0xBE, 0xEF], Rights = Rights.Read | Rights.Write,
        },
        new()
        {
            Id = 2, Text = "", Other = "", Int = 0, Long = 0, Short = 0, Byte = 0, Float = 0, Double = 0, Decimal = 0, Bool = false, Letter = ' ',
            At = new DateTime(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc), Offset = new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero), Day = new DateOnly(2000, 1, 1),
            Time = new TimeOnly(0, 0), Span = TimeSpan.Zero, Key = Guid.Empty, Bytes = [], Rights = Rights.None,
        },
        new()
        {
            Id = 3, Text = "  Zürich %_\n", Other = "Z", Int = -9, Long = -9_000_000_000, Short = 9, Byte = 255, Float = -9.5f, Double = -9.5, Decimal = -9.5m, Bool = false, Letter = 'z',
            At = new DateTime(2024, 12, 31, 23, 59, 59, 999, DateTimeKind.Utc), Offset = new DateTimeOffset(1969, 12, 31, 23, 59, 59, TimeSpan.Zero),
            Day = new DateOnly(1990, 11, 10), Time = new TimeOnly(23, 59, 59), Span = new TimeSpan(0, -3, -4), Key = new Guid("B39A6FBA-9026-4D69-828E-FD7068673E57"),
            Bytes = [1, 2, 3, 4, 5, 6, 7, 8, 9], Rights = Rights.Own,
        },
        new() { Id = 4 },
    ];

    [Fact]
    public Task Strings()
        => CheckAsync(
            async c =>
            {
                var (text, nothing, letter) = ("att", (string?)null, 'e');
                await c.Passes(x => x.Text!.Length > 6);
                await c.Passes(x => x.Text!.ToUpper() == "SEATTLE");
                await c.Passes(x => x.Text!.ToLowerInvariant() == "seattle");
                await c.Passes(x => x.Text!.Contains(text));
                await c.Passes(x => x.Text!.Contains(x.Other!));
                await c.Passes(x => text.Contains(x.Other!));
                await c.Passes(x => x.Text!.Contains(letter));
                await c.Passes(x => x.Text!.Contains("ATT", StringComparison.OrdinalIgnoreCase));
                await c.Passes(x => x.Text!.StartsWith(x.Other!, StringComparison.Ordinal));
                await c.Passes(x => x.Text!.StartsWith('S'));
                await c.Passes(x => x.Text!.EndsWith("LE", StringComparison.OrdinalIgnoreCase));
                await c.Passes(x => x.Text!.EndsWith(letter));
                await c.Passes(x => x.Text!.IndexOf("a", StringComparison.Ordinal) == 2);
                await c.Passes(x => x.Text!.Length > 4 && x.Text.IndexOf('t', 4) == 4);
                await c.Passes(x => x.Text!.Replace("Sea", x.Other, StringComparison.Ordinal) == "atttle");
                await c.Passes(x => x.Text!.Replace('S', 'R') == "Reattle");
                await c.Passes(x => x.Text!.Trim() == "Zürich %_");
                await c.Passes(x => x.Text!.TrimStart('S', 'e') == "attle");
                await c.Passes(x => x.Text!.PadLeft(9, '-') == "--Seattle");
                await c.Passes(x => x.Text!.Length > 2 && x.Text.Substring(1, 2) == "ea");
                await c.Passes(x => x.Text!.Length > 2 && x.Text[1] == 'e');
                await c.Passes(x => x.Text!.Length > 2 && x.Text.Remove(2) == "Se");
                await c.Passes(x => x.Text!.Insert(0, ">") == ">Seattle");
                await c.Passes(x => string.IsNullOrEmpty(x.Text), onNull: true);
                await c.Passes(x => !string.IsNullOrWhiteSpace(x.Text));
                await c.Passes(x => string.Compare(x.Text, "Seattle", StringComparison.Ordinal) >= 0, onNull: false);
                await c.Passes(x => string.Equals(x.Text, "SEATTLE", StringComparison.OrdinalIgnoreCase));
                await c.Passes(x => x.Text!.Equals(x.Other, StringComparison.OrdinalIgnoreCase), onNull: true);
                await c.Passes(x => x.Text + x.Other == "Seattleatt");
                await c.Passes(x => x.Text + x.Int == "Seattle8");
                await c.Passes(x => string.Concat(x.Text, "-", x.Other) == "Seattle-att");
                await c.Passes(x => string.Join('|', new[] { x.Text, nothing, "b" }) == "Seattle||b");
                await c.Passes(x => string.Join("|", new object?[] { x.Text, x.Int }) == "Seattle|8");
                await c.Passes(x => $"{x.Text}/{x.Int}" == "Seattle/8");
                await c.Passes(x => x.Text!.FirstOrDefault() == 'S');
                await c.Passes(x => x.Text!.Last() == 'e');
                await c.Passes(x => x.Text!.Any(l => l == 'ü'));
                await c.Passes(x => x.Text!.Count(l => l == 't') == 2);
                await c.Passes(x => x.Text!.Split(new[] { 't' }).Length == 3);
                await c.Passes(x => Regex.IsMatch(x.Text!, "^S.*e$"));
                await c.Passes(x => Regex.IsMatch("Seattle", x.Other!));
                await c.Passes(x => char.IsUpper(x.Letter!.Value));
                await c.Passes(x => char.ToLower(x.Letter!.Value, CultureInfo.InvariantCulture) == 's');
                await c.Passes(x => x.Letter == 'S' || x.Letter > 'y');
                await c.Gives(x => x.Text!.ToUpper());
                await c.Gives(x => x.Text!.Length);
                await c.Gives(x => x.Text!.Contains(x.Other!), ofNull: false);
                await c.Gives(x => string.IsNullOrEmpty(x.Text));
                await c.Gives(x => x.Text + "!");
                await c.Gives(x => x.Text!.FirstOrDefault());
            });

    [Fact]
    public Task A_null_argument_is_no_error()
        => CheckAsync(
            async c =>
            {
                string? nothing = null;
                await c.Passes(x => x.Text!.Contains(nothing!));
                await c.Passes(x => x.Text!.StartsWith(nothing!, StringComparison.Ordinal));
                await c.Passes(x => !x.Text!.EndsWith(nothing!, StringComparison.Ordinal), onNull: true);
                await c.Passes(x => x.Text!.IndexOf(nothing!, StringComparison.Ordinal) == 1);
                await c.Passes(x => string.Compare(x.Text, nothing, StringComparison.Ordinal) > 0, onNull: false);
                await c.Passes(x => x.Text!.Equals(nothing, StringComparison.Ordinal), onNull: true);
                await c.Passes(x => x.Id != 2 && x.Id != 3 && x.Text!.Substring(x.Int!.Value - 8) == "Seattle");
                await c.Passes(x => Math.Max(x.Int!.Value, x.Short!.Value) == 8);
                await c.Passes(x => x.Key!.Value.ToString() == nothing, onNull: true);
                await c.Passes(x => x.Bytes!.SequenceEqual(new byte[] { 1 }));
                await c.Passes(x => x.Rights!.Value.HasFlag(Rights.Read));
                await c.Passes(x => EF.Functions.Like(x.Text, nothing), onNull: false);
            });

    [Fact]
    public Task Numbers()
        => CheckAsync(
            async c =>
            {
                await c.Passes(x => Math.Abs(x.Decimal!.Value) == 9.5m);
                await c.Passes(x => MathF.Abs(x.Float!.Value) == 9.5f);
                await c.Passes(x => Math.Ceiling(x.Double!.Value) == 9);
                await c.Passes(x => Math.Floor(x.Decimal!.Value) == 8);
                await c.Passes(x => Math.Round(x.Double!.Value, 1) == 8.6);
                await c.Passes(x => Math.Round(x.Decimal!.Value, MidpointRounding.AwayFromZero) == -10);
                await c.Passes(x => Math.Truncate(x.Double!.Value) == 8);
                await c.Passes(x => Math.Pow(x.Int!.Value, 2) == 64);
                await c.Passes(x => Math.Sqrt(x.Double!.Value * x.Double.Value) > 9);
                await c.Passes(x => Math.Sign(x.Short!.Value) == -1);
                await c.Passes(x => Math.Min(x.Int!.Value, x.Short!.Value) == -9);
                await c.Passes(x => Math.Clamp(x.Int!.Value, 0, 5) == 5);
                await c.Passes(x => double.DegreesToRadians(x.Double!.Value) > 0.1);
                await c.Passes(x => double.IsNegative(x.Double!.Value));
                await c.Passes(x => x.Int % 3 == 2);
                await c.Passes(x => (x.Int | x.Byte) == 8);
                await c.Passes(x => (x.Int & x.Byte) == 8);
                await c.Passes(x => ~x.Int == -9);
                await c.Passes(x => x.Int << 1 == 16);
                await c.Passes(x => -x.Int == 9);
                await c.Passes(x => x.Int!.Value.CompareTo(3) > 0);
                await c.Passes(x => x.Int!.Value.ToString(CultureInfo.InvariantCulture) == "8");
                await c.Passes(x => x.Decimal!.Value.ToString("F2", CultureInfo.InvariantCulture) == "8.60");
                await c.Passes(x => int.Parse(x.Byte!.Value.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture) == 255);
                await c.Passes(x => Convert.ToInt32(x.Double!.Value) == 9);
                await c.Passes(x => Convert.ToString(x.Int!.Value, CultureInfo.InvariantCulture) == "-9");
                await c.Passes(x => Convert.ToBoolean(x.Int!.Value));
                await c.Passes(x => Convert.ToDecimal(x.Double!.Value) == 8.6m);
                await c.Passes(x => (long)x.Int!.Value == 8L && (int)x.Long!.Value == 8);
                await c.Passes(x => object.Equals(x.Long, x.MaybeLong), onNull: true);
                await c.Passes(x => x.Int.Equals(8));
                await c.Passes(x => !x.Bool!.Value ^ x.Id == 2, onNull: true);
                await c.Gives(x => Math.Round(x.Decimal!.Value));
                await c.Gives(x => x.Int + x.Short);
                await c.Gives(x => x.Double / 2);
                await c.Gives(x => x.Int!.Value.ToString("D3", CultureInfo.InvariantCulture));
            });

    [Fact]
    public Task Dates_and_times()
        => CheckAsync(
            async c =>
            {
                var date = new DateTime(1998, 5, 4, 0, 0, 0, DateTimeKind.Utc);
                await c.Passes(x => x.At!.Value.Date == date);
                await c.Passes(x => x.At!.Value.Year == 1998 && x.At.Value.Month == 5 && x.At.Value.Day == 4);
                await c.Passes(x => x.At!.Value.DayOfYear == 366);
                await c.Passes(x => x.At!.Value.DayOfWeek == DayOfWeek.Saturday);
                await c.Passes(x => x.At!.Value.TimeOfDay == TimeSpan.Zero);
                await c.Passes(x => x.At!.Value.Millisecond == 123 && x.At.Value.Microsecond == 456);
                await c.Passes(x => x.At!.Value.AddYears(2).Year == 2000);
                await c.Passes(x => (x.At!.Value - date).TotalDays > 365);
                await c.Passes(x => x.At < DateTime.UtcNow);
                await c.Passes(x => x.At!.Value.ToString("yyyy", CultureInfo.InvariantCulture) == "2024");
                await c.Passes(x => x.Offset!.Value.ToUnixTimeSeconds() == -1);
                await c.Passes(x => x.Offset!.Value.ToUnixTimeMilliseconds() > 946_000_000_000);
                await c.Passes(x => x.Offset!.Value.Hour == 15);
                await c.Passes(x => x.Offset!.Value.AddMinutes(1).Minute == 31);
                await c.Passes(x => x.Offset!.Value.UtcDateTime.Day == 4);
                await c.Passes(x => x.Day!.Value.AddDays(1).Month == 3);
                await c.Passes(x => x.Day!.Value.DayNumber == 726780);
                await c.Passes(x => x.Day!.Value.DayOfWeek == DayOfWeek.Saturday);
                await c.Passes(x => x.Day!.Value.ToDateTime(x.Time!.Value).Hour == 15);
                await c.Passes(x => DateOnly.FromDateTime(x.At!.Value) == new DateOnly(2000, 1, 1));
                await c.Passes(x => x.Time!.Value.Hour == 15 && x.Time.Value.Millisecond == 123);
                await c.Passes(x => x.Time!.Value.AddHours(3) == new TimeOnly(2, 59, 59));
                await c.Passes(x => x.Time!.Value.IsBetween(new TimeOnly(14, 0), new TimeOnly(16, 0)));
                await c.Passes(x => x.Time - new TimeOnly(15, 0) == new TimeSpan(0, 0, 30, 10, 123));
                await c.Passes(x => TimeOnly.FromDateTime(x.At!.Value) > x.Time);
                await c.Passes(x => x.Span!.Value.Hours == 2 && x.Span.Value.Days == 1);
                await c.Passes(x => x.Span!.Value.TotalMinutes < 0);
                await c.Passes(x => x.Span > TimeSpan.FromHours(1));
                await c.Passes(x => x.At + x.Span > x.At);
                await c.Gives(x => x.At!.Value.Date);
                await c.Gives(x => x.Day!.Value.AddMonths(1));
                await c.Gives(x => x.Span!.Value.TotalSeconds);
                await c.Gives(x => x.Time!.Value.Hour);
            });

    [Fact]
    public Task Guids_enumerations_and_bytes()
        => CheckAsync(
            async c =>
            {
                var (id, right, someByte, bytes) = ("df36f493-463f-4123-83f9-6b135deeb7ba", Rights.Write, (byte)0xAD, new byte[] { 0xDE, 0xAD, 0xBE, 0xEF });
                await c.Passes(x => x.Key == new Guid(id));
                await c.Passes(x => x.Key == Guid.Parse(id));
                await c.Passes(x => x.Key!.Value.ToString() == id);
                await c.Passes(x => x.Key!.Value.ToString("N") == "00000000000000000000000000000000");
                await c.Passes(x => x.Key != Guid.NewGuid(), onNull: true);
                await c.Passes(x => x.Key!.Value.CompareTo(Guid.Empty) > 0);
                await c.Passes(x => x.Rights!.Value.HasFlag(Rights.Read));
                await c.Passes(x => x.Rights!.Value.HasFlag(right));
                await c.Passes(x => (x.Rights & Rights.Own) > 0);
                await c.Passes(x => (x.Rights & right) == right);
                await c.Passes(x => ((int)x.Rights!.Value & 4) == 4);
                await c.Passes(x => (x.Rights | Rights.Read) == Rights.Read);
                await c.Passes(x => x.Rights!.Value.ToString() == "Read, Write");
                await c.Passes(x => x.Bytes!.Length == 4);
                await c.Passes(x => x.Bytes!.Length > 2 && x.Bytes[2] == 0xBE);
                await c.Passes(x => x.Bytes!.First() == 0xDE);
                await c.Passes(x => x.Bytes!.Last(b => b < 9) == 8);
                await c.Passes(x => x.Bytes!.ElementAt(1) == 2);
                await c.Passes(x => x.Bytes!.Contains(someByte));
                await c.Passes(x => x.Bytes!.Contains(x.Byte!.Value));
                await c.Passes(x => x.Bytes!.SequenceEqual(bytes));
                await c.Passes(x => x.Bytes!.Count(b => b > 200) == 3);
                await c.Passes(x => x.Bytes!.Any(b => b == 9));
                await c.Gives(x => x.Key!.Value.ToString());
                await c.Gives(x => x.Rights!.Value.HasFlag(Rights.Write), ofNull: false);
                await c.Gives(x => x.Bytes!.Length);
            });

    [Fact]
    public async Task Like_is_sent_as_far_as_DynamoDB_has_it_and_is_ordinal()
    {
        await using var connection = local.Connect();
        await connection.ArrangeAsync(new CellContext(connection), Data.Select(d => d.Copy()));
        await using var db = new CellContext(connection, o => o.AllowScans());
        await using var scanned = new CellContext(connection, Arranging.Scanned);
        var pattern = "%att%";

        await LikeAsync("""Text = "Seattle" """, x => EF.Functions.Like(x.Text, "Seattle"), 1);
        await LikeAsync("""begins_with(Text, "Sea")""", x => EF.Functions.Like(x.Text, "Sea%"), 1);
        await LikeAsync("""begins_with(Text, "S")""", x => EF.Functions.Like(x.Text, "S_attle"), 1);
        await LikeAsync("""contains(Text, "att")""", x => EF.Functions.Like(x.Text, "%att%"), 1);
        await LikeAsync("""contains(Text, "e")""", x => EF.Functions.Like(x.Text, "%e"), 1);
        await LikeAsync("""NOT contains(Text, "att")""", x => !EF.Functions.Like(x.Text, "%att%"), 2, 3, 4);
        await LikeAsync("""attribute_exists(Text) AND NOT attribute_type(Text, "NULL")""", x => EF.Functions.Like(x.Text, "%"), 1, 2, 3);
        await LikeAsync("""contains(Text, "%_")""", x => EF.Functions.Like(x.Text, "%!%!_%", "!"), 3);
        await LikeAsync("", x => EF.Functions.Like(x.Text, pattern), 1);
        await LikeAsync("""begins_with(Text, "sea")""", x => EF.Functions.Like(x.Text, "sea%"));
        await LikeAsync("", x => !EF.Functions.Like(x.Text, "Sea%e"), 2, 3, 4);

        async Task LikeAsync(string filter, Expression<Func<Cell, bool>> predicate, params int[] ids)
        {
            connection.Recorder.Clear();
            Assert.Equal(ids, (await db.Cells.Where(predicate).Select(x => x.Id).ToListAsync()).Order());
            Assert.Equal(filter.Trim(), connection.Recorder.Single.Filter ?? "");
            Assert.Equal(ids, (await scanned.Cells.Where(predicate).Select(x => x.Id).ToListAsync()).Order());
        }
    }

    [Fact]
    public async Task Ordinal_equality_is_sent()
    {
        await using var connection = local.Connect();
        await connection.ArrangeAsync(new CellContext(connection), Data.Select(d => d.Copy()));
        await using var db = new CellContext(connection, o => o.AllowScans());

        Assert.Equal([1], await db.Cells.Where(x => string.Equals(x.Text, "Seattle", StringComparison.Ordinal)).Select(x => x.Id).ToListAsync());
        Assert.Equal([1], await db.Cells.Where(x => x.Text!.Equals("Seattle", StringComparison.Ordinal)).Select(x => x.Id).ToListAsync());

        connection.AssertSent(
            """Scan Cells filter: Text = "Seattle" projection: Id""",
            """Scan Cells filter: Text = "Seattle" projection: Id""");
    }

    [Fact]
    public async Task Each_row_has_a_random_value_of_its_own()
    {
        await using var connection = local.Connect();
        await connection.ArrangeAsync(new CellContext(connection), Data.Select(d => d.Copy()));
        await using var db = new CellContext(connection, o => o.AllowScans());

        Assert.Equal(4, await db.Cells.CountAsync(x => EF.Functions.Random() >= 0 && EF.Functions.Random() < 1));
        Assert.Equal(4, (await db.Cells.Select(x => EF.Functions.Random()).ToListAsync()).Distinct().Count());
        Assert.Equal(4, (await db.Cells.Select(x => Guid.NewGuid()).ToListAsync()).Distinct().Count());
        Assert.Equal([1, 2, 3, 4], (await db.Cells.OrderBy(x => Random.Shared.Next()).Select(x => x.Id).ToListAsync()).Order());
        connection.Recorder.Clear();
        Assert.Equal([1, 2, 3], (await db.Cells.Where(x => x.Int > new Random(15).Next(0, 10) - 100).Select(x => x.Id).ToListAsync()).Order());
        Assert.Null(connection.Recorder.Single.Filter);
    }

    [Fact]
    public async Task Comparisons_by_culture_are_refused()
    {
        await using var connection = local.Connect();
        await using var db = new CellContext(connection, o => o.AllowScans());
        var comparison = StringComparison.CurrentCulture;
        Expression<Func<Cell, bool>>[] predicates =
        [
            x => x.Text!.StartsWith("S", StringComparison.CurrentCulture),
            x => x.Text!.Contains("S", StringComparison.InvariantCultureIgnoreCase),
            x => string.Equals(x.Text, "S", comparison),
        ];
        foreach (var predicate in predicates)
        {
            var error = await Assert.ThrowsAsync<InvalidOperationException>(() => db.Cells.Where(predicate).ToListAsync());
            Assert.Contains("could not be translated", error.Message, StringComparison.Ordinal);
        }

        connection.AssertSent();
    }

    private async Task CheckAsync(Func<Checks, Task> checks)
    {
        await using var connection = local.Connect();
        await connection.ArrangeAsync(new CellContext(connection), Data.Select(d => d.Copy()));
        await using var planned = new CellContext(connection, o => o.AllowScans());
        await using var scanned = new CellContext(connection, Arranging.Scanned);
        var all = new Checks(planned, scanned);
        await checks(all);
        all.Verify();
    }

    /// <summary>Every function twice against the database and once in memory; what fails in memory for a null has the answer that is given for it.</summary>
    private sealed class Checks(params CellContext[] contexts)
    {
        private readonly List<string> _wrong = [];

        public async Task Passes(Expression<Func<Cell, bool>> predicate, bool onNull = false, [CallerArgumentExpression(nameof(predicate))] string text = "")
        {
            var inMemory = predicate.Compile();
            var expected = Data.Where(x => x.Text is null ? onNull : OrFails(() => inMemory(x), onNull)).Select(x => x.Id).ToList();
            await Compare(text, string.Join(' ', expected), async c => string.Join(' ', (await c.Cells.Where(predicate).Select(x => x.Id).ToListAsync()).Order()));
        }

        public async Task Gives<T>(Expression<Func<Cell, T>> selector, object? ofNull = null, [CallerArgumentExpression(nameof(selector))] string text = "")
        {
            var inMemory = selector.Compile();
            var expected = Data.Select(x => OrFails(() => (object?)inMemory(x), ofNull));
            var row = selector.Parameters[0];
            var boxed = Expression.Lambda<Func<Cell, Pair>>(
                Expression.MemberInit(
                    Expression.New(typeof(Pair)),
                    Expression.Bind(typeof(Pair).GetProperty(nameof(Pair.Id))!, Expression.Property(row, nameof(Cell.Id))),
                    Expression.Bind(typeof(Pair).GetProperty(nameof(Pair.Value))!, Expression.Convert(selector.Body, typeof(object)))),
                row);
            await Compare(text, Show(expected), async c => Show((await c.Cells.Select(boxed).ToListAsync()).OrderBy(p => p.Id).Select(p => p.Value)));
        }

        public void Verify()
            => Assert.True(_wrong.Count == 0, string.Join('\n', _wrong));

        private async Task Compare(string text, string expected, Func<CellContext, Task<string>> act)
        {
            foreach (var context in contexts)
            {
                string actual;
                try
                {
                    actual = await act(context);
                }
#pragma warning disable CA1031 // Whatever it is, it is what the query gave.
                catch (Exception e)
#pragma warning restore CA1031
                {
                    actual = $"{e.GetType().Name}: {e.Message}";
                }

                if (actual != expected)
                {
                    _wrong.Add($"{text}\n  expected {expected}\n  actual   {actual}");
                }
            }
        }

        private static T OrFails<T>(Func<T> act, T otherwise)
        {
            try
            {
                return act();
            }
            catch (Exception e) when (e is NullReferenceException or ArgumentNullException or ArgumentOutOfRangeException or InvalidOperationException)
            {
                return otherwise;
            }
        }

        private static string Show(IEnumerable<object?> values)
            => string.Join(" | ", values.Select(v => v is null ? "null" : Convert.ToString(v, CultureInfo.InvariantCulture)));
    }

    [Flags]
    public enum Rights
    {
        None = 0,
        Read = 1,
        Write = 2,
        Own = 4,
    }

    public sealed class Pair
    {
        public int Id { get; set; }

        public object? Value { get; set; }
    }

    public sealed class Cell
    {
        public int Id { get; set; }

        public string? Text { get; set; }

        public string? Other { get; set; }

        public int? Int { get; set; }

        public long? Long { get; set; }

        public long? MaybeLong { get; set; }

        public short? Short { get; set; }

        public byte? Byte { get; set; }

        public float? Float { get; set; }

        public double? Double { get; set; }

        public decimal? Decimal { get; set; }

        public bool? Bool { get; set; }

        public char? Letter { get; set; }

        public DateTime? At { get; set; }

        public DateTimeOffset? Offset { get; set; }

        public DateOnly? Day { get; set; }

        public TimeOnly? Time { get; set; }

        public TimeSpan? Span { get; set; }

        public Guid? Key { get; set; }

        public byte[]? Bytes { get; set; }

        public Rights? Rights { get; set; }

        public Cell Copy()
            => (Cell)MemberwiseClone();
    }

    private sealed class CellContext(LocalConnection connection, Action<DynamoDbDbContextOptionsBuilder>? options = null) : LocalContext(connection, options)
    {
        public DbSet<Cell> Cells
            => Set<Cell>();
    }
}
