using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Update;

namespace EFCore.DynamoDb.Update;

/// <summary>
/// SaveChanges failed: a duplicate key (<see cref="Exception.InnerException" /> is a <see cref="DynamoDbDuplicateKeyException" />) or an error of DynamoDB
/// (the inner exception is the SDK's). Nothing was written, except without transactions (AutoTransactionBehavior.Never), where every other entry was
/// written and accepted.
/// </summary>
public class DynamoDbUpdateException : DbUpdateException
{
    internal DynamoDbUpdateException(
        string message, Exception? inner, IReadOnlyList<IUpdateEntry> entries, IReadOnlyList<DynamoDbEntryFailure> failures)
        : base(message, inner, entries)
        => Failures = failures;

    /// <summary>Why, for each entry that was not saved.</summary>
    public virtual IReadOnlyList<DynamoDbEntryFailure> Failures { get; }
}

/// <summary>
/// Items were changed or deleted since they were read. <c>GetDatabaseValuesAsync</c> of each entry answers, once, from the failure itself.
/// </summary>
public sealed class DynamoDbUpdateConcurrencyException : DbUpdateConcurrencyException
{
    internal DynamoDbUpdateConcurrencyException(
        string message, Exception? inner, IReadOnlyList<IUpdateEntry> entries, IReadOnlyList<DynamoDbEntryFailure> failures)
        : base(message, inner, entries)
        => Failures = failures;

    /// <summary>Why, for each entry that was not saved.</summary>
    public IReadOnlyList<DynamoDbEntryFailure> Failures { get; }
}

/// <summary>
/// A write was sent and no answer came that says whether it was done: the connection broke, the time was up, or the server failed. It was not sent again
/// where doing it twice would not be the same as doing it once (<c>Increment</c>, <c>ListAppend</c>, atomic counters). Read the item to find out, or use
/// <c>IdempotentWrites()</c>, with which DynamoDB recognises the second attempt.
/// See <see href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html#transaction-apis-txwriteitems">idempotency</see>.
/// </summary>
public sealed class DynamoDbUnknownOutcomeException : DynamoDbUpdateException
{
    internal DynamoDbUnknownOutcomeException(
        string message, Exception? inner, IReadOnlyList<IUpdateEntry> entries, IReadOnlyList<DynamoDbEntryFailure> failures)
        : base(message, inner, entries, failures)
    {
    }
}

/// <summary>DynamoDB left writes of a batch undone, again and again, for want of capacity. All other entries were written and accepted.</summary>
public sealed class DynamoDbUnprocessedItemsException : DynamoDbUpdateException
{
    internal DynamoDbUnprocessedItemsException(
        string message, IReadOnlyList<IUpdateEntry> entries, IReadOnlyList<DynamoDbEntryFailure> failures)
        : base(message, inner: null, entries, failures)
    {
    }
}

/// <summary>
/// An entity was added, but its table has an item with this key already. It is the inner exception of the
/// <see cref="DynamoDbUpdateException" /> that SaveChanges throws.
/// </summary>
public sealed class DynamoDbDuplicateKeyException : Exception
{
    internal DynamoDbDuplicateKeyException(string message, Exception? inner)
        : base(message, inner)
    {
    }
}

/// <summary>
/// An item does not meet a condition that was set with HasCondition, When or StageCheck. It is the inner exception of the
/// <see cref="DynamoDbUpdateException" /> that SaveChanges throws.
/// </summary>
public sealed class DynamoDbConditionFailedException : Exception
{
    private readonly Items.ItemMap? _item;

    internal DynamoDbConditionFailedException(string message, WriteFailure failure)
        : base(message, failure.Error)
        => _item = failure.CurrentItem;

    /// <summary>Whether there is an item with that key at all.</summary>
    public bool ItemExists
        => _item is not null;

    /// <summary>The attributes of the item as it is, each as text, from the same answer; null when there is none.</summary>
    public IReadOnlyDictionary<string, string>? CurrentItem
        => field ??= _item?.ToDictionary(a => a.Key, a => Access.PlanText.Value(a.Value), StringComparer.Ordinal);
}
