namespace EFCore.DynamoDb.Metadata;

/// <summary>
/// The two kinds of secondary index.
/// See <see href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/SecondaryIndexes.html">Secondary indexes</see>.
/// </summary>
public enum DynamoDbIndexKind
{
    /// <summary>Global: a partition key and sort key of its own; eventually consistent; at most 20 a table.</summary>
    Gsi,

    /// <summary>Local: the table's partition key with another sort key; made only with the table; at most 5 a table.</summary>
    Lsi,
}
