using EFCore.DynamoDb.Diagnostics;
using EFCore.DynamoDb.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking.Internal;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.Update;

namespace EFCore.DynamoDb.Update;

/// <summary>What EF calls to save entries: reads them, plans, sends, and brings what came of it back to the entries.</summary>
internal sealed class DynamoDbDatabase(
    DatabaseDependencies dependencies,
    WriteExecutor executor,
    UpsertMarks upserts,
    StoreValues storeValues,
    IDynamoDbSingletonOptions options,
    IDiagnosticsLogger<DbLoggerCategory.Database> databaseLogger)
    : Database(dependencies)
{
    public override int SaveChanges(IList<IUpdateEntry> entries)
    {
        databaseLogger.SyncNotSupported();

        // On a thread of the pool: whatever synchronisation context the caller has, no continuation can wait for it.
        return Task.Run(() => SaveChangesAsync(entries)).GetAwaiter().GetResult();
    }

    public override async Task<int> SaveChangesAsync(IList<IUpdateEntry> entries, CancellationToken cancellationToken = default)
    {
        storeValues.ResetState();
        var reader = new EntryReader(entries, upserts.Contains, options.NullStorage);
        var transactions = entries[0].Context.Database.AutoTransactionBehavior;
        IReadOnlyList<WriteOperation> operations;
        WritePlan plan;
        try
        {
            operations = WritePlanner.Operations(reader.Read());
            plan = WritePlanner.Arrange(operations, transactions);
        }
        catch (WritePlanException exception)
        {
            throw WriteFailures.ToException(exception, entries);
        }

        while (true)
        {
            var failures = await executor.ExecuteAsync(plan, cancellationToken).ConfigureAwait(false);
            var done = failures.Count == 0 ? operations : [.. operations.Except(failures.Select(f => f.Operation))];
            if (failures.Count > 0)
            {
                await ThrowUnlessSuppressedAsync(plan, failures, done, entries, reader.SavedValues, cancellationToken)
                    .ConfigureAwait(false);

                if (plan is WritePlan.Transact)
                {
                    // An interceptor has settled these conflicts, but the transaction wrote nothing: the others are still to be done.
                    operations = done;
                    plan = WritePlanner.Arrange(operations, transactions);
                    continue;
                }
            }

            Apply(reader.SavedValues, done, entries);
            return done.Count;
        }
    }

    private async Task ThrowUnlessSuppressedAsync(
        WritePlan plan,
        IReadOnlyList<WriteFailure> failures,
        IReadOnlyList<WriteOperation> done,
        IList<IUpdateEntry> entries,
        IReadOnlyList<SavedValue> savedValues,
        CancellationToken cancellationToken)
    {
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

        var independent = plan is WritePlan.Independent;
        var exception = WriteFailures.ToException(failures, entries, failures.Count + done.Count, independent);
        if (exception is DbUpdateConcurrencyException conflict
            && (await Dependencies.Logger.OptimisticConcurrencyExceptionAsync(
                entries[0].Context, WriteFailures.EntriesOf(failures, entries), conflict, createEventData: null, cancellationToken)
                .ConfigureAwait(false)).IsSuppressed)
        {
            return;
        }

        if (independent)
        {
            // These are written, whatever became of the others, and must not be written again.
            Apply(savedValues, done, entries);
            foreach (var operation in done)
            {
                foreach (var position in operation.Entries)
                {
                    ((InternalEntityEntry)entries[position]).AcceptChanges();
                }
            }
        }

        foreach (var failure in failures)
        {
            if (failure.Error is OperationCanceledException)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }
        }

        throw exception;
    }

    private static void Apply(IReadOnlyList<SavedValue> savedValues, IReadOnlyList<WriteOperation> done, IList<IUpdateEntry> entries)
    {
        if (savedValues.Count == 0)
        {
            return;
        }

        var saved = new bool[entries.Count];
        foreach (var operation in done)
        {
            foreach (var position in operation.Entries)
            {
                saved[position] = true;
            }
        }

        foreach (var value in savedValues)
        {
            if (saved[value.Position])
            {
                value.ApplyTo(entries[value.Position]);
            }
        }
    }
}
