using Amazon.DynamoDBv2.Model;
using EFCore.DynamoDb.Client;
using EFCore.DynamoDb.Items;

namespace EFCore.DynamoDb.Benchmarks;

/// <summary>A port that sends nothing and answers at once with one order: what remains is what the provider and EF Core do themselves.</summary>
internal sealed class AnsweringClient : IDynamoDbRequestClient
{
    private static readonly Dictionary<string, AttributeValue> Stored = new()
    {
        ["CustomerId"] = new() { S = "customer" },
        ["OrderId"] = new() { S = "order-00000001" },
        ["Status"] = new() { S = "Open" },
        ["PlacedOn"] = new() { S = "2026-11-23" },
        ["PlacedAt"] = new() { N = "1700000001" },
        ["Total"] = new() { N = "11.5" },
        ["Quantity"] = new() { N = "1" },
        ["Weight"] = new() { N = "0.125" },
        ["Paid"] = new() { BOOL = true },
        ["Note"] = new() { S = "Leave it with the neighbours." },
    };

    public Task<Client.GetItemResponse> GetItemAsync(Client.GetItemRequest request, CancellationToken cancellationToken)
        => Task.FromResult(new Client.GetItemResponse { Item = new AttributeMapItem(request.Layout, Stored) });

    public Task<ItemPage> QueryAsync(Client.QueryRequest request, CancellationToken cancellationToken)
        => Task.FromResult(Page(request.Layout));

    public Task<ItemPage> ScanAsync(Client.ScanRequest request, CancellationToken cancellationToken)
        => Task.FromResult(Page(request.Layout));

    public Task<Client.BatchGetItemResponse> BatchGetItemAsync(Client.BatchGetItemRequest request, CancellationToken cancellationToken)
        => Task.FromResult(new Client.BatchGetItemResponse { Items = Page(request.Layout).Items, UnprocessedKeys = [] });

    public Task<Client.TransactGetItemsResponse> TransactGetItemsAsync(Client.TransactGetItemsRequest request, CancellationToken cancellationToken)
        => throw new NotSupportedException();

    public Task<WriteResponse> PutItemAsync(Client.PutItemRequest request, CancellationToken cancellationToken)
        => Task.FromResult(new WriteResponse());

    public Task<WriteResponse> UpdateItemAsync(Client.UpdateItemRequest request, CancellationToken cancellationToken)
        => Task.FromResult(new WriteResponse());

    public Task<WriteResponse> DeleteItemAsync(Client.DeleteItemRequest request, CancellationToken cancellationToken)
        => Task.FromResult(new WriteResponse());

    public Task<WriteResponse> TransactWriteItemsAsync(Client.TransactWriteItemsRequest request, CancellationToken cancellationToken)
        => Task.FromResult(new WriteResponse());

    public Task<Client.BatchWriteItemResponse> BatchWriteItemAsync(Client.BatchWriteItemRequest request, CancellationToken cancellationToken)
        => Task.FromResult(new Client.BatchWriteItemResponse { Unprocessed = [] });

    private static ItemPage Page(ItemLayout layout)
        => new() { Items = [new AttributeMapItem(layout, Stored)], Count = 1, ScannedCount = 1 };
}
