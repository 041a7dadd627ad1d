using System.Globalization;
using System.Numerics;
using EFCore.DynamoDb.Items;

namespace EFCore.DynamoDb.Tests.Items;

public class NumberReaderTests
{
    [Theory]
    [InlineData("42", 42)]
    [InlineData("-42", -42)]
    [InlineData("1E+2", 100)]
    [InlineData("42.000", 42)]
    [InlineData("0.5E1", 5)]
    [InlineData("0", 0)]
    [InlineData("-0", 0)]
    [InlineData("-2147483648", int.MinValue)]
    [InlineData("2.147483647E9", int.MaxValue)]
    public void Integers_are_read_in_every_spelling(string text, int expected)
    {
        Assert.Equal(expected, NumberReader.ReadInt32(text, "A"));
        Assert.Equal(expected, NumberReader.ReadInt64(text, "A"));
        Assert.Equal(expected, NumberReader.ReadInt128(text, "A"));
        Assert.Equal(expected, NumberReader.ReadBigInteger(text, "A"));
        Assert.Equal(expected, NumberReader.ReadDecimal(text, "A"));
        Assert.Equal(expected, NumberReader.ReadDouble(text, "A"));
    }

    [Fact]
    public void The_ends_of_every_range_are_read_in_both_spellings()
    {
        Assert.Equal(long.MaxValue, NumberReader.ReadInt64("9223372036854775807", "A"));
        Assert.Equal(long.MinValue, NumberReader.ReadInt64("-9223372036854775808.0", "A"));
        Assert.Equal(ulong.MaxValue, NumberReader.ReadUInt64("18446744073709551615", "A"));
        Assert.Equal(ulong.MaxValue, NumberReader.ReadUInt64("1.8446744073709551615E+19", "A"));
        Assert.Equal(0ul, NumberReader.ReadUInt64("-0", "A"));
        Assert.Equal(
            Int128.Parse("99999999999999999999999999999999999999", CultureInfo.InvariantCulture),
            NumberReader.ReadInt128("9.9999999999999999999999999999999999999E+37", "A"));
        Assert.Equal(
            -Int128.Parse("99999999999999999999999999999999999999", CultureInfo.InvariantCulture),
            NumberReader.ReadInt128("-99999999999999999999999999999999999999.0", "A"));
        Assert.Equal(BigInteger.Pow(10, 125), NumberReader.ReadBigInteger("1E+125", "A"));
        Assert.Equal(-BigInteger.Pow(10, 37) * 12, NumberReader.ReadBigInteger("-1.2E38", "A"));
        Assert.Equal(decimal.MaxValue, NumberReader.ReadDecimal("79228162514264337593543950335", "A"));
        Assert.Equal(0.1m, NumberReader.ReadDecimal("1E-1", "A"));
        Assert.Equal(1e-28m, NumberReader.ReadDecimal("1E-28", "A"));
    }

    [Theory]
    [InlineData("1.5")]
    [InlineData("1E-1")]
    [InlineData("-0.000001")]
    public void A_fraction_is_no_integer(string text)
    {
        AssertNames("has a fraction", text, () => NumberReader.ReadInt32(text, "Total"));
        AssertNames("has a fraction", text, () => NumberReader.ReadInt64(text, "Total"));
        AssertNames("has a fraction", text, () => NumberReader.ReadUInt64(text, "Total"));
        AssertNames("has a fraction", text, () => NumberReader.ReadInt128(text, "Total"));
        AssertNames("has a fraction", text, () => NumberReader.ReadBigInteger(text, "Total"));
    }

    [Fact]
    public void What_is_out_of_range_is_an_error_and_never_wraps_round()
    {
        AssertNames("out of the range", "2147483648", () => NumberReader.ReadInt32("2147483648", "Total"));
        AssertNames("out of the range", "-2.147483649E9", () => NumberReader.ReadInt32("-2.147483649E9", "Total"));
        AssertNames("out of the range", "9223372036854775808", () => NumberReader.ReadInt64("9223372036854775808", "Total"));
        AssertNames("out of the range", "1E+30", () => NumberReader.ReadInt64("1E+30", "Total"));
        AssertNames("out of the range", "1E+125", () => NumberReader.ReadInt64("1E+125", "Total"));
        AssertNames("out of the range", "-1", () => NumberReader.ReadUInt64("-1", "Total"));
        AssertNames("out of the range", "18446744073709551616", () => NumberReader.ReadUInt64("18446744073709551616", "Total"));
        AssertNames("out of the range", "1E+39", () => NumberReader.ReadInt128("1E+39", "Total"));
        AssertNames("out of the range", "2E+38", () => NumberReader.ReadInt128("2E+38", "Total"));
        AssertNames("out of the range", "1E+30", () => NumberReader.ReadDecimal("1E+30", "Total"));
        AssertNames("out of the range", "1E+60", () => NumberReader.ReadSingle("1E+60", "Total"));
    }

    [Theory]
    [InlineData("0.12345678901234567890123456789012345678")]
    [InlineData("1E-30")]
    [InlineData("1.00000000000000000000000000001")]
    public void A_decimal_is_read_exactly_or_not_at_all(string text)
        => AssertNames("more digits than a decimal", text, () => NumberReader.ReadDecimal(text, "Total"));

    [Fact]
    public void A_decimal_with_trailing_zeros_beyond_its_scale_is_still_exact()
        => Assert.Equal(1.5m, NumberReader.ReadDecimal("1.50000000000000000000000000000000000000", "A"));

    [Fact]
    public void Floating_point_numbers_round_trip_by_their_shortest_text()
    {
        foreach (var value in (double[])[0.1, 1e125, -1.7976931348623157e+100, 5e-130, 1 / 3.0])
        {
            Assert.Equal(value, NumberReader.ReadDouble(value.ToString("R", CultureInfo.InvariantCulture), "A"));
        }

        foreach (var value in (float[])[0.1f, float.MaxValue, float.Epsilon, 1 / 3f])
        {
            Assert.Equal(value, NumberReader.ReadSingle(value.ToString("R", CultureInfo.InvariantCulture), "A"));
        }
    }

    [Fact]
    public void Text_is_no_number()
    {
        AssertNames("is no number", "abc", () => NumberReader.ReadInt32("abc", "Total"));
        AssertNames("is no number", "abc", () => NumberReader.ReadBigInteger("abc", "Total"));
        AssertNames("is no number", "abc", () => NumberReader.ReadDecimal("abc", "Total"));
        AssertNames("is no number", "abc", () => NumberReader.ReadDouble("abc", "Total"));
        AssertNames("is no number", "abc", () => NumberReader.ReadSingle("abc", "Total"));
    }

    private static void AssertNames(string problem, string text, Func<object> read)
    {
        var exception = Assert.Throws<ItemReadException>(read);
        Assert.Equal("Total", exception.Attribute);
        Assert.Contains(problem, exception.Message, StringComparison.Ordinal);
        Assert.Contains(text, exception.Message, StringComparison.Ordinal);
    }
}
