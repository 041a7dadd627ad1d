using EFCore.DynamoDb.Items;

namespace EFCore.DynamoDb.Client;

/// <summary>The condition of a single write was false. <see cref="Item" /> is the item as it is, null when there is none.</summary>
internal sealed class ConditionFailedException(ItemMap? item, Exception inner) : Exception(inner.Message, inner)
{
    public ItemMap? Item { get; } = item;
}

/// <summary>Why one action of a cancelled transaction failed; <see cref="Code" /> is "None" for those that did not.</summary>
internal sealed record CancellationReason(string Code, string? Message, ItemMap? Item)
{
    public bool IsConditionFailure
        => Code == "ConditionalCheckFailed";
}

/// <summary>A transaction was cancelled; the reasons stand at the positions of their actions.</summary>
internal sealed class TransactionCancelledException(IReadOnlyList<CancellationReason> reasons, Exception inner)
    : Exception(inner.Message, inner)
{
    public IReadOnlyList<CancellationReason> Reasons { get; } = reasons;
}
