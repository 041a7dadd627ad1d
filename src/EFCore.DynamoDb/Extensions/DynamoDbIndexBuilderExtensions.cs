using System.Linq.Expressions;
using EFCore.DynamoDb.Metadata;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Microsoft.EntityFrameworkCore;

/// <summary>Settings of the secondary indexes that <c>HasGsi</c> and <c>HasLsi</c> make.</summary>
public static class DynamoDbIndexBuilderExtensions
{
    /// <summary>The index carries every attribute of its items: the default.</summary>
    /// <param name="indexBuilder">The index.</param>
    public static IndexBuilder ProjectAll(this IndexBuilder indexBuilder)
        => Project(indexBuilder, DynamoDbProjection.All, null);

    /// <inheritdoc cref="ProjectAll(IndexBuilder)" />
    public static IndexBuilder<TEntity> ProjectAll<TEntity>(this IndexBuilder<TEntity> indexBuilder)
        => (IndexBuilder<TEntity>)ProjectAll((IndexBuilder)indexBuilder);

    /// <summary>The index carries just its own key and the table's.</summary>
    /// <param name="indexBuilder">The index.</param>
    public static IndexBuilder ProjectKeysOnly(this IndexBuilder indexBuilder)
        => Project(indexBuilder, DynamoDbProjection.KeysOnly, null);

    /// <inheritdoc cref="ProjectKeysOnly(IndexBuilder)" />
    public static IndexBuilder<TEntity> ProjectKeysOnly<TEntity>(this IndexBuilder<TEntity> indexBuilder)
        => (IndexBuilder<TEntity>)ProjectKeysOnly((IndexBuilder)indexBuilder);

    /// <summary>The index carries its own key, the table's and the attributes of these properties.</summary>
    /// <param name="indexBuilder">The index.</param>
    /// <param name="propertyNames">The names of 1 to 20 properties, of derived types too; at most 100 in all indexes of the table.</param>
    public static IndexBuilder ProjectIncluding(this IndexBuilder indexBuilder, params string[] propertyNames)
    {
        ArgumentNullException.ThrowIfNull(propertyNames);
        return Project(indexBuilder, DynamoDbProjection.Include, propertyNames);
    }

    /// <inheritdoc cref="ProjectIncluding(IndexBuilder, string[])" />
    public static IndexBuilder<TEntity> ProjectIncluding<TEntity>(
        this IndexBuilder<TEntity> indexBuilder, params string[] propertyNames)
        => (IndexBuilder<TEntity>)ProjectIncluding((IndexBuilder)indexBuilder, propertyNames);

    /// <summary>The index carries its own key, the table's and the attributes of these properties.</summary>
    /// <param name="indexBuilder">The index.</param>
    /// <param name="propertiesExpression">1 to 20 properties, as <c>e =&gt; new { e.Total, e.Currency }</c>; at most 100 in all indexes of the table.</param>
    public static IndexBuilder<TEntity> ProjectIncluding<TEntity>(
        this IndexBuilder<TEntity> indexBuilder, Expression<Func<TEntity, object?>> propertiesExpression)
    {
        ArgumentNullException.ThrowIfNull(propertiesExpression);
        return indexBuilder.ProjectIncluding([.. propertiesExpression.GetMemberAccessList().Select(m => m.Name)]);
    }

    /// <summary>
    /// The index leaves out items without its key on purpose: reading it then means "the items that have the key".
    /// Every index leaves them out; this tells the provider that a query may rest on it.
    /// </summary>
    /// <param name="indexBuilder">The index.</param>
    /// <param name="sparse">Whether it does.</param>
    public static IndexBuilder IsSparse(this IndexBuilder indexBuilder, bool sparse = true)
    {
        ArgumentNullException.ThrowIfNull(indexBuilder);
        indexBuilder.Metadata.SetIsSparse(sparse);
        return indexBuilder;
    }

    /// <inheritdoc cref="IsSparse(IndexBuilder, bool)" />
    public static IndexBuilder<TEntity> IsSparse<TEntity>(this IndexBuilder<TEntity> indexBuilder, bool sparse = true)
        => (IndexBuilder<TEntity>)IsSparse((IndexBuilder)indexBuilder, sparse);

