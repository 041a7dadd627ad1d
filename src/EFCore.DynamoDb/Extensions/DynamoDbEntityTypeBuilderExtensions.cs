using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Microsoft.EntityFrameworkCore;

/// <summary>Maps entity types to DynamoDB tables.</summary>
public static partial class DynamoDbEntityTypeBuilderExtensions
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

    /// <summary>The table that the entity type's items live in, and its settings.</summary>
    /// <param name="entityTypeBuilder">The entity type.</param>
    /// <param name="name">3 to 255 characters of a-z, A-Z, 0-9, '_', '-' and '.'; the options' prefix is put before it.</param>
    /// <param name="buildAction">Settings of the table, for when it is created: <c>t =&gt; t.HasProvisionedThroughput(5, 5)</c>.</param>
    public static EntityTypeBuilder ToTable(this EntityTypeBuilder entityTypeBuilder, string name, Action<DynamoDbTableBuilder> buildAction)
    {
        ArgumentNullException.ThrowIfNull(buildAction);
        entityTypeBuilder.ToTable(name);
        buildAction(new DynamoDbTableBuilder(entityTypeBuilder.Metadata));
        return entityTypeBuilder;
    }

    /// <inheritdoc cref="ToTable(EntityTypeBuilder, string, Action{DynamoDbTableBuilder})" />
    public static EntityTypeBuilder<TEntity> ToTable<TEntity>(
        this EntityTypeBuilder<TEntity> entityTypeBuilder, string name, Action<DynamoDbTableBuilder> buildAction)
        where TEntity : class
        => (EntityTypeBuilder<TEntity>)ToTable((EntityTypeBuilder)entityTypeBuilder, name, buildAction);

    /// <summary>Settings of the table that the entity type's items live in, under the name it has by convention.</summary>
    /// <param name="entityTypeBuilder">The entity type.</param>
    /// <param name="buildAction">Settings of the table, for when it is created: <c>t =&gt; t.HasProvisionedThroughput(5, 5)</c>.</param>
    public static EntityTypeBuilder ToTable(this EntityTypeBuilder entityTypeBuilder, Action<DynamoDbTableBuilder> buildAction)
    {
        ArgumentNullException.ThrowIfNull(entityTypeBuilder);
        ArgumentNullException.ThrowIfNull(buildAction);
        buildAction(new DynamoDbTableBuilder(entityTypeBuilder.Metadata));
        return entityTypeBuilder;
    }

    /// <inheritdoc cref="ToTable(EntityTypeBuilder, Action{DynamoDbTableBuilder})" />
    public static EntityTypeBuilder<TEntity> ToTable<TEntity>(
        this EntityTypeBuilder<TEntity> entityTypeBuilder, Action<DynamoDbTableBuilder> buildAction)
        where TEntity : class
        => (EntityTypeBuilder<TEntity>)ToTable((EntityTypeBuilder)entityTypeBuilder, buildAction);

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

    /// <summary>
    /// The property by which items expire: DynamoDB deletes an item at no cost, usually within some days of that time, and until then reads return it.
    /// It is stored as seconds since 1970 in an N, which is all that DynamoDB understands.
    /// </summary>
    /// <param name="entityTypeBuilder">The entity type.</param>
    /// <param name="propertyName">A <see cref="DateTime" />, <see cref="DateTimeOffset" />, <see cref="long" /> or <see cref="int" />; null never expires.</param>
    public static EntityTypeBuilder HasTimeToLive(this EntityTypeBuilder entityTypeBuilder, string propertyName)
    {
        ArgumentNullException.ThrowIfNull(entityTypeBuilder);
        ArgumentException.ThrowIfNullOrEmpty(propertyName);
        entityTypeBuilder.Metadata.SetTimeToLivePropertyName(propertyName);
        return entityTypeBuilder;
    }

    /// <inheritdoc cref="HasTimeToLive(EntityTypeBuilder, string)" />
    public static EntityTypeBuilder<TEntity> HasTimeToLive<TEntity>(
        this EntityTypeBuilder<TEntity> entityTypeBuilder, string propertyName)
        where TEntity : class
        => (EntityTypeBuilder<TEntity>)HasTimeToLive((EntityTypeBuilder)entityTypeBuilder, propertyName);

    /// <summary>
    /// The property by which items expire: DynamoDB deletes an item at no cost, usually within some days of that time, and until then reads return it.
    /// It is stored as seconds since 1970 in an N, which is all that DynamoDB understands.
    /// </summary>
    /// <param name="entityTypeBuilder">The entity type.</param>
    /// <param name="propertyExpression">A <see cref="DateTime" />, <see cref="DateTimeOffset" />, <see cref="long" /> or <see cref="int" />; null never expires.</param>
    public static EntityTypeBuilder<TEntity> HasTimeToLive<TEntity, TProperty>(
        this EntityTypeBuilder<TEntity> entityTypeBuilder, Expression<Func<TEntity, TProperty>> propertyExpression)
        where TEntity : class
    {
        ArgumentNullException.ThrowIfNull(entityTypeBuilder);
        ArgumentNullException.ThrowIfNull(propertyExpression);
        return entityTypeBuilder.HasTimeToLive(entityTypeBuilder.Property(propertyExpression).Metadata.Name);
    }
}
