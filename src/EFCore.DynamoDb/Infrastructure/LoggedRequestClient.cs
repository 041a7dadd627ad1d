using System.Diagnostics;
using EFCore.DynamoDb.Client;
using EFCore.DynamoDb.Diagnostics;
using CommandLogger = Microsoft.EntityFrameworkCore.Diagnostics.IDiagnosticsLogger<Microsoft.EntityFrameworkCore.DbLoggerCategory.Database.Command>;

namespace EFCore.DynamoDb.Infrastructure;

/// <summary>
/// Raises the events before and after each request of another client. When nobody listens the other client's task is handed on as it is.
/// </summary>
internal sealed class LoggedRequestClient(IDynamoDbRequestClient inner, CommandLogger logger) : IDynamoDbRequestClient
{
    public Task<GetItemResponse> GetItemAsync(GetItemRequest request, CancellationToken cancellationToken)
        => logger.ListensToRequests()
            ? LogAsync(
                new RequestDescription(request),
                inner.GetItemAsync,
                request,
                static r => new RequestOutcome(r.Metadata.RequestId, r.Metadata.ConsumedCapacity, r.Item is null ? 0 : 1, null, 0, r.Metadata.Retries),
                cancellationToken)
            : inner.GetItemAsync(request, cancellationToken);

    public Task<ItemPage> QueryAsync(QueryRequest request, CancellationToken cancellationToken)
        => logger.ListensToRequests()
            ? LogAsync(new RequestDescription(request), inner.QueryAsync, request, Outcome, cancellationToken)
            : inner.QueryAsync(request, cancellationToken);

    public Task<ItemPage> ScanAsync(ScanRequest request, CancellationToken cancellationToken)
        => logger.ListensToRequests()
            ? LogAsync(new RequestDescription(request), inner.ScanAsync, request, Outcome, cancellationToken)
            : inner.ScanAsync(request, cancellationToken);

    public Task<BatchGetItemResponse> BatchGetItemAsync(BatchGetItemRequest request, CancellationToken cancellationToken)
        => logger.ListensToRequests()
            ? LogAsync(
                new RequestDescription(request),
                inner.BatchGetItemAsync,
                request,
                static r => new RequestOutcome(
                    r.Metadata.RequestId, r.Metadata.ConsumedCapacity, r.Items.Count, null, r.UnprocessedKeys.Count, r.Metadata.Retries),
                cancellationToken)
            : inner.BatchGetItemAsync(request, cancellationToken);

    public Task<TransactGetItemsResponse> TransactGetItemsAsync(TransactGetItemsRequest request, CancellationToken cancellationToken)
        => logger.ListensToRequests()
            ? LogAsync(
                new RequestDescription(request),
                inner.TransactGetItemsAsync,
                request,
                static r => new RequestOutcome(
                    r.Metadata.RequestId, r.Metadata.ConsumedCapacity, r.Items.Count(i => i is not null), null, 0, r.Metadata.Retries),
                cancellationToken)
            : inner.TransactGetItemsAsync(request, cancellationToken);

    public Task<WriteResponse> PutItemAsync(PutItemRequest request, CancellationToken cancellationToken)
        => logger.ListensToRequests()
            ? LogAsync(new RequestDescription(request), inner.PutItemAsync, request, Written, cancellationToken)
            : inner.PutItemAsync(request, cancellationToken);

    public Task<WriteResponse> UpdateItemAsync(UpdateItemRequest request, CancellationToken cancellationToken)
        => logger.ListensToRequests()
            ? LogAsync(new RequestDescription(request), inner.UpdateItemAsync, request, Written, cancellationToken)
            : inner.UpdateItemAsync(request, cancellationToken);

    public Task<WriteResponse> DeleteItemAsync(DeleteItemRequest request, CancellationToken cancellationToken)
        => logger.ListensToRequests()
            ? LogAsync(new RequestDescription(request), inner.DeleteItemAsync, request, Written, cancellationToken)
            : inner.DeleteItemAsync(request, cancellationToken);

    public Task<WriteResponse> TransactWriteItemsAsync(TransactWriteItemsRequest request, CancellationToken cancellationToken)
        => logger.ListensToRequests()
            ? LogAsync(
                new RequestDescription(request),
                inner.TransactWriteItemsAsync,
                request,
                r => new RequestOutcome(r.Metadata.RequestId, r.Metadata.ConsumedCapacity, request.Actions.Count, null, 0, r.Metadata.Retries),
                cancellationToken)
            : inner.TransactWriteItemsAsync(request, cancellationToken);

    public Task<BatchWriteItemResponse> BatchWriteItemAsync(BatchWriteItemRequest request, CancellationToken cancellationToken)
        => logger.ListensToRequests()
            ? LogAsync(
                new RequestDescription(request),
                inner.BatchWriteItemAsync,
                request,
                r => new RequestOutcome(
                    r.Metadata.RequestId, r.Metadata.ConsumedCapacity, request.Actions.Count - r.Unprocessed.Count, null,
                    r.Unprocessed.Count, r.Metadata.Retries),
                cancellationToken)
            : inner.BatchWriteItemAsync(request, cancellationToken);

    private static RequestOutcome Outcome(ItemPage page)
        => new(page.Metadata.RequestId, page.Metadata.ConsumedCapacity, page.Count, page.ScannedCount, 0, page.Metadata.Retries);

    private static RequestOutcome Written(WriteResponse response)
        => new(response.Metadata.RequestId, response.Metadata.ConsumedCapacity, 1, null, 0, response.Metadata.Retries);

    private async Task<TResponse> LogAsync<TRequest, TResponse>(
        RequestDescription description,
        Func<TRequest, CancellationToken, Task<TResponse>> send,
        TRequest request,
        Func<TResponse, RequestOutcome> outcome,
        CancellationToken cancellationToken)
    {
        logger.ExecutingRequest(description);
        var started = Stopwatch.GetTimestamp();
        TResponse response;
        try
        {
            response = await send(request, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            RequestEvents.Failed(logger, description, Stopwatch.GetElapsedTime(started), exception, cancellationToken);
            throw;
        }

        logger.ExecutedRequest(description, Stopwatch.GetElapsedTime(started), outcome(response));
        return response;
    }
}
