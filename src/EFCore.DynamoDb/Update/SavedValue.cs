using Microsoft.EntityFrameworkCore.ChangeTracking.Internal;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Internal;
using Microsoft.EntityFrameworkCore.Update;

namespace EFCore.DynamoDb.Update;

/// <summary>A value that an entity gets once it is stored, and only then.</summary>
/// <param name="Position">The position of the entry.</param>
/// <param name="Property">The property.</param>
/// <param name="Value">The value.</param>
/// <param name="IsGenerated">Made by the provider; otherwise it is what the store holds of the property's own value.</param>
/// <param name="Member">Where the property is, if it is a member of a document.</param>
/// <param name="Indices">Then the positions in the collections that it is in.</param>
internal readonly record struct SavedValue(
    int Position, IProperty Property, object? Value, bool IsGenerated, StoredMember? Member = null, IReadOnlyList<int>? Indices = null)
{
    public void ApplyTo(IUpdateEntry entry)
    {
        if (IsGenerated)
        {
            entry.SetStoreGeneratedValue(Property, Value);
        }
        else if (Member is not null)
        {
            Member.Set(((InternalEntityEntry)entry).Entity, Indices!, Value);
        }
        else if (!Property.IsShadowProperty())
        {
            // Not through the entry: to its comparers, which know the stored precision, the two values are the same and there is nothing to set.
            ((IRuntimePropertyBase)Property).GetSetter().SetClrValueUsingContainingEntity(((InternalEntityEntry)entry).Entity, [], Value);
        }
    }
}
