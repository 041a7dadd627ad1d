using Amazon.DynamoDBv2;
using EFCore.DynamoDb.Items;
using Sdk = Amazon.DynamoDBv2.Model;

namespace EFCore.DynamoDb.Client;

internal sealed partial class SdkRequestClient
{
    public async Task<WriteResponse> PutItemAsync(PutItemRequest request, CancellationToken cancellationToken)
    {
        var sdkRequest = new Sdk.PutItemRequest
        {
            TableName = request.TableName,
            Item = AttributeValues.WriteMap(request.Item),
            ConditionExpression = request.ConditionExpression,
            ExpressionAttributeNames = WriteNames(request.Aliases),
            ExpressionAttributeValues = WriteValues(request.Aliases),
            ReturnValuesOnConditionCheckFailure = OldItemOnFailure(request),
            ReturnConsumedCapacity = Capacity(request),
            ReturnItemCollectionMetrics = Collections(request.Details),
            ReturnValues = Returned(request.ReturnValues),
        };
        var (response, retries) = await SendAsync(sdkRequest, Client.PutItemAsync, request, cancellationToken).ConfigureAwait(false);
        return new WriteResponse
        {
            Attributes = AttributeValues.ReadMapOrNull(response.Attributes),
            ItemCollections = Sizes([response.ItemCollectionMetrics]),
            Metadata = Metadata(response, response.ConsumedCapacity, retries),
        };
    }

    public async Task<WriteResponse> UpdateItemAsync(UpdateItemRequest request, CancellationToken cancellationToken)
    {
        var sdkRequest = new Sdk.UpdateItemRequest
        {
            TableName = request.TableName,
            Key = AttributeValues.WriteMap(request.Key),
            UpdateExpression = request.UpdateExpression,
            ConditionExpression = request.ConditionExpression,
            ExpressionAttributeNames = WriteNames(request.Aliases),
            ExpressionAttributeValues = WriteValues(request.Aliases),
            ReturnValuesOnConditionCheckFailure = OldItemOnFailure(request),
            ReturnConsumedCapacity = Capacity(request),
            ReturnItemCollectionMetrics = Collections(request.Details),
            ReturnValues = Returned(request.ReturnValues),
        };
        var (response, retries) = await SendAsync(sdkRequest, Client.UpdateItemAsync, request, cancellationToken).ConfigureAwait(false);
        return new WriteResponse
        {
            Attributes = AttributeValues.ReadMapOrNull(response.Attributes),
            ItemCollections = Sizes([response.ItemCollectionMetrics]),
            Metadata = Metadata(response, response.ConsumedCapacity, retries),
        };
    }

    public async Task<WriteResponse> DeleteItemAsync(DeleteItemRequest request, CancellationToken cancellationToken)
    {
        var sdkRequest = new Sdk.DeleteItemRequest
        {
            TableName = request.TableName,
            Key = AttributeValues.WriteMap(request.Key),
            ConditionExpression = request.ConditionExpression,
            ExpressionAttributeNames = WriteNames(request.Aliases),
            ExpressionAttributeValues = WriteValues(request.Aliases),
            ReturnValuesOnConditionCheckFailure = OldItemOnFailure(request),
            ReturnConsumedCapacity = Capacity(request),
            ReturnItemCollectionMetrics = Collections(request.Details),
            ReturnValues = Returned(request.ReturnValues),
        };
        var (response, retries) = await SendAsync(sdkRequest, Client.DeleteItemAsync, request, cancellationToken).ConfigureAwait(false);
        return new WriteResponse
        {
            Attributes = AttributeValues.ReadMapOrNull(response.Attributes),
            ItemCollections = Sizes([response.ItemCollectionMetrics]),
            Metadata = Metadata(response, response.ConsumedCapacity, retries),
        };
    }

    public async Task<WriteResponse> TransactWriteItemsAsync(TransactWriteItemsRequest request, CancellationToken cancellationToken)
    {
        var actions = new List<Sdk.TransactWriteItem>(request.Actions.Count);
        foreach (var action in request.Actions)
        {
            actions.Add(WriteAction(action));
        }

        var sdkRequest = new Sdk.TransactWriteItemsRequest
        {
            TransactItems = actions,
            ClientRequestToken = request.ClientRequestToken,
            ReturnConsumedCapacity = Capacity(request.Details),
            ReturnItemCollectionMetrics = Collections(request.Details),
        };
        var (response, retries) = await SendAsync(
            sdkRequest, Client.TransactWriteItemsAsync, sendOnce: false, TableNames.Join(request.Actions), cancellationToken).ConfigureAwait(false);
        return new WriteResponse
        {
            ItemCollections = Sizes((response.ItemCollectionMetrics ?? []).Values.SelectMany(m => m)),
            Metadata = Metadata(response, response.ConsumedCapacity, retries),
        };
    }

