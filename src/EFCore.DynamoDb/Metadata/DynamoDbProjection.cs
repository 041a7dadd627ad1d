namespace EFCore.DynamoDb.Metadata;

/// <summary>
/// Which attributes are copied into a secondary index.
/// See <see href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html#GSI.Projections">Attribute projections</see>.
/// </summary>
public enum DynamoDbProjection
{
    /// <summary>Every attribute of the item.</summary>
    All,

    /// <summary>The keys of the index and of the table.</summary>
    KeysOnly,

    /// <summary>The keys and a list of further attributes.</summary>
    Include,
}
