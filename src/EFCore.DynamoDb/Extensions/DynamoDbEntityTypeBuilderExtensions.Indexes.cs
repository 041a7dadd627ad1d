using System.Linq.Expressions;
using EFCore.DynamoDb.Diagnostics;
using EFCore.DynamoDb.Metadata;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Microsoft.EntityFrameworkCore;

public static partial class DynamoDbEntityTypeBuilderExtensions
{
    /// <summary>
    /// A global secondary index of the table: <c>HasGsi("by_status", e =&gt; e.Status, e =&gt; e.CreatedAt)</c>; several properties as
    /// <c>e =&gt; new { e.Country, e.City }</c>, at most 4 for each key.
    /// </summary>
    /// <remarks>
    /// Items that lack one of its key attributes are not in the index. Reads from it are eventually consistent. A table has at most 20.
    /// </remarks>
    /// <param name="entityTypeBuilder">The entity type.</param>
    /// <param name="name">The name of the index: 3 to 255 characters of a-z, A-Z, 0-9, '_', '-' and '.', unique in the table.</param>
    /// <param name="partitionKey">The property or properties that are its partition key.</param>
    /// <param name="sortKey">The property or properties that are its sort key.</param>
    /// <exception cref="InvalidOperationException">The entity type has another index of this name.</exception>
    public static IndexBuilder<TEntity> HasGsi<TEntity>(
        this EntityTypeBuilder<TEntity> entityTypeBuilder,
        string name,
        Expression<Func<TEntity, object?>> partitionKey,
        Expression<Func<TEntity, object?>>? sortKey = null)
        where TEntity : class
    {
        ArgumentNullException.ThrowIfNull(partitionKey);
        return entityTypeBuilder.HasGsi(name, NamesOf(partitionKey), sortKey is null ? null : NamesOf(sortKey));
    }

    /// <inheritdoc cref="HasGsi(EntityTypeBuilder, string, string[], string[])" />
    public static IndexBuilder<TEntity> HasGsi<TEntity>(
        this EntityTypeBuilder<TEntity> entityTypeBuilder, string name, string partitionKey, string? sortKey = null)
        where TEntity : class
        => entityTypeBuilder.HasGsi(name, [partitionKey], sortKey is null ? null : [sortKey]);

    /// <inheritdoc cref="HasGsi(EntityTypeBuilder, string, string[], string[])" />
    public static IndexBuilder<TEntity> HasGsi<TEntity>(
        this EntityTypeBuilder<TEntity> entityTypeBuilder, string name, string[] partitionKey, string[]? sortKey = null)
        where TEntity : class
    {
        CheckIndex(entityTypeBuilder, name, partitionKey);
        string[] properties = [.. partitionKey, .. sortKey ?? []];
        CheckIndexName(entityTypeBuilder.Metadata, name, DynamoDbIndexKind.Gsi, properties);
        var index = entityTypeBuilder.HasIndex(properties, name);
        SetGsi(index.Metadata, partitionKey.Length);
        return index;
    }

    /// <inheritdoc cref="HasGsi(EntityTypeBuilder, string, string[], string[])" />
    public static IndexBuilder HasGsi(
        this EntityTypeBuilder entityTypeBuilder, string name, string partitionKey, string? sortKey = null)
        => entityTypeBuilder.HasGsi(name, [partitionKey], sortKey is null ? null : [sortKey]);

    /// <summary>A global secondary index of the table. Shadow properties must have been declared.</summary>
    /// <remarks>
    /// Items that lack one of its key attributes are not in the index. Reads from it are eventually consistent. A table has at most 20.
    /// </remarks>
    /// <param name="entityTypeBuilder">The entity type.</param>
    /// <param name="name">The name of the index: 3 to 255 characters of a-z, A-Z, 0-9, '_', '-' and '.', unique in the table.</param>
    /// <param name="partitionKey">The names of 1 to 4 properties that are its partition key.</param>
    /// <param name="sortKey">The names of at most 4 properties that are its sort key.</param>
    /// <exception cref="InvalidOperationException">The entity type has another index of this name.</exception>
    public static IndexBuilder HasGsi(
        this EntityTypeBuilder entityTypeBuilder, string name, string[] partitionKey, string[]? sortKey = null)
    {
        CheckIndex(entityTypeBuilder, name, partitionKey);
        string[] properties = [.. partitionKey, .. sortKey ?? []];
        CheckIndexName(entityTypeBuilder.Metadata, name, DynamoDbIndexKind.Gsi, properties);
        var index = entityTypeBuilder.HasIndex(properties, name);
        SetGsi(index.Metadata, partitionKey.Length);
        return index;
    }

