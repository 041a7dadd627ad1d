namespace Microsoft.EntityFrameworkCore;

/// <summary>A secondary index of the entity type's table: <see cref="GsiAttribute" /> or <see cref="LsiAttribute" />.</summary>
public abstract class SecondaryIndexAttribute : Attribute
{
    private protected SecondaryIndexAttribute(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        Name = name;
    }

    /// <summary>The name of the index, unique in its table: 3 to 255 characters of a-z, A-Z, 0-9, '_', '-' and '.'.</summary>
    public virtual string Name { get; }

    /// <summary>Whether the index carries just the keys. Without this and <see cref="Including" /> it carries every attribute.</summary>
    public virtual bool KeysOnly { get; init; }

    /// <summary>The properties whose attributes the index carries besides the keys: 1 to 20, and 100 in all indexes of the table.</summary>
#pragma warning disable CA1819 // Arguments of attributes are arrays.
    public virtual string[]? Including { get; init; }
#pragma warning restore CA1819

    /// <summary>Whether items without the index's key are left out on purpose.</summary>
    public virtual bool IsSparse { get; init; }
}
