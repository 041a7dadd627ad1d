using EFCore.DynamoDb.Metadata;
using EFCore.DynamoDb.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking.Internal;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Update;

namespace EFCore.DynamoDb.Update;

/// <summary>
/// EF's state manager, but for two things: a save without changed entities is none to EF, and is one here when something is staged; and what is owned is saved
/// with its owner, whose entry EF takes for unchanged.
/// </summary>
internal sealed class DynamoDbStateManager(StateManagerDependencies dependencies, StagedWrites staged, EntryConditions conditions)
    : StateManager(dependencies), IOwnedOriginals
{
    private readonly Dictionary<InternalEntityEntry, Dictionary<INavigation, object?>> _originals = [];
    private readonly List<InternalEntityEntry> _saved = [];

    /// <summary>What has changed inside the items of the entries that are being saved.</summary>
    public OwnedChanges OwnedChanges { get; private set; } = new();

    public override int SaveChanges(bool acceptAllChangesOnSuccess)
    {
        var isEmpty = ChangedCount == 0;
        var written = base.SaveChanges(acceptAllChangesOnSuccess);
        var entries = isEmpty ? Reordered() : [];
        if (entries.Count > 0 || HasMore)
        {
            written += SaveChanges(entries);
            Accept(entries, acceptAllChangesOnSuccess);
        }

        Accept([], acceptAllChangesOnSuccess);
        return written;
    }

    public override async Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        var isEmpty = ChangedCount == 0;
        var written = await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken).ConfigureAwait(false);
        var entries = isEmpty ? Reordered() : [];
        if (entries.Count > 0 || HasMore)
        {
            written += await SaveChangesAsync(entries, cancellationToken).ConfigureAwait(false);
            Accept(entries, acceptAllChangesOnSuccess);
        }

        Accept([], acceptAllChangesOnSuccess);
        return written;
    }

    public override IList<IUpdateEntry> GetEntriesToSave(bool cascadeChanges)
    {
        var entries = (List<IUpdateEntry>)base.GetEntriesToSave(cascadeChanges);
        OwnedChanges = OwnedChanges.Of(entries);
        AddReordered(OwnedChanges);
        entries.AddRange(Touched());
        return entries;
    }

    public override void AcceptAllChanges()
    {
        base.AcceptAllChanges();
        Settle();
    }

    public override void StopTracking(InternalEntityEntry entry, EntityState oldState)
    {
        base.StopTracking(entry, oldState);
        _originals.Remove(entry);
    }

    public override void Clear(bool resetting)
    {
        base.Clear(resetting);
        _originals.Clear();
        _saved.Clear();
        OwnedChanges = new OwnedChanges();
    }

    public void Remember(InternalEntityEntry owner, INavigation navigation, object? document)
    {
        if (!_originals.TryGetValue(owner, out var documents))
        {
            _originals.Add(owner, documents = []);
        }

        documents[navigation] = document;
    }

    /// <summary>What the entity owned when it was read or last saved; false when neither is known.</summary>
    public bool TryGetOriginal(InternalEntityEntry owner, INavigation navigation, out object? document)
    {
        document = null;
        return _originals.TryGetValue(owner, out var documents) && documents.TryGetValue(navigation, out document);
    }

    /// <summary>The entry's item holds now what the entity owns. It counts once the changes are accepted.</summary>
    public void MarkSaved(InternalEntityEntry root)
    {
        if (root.EntityType.GetOwnedNavigations().Any())
        {
            _saved.Add(root);
            GiveKeys(root);
        }
    }

    /// <summary>What is stored is what entities own: it is what the next save compares with, and elements have the positions that they have in their lists.</summary>
    public void Settle()
    {
        foreach (var root in _saved)
        {
            if (root.EntityState is EntityState.Unchanged or EntityState.Modified)
            {
                Settle(root);
            }
        }

        _saved.Clear();
    }

    private bool HasMore
        => staged.All.Count > 0 || conditions.HasChecks;

    private void Accept(List<IUpdateEntry> entries, bool acceptAllChangesOnSuccess)
    {
        if (acceptAllChangesOnSuccess)
        {
            foreach (var entry in entries)
            {
                ((InternalEntityEntry)entry).AcceptChanges();
            }

            Settle();
        }
    }

    private List<IUpdateEntry> Reordered()
    {
        OwnedChanges = new OwnedChanges();
        AddReordered(OwnedChanges);
        return Touched();
    }

    /// <summary>Entries that are unchanged but for what they own: modified, though no property of theirs is.</summary>
    private List<IUpdateEntry> Touched()
    {
        var touched = new List<IUpdateEntry>();
        foreach (var root in OwnedChanges.Roots)
        {
            if (root.EntityState == EntityState.Unchanged)
            {
                root.SetEntityState(EntityState.Modified, modifyProperties: false);
                touched.Add(root);
            }
        }

        return touched;
    }

    /// <summary>To EF a collection is a set: that its elements have changed places it does not see.</summary>
    private void AddReordered(OwnedChanges changes)
    {
        if (!Context.ChangeTracker.AutoDetectChangesEnabled)
        {
            return;
        }

        foreach (var (owner, documents) in _originals)
        {
            if (owner.EntityState is not (EntityState.Unchanged or EntityState.Modified))
            {
                continue;
            }

            foreach (var (navigation, document) in documents)
            {
                if (navigation.IsCollection && !changes.Contains(owner, navigation) && !IsSameOrder(document, owner[navigation]))
                {
                    changes.Add(owner, navigation);
                }
            }
        }
    }

    private static bool IsSameOrder(object? originals, object? current)
    {
        if (originals is not IReadOnlyList<object> before || current is not IEnumerable<object> after)
        {
            return true;
        }

        var position = 0;
        foreach (var element in after)
        {
            if (position == before.Count || !ReferenceEquals(before[position++], element))
            {
                return false;
            }
        }

        return position == before.Count;
    }

    private void Settle(InternalEntityEntry owner)
    {
        foreach (var navigation in owner.EntityType.GetOwnedNavigations())
        {
            var entries = EntriesOf(owner, navigation);
            Remember(
                owner,
                navigation,
                !navigation.IsCollection ? entries is [var single] ? single.Entity : null
                    : owner[navigation] is null ? null
                    : entries.ConvertAll(e => e.Entity));
            if (navigation.TargetEntityType.FindPositionKey() is IProperty position)
            {
                Number(entries, position);
            }

            foreach (var entry in entries)
            {
                if (entry.EntityState == EntityState.Modified)
                {
                    // Its owner has another position now, which is a part of its key.
                    entry.AcceptChanges();
                }

                Settle(entry);
            }
        }
    }

    /// <summary>New elements get keys that last, before they are accepted: their positions, unless others still have these.</summary>
    private void GiveKeys(InternalEntityEntry owner)
    {
        foreach (var navigation in owner.EntityType.GetOwnedNavigations())
        {
            var entries = EntriesOf(owner, navigation);
            if (navigation.TargetEntityType.FindPositionKey() is IProperty position)
            {
                var taken = new HashSet<int>();
                if (TryGetOriginal(owner, navigation, out var document))
                {
                    foreach (var original in (IEnumerable<object>?)document ?? [])
                    {
                        if (TryGetEntry(original, navigation.TargetEntityType) is { } entry)
                        {
                            taken.Add((int)entry[position]!);
                        }
                    }
                }

                var free = entries.Count;
                for (var i = 0; i < entries.Count; i++)
                {
                    if (entries[i].HasTemporaryValue(position))
                    {
                        var key = i + 1;
                        while (!taken.Add(key))
                        {
                            key = ++free;
                        }

                        entries[i].SetStoreGeneratedValue(position, key);
                    }
                }
            }

            foreach (var entry in entries)
            {
                GiveKeys(entry);
            }
        }
    }

    private List<InternalEntityEntry> EntriesOf(InternalEntityEntry owner, INavigation navigation)
    {
        var entries = new List<InternalEntityEntry>();
        var value = owner[navigation];
        foreach (var element in navigation.IsCollection ? (IEnumerable<object>?)value ?? [] : value is null ? [] : [value])
        {
            if (TryGetEntry(element, navigation.TargetEntityType) is { EntityState: not (EntityState.Detached or EntityState.Deleted) } entry)
            {
                entries.Add(entry);
            }
        }

        return entries;
    }

    /// <summary>Positions from 1. In two steps, so that no two elements have the same one on the way.</summary>
    private void Number(List<InternalEntityEntry> entries, IProperty position)
    {
        var first = 0;
        while (first < entries.Count && (int)entries[first][position]! == first + 1)
        {
            first++;
        }

        var wasSaving = SavingChanges;
        SavingChanges = true;
        try
        {
            for (var i = first; i < entries.Count; i++)
            {
                entries[i].SetProperty(position, -1 - i, isMaterialization: false, setModified: false);
            }

            for (var i = first; i < entries.Count; i++)
            {
                entries[i].SetProperty(position, i + 1, isMaterialization: false, setModified: false);
            }
        }
        finally
        {
            SavingChanges = wasSaving;
        }
    }
}