    /// <summary>
    /// A local secondary index of the table: its partition key with another sort key, as in <c>HasLsi("by_total", e =&gt; e.Total)</c>.
    /// </summary>
    /// <remarks>
    /// Local indexes can only be made with the table, which must have a sort key; at most 5; items of one partition key are then limited to 10 GB.
    /// </remarks>
    /// <param name="entityTypeBuilder">The entity type.</param>
    /// <param name="name">The name of the index: 3 to 255 characters of a-z, A-Z, 0-9, '_', '-' and '.', unique in the table.</param>
    /// <param name="sortKey">The property that is its sort key.</param>
    /// <exception cref="InvalidOperationException">The entity type has another index of this name.</exception>
    public static IndexBuilder<TEntity> HasLsi<TEntity>(
        this EntityTypeBuilder<TEntity> entityTypeBuilder, string name, Expression<Func<TEntity, object?>> sortKey)
        where TEntity : class
    {
        ArgumentNullException.ThrowIfNull(entityTypeBuilder);
        ArgumentNullException.ThrowIfNull(sortKey);
        return NamesOf(sortKey) is [var property]
            ? entityTypeBuilder.HasLsi(name, property)
            : throw new ArgumentException(
                DynamoDbStrings.LsiSortKeyCount(name, entityTypeBuilder.Metadata.DisplayName()), nameof(sortKey));
    }

    /// <inheritdoc cref="HasLsi(EntityTypeBuilder, string, string)" />
    public static IndexBuilder<TEntity> HasLsi<TEntity>(
        this EntityTypeBuilder<TEntity> entityTypeBuilder, string name, string sortKey)
        where TEntity : class
    {
        CheckIndex(entityTypeBuilder, name, [sortKey]);
        CheckIndexName(entityTypeBuilder.Metadata, name, DynamoDbIndexKind.Lsi, [sortKey]);
        var index = entityTypeBuilder.HasIndex([sortKey], name);
        index.Metadata.SetIndexKind(DynamoDbIndexKind.Lsi);
        return index;
    }

    /// <summary>A local secondary index of the table: its partition key with another sort key.</summary>
    /// <remarks>
    /// Local indexes can only be made with the table, which must have a sort key; at most 5; items of one partition key are then limited to 10 GB.
    /// </remarks>
    /// <param name="entityTypeBuilder">The entity type.</param>
    /// <param name="name">The name of the index: 3 to 255 characters of a-z, A-Z, 0-9, '_', '-' and '.', unique in the table.</param>
    /// <param name="sortKey">The name of the property that is its sort key; a shadow property must have been declared.</param>
    /// <exception cref="InvalidOperationException">The entity type has another index of this name.</exception>
    public static IndexBuilder HasLsi(this EntityTypeBuilder entityTypeBuilder, string name, string sortKey)
    {
        CheckIndex(entityTypeBuilder, name, [sortKey]);
        CheckIndexName(entityTypeBuilder.Metadata, name, DynamoDbIndexKind.Lsi, [sortKey]);
        var index = entityTypeBuilder.HasIndex([sortKey], name);
        index.Metadata.SetIndexKind(DynamoDbIndexKind.Lsi);
        return index;
    }

    private static void SetGsi(IMutableIndex index, int partitionKeyCount)
    {
        index.SetIndexKind(DynamoDbIndexKind.Gsi);
        index.SetPartitionKeyCount(partitionKeyCount);
    }

    private static void CheckIndex(EntityTypeBuilder entityTypeBuilder, string name, string[] properties)
    {
        ArgumentNullException.ThrowIfNull(entityTypeBuilder);
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(properties);
        ArgumentOutOfRangeException.ThrowIfZero(properties.Length, nameof(properties));
        foreach (var property in properties)
        {
            ArgumentException.ThrowIfNullOrEmpty(property, nameof(properties));
        }
    }

    // EF takes an index of the same properties and name for the same index, and says nothing of kinds.
    private static void CheckIndexName(IReadOnlyEntityType entityType, string name, DynamoDbIndexKind kind, string[] properties)
    {
        if (entityType.FindIndex(name) is { } index
            && (index.GetIndexKind() is { } other && other != kind
                || !index.Properties.Select(p => p.Name).SequenceEqual(properties)))
        {
            throw new InvalidOperationException(DynamoDbStrings.DuplicateIndex(name, entityType.DisplayName()));
        }
    }

    private static string[] NamesOf(LambdaExpression expression)
        => [.. expression.GetMemberAccessList().Select(m => m.Name)];
}
