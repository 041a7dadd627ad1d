using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.Update;

namespace EFCore.DynamoDb.Update;

/// <summary>What EF calls to save entries: reads them, plans, sends, and brings what came of it back to the entries.</summary>
internal sealed class DynamoDbDatabase(DatabaseDependencies dependencies, WriteExecutor executor) : Database(dependencies)
{
    public override int SaveChanges(IList<IUpdateEntry> entries)
        // On a thread of the pool: whatever synchronisation context the caller has, no continuation can wait for it.
        => Task.Run(() => SaveChangesAsync(entries)).GetAwaiter().GetResult();

    public override async Task<int> SaveChangesAsync(IList<IUpdateEntry> entries, CancellationToken cancellationToken = default)
    {
        var reader = new EntryReader(entries);
        IReadOnlyList<WriteOperation> operations;
        WritePlan plan;
        try
        {
            operations = WritePlanner.Operations(reader.Read());
            plan = WritePlanner.Arrange(operations, entries[0].Context.Database.AutoTransactionBehavior);
        }
        catch (WritePlanException exception)
        {
            throw new DbUpdateException(exception.Message, exception.InnerException, [.. exception.Entries.Select(p => entries[p])]);
        }

        var failures = await executor.ExecuteAsync(plan, cancellationToken).ConfigureAwait(false);
        if (failures.Count > 0)
        {
            var exception = WriteFailures.ToException(failures, entries);
            if (exception is not DbUpdateConcurrencyException conflict
                || !(await Dependencies.Logger.OptimisticConcurrencyExceptionAsync(
                    entries[0].Context,
                    [.. failures.SelectMany(f => f.Operation.Entries).Select(p => entries[p])],
                    conflict,
                    createEventData: null,
                    cancellationToken).ConfigureAwait(false)).IsSuppressed)
            {
                throw exception;
            }
        }

        foreach (var generated in reader.Generated)
        {
            entries[generated.Position].SetStoreGeneratedValue(generated.Property, generated.Value);
        }

        return operations.Count - failures.Count;
    }
}
