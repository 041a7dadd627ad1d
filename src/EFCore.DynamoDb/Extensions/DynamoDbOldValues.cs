using EFCore.DynamoDb.Diagnostics;
using EFCore.DynamoDb.Items;
using EFCore.DynamoDb.Update;

namespace Microsoft.EntityFrameworkCore;

/// <summary>What was stored under the key of an entity before it was saved, see <see cref="DynamoDbConditionExtensions.ReturnOldValues{TEntity}" />.</summary>
/// <typeparam name="TEntity">The type of the entity.</typeparam>
public sealed class DynamoDbOldValues<TEntity>
    where TEntity : class
{
    private readonly DbContext _context;
    private readonly OldItem _item;

    internal DynamoDbOldValues(DbContext context, OldItem item)
    {
        _context = context;
        _item = item;
    }

    /// <summary>Whether there was an item at all.</summary>
    /// <exception cref="InvalidOperationException">The entity has not been saved yet.</exception>
    public bool ItemExisted
        => _item.IsKnown ? _item.Item is not null : throw new InvalidOperationException(DynamoDbStrings.OldValuesNotSaved);

    /// <summary>The entity that it stored, which is not tracked; null where there was no item, or none of this type.</summary>
    /// <exception cref="InvalidOperationException">The entity has not been saved yet, or the item lacks a required attribute.</exception>
    public TEntity? Entity
        => ItemExisted
            && DynamoDbItemExtensions.TryRead<TEntity>(
                _context, layout => new ItemMapItem(layout, _item.Item!), out var entity, QueryTrackingBehavior.NoTracking)
                ? entity
                : null;
}
