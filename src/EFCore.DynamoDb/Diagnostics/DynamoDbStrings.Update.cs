using System.Globalization;

namespace EFCore.DynamoDb.Diagnostics;

/// <summary>Messages of Update/.</summary>
internal static partial class DynamoDbStrings
{
    public static string OwnedRequired(string entity, string navigation)
        => $"'{entity}.{navigation}' is required and null: give it an object, or make it optional with IsRequired(false) on the navigation.";

    public static string TransactionsNotSupported
        => "DynamoDB has no transactions that stay open over several requests: call SaveChanges once, which writes all its changes in one "
            + "TransactWriteItems.";

    public static string SameItemTwice(string first, string second, string table)
        => $"The entities '{first}' and '{second}' have the same key in the table '{table}', so one SaveChanges cannot write both: give them "
            + "different keys, or save them one after the other.";

    public static string ItemTooLarge(string entity, string key, string table, int size)
        => $"The entity '{entity}'{key} takes at least {Grouped(size)} bytes in the table '{table}', and DynamoDB allows 409,600 bytes (400 KB) an item: store "
            + "less of it, for example its large values in S3 or in items of their own.";

    public static string TooManyWrites(int count)
        => $"This SaveChanges writes {Grouped(count)} items, and DynamoDB allows 100 in one transaction: save in parts of 100, let it go in "
            + "several transactions with AllowTransactionChunking(), or give up atomicity with Database.AutoTransactionBehavior = AutoTransactionBehavior.Never.";

    public static string TransactionTooLarge(int count, long size)
        => $"This SaveChanges writes {Grouped(count)} items of about {Grouped(size)} bytes together, and DynamoDB allows 4,194,304 bytes (4 MB) in one "
            + "transaction: save in smaller parts, let it go in several transactions with AllowTransactionChunking(), or give up atomicity with "
            + "Database.AutoTransactionBehavior = AutoTransactionBehavior.Never.";

    public static string RowVersionType(string entity, string property, string type)
        => $"The row version '{entity}.{property}' is a {type}, which the provider cannot count up: use a long, int, uint, ulong, short, ushort, "
            + "decimal or Guid, or make it a concurrency token that the application sets.";

    public static string AtomicCounter(string type, string property)
        => $"The property '{type}.{property}' cannot be an atomic counter: use an integer or decimal property of an entity, stored as a number, that is neither "
            + "part of its key nor a concurrency token.";

    public static string OldValuesNeedSingle(string entity)
        => $"ReturnOldValues was asked for the entity '{entity}', and a transaction gives back nothing: save the entity alone, or use "
            + "AutoTransactionBehavior.Never.";

    public static string OldValuesNotSaved
        => "The old values come with the answer to the save, and the entity has not been saved since ReturnOldValues: call SaveChangesAsync first.";

    public static string UpdateTooLong(string entity, string key, string table, int length)
        => $"The update of the entity '{entity}'{key} in the table '{table}' takes an expression of {Grouped(length)} bytes, and DynamoDB allows 4,096: change fewer "
            + "properties at once, or replace the item with Upsert.";

    public static string WriteConditionTooLong(string entity, string key, string table, int length, int operators)
        => $"The condition for writing the entity '{entity}'{key} in the table '{table}' takes {Grouped(length)} bytes and {Grouped(operators)} operators and functions, "
            + "and DynamoDB allows 4,096 and 300: ask for less at once.";

    public static string DuplicateKey(string entity, string table)
        => $"The entity '{entity}' was added, but the table '{table}' already has an item with its key: load and change that one, or use Upsert to "
            + "replace it.";

    public static string ConcurrencyConflict(string entity, string table)
        => $"The item of the entity '{entity}' in the table '{table}' was changed or deleted since it was read, so it was not written: resolve the "
            + "conflict with the values of GetDatabaseValuesAsync and save again.";

    public static string WriteFailed(string entity, string table, string error)
        => $"Writing the entity '{entity}' to the table '{table}' failed: {error}";

