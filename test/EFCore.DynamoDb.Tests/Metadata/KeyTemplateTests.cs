using System.Globalization;
using EFCore.DynamoDb.Items;
using EFCore.DynamoDb.Metadata;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Metadata;

namespace EFCore.DynamoDb.Tests.Metadata;

/// <summary>Random templates over random values: no two values make one text, claimed order is kept, and bounds never lose or add a value.</summary>
public class KeyTemplateTests
{
    private static readonly string[] Texts = ["", "a", "b", "a#", "#", "a#b", "%", "%0023", "a%", "\U0001F600", "\uFFFD", "Ä", "a:b", "2026", "\"", "a{b}"];

    private static readonly IEntityType Type = Build(
        b =>
        {
            b.Entity<Sample>();
            b.Entity<Sample>().Property(s => s.Seconds).HasUnixTimestamp(TimestampUnit.Seconds);
            b.Entity<Sample>().Property(s => s.Named).HasConversion<string>();
        }).FindEntityType(typeof(Sample))!;

    private static readonly (string Hole, Func<Random, object> Value)[] Holes =
    [
        ("{Text}", r => Texts[r.Next(Texts.Length)]),
        ("{Other}", r => Texts[r.Next(Texts.Length)]),
        ("{Number}", r => r.Next(-3, 12)),
        ("{Number:D4}", r => r.Next(0, 10_000)),
        ("{Long:D12}", r => r.NextInt64(0, 1_000_000_000_000)),
        ("{At:O}", r => Moment(r)),
        ("{At}", r => Moment(r)),
        ("{Seen:O}", r => new DateTimeOffset(Moment(r)).ToOffset(TimeSpan.FromHours(r.Next(-11, 12)))),
        ("{Day:yyyy-MM-dd}", r => DateOnly.FromDateTime(Moment(r))),
        ("{Day:yyyyMMdd}", r => DateOnly.FromDateTime(Moment(r))),
        ("{Day}", r => DateOnly.FromDateTime(Moment(r))),
        ("{Mark:N}", r => Guid.NewGuid()),
        ("{Price}", r => (decimal)r.Next(-300, 300) / 7),
        ("{Seconds}", r => DateTime.UnixEpoch.AddSeconds(r.Next(-5, 5))),
        ("{Named}", r => (DayOfWeek)r.Next(7)),
    ];

