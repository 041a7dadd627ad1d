namespace Microsoft.EntityFrameworkCore;

/// <summary>
/// What storage and requests of a table cost.
/// See <see href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.TableClasses.html">Table classes</see>.
/// </summary>
public enum DynamoDbTableClass
{
    /// <summary>The cheaper requests (<c>STANDARD</c>): the default.</summary>
    Standard,

    /// <summary>The cheaper storage (<c>STANDARD_INFREQUENT_ACCESS</c>), for tables where storage is what costs.</summary>
    StandardInfrequentAccess,
}
