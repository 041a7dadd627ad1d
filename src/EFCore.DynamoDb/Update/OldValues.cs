using System.Runtime.CompilerServices;
using EFCore.DynamoDb.Items;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.ChangeTracking.Internal;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Update;

namespace EFCore.DynamoDb.Update;

/// <summary>Who wants to know what the next save of an entry replaces. It lasts until that save, and ends when a pooled context returns.</summary>
internal sealed class OldValues : IResettableService
{
    private readonly ConditionalWeakTable<object, OldItem> _wanted = [];

    public OldItem Want(EntityEntry entry)
    {
        var item = new OldItem();
        _wanted.AddOrUpdate(((IInfrastructure<InternalEntityEntry>)entry).Instance, item);
        return item;
    }

    public bool Contains(IUpdateEntry entry)
        => _wanted.TryGetValue(entry, out _);

    public void Take(IUpdateEntry entry, ItemMap? item)
    {
        if (_wanted.TryGetValue(entry, out var wanted))
        {
            wanted.Take(item);
            _wanted.Remove(entry);
        }
    }

    public void ResetState()
        => _wanted.Clear();

    public Task ResetStateAsync(CancellationToken cancellationToken = default)
    {
        ResetState();
        return Task.CompletedTask;
    }
}

/// <summary>What was stored before a save.</summary>
internal sealed class OldItem
{
    public bool IsKnown { get; private set; }

    /// <summary>Null where there was none.</summary>
    public ItemMap? Item { get; private set; }

    public void Take(ItemMap? item)
        => (Item, IsKnown) = (item, true);
}