    public async Task<BatchWriteItemResponse> BatchWriteItemAsync(BatchWriteItemRequest request, CancellationToken cancellationToken)
    {
        var tables = new Dictionary<string, List<Sdk.WriteRequest>>(StringComparer.Ordinal);
        foreach (var action in request.Actions)
        {
            if (!tables.TryGetValue(action.TableName, out var writes))
            {
                tables.Add(action.TableName, writes = []);
            }

            writes.Add(action switch
            {
                PutItemRequest put => new Sdk.WriteRequest { PutRequest = new Sdk.PutRequest { Item = AttributeValues.WriteMap(put.Item) } },
                DeleteItemRequest delete => new Sdk.WriteRequest
                {
                    DeleteRequest = new Sdk.DeleteRequest { Key = AttributeValues.WriteMap(delete.Key) },
                },
                _ => throw new InvalidOperationException($"{action.Operation} cannot be part of a BatchWriteItem."),
            });
        }

        var sdkRequest = new Sdk.BatchWriteItemRequest
        {
            RequestItems = tables,
            ReturnConsumedCapacity = Capacity(request.Details),
            ReturnItemCollectionMetrics = Collections(request.Details),
        };
        var (response, retries) = await SendAsync(
            sdkRequest, Client.BatchWriteItemAsync, sendOnce: false, TableNames.Join(request.Actions), cancellationToken).ConfigureAwait(false);

        var unprocessed = new List<int>();
        foreach (var (table, writes) in response.UnprocessedItems ?? [])
        {
            foreach (var write in writes)
            {
                unprocessed.Add(PositionOf(request.Actions, table, write));
            }
        }

        unprocessed.Sort();
        return new BatchWriteItemResponse
        {
            Unprocessed = unprocessed,
            ItemCollections = Sizes((response.ItemCollectionMetrics ?? []).Values.SelectMany(m => m)),
            Metadata = Metadata(response, response.ConsumedCapacity, retries),
        };
    }

    private Task<(TResponse Response, int Retries)> SendAsync<TRequest, TResponse>(
        TRequest sdkRequest, Func<TRequest, CancellationToken, Task<TResponse>> send, WriteRequest request, CancellationToken cancellationToken)
        where TRequest : AmazonDynamoDBRequest
        => SendAsync(sdkRequest, send, request.SendOnce, request.TableName, cancellationToken, request.Adjust);

    /// <summary>Sends a write, and says in the port's own exceptions what became of it.</summary>
    private async Task<(TResponse Response, int Retries)> SendAsync<TRequest, TResponse>(
        TRequest request,
        Func<TRequest, CancellationToken, Task<TResponse>> send,
        bool sendOnce,
        string tableName,
        CancellationToken cancellationToken,
        Action<AmazonDynamoDBRequest>? adjust = null)
        where TRequest : AmazonDynamoDBRequest
    {
        await _hook.BeforeSendingAsync(request, adjust, cancellationToken).ConfigureAwait(false);
        var attempts = SentAttempts.Of(request, sendOnce);
        try
        {
            return (await send(request.Marked(), cancellationToken).ConfigureAwait(false), attempts.Failed);
        }
        catch (Sdk.ConditionalCheckFailedException exception)
        {
            throw new ConditionFailedException(AttributeValues.ReadMapOrNull(exception.Item), attempts.MayBeDone, exception);
        }
        catch (Sdk.TransactionConflictException exception)
        {
            throw new WriteConflictException(attempts.MayBeDone, exception);
        }
        catch (Sdk.TransactionCanceledException exception)
        {
            throw new TransactionCancelledException(
                [.. (exception.CancellationReasons ?? []).Select(
                    r => new CancellationReason(r.Code ?? CancellationReason.None, r.Message, AttributeValues.ReadMapOrNull(r.Item)))],
                exception);
        }
        catch (Exception exception) when (
            exception is not OutcomeUnknownException && !(exception is OperationCanceledException && cancellationToken.IsCancellationRequested))
        {
            // Also while the cancellation is on its way: an answer that was lost before it is lost all the same.
            var explained = SdkFailures.Explain(exception, tableName, Client);
            if (attempts.MayBeDone || SdkFailures.MayBeDone(exception))
            {
                throw new OutcomeUnknownException(explained ?? exception);
            }

            if (explained is not null)
            {
                throw explained;
            }

            throw;
        }
    }

