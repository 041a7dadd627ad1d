using System.Globalization;

namespace EFCore.DynamoDb.Diagnostics;

/// <summary>Messages of Update/.</summary>
internal static partial class DynamoDbStrings
{
    public static string TransactionsNotSupported
        => "DynamoDB has no transactions that stay open over several requests: call SaveChanges once, which writes all its changes in one "
            + "TransactWriteItems.";

    public static string SameItemTwice(string first, string second, string table)
        => $"The entities '{first}' and '{second}' have the same key in the table '{table}', so one SaveChanges cannot write both: give them "
            + "different keys, or save them one after the other.";

    public static string ItemTooLarge(string entity, string table, int size)
        => $"The entity '{entity}' takes about {Grouped(size)} bytes in the table '{table}', and DynamoDB allows 409,600 bytes (400 KB) an item: store "
            + "less of it, for example its large values in S3 or in items of their own.";

    public static string TooManyWrites(int count)
        => $"This SaveChanges writes {Grouped(count)} items, and DynamoDB allows 100 in one transaction: save in parts of 100, or give up atomicity with "
            + "Database.AutoTransactionBehavior = AutoTransactionBehavior.Never.";

    public static string TransactionTooLarge(int count, long size)
        => $"This SaveChanges writes {Grouped(count)} items of about {Grouped(size)} bytes together, and DynamoDB allows 4,194,304 bytes (4 MB) in one "
            + "transaction: save in smaller parts, or give up atomicity with Database.AutoTransactionBehavior = AutoTransactionBehavior.Never.";

    public static string RowVersionType(string entity, string property, string type)
        => $"The row version '{entity}.{property}' is a {type}, which the provider cannot count up: use a long, int, uint, ulong, short, ushort, "
            + "decimal or Guid, or make it a concurrency token that the application sets.";

    public static string DuplicateKey(string entity, string table)
        => $"The entity '{entity}' was added, but the table '{table}' already has an item with its key: load and change that one, or use Upsert to "
            + "replace it.";

    public static string ConcurrencyConflict(string entity, string table)
        => $"The item of the entity '{entity}' in the table '{table}' was changed or deleted since it was read, so it was not written: resolve the "
            + "conflict with the values of GetDatabaseValuesAsync and save again.";

    public static string WriteFailed(string entity, string table, string error)
        => $"DynamoDB did not write the entity '{entity}' to the table '{table}': {error}";

    private static string Grouped(long number)
        => number.ToString("N0", CultureInfo.InvariantCulture);
}
