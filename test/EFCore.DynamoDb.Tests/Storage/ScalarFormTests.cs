using System.Globalization;
using System.Numerics;
using EFCore.DynamoDb.Items;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.Tests.Storage;

/// <summary>The usual stored form of every scalar type, as docs/values.md tells it.</summary>
public class ScalarFormTests
{
    private enum Small : byte
    {
        None,
        All = 255,
    }

    private enum Wide : ulong
    {
        Most = ulong.MaxValue,
    }

    private enum Color
    {
        Red = -1,
        Green = 3,
    }

    public static TheoryData<object, string> Forms
        => new()
        {
            { sbyte.MinValue, "N -128" },
            { byte.MaxValue, "N 255" },
            { short.MinValue, "N -32768" },
            { ushort.MaxValue, "N 65535" },
            { int.MinValue, "N -2147483648" },
            { uint.MaxValue, "N 4294967295" },
            { long.MinValue, "N -9223372036854775808" },
            { ulong.MaxValue, "N 18446744073709551615" },
            { Int128.Parse("-99999999999999999999999999999999999999", CultureInfo.InvariantCulture), "N -99999999999999999999999999999999999999" },
            { UInt128.Parse("99999999999999999999999999999999999999", CultureInfo.InvariantCulture), "N 99999999999999999999999999999999999999" },
            { BigInteger.Pow(10, 125), "N 1" + new string('0', 125) },
            { new BigInteger(-42), "N -42" },
            { 0m, "N 0" },
            { 1.50m, "N 1.50" },
            { decimal.MaxValue, "N 79228162514264337593543950335" },
            { 0.0000000000000000000000000001m, "N 0.0000000000000000000000000001" },
            { 0.1d, "N 0.1" },
            { -0.0d, "N 0" },
            { 1d / 3, "N 0.3333333333333333" },
            { 1e100, "N 1E+100" },
            { 1e-130, "N 1E-130" },
            { -9.99e125, "N -9.99E+125" },
            { 0.1f, "N 0.1" },
            { float.MaxValue, "N 3.4028235E+38" },
            { float.Epsilon, "N 1E-45" },
            { (Half)0.1, "N 0.1" },
            { Half.MaxValue, "N 65500" },
            { "", "S " },
            { "Grüße, 世界 😀", "S Grüße, 世界 😀" },
            { 'ß', "S ß" },
            { new Guid("0f8fad5b-d9cb-469f-a165-70867728950e"), "S 0f8fad5b-d9cb-469f-a165-70867728950e" },
            { true, "BOOL true" },
            { false, "BOOL false" },
            { new byte[] { 0, 255 }, "B 00FF" },
            { Array.Empty<byte>(), "B " },
            { new ReadOnlyMemory<byte>([1, 2]), "B 0102" },
            { Color.Red, "N -1" },
            { (Color)99, "N 99" },
            { Small.All, "N 255" },
            { Wide.Most, "N 18446744073709551615" },
            { new DateTime(2024, 2, 29, 23, 59, 59, 999, DateTimeKind.Utc).AddTicks(1), "S 2024-02-29T23:59:59.9990001Z" },
            { DateTime.SpecifyKind(DateTime.MinValue, DateTimeKind.Utc), "S 0001-01-01T00:00:00.0000000Z" },
            { DateTime.SpecifyKind(DateTime.MaxValue, DateTimeKind.Utc), "S 9999-12-31T23:59:59.9999999Z" },
            { new DateTimeOffset(2024, 1, 1, 12, 0, 0, TimeSpan.Zero), "S 2024-01-01T12:00:00.0000000Z" },
            { new DateOnly(987, 6, 5), "S 0987-06-05" },
            { new TimeOnly(1, 2, 3), "S 01:02:03.0000000" },
            { TimeOnly.MaxValue, "S 23:59:59.9999999" },
            { TimeSpan.Zero, "N 0" },
            { TimeSpan.FromMinutes(90), "N 5400" },
            { TimeSpan.FromTicks(1), "N 0.0000001" },
            { TimeSpan.FromTicks(-1), "N -0.0000001" },
            { TimeSpan.FromMilliseconds(-1500), "N -1.5" },
            { TimeSpan.MinValue, "N -922337203685.4775808" },
            { TimeSpan.MaxValue, "N 922337203685.4775807" },
            { new Uri("https://example.org/a?b"), "S https://example.org/a?b" },
            { System.Net.IPAddress.Loopback, "S 127.0.0.1" },
        };

