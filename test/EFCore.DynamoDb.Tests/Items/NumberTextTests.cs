using System.Globalization;
using System.Numerics;
using EFCore.DynamoDb.Items;

namespace EFCore.DynamoDb.Tests.Items;

public class NumberTextTests
{
    [Theory]
    [InlineData("1", "1.0")]
    [InlineData("1", "+01")]
    [InlineData("100", "1E+2")]
    [InlineData("100", "1e2")]
    [InlineData("0", "-0.000")]
    [InlineData("0", "0E+5")]
    [InlineData("-0.05", "-5E-2")]
    [InlineData("1.50", "15e-1")]
    [InlineData("0.00123", "1.23E-3")]
    [InlineData("120.5", "1.205E2")]
    [InlineData(".5", "0.5")]
    [InlineData("5.", "5")]
    [InlineData("12345678901234567890123456789012345678", "1.2345678901234567890123456789012345678E+37")]
    [InlineData("1E-130", "0.1E-129")]
    public void Texts_of_one_number_are_equal_and_hash_alike(string left, string right)
    {
        Assert.Equal(0, NumberText.Compare(left, right));
        Assert.Equal(ItemValue.Number(left), ItemValue.Number(right));
        Assert.Equal(ItemValue.Number(left).GetHashCode(), ItemValue.Number(right).GetHashCode());
    }

    [Fact]
    public void Numbers_are_ordered_by_value_up_to_38_digits_and_over_all_exponents()
    {
        string[] ascending =
        [
            "-9.9999999999999999999999999999999999999E+125", "-1E+125", "-1000000", "-999999", "-1.5", "-1", "-0.1", "-0.01", "-1E-130", "0",
            "1E-130", "0.01", "0.09", "0.1", "1", "1.00000000000000000000000000000000000001", "1.5", "2", "9", "10", "10.5", "99", "100",
            "12345678901234567890123456789012345677", "12345678901234567890123456789012345678", "1E+125",
            "9.9999999999999999999999999999999999999E+125",
        ];

        for (var i = 0; i < ascending.Length; i++)
        {
            for (var j = 0; j < ascending.Length; j++)
            {
                Assert.Equal(i.CompareTo(j), Math.Sign(NumberText.Compare(ascending[i], ascending[j])));
                Assert.Equal(i == j, ItemValue.Number(ascending[i]) == ItemValue.Number(ascending[j]));
            }
        }
    }

    [Fact]
    public void Random_numbers_compare_as_exact_fractions_do()
    {
        var random = new Random(20260729);
        for (var i = 0; i < 20_000; i++)
        {
            var (left, leftScaled) = Random(random);
            var (right, rightScaled) = Random(random);

            Assert.True(
                Math.Sign(leftScaled.CompareTo(rightScaled)) == Math.Sign(NumberText.Compare(left, right)), $"{left} and {right}");
            Assert.Equal(leftScaled == rightScaled, ItemValue.Number(left) == ItemValue.Number(right));
            if (leftScaled == rightScaled)
            {
                Assert.Equal(ItemValue.Number(left).GetHashCode(), ItemValue.Number(right).GetHashCode());
            }
        }

        // A number of few digits (so that equal ones come up) in one of its many spellings, and its value times 10^12.
        static (string Text, BigInteger Scaled) Random(Random random)
        {
            var digits = new BigInteger(random.Next(-120, 121));
            var exponent = random.Next(-6, 7);
            var scaled = digits * BigInteger.Pow(10, 12 + exponent);
            var text = random.Next(3) switch
            {
                0 => $"{digits}E{exponent}",
                1 => ((decimal)digits * Power(exponent)).ToString(CultureInfo.InvariantCulture),
                _ => $"{digits}{new string('0', 4)}e{exponent - 4}",
            };
            return (text, scaled);
        }

        static decimal Power(int exponent)
            => decimal.Parse($"1E{exponent}", NumberStyles.Float, CultureInfo.InvariantCulture);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData(".")]
    [InlineData("1.2.3")]
    [InlineData("1E")]
    [InlineData("1E+x")]
    [InlineData("1 ")]
    [InlineData("NaN")]
    [InlineData("0x10")]
    [InlineData("1E+999999999999")]
    public void What_is_no_number_is_refused(string text)
    {
        Assert.False(NumberText.TryParse(text, out _));
        Assert.Throws<FormatException>(() => NumberText.Compare(text, "1"));
        Assert.Equal(ItemValue.Number(text), ItemValue.Number(text));
        Assert.NotEqual(ItemValue.Number(text), ItemValue.Number("1"));
    }
}
