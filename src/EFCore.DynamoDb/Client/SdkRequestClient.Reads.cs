using EFCore.DynamoDb.Items;
using Sdk = Amazon.DynamoDBv2.Model;

namespace EFCore.DynamoDb.Client;

internal sealed partial class SdkRequestClient
{
    public async Task<TransactGetItemsResponse> TransactGetItemsAsync(TransactGetItemsRequest request, CancellationToken cancellationToken)
    {
        var gets = new List<Sdk.TransactGetItem>(request.Gets.Count);
        foreach (var get in request.Gets)
        {
            gets.Add(new Sdk.TransactGetItem
            {
                Get = new Sdk.Get
                {
                    TableName = get.TableName,
                    Key = AttributeValues.WriteMap(get.Key),
                    ExpressionAttributeNames = WriteNames(get.Aliases),
                    ProjectionExpression = get.ProjectionExpression,
                },
            });
        }

        var sdkRequest = new Sdk.TransactGetItemsRequest { TransactItems = gets, ReturnConsumedCapacity = _returnConsumedCapacity };
        await _hook.BeforeSendingAsync(sdkRequest, adjust: null, cancellationToken).ConfigureAwait(false);
        var attempts = SentAttempts.Of(sdkRequest, sendOnce: false);
        Sdk.TransactGetItemsResponse response;
        try
        {
            response = await Client.TransactGetItemsAsync(sdkRequest.Marked(), cancellationToken).ConfigureAwait(false);
        }
        catch (Sdk.TransactionCanceledException exception)
        {
            throw new TransactionCancelledException(
                [.. (exception.CancellationReasons ?? []).Select(
                    r => new CancellationReason(r.Code ?? CancellationReason.None, r.Message, AttributeValues.ReadMapOrNull(r.Item)))],
                exception);
        }
        catch (Exception exception) when (SdkFailures.Explain(exception, TableNames.Join(request.Gets), Client) is { } explained)
        {
            throw explained;
        }

        var items = new Item?[request.Gets.Count];
        for (var i = 0; i < items.Length; i++)
        {
            items[i] = response.Responses[i].Item is { Count: > 0 } item ? new AttributeMapItem(request.Gets[i].Layout, item) : null;
        }

        return new TransactGetItemsResponse { Items = items, Metadata = Metadata(response, response.ConsumedCapacity, attempts.Failed) };
    }
}
