using System.Runtime.CompilerServices;
using EFCore.DynamoDb.Access;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.ChangeTracking.Internal;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Update;

namespace EFCore.DynamoDb.Update;

/// <summary>What the user asks of a stored item besides what the save asks by itself.</summary>
/// <param name="Condition">The condition; null for one that is always true.</param>
/// <param name="Operands">The values behind its slots.</param>
/// <param name="OrMissing">Nothing is asked where there is no item.</param>
internal sealed record OwnCondition(Condition? Condition, IReadOnlyList<BoundOperand> Operands, bool OrMissing = false);

/// <summary>
/// The conditions of a context's entries, and the unchanged entries that must be unchanged in the store too. Both last until the entry is saved or detached,
/// and end when a pooled context returns.
/// </summary>
internal sealed class EntryConditions : IResettableService
{
    // Weak: ChangeTracker.Clear forgets entries without a word.
    private readonly ConditionalWeakTable<object, OwnCondition> _conditions = [];
    private readonly List<InternalEntityEntry> _unchanged = [];
    private bool _watching;

    public void Set(EntityEntry entry, OwnCondition condition)
    {
        Watch(entry.Context);
        _conditions.AddOrUpdate(((IInfrastructure<InternalEntityEntry>)entry).Instance, condition);
    }

    public void RequireUnchanged(EntityEntry entry)
    {
        var internalEntry = ((IInfrastructure<InternalEntityEntry>)entry).Instance;
        if (!_unchanged.Contains(internalEntry))
        {
            _unchanged.Add(internalEntry);
        }
    }

    public OwnCondition? Find(IUpdateEntry entry)
        => _watching && _conditions.TryGetValue(entry, out var condition) ? condition : null;

    /// <summary>The entries that are to be checked: those that are still tracked and written by nobody.</summary>
    public IEnumerable<IUpdateEntry> Checks
        => _unchanged.Where(e => e.EntityState == EntityState.Unchanged);

    public bool HasChecks
        => _unchanged.Exists(e => e.EntityState == EntityState.Unchanged);

    /// <summary>The checks were made.</summary>
    public void ForgetChecks()
        => _unchanged.Clear();

    // EF drops the handlers of a context that returns to its pool by itself.
    public void ResetState()
    {
        _conditions.Clear();
        _unchanged.Clear();
        _watching = false;
    }

    public Task ResetStateAsync(CancellationToken cancellationToken = default)
    {
        ResetState();
        return Task.CompletedTask;
    }

    private void Watch(DbContext context)
    {
        if (!_watching)
        {
            context.ChangeTracker.StateChanged += OnStateChanged;
            _watching = true;
        }
    }

    private void OnStateChanged(object? sender, EntityStateChangedEventArgs arguments)
    {
        if (arguments.NewState is EntityState.Unchanged or EntityState.Detached)
        {
            _conditions.Remove(((IInfrastructure<InternalEntityEntry>)arguments.Entry).Instance);
        }
    }
}
