using EFCore.DynamoDb.Access;
using EFCore.DynamoDb.Items;

namespace EFCore.DynamoDb.Tests.Access;

/// <summary>Which keys a request may begin after.</summary>
public class KeyBoundsTests
{
    private static readonly Operand Id = new Operand.Path("Id");
    private static readonly Operand Number = new Operand.Path("Number");

    [Theory]
    [InlineData("=", "5", true)]
    [InlineData("=", "6", false)]
    [InlineData("<", "4", true)]
    [InlineData("<", "5.0", false)]
    [InlineData("<=", "5.0", true)]
    [InlineData("<=", "10", false)]
    [InlineData(">", "10", true)]
    [InlineData(">", "5", false)]
    [InlineData(">=", "5", true)]
    [InlineData(">=", "-6", false)]
    public void The_sort_key_is_compared_as_DynamoDB_does(string comparison, string number, bool isInside)
    {
        var bounds = Bounds(ItemValue.Number("5"), new Condition.Comparison(Number, Asking.Operator(comparison), new Operand.Slot(1)));

        Assert.Equal(isInside, bounds.Contains(Key("a", ItemValue.Number(number))));
        Assert.False(bounds.Contains(Key("b", ItemValue.Number(number))));
    }

    [Theory]
    [InlineData("5", true)]
    [InlineData("7", true)]
    [InlineData("9", true)]
    [InlineData("4", false)]
    [InlineData("10", false)]
    public void Between_includes_its_bounds_and_what_is_next_to_a_value(string number, bool isInside)
    {
        var bounds = new KeyBounds(
            [],
            [new Condition.Between(Number, new Operand.Neighbour(0, Above: true), new Operand.Slot(1))],
            [BoundOperand.Of(ItemValue.Number("4")), BoundOperand.Of(ItemValue.Number("9"))]);

        Assert.Equal(isInside, bounds.Contains(Key("a", ItemValue.Number(number))));
    }

    [Fact]
    public void A_prefix_is_one_of_text_or_of_bytes()
    {
        var text = Bounds(ItemValue.String("DB-"), new Condition.BeginsWith("Number", new Operand.Slot(1)));
        Assert.True(text.Contains(Key("a", ItemValue.String("DB-1"))));
        Assert.False(text.Contains(Key("a", ItemValue.String("db-1"))));
        Assert.False(text.Contains(Key("a", ItemValue.Binary([1, 2]))));

        var bytes = Bounds(ItemValue.Binary([1, 2]), new Condition.BeginsWith("Number", new Operand.Slot(1)));
        Assert.True(bytes.Contains(Key("a", ItemValue.Binary([1, 2, 3]))));
        Assert.False(bytes.Contains(Key("a", ItemValue.Binary([1]))));
    }

    [Fact]
    public void A_scan_begins_after_any_key_and_a_list_gives_each_of_its_requests_bounds_of_its_own()
    {
        var table = Asking.Table(Asking.S("Id"), Asking.N("Number"));
        var scan = new AccessPlan { Operation = AccessOperation.Scan, Table = table, Segments = 3 };
        Assert.Equal(3, RequestBuilder.BoundsOf(scan, []).Count(b => b.Contains(Key("x", ItemValue.Number("1")))));

        var fanOut = new AccessPlan { Operation = AccessOperation.Query, Table = table, KeyConditions = [new Condition.In("Id", new Operand.Slot(0))] };
        BoundOperand[] operands = [BoundOperand.OfList([ItemValue.String("a"), ItemValue.String("b")], hasNull: false)];
        Assert.Equal([false, true], RequestBuilder.BoundsOf(fanOut, operands).Select(b => b.Contains(Key("b", ItemValue.Number("1")))));
        Assert.All(RequestBuilder.BoundsOf(fanOut, operands), b => Assert.Equal(["Id", "Number"], b.Attributes.Select(a => a.Name)));
    }

    private static KeyBounds Bounds(ItemValue sort, Condition condition)
        => new(
            [],
            [new Condition.Comparison(Id, ComparisonOperator.Equal, new Operand.Slot(0)), condition],
            [BoundOperand.Of(ItemValue.String("a")), BoundOperand.Of(sort)]);

    private static ItemMap Key(string id, ItemValue number)
    {
        var key = new ItemMap();
        key.Add("Id", ItemValue.String(id));
        key.Add("Number", number);
        return key;
    }
}
