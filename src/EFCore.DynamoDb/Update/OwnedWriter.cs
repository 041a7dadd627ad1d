using System.Collections;
using EFCore.DynamoDb.Access;
using EFCore.DynamoDb.Diagnostics;
using EFCore.DynamoDb.Items;
using EFCore.DynamoDb.Metadata;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking.Internal;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Update;

namespace EFCore.DynamoDb.Update;

/// <summary>What a navigation of an entry owns, and what that owns, as attribute values and as the changes of a modification.</summary>
internal sealed class OwnedWriter
{
    private readonly List<PropertyWriter> _scalars = [];
    private readonly List<DocumentWriter> _documents = [];
    private readonly List<OwnedWriter> _owned = [];
    private readonly bool _storesNull;

    /// <param name="navigation">The navigation to what is owned.</param>
    /// <param name="storesNull">Whether null is stored as NULL where the model does not say.</param>
    public OwnedWriter(INavigation navigation, bool storesNull)
    {
        Navigation = navigation;
        Attribute = navigation.GetItemAttributeName();
        _storesNull = DynamoDbMetadata.StoresNull(navigation) ?? storesNull;
        var type = navigation.TargetEntityType;
        foreach (var property in type.GetProperties())
        {
            if (property.IsStored())
            {
                _scalars.Add(new PropertyWriter(property, default, storesNull, hasOriginal: true));
            }
        }

        foreach (var document in type.GetComplexProperties())
        {
            _documents.Add(new DocumentWriter(document, storesNull));
        }

        foreach (var owned in type.GetOwnedNavigations())
        {
            _owned.Add(new OwnedWriter(owned, storesNull));
        }
    }

    public INavigation Navigation { get; }

    /// <summary>The name in the item or in the map that holds the document.</summary>
    public string Attribute { get; }

    private ItemValue Nothing
        => _storesNull ? ItemValue.Null : default;

    /// <summary>The whole document as it is to be stored.</summary>
    public ItemValue Current(IUpdateEntry owner)
    {
        var value = owner.GetCurrentValue(Navigation);
        if (!Navigation.IsCollection)
        {
            return value is not null && Find((InternalEntityEntry)owner, value) is { } entry ? CurrentMap(entry)
                : Navigation.MayBeMissing() ? Nothing
                : throw new InvalidOperationException(DynamoDbStrings.OwnedRequired(Navigation.DeclaringEntityType.DisplayName(), Navigation.Name));
        }

        if (value is null)
        {
            return Nothing;
        }

        var elements = new List<ItemValue>();
        foreach (var element in (IEnumerable)value)
        {
            if (element is not null && Find((InternalEntityEntry)owner, element) is { } entry)
            {
                elements.Add(CurrentMap(entry));
            }
        }

        return ItemValue.List(elements);
    }

    /// <summary>
    /// What was changed: members where the object was there and still is, elements by their positions, else the whole. Without what was read, as of an
    /// entity that was attached, a collection is written whole.
    /// </summary>
    /// <param name="owner">The entry of the owner.</param>
    /// <param name="path">Where the document is.</param>
    /// <param name="diff">What takes the changes.</param>
    /// <param name="isMarked">Whether all of the root is marked as modified.</param>
    /// <param name="changes">What has changed.</param>
    public void AddChanges(InternalEntityEntry owner, AttributePath path, DocumentDiff diff, bool isMarked, OwnedChanges changes)
    {
        if (!isMarked && !changes.Contains(owner, Navigation))
        {
            return;
        }

        var current = Navigation.IsCollection || owner[Navigation] is not { } value ? null : Find(owner, value);
        if (current is { EntityState: EntityState.Unchanged or EntityState.Modified })
        {
            AddMembers(current, path, diff, isMarked, changes);
            return;
        }

        var to = Current(owner);
        if (Original(owner) is not { } from || (!diff.Add(path, from, to) && (isMarked || HasModified(owner))))
        {
            diff.Set(path, to);
        }
    }

    /// <summary>The collections of complex objects that are saved inside.</summary>
    public void AddCollections(InternalEntityEntry owner, int position, OwnedChanges changes, List<SavedCollection> saved)
    {
        if (!changes.Contains(owner, Navigation))
        {
            return;
        }

        foreach (var entry in Entries(owner))
        {
            foreach (var document in _documents)
            {
                document.AddCollections(entry, position, document.Current(entry), saved);
            }

            foreach (var owned in _owned)
            {
                owned.AddCollections(entry, position, changes, saved);
            }
        }
    }

