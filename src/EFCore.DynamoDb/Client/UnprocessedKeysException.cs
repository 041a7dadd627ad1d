using EFCore.DynamoDb.Diagnostics;
using EFCore.DynamoDb.Items;

namespace EFCore.DynamoDb.Client;

/// <summary>DynamoDB had no capacity to read these keys, several times in a row.</summary>
internal sealed class UnprocessedKeysException(string tableName, IReadOnlyList<ItemMap> keys, int attempts)
    : InvalidOperationException(DynamoDbStrings.UnprocessedKeys(keys.Count, tableName, attempts))
{
    public IReadOnlyList<ItemMap> Keys { get; } = keys;
}
