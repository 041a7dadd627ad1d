using EFCore.DynamoDb.Client;

namespace EFCore.DynamoDb.Tests.Client;

public class TableNamesTests
{
    [Fact]
    public void The_prefix_comes_before_what_the_function_makes()
    {
        Assert.Equal("Orders", new TableNames(null, null).PhysicalName("Orders"));
        Assert.Equal("dev-Orders", new TableNames("dev-", null).PhysicalName("Orders"));
        Assert.Equal("orders.v2", new TableNames(null, name => name.ToLowerInvariant() + ".v2").PhysicalName("Orders"));
        Assert.Equal("dev-orders", new TableNames("dev-", name => name.ToLowerInvariant()).PhysicalName("Orders"));
    }

    [Theory]
    [InlineData("a/b")]
    [InlineData("ab")]
    [InlineData("")]
    [InlineData("größe")]
    public void A_function_that_makes_no_name_is_an_error_that_shows_both_names(string made)
    {
        var exception = Assert.Throws<InvalidOperationException>(() => new TableNames(null, _ => made).PhysicalName("Orders"));
        Assert.Contains($"'{made}'", exception.Message, StringComparison.Ordinal);
        Assert.Contains("'Orders'", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_end_at_255_characters()
    {
        Assert.True(TableNames.IsValid(new string('a', 255)));
        Assert.False(TableNames.IsValid(new string('a', 256)));
    }
}
