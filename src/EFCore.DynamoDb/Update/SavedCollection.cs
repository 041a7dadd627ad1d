using System.Collections;
using System.Runtime.CompilerServices;
using EFCore.DynamoDb.Items;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Update;

namespace EFCore.DynamoDb.Update;

/// <summary>
/// A complex collection as a save stored it, which is what the next save compares with: when elements have changed places, what EF keeps as their
/// original values after the save may be that of their neighbours.
/// </summary>
/// <param name="Position">The position of the entry that is saved.</param>
/// <param name="Entry">The entry that has the collection: that one, or the entry of something it owns.</param>
/// <param name="Property">The collection.</param>
/// <param name="Elements">The elements at the time of the save.</param>
/// <param name="Value">What they were stored as.</param>
internal sealed record SavedCollection(int Position, IUpdateEntry Entry, IComplexProperty Property, object?[] Elements, ItemValue Value)
{
    private static readonly ConditionalWeakTable<object, Dictionary<IComplexProperty, SavedCollection>> Saved = [];

    public void Apply()
        => Saved.GetOrCreateValue(Entry)[Property] = this;

    /// <summary>What the last save of the entry stored, if the elements that EF began with are still those.</summary>
    public static ItemValue? Find(object entry, IComplexProperty property, IList originals)
    {
        if (!Saved.TryGetValue(entry, out var collections)
            || !collections.TryGetValue(property, out var saved)
            || saved.Elements.Length != originals.Count)
        {
            return null;
        }

        for (var i = 0; i < originals.Count; i++)
        {
            // Reloading makes other objects.
            if (!ReferenceEquals(saved.Elements[i], originals[i]))
            {
                return null;
            }
        }

        return saved.Value;
    }
}
