using System.Collections;

namespace EFCore.DynamoDb.Items;

/// <summary>
/// Named attribute values in the order they were added: an item to be written, a key, or a nested map.
/// A list, not a dictionary: items are written once from start to end and keys have one or two entries. A large one that is searched gets an index.
/// </summary>
internal sealed class ItemMap : IEnumerable<KeyValuePair<string, ItemValue>>
{
    private const int Large = 32;

    private readonly List<KeyValuePair<string, ItemValue>> _attributes;
    private Dictionary<string, ItemValue>? _index;

    public ItemMap(int capacity = 4)
        => _attributes = new List<KeyValuePair<string, ItemValue>>(capacity);

    public int Count
        => _attributes.Count;

    public KeyValuePair<string, ItemValue> this[int position]
        => _attributes[position];

    /// <summary>Adds an attribute; a missing value adds nothing, so that "null is absent" needs no branch in the callers.</summary>
    public void Add(string name, ItemValue value)
    {
        if (!value.IsMissing)
        {
            _attributes.Add(new KeyValuePair<string, ItemValue>(name, value));
            _index = null;
        }
    }

    /// <summary>The value of the attribute, or the missing value.</summary>
    public ItemValue Find(string name)
    {
        if (_attributes.Count > Large)
        {
            return (_index ??= Index()).GetValueOrDefault(name);
        }

        foreach (var attribute in _attributes)
        {
            if (attribute.Key == name)
            {
                return attribute.Value;
            }
        }

        return default;
    }

    private Dictionary<string, ItemValue> Index()
    {
        var index = new Dictionary<string, ItemValue>(_attributes.Count, StringComparer.Ordinal);
        foreach (var (name, value) in _attributes)
        {
            index.TryAdd(name, value);
        }

        return index;
    }

    public List<KeyValuePair<string, ItemValue>>.Enumerator GetEnumerator()
        => _attributes.GetEnumerator();

    IEnumerator<KeyValuePair<string, ItemValue>> IEnumerable<KeyValuePair<string, ItemValue>>.GetEnumerator()
        => GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator()
        => GetEnumerator();
}