    /// <summary>The throughput of a global index in a provisioned table; without it the index is provisioned as the table is.</summary>
    /// <param name="indexBuilder">The index.</param>
    /// <param name="read">Read units per second, at least 1.</param>
    /// <param name="write">Write units per second, at least 1.</param>
    public static IndexBuilder HasProvisionedThroughput(this IndexBuilder indexBuilder, long read, long write)
    {
        ArgumentNullException.ThrowIfNull(indexBuilder);
        ArgumentOutOfRangeException.ThrowIfLessThan(read, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(write, 1);
        indexBuilder.Metadata.SetProvisionedThroughput(read, write);
        return indexBuilder;
    }

    /// <inheritdoc cref="HasProvisionedThroughput(IndexBuilder, long, long)" />
    public static IndexBuilder<TEntity> HasProvisionedThroughput<TEntity>(
        this IndexBuilder<TEntity> indexBuilder, long read, long write)
        => (IndexBuilder<TEntity>)HasProvisionedThroughput((IndexBuilder)indexBuilder, read, write);

    /// <summary>The most that a global index may use in a table that is paid per request.</summary>
    /// <param name="indexBuilder">The index.</param>
    /// <param name="maxRead">Read units per second, at least 1; null for no limit.</param>
    /// <param name="maxWrite">Write units per second, at least 1; null for no limit.</param>
    public static IndexBuilder HasOnDemandThroughput(this IndexBuilder indexBuilder, long? maxRead = null, long? maxWrite = null)
    {
        ArgumentNullException.ThrowIfNull(indexBuilder);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxRead ?? 1, 1, nameof(maxRead));
        ArgumentOutOfRangeException.ThrowIfLessThan(maxWrite ?? 1, 1, nameof(maxWrite));
        indexBuilder.Metadata.SetOnDemandThroughput(maxRead, maxWrite);
        return indexBuilder;
    }

    /// <inheritdoc cref="HasOnDemandThroughput(IndexBuilder, long?, long?)" />
    public static IndexBuilder<TEntity> HasOnDemandThroughput<TEntity>(
        this IndexBuilder<TEntity> indexBuilder, long? maxRead = null, long? maxWrite = null)
        => (IndexBuilder<TEntity>)HasOnDemandThroughput((IndexBuilder)indexBuilder, maxRead, maxWrite);

    /// <summary>What a global index can serve at once, kept ready (and paid for) beyond DynamoDB's default.</summary>
    /// <param name="indexBuilder">The index.</param>
    /// <param name="read">Read units per second; null for DynamoDB's default.</param>
    /// <param name="write">Write units per second; null for DynamoDB's default.</param>
    public static IndexBuilder HasWarmThroughput(this IndexBuilder indexBuilder, long? read = null, long? write = null)
    {
        ArgumentNullException.ThrowIfNull(indexBuilder);
        ArgumentOutOfRangeException.ThrowIfLessThan(read ?? 1, 1, nameof(read));
        ArgumentOutOfRangeException.ThrowIfLessThan(write ?? 1, 1, nameof(write));
        indexBuilder.Metadata.SetWarmThroughput(read, write);
        return indexBuilder;
    }

    /// <inheritdoc cref="HasWarmThroughput(IndexBuilder, long?, long?)" />
    public static IndexBuilder<TEntity> HasWarmThroughput<TEntity>(
        this IndexBuilder<TEntity> indexBuilder, long? read = null, long? write = null)
        => (IndexBuilder<TEntity>)HasWarmThroughput((IndexBuilder)indexBuilder, read, write);

    private static IndexBuilder Project(IndexBuilder indexBuilder, DynamoDbProjection projection, string[]? included)
    {
        ArgumentNullException.ThrowIfNull(indexBuilder);
        indexBuilder.Metadata.SetProjection(projection);
        indexBuilder.Metadata.SetIncludedProperties(included);
        return indexBuilder;
    }
}
