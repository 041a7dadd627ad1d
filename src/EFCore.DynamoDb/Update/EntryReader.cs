using EFCore.DynamoDb.Diagnostics;
using EFCore.DynamoDb.Infrastructure;
using EFCore.DynamoDb.Items;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking.Internal;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Update;

namespace EFCore.DynamoDb.Update;

/// <summary>From EF's entries to what the planner knows of them.</summary>
/// <param name="entries">The entries.</param>
/// <param name="isUpsert">Whether an added entry is to be written even if its item exists.</param>
/// <param name="nullStorage">What a null becomes.</param>
/// <param name="conditionOf">What the user asks of the stored item of an entry.</param>
/// <param name="changes">What has changed inside the items of entries; nothing where all are added.</param>
/// <param name="isInDoubt">Whether an earlier save may have written the entry without getting to know.</param>
internal sealed class EntryReader(
    IList<IUpdateEntry> entries, Func<IUpdateEntry, bool> isUpsert, DynamoDbNullStorage nullStorage, Func<IUpdateEntry, OwnCondition?>? conditionOf = null,
    OwnedChanges? changes = null, Func<IUpdateEntry, bool>? isInDoubt = null)
{
    private readonly List<EntryWrite> _writes = new(entries.Count);

    private DynamoDbNullStorage NullStorage { get; } = nullStorage;

    private Func<IUpdateEntry, OwnCondition?>? ConditionOf { get; } = conditionOf;

    private OwnedChanges Changes { get; } = changes ?? new OwnedChanges();

    private Func<IUpdateEntry, bool>? IsInDoubt { get; } = isInDoubt;

    /// <summary>What the entities get once they are stored: row versions, and values as the store holds them.</summary>
    public List<SavedValue> SavedValues { get; } = [];

    /// <summary>What the next save of the entries compares their collections with.</summary>
    public List<SavedCollection> SavedCollections { get; } = [];

    /// <summary>The item of one entry as its values are now, whatever its state; nothing is generated.</summary>
    /// <exception cref="WritePlanException">A value that cannot be stored.</exception>
    public static ItemMap ItemOf(IUpdateEntry entry, DynamoDbNullStorage nullStorage)
        => new One(
            new EntryReader([entry], static _ => false, nullStorage), 0, entry, ItemSerializer.For(entry.EntityType, nullStorage))
            .Item(toStore: false, isUpsert: false);

    /// <exception cref="WritePlanException">A value that cannot be stored.</exception>
    public IReadOnlyList<EntryWrite> Read()
    {
        for (var position = 0; position < entries.Count; position++)
        {
            var entry = entries[position];
            if (entry.EntityType.IsOwned())
            {
                // A part of its owner's item.
                continue;
            }

            var one = new One(this, position, entry, ItemSerializer.For(entry.EntityType, NullStorage));
            switch (entry.EntityState)
            {
                case EntityState.Added:
                    _writes.Add(one.Put(isUpsert(entry)));
                    break;
                case EntityState.Modified:
                    _writes.Add(one.Modify());
                    break;
                case EntityState.Deleted:
                    _writes.Add(one.Delete());
                    break;
                case EntityState.Unchanged:
                    _writes.Add(one.Check());
                    break;
            }
        }

        return _writes;
    }

    /// <summary>One entry.</summary>
    private readonly struct One(EntryReader reader, int position, IUpdateEntry entry, ItemSerializer serializer)
    {
        public EntryWrite Put(bool isUpsert)
        {
            var item = Item(toStore: true, isUpsert);
            ReadBackMembers();
            var key = new ItemMap(serializer.Key.Count);
            for (var i = 0; i < serializer.Key.Count; i++)
            {
                key.Add(item[i].Key, item[i].Value);
            }

            // EF hands over the added entry alone when another of the same key was deleted.
            return entry.SharedIdentityEntry is { } replaced
                ? Write(EntryAction.Replace, key, item: item, tokens: Tokens(replaced))
                : Write(isUpsert ? EntryAction.Upsert : EntryAction.Insert, key, item: item);
        }

        public ItemMap Item(bool toStore, bool isUpsert)
        {
            // An entity that nobody tracks has not got it yet.
            var discriminator = toStore ? null : entry.EntityType.FindDiscriminatorProperty();
            var item = new ItemMap(serializer.Properties.Count + serializer.Documents.Count + serializer.Owned.Count);
            foreach (var property in serializer.Properties)
            {
                item.Add(
                    property.Attribute,
                    !toStore && property.Property == discriminator ? property.Mapping.ToItemValue(entry.EntityType.GetDiscriminatorValue()!)
                    : toStore && property.IsRowVersion && entry.IsStoreGenerated(property.Property)
                        ? NextVersion(property, isUpsert ? entry.GetCurrentValue(property.Property) : null)
                        : Value(property, toStore));
            }

            foreach (var document in serializer.Documents)
            {
                item.Add(document.Attribute, Of(document.Property, document.Current));
            }

            foreach (var owned in serializer.Owned)
            {
                item.Add(owned.Attribute, Of(owned.Navigation, owned.Current));
            }

            if (serializer.ExtensionData is { } others)
            {
                foreach (var (name, value) in Of(others.Property, read => ItemValue.Map(others.Current(read))).AsMap())
                {
                    item.Add(name, value);
                }
            }

            return item;
        }

        public EntryWrite Modify()
        {
            var diff = new DocumentDiff(areElementsKnown: serializer.Tokens.Count > 0);
            var documents = new ItemMap(0);
            List<TokenGuard>? counters = null;
            foreach (var property in serializer.Properties)
            {
                if (property.IsModified(entry) && !(property.IsRowVersion && entry.IsStoreGenerated(property.Property)))
                {
                    AddChange(property, diff, documents, ref counters);
                }
            }

            var isMarked = serializer.Documents.Count + serializer.Owned.Count > 0 && serializer.IsMarked(entry);
            foreach (var document in serializer.Documents)
            {
                if (entry.IsModified(document.Property))
                {
                    var current = Of(
                        document.Property,
                        read =>
                        {
                            document.AddChanges(read, document.Attribute, diff, isMarked);
                            return document.Current(read);
                        });
                    documents.Add(document.Attribute, current);
                    document.AddCollections(entry, position, current, reader.SavedCollections);
                }
            }

            foreach (var owned in serializer.Owned)
            {
                AddChanges(owned, diff, documents, isMarked);
            }

            if (serializer.ExtensionData is { } others && entry.IsModified(others.Property))
            {
                var isAllMarked = serializer.IsMarked(entry);
                Of(
                    others.Property,
                    read =>
                    {
                        others.AddChanges(read, diff, documents, isAllMarked);
                        return default;
                    });
            }

            ReadBackMembers();
            if (!diff.IsEmpty)
            {
                foreach (var token in serializer.Tokens)
                {
                    if (token.IsRowVersion && entry.IsStoreGenerated(token.Property))
                    {
                        diff.Set(token.Attribute, NextVersion(token, entry.GetOriginalValue(token.Property)));
                    }
                }
            }

            return counters is null
                ? Write(EntryAction.Modify, Key(), diff: diff, documents: documents, tokens: Tokens(entry))
                : Write(EntryAction.Modify, Key(), diff: diff, documents: documents, tokens: [.. Tokens(entry), .. counters], countsInDoubt: true);
        }

        private void AddChanges(OwnedWriter owned, DocumentDiff diff, ItemMap documents, bool isMarked)
        {
            var owner = (InternalEntityEntry)entry;
            var changes = reader.Changes;
            if (!isMarked && !changes.Contains(owner, owned.Navigation))
            {
                return;
            }

            documents.Add(
                owned.Attribute,
                Of(
                    owned.Navigation,
                    read =>
                    {
                        owned.AddChanges(owner, owned.Attribute, diff, isMarked, changes);
                        return owned.Current(read);
                    }));
            owned.AddCollections(owner, position, changes, reader.SavedCollections);
        }

        private void AddChange(PropertyWriter property, DocumentDiff diff, ItemMap documents, ref List<TokenGuard>? countersInDoubt)
        {
            var value = Value(property, toStore: true);
            if (property.IsDocument && !value.IsMissingOrNull && entry.CanHaveOriginalValue(property.Property))
            {
                documents.Add(property.Attribute, value);
                if (diff.Add(property.Attribute, property.Original(entry), value))
                {
                    return;
                }
            }

            if (property.IsCounter
                && entry.CanHaveOriginalValue(property.Property)
                && PropertyWriter.Difference(property.Original(entry), value) is { } by)
            {
                if (reader.IsInDoubt?.Invoke(entry) != true)
                {
                    diff.Count(property.Attribute, by);
                    return;
                }

                // Counted up already it would be counted twice: it is so only if it is what it was.
                var original = property.Original(entry);
                (countersInDoubt ??= []).Add(new TokenGuard(
                    property.Attribute, original, MissingIsOriginal: NumberText.TryParse(original.AsText(), out var number) && number.IsZero));
            }

            diff.Set(property.Attribute, value);
        }

        public EntryWrite Delete()
            => Write(EntryAction.Delete, Key(), tokens: Tokens(entry));

        public EntryWrite Check()
            => Write(EntryAction.Check, Key(), tokens: Tokens(entry));

        private ItemValue Of(IReadOnlyPropertyBase document, Func<IUpdateEntry, ItemValue> read)
        {
            try
            {
                return read(entry);
            }
            catch (Exception exception) when (exception is not NullRequiredDocumentException)
            {
                throw Fault(DynamoDbStrings.ValueNotStorable(serializer.Name, document.Name, exception.Message), exception);
            }
        }

        private ItemMap Key()
        {
            var key = new ItemMap(serializer.Key.Count);
            foreach (var property in serializer.Key)
            {
                key.Add(property.Attribute, Value(property, toStore: false));
            }

            return key;
        }

        private TokenGuard[] Tokens(IUpdateEntry read)
        {
            var tokens = read == entry ? serializer : ItemSerializer.For(read.EntityType, reader.NullStorage);
            if (tokens.Tokens.Count + tokens.DocumentTokens.Count == 0)
            {
                return [];
            }

            var guards = new TokenGuard[tokens.Tokens.Count + tokens.DocumentTokens.Count];
            for (var i = 0; i < tokens.Tokens.Count; i++)
            {
                var token = tokens.Tokens[i];
                ItemValue original;
                try
                {
                    original = token.Original(read);
                }
                catch (Exception exception)
                {
                    throw NotStorable(token, exception);
                }

                guards[i] = new TokenGuard(
                    token.Attribute,
                    original,
                    token.IsRowVersion && RowVersion.IsUnversioned(read.GetOriginalValue(token.Property)));
            }

            for (var i = 0; i < tokens.DocumentTokens.Count; i++)
            {
                var token = tokens.DocumentTokens[i];
                guards[tokens.Tokens.Count + i] = new TokenGuard(token.Path, token.Original(read), MissingIsOriginal: false);
            }

            return guards;
        }

        private ItemValue NextVersion(PropertyWriter property, object? current)
        {
            var value = RowVersion.Next(property.Property, current);
            reader.SavedValues.Add(new SavedValue(position, property.Property, value, IsGenerated: true));
            return property.Mapping.ToItemValue(value);
        }

        private ItemValue Value(PropertyWriter property, bool toStore)
        {
            if (entry.HasTemporaryValue(property.Property))
            {
                throw Fault(DynamoDbStrings.TemporaryValue(serializer.Name, property.Property.Name));
            }

            ItemValue value;
            try
            {
                value = property.Current(entry);
                if (toStore && property.MustBeReadBack)
                {
                    ReadBack(property, value);
                }
            }
            catch (Exception exception) when (exception is not WritePlanException)
            {
                throw NotStorable(property, exception);
            }

            if (property.Key.ProblemOf(value, serializer.Name, property.Property.Name, serializer.Table.Name) is { } problem)
            {
                throw Fault(problem);
            }

            return value;
        }

        private void ReadBack(PropertyWriter property, ItemValue value)
        {
            var current = entry.GetCurrentValue(property.Property);
            var stored = property.ReadBack(value);
            if (property.TakesStoredValue)
            {
                if (!property.Mapping.IsAsStored(current, stored))
                {
                    reader.SavedValues.Add(new SavedValue(position, property.Property, stored, IsGenerated: false));
                }
            }
            else if (!property.Property.GetKeyValueComparer().Equals(current, stored))
            {
                throw Fault(DynamoDbStrings.KeyDoesNotRoundTrip(serializer.Name, property.Property.Name));
            }
        }

        private void ReadBackMembers()
        {
            foreach (var member in serializer.StoredMembers)
            {
                if (entry.EntityState == EntityState.Added || entry.IsModified(member.Path[0]))
                {
                    member.AddTo(((InternalEntityEntry)entry).Entity, position, reader.SavedValues);
                }
            }
        }

        private EntryWrite Write(
            EntryAction action,
            ItemMap key,
            ItemMap? item = null,
            DocumentDiff? diff = null,
            ItemMap? documents = null,
            IReadOnlyList<TokenGuard>? tokens = null,
            bool countsInDoubt = false)
            => new()
            {
                CountsInDoubt = countsInDoubt,
                Position = position,
                Name = serializer.Name,
                Table = serializer.Table,
                Action = action,
                Key = key,
                Item = item,
                Changes = diff?.Changes ?? [],
                Actions = diff?.Actions ?? [],
                Guards = diff?.Guards ?? [],
                Documents = documents ?? new ItemMap(0),
                Tokens = tokens ?? [],
                Condition = reader.ConditionOf?.Invoke(entry),
            };

        private WritePlanException NotStorable(PropertyWriter property, Exception exception)
            => Fault(DynamoDbStrings.ValueNotStorable(serializer.Name, property.Property.Name, exception.Message), exception);

        private WritePlanException Fault(string message, Exception? inner = null)
            => new(message, [position], inner);
    }
}
