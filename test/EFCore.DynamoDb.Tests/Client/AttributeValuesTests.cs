using EFCore.DynamoDb.Client;
using EFCore.DynamoDb.Items;

namespace EFCore.DynamoDb.Tests.Client;

public class AttributeValuesTests
{
    private static readonly Dictionary<string, ItemValue> Values = new()
    {
        ["S"] = ItemValue.String("text"),
        ["S empty"] = ItemValue.String(""),
        ["N"] = ItemValue.Number("-1.5E-10"),
        ["B"] = ItemValue.Binary([0, 255]),
        ["B empty"] = ItemValue.Binary([]),
        ["BOOL true"] = ItemValue.Bool(true),
        ["BOOL false"] = ItemValue.Bool(false),
        ["NULL"] = ItemValue.Null,
        ["M"] = ItemValue.Map(new ItemMap { { "A", ItemValue.Number(1) }, { "B", ItemValue.Map(new ItemMap { { "C", ItemValue.Null } }) } }),
        ["M empty"] = ItemValue.Map([]),
        ["L"] = ItemValue.List([ItemValue.String("a"), ItemValue.List([ItemValue.Bool(false)])]),
        ["L empty"] = ItemValue.List([]),
        ["SS"] = ItemValue.StringSet(["a", "b"]),
        ["NS"] = ItemValue.NumberSet(["1", "2.5"]),
        ["BS"] = ItemValue.BinarySet([[1], [2, 3]]),
    };

    public static TheoryData<string> Types { get; } = [.. Values.Keys];

    [Theory]
    [MemberData(nameof(Types))]
    public void Every_type_survives_the_way_to_the_SDK_and_back(string name)
    {
        var value = Values[name];
        var back = AttributeValues.Read(AttributeValues.Write(value));
        Assert.Equal(value.Type, back.Type);
        Assert.Equal(value, back);
    }

    [Fact]
    public void A_map_keeps_all_its_attributes_and_drops_missing_ones()
    {
        var map = new ItemMap { { "A", ItemValue.String("x") }, { "Missing", default }, { "B", ItemValue.Number(2) } };
        var attributes = AttributeValues.WriteMap(map);

        Assert.Equal(["A", "B"], attributes.Keys);
        Assert.Equal("x", attributes["A"].S);
        Assert.Equal("2", attributes["B"].N);
    }

    [Fact]
    public void An_empty_or_absent_key_is_none()
    {
        Assert.Null(AttributeValues.ReadMapOrNull(null));
        Assert.Null(AttributeValues.ReadMapOrNull([]));
    }
}
