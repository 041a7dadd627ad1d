using EFCore.DynamoDb.Client;
using EFCore.DynamoDb.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Update;

namespace EFCore.DynamoDb.Update;

/// <summary>Failed operations back to their entries, as the exceptions EF users know.</summary>
internal static class WriteFailures
{
    /// <summary>A save that could not even be planned.</summary>
    public static DbUpdateException ToException(WritePlanException exception, IList<IUpdateEntry> entries)
        => new(exception.Message, exception.InnerException, [.. exception.Entries.Select(position => entries[position])]);

    /// <summary>A save of which operations failed.</summary>
    /// <param name="failures">At least one.</param>
    /// <param name="entries">The entries of the save.</param>
    /// <param name="attempted">How many operations there were.</param>
    /// <param name="done">How many of them were done.</param>
    /// <param name="isPartial">Some may be done although others failed.</param>
    public static DbUpdateException ToException(
        IReadOnlyList<WriteFailure> failures, IList<IUpdateEntry> entries, int attempted, int done, bool isPartial)
    {
        var failed = EntriesOf(failures, entries);
        var details = DetailsOf(failures, entries);
        var rest = isPartial && attempted > 1 ? " " + DynamoDbStrings.OthersWereSaved(done, attempted) : "";

        if (First(failures, static f => f.IsUnknown) is { Error: OutcomeUnknownException unknown } doubtful)
        {
            var (entity, table) = NamesOf(doubtful, entries);
            return new DynamoDbUnknownOutcomeException(
                DynamoDbStrings.OutcomeUnknown(entity, table, unknown.Message) + rest, unknown.Cause, failed, details);
        }

        if (First(failures, static f => !f.IsConditionFailure) is { } error)
        {
            var (entity, table) = NamesOf(error, entries);
            return error.Code == WriteFailure.Unprocessed
                ? new DynamoDbUnprocessedItemsException(DynamoDbStrings.Unprocessed(failures.Count, table) + rest, failed, details)
                : new DynamoDbUpdateException(
                    DynamoDbStrings.WriteFailed(entity, table, error.Message!) + rest, error.Error, failed, details);
        }

        if (First(failures, static f => f.IsDuplicateKey) is { } duplicate)
        {
            var (entity, table) = NamesOf(duplicate, entries);
            var message = DynamoDbStrings.DuplicateKey(entity, table);
            return new DynamoDbUpdateException(
                message + rest, new DynamoDbDuplicateKeyException(message, duplicate.Error), failed, details);
        }

        if (First(failures, static f => f.IsConcurrencyConflict) is null)
        {
            var (checkedEntity, checkedTable) = NamesOf(failures[0], entries);
            var message = DynamoDbStrings.ConditionFailed(checkedEntity, checkedTable);
            return new DynamoDbUpdateException(
                message + rest, new DynamoDbConditionFailedException(message, failures[0]), failed, details);
        }

        var (conflicting, inTable) = NamesOf(First(failures, static f => f.IsConcurrencyConflict)!, entries);
        return new DynamoDbUpdateConcurrencyException(
            DynamoDbStrings.ConcurrencyConflict(conflicting, inTable) + rest, failures[0].Error, failed, details);
    }

    public static List<IUpdateEntry> EntriesOf(IReadOnlyList<WriteFailure> failures, IList<IUpdateEntry> entries)
    {
        var failed = new List<IUpdateEntry>(failures.Count);
        foreach (var failure in failures)
        {
            foreach (var position in failure.Operation.Entries)
            {
                failed.Add(entries[position]);
            }
        }

        return failed;
    }

    private static List<DynamoDbEntryFailure> DetailsOf(IReadOnlyList<WriteFailure> failures, IList<IUpdateEntry> entries)
    {
        var details = new List<DynamoDbEntryFailure>(failures.Count);
        foreach (var failure in failures)
        {
            foreach (var position in failure.Operation.Entries)
            {
                details.Add(new DynamoDbEntryFailure(entries[position], failure));
            }
        }

        return details;
    }

    private static WriteFailure? First(IReadOnlyList<WriteFailure> failures, Func<WriteFailure, bool> predicate)
    {
        foreach (var failure in failures)
        {
            if (predicate(failure))
            {
                return failure;
            }
        }

        return null;
    }

    private static (string Entity, string Table) NamesOf(WriteFailure failure, IList<IUpdateEntry> entries)
        => (
            failure.Operation.Entries is [var first, ..] ? entries[first].EntityType.DisplayName() : failure.Operation.Name!,
            failure.Operation.Table.Name);
}
