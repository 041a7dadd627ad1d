namespace EFCore.DynamoDb.Items;

/// <summary>
/// The data types of DynamoDB attributes.
/// See <see href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html">Data types</see>.
/// </summary>
public enum DynamoDbAttributeType
{
    /// <summary>String: UTF-8 text, ordered by its bytes.</summary>
    S,

    /// <summary>Number: up to 38 significant digits, magnitude 1E-130 to 9.99…E+125.</summary>
    N,

    /// <summary>Binary: bytes, ordered as unsigned.</summary>
    B,

    /// <summary>Boolean. It cannot be a key.</summary>
    Bool,

    /// <summary>The explicit null.</summary>
    Null,

    /// <summary>Map: named attributes.</summary>
    M,

    /// <summary>List: ordered attributes of any type.</summary>
    L,

    /// <summary>String set; never empty.</summary>
    SS,

    /// <summary>Number set; never empty.</summary>
    NS,

    /// <summary>Binary set; never empty.</summary>
    BS,
}
