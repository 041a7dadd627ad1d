namespace EFCore.DynamoDb.Client;

/// <summary>
/// The one narrow way to DynamoDB: requests in, pages of items out. Everything above this port is free of SDK types.
/// Failed conditions come as <see cref="ConditionFailedException" /> and <see cref="TransactionCancelledException" />, all other errors as
/// the SDK throws them.
/// </summary>
internal interface IDynamoDbRequestClient
{
    Task<GetItemResponse> GetItemAsync(GetItemRequest request, CancellationToken cancellationToken);

    Task<ItemPage> QueryAsync(QueryRequest request, CancellationToken cancellationToken);

    Task<ItemPage> ScanAsync(ScanRequest request, CancellationToken cancellationToken);

    Task<BatchGetItemResponse> BatchGetItemAsync(BatchGetItemRequest request, CancellationToken cancellationToken);

    Task<TransactGetItemsResponse> TransactGetItemsAsync(TransactGetItemsRequest request, CancellationToken cancellationToken);

    Task<WriteResponse> PutItemAsync(PutItemRequest request, CancellationToken cancellationToken);

    Task<WriteResponse> UpdateItemAsync(UpdateItemRequest request, CancellationToken cancellationToken);

    Task<WriteResponse> DeleteItemAsync(DeleteItemRequest request, CancellationToken cancellationToken);

    Task<WriteResponse> TransactWriteItemsAsync(TransactWriteItemsRequest request, CancellationToken cancellationToken);

    Task<BatchWriteItemResponse> BatchWriteItemAsync(BatchWriteItemRequest request, CancellationToken cancellationToken);
}
