using EFCore.DynamoDb.Metadata;

namespace EFCore.DynamoDb.Tests.Metadata;

public class AttributeNamesTests
{
    [Theory]
    [InlineData("OrderId", "OrderId", "orderId", "order_id")]
    [InlineData("Id", "Id", "id", "id")]
    [InlineData("URLPath", "URLPath", "urlPath", "url_path")]
    [InlineData("Line2Total", "Line2Total", "line2Total", "line2_total")]
    [InlineData("alreadyCamel", "alreadyCamel", "alreadyCamel", "already_camel")]
    [InlineData("ID", "ID", "id", "id")]
    public void Names_are_made_as_System_Text_Json_makes_them(string property, string asIs, string camelCase, string snakeCase)
    {
        Assert.Equal(asIs, AttributeNames.Of(property, DynamoDbAttributeNaming.AsIs));
        Assert.Equal(camelCase, AttributeNames.Of(property, DynamoDbAttributeNaming.CamelCase));
        Assert.Equal(snakeCase, AttributeNames.Of(property, DynamoDbAttributeNaming.SnakeCase));
    }
}
