using EFCore.DynamoDb.Access;
using EFCore.DynamoDb.Items;

namespace EFCore.DynamoDb.Tests.Access;

/// <summary>What strict bounds become.</summary>
public class NeighboursTests
{
    [Theory]
    [InlineData("5", "4", "6")]
    [InlineData("0", "-1", "1")]
    [InlineData("-2.5", "-3", "-2")]
    [InlineData("2.5", "2", "3")]
    [InlineData("1E2", "99", "101")]
    public void The_integers_next_to_a_number(string number, string below, string above)
    {
        Assert.Equal(0, Neighbours.Below(ItemValue.Number(number)).CompareTo(ItemValue.Number(below)));
        Assert.Equal(0, Neighbours.Above(ItemValue.Number(number)).CompareTo(ItemValue.Number(above)));
    }

    [Theory]
    [InlineData("yyyy-MM-ddTHH:mm:ss.fffffffZ")]
    [InlineData("yyyy-MM-ddTHH:mm:ssZ")]
    [InlineData("yyyy-MM-ddTHH:mm:ss")]
    [InlineData("yyyy-MM-dd")]
    [InlineData("yyyyMMddHH")]
    public void Every_time_is_on_its_side_of_the_texts_next_to_a_time(string format)
    {
        var random = new Random(7);
        var start = new DateTime(2019, 12, 31, 23, 59, 59, DateTimeKind.Utc);
        var texts = Enumerable.Range(0, 60).SelectMany(i => new[] { start.AddDays(i), start.AddHours(i), start.AddTicks(random.Next(40)), start.AddSeconds(i) })
            .Select(t => t.ToString(format.Replace("T", "'T'", StringComparison.Ordinal).Replace("Z", "'Z'", StringComparison.Ordinal), null))
            .Distinct().Select(ItemValue.String).ToList();
        foreach (var bound in texts)
        {
            var (below, above) = (Neighbours.Below(bound), Neighbours.Above(bound));
            foreach (var text in texts)
            {
                Assert.Equal(text.CompareTo(bound) < 0, text.CompareTo(below) <= 0);
                Assert.Equal(text.CompareTo(bound) > 0, text.CompareTo(above) >= 0);
            }
        }
    }
}