    public static TheoryData<int> Seeds
        => [1, 2, 3, Random.Shared.Next(4, int.MaxValue)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Different_values_make_different_texts_whatever_the_culture(int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < 200; i++)
        {
            CultureInfo.CurrentCulture = i % 2 == 0 ? CultureInfo.InvariantCulture : Odd;
            var (template, holes) = RandomTemplate(random);
            var texts = new Dictionary<string, string>(StringComparer.Ordinal);
            for (var j = 0; j < 60; j++)
            {
                object?[] values = [.. holes.Select(h => h(random))];
                var text = template.Format(values)!;
                var stored = string.Join('\u0001', template.Parts.Select((p, k) => Stored(p, values[k]!)));
                Assert.True(texts.TryAdd(text, stored) || texts[text] == stored, $"seed {seed}: {template} makes '{text}' of '{stored}' and of '{texts[text]}'");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Values_are_read_out_of_the_texts_again(int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < 2_000; i++)
        {
            CultureInfo.CurrentCulture = i % 2 == 0 ? CultureInfo.InvariantCulture : Odd;
            var (template, holes) = RandomTemplate(random);
            object?[] values = [.. holes.Select(h => h(random))];
            var text = template.Format(values)!;
            for (var j = 0; j < values.Length; j++)
            {
                Assert.True(template.Parts[j].IsReadable, $"{template} {j}");
                Assert.True(template.TryReadPart(text, j, out var part), $"seed {seed}: {template} '{text}' {j}");
                var read = template.Parts[j].Read(part);
                Assert.IsType(values[j]!.GetType(), read);
                Assert.True(Stored(template.Parts[j], values[j]!) == Stored(template.Parts[j], read), $"seed {seed}: {template} '{text}' gives '{read}' for '{values[j]}'");
            }
        }
    }

    [Fact]
    public void Texts_that_others_wrote_are_read_as_far_as_they_are_of_the_template()
    {
        var template = KeyTemplate.Parse("T#{Text}#{Number:D4}", Type);

        Assert.True(template.TryReadPart("T#50%#0007", 0, out var text));
        Assert.Equal("50%", template.Parts[0].Read(text));
        Assert.True(template.TryReadPart("T##0007", 1, out text));
        Assert.Equal(7, template.Parts[1].Read(text));
        Assert.False(template.TryReadPart("X#a#0007", 0, out _));
        Assert.False(template.TryReadPart("T#a", 0, out _));
        Assert.True(template.TryReadPart("T#a#b", 1, out text));
        Assert.Throws<FormatException>(() => template.Parts[1].Read(text));
    }

    [Fact]
    public void Shards_are_the_same_for_ever_and_even()
    {
        var shards = new WriteShards(Type.FindProperty("Number")!, 10, Type.FindProperty("Text"));

        Assert.Equal([3, 5, 4, 8], new[] { "", "a", "b", "c7" }.Select(t => shards.Of(t)));
        var counts = Enumerable.Range(0, 10_000).GroupBy(i => shards.Of($"click-{i}")).Select(g => g.Count()).ToList();
        Assert.Equal(10, counts.Count);
        Assert.All(counts, c => Assert.InRange(c, 850, 1_150));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_beginning_is_that_of_all_texts_with_its_values_and_of_no_others(int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < 200; i++)
        {
            var (template, holes) = RandomTemplate(random);
            var known = random.Next(template.Parts.Count + 1);
            object?[] wanted = [.. holes.Select(h => h(random))];
            Assert.True(template.TryFormat(wanted, known, out var beginning));
            for (var j = 0; j < 40; j++)
            {
                object?[] values = [.. holes.Select((h, k) => k < known && random.Next(4) > 0 ? wanted[k] : h(random))];
                var isWanted = template.Parts.Take(known).Select((p, k) => Stored(p, values[k]!) == Stored(p, wanted[k]!)).All(same => same);
                Assert.True(
                    isWanted == (known == 0 || (known == template.Parts.Count
                        ? template.Format(values) == beginning
                        : template.Format(values)!.StartsWith(beginning, StringComparison.Ordinal))),
                    $"seed {seed}: {template} '{template.Format(values)}' '{beginning}'");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Bounds_of_a_part_that_keeps_order_hold_exactly_the_texts_within(int seed)
    {
        var random = new Random(seed);
        var compared = 0;
        for (var i = 0; i < 600; i++)
        {
            var (template, holes) = RandomTemplate(random);
            var part = random.Next(template.Parts.Count);
            if (!template.Parts[part].KeepsOrder || !template.Parts[part].IsLossless)
            {
                continue;
            }

            object?[] values = [.. holes.Select(h => h(random))];
            Assert.True(template.TryFormat(values, part, out var beginning));
            var bound = template.Parts[part].Property.Name == nameof(Sample.Number) && random.Next(4) == 0 ? random.Next(-20_000, 20_000) : holes[part](random);
            for (var j = 0; j < 40; j++)
            {
                for (var k = part; k < values.Length; k++)
                {
                    values[k] = j == 0 && k == part && template.Parts[part].TryFormat(bound, out _) ? bound : holes[k](random);
                }

                var text = template.Format(values)!;
                var order = Compare(values[part]!, bound);
                foreach (var isLower in (bool[])[true, false])
                {
                    foreach (var isInclusive in (bool[])[true, false])
                    {
                        var limit = template.Bound(beginning, part, bound, isLower, isInclusive);
                        var isStrict = template.IsStrict(part, isLower, isInclusive);
                        var position = limit is null ? 0 : CodePointComparer.Compare(text, limit);
                        var isWithin = limit is not null && (isLower ? isStrict ? position > 0 : position >= 0 : isStrict ? position < 0 : position <= 0);
                        Assert.True(
                            isWithin == (isLower ? isInclusive ? order >= 0 : order > 0 : isInclusive ? order <= 0 : order < 0),
                            $"seed {seed}: {template} '{text}' against '{limit}', lower {isLower}, inclusive {isInclusive}");
                        compared++;
                    }
                }
            }
        }

        Assert.True(compared > 5_000);
    }

    [Fact]
    public void What_a_template_may_not_be_is_refused_with_the_way_out()
    {
        Assert.Contains("nothing says where 'Text' ends", Error(b => b.HasSortKey("SK", s => $"{s.Text}{s.Number}")), StringComparison.Ordinal);
        Assert.Contains("takes no format", Error(b => b.HasSortKey("SK", s => $"{s.Flag:x}")), StringComparison.Ordinal);
        Assert.Contains("makes one key of different values of 'At'", Error(b => b.HasSortKey("SK", s => $"{s.At:yyyy-MM-dd}")), StringComparison.Ordinal);
        Assert.Contains("it is not stored as text or a number", Error(b => b.HasSortKey("SK", s => $"{s.Seal}")), StringComparison.Ordinal);
        Assert.Contains("which is no property of it", Error(b => b.HasKeyTemplate("SK", "A#{Missing}")), StringComparison.Ordinal);
        var error = Assert.Throws<ArgumentException>(() => Build(b => b.Entity<Sample>().HasSortKey("SK", s => s.Text.ToUpper())));
        Assert.Contains("is no key template", error.Message, StringComparison.Ordinal);

        Build(b => b.Entity<Sample>(e =>
        {
            e.HasPartitionKey("PK", s => $"{s.Number:D4}{s.Text}");
            e.HasSortKey("SK", s => "ROOT");
            e.HasKeyTemplate("DAY", s => $"{s.At:yyyy-MM-dd}");
            e.HasGsi("ByDay", "DAY", "SK");
        }));

        static string Error(Action<Microsoft.EntityFrameworkCore.Metadata.Builders.EntityTypeBuilder<Sample>> configure)
            => ErrorOf(
                b =>
                {
                    b.Entity<Sample>().HasPartitionKey("PK", s => $"S#{s.Text}");
                    configure(b.Entity<Sample>());
                });
    }

    [Fact]
    public void Shards_and_values_in_the_key_only_stand_in_a_template()
    {
        Assert.Contains("divide no partition", ErrorOf(b => b.Entity<Sample>(e => e.HasPartitionKey(s => s.Text).HasWriteShards(s => s.Number, 5))), StringComparison.Ordinal);
        Assert.Contains(
            "cannot be decided by 'Other'",
            ErrorOf(b => b.Entity<Sample>(e => e.HasPartitionKey("PK", s => $"{s.Text}#{s.Number}").HasWriteShards(s => s.Number, 5, by: s => s.Other))),
            StringComparison.Ordinal);
        Assert.Contains(
            "stored in the key only", ErrorOf(b => b.Entity<Sample>(e => e.HasPartitionKey(s => s.Text).Property(s => s.Number).IsStoredInKeyOnly())), StringComparison.Ordinal);
        Assert.Contains(
            "stored in the key only",
            ErrorOf(
                b => b.Entity<Sample>(
                    e =>
                    {
                        e.HasPartitionKey("PK", s => $"{s.Text}#{s.Number}").HasGsi("ByNumber", s => s.Number);
                        e.Property(s => s.Number).IsStoredInKeyOnly();
                    })),
            StringComparison.Ordinal);
    }

    [Fact]
    public void The_key_of_EF_is_what_the_templates_are_made_of()
    {
        var type = Build(
            b => b.Entity<Sample>(e =>
            {
                e.HasSortKey("SK", s => $"{{{s.At:O}}}#" + s.Text + "#" + s.Number);
                e.HasPartitionKey("PK", s => string.Concat("S#", s.Text));
            })).FindEntityType(typeof(Sample))!;

        Assert.Equal(["Text", "At", "Number"], type.FindPrimaryKey()!.Properties.Select(p => p.Name));
        Assert.Equal("{{{At:O}}}#{Text}#{Number}", type.FindProperty("SK")!.GetKeyTemplate());
        Assert.Equal("S#{Text}", type.FindProperty("PK")!.GetKeyTemplate());
        Assert.Equal(
            "{2026-01-02T03:04:05.0000000Z}#a%0023b#-7",
            ((IProperty)type.FindProperty("SK")!).FindKeyTemplate()!.Format([new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc), "a#b", -7]));
        Assert.Equal("SK", type.GetSortKeyPropertyName());
    }

    [Fact]
    public void A_number_with_more_digits_than_its_format_is_refused()
    {
        var template = KeyTemplate.Parse("V#{Number:D4}", Type);

        Assert.Equal("V#0042", template.Format([42]));
        foreach (var number in new[] { -1, 10_000, -42 })
        {
            Assert.Contains(
                "does not fit the 4 digits",
                Assert.Throws<InvalidOperationException>(() => template.Format([number])).Message,
                StringComparison.Ordinal);
        }

        Assert.Null(template.Format([null]));
    }

    /// <summary>A culture that writes numbers and dates as no other does; test machines may know no cultures.</summary>
    private static readonly CultureInfo Odd = new Func<CultureInfo>(
        () =>
        {
            var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            culture.NumberFormat.NegativeSign = "~";
            culture.NumberFormat.NumberDecimalSeparator = ",";
            culture.DateTimeFormat.DateSeparator = "_";
            culture.DateTimeFormat.TimeSeparator = "!";
            return culture;
        })();

    private static IModel Build(Action<ModelBuilder> configure)
    {
        using var context = new SampleContext(configure);
        return context.Model;
    }

    private static string ErrorOf(Action<ModelBuilder> configure)
        => Assert.Throws<InvalidOperationException>(() => Build(configure)).Message;

    private static (KeyTemplate Template, Func<Random, object>[] Values) RandomTemplate(Random random)
    {
        while (true)
        {
            var text = new[] { "", "X#", "ORDER#" }[random.Next(3)];
            var values = new List<Func<Random, object>>();
            for (var i = random.Next(1, 4); i > 0; i--)
            {
                var (hole, value) = Holes[random.Next(Holes.Length)];
                text += hole + (i == 1 && random.Next(3) > 0 ? "" : new[] { "#", "#", "::", "", ":" }[random.Next(5)]);
                values.Add(value);
            }

            var template = KeyTemplate.Parse(text, Type);
            if (template.Problem("Sample") is null && template.Parts.All(p => p.IsLossless))
            {
                return (template, [.. values]);
            }
        }
    }

    private static string Stored(KeyTemplatePart part, object value)
        => ((EFCore.DynamoDb.Storage.DynamoDbTypeMapping)part.Property.FindTypeMapping()!).ToItemValue(value).AsText();

    private static int Compare(object left, object right)
        => left is string text ? CodePointComparer.Compare(text, (string)right) : ((IComparable)left).CompareTo(right);

    private static DateTime Moment(Random random)
        => new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddTicks(random.Next(3) == 0 ? random.Next(3) : random.NextInt64(-TimeSpan.TicksPerDay * 4000, TimeSpan.TicksPerDay * 4000));

    private sealed class SampleContext(Action<ModelBuilder> configure) : DbContext
    {
        protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder)
            => optionsBuilder
                .UseDynamoDb(o => o.ServiceUrl("http://localhost:1"))
                .EnableServiceProviderCaching(false)
                .ConfigureWarnings(w => w.Ignore(CoreEventId.ManyServiceProvidersCreatedWarning));

        protected override void OnModelCreating(ModelBuilder modelBuilder)
            => configure(modelBuilder);
    }

    private sealed class Sample
    {
        public int Id { get; set; }

        public string Text { get; set; } = "";

        public string Other { get; set; } = "";

        public int Number { get; set; }

        public long Long { get; set; }

        public DateTime At { get; set; }

        public DateTimeOffset Seen { get; set; }

        public DateOnly Day { get; set; }

        public Guid Mark { get; set; }

        public decimal Price { get; set; }

        public DateTime Seconds { get; set; }

        public DayOfWeek Named { get; set; }

        public bool Flag { get; set; }

        public byte[] Seal { get; set; } = [];
    }
}
