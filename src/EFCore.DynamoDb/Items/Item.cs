using System.Numerics;

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

    /// <summary>The whole value, nested ones included; the missing value when the attribute is not there.</summary>
    public abstract ItemValue GetValue(int ordinal);

    public bool Equals(Item? other)
    {
        if (ReferenceEquals(this, other))
        {
            return true;
        }

        if (other is null || Layout.KeyOrdinals.Length != other.Layout.KeyOrdinals.Length)
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
        var hash = new HashCode();
        foreach (var ordinal in Layout.KeyOrdinals)
        {
            hash.Add(GetValue(ordinal));
        }

        return hash.ToHashCode();
    }
}
