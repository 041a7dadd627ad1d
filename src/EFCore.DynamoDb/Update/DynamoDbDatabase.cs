using EFCore.DynamoDb.Client;
using EFCore.DynamoDb.Diagnostics;
using EFCore.DynamoDb.Infrastructure;
using EFCore.DynamoDb.Items;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking.Internal;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Internal;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.Update;

namespace EFCore.DynamoDb.Update;

/// <summary>What EF calls to save entries: reads them, plans, sends, and brings what came of it back to the entries.</summary>
internal sealed class DynamoDbDatabase(
    DatabaseDependencies dependencies,
    WriteExecutor executor,
    UpsertMarks upserts,
    EntryConditions conditions,
    StagedWrites stagedWrites,
    SaveScope scope,
    StoreValues storeValues,
    WritesInDoubt doubts,
    OldValues oldValues,
    IDynamoDbSingletonOptions options,
    ICurrentDbContext currentContext,
    IDiagnosticsLogger<DbLoggerCategory.Update> updateLogger,
    IDiagnosticsLogger<DbLoggerCategory.Database> databaseLogger)
    : Database(dependencies)
{
    public override int SaveChanges(IList<IUpdateEntry> entries)
    {
        databaseLogger.SyncNotSupported();

        // On a thread of the pool: whatever synchronisation context the caller has, no continuation can wait for it.
        return Task.Run(() => SaveAsync(entries, isAsync: false, CancellationToken.None)).GetAwaiter().GetResult();
    }

    public override Task<int> SaveChangesAsync(IList<IUpdateEntry> entries, CancellationToken cancellationToken = default)
        => SaveAsync(entries, isAsync: true, cancellationToken);

    private async Task<int> SaveAsync(IList<IUpdateEntry> entries, bool isAsync, CancellationToken cancellationToken)
    {
        storeValues.ResetState();
        var changes = Tracker.OwnedChanges;
        entries = conditions.HasChecks ? [.. entries, .. conditions.Checks] : entries;
        var staged = stagedWrites.All.ToArray();
        var reader = new EntryReader(entries, upserts.Contains, options.NullStorage, conditions.Find, changes, doubts.Contains);
        var transactions = Transactions();
        IReadOnlyList<WriteOperation> operations;
        WritePlan plan;
        try
        {
            operations = WritePlanner.Operations(Read(reader, entries), staged, scope.IgnoreMissingDeletes);
            doubts.Recall(operations, entries);
            plan = WritePlanner.Arrange(operations, transactions, scope.AllowTransactionChunking);
            if (plan is WritePlan.Transact or WritePlan.Chunked && operations.FirstOrDefault(o => o.Returns == ReturnedAttributes.AllOld) is { } old)
            {
                throw new WritePlanException(DynamoDbStrings.OldValuesNeedSingle(entries[old.Entries[0]].EntityType.DisplayName()), old.Entries);
            }
        }
        catch (WritePlanException exception)
        {
            throw WriteFailures.ToException(exception, entries);
        }

        var attempted = operations.Count;
        var done = new List<WriteOperation>(attempted);
        var settled = 0;
        while (true)
        {
            if (plan is WritePlan.Chunked chunked)
            {
                updateLogger.TransactionChunked(operations.Count, chunked.Transactions.Count);
            }

            WriteOutcome outcome;
            try
            {
                outcome = await executor.ExecuteAsync(plan, scope, cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                doubts.Remember(operations, entries);
                throw;
            }

            done.AddRange(outcome.Done);
            var failures = outcome.Failures;
            if (failures.Count > 0)
            {
                await ThrowUnlessSuppressedAsync(plan, failures, done, attempted, entries, reader, isAsync, cancellationToken)
                    .ConfigureAwait(false);
                settled += failures.Count(f => f.Code != WriteFailure.NotAttempted && f.Operation is not CheckOperation);

                // An interceptor has settled these conflicts. Of a transaction that failed nothing was written: the others are still to be done.
                operations =
                [
                    .. operations.Except(done).Except(failures.Where(f => f.Code != WriteFailure.NotAttempted).Select(f => f.Operation)),
                ];
                if (operations.Count > 0)
                {
                    plan = WritePlanner.Arrange(operations, transactions, scope.AllowTransactionChunking);
                    continue;
                }
            }

            Accept(reader, done, entries);
            MarkUnwritten(done, entries);
            return settled + done.Count(o => o is not CheckOperation);
        }
    }

    private DynamoDbStateManager Tracker
        => (DynamoDbStateManager)((IDbContextDependencies)currentContext.Context).StateManager;

    private AutoTransactionBehavior Transactions()
    {
        var behavior = currentContext.Context.Database.AutoTransactionBehavior;
        return scope.ClientRequestToken is null ? behavior
            : behavior == AutoTransactionBehavior.Never ? throw new InvalidOperationException(DynamoDbStrings.TokenNeedsTransaction)
            : AutoTransactionBehavior.Always;
    }

    private async Task ThrowUnlessSuppressedAsync(
        WritePlan plan,
        IReadOnlyList<WriteFailure> failures,
        IReadOnlyList<WriteOperation> done,
        int attempted,
        IList<IUpdateEntry> entries,
        EntryReader reader,
        bool isAsync,
        CancellationToken cancellationToken)
    {
        doubts.Remember(failures.Where(f => f.IsUnknown || f.Error is OperationCanceledException).Select(f => f.Operation), entries);
        foreach (var failure in failures)
        {
            if (failure.IsConditionFailure)
            {
                foreach (var position in failure.Operation.Entries)
                {
                    storeValues.Remember(entries[position], failure.CurrentItem);
                }
            }
        }

        var isPartial = plan is WritePlan.Independent or WritePlan.Chunked;
        var tried = failures.Where(f => f.Code != WriteFailure.NotAttempted).ToList();
        var exception = WriteFailures.ToException(tried, entries, attempted, done.Count, isPartial);
        if (exception is DbUpdateConcurrencyException conflict && await IsSuppressedAsync(conflict).ConfigureAwait(false))
        {
            return;
        }

        if (done.Count > 0)
        {
            // These are written, whatever became of the others, and must not be written again.
            Accept(reader, done, entries);
            foreach (var operation in done)
            {
                foreach (var position in operation.Entries)
                {
                    var entry = (InternalEntityEntry)entries[position];
                    entry.AcceptChanges();
                    foreach (var owned in Tracker.OwnedChanges.EntriesOf(entry))
                    {
                        owned.AcceptChanges();
                    }
                }
            }

            Tracker.Settle();
        }

        foreach (var failure in failures)
        {
            if (failure.Error is OperationCanceledException)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }
        }

        throw exception;

        // Interceptors have a method for either way to save.
        async ValueTask<bool> IsSuppressedAsync(DbUpdateConcurrencyException conflict)
        {
            var failed = WriteFailures.EntriesOf(tried, entries);
            return isAsync
                ? (await Dependencies.Logger.OptimisticConcurrencyExceptionAsync(currentContext.Context, failed, conflict, createEventData: null, cancellationToken)
                    .ConfigureAwait(false)).IsSuppressed
                : Dependencies.Logger.OptimisticConcurrencyException(currentContext.Context, failed, conflict, createEventData: null).IsSuppressed;
        }
    }

    /// <summary>Brings what was written back to the entities, and forgets what was staged and checked.</summary>
    private void Accept(EntryReader reader, IReadOnlyList<WriteOperation> done, IList<IUpdateEntry> entries)
    {
        var saved = new bool[entries.Count];
        List<StagedWrite>? staged = null;
        var isChecked = false;
        foreach (var operation in done)
        {
            isChecked |= operation is CheckOperation { Staged: null };
            if (operation.Staged is { } write)
            {
                (staged ??= []).Add(write);
            }

            foreach (var position in operation.Entries)
            {
                saved[position] = true;
                Tracker.MarkSaved((InternalEntityEntry)entries[position]);
            }
        }

        if (staged is not null)
        {
            stagedWrites.Forget(staged);
        }

        if (isChecked)
        {
            conditions.ForgetChecks();
        }

        for (var position = 0; position < saved.Length; position++)
        {
            if (saved[position] && entries[position] is InternalEntityEntry { EntityState: EntityState.Added or EntityState.Modified } entry)
            {
                foreach (var document in ItemSerializer.For(entry.EntityType, options.NullStorage).Documents)
                {
                    document.ForgetElements(entry);
                }
            }
        }

        foreach (var value in reader.SavedValues)
        {
            if (saved[value.Position])
            {
                value.ApplyTo(entries[value.Position]);
            }
        }

        foreach (var operation in done)
        {
            if (operation.Returns == ReturnedAttributes.AllOld)
            {
                oldValues.Take(entries[operation.Entries[0]], operation.Returned);
            }
            else if (operation is { Returns: ReturnedAttributes.UpdatedNew, Returned: { } counters })
            {
                TakeCounters(entries[operation.Entries[0]], counters);
            }
        }

        foreach (var collection in reader.SavedCollections)
        {
            if (saved[collection.Position])
            {
                collection.Apply();
            }
        }
    }

    /// <summary>Of these the items were already what they should be, as when a list was replaced by its like: nothing was sent, and they are saved all the same.</summary>
    private void MarkUnwritten(List<WriteOperation> done, IList<IUpdateEntry> entries)
    {
        if (Tracker.OwnedChanges.Roots.Count > 0)
        {
            var unwritten = new HashSet<InternalEntityEntry>(Tracker.OwnedChanges.Roots);
            unwritten.ExceptWith(done.SelectMany(o => o.Entries).Select(position => (InternalEntityEntry)entries[position]));
            foreach (var root in unwritten)
            {
                Tracker.MarkSaved(root);
            }
        }
    }

    private IReadOnlyList<EntryWrite> Read(EntryReader reader, IList<IUpdateEntry> entries)
    {
        var writes = reader.Read();
        foreach (var write in writes)
        {
            write.ReturnsOld = write.Action != EntryAction.Check && oldValues.Contains(entries[write.Position]);
        }

        return writes;
    }

    /// <summary>The counters of an entity as they are now, with what others have added.</summary>
    private void TakeCounters(IUpdateEntry entry, ItemMap attributes)
    {
        foreach (var property in ItemSerializer.For(entry.EntityType, options.NullStorage).Properties)
        {
            if (property.IsCounter && attributes.Find(property.Attribute) is { IsMissing: false } value)
            {
                entry.ToEntityEntry().Property(property.Property.Name).CurrentValue = property.ReadBack(value);
            }
        }
    }
}
