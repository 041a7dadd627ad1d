using EFCore.DynamoDb.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Update;

namespace EFCore.DynamoDb.Update;

/// <summary>Failed operations back to their entries, as the exceptions EF users know.</summary>
internal static class WriteFailures
{
    public static DbUpdateException ToException(IReadOnlyList<WriteFailure> failures, IList<IUpdateEntry> entries)
    {
        var failed = new List<IUpdateEntry>();
        WriteFailure? duplicate = null;
        WriteFailure? other = null;
        foreach (var failure in failures)
        {
            foreach (var position in failure.Operation.Entries)
            {
                failed.Add(entries[position]);
            }

            if (failure.IsDuplicateKey)
            {
                duplicate ??= failure;
            }
            else if (!failure.IsConcurrencyConflict)
            {
                other ??= failure;
            }
        }

        if (duplicate is not null)
        {
            var message = DynamoDbStrings.DuplicateKey(NameOf(duplicate, entries), duplicate.Operation.Table.Name);
            return new DbUpdateException(message, new DynamoDbDuplicateKeyException(message, duplicate.Error), failed);
        }

        return other is not null
            ? new DbUpdateException(
                DynamoDbStrings.WriteFailed(NameOf(other, entries), other.Operation.Table.Name, other.Error.Message), other.Error, failed)
            : new DbUpdateConcurrencyException(
                DynamoDbStrings.ConcurrencyConflict(NameOf(failures[0], entries), failures[0].Operation.Table.Name),
                failures[0].Error,
                failed);
    }

    private static string NameOf(WriteFailure failure, IList<IUpdateEntry> entries)
        => entries[failure.Operation.Entries[0]].EntityType.DisplayName();
}
