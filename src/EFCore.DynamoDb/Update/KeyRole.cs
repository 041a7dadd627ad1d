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

    private static int MaxBytesIn(KeySchema key, string attribute)
        => key.Sort.Any(k => k.Name == attribute) ? MaxSortKeyBytes
            : key.Partition.Any(k => k.Name == attribute) ? MaxPartitionKeyBytes
            : 0;
}
