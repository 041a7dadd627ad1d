using EFCore.DynamoDb.Items;
using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace EFCore.DynamoDb.Storage;

/// <summary>How values that may have any shape, or one that is known from their type alone, are stored.</summary>
internal abstract class DocumentForm
{
    /// <summary>By what is stored, with copies as snapshots.</summary>
    public abstract ValueComparer Comparer { get; }

    /// <summary>Whether a null of the store is a value of the type, and not the absence of one.</summary>
    public virtual bool HoldsNull
        => false;
}

/// <summary>Its methods are called by compiled expressions.</summary>
internal abstract class DocumentForm<T> : DocumentForm
{
    private static readonly ItemLayout OneAttribute = new(["value"], [0]);

    protected DocumentForm()
        => Comparer = new ValueComparer<T>((left, right) => AreSame(left, right), value => HashOf(value), value => Copy(value));

    public override ValueComparer Comparer { get; }

    /// <summary>What a null of the store is.</summary>
    public virtual T? Nothing
        => default;

    /// <exception cref="ItemReadException">The attribute holds something else.</exception>
    public abstract T Read(Item item, int ordinal);

    /// <exception cref="UnstorableValueException">No attribute holds the value.</exception>
    public abstract ItemValue Write(T value);

    // What cannot be stored is told when it is saved, not when changes are looked for.
    private bool AreSame(T? left, T? right)
        => ReferenceEquals(left, right) || (left is not null && right is not null && TryWrite(left, out var l) && TryWrite(right, out var r) && l.Equals(r));

    private int HashOf(T? value)
        => value is not null && TryWrite(value, out var stored) ? stored.GetHashCode() : 0;

    private T Copy(T value)
        => value is not null && TryWrite(value, out var stored) && !stored.IsMissingOrNull
            ? Read(new ItemMapItem(OneAttribute, new ItemMap(1) { { OneAttribute.NameOf(0), stored } }), 0)
            : value;

    private bool TryWrite(T value, out ItemValue stored)
    {
        try
        {
            stored = Write(value);
            return true;
        }
        catch (UnstorableValueException)
        {
            stored = default;
            return false;
        }
    }
}
