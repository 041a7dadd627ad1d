using System.Text.Json;

namespace EFCore.DynamoDb.Metadata;

/// <summary>Attribute names from property names, by the rules of System.Text.Json, so that items and JSON of one class agree on their names.</summary>
internal static class AttributeNames
{
    public static string Of(string propertyName, DynamoDbAttributeNaming naming)
        => naming switch
        {
            DynamoDbAttributeNaming.CamelCase => JsonNamingPolicy.CamelCase.ConvertName(propertyName),
            DynamoDbAttributeNaming.SnakeCase => JsonNamingPolicy.SnakeCaseLower.ConvertName(propertyName),
            _ => propertyName,
        };
}
