using EFCore.DynamoDb.Items;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.ChangeTracking.Internal;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Update;

namespace EFCore.DynamoDb.Update;

/// <summary>Why one entry was not saved.</summary>
public sealed class DynamoDbEntryFailure
{
    private readonly ItemMap? _item;
    private PropertyValues? _currentValues;

    internal DynamoDbEntryFailure(IUpdateEntry entry, WriteFailure failure)
    {
        Entry = entry.ToEntityEntry();
        Code = failure.Code;
        Message = failure.Message;
        _item = failure.CurrentItem;
    }

    /// <summary>The entry.</summary>
    public EntityEntry Entry { get; }

    /// <summary>
    /// DynamoDB's code for this item, such as <c>ConditionalCheckFailed</c> or <c>TransactionConflict</c>; <c>Unprocessed</c> for what a batch left undone;
    /// null when the request failed as a whole.
    /// </summary>
    public string? Code { get; }

    /// <summary>What DynamoDB said about this item, or about the request as a whole; null for what a batch left undone.</summary>
    public string? Message { get; }

    /// <summary>
    /// What the store held when a condition failed, from the same answer; null when it held no item of this entity's type, or when it did not say.
    /// </summary>
    public PropertyValues? CurrentValues
    {
        get
        {
            if (_currentValues is null
                && _item is not null
                && StoredEntity.For(Entry.Metadata).Read(_item) is { } values)
            {
                _currentValues = new ArrayPropertyValues(((IInfrastructure<InternalEntityEntry>)Entry).Instance, values, null);
            }

            return _currentValues;
        }
    }
}
