using EFCore.DynamoDb.Items;
using EFCore.DynamoDb.Metadata;

namespace EFCore.DynamoDb.Update;

/// <summary>Which item of which table; equal numbers are equal however they are written.</summary>
internal readonly struct ItemKey(TableModel table, ItemMap key) : IEquatable<ItemKey>
{
    private readonly TableModel _table = table;
    private readonly ItemMap _key = key;

    public bool Equals(ItemKey other)
    {
        if (!ReferenceEquals(_table, other._table) || _key.Count != other._key.Count)
        {
            return false;
        }

        for (var i = 0; i < _key.Count; i++)
        {
            if (!_key[i].Value.Equals(other._key[i].Value))
            {
                return false;
            }
        }

        return true;
    }

    public override bool Equals(object? obj)
        => obj is ItemKey other && Equals(other);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        for (var i = 0; i < _key.Count; i++)
        {
            hash.Add(_key[i].Value);
        }

        return hash.ToHashCode();
    }
}
