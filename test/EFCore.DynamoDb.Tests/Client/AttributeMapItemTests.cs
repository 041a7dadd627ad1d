using System.Numerics;
using Amazon.DynamoDBv2.Model;
using EFCore.DynamoDb.Client;
using EFCore.DynamoDb.Items;

namespace EFCore.DynamoDb.Tests.Client;

public class AttributeMapItemTests
{
    private static readonly ItemLayout Layout = new(["Id", "Text", "Number", "Flag", "Bytes", "Nothing", "Absent", "Map"], [0]);

    private static readonly AttributeMapItem Item = new(
        Layout,
        new Dictionary<string, AttributeValue>
        {
            ["Id"] = new() { S = "a" },
            ["Text"] = new() { S = "" },
            ["Number"] = new() { N = "1E+2" },
            ["Flag"] = new() { BOOL = false },
            ["Bytes"] = new() { B = new MemoryStream([1, 2]) },
            ["Nothing"] = new() { NULL = true },
            ["Map"] = new() { M = new() { ["City"] = new() { S = "Bonn" } } },
            ["Unmapped"] = new() { S = "never read" },
        });

    [Fact]
    public void Attributes_are_read_by_ordinal_as_their_types()
    {
        Assert.Equal("a", Item.GetString(0));
        Assert.Equal("", Item.GetString(1));
        Assert.Equal(100, Item.GetInt32(2));
        Assert.Equal(100L, Item.GetInt64(2));
        Assert.Equal(100ul, Item.GetUInt64(2));
        Assert.Equal((Int128)100, Item.GetInt128(2));
        Assert.Equal(new BigInteger(100), Item.GetBigInteger(2));
        Assert.Equal(100m, Item.GetDecimal(2));
        Assert.Equal(100.0, Item.GetDouble(2));
        Assert.Equal(100f, Item.GetSingle(2));
        Assert.Equal("1E+2", Item.GetNumberText(2));
        Assert.False(Item.GetBoolean(3));
        Assert.Equal([1, 2], Item.GetBinary(4));
        Assert.Equal(ItemValue.Map(new ItemMap { { "City", ItemValue.String("Bonn") } }), Item.GetValue(7));
    }

    [Fact]
    public void A_binary_can_be_read_twice()
    {
        Assert.Equal([1, 2], Item.GetBinary(4));
        Assert.Equal([1, 2], Item.GetBinary(4));
    }

    [Fact]
    public void Missing_and_NULL_are_both_null_and_have_different_types()
    {
        Assert.True(Item.IsNull(5));
        Assert.True(Item.IsNull(6));
        Assert.False(Item.IsNull(1));
        Assert.Equal(DynamoDbAttributeType.Null, Item.TypeOf(5));
        Assert.Null(Item.TypeOf(6));
        Assert.True(Item.GetValue(6).IsMissing);
        Assert.Equal(ItemValue.Null, Item.GetValue(5));
    }

    [Fact]
    public void Reading_a_missing_attribute_names_it()
    {
        var exception = Assert.Throws<ItemReadException>(() => Item.GetString(6));
        Assert.Equal("Absent", exception.Attribute);
        Assert.Equal("The attribute 'Absent' is missing from the item.", exception.Message);
    }

    [Fact]
    public void Reading_another_type_names_both()
    {
        var exception = Assert.Throws<ItemReadException>(() => Item.GetInt32(3));
        Assert.Equal("The attribute 'Flag' is stored as BOOL but is read as N.", exception.Message);
        Assert.Throws<ItemReadException>(() => Item.GetString(2));
        Assert.Throws<ItemReadException>(() => Item.GetBoolean(1));
        Assert.Throws<ItemReadException>(() => Item.GetBinary(1));
    }

    [Fact]
    public void Items_are_equal_when_their_keys_are()
    {
        var layout = new ItemLayout(["P", "S", "Other"], [0, 1]);
        var item = Keyed("p", "1", "x");

        Assert.Equal(item, Keyed("p", "1.0", "y"));
        Assert.Equal(item.GetHashCode(), Keyed("p", "1.0", "y").GetHashCode());
        Assert.NotEqual(item, Keyed("p", "2", "x"));
        Assert.NotEqual(item, Keyed("q", "1", "x"));

        AttributeMapItem Keyed(string p, string s, string other)
            => new(layout, new() { ["P"] = new() { S = p }, ["S"] = new() { N = s }, ["Other"] = new() { S = other } });
    }
}
