using EFCore.DynamoDb.Items;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.Tests.Storage;

/// <summary>Dates and times as text in a format of the user's.</summary>
public class IsoFormatTests
{
    private static readonly DateTime Time = new DateTime(2024, 2, 3, 4, 5, 6, DateTimeKind.Utc).AddTicks(1234567);

    [Fact]
    public void Times_are_written_in_UTC_and_read_as_UTC()
    {
        var mapping = Stored.Mapping<DateTime>(p => p.HasIsoFormat("yyyy-MM-ddTHH:mm:ss.fffZ"));

        Assert.Equal("S 2024-02-03T04:05:06.123Z", mapping.Text(Time));
        Assert.Equal(new DateTime(2024, 2, 3, 4, 5, 6, 123, DateTimeKind.Utc), mapping.Back(Time));
        Assert.Equal(DateTimeKind.Utc, ((DateTime)mapping.Back(Time)).Kind);
        Assert.True(mapping.IsLossy);
        Assert.True(mapping.KeepsOrder);
    }

    [Fact]
    public void A_format_with_an_offset_keeps_it_and_reads_what_Python_writes()
    {
        var mapping = Stored.Mapping<DateTimeOffset>(p => p.HasIsoFormat("yyyy-MM-ddTHH:mm:sszzz"));
        var inBerlin = new DateTimeOffset(2024, 7, 1, 12, 0, 0, TimeSpan.FromHours(2));

        Assert.Equal("S 2024-07-01T12:00:00+02:00", mapping.Text(inBerlin));
        Assert.True(inBerlin.EqualsExact((DateTimeOffset)mapping.Back(inBerlin)));
        Assert.Equal(inBerlin, mapping.FromItemValue(ItemValue.String("2024-07-01T12:00:00+02:00")));

        // Equal instants have different texts, so DynamoDB can neither compare nor sort.
        Assert.False(mapping.KeepsOrder);
        Assert.False(mapping.ComparesOnServer);
    }

    [Fact]
    public void A_format_without_an_offset_writes_UTC()
        => Assert.Equal(
            "S 2024-07-01 10:00",
            Stored.Mapping<DateTimeOffset>(p => p.HasIsoFormat("yyyy-MM-dd HH:mm")).Text(new DateTimeOffset(2024, 7, 1, 12, 0, 59, TimeSpan.FromHours(2))));

    [Theory]
    [InlineData("yyyy-MM-dd", true, true)]
    [InlineData("yyyyMMdd", true, true)]
    [InlineData("yyyy-MM", true, false)]
    [InlineData("dd.MM.yyyy", false, false)]
    [InlineData("yyyy-M-d", false, false)]
    public void What_a_format_of_dates_says_of_their_order_and_precision(string format, bool keepsOrder, bool isComplete)
    {
        var mapping = Stored.Mapping<DateOnly>(p => p.HasIsoFormat(format));

        Assert.Equal(keepsOrder, mapping.KeepsOrder);
        Assert.Equal(isComplete, !mapping.IsLossy);
    }

    [Theory]
    [InlineData("HH:mm:ss.fffffff", true, true)]
    [InlineData("HH:mm", true, false)]
    [InlineData("hh:mm tt", false, false)]
    [InlineData("mm:HH", false, false)]
    public void What_a_format_of_times_says_of_their_order_and_precision(string format, bool keepsOrder, bool isComplete)
    {
        var mapping = Stored.Mapping<TimeOnly?>(p => p.HasIsoFormat(format));

        Assert.Equal(keepsOrder, mapping.KeepsOrder);
        Assert.Equal(isComplete, !mapping.IsLossy);
    }

    [Fact]
    public void All_properties_of_a_type_may_have_a_format()
        => Assert.Equal(
            "S 20240203", Stored.Mapping<DateOnly>(conventions: c => c.Properties<DateOnly>().HaveIsoFormat("yyyyMMdd")).Text(new DateOnly(2024, 2, 3)));

    [Fact]
    public void Text_of_another_form_is_an_error()
        => Assert.Contains(
            "'value' holds '2024', which is not a time of the form 'yyyy-MM-dd'",
            Stored.Mapping<DateTime>(p => p.HasIsoFormat("yyyy-MM-dd")).Unreadable(ItemValue.String("2024")),
            StringComparison.Ordinal);

    [Fact]
    public void Formats_that_cannot_serve_are_refused()
    {
        Assert.Equal(
            "The property 'Holder<int>.Value' of type int has an ISO format, which only a DateTime, DateTimeOffset, DateOnly or TimeOnly can have: change its "
                + "type, or convert it to one of them with HasConversion.",
            Stored.ErrorOf<int>(p => p.HasIsoFormat("s")));
        Assert.Equal(
            "The property 'Holder<DateOnly>.Value' has the ISO format 'yyyy-MM-ddTHH', in which a DateOnly cannot be written and read again: correct it to a "
                + "custom date and time format of .NET.",
            Stored.ErrorOf<DateOnly>(p => p.HasIsoFormat("yyyy-MM-ddTHH")));
    }
}
