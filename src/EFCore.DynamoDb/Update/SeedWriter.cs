using EFCore.DynamoDb.Infrastructure;
using EFCore.DynamoDb.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Update;

namespace EFCore.DynamoDb.Update;

/// <summary>Seed data as upserts that depend on nothing, so that all of them go in batches.</summary>
internal sealed class SeedWriter(WriteExecutor executor, IDynamoDbSingletonOptions options) : ISeedWriter
{
    public async Task WriteAsync(IList<IUpdateEntry> entries, CancellationToken cancellationToken)
    {
        IReadOnlyList<WriteOperation> operations;
        WritePlan plan;
        try
        {
            operations = WritePlanner.Operations(new EntryReader(entries, static _ => true, options.NullStorage).Read());
            plan = WritePlanner.Arrange(operations, AutoTransactionBehavior.Never);
        }
        catch (WritePlanException exception)
        {
            throw WriteFailures.ToException(exception, entries);
        }

        var failures = (await executor.ExecuteAsync(plan, scope: null, cancellationToken).ConfigureAwait(false)).Failures;
        if (failures.Count > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw WriteFailures.ToException(failures, entries, operations.Count, operations.Count - failures.Count, isPartial: true);
        }
    }
}
