namespace EFCore.DynamoDb.Metadata;

/// <summary>How the names of attributes are made from the names of properties that have no explicit attribute name.</summary>
public enum DynamoDbAttributeNaming
{
    /// <summary>The property's name: <c>OrderId</c>.</summary>
    AsIs,

    /// <summary>Beginning in lower case: <c>orderId</c>.</summary>
    CamelCase,

    /// <summary>Lower case words joined by underscores: <c>order_id</c>.</summary>
    SnakeCase,
}