    [Theory]
    [MemberData(nameof(Forms))]
    public void Values_have_this_form_and_are_read_from_it_again(object value, string form)
    {
        var mapping = Stored.MappingOf(value.GetType());

        Assert.Equal(form, mapping.Text(value));
        Assert.True(mapping.Comparer.Equals(value, mapping.Back(value)), $"{value} comes back as {mapping.Back(value)}");
    }

    [Fact]
    public void Times_of_any_kind_are_stored_in_UTC_and_read_as_UTC()
    {
        var dateTimes = Stored.MappingOf(typeof(DateTime));
        var local = new DateTime(2024, 7, 1, 12, 0, 0, DateTimeKind.Local);
        var unspecified = new DateTime(2024, 7, 1, 12, 0, 0, DateTimeKind.Unspecified);

        Assert.Equal("S " + local.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture), dateTimes.Text(local));
        Assert.Equal("S 2024-07-01T12:00:00.0000000Z", dateTimes.Text(unspecified));
        Assert.Equal(DateTimeKind.Utc, ((DateTime)dateTimes.Back(unspecified)).Kind);
        Assert.Equal(local.ToUniversalTime(), dateTimes.Back(local));

        var offsets = Stored.MappingOf(typeof(DateTimeOffset));
        var inBerlin = new DateTimeOffset(2024, 7, 1, 12, 0, 0, TimeSpan.FromHours(2));
        Assert.Equal("S 2024-07-01T10:00:00.0000000Z", offsets.Text(inBerlin));
        Assert.Equal(inBerlin, offsets.Back(inBerlin));
        Assert.Equal(TimeSpan.Zero, ((DateTimeOffset)offsets.Back(inBerlin)).Offset);
    }

    [Fact]
    public void A_bool_is_a_number_where_it_is_a_key_and_a_truth_value_elsewhere()
    {
        var ofIndex = Stored.Mapping<bool?>(entity: e => e.HasGsi("by_value", h => h.Value));
        var ofTable = Stored.Mapping<bool>(entity: e => e.HasPartitionKey(h => h.Id).HasSortKey(h => h.Value));
        var chosen = Stored.Mapping<bool>(p => p.HasAttributeType(DynamoDbAttributeType.N));
        var plain = Stored.Mapping<bool?>();

        Assert.Equal("N 1", ofIndex.Text(true));
        Assert.Equal("N 0", ofTable.Text(false));
        Assert.Equal(true, ofTable.Back(true));
        Assert.Equal("N 1", chosen.Text(true));
        Assert.Equal("BOOL true", plain.Text(true));
        Assert.True(ofIndex.KeepsOrder);
        Assert.False(plain.KeepsOrder);
    }

    [Fact]
    public void A_property_may_have_another_attribute_type()
    {
        var guid = new Guid("0f8fad5b-d9cb-469f-a165-70867728950e");
        var bytes = Stored.Mapping<Guid>(p => p.HasAttributeType(DynamoDbAttributeType.B));
        var number = Stored.Mapping<decimal>(p => p.HasAttributeType(DynamoDbAttributeType.S));
        var color = Stored.Mapping<DayOfWeek?>(p => p.HasAttributeType(DynamoDbAttributeType.S));
        var usual = Stored.Mapping<int>(p => p.HasAttributeType(DynamoDbAttributeType.N));

        Assert.Equal("B 0F8FAD5BD9CB469FA16570867728950E", bytes.Text(guid));
        Assert.Equal(guid, bytes.Back(guid));
        Assert.True(bytes.KeepsOrder);
        Assert.Equal("S 1.5", number.Text(1.50m));
        Assert.Equal(1.5m, number.Back(1.50m));
        Assert.False(number.KeepsOrder);
        Assert.Equal("S Friday", color.Text(DayOfWeek.Friday));
        Assert.Equal(DayOfWeek.Friday, color.Back(DayOfWeek.Friday));
        Assert.Equal("N 7", usual.Text(7));
    }

    [Fact]
    public void All_properties_of_a_type_may_have_another_attribute_type()
    {
        var mapping = Stored.Mapping<Guid>(conventions: c => c.Properties<Guid>().HaveAttributeType(DynamoDbAttributeType.B));

        Assert.Equal(DynamoDbAttributeType.B, mapping.AttributeType);
    }

    [Fact]
    public void Attributes_that_cannot_hold_a_property_are_refused()
    {
        Assert.Equal(
            "The property 'Holder<DateTime>.Value' of type DateTime cannot be stored as N: use S, or convert it with HasConversion.",
            Stored.ErrorOf<DateTime>(p => p.HasAttributeType(DynamoDbAttributeType.N)));
        Assert.Equal(
            "The property 'Holder<Guid>.Value' of type Guid cannot be stored as BOOL: use S or B, or convert it with HasConversion.",
            Stored.ErrorOf<Guid>(p => p.HasAttributeType(DynamoDbAttributeType.Bool)));
    }

    [Fact]
    public void Numbers_are_read_in_any_spelling_of_DynamoDB()
    {
        Assert.Equal(120, Stored.MappingOf(typeof(int)).FromItemValue(ItemValue.Number("1.2E2")));
        Assert.Equal(UInt128.One, Stored.MappingOf(typeof(UInt128)).FromItemValue(ItemValue.Number("1.0")));
        Assert.Equal((byte)5, Stored.MappingOf(typeof(byte)).FromItemValue(ItemValue.Number("5")));
        Assert.Equal(TimeSpan.FromSeconds(1), Stored.MappingOf(typeof(TimeSpan)).FromItemValue(ItemValue.Number("1E0")));
    }

    [Fact]
    public void A_number_that_the_type_cannot_hold_is_an_error_that_names_the_attribute()
    {
        Assert.Contains("'value' holds the number 256, which cannot be read as a byte.", Stored.MappingOf(typeof(byte)).Unreadable(ItemValue.Number("256")), StringComparison.Ordinal);
        Assert.Contains("-1", Stored.MappingOf(typeof(UInt128)).Unreadable(ItemValue.Number("-1")), StringComparison.Ordinal);
        Assert.Contains("1.5", Stored.MappingOf(typeof(int)).Unreadable(ItemValue.Number("1.5")), StringComparison.Ordinal);
        Assert.Contains("1E+5", Stored.MappingOf(typeof(Half)).Unreadable(ItemValue.Number("1E+5")), StringComparison.Ordinal);
        Assert.Contains("1E+13", Stored.MappingOf(typeof(TimeSpan)).Unreadable(ItemValue.Number("1E+13")), StringComparison.Ordinal);
        Assert.Contains(
            "a truth value, 0 or 1",
            Stored.Mapping<bool>(p => p.HasAttributeType(DynamoDbAttributeType.N)).Unreadable(ItemValue.Number("2")),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Text_of_another_form_is_an_error_that_says_which_is_expected()
    {
        Assert.Contains("'yyyy-MM-ddTHH:mm:ss.fffffffZ'", Stored.MappingOf(typeof(DateTime)).Unreadable(ItemValue.String("2024-01-01T00:00:00Z")), StringComparison.Ordinal);
        Assert.Contains("'yyyy-MM-dd'", Stored.MappingOf(typeof(DateOnly)).Unreadable(ItemValue.String("1.1.2024")), StringComparison.Ordinal);
        Assert.Contains("'HH:mm:ss.fffffff'", Stored.MappingOf(typeof(TimeOnly)).Unreadable(ItemValue.String("12:00")), StringComparison.Ordinal);
        Assert.Contains("in lower case", Stored.MappingOf(typeof(Guid)).Unreadable(ItemValue.String("0F8FAD5B-D9CB-469F-A165-70867728950E")), StringComparison.Ordinal);
        Assert.Contains("a single character", Stored.MappingOf(typeof(char)).Unreadable(ItemValue.String("ab")), StringComparison.Ordinal);
        Assert.Contains(
            "15 bytes", Stored.Mapping<Guid>(p => p.HasAttributeType(DynamoDbAttributeType.B)).Unreadable(ItemValue.Binary(new byte[15])), StringComparison.Ordinal);
    }

    [Fact]
    public void A_collection_of_what_has_no_form_is_refused_unless_the_model_says_how_it_is_stored()
    {
        var error = Stored.ErrorOf<List<Version>>();

        Assert.Contains("Holder<List<Version>>.Value", error, StringComparison.Ordinal);
        Assert.Contains("HasJsonStr", error, StringComparison.Ordinal);
        Assert.Equal("S 1,2", Stored.Mapping<List<int>>(p => p.HasConversion(
            l => string.Join(',', l), s => s.Split(',', StringSplitOptions.None).Select(int.Parse).ToList())).Text(new List<int> { 1, 2 }));
    }
}
