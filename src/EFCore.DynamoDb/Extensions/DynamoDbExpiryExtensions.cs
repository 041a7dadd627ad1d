using EFCore.DynamoDb.Metadata;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Microsoft.EntityFrameworkCore;

/// <summary>Items whose time to live is over and that DynamoDB has not deleted yet.</summary>
public static class DynamoDbExpiryExtensions
{
    /// <summary>
    /// Leaves items that have expired out of queries. DynamoDB deletes them within days after their time, and returns them until then. This adds a query filter, named
    /// <see cref="DynamoDbQueryFilters.Expired" />, on the property of <c>HasTimeToLive</c>: it is a filter of the request where that has one, and checked on the client
    /// else. Items without the attribute never expire.
    /// </summary>
    /// <remarks>
    /// EF Core allows named filters and one without a name beside each other on no type: give other filters of this type names too. The time is that of the option
    /// <c>UseTimeProvider</c>, or of the application's <see cref="TimeProvider" />.
    /// See <see href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ttl-expired-items.html">Working with expired items</see>.
    /// </remarks>
    /// <param name="entityTypeBuilder">The entity type: the root of its hierarchy.</param>
    /// <param name="hide">Whether they are left out.</param>
    public static EntityTypeBuilder HideExpired(this EntityTypeBuilder entityTypeBuilder, bool hide = true)
    {
        ArgumentNullException.ThrowIfNull(entityTypeBuilder);
        entityTypeBuilder.Metadata.SetHidesExpired(hide);
        return entityTypeBuilder;
    }

    /// <inheritdoc cref="HideExpired(EntityTypeBuilder, bool)" />
    public static EntityTypeBuilder<TEntity> HideExpired<TEntity>(this EntityTypeBuilder<TEntity> entityTypeBuilder, bool hide = true)
        where TEntity : class
        => (EntityTypeBuilder<TEntity>)HideExpired((EntityTypeBuilder)entityTypeBuilder, hide);

    /// <summary>Leaves items that have expired out of queries, or not.</summary>
    /// <param name="entityTypeBuilder">The entity type.</param>
    /// <param name="hide">Whether they are left out; null for what nobody said.</param>
    /// <param name="fromDataAnnotation">Whether an attribute said so.</param>
    /// <returns>The same builder, or null where a stronger configuration stands.</returns>
    public static IConventionEntityTypeBuilder? HideExpired(
        this IConventionEntityTypeBuilder entityTypeBuilder, bool? hide, bool fromDataAnnotation = false)
    {
        ArgumentNullException.ThrowIfNull(entityTypeBuilder);
        return entityTypeBuilder.CanSetAnnotation(DynamoDbAnnotationNames.HidesExpired, hide, fromDataAnnotation)
            ? entityTypeBuilder.HasNonNullAnnotation(DynamoDbAnnotationNames.HidesExpired, hide, fromDataAnnotation)
            : null;
    }

    /// <summary>Whether items that have expired are left out of queries.</summary>
    /// <param name="entityType">The entity type.</param>
    public static bool GetHidesExpired(this IReadOnlyEntityType entityType)
    {
        ArgumentNullException.ThrowIfNull(entityType);
        return entityType.GetRootType()[DynamoDbAnnotationNames.HidesExpired] is true;
    }

    /// <summary>Sets whether items that have expired are left out of queries.</summary>
    /// <param name="entityType">The entity type: the root of its hierarchy.</param>
    /// <param name="hide">Whether they are; null for what nobody said.</param>
    public static void SetHidesExpired(this IMutableEntityType entityType, bool? hide)
    {
        ArgumentNullException.ThrowIfNull(entityType);
        entityType.SetOrRemoveAnnotation(DynamoDbAnnotationNames.HidesExpired, hide);
    }

    /// <summary>Sets whether items that have expired are left out of queries.</summary>
    /// <param name="entityType">The entity type: the root of its hierarchy.</param>
    /// <param name="hide">Whether they are; null for what nobody said.</param>
    /// <param name="fromDataAnnotation">Whether an attribute said so.</param>
    public static bool? SetHidesExpired(this IConventionEntityType entityType, bool? hide, bool fromDataAnnotation = false)
    {
        ArgumentNullException.ThrowIfNull(entityType);
        return (bool?)entityType.SetOrRemoveAnnotation(DynamoDbAnnotationNames.HidesExpired, hide, fromDataAnnotation)?.Value;
    }
}
