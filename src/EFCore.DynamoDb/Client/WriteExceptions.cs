using EFCore.DynamoDb.Items;

namespace EFCore.DynamoDb.Client;

/// <summary>The condition of a single write was false. <see cref="Item" /> is the item as it is, null when there is none.</summary>
internal sealed class ConditionFailedException(ItemMap? item, bool mayBeDone, Exception inner) : Exception(inner.Message, inner)
{
    public ItemMap? Item { get; } = item;

    /// <summary>The answer to an earlier attempt was lost, which may have made the condition false.</summary>
    public bool MayBeDone { get; } = mayBeDone;
}

/// <summary>A single write came upon an item that a transaction is just writing, and was not done. It may be tried again.</summary>
internal sealed class WriteConflictException(bool mayBeDone, Exception inner) : Exception(inner.Message, inner)
{
    /// <summary>An earlier attempt, whose answer was lost, may have written all the same.</summary>
    public bool MayBeDone { get; } = mayBeDone;
}

/// <summary>Why one action of a cancelled transaction failed; <see cref="Code" /> is <see cref="None" /> for those that did not.</summary>
internal sealed record CancellationReason(string Code, string? Message, ItemMap? Item)
{
    /// <summary>The code of an action that did not fail.</summary>
    public const string None = nameof(None);

    /// <summary>What is likely to be gone when the transaction is sent again: another transaction on the item, too little capacity.</summary>
    public bool IsTransient
        => Code is "TransactionConflict" or "ThrottlingError" or "ProvisionedThroughputExceeded";
}

/// <summary>A transaction was cancelled; the reasons stand at the positions of their actions.</summary>
internal sealed class TransactionCancelledException(IReadOnlyList<CancellationReason> reasons, Exception inner)
    : Exception(inner.Message, inner)
{
    public IReadOnlyList<CancellationReason> Reasons { get; } = reasons;
}

/// <summary>
/// A write was sent and no answer came, or none that says whether it was done. The cause is no inner exception where the SDK sees this one: its retries look
/// at those too.
/// </summary>
internal sealed class OutcomeUnknownException : Exception
{
    public OutcomeUnknownException(Exception cause)
        : base(cause.Message)
        => Cause = cause;

    /// <summary>What went wrong last.</summary>
    public Exception Cause { get; }
}
