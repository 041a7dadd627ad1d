using System.Linq.Expressions;
using EFCore.DynamoDb.Metadata;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Microsoft.EntityFrameworkCore;

public static partial class DynamoDbEntityTypeBuilderExtensions
{
    /// <summary>
    /// The partition key of the table as a text made of properties: <c>HasPartitionKey("PK", o =&gt; $"CUST#{o.CustomerId}")</c>. The properties of both keys'
    /// templates, each once, are EF's primary key.
    /// </summary>
    /// <param name="entityTypeBuilder">The entity type.</param>
    /// <param name="attributeName">The attribute that holds the text; a shadow property of this name is added.</param>
    /// <param name="template">
    /// An interpolated string of literals and properties, with .NET formats; or a literal alone. Values are formatted for the invariant culture, points in
    /// time in UTC; what stands for a delimiter in a value is escaped.
    /// </param>
    /// <exception cref="ArgumentException">The expression is something else.</exception>
    public static EntityTypeBuilder<TEntity> HasPartitionKey<TEntity>(
        this EntityTypeBuilder<TEntity> entityTypeBuilder, string attributeName, Expression<Func<TEntity, string>> template)
        where TEntity : class
        => entityTypeBuilder.HasKeyTemplate(attributeName, template).HasPartitionKey(attributeName);

    /// <summary>
    /// The sort key of the table as a text made of properties: <c>HasSortKey("SK", o =&gt; $"ORDER#{o.CreatedAt:O}#{o.OrderId}")</c>, see
    /// <see cref="HasPartitionKey{TEntity}(EntityTypeBuilder{TEntity}, string, Expression{Func{TEntity, string}})" />.
    /// </summary>
    /// <param name="entityTypeBuilder">The entity type.</param>
    /// <param name="attributeName">The attribute that holds the text; a shadow property of this name is added.</param>
    /// <param name="template">An interpolated string of literals and properties, or a literal alone.</param>
    /// <exception cref="ArgumentException">The expression is something else.</exception>
    public static EntityTypeBuilder<TEntity> HasSortKey<TEntity>(
        this EntityTypeBuilder<TEntity> entityTypeBuilder, string attributeName, Expression<Func<TEntity, string>> template)
        where TEntity : class
        => entityTypeBuilder.HasKeyTemplate(attributeName, template).HasSortKey(attributeName);

    /// <summary>
    /// Values that contain what stands after them in a key template are refused when they are saved, instead of being escaped: for keys that others read or
    /// write too.
    /// </summary>
    /// <param name="entityTypeBuilder">The entity type, the base of its hierarchy.</param>
    /// <param name="refuse">Whether to; false for the default, escaping.</param>
    public static EntityTypeBuilder RefuseKeyDelimiters(this EntityTypeBuilder entityTypeBuilder, bool refuse = true)
    {
        ArgumentNullException.ThrowIfNull(entityTypeBuilder);
        entityTypeBuilder.Metadata.SetOrRemoveAnnotation(DynamoDbAnnotationNames.RefusesKeyDelimiters, refuse ? true : null);
        return entityTypeBuilder;
    }

    /// <inheritdoc cref="RefuseKeyDelimiters(EntityTypeBuilder, bool)" />
    public static EntityTypeBuilder<TEntity> RefuseKeyDelimiters<TEntity>(this EntityTypeBuilder<TEntity> entityTypeBuilder, bool refuse = true)
        where TEntity : class
        => (EntityTypeBuilder<TEntity>)RefuseKeyDelimiters((EntityTypeBuilder)entityTypeBuilder, refuse);

    /// <summary>
    /// Divides busy partitions into several, for more writes a second than one partition takes: <c>HasWriteShards(c =&gt; c.Shard, 10, by: c =&gt; c.ClickId)</c>, with
    /// <c>HasPartitionKey("PK", c =&gt; $"DAY#{c.Day}#{c.Shard}")</c>. A new entity is given its shard; a query that does not know the shard asks all of them side by
    /// side and merges the answers in their order; with the value of <paramref name="by" /> it asks one. See
    /// <see href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-sharding.html">Write sharding</see>.
    /// </summary>
    /// <param name="entityTypeBuilder">The entity type.</param>
    /// <param name="shard">The property that the provider sets, from 0 to one less than the number; part of the template of a partition key.</param>
    /// <param name="count">How many shards, from 2 to 1,000. It may grow where there is no <paramref name="by" />; it must not shrink, or queries miss what is there.</param>
    /// <param name="by">A property of the key that decides the shard; without it every new entity takes one at random.</param>
    public static EntityTypeBuilder<TEntity> HasWriteShards<TEntity>(
        this EntityTypeBuilder<TEntity> entityTypeBuilder,
        Expression<Func<TEntity, int>> shard,
        int count,
        Expression<Func<TEntity, object?>>? by = null)
        where TEntity : class
    {
        ArgumentNullException.ThrowIfNull(entityTypeBuilder);
        ArgumentNullException.ThrowIfNull(shard);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, 1000);
        var property = entityTypeBuilder.Property(shard).ValueGeneratedOnAdd().Metadata;
        property.SetAnnotation(DynamoDbAnnotationNames.WriteShards, count);
        property.SetAnnotation(DynamoDbAnnotationNames.ShardedBy, by?.GetMemberAccess().Name);
        return entityTypeBuilder;
    }

    /// <summary>
    /// An attribute whose text is made of properties, for the key of an index: <c>HasKeyTemplate("GSI1PK", o =&gt; $"STATUS#{o.Status}")</c>, then
    /// <c>HasGsi("GSI1", "GSI1PK", "GSI1SK")</c>. It is written with every change of one of its properties, and left out while one of them is null.
    /// </summary>
    /// <param name="entityTypeBuilder">The entity type.</param>
    /// <param name="attributeName">The attribute that holds the text; a shadow property of this name is added.</param>
    /// <param name="template">An interpolated string of literals and properties, or a literal alone.</param>
    /// <exception cref="ArgumentException">The expression is something else.</exception>
    public static EntityTypeBuilder<TEntity> HasKeyTemplate<TEntity>(
        this EntityTypeBuilder<TEntity> entityTypeBuilder, string attributeName, Expression<Func<TEntity, string>> template)
        where TEntity : class
    {
        ArgumentNullException.ThrowIfNull(template);
        return (EntityTypeBuilder<TEntity>)((EntityTypeBuilder)entityTypeBuilder).HasKeyTemplate(attributeName, KeyTemplateExpression.ToText(template));
    }

    /// <summary>
    /// An attribute whose text is made of properties, for a key: <c>HasKeyTemplate("SK", "ORDER#{CreatedAt:O}#{OrderId}")</c>, then
    /// <c>HasSortKey("SK")</c>. For shadow properties, and where there is no class.
    /// </summary>
    /// <param name="entityTypeBuilder">The entity type.</param>
    /// <param name="attributeName">The attribute that holds the text; a shadow property of this name is added.</param>
    /// <param name="template">Literals, and properties in braces with their .NET formats; a brace is doubled.</param>
    public static EntityTypeBuilder HasKeyTemplate(this EntityTypeBuilder entityTypeBuilder, string attributeName, string template)
    {
        ArgumentNullException.ThrowIfNull(entityTypeBuilder);
        ArgumentException.ThrowIfNullOrEmpty(attributeName);
        ArgumentException.ThrowIfNullOrEmpty(template);
        entityTypeBuilder.Property<string?>(attributeName).IsRequired(false).HasAttributeName(attributeName).Metadata.SetKeyTemplate(template);
        return entityTypeBuilder;
    }
}
