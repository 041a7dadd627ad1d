namespace EFCore.DynamoDb.Client;

/// <summary>Another client, whose requests are seen by observers.</summary>
internal sealed class ObservedRequestClient(IDynamoDbRequestClient inner, IReadOnlyList<IRequestObserver> observers) : IDynamoDbRequestClient
{
    public Task<GetItemResponse> GetItemAsync(GetItemRequest request, CancellationToken cancellationToken)
        => SendAsync(request, inner.GetItemAsync, static r => (new RequestCounts(r.Item is null ? 0 : 1), r.Metadata), cancellationToken);

    public Task<ItemPage> QueryAsync(QueryRequest request, CancellationToken cancellationToken)
        => SendAsync(request, inner.QueryAsync, Page, cancellationToken);

    public Task<ItemPage> ScanAsync(ScanRequest request, CancellationToken cancellationToken)
        => SendAsync(request, inner.ScanAsync, Page, cancellationToken);

    public Task<BatchGetItemResponse> BatchGetItemAsync(BatchGetItemRequest request, CancellationToken cancellationToken)
        => SendAsync(request, inner.BatchGetItemAsync, static r => (new RequestCounts(r.Items.Count), r.Metadata), cancellationToken);

    public Task<WriteResponse> PutItemAsync(PutItemRequest request, CancellationToken cancellationToken)
        => SendAsync(request, inner.PutItemAsync, Written, cancellationToken);

    public Task<WriteResponse> UpdateItemAsync(UpdateItemRequest request, CancellationToken cancellationToken)
        => SendAsync(request, inner.UpdateItemAsync, Written, cancellationToken);

    public Task<WriteResponse> DeleteItemAsync(DeleteItemRequest request, CancellationToken cancellationToken)
        => SendAsync(request, inner.DeleteItemAsync, Written, cancellationToken);

    public async Task<TransactGetItemsResponse> TransactGetItemsAsync(TransactGetItemsRequest request, CancellationToken cancellationToken)
    {
        var response = await inner.TransactGetItemsAsync(request, cancellationToken).ConfigureAwait(false);
        Tell(request.Gets[0], new RequestCounts(response.Items.Count(i => i is not null)), response.Metadata);
        return response;
    }

    public async Task<WriteResponse> TransactWriteItemsAsync(TransactWriteItemsRequest request, CancellationToken cancellationToken)
    {
        var response = await inner.TransactWriteItemsAsync(request, cancellationToken).ConfigureAwait(false);
        Tell(request.Actions[0], new RequestCounts(request.Actions.Count), response.Metadata);
        return response;
    }

    public async Task<BatchWriteItemResponse> BatchWriteItemAsync(BatchWriteItemRequest request, CancellationToken cancellationToken)
    {
        var response = await inner.BatchWriteItemAsync(request, cancellationToken).ConfigureAwait(false);
        Tell(request.Actions[0], new RequestCounts(request.Actions.Count - response.Unprocessed.Count), response.Metadata);
        return response;
    }

    private static (RequestCounts, ResponseMetadata) Page(ItemPage page)
        => (new RequestCounts(page.Count, page.ScannedCount), page.Metadata);

    private static (RequestCounts, ResponseMetadata) Written(WriteResponse response)
        => (new RequestCounts(1), response.Metadata);

    private async Task<TResponse> SendAsync<TRequest, TResponse>(
        TRequest request,
        Func<TRequest, CancellationToken, Task<TResponse>> send,
        Func<TResponse, (RequestCounts, ResponseMetadata)> outcome,
        CancellationToken cancellationToken)
        where TRequest : ItemRequest
    {
        foreach (var observer in observers)
        {
            observer.Sending(request);
        }

        var response = await send(request, cancellationToken).ConfigureAwait(false);
        var (counts, metadata) = outcome(response);
        Tell(request, counts, metadata);
        return response;
    }

    private void Tell(ItemRequest request, RequestCounts counts, ResponseMetadata metadata)
    {
        foreach (var observer in observers)
        {
            observer.Answered(request, counts, metadata);
        }
    }
}
