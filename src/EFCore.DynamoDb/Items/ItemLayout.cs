namespace EFCore.DynamoDb.Items;

/// <summary>
/// Which attributes of an item are read, each by its ordinal. Built once per entity type hierarchy or projection, shared by all its items.
/// </summary>
internal sealed class ItemLayout
{
    /// <summary>Of lists and of maps whose names are data: nothing is known of them before they are read.</summary>
    public static readonly ItemLayout Empty = new([], []);

    private readonly string[] _names;
    private readonly Dictionary<string, int> _ordinals;

    /// <param name="names">The attribute names; their positions are the ordinals.</param>
    /// <param name="keyOrdinals">The ordinals of the table's key attributes: two items are equal when these are.</param>
    public ItemLayout(IReadOnlyList<string> names, IReadOnlyList<int> keyOrdinals)
    {
        _names = [.. names];
        KeyOrdinals = [.. keyOrdinals];
        _ordinals = new Dictionary<string, int>(_names.Length, StringComparer.Ordinal);
        for (var i = 0; i < _names.Length; i++)
        {
            _ordinals.Add(_names[i], i);
        }
    }

    public int Count
        => _names.Length;

    public int[] KeyOrdinals { get; }

    public IReadOnlyList<string> Names
        => _names;

    public string NameOf(int ordinal)
        => _names[ordinal];

    /// <summary>The ordinal of an attribute, or -1.</summary>
    public int Find(string name)
        => _ordinals.TryGetValue(name, out var ordinal) ? ordinal : -1;
}
