using EFCore.DynamoDb.Items;

namespace EFCore.DynamoDb.Client;

/// <summary>Reads all keys of a BatchGetItem: asks again, after a pause, for those that DynamoDB had no capacity for.</summary>
internal static class BatchReader
{
    /// <summary>Requests in a row of which DynamoDB does nothing at all.</summary>
    public const int MaxFruitlessAttempts = 8;

    /// <summary>The items found, in no particular order; keys without an item are not there.</summary>
    /// <param name="client">The port.</param>
    /// <param name="request">At most 100 keys, without duplicates.</param>
    /// <param name="cancellationToken">Ends requests and pauses.</param>
    /// <exception cref="UnprocessedKeysException">There was no capacity for the last keys, several times in a row.</exception>
    public static async Task<IReadOnlyList<Item>> ReadAsync(
        IDynamoDbRequestClient client, BatchGetItemRequest request, CancellationToken cancellationToken)
    {
        var response = await client.BatchGetItemAsync(request, cancellationToken).ConfigureAwait(false);
        if (response.UnprocessedKeys.Count == 0)
        {
            return response.Items;
        }

        var items = new List<Item>(request.Keys.Count);
        items.AddRange(response.Items);
        var asked = request.Keys.Count;
        var fruitless = 0;
        while (response.UnprocessedKeys is { Count: > 0 } left)
        {
            fruitless = left.Count < asked ? 0 : fruitless + 1;
            if (fruitless == MaxFruitlessAttempts)
            {
                throw new UnprocessedKeysException(request.TableName, left, fruitless);
            }

            await Backoff.WaitAsync(fruitless + 1, cancellationToken).ConfigureAwait(false);
            asked = left.Count;
            response = await client.BatchGetItemAsync(request.For(left), cancellationToken).ConfigureAwait(false);
            items.AddRange(response.Items);
        }

        return items;
    }
}
