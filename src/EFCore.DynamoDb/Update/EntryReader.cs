using EFCore.DynamoDb.Items;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Update;

namespace EFCore.DynamoDb.Update;

/// <summary>A value that the provider made for an entry; the entity gets it once it is stored.</summary>
internal readonly record struct GeneratedValue(int Position, IProperty Property, object Value);

/// <summary>From EF's entries to what the planner knows of them.</summary>
internal sealed class EntryReader(IList<IUpdateEntry> entries)
{
    private readonly List<EntryWrite> _writes = new(entries.Count);

    /// <summary>Row versions, to be set once they are stored.</summary>
    public List<GeneratedValue> Generated { get; } = [];

    public IReadOnlyList<EntryWrite> Read()
    {
        for (var position = 0; position < entries.Count; position++)
        {
            var entry = entries[position];
            var serializer = ItemSerializer.For(entry.EntityType);
            switch (entry.EntityState)
            {
                case EntityState.Added:
                    _writes.Add(Insert(entry, position, serializer));
                    break;
                case EntityState.Modified:
                    _writes.Add(Modify(entry, position, serializer));
                    break;
                case EntityState.Deleted:
                    _writes.Add(Write(entry, position, serializer, EntryAction.Delete, tokens: Tokens(entry, serializer)));
                    break;
            }
        }

        return _writes;
    }

    private EntryWrite Insert(IUpdateEntry entry, int position, ItemSerializer serializer)
    {
        var item = new ItemMap(serializer.Properties.Count);
        foreach (var property in serializer.Properties)
        {
            item.Add(
                property.Attribute,
                RowVersion.IsRowVersion(property.Property) ? Generate(position, property, current: null) : property.Current(entry));
        }

        return Write(entry, position, serializer, EntryAction.Insert, item);
    }

    private EntryWrite Modify(IUpdateEntry entry, int position, ItemSerializer serializer)
    {
        var changes = new List<AttributeChange>();
        foreach (var property in serializer.Properties)
        {
            if (entry.IsModified(property.Property) && !RowVersion.IsRowVersion(property.Property))
            {
                changes.Add(new AttributeChange(property.Attribute, property.Current(entry)));
            }
        }

        if (changes.Count > 0)
        {
            foreach (var token in serializer.Tokens)
            {
                if (RowVersion.IsRowVersion(token.Property))
                {
                    changes.Add(new AttributeChange(
                        token.Attribute, Generate(position, token, entry.GetOriginalValue(token.Property))));
                }
            }
        }

        return Write(entry, position, serializer, EntryAction.Modify, changes: changes, tokens: Tokens(entry, serializer));
    }

    private ItemValue Generate(int position, PropertyWriter property, object? current)
    {
        var value = RowVersion.Next(property.Property, current);
        Generated.Add(new GeneratedValue(position, property.Property, value));
        return property.Of(value);
    }

    private static TokenGuard[] Tokens(IUpdateEntry entry, ItemSerializer serializer)
    {
        if (serializer.Tokens.Count == 0)
        {
            return [];
        }

        var guards = new TokenGuard[serializer.Tokens.Count];
        for (var i = 0; i < guards.Length; i++)
        {
            var token = serializer.Tokens[i];
            guards[i] = new TokenGuard(token.Attribute, token.Original(entry), MissingIsOriginal: false);
        }

        return guards;
    }

    private static EntryWrite Write(
        IUpdateEntry entry,
        int position,
        ItemSerializer serializer,
        EntryAction action,
        ItemMap? item = null,
        IReadOnlyList<AttributeChange>? changes = null,
        IReadOnlyList<TokenGuard>? tokens = null)
        => new()
        {
            Position = position,
            Name = entry.EntityType.DisplayName(),
            Table = serializer.Table,
            Action = action,
            Key = serializer.Key(entry),
            Item = item,
            Changes = changes ?? [],
            Tokens = tokens ?? [],
        };
}
