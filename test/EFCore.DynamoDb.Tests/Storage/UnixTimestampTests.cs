using System.Globalization;
using EFCore.DynamoDb.Items;
using EFCore.DynamoDb.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace EFCore.DynamoDb.Tests.Storage;

/// <summary>Times as numbers since 1970.</summary>
public class UnixTimestampTests
{
    [Theory]
    [InlineData("1970-01-01T00:00:00.0000000Z", TimestampUnit.Seconds, "0")]
    [InlineData("1969-12-31T23:59:59.5000000Z", TimestampUnit.Seconds, "-1")]
    [InlineData("1969-12-31T23:59:59.9999999Z", TimestampUnit.Milliseconds, "-1")]
    [InlineData("1969-12-31T23:59:59.0000000Z", TimestampUnit.Seconds, "-1")]
    [InlineData("2038-01-19T03:14:08.0000000Z", TimestampUnit.Seconds, "2147483648")]
    [InlineData("2026-07-14T01:02:03.1234567Z", TimestampUnit.Seconds, "1783990923")]
    [InlineData("2026-07-14T01:02:03.1234567Z", TimestampUnit.Milliseconds, "1783990923123")]
    [InlineData("2026-07-14T01:02:03.1234567Z", TimestampUnit.Microseconds, "1783990923123456")]
    [InlineData("2026-07-14T01:02:03.1234567Z", TimestampUnit.Nanoseconds, "1783990923123456700")]
    [InlineData("0001-01-01T00:00:00.0000000Z", TimestampUnit.Nanoseconds, "-62135596800000000000")]
    [InlineData("9999-12-31T23:59:59.9999999Z", TimestampUnit.Nanoseconds, "253402300799999999900")]
    [InlineData("9999-12-31T23:59:59.9999999Z", TimestampUnit.Seconds, "253402300799")]
    public void A_time_is_the_whole_units_since_1970_rounded_down(string time, TimestampUnit unit, string number)
    {
        var value = DateTimeOffset.Parse(time, CultureInfo.InvariantCulture);

        Assert.Equal("N " + number, Stored.Mapping<DateTime>(p => p.HasUnixTimestamp(unit)).Text(value.UtcDateTime));
        Assert.Equal("N " + number, Stored.Mapping<DateTimeOffset?>(p => p.HasUnixTimestamp(unit)).Text(value));
    }

    [Fact]
    public void A_time_is_read_as_UTC()
    {
        var dateTimes = Stored.Mapping<DateTime>(p => p.HasUnixTimestamp(TimestampUnit.Milliseconds));
        var offsets = Stored.Mapping<DateTimeOffset>(p => p.HasUnixTimestamp(TimestampUnit.Nanoseconds));

        var time = (DateTime)dateTimes.FromItemValue(ItemValue.Number("-1"));
        Assert.Equal(new DateTime(1969, 12, 31, 23, 59, 59, 999, DateTimeKind.Utc), time);
        Assert.Equal(DateTimeKind.Utc, time.Kind);

        // .NET resolves a hundred nanoseconds: rounded down here too.
        Assert.Equal(DateTimeOffset.UnixEpoch.AddTicks(-1), offsets.FromItemValue(ItemValue.Number("-1")));
        Assert.Equal(DateTimeOffset.UnixEpoch.AddTicks(1), offsets.FromItemValue(ItemValue.Number("199")));
        Assert.Equal(DateTimeOffset.UnixEpoch.AddSeconds(1), offsets.FromItemValue(ItemValue.Number("1E9")));
    }

    [Fact]
    public void Local_times_and_offsets_are_the_instants_they_are()
    {
        var dateTimes = Stored.Mapping<DateTime>(p => p.HasUnixTimestamp(TimestampUnit.Seconds));
        var offsets = Stored.Mapping<DateTimeOffset>(p => p.HasUnixTimestamp(TimestampUnit.Seconds));
        var local = new DateTime(2024, 7, 1, 12, 0, 0, DateTimeKind.Local);

        Assert.Equal("N " + new DateTimeOffset(local).ToUnixTimeSeconds(), dateTimes.Text(local));
        Assert.Equal("N 1719828000", offsets.Text(new DateTimeOffset(2024, 7, 1, 12, 0, 0, TimeSpan.FromHours(2))));
    }

    [Fact]
    public void A_number_beyond_the_years_of_NET_is_an_error()
    {
        var seconds = Stored.Mapping<DateTime>(p => p.HasUnixTimestamp(TimestampUnit.Seconds));

        Assert.Contains("the timestamp 253402300800 in seconds, which lies outside the years 1 to 9999", seconds.Unreadable(ItemValue.Number("253402300800")), StringComparison.Ordinal);
        Assert.Contains("-62135596801", seconds.Unreadable(ItemValue.Number("-62135596801")), StringComparison.Ordinal);
        Assert.Contains("9223372036854775807", seconds.Unreadable(ItemValue.Number(long.MaxValue)), StringComparison.Ordinal);
    }

    [Fact]
    public void The_unit_may_be_given_by_attribute_for_all_properties_or_for_one()
    {
        using var context = new StampsContext();
        var stamps = context.Model.FindEntityType(typeof(Stamps))!;

        Assert.Equal(TimestampUnit.Seconds, UnitOf("ByAttribute"));
        Assert.Equal(TimestampUnit.Milliseconds, UnitOf("ByConvention"));
        Assert.Equal(TimestampUnit.Milliseconds, UnitOf("ByConventionToo"));
        Assert.Equal(TimestampUnit.Nanoseconds, UnitOf("ByProperty"));
        Assert.Equal(TimestampUnit.Microseconds, stamps.FindProperty("Shadow")!.GetUnixTimestamp());

        TimestampUnit UnitOf(string name)
            => ((DynamoDbUnixTimestampTypeMapping)stamps.FindProperty(name)!.GetTypeMapping()).Unit;
    }

