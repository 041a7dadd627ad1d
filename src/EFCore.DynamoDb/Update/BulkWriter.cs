using EFCore.DynamoDb.Diagnostics;
using EFCore.DynamoDb.Infrastructure;
using EFCore.DynamoDb.Items;
using EFCore.DynamoDb.Metadata;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking.Internal;
using Microsoft.EntityFrameworkCore.Metadata;

namespace EFCore.DynamoDb.Update;

/// <summary>
/// Writes streams in batches of 25, a few at a time, so that no more than these are in memory. No context tracks anything; what DynamoDB has no capacity for is
/// sent again after growing pauses, during which nothing more is taken from the stream.
/// </summary>
internal sealed class BulkWriter(WriteExecutor executor, StateManagerDependencies dependencies, IDynamoDbSingletonOptions options)
{
    public Task<DynamoDbBulkResult> UpsertAsync<TEntity>(
        IEntityType entityType, IAsyncEnumerable<TEntity> entities, DynamoDbBulkOptions bulk, CancellationToken cancellationToken)
        where TEntity : class
        => WriteAsync(
            entities,
            chunk => chunk.Select(entity => Upsert(entityType, entity)),
            bulk,
            cancellationToken);

    public Task<DynamoDbBulkResult> DeleteAsync<TKey>(
        TableModel table, IAsyncEnumerable<TKey> keys, Func<TKey, ItemMap> keyOf, DynamoDbBulkOptions bulk, CancellationToken cancellationToken)
        where TKey : class
        => WriteAsync(
            keys,
            chunk => chunk.Select(
                key => new BulkWrite(key, new DeleteOperation { Table = table, Key = keyOf(key), Entries = [] }, null, [])),
            bulk,
            cancellationToken);

    private BulkWrite Upsert(IEntityType entityType, object entity)
    {
        try
        {
            // One for each: what it knows of the entity goes with it, and two with one key do not meet.
            var entry = new StateManager(dependencies).GetOrCreateEntry(
                entity, entityType.GetDerivedTypesInclusive().FirstOrDefault(t => t.ClrType == entity.GetType()) ?? entityType);
            entry.SetEntityState(EntityState.Added);
            var reader = new EntryReader([entry], static _ => true, options.NullStorage);
            return new BulkWrite(entity, WritePlanner.Operations(reader.Read())[0], entry, reader.SavedValues);
        }
        catch (WritePlanException exception)
        {
            return new BulkWrite(entity, null, null, []) { Problem = exception };
        }
    }

    private async Task<DynamoDbBulkResult> WriteAsync<T>(
        IAsyncEnumerable<T> source, Func<T[], IEnumerable<BulkWrite>> prepare, DynamoDbBulkOptions bulk, CancellationToken cancellationToken)
    {
        var result = new DynamoDbBulkResult();
        await Parallel.ForEachAsync(
            source.Chunk(WritePlanner.MaxBatchWrites),
            new ParallelOptions { MaxDegreeOfParallelism = bulk.MaxConcurrency, CancellationToken = cancellationToken },
            async (chunk, token) =>
            {
                var writes = new Dictionary<WriteOperation, BulkWrite>(chunk.Length);
                var keys = new HashSet<ItemKey>();
                foreach (var write in prepare(chunk))
                {
                    if (write.Operation is not { } operation)
                    {
                        result.Add(new DynamoDbBulkFailure(write.Source, write.Problem!.Message, write.Problem));
                    }
                    else if (!keys.Add(new ItemKey(operation.Table, operation.Key)))
                    {
                        result.Add(new DynamoDbBulkFailure(write.Source, DynamoDbStrings.BulkKeyTwice(operation.Table.Name), null));
                    }
                    else
                    {
                        writes.Add(operation, write);
                    }
                }

                if (writes.Count == 0)
                {
                    return;
                }

                var outcome = await executor.ExecuteAsync(new WritePlan.Independent([], [[.. writes.Keys]]), scope: null, token).ConfigureAwait(false);
                foreach (var failure in outcome.Failures)
                {
                    var write = writes[failure.Operation];
                    writes.Remove(failure.Operation);
                    result.Add(new DynamoDbBulkFailure(write.Source, failure.Message ?? DynamoDbStrings.BulkUnprocessed(failure.Operation.Table.Name), failure.Error));
                }

                foreach (var write in writes.Values)
                {
                    write.Accept();
                }

                var written = result.Add(writes.Count);
                bulk.Progress?.Report(written);
                token.ThrowIfCancellationRequested();
            }).ConfigureAwait(false);
        return result;
    }

    private sealed record BulkWrite(object Source, WriteOperation? Operation, InternalEntityEntry? Entry, IReadOnlyList<SavedValue> Saved)
    {
        public WritePlanException? Problem { get; init; }

        public void Accept()
        {
            if (Entry is null || Saved.Count == 0)
            {
                return;
            }

            foreach (var value in Saved)
            {
                value.ApplyTo(Entry);
            }

            Entry.AcceptChanges();
        }
    }
}
