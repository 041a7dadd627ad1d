using System.Text;
using EFCore.DynamoDb.Items;

namespace EFCore.DynamoDb.Tests.Items;

public class ItemValueTests
{
    [Fact]
    public void Strings_are_ordered_as_their_UTF8_bytes_are()
    {
        string[] texts =
        [
            "", "\0", "A", "Z", "a", "aa", "ab", "\u007f", "\u0080", "\u00e9", "\u07ff", "\u0800", "\ud7ff", "\ue000", "\uffff",
            "\U00010000", "\U00010001", "\U00010400", "\U0010ffff", "a\uffff", "a\U00010000", "a\U00010000b", "\U00010000\ue000",
        ];

        foreach (var left in texts)
        {
            foreach (var right in texts)
            {
                var expected = Encoding.UTF8.GetBytes(left).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(right));
                Assert.Equal(Math.Sign(expected), Math.Sign(CodePointComparer.Compare(left, right)));
                Assert.Equal(Math.Sign(expected), Math.Sign(ItemValue.String(left).CompareTo(ItemValue.String(right))));
            }
        }
    }

    [Fact]
    public void Null_comes_before_every_string()
    {
        Assert.True(CodePointComparer.Compare(null, "") < 0);
        Assert.True(CodePointComparer.Compare("", null) > 0);
        Assert.Equal(0, CodePointComparer.Compare((string?)null, null));
    }

    [Fact]
    public void Binaries_are_ordered_as_unsigned_bytes()
    {
        Assert.True(ItemValue.Binary([0x7f]).CompareTo(ItemValue.Binary([0x80])) < 0);
        Assert.True(ItemValue.Binary([1]).CompareTo(ItemValue.Binary([1, 0])) < 0);
        Assert.Equal(0, ItemValue.Binary([1, 2]).CompareTo(ItemValue.Binary([1, 2])));
    }

    [Fact]
    public void Missing_and_null_come_first_and_alike()
    {
        Assert.True(default(ItemValue).CompareTo(ItemValue.String("")) < 0);
        Assert.True(ItemValue.Number(-5).CompareTo(ItemValue.Null) > 0);
        Assert.Equal(0, ItemValue.Null.CompareTo(default));
    }

    [Fact]
    public void Maps_have_no_order()
        => Assert.Throws<InvalidOperationException>(() => ItemValue.Map([]).CompareTo(ItemValue.Map([])));

    [Fact]
    public void Equal_values_are_equal_at_any_depth_and_hash_alike()
    {
        (ItemValue Left, ItemValue Right)[] pairs =
        [
            (default, default),
            (ItemValue.Null, ItemValue.Null),
            (ItemValue.Bool(true), ItemValue.Bool(true)),
            (ItemValue.String("a"), ItemValue.String(new string('a', 1))),
            (ItemValue.Binary([1, 2]), ItemValue.Binary([1, 2])),
            (ItemValue.StringSet(["a", "b"]), ItemValue.StringSet(["b", "a"])),
            (ItemValue.NumberSet(["1", "20"]), ItemValue.NumberSet(["2E1", "1.0"])),
            (ItemValue.BinarySet([[1], [2]]), ItemValue.BinarySet([[2], [1]])),
            (ItemValue.List([ItemValue.Number("1"), ItemValue.Null]), ItemValue.List([ItemValue.Number("1.0"), ItemValue.Null])),
            (
                ItemValue.Map(new ItemMap { { "A", ItemValue.Number(1) }, { "B", ItemValue.List([]) } }),
                ItemValue.Map(new ItemMap { { "B", ItemValue.List([]) }, { "A", ItemValue.Number("1E0") } })
            ),
        ];

        foreach (var (left, right) in pairs)
        {
            Assert.True(left == right);
            Assert.Equal(left.GetHashCode(), right.GetHashCode());
        }

        for (var i = 0; i < pairs.Length; i++)
        {
            for (var j = 0; j < pairs.Length; j++)
            {
                Assert.Equal(i == j, pairs[i].Left == pairs[j].Right);
            }
        }
    }

    [Fact]
    public void Values_that_differ_in_one_place_are_not_equal()
    {
        Assert.NotEqual(ItemValue.String("1"), ItemValue.Number("1"));
        Assert.NotEqual(default, ItemValue.Null);
        Assert.NotEqual(ItemValue.Bool(true), ItemValue.Bool(false));
        Assert.NotEqual(ItemValue.StringSet(["a"]), ItemValue.StringSet(["a", "b"]));
        Assert.NotEqual(ItemValue.StringSet(["a", "c"]), ItemValue.StringSet(["a", "b"]));
        Assert.NotEqual(ItemValue.StringSet(["1"]), ItemValue.NumberSet(["1"]));
        Assert.NotEqual(ItemValue.List([ItemValue.Number(1)]), ItemValue.List([ItemValue.Number(2)]));
        Assert.NotEqual(ItemValue.List([ItemValue.Number(1)]), ItemValue.List([]));
        Assert.NotEqual(
            ItemValue.Map(new ItemMap { { "A", ItemValue.Number(1) } }), ItemValue.Map(new ItemMap { { "B", ItemValue.Number(1) } }));
    }
}