    [Fact]
    public void Conventions_give_way_to_what_is_said_explicitly()
    {
        using var context = new StampsContext();
        _ = context.Model;
        var property = StampsContext.Explicit!;

        Assert.False(property.Builder.CanSetUnixTimestamp(TimestampUnit.Seconds));
        Assert.Null(property.Builder.HasUnixTimestamp(TimestampUnit.Seconds));
        Assert.Equal(TimestampUnit.Nanoseconds, StampsContext.UnitAfterConvention);
    }

    [Fact]
    public void Only_times_have_timestamps()
    {
        Assert.Equal(
            "The property 'Holder<string>.Value' of type string has a Unix timestamp, which only a DateTime or DateTimeOffset can have: change its type, "
                + "or convert it to one of them with HasConversion.",
            Stored.ErrorOf<string>(p => p.HasUnixTimestamp(TimestampUnit.Seconds)));
        Assert.StartsWith(
            "The property 'Holder<DateOnly?>.Value' of type DateOnly has a Unix timestamp", Stored.ErrorOf<DateOnly?>(p => p.HasUnixTimestamp(TimestampUnit.Seconds)), StringComparison.Ordinal);
        Assert.Equal(
            "The property 'Holder<DateTime>.Value' has both a Unix timestamp and an ISO format, which contradict each other: keep one.",
            Stored.ErrorOf<DateTime>(p => p.HasUnixTimestamp(TimestampUnit.Seconds).HasIsoFormat("s")));
        Assert.StartsWith(
            "The property 'Part>.Value#Part.Name' of type string has a Unix timestamp", // As EF names the types in generic ones.
            Stored.ErrorOf<Part>(entity: e => e.ComplexProperty(h => h.Value, b => b.Property(p => p.Name).HasUnixTimestamp(TimestampUnit.Seconds))),
            StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => Stored.Property<DateTime>(p => p.HasUnixTimestamp((TimestampUnit)9)));
    }

    [Fact]
    public void A_type_that_converts_to_a_time_can_have_one()
    {
        var mapping = Stored.Mapping<Moment>(p => p
            .HasConversion(m => m.Time, t => new Moment(t))
            .HasUnixTimestamp(TimestampUnit.Seconds));
        var moment = new Moment(new DateTime(2024, 1, 1, 0, 0, 1, 500, DateTimeKind.Utc));

        Assert.Equal("N 1704067201", mapping.Text(moment));
        Assert.Equal(new Moment(new DateTime(2024, 1, 1, 0, 0, 1, DateTimeKind.Utc)), mapping.Back(moment));
        Assert.False(mapping.KeepsOrder);

        // The property is at full precision and its attribute is not: only the client can say what is equal.
        Assert.False(mapping.TryToItemValue(moment, out _));
    }

    [Fact]
    public void Times_that_are_stored_alike_are_one_value_to_the_tracker()
    {
        var comparer = Stored.Property<DateTime>(p => p.HasUnixTimestamp(TimestampUnit.Seconds)).GetKeyValueComparer();
        var time = new DateTime(2024, 1, 1, 0, 0, 1, 500, DateTimeKind.Utc);

        Assert.True(comparer.Equals(time, time.AddMilliseconds(499)));
        Assert.False(comparer.Equals(time, time.AddMilliseconds(500)));
        Assert.Equal(comparer.GetHashCode(time), comparer.GetHashCode(time.AddMilliseconds(-500)));
    }

    public readonly record struct Moment(DateTime Time);

    public class Part
    {
        public string Name { get; set; } = "";
    }

    public class Stamps
    {
        public int Id { get; set; }

        [UnixTimestamp(TimestampUnit.Seconds)]
        public DateTimeOffset ByAttribute { get; set; }

        public DateTime ByConvention { get; set; }

        public DateTime? ByConventionToo { get; set; }

        public DateTime ByProperty { get; set; }
    }

    private sealed class StampsContext : DbContext
    {
        public static IConventionProperty? Explicit { get; private set; }

        public static TimestampUnit? UnitAfterConvention { get; private set; }

        protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder)
            => optionsBuilder.UseDynamoDb(o => o.ServiceUrl("http://localhost:1")).EnableServiceProviderCaching(false);

        protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
            => configurationBuilder.Properties<DateTime>().HaveUnixTimestamp(TimestampUnit.Milliseconds);

        protected override void OnModelCreating(ModelBuilder modelBuilder)
            => modelBuilder.Entity<Stamps>(b =>
            {
                b.Property(s => s.Id);
                b.Property(s => s.ByProperty).HasUnixTimestamp(TimestampUnit.Nanoseconds);
                b.Property<DateTimeOffset?>("Shadow").Metadata.SetUnixTimestamp(TimestampUnit.Microseconds);
                Explicit = (IConventionProperty)b.Property(s => s.ByProperty).Metadata;
                Explicit.Builder.HasUnixTimestamp(TimestampUnit.Seconds);
                UnitAfterConvention = Explicit.GetUnixTimestamp();
            });
    }
}
