using EFCore.DynamoDb.Metadata;

namespace EFCore.DynamoDb.Access;

/// <summary>
/// What DynamoDB itself guarantees of key attributes. Those of the table are in every item with the key's type. An item whose attribute cannot be the
/// key of an index (empty, too long, another type) is refused when it is written, so no stored item has one.
/// </summary>
internal sealed class KeyFacts
{
    private readonly TableModel _table;
    private readonly Dictionary<string, int> _maxLengths = new(StringComparer.Ordinal);

    public KeyFacts(TableModel table)
    {
        _table = table;
        Add(table.Key);
        foreach (var index in table.Indexes)
        {
            Add(index.Key);
        }
    }

    /// <summary>The key attribute of the table itself, or null.</summary>
    public KeyAttribute? FindTableKey(AttributePath path)
    {
        if (path.IsTopLevel)
        {
            foreach (var attribute in _table.Key.All)
            {
                if (attribute.Name == path.Name)
                {
                    return attribute;
                }
            }
        }

        return null;
    }

    /// <summary>Whether no stored item can have this attribute with the value in this state: "" or too long for the key that the attribute is part of.</summary>
    public bool Excludes(AttributePath path, OperandState state)
        => path.IsTopLevel
            && _maxLengths.TryGetValue(path.Name, out var maxLength)
            && state switch
            {
                OperandState.Empty or OperandState.TooLongForKey => true,
                OperandState.TooLongForSortKey => maxLength == BoundOperand.MaxSortKey,
                _ => false,
            };

    private void Add(KeySchema key)
    {
        foreach (var attribute in key.Partition)
        {
            _maxLengths.TryAdd(attribute.Name, BoundOperand.MaxPartitionKey);
        }

        foreach (var attribute in key.Sort)
        {
            _maxLengths[attribute.Name] = BoundOperand.MaxSortKey;
        }
    }
}