    /// <summary>Which action an unprocessed write is: the answer repeats it by value, and no item comes twice in a batch.</summary>
    private static int PositionOf(IReadOnlyList<WriteRequest> actions, string table, Sdk.WriteRequest write)
    {
        var isPut = write.PutRequest is not null;
        var value = ItemValue.Map(AttributeValues.ReadMap(isPut ? write.PutRequest!.Item : write.DeleteRequest.Key));
        for (var i = 0; i < actions.Count; i++)
        {
            var attributes = actions[i] switch
            {
                PutItemRequest put when isPut => put.Item,
                DeleteItemRequest delete when !isPut => delete.Key,
                _ => null,
            };
            if (attributes is not null && actions[i].TableName == table && ItemValue.Map(attributes).Equals(value))
            {
                return i;
            }
        }

        throw new InvalidOperationException("DynamoDB returned an unprocessed write that was not part of the batch.");
    }

    private static Sdk.TransactWriteItem WriteAction(WriteRequest action)
    {
        var names = WriteNames(action.Aliases);
        var values = WriteValues(action.Aliases);
        var oldItem = OldItemOnFailure(action);
        return action switch
        {
            PutItemRequest put => new Sdk.TransactWriteItem
            {
                Put = new Sdk.Put
                {
                    TableName = put.TableName,
                    Item = AttributeValues.WriteMap(put.Item),
                    ConditionExpression = put.ConditionExpression,
                    ExpressionAttributeNames = names,
                    ExpressionAttributeValues = values,
                    ReturnValuesOnConditionCheckFailure = oldItem,
                },
            },
            UpdateItemRequest update => new Sdk.TransactWriteItem
            {
                Update = new Sdk.Update
                {
                    TableName = update.TableName,
                    Key = AttributeValues.WriteMap(update.Key),
                    UpdateExpression = update.UpdateExpression,
                    ConditionExpression = update.ConditionExpression,
                    ExpressionAttributeNames = names,
                    ExpressionAttributeValues = values,
                    ReturnValuesOnConditionCheckFailure = oldItem,
                },
            },
            DeleteItemRequest delete => new Sdk.TransactWriteItem
            {
                Delete = new Sdk.Delete
                {
                    TableName = delete.TableName,
                    Key = AttributeValues.WriteMap(delete.Key),
                    ConditionExpression = delete.ConditionExpression,
                    ExpressionAttributeNames = names,
                    ExpressionAttributeValues = values,
                    ReturnValuesOnConditionCheckFailure = oldItem,
                },
            },
            ConditionCheckRequest check => new Sdk.TransactWriteItem
            {
                ConditionCheck = new Sdk.ConditionCheck
                {
                    TableName = check.TableName,
                    Key = AttributeValues.WriteMap(check.Key),
                    ConditionExpression = check.ConditionExpression,
                    ExpressionAttributeNames = names,
                    ExpressionAttributeValues = values,
                    ReturnValuesOnConditionCheckFailure = oldItem,
                },
            },
            _ => throw new InvalidOperationException($"{action.Operation} cannot be part of a TransactWriteItems."),
        };
    }

    private static ReturnValuesOnConditionCheckFailure? OldItemOnFailure(WriteRequest request)
        => request.ConditionExpression is null ? null : ReturnValuesOnConditionCheckFailure.ALL_OLD;

    private ReturnConsumedCapacity? Capacity(WriteRequest request)
        => request.TellsCapacity ? ReturnConsumedCapacity.TOTAL : Capacity(request.Details);

    private ReturnConsumedCapacity? Capacity(AnswerDetails details)
        => details.ConsumedCapacity ? ReturnConsumedCapacity.TOTAL : _returnConsumedCapacity;

    private static ReturnItemCollectionMetrics? Collections(AnswerDetails details)
        => details.ItemCollections ? ReturnItemCollectionMetrics.SIZE : null;

    private static ReturnValue? Returned(ReturnedAttributes values)
        => values switch
        {
            ReturnedAttributes.AllOld => ReturnValue.ALL_OLD,
            ReturnedAttributes.UpdatedOld => ReturnValue.UPDATED_OLD,
            ReturnedAttributes.AllNew => ReturnValue.ALL_NEW,
            ReturnedAttributes.UpdatedNew => ReturnValue.UPDATED_NEW,
            _ => null,
        };

    private static List<ItemCollectionSize> Sizes(IEnumerable<Sdk.ItemCollectionMetrics?> metrics)
    {
        var sizes = new List<ItemCollectionSize>();
        foreach (var metric in metrics)
        {
            if (metric is { ItemCollectionKey: { Count: > 0 } key, SizeEstimateRangeGB: [var lower, var upper] })
            {
                sizes.Add(new ItemCollectionSize(AttributeValues.ReadMap(key), lower, upper));
            }
        }

        return sizes;
    }
}
