using System.Globalization;
using System.Numerics;
using EFCore.DynamoDb.Items;
using EFCore.DynamoDb.Storage;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.Tests.Storage;

/// <summary>Values that no attribute can hold are refused before a request; in queries only the client compares with them.</summary>
public class UnstorableTests
{
    public static TheoryData<object, string> Refused
        => new()
        {
            { double.NaN, "it is NaN, and DynamoDB has only finite numbers." },
            { double.PositiveInfinity, "it is Infinity, and DynamoDB has only finite numbers." },
            { float.NegativeInfinity, "it is -Infinity, and DynamoDB has only finite numbers." },
            { Half.NaN, "it is NaN, and DynamoDB has only finite numbers." },
            { 1e126, "1E+126 is beyond DynamoDB's numbers, whose magnitude is 0 or from 1E-130 to 9.99E+125." },
            { -double.MaxValue, "-1.7976931348623157E+308 is beyond DynamoDB's numbers, whose magnitude is 0 or from 1E-130 to 9.99E+125." },
            { double.Epsilon, "5E-324 is beyond DynamoDB's numbers, whose magnitude is 0 or from 1E-130 to 9.99E+125." },
            { 9.9e-131, "9.9E-131 is beyond DynamoDB's numbers, whose magnitude is 0 or from 1E-130 to 9.99E+125." },
            {
                Int128.MaxValue,
                "170141183460469231731687303715884105727 has more than the 38 significant digits that DynamoDB keeps."
            },
            {
                UInt128.Parse("100000000000000000000000000000000000001", CultureInfo.InvariantCulture),
                "100000000000000000000000000000000000001 has more than the 38 significant digits that DynamoDB keeps."
            },
            {
                BigInteger.Pow(10, 126),
                "1" + new string('0', 126) + " is beyond DynamoDB's numbers, whose magnitude is 0 or from 1E-130 to 9.99E+125."
            },
            { BigInteger.Pow(10, 1000), "it is beyond DynamoDB's numbers, whose magnitude is 0 or from 1E-130 to 9.99E+125." },
            { "a\uD83D", "its character 1 is half of a surrogate pair, which is no text that DynamoDB could store." },
            { "\uDE00\uD83D", "its character 0 is half of a surrogate pair, which is no text that DynamoDB could store." },
            { '\uD83D', "its character 0 is half of a surrogate pair, which is no text that DynamoDB could store." },
        };

    [Theory]
    [MemberData(nameof(Refused))]
    public void A_value_that_cannot_be_stored_is_refused_and_only_the_client_compares_with_it(object value, string problem)
    {
        var mapping = Stored.MappingOf(value.GetType());

        Assert.Equal(problem, mapping.Refusal(value));
        Assert.False(mapping.TryToItemValue(value, out _));
    }

    [Theory]
    [InlineData(9.99e125)]
    [InlineData(1e-130)]
    [InlineData(-1e-130)]
    public void The_outermost_numbers_can_be_stored(double value)
    {
        Assert.True(Stored.MappingOf(typeof(double)).TryToItemValue(value, out var stored));
        Assert.Equal(value, Stored.MappingOf(typeof(double)).FromItemValue(stored));
    }

    [Fact]
    public void Numbers_as_text_must_be_finite_too()
        => Assert.Equal(
            "it is NaN, and DynamoDB has only finite numbers.",
            Stored.Mapping<double>(p => p.HasAttributeType(DynamoDbAttributeType.S)).Refusal(double.NaN));

    [Fact]
    public void Text_of_many_trailing_zeros_is_within_the_digits()
        => Assert.Equal("N 1" + new string('0', 100), Stored.MappingOf(typeof(BigInteger)).Text(BigInteger.Pow(10, 100)));
}
