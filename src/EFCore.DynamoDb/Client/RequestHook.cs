using Amazon.DynamoDBv2;
using EFCore.DynamoDb.Diagnostics;
using Sdk = Amazon.DynamoDBv2.Model;

namespace EFCore.DynamoDb.Client;

/// <summary>
/// Lets others change the SDK's requests just before they are sent, and sees to it that they leave alone what reading on from page to page and what the plan has
/// promised rest on.
/// </summary>
/// <param name="everyRequest">Told of each request of the context; null for nobody.</param>
internal sealed class RequestHook(Func<AmazonDynamoDBRequest, CancellationToken, ValueTask>? everyRequest)
{
    public static readonly RequestHook None = new(null);

    /// <param name="request">The SDK's request, ready to be sent.</param>
    /// <param name="adjust">What the query itself has to say about it; null for nothing.</param>
    /// <param name="cancellationToken">Of the request.</param>
    public ValueTask BeforeSendingAsync(AmazonDynamoDBRequest request, Action<AmazonDynamoDBRequest>? adjust, CancellationToken cancellationToken)
        => everyRequest is null && adjust is null ? ValueTask.CompletedTask : CallAsync(request, adjust, cancellationToken);

    private async ValueTask CallAsync(AmazonDynamoDBRequest request, Action<AmazonDynamoDBRequest>? adjust, CancellationToken cancellationToken)
    {
        var before = PartsToKeep(request);
        adjust?.Invoke(request);
        if (everyRequest is not null)
        {
            await everyRequest(request, cancellationToken).ConfigureAwait(false);
        }

        var after = PartsToKeep(request);
        for (var i = 0; i < before.Length; i++)
        {
            if (!Equals(before[i].Value, after[i].Value))
            {
                throw new InvalidOperationException(DynamoDbStrings.RequestPartChanged(request.GetType().Name, before[i].Name));
            }
        }
    }

    private static (string Name, object? Value)[] PartsToKeep(AmazonDynamoDBRequest request)
        => request switch
        {
            Sdk.QueryRequest query =>
            [
                (nameof(query.TableName), query.TableName),
                (nameof(query.IndexName), query.IndexName),
                (nameof(query.Select), query.Select?.Value),
                (nameof(query.ScanIndexForward), query.ScanIndexForward),
                (nameof(query.ExclusiveStartKey), query.ExclusiveStartKey),
                (nameof(query.ExclusiveStartKey), query.ExclusiveStartKey?.Count),
            ],
            Sdk.ScanRequest scan =>
            [
                (nameof(scan.TableName), scan.TableName),
                (nameof(scan.IndexName), scan.IndexName),
                (nameof(scan.Select), scan.Select?.Value),
                (nameof(scan.Segment), scan.Segment),
                (nameof(scan.TotalSegments), scan.TotalSegments),
                (nameof(scan.ExclusiveStartKey), scan.ExclusiveStartKey),
                (nameof(scan.ExclusiveStartKey), scan.ExclusiveStartKey?.Count),
            ],
            Sdk.BatchGetItemRequest batch =>
            [
                (nameof(batch.RequestItems), batch.RequestItems),
                (nameof(batch.RequestItems), batch.RequestItems?.Values.Sum(k => k.Keys?.Count ?? 0)),
            ],
            Sdk.BatchWriteItemRequest batch =>
            [
                (nameof(batch.RequestItems), batch.RequestItems),
                (nameof(batch.RequestItems), batch.RequestItems?.Values.Sum(w => w?.Count ?? 0)),
            ],
            _ => [],
        };
}

/// <summary>What one query has to say about its requests.</summary>
internal sealed class RequestAdjustment(Action<AmazonDynamoDBRequest> adjust) : IRequestObserver
{
    /// <summary>The observer that a query was given, or what adjusts its requests.</summary>
    public static IRequestObserver? Observer(object? value)
        => value switch
        {
            IRequestObserver observer => observer,
            Action<AmazonDynamoDBRequest> action => new RequestAdjustment(action),
            _ => null,
        };

    public void Sending(ItemRequest request)
        => request.Adjust = request.Adjust is { } others ? others + adjust : adjust;

    public void Answered(ItemRequest request, RequestCounts counts, ResponseMetadata metadata)
        => request.Adjust = null;
}
