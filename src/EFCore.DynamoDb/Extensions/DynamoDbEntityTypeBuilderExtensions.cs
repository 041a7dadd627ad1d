using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Microsoft.EntityFrameworkCore;

/// <summary>Maps entity types to DynamoDB tables.</summary>
public static class DynamoDbEntityTypeBuilderExtensions
{
    /// <summary>
    /// The table that the entity type's items live in. Several entity types may share one; then a discriminator tells them apart.
    /// </summary>
    /// <param name="entityTypeBuilder">The entity type.</param>
    /// <param name="name">3 to 255 characters of a-z, A-Z, 0-9, '_', '-' and '.'; the options' prefix is put before it.</param>
    public static EntityTypeBuilder ToTable(this EntityTypeBuilder entityTypeBuilder, string name)
    {
        ArgumentNullException.ThrowIfNull(entityTypeBuilder);
        ArgumentException.ThrowIfNullOrEmpty(name);
        entityTypeBuilder.Metadata.SetTableName(name);
        return entityTypeBuilder;
    }

    /// <inheritdoc cref="ToTable(EntityTypeBuilder, string)" />
    public static EntityTypeBuilder<TEntity> ToTable<TEntity>(this EntityTypeBuilder<TEntity> entityTypeBuilder, string name)
        where TEntity : class
        => (EntityTypeBuilder<TEntity>)ToTable((EntityTypeBuilder)entityTypeBuilder, name);

    /// <summary>
    /// The partition key of the table: one property, stored as S, N or B. With the sort key it is EF's primary key.
    /// </summary>
    /// <param name="entityTypeBuilder">The entity type.</param>
    /// <param name="propertyName">The name of a property; a shadow property must have been declared.</param>
    public static EntityTypeBuilder HasPartitionKey(this EntityTypeBuilder entityTypeBuilder, string propertyName)
    {
        ArgumentNullException.ThrowIfNull(entityTypeBuilder);
        ArgumentException.ThrowIfNullOrEmpty(propertyName);
        entityTypeBuilder.Metadata.SetPartitionKeyPropertyName(propertyName);
        return entityTypeBuilder;
    }

    /// <inheritdoc cref="HasPartitionKey(EntityTypeBuilder, string)" />
    public static EntityTypeBuilder<TEntity> HasPartitionKey<TEntity>(
        this EntityTypeBuilder<TEntity> entityTypeBuilder, string propertyName)
        where TEntity : class
        => (EntityTypeBuilder<TEntity>)HasPartitionKey((EntityTypeBuilder)entityTypeBuilder, propertyName);

    /// <summary>
    /// The partition key of the table: one property, stored as S, N or B. With the sort key it is EF's primary key.
    /// </summary>
    /// <param name="entityTypeBuilder">The entity type.</param>
    /// <param name="propertyExpression">The property: <c>e =&gt; e.CustomerId</c>.</param>
    public static EntityTypeBuilder<TEntity> HasPartitionKey<TEntity, TProperty>(
        this EntityTypeBuilder<TEntity> entityTypeBuilder, Expression<Func<TEntity, TProperty>> propertyExpression)
        where TEntity : class
    {
        ArgumentNullException.ThrowIfNull(entityTypeBuilder);
        ArgumentNullException.ThrowIfNull(propertyExpression);
        return entityTypeBuilder.HasPartitionKey(entityTypeBuilder.Property(propertyExpression).Metadata.Name);
    }

    /// <summary>The sort key of the table: one property, stored as S, N or B, that orders the items of a partition.</summary>
    /// <param name="entityTypeBuilder">The entity type.</param>
    /// <param name="propertyName">The name of a property; a shadow property must have been declared.</param>
    public static EntityTypeBuilder HasSortKey(this EntityTypeBuilder entityTypeBuilder, string propertyName)
    {
        ArgumentNullException.ThrowIfNull(entityTypeBuilder);
        ArgumentException.ThrowIfNullOrEmpty(propertyName);
        entityTypeBuilder.Metadata.SetSortKeyPropertyName(propertyName);
        return entityTypeBuilder;
    }

    /// <inheritdoc cref="HasSortKey(EntityTypeBuilder, string)" />
    public static EntityTypeBuilder<TEntity> HasSortKey<TEntity>(
        this EntityTypeBuilder<TEntity> entityTypeBuilder, string propertyName)
        where TEntity : class
        => (EntityTypeBuilder<TEntity>)HasSortKey((EntityTypeBuilder)entityTypeBuilder, propertyName);

    /// <summary>The sort key of the table: one property, stored as S, N or B, that orders the items of a partition.</summary>
    /// <param name="entityTypeBuilder">The entity type.</param>
    /// <param name="propertyExpression">The property: <c>e =&gt; e.CreatedAt</c>.</param>
    public static EntityTypeBuilder<TEntity> HasSortKey<TEntity, TProperty>(
        this EntityTypeBuilder<TEntity> entityTypeBuilder, Expression<Func<TEntity, TProperty>> propertyExpression)
        where TEntity : class
    {
        ArgumentNullException.ThrowIfNull(entityTypeBuilder);
        ArgumentNullException.ThrowIfNull(propertyExpression);
        return entityTypeBuilder.HasSortKey(entityTypeBuilder.Property(propertyExpression).Metadata.Name);
    }
}
