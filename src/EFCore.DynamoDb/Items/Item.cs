using System.Numerics;
using System.Runtime.CompilerServices;

namespace EFCore.DynamoDb.Items;

/// <summary>
/// An item as it came from DynamoDB, read by ordinal of its <see cref="ItemLayout" />. Two items are equal when their table keys are.
/// Readers throw <see cref="ItemReadException" /> when the attribute is missing, has another type, or holds a number that the CLR type cannot.
/// </summary>
internal abstract class Item : IEquatable<Item>
{
    protected Item(ItemLayout layout)
        => Layout = layout;

    public ItemLayout Layout { get; }

    /// <summary>How many values there are to read: the attributes of the layout, the elements of a list, the entries of a map.</summary>
    public virtual int Count
        => Layout.Count;

    /// <summary>What messages call the attribute or the element.</summary>
    public virtual string NameOf(int ordinal)
        => Layout.NameOf(ordinal);

    /// <summary>The type of the attribute, or null when it is missing.</summary>
    public abstract DynamoDbAttributeType? TypeOf(int ordinal);

    /// <summary>Missing or the explicit null.</summary>
    public abstract bool IsNull(int ordinal);

    public abstract string GetString(int ordinal);

    public abstract bool GetBoolean(int ordinal);

    public abstract byte[] GetBinary(int ordinal);

    /// <summary>Integers are read exactly; a stored fraction or a value out of range is an error.</summary>
    public abstract long GetInt64(int ordinal);

    public abstract int GetInt32(int ordinal);

    public abstract ulong GetUInt64(int ordinal);

    public abstract Int128 GetInt128(int ordinal);

    public abstract BigInteger GetBigInteger(int ordinal);

    public abstract decimal GetDecimal(int ordinal);

    public abstract double GetDouble(int ordinal);

    public abstract float GetSingle(int ordinal);

    /// <summary>The digits of a number, as DynamoDB wrote them.</summary>
    public abstract string GetNumberText(int ordinal);

    /// <summary>What is in a map whose names the model knows.</summary>
    public abstract Item GetMap(int ordinal, ItemLayout layout);

    /// <summary>A list; its elements are read by their positions.</summary>
    public abstract Item GetList(int ordinal);

    /// <summary>A map whose names are data: its values are read by the positions that their names have in <paramref name="names" />.</summary>
    public abstract Item GetEntries(int ordinal, out IReadOnlyList<string> names);

    /// <summary>The same item, read by the attributes of another layout.</summary>
    public virtual Item As(ItemLayout layout)
        => throw new InvalidOperationException("Only whole items have several layouts.");

    /// <summary>The attributes that the layout does not name.</summary>
    public virtual ItemMap GetOthers()
        => new(0);

    /// <summary>The whole value, nested ones included; the missing value when the attribute is not there.</summary>
    public abstract ItemValue GetValue(int ordinal);

    /// <summary>The table's key; none of its attributes may be missing.</summary>
    public ItemMap ToKey()
    {
        var key = new ItemMap(Layout.KeyOrdinals.Length);
        foreach (var ordinal in Layout.KeyOrdinals)
        {
            key.Add(Layout.NameOf(ordinal), GetValue(ordinal));
        }

        return key;
    }

    public bool Equals(Item? other)
    {
        if (ReferenceEquals(this, other))
        {
            return true;
        }

        // What is nested in an item has no key.
        if (other is null || Layout.KeyOrdinals.Length == 0 || Layout.KeyOrdinals.Length != other.Layout.KeyOrdinals.Length)
        {
            return false;
        }

        for (var i = 0; i < Layout.KeyOrdinals.Length; i++)
        {
            if (!GetValue(Layout.KeyOrdinals[i]).Equals(other.GetValue(other.Layout.KeyOrdinals[i])))
            {
                return false;
            }
        }

        return true;
    }

    public sealed override bool Equals(object? obj)
        => Equals(obj as Item);

    public sealed override int GetHashCode()
    {
        if (Layout.KeyOrdinals.Length == 0)
        {
            return RuntimeHelpers.GetHashCode(this);
        }

        var hash = new HashCode();
        foreach (var ordinal in Layout.KeyOrdinals)
        {
            hash.Add(GetValue(ordinal));
        }

        return hash.ToHashCode();
    }
}
