using EFCore.DynamoDb.Diagnostics;
using EFCore.DynamoDb.Items;
using EFCore.DynamoDb.Metadata;

namespace EFCore.DynamoDb.Update;

/// <summary>What an attribute is to the keys of its table and of the table's indexes.</summary>
/// <param name="IsTableKey">Part of the table's key.</param>
/// <param name="Index">The name of the first index that it is a key attribute of, or null.</param>
/// <param name="MaxBytes">The most that a value of it may take; 0 when it is no key.</param>
internal readonly record struct KeyRole(bool IsTableKey, string? Index, int MaxBytes)
{
    /// <summary>See <see href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html">Quotas</see>.</summary>
    private const int MaxPartitionKeyBytes = 2048;
    private const int MaxSortKeyBytes = 1024;

    public bool IsKey
        => MaxBytes > 0;

    public static KeyRole Of(string attribute, TableModel table)
    {
        var most = MaxBytesIn(table.Key, attribute);
        var isTableKey = most > 0;
        string? indexName = null;
        foreach (var index in table.Indexes)
        {
            if (MaxBytesIn(index.Key, attribute) is > 0 and var bytes)
            {
                indexName ??= index.Name;
                most = most == 0 ? bytes : Math.Min(most, bytes);
            }
        }

        return new KeyRole(isTableKey, indexName, most);
    }

    /// <summary>Why the attribute cannot take a value that its mapping makes, or null when it can.</summary>
    public string? ProblemOf(ItemValue value, string entity, string property, string table)
    {
        if (!IsKey)
        {
            return null;
        }

        if (value.IsMissing)
        {
            return IsTableKey ? DynamoDbStrings.NullKey(entity, property, table) : null;
        }

        if (value.Type == DynamoDbAttributeType.N)
        {
            return null;
        }

        var size = ItemSize.Of(value);
        return size == 0
            ? IsTableKey ? DynamoDbStrings.EmptyKey(entity, property, table) : DynamoDbStrings.EmptyIndexKey(entity, property, Index!)
            : size > MaxBytes ? DynamoDbStrings.KeyTooLong(entity, property, Index ?? table, size, MaxBytes)
            : null;
    }

    private static int MaxBytesIn(KeySchema key, string attribute)
        => key.Sort.Any(k => k.Name == attribute) ? MaxSortKeyBytes
            : key.Partition.Any(k => k.Name == attribute) ? MaxPartitionKeyBytes
            : 0;
}