    private void AddMembers(InternalEntityEntry entry, AttributePath path, DocumentDiff diff, bool isMarked, OwnedChanges changes)
    {
        var before = diff.Changes.Count + diff.Actions.Count;
        foreach (var scalar in _scalars)
        {
            if (entry.IsModified(scalar.Property))
            {
                var place = DocumentDiff.Inside(path, scalar.Attribute);
                var value = scalar.Current(entry);
                if (!diff.Add(place, scalar.Original(entry), value))
                {
                    diff.Set(place, value);
                }
            }
        }

        foreach (var document in _documents)
        {
            if (entry.IsModified(document.Property))
            {
                document.AddChanges(entry, DocumentDiff.Inside(path, document.Attribute), diff, isMarked);
            }
        }

        foreach (var owned in _owned)
        {
            owned.AddChanges(entry, DocumentDiff.Inside(path, owned.Attribute), diff, isMarked, changes);
        }

        if (diff.Changes.Count + diff.Actions.Count > before)
        {
            diff.Require(path);
        }
    }

    /// <summary>The document as it was read; null when that is not known.</summary>
    private ItemValue? Original(InternalEntityEntry owner)
    {
        if (owner.StateManager is not DynamoDbStateManager tracker || !tracker.TryGetOriginal(owner, Navigation, out var document))
        {
            return null;
        }

        if (document is null)
        {
            return Nothing;
        }

        if (!Navigation.IsCollection)
        {
            return OriginalMap(tracker.TryGetEntry(document, Navigation.TargetEntityType));
        }

        var elements = new List<ItemValue>();
        foreach (var element in (IEnumerable)document)
        {
            if (OriginalMap(tracker.TryGetEntry(element, Navigation.TargetEntityType)) is not { } original)
            {
                return null;
            }

            elements.Add(original);
        }

        return ItemValue.List(elements);
    }

    private ItemValue? OriginalMap(InternalEntityEntry? entry)
    {
        // An object that was moved to another owner is added there, and what it was is forgotten.
        if (entry is not { EntityState: EntityState.Unchanged or EntityState.Modified or EntityState.Deleted })
        {
            return null;
        }

        var map = new ItemMap(_scalars.Count + _documents.Count + _owned.Count);
        foreach (var scalar in _scalars)
        {
            map.Add(scalar.Attribute, scalar.Original(entry));
        }

        foreach (var document in _documents)
        {
            if (document.OriginalOf(entry) is not { } original)
            {
                return null;
            }

            map.Add(document.Attribute, original);
        }

        foreach (var owned in _owned)
        {
            if (owned.Original(entry) is not { } original)
            {
                return null;
            }

            map.Add(owned.Attribute, original);
        }

        return ItemValue.Map(map);
    }

    private ItemValue CurrentMap(InternalEntityEntry entry)
    {
        var map = new ItemMap(_scalars.Count + _documents.Count + _owned.Count);
        foreach (var scalar in _scalars)
        {
            map.Add(scalar.Attribute, scalar.Current(entry));
        }

        foreach (var document in _documents)
        {
            map.Add(document.Attribute, document.Current(entry));
        }

        foreach (var owned in _owned)
        {
            map.Add(owned.Attribute, owned.Current(entry));
        }

        return ItemValue.Map(map);
    }

    private bool HasModified(InternalEntityEntry owner)
    {
        foreach (var entry in Entries(owner))
        {
            if (entry.EntityState == EntityState.Modified)
            {
                return true;
            }
        }

        return false;
    }

    private IEnumerable<InternalEntityEntry> Entries(InternalEntityEntry owner)
    {
        if (owner[Navigation] is not { } value)
        {
            yield break;
        }

        foreach (var element in Navigation.IsCollection ? (IEnumerable)value : new[] { value })
        {
            if (element is not null && Find(owner, element) is { } entry)
            {
                yield return entry;
            }
        }
    }

    /// <summary>
    /// The entry of something owned; null when it is deleted, or not tracked although its owner is: then nobody has told EF that it is owned.
    /// </summary>
    private InternalEntityEntry? Find(InternalEntityEntry owner, object value)
    {
        var entry = owner.StateManager.TryGetEntry(value, Navigation.TargetEntityType);
        return entry is null or { EntityState: EntityState.Detached }
            ? owner.EntityState is EntityState.Detached or EntityState.Added
                ? entry ?? owner.StateManager.GetOrCreateEntry(value, Navigation.TargetEntityType)
                : null
            : entry.EntityState == EntityState.Deleted ? null : entry;
    }
}
