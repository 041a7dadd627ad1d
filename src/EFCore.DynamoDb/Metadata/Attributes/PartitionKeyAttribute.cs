namespace Microsoft.EntityFrameworkCore;

/// <summary>
/// The partition key of the entity type's table: one property, stored as S, N or B.
/// With the sort key it is EF's primary key.
/// </summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class PartitionKeyAttribute : Attribute;
