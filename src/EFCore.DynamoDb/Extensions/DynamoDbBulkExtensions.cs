using EFCore.DynamoDb.Diagnostics;
using EFCore.DynamoDb.Update;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace Microsoft.EntityFrameworkCore;

/// <summary>Streams of writes that no context tracks, in batches of 25.</summary>
public static class DynamoDbBulkExtensions
{
    /// <summary>
    /// Writes the items of all entities of a stream, whether they exist or not, in BatchWriteItems of 25. Nothing is tracked, and only the batches that are
    /// under way are in memory. It is not atomic: what could not be written is in the result. No condition or concurrency token is looked at.
    /// See <see href="https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html">BatchWriteItem</see>.
    /// </summary>
    /// <typeparam name="TEntity">The type of the entities.</typeparam>
    /// <param name="set">The set.</param>
    /// <param name="entities">The entities; no two with the same key.</param>
    /// <param name="options">How to go about it.</param>
    /// <param name="cancellationToken">Ends the requests: what was written by then stays.</param>
    public static Task<DynamoDbBulkResult> BulkUpsertAsync<TEntity>(
        this DbSet<TEntity> set, IAsyncEnumerable<TEntity> entities, DynamoDbBulkOptions? options = null, CancellationToken cancellationToken = default)
        where TEntity : class
    {
        ArgumentNullException.ThrowIfNull(set);
        ArgumentNullException.ThrowIfNull(entities);
        return WriterOf(set, nameof(BulkUpsertAsync)).UpsertAsync(set.EntityType, entities, options ?? new DynamoDbBulkOptions(), cancellationToken);
    }

    /// <summary>See <see cref="BulkUpsertAsync{TEntity}(DbSet{TEntity}, IAsyncEnumerable{TEntity}, DynamoDbBulkOptions?, CancellationToken)" />.</summary>
    /// <typeparam name="TEntity">The type of the entities.</typeparam>
    /// <param name="set">The set.</param>
    /// <param name="entities">The entities.</param>
    /// <param name="options">How to go about it.</param>
    /// <param name="cancellationToken">Ends the requests.</param>
    public static Task<DynamoDbBulkResult> BulkUpsertAsync<TEntity>(
        this DbSet<TEntity> set, IEnumerable<TEntity> entities, DynamoDbBulkOptions? options = null, CancellationToken cancellationToken = default)
        where TEntity : class
        => set.BulkUpsertAsync(entities.ToAsyncEnumerable(), options, cancellationToken);

    /// <summary>
    /// Deletes the items of all keys of a stream in BatchWriteItems of 25, without a condition: a key without an item is nothing special. Nothing is read and
    /// nothing is tracked. It is not atomic: what could not be deleted is in the result.
    /// </summary>
    /// <typeparam name="TEntity">The type of the entities.</typeparam>
    /// <param name="set">The set.</param>
    /// <param name="keys">The keys, see <see cref="DynamoDbStagingExtensions.Key{TEntity}" />; none twice.</param>
    /// <param name="options">How to go about it.</param>
    /// <param name="cancellationToken">Ends the requests: what was deleted by then is gone.</param>
    public static Task<DynamoDbBulkResult> BulkDeleteAsync<TEntity>(
        this DbSet<TEntity> set,
        IAsyncEnumerable<DynamoDbKey<TEntity>> keys,
        DynamoDbBulkOptions? options = null,
        CancellationToken cancellationToken = default)
        where TEntity : class
    {
        ArgumentNullException.ThrowIfNull(set);
        ArgumentNullException.ThrowIfNull(keys);
        return WriterOf(set, nameof(BulkDeleteAsync)).DeleteAsync(
            EFCore.DynamoDb.Metadata.DynamoDbMetadata.GetTable(set.EntityType), keys, static k => k.Item, options ?? new DynamoDbBulkOptions(), cancellationToken);
    }

    /// <summary>See <see cref="BulkDeleteAsync{TEntity}(DbSet{TEntity}, IAsyncEnumerable{DynamoDbKey{TEntity}}, DynamoDbBulkOptions?, CancellationToken)" />.</summary>
    /// <typeparam name="TEntity">The type of the entities.</typeparam>
    /// <param name="set">The set.</param>
    /// <param name="keys">The keys.</param>
    /// <param name="options">How to go about it.</param>
    /// <param name="cancellationToken">Ends the requests.</param>
    public static Task<DynamoDbBulkResult> BulkDeleteAsync<TEntity>(
        this DbSet<TEntity> set,
        IEnumerable<DynamoDbKey<TEntity>> keys,
        DynamoDbBulkOptions? options = null,
        CancellationToken cancellationToken = default)
        where TEntity : class
        => set.BulkDeleteAsync(keys.ToAsyncEnumerable(), options, cancellationToken);

    private static BulkWriter WriterOf<TEntity>(DbSet<TEntity> set, string method)
        where TEntity : class
        => ((IInfrastructure<IServiceProvider>)set.GetService<ICurrentDbContext>().Context).Instance.GetService(typeof(BulkWriter)) as BulkWriter
            ?? throw new InvalidOperationException(DynamoDbStrings.NeedsDynamoDb(method));
}
