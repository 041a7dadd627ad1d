namespace EFCore.DynamoDb.Infrastructure;

/// <summary>What reading an item does when an attribute is missing (or NULL) whose property is required.</summary>
public enum DynamoDbMissingRequired
{
    /// <summary>An error that names the entity type and the property.</summary>
    Throw,

    /// <summary>The property keeps what its initialiser gave it, or the default of its type.</summary>
    UseDefault,
}
