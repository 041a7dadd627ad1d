using EFCore.DynamoDb.Items;

namespace EFCore.DynamoDb.Client;

/// <summary>Sends a TransactGetItems, again after a pause while another transaction stands in its way.</summary>
internal static class TransactionReader
{
    /// <summary>How often it is sent.</summary>
    private const int MaxConflictAttempts = 6;

    /// <summary>The items at the positions of their keys; null where there is none.</summary>
    /// <param name="client">The port.</param>
    /// <param name="gets">At most 100, each of another item.</param>
    /// <param name="cancellationToken">Ends requests and pauses.</param>
    public static async Task<IReadOnlyList<Item?>> ReadAsync(
        IDynamoDbRequestClient client, IReadOnlyList<GetItemRequest> gets, CancellationToken cancellationToken)
    {
        var request = new TransactGetItemsRequest { Gets = gets };
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return (await client.TransactGetItemsAsync(request, cancellationToken).ConfigureAwait(false)).Items;
            }
            catch (TransactionCancelledException exception) when (
                attempt < MaxConflictAttempts && exception.Reasons.All(r => r.IsTransient || r.Code == CancellationReason.None))
            {
                await Backoff.WaitAsync(attempt, cancellationToken).ConfigureAwait(false);
            }
            catch (TransactionCancelledException exception)
            {
                throw exception.InnerException!;
            }
        }
    }

    /// <summary>The items found of keys that are to be read together.</summary>
    public static async Task<IReadOnlyList<Item>> ReadAsync(
        IDynamoDbRequestClient client, BatchGetItemRequest keys, CancellationToken cancellationToken)
    {
        var gets = new GetItemRequest[keys.Keys.Count];
        for (var i = 0; i < gets.Length; i++)
        {
            gets[i] = new GetItemRequest
            {
                TableName = keys.TableName,
                Key = keys.Keys[i],
                Layout = keys.Layout,
                Aliases = keys.Aliases,
                ProjectionExpression = keys.ProjectionExpression,
            };
        }

        var items = new List<Item>(gets.Length);
        foreach (var item in await ReadAsync(client, gets, cancellationToken).ConfigureAwait(false))
        {
            if (item is not null)
            {
                items.Add(item);
            }
        }

        return items;
    }
}
