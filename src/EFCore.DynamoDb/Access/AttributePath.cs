using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using EFCore.DynamoDb.Items;

namespace EFCore.DynamoDb.Access;

/// <summary>One step into a document: a name of a map or a position of a list.</summary>
internal readonly record struct PathSegment(string? Name, int Index)
{
    public static implicit operator PathSegment(string name)
        => new(name, -1);

    public static implicit operator PathSegment(int index)
        => new(null, index);
}

/// <summary>The way to an attribute or into one: <c>Total</c>, <c>Address.City</c>, <c>Lines[0].Sku</c>.</summary>
internal sealed class AttributePath : IEquatable<AttributePath>
{
    public AttributePath(string name, params ReadOnlySpan<PathSegment> rest)
    {
        Name = name;
        Rest = [.. rest];
    }

    /// <summary>The attribute of the item that the path begins with.</summary>
    public string Name { get; }

    public ImmutableArray<PathSegment> Rest { get; }

    public bool IsTopLevel
        => Rest.IsEmpty;

    /// <summary>The map or list that holds what the path leads to; null at the top of the item.</summary>
    public AttributePath? Parent
        => Rest.IsEmpty ? null : new AttributePath(Name, Rest.AsSpan()[..^1]);

    /// <summary>Whether the path leads into what the other one leads to; a document that is fetched anyway has it.</summary>
    public bool IsInside(AttributePath other)
        => Name == other.Name && Rest.Length > other.Rest.Length && Rest.AsSpan().StartsWith(other.Rest.AsSpan());

    /// <summary>What the path leads to in an item; the missing value when it leads nowhere.</summary>
    public ItemValue Find(ItemMap item)
        => FindIn(item.Find(Name));

    /// <summary>What the path leads to, given what its first name leads to.</summary>
    public ItemValue FindIn(ItemValue value)
    {
        foreach (var segment in Rest)
        {
            value = segment.Name is { } name
                ? value is { IsMissing: false, Type: DynamoDbAttributeType.M } ? value.AsMap().Find(name) : default
                : value is { IsMissing: false, Type: DynamoDbAttributeType.L } && segment.Index < value.AsList().Count
                    ? value.AsList()[segment.Index]
                    : default;
        }

        return value;
    }

    public static implicit operator AttributePath(string name)
        => new(name);

    public bool Equals(AttributePath? other)
        => other is not null && Name == other.Name && Rest.AsSpan().SequenceEqual(other.Rest.AsSpan());

    public override bool Equals(object? obj)
        => Equals(obj as AttributePath);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(Name);
        foreach (var segment in Rest)
        {
            hash.Add(segment);
        }

        return hash.ToHashCode();
    }

    public override string ToString()
    {
        if (Rest.IsEmpty)
        {
            return Name;
        }

        var text = new StringBuilder(Name);
        foreach (var segment in Rest)
        {
            _ = segment.Name is null
                ? text.Append(CultureInfo.InvariantCulture, $"[{segment.Index}]")
                : text.Append('.').Append(segment.Name);
        }

        return text.ToString();
    }
}
