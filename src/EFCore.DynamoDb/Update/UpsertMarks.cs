using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.ChangeTracking.Internal;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Update;

namespace EFCore.DynamoDb.Update;

/// <summary>
/// The added entries of a context that are to be written whether their items exist or not. A mark lasts as long as its entry stays added:
/// saving, detaching or any other state ends it, and so does the return of a pooled context.
/// </summary>
internal sealed class UpsertMarks : IResettableService
{
    // Weak: ChangeTracker.Clear forgets entries without a word.
    private readonly ConditionalWeakTable<object, object> _entries = [];
    private bool _watching;

    public void Mark(EntityEntry entry)
    {
        if (!_watching)
        {
            entry.Context.ChangeTracker.StateChanged += OnStateChanged;
            _watching = true;
        }

        _entries.AddOrUpdate(((IInfrastructure<InternalEntityEntry>)entry).Instance, this);
    }

    public bool Contains(IUpdateEntry entry)
        => _watching && _entries.TryGetValue(entry, out _);

    // EF drops the handlers of a context that returns to its pool by itself.
    public void ResetState()
    {
        _entries.Clear();
        _watching = false;
    }

    public Task ResetStateAsync(CancellationToken cancellationToken = default)
    {
        ResetState();
        return Task.CompletedTask;
    }

    private void OnStateChanged(object? sender, EntityStateChangedEventArgs arguments)
    {
        if (arguments.NewState != EntityState.Added)
        {
            _entries.Remove(((IInfrastructure<InternalEntityEntry>)arguments.Entry).Instance);
        }
    }
}
