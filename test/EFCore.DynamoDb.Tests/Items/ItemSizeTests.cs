using EFCore.DynamoDb.Items;

namespace EFCore.DynamoDb.Tests.Items;

public class ItemSizeTests
{
    [Theory]
    [InlineData("0", 1)]
    [InlineData("5", 2)]
    [InlineData("12", 2)]
    [InlineData("123", 3)]
    [InlineData("-12", 3)]
    [InlineData("1200", 2)]
    [InlineData("0.0012", 2)]
    [InlineData("0.012", 3)]
    [InlineData("1.5", 3)]
    [InlineData("-1.5", 4)]
    [InlineData("1E10", 2)]
    [InlineData("1E11", 2)]
    [InlineData("1E-130", 2)]
    [InlineData("9.9999999999999999999999999999999999999E+125", 20)]
    [InlineData("1.2345678901234567890123456789012345678", 21)]
    [InlineData("-1.2345678901234567890123456789012345678", 21)]
    [InlineData("12345678901234567890123456789012345678", 20)]
    public void A_number_takes_a_byte_for_each_pair_of_digits_counted_from_the_point_and_one_more(string number, int size)
        => Assert.Equal(size, ItemSize.Of(ItemValue.Number(number)));

    [Fact]
    public void Text_and_names_count_as_UTF8()
    {
        Assert.Equal(6, ItemSize.Of(ItemValue.String("aé€")));
        Assert.Equal(3 + 4, ItemSize.Of("€", ItemValue.String("😀")));
    }

    [Fact]
    public void Other_scalars_and_sets()
    {
        Assert.Equal(3, ItemSize.Of(ItemValue.Binary([1, 2, 3])));
        Assert.Equal(1, ItemSize.Of(ItemValue.Bool(false)));
        Assert.Equal(1, ItemSize.Of(ItemValue.Null));
        Assert.Equal(3, ItemSize.Of(ItemValue.StringSet(["a", "bc"])));
        Assert.Equal(5, ItemSize.Of(ItemValue.NumberSet(["1", "123"])));
        Assert.Equal(3, ItemSize.Of(ItemValue.BinarySet([[1], [2, 3]])));
    }

    [Fact]
    public void Maps_and_lists_take_three_bytes_and_one_for_each_element()
    {
        Assert.Equal(3 + (1 + 1 + 1) + (1 + 1 + 2), ItemSize.Of(ItemValue.Map(new ItemMap { { "a", ItemValue.Null }, { "b", ItemValue.Number(1) } })));
        Assert.Equal(3 + (1 + 2) + (1 + 3), ItemSize.Of(ItemValue.List([ItemValue.String("ab"), ItemValue.List([])])));
        Assert.Equal(1 + 1 + (1 + 2), ItemSize.Of(new ItemMap { { "a", ItemValue.Bool(true) }, { "b", ItemValue.String("xy") } }));
    }
}
