using EFCore.DynamoDb.Client;
using EFCore.DynamoDb.Items;

namespace EFCore.DynamoDb.Update;

/// <summary>An operation that was not done.</summary>
/// <param name="Operation">The operation.</param>
/// <param name="Code">DynamoDB's code, when it gave one for this operation.</param>
/// <param name="Message">What DynamoDB said about this operation, or about the request as a whole.</param>
/// <param name="CurrentItem">The item as it is, when the condition failed and there is one.</param>
/// <param name="Error">What the SDK threw; null for a write that a batch left undone.</param>
internal sealed record WriteFailure(WriteOperation Operation, string? Code, string? Message, ItemMap? CurrentItem, Exception? Error)
{
    public const string ConditionalCheckFailed = nameof(ConditionalCheckFailed);

    /// <summary>The code of a write that DynamoDB had no capacity for, again and again.</summary>
    public const string Unprocessed = nameof(Unprocessed);

    /// <summary>It may have been done all the same.</summary>
    public bool IsUnknown
        => Error is OutcomeUnknownException;

    /// <summary>
    /// After an attempt that may have been done: whether the item that fails the condition may have been written by it and changed by others since. An item that
    /// is there already or no longer is answers that by itself, and one that is as it was read was not written.
    /// </summary>
    public bool LeavesDoubt
        => Operation is UpdateOperation && CurrentItem is not null && !(IsOwnConditionFailure && Operation.TokensBesidesOwnCondition is { Count: > 0 });

    public bool IsConditionFailure
        => Code == ConditionalCheckFailed;

    /// <summary>The code of a write that was not tried, because one of an earlier transaction failed.</summary>
    public const string NotAttempted = nameof(NotAttempted);

    /// <summary>An item of this key exists already.</summary>
    public bool IsDuplicateKey
        => IsConditionFailure && Operation is PutOperation { MustNotExist: true };

    /// <summary>Somebody else changed or deleted the item.</summary>
    public bool IsConcurrencyConflict
        => IsConditionFailure && !IsDuplicateKey && !IsOwnConditionFailure;

    /// <summary>The item is as it was read, so it is the user's condition that it does not meet.</summary>
    public bool IsOwnConditionFailure
    {
        get
        {
            if (!IsConditionFailure || Operation.TokensBesidesOwnCondition is not { } tokens || (CurrentItem is null && Operation.Entries.Count > 0 && Operation is not PutOperation))
            {
                return false;
            }

            foreach (var token in tokens)
            {
                var current = CurrentItem is { } item ? token.Path.Find(item) : default;
                if (!(current.IsMissingOrNull && (token.MissingIsOriginal || token.Original.IsMissingOrNull)) && !current.Equals(token.Original))
                {
                    return false;
                }
            }

            return true;
        }
    }
}