    public static string OutcomeUnknown(string entity, string table, string error)
        => $"Writing the entity '{entity}' to the table '{table}' got no answer that says whether it was done: {error} Read the item to find out, or use "
            + "IdempotentWrites(), with which such a write is done once however often it is sent.";

    public static string OthersWereSaved(int saved, int attempted)
        => $"Of the {attempted} writes of this SaveChanges {saved} were done and are accepted.";

    public static string Unprocessed(int count, string table)
        => $"DynamoDB left {count} writes undone for want of capacity, the first of them in the table '{table}': save again later, or give the table more "
            + "capacity.";

    public static string TemporaryValue(string entity, string property)
        => $"The property '{entity}.{property}' has only a temporary value, and DynamoDB makes no values of its own: set it before SaveChanges, or give "
            + "it a value generator.";

    public static string ValueNotStorable(string entity, string property, string problem)
        => $"The value of the property '{entity}.{property}' cannot be stored: {problem}";

    public static string KeyDoesNotRoundTrip(string entity, string property)
        => $"The value of the key property '{entity}.{property}' is another one when it is read back through its value converter, so the entity could "
            + "never be found by it: use a converter that keeps the whole value.";

    public static string NullKey(string entity, string property, string table)
        => $"The property '{entity}.{property}' is null, but it is part of the key of the table '{table}': give it a value.";

    public static string EmptyKey(string entity, string property, string table)
        => $"The value of the property '{entity}.{property}' is empty, and DynamoDB takes no empty value for a part of the key of the table '{table}'.";

    public static string EmptyIndexKey(string entity, string property, string index)
        => $"The value of the property '{entity}.{property}' is empty, and DynamoDB takes no empty value for a key attribute of the index '{index}': "
            + "use null to leave the item out of the index.";

    public static string KeyTooLong(string entity, string property, string tableOrIndex, int size, int max)
        => $"The value of the property '{entity}.{property}' takes {Grouped(size)} bytes, and DynamoDB allows {Grouped(max)} for it as a key attribute of "
            + $"'{tableOrIndex}'.";

    public static string UpsertNeedsDynamoDb
        => "Upsert belongs to the DynamoDB provider, and this context uses another: configure it with UseDynamoDb.";

    public static string ConditionFailed(string entity, string table)
        => $"The condition that was set for writing the entity '{entity}' is not met by its item in the table '{table}', so it was not written.";

    public static string ConditionNotTranslatable(string condition)
        => $"DynamoDB cannot evaluate the condition '{condition}': use properties of the entity with comparisons, Contains, StartsWith and EF.Functions.";

    public static string SetterNeedsItem(string property)
        => $"StageUpdate reads nothing, and the value for '{property}' needs the item: use ExecuteUpdateAsync, or load the entity.";

    public static string ChecksNeedTransactions
        => "A check of another item is part of a transaction, and AutoTransactionBehavior.Never makes none: use WhenNeeded or Always.";

    public static string TokenNeedsTransaction
        => "A ClientRequestToken belongs to a transaction, and AutoTransactionBehavior.Never makes none: use WhenNeeded or Always.";

    public static string TokenLength(int length)
        => $"A ClientRequestToken has 1 to 36 characters, and this one has {length}.";

    public static string KeyValues(string entity, int expected, int given)
        => $"The key of '{entity}' has {expected} values, and {given} were given.";

    public static string KeyValueType(string entity, string property, string expected, string given)
        => $"The value for '{entity}.{property}' in the key is a {given}, but the property is a {expected}.";

    public static string NeedsDynamoDb(string method)
        => $"{method} belongs to the DynamoDB provider, and this context uses another: configure it with UseDynamoDb.";

    public static string BulkKeyTwice(string table)
        => $"Its key in the table '{table}' comes twice in one batch, and a batch writes an item once: give each key once.";

    public static string BulkUnprocessed(string table)
        => $"DynamoDB left it undone for want of capacity in the table '{table}', again and again.";

    private static string Grouped(long number)
        => number.ToString("N0", CultureInfo.InvariantCulture);
}
