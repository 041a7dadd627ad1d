namespace Microsoft.EntityFrameworkCore;

/// <summary>The sort key of the entity type's table: one property, stored as S, N or B, that orders the items of a partition.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class SortKeyAttribute : Attribute;
