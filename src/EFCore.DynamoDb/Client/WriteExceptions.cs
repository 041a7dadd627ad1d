using EFCore.DynamoDb.Items;

namespace EFCore.DynamoDb.Client;

/// <summary>The condition of a single write was false. <see cref="Item" /> is the item as it is, null when there is none.</summary>
internal sealed class ConditionFailedException(ItemMap? item, bool wasRetried, Exception inner) : Exception(inner.Message, inner)
{
    public ItemMap? Item { get; } = item;

    /// <summary>The SDK sent the request more than once, so an earlier attempt whose answer was lost may have made the condition false.</summary>
    public bool WasRetried { get; } = wasRetried;
}

/// <summary>A single write came upon an item that a transaction is just writing, and was not done. It may be tried again.</summary>
internal sealed class WriteConflictException(bool wasRetried, Exception inner) : Exception(inner.Message, inner)
{
    /// <summary>An earlier attempt of the SDK, whose answer was lost, may have written all the same.</summary>
    public bool WasRetried { get; } = wasRetried;
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
