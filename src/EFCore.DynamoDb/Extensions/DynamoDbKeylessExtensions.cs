using System.Linq.Expressions;
using EFCore.DynamoDb.Metadata;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Microsoft.EntityFrameworkCore;

/// <summary>Entity types without a key, which are the results of a query: read only, and never tracked.</summary>
public static class DynamoDbKeylessExtensions
{
    /// <summary>
    /// The entities of the type are what this query selects: each query of their <c>DbSet</c> is a query of its sources, and costs what it costs. Nothing is stored for
    /// the type. It becomes keyless.
    /// </summary>
    /// <param name="entityTypeBuilder">The builder of the entity type.</param>
    /// <param name="query">The query, over the sets of the context, for example <c>() => Orders.Where(o => o.IsOpen).Select(o => new OpenOrder { ... })</c>.</param>
    /// <exception cref="InvalidOperationException">The model is built, and the type is derived from another: the query belongs to the root.</exception>
    public static EntityTypeBuilder<TEntity> ToQuery<TEntity>(this EntityTypeBuilder<TEntity> entityTypeBuilder, Expression<Func<IQueryable<TEntity>>> query)
        where TEntity : class
    {
        ArgumentNullException.ThrowIfNull(query);
        entityTypeBuilder.HasNoKey();
        entityTypeBuilder.Metadata.SetAnnotation(DynamoDbAnnotationNames.DefiningQuery, query);
        return entityTypeBuilder;
    }

    /// <summary>The query that the entities of the type are selected by; null when they are items of a table.</summary>
    /// <param name="entityType">The entity type.</param>
    public static LambdaExpression? GetDefiningQuery(this IReadOnlyEntityType entityType)
        => DynamoDbMetadata.DefiningQueryOf(entityType);
}
