using EFCore.DynamoDb.Diagnostics;
using EFCore.DynamoDb.Infrastructure;
using EFCore.DynamoDb.Items;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Update;

namespace EFCore.DynamoDb.Update;

/// <summary>From EF's entries to what the planner knows of them.</summary>
/// <param name="entries">The entries.</param>
/// <param name="isUpsert">Whether an added entry is to be written even if its item exists.</param>
/// <param name="nullStorage">What a null becomes.</param>
/// <param name="conditionOf">What the user asks of the stored item of an entry.</param>
internal sealed class EntryReader(
    IList<IUpdateEntry> entries, Func<IUpdateEntry, bool> isUpsert, DynamoDbNullStorage nullStorage, Func<IUpdateEntry, OwnCondition?>? conditionOf = null)
{
    private readonly List<EntryWrite> _writes = new(entries.Count);

    private DynamoDbNullStorage NullStorage { get; } = nullStorage;

    private Func<IUpdateEntry, OwnCondition?>? ConditionOf { get; } = conditionOf;

    /// <summary>What the entities get once they are stored: row versions, and values as the store holds them.</summary>
    public List<SavedValue> SavedValues { get; } = [];

    /// <exception cref="WritePlanException">A value that cannot be stored.</exception>
    public IReadOnlyList<EntryWrite> Read()
    {
        for (var position = 0; position < entries.Count; position++)
        {
            var entry = entries[position];
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
            var item = new ItemMap(serializer.Properties.Count);
            foreach (var property in serializer.Properties)
            {
                item.Add(
                    property.Attribute,
                    property.IsRowVersion && entry.IsStoreGenerated(property.Property)
                        ? NextVersion(property, isUpsert ? entry.GetCurrentValue(property.Property) : null)
                        : Value(property, toStore: true));
            }

            foreach (var document in serializer.Documents)
            {
                item.Add(document.Path.Name, Of(document, document.Current));
            }

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

        public EntryWrite Modify()
        {
            var changes = new List<AttributeChange>();
            foreach (var property in serializer.Properties)
            {
                if (entry.IsModified(property.Property) && !(property.IsRowVersion && entry.IsStoreGenerated(property.Property)))
                {
                    changes.Add(new AttributeChange(property.Attribute, Value(property, toStore: true)));
                }
            }

            foreach (var document in serializer.Documents)
            {
                Of(
                    document,
                    read =>
                    {
                        document.AddChanges(read, changes);
                        return default;
                    });
            }

            if (changes.Count > 0)
            {
                foreach (var token in serializer.Tokens)
                {
                    if (token.IsRowVersion && entry.IsStoreGenerated(token.Property))
                    {
                        changes.Add(new AttributeChange(
                            token.Attribute, NextVersion(token, entry.GetOriginalValue(token.Property))));
                    }
                }
            }

            return Write(EntryAction.Modify, Key(), changes: changes, tokens: Tokens(entry));
        }

        public EntryWrite Delete()
            => Write(EntryAction.Delete, Key(), tokens: Tokens(entry));

        public EntryWrite Check()
            => Write(EntryAction.Check, Key(), tokens: Tokens(entry));

        private ItemValue Of(DocumentWriter document, Func<IUpdateEntry, ItemValue> read)
        {
            try
            {
                return read(entry);
            }
            catch (Exception exception)
            {
                throw Fault(DynamoDbStrings.ValueNotStorable(serializer.Name, document.Property.Name, exception.Message), exception);
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
            var tokens = read == entry ? serializer.Tokens : ItemSerializer.For(read.EntityType, reader.NullStorage).Tokens;
            if (tokens.Count == 0)
            {
                return [];
            }

            var guards = new TokenGuard[tokens.Count];
            for (var i = 0; i < guards.Length; i++)
            {
                var token = tokens[i];
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

        private EntryWrite Write(
            EntryAction action,
            ItemMap key,
            ItemMap? item = null,
            IReadOnlyList<AttributeChange>? changes = null,
            IReadOnlyList<TokenGuard>? tokens = null)
            => new()
            {
                Position = position,
                Name = serializer.Name,
                Table = serializer.Table,
                Action = action,
                Key = key,
                Item = item,
                Changes = changes ?? [],
                Tokens = tokens ?? [],
                Condition = reader.ConditionOf?.Invoke(entry),
            };

        private WritePlanException NotStorable(PropertyWriter property, Exception exception)
            => Fault(DynamoDbStrings.ValueNotStorable(serializer.Name, property.Property.Name, exception.Message), exception);

        private WritePlanException Fault(string message, Exception? inner = null)
            => new(message, [position], inner);
    }
}
