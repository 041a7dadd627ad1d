using System.Globalization;
using Amazon.DynamoDBv2;
using EFCore.DynamoDb.Client;
using Microsoft.EntityFrameworkCore;
using Sdk = Amazon.DynamoDBv2.Model;

namespace EFCore.DynamoDb.Benchmarks;

/// <summary>
/// 1,000 new orders of a new customer in independent writes. <c>Upsert</c> and the batches of 25 replace what is there; <c>Add</c> and the conditional puts do
/// not.
/// </summary>
internal sealed class Saves(IAmazonDynamoDB client, bool send = true)
{
    private const int Parallel = 16;

    private readonly Func<Shop> _shops = Shop.Factory(
        o => o.UseClient(client),
        o =>
        {
            if (!send)
            {
                o.ReplaceService<IDynamoDbRequestClient, AnsweringClient>();
            }
        });

    private int _customers;

    public async Task<int> UpsertAsync()
    {
        await using var shop = _shops();
        shop.Database.AutoTransactionBehavior = AutoTransactionBehavior.Never;
        shop.Orders.UpsertRange(NewOrders());
        return await shop.SaveChangesAsync();
    }

    public async Task<int> BatchesAsync()
    {
        var written = 0;
        foreach (var chunk in NewOrders().Chunk(25))
        {
            written += await BatchAsync(chunk);
        }

        return written;
    }

    /// <summary>As many batches under way together as the provider has.</summary>
    public async Task<int> ParallelBatchesAsync()
    {
        var written = 0;
        await System.Threading.Tasks.Parallel.ForEachAsync(
            NewOrders().Chunk(25),
            new ParallelOptions { MaxDegreeOfParallelism = Parallel },
            async (chunk, _) => Interlocked.Add(ref written, await BatchAsync(chunk)));
        return written;
    }

    public async Task<int> AddAsync()
    {
        await using var shop = _shops();
        shop.Database.AutoTransactionBehavior = AutoTransactionBehavior.Never;
        shop.Orders.AddRange(NewOrders());
        return await shop.SaveChangesAsync();
    }

    public async Task<int> PutsAsync()
    {
        var written = 0;
        foreach (var order in NewOrders())
        {
            await PutAsync(order, CancellationToken.None);
            written++;
        }

        return written;
    }

    /// <summary>As many puts under way together as the provider has.</summary>
    public async Task<int> ParallelPutsAsync()
    {
        var written = 0;
        await System.Threading.Tasks.Parallel.ForEachAsync(
            NewOrders(),
            new ParallelOptions { MaxDegreeOfParallelism = Parallel },
            async (order, token) =>
            {
                await PutAsync(order, token);
                Interlocked.Increment(ref written);
            });
        return written;
    }

    private Task<Sdk.PutItemResponse> PutAsync(Order order, CancellationToken cancellationToken)
        => client.PutItemAsync(
            new Sdk.PutItemRequest { TableName = "Orders", Item = Write(order), ConditionExpression = "attribute_not_exists(CustomerId)" }, cancellationToken);

    private List<Order> NewOrders()
        => Order.MakeAll($"new-{Interlocked.Increment(ref _customers)}");

    private async Task<int> BatchAsync(Order[] orders)
    {
        var left = new Dictionary<string, List<Sdk.WriteRequest>>
        {
            ["Orders"] = [.. orders.Select(o => new Sdk.WriteRequest(new Sdk.PutRequest(Write(o))))],
        };
        while (left is { Count: > 0 })
        {
            left = (await client.BatchWriteItemAsync(new Sdk.BatchWriteItemRequest(left))).UnprocessedItems;
        }

        return orders.Length;
    }

    private static Dictionary<string, Sdk.AttributeValue> Write(Order order)
    {
        var item = new Dictionary<string, Sdk.AttributeValue>
        {
            ["CustomerId"] = new() { S = order.CustomerId },
            ["OrderId"] = new() { S = order.OrderId },
            ["Status"] = new() { S = order.Status },
            ["PlacedOn"] = new() { S = order.PlacedOn },
            ["PlacedAt"] = new() { N = order.PlacedAt.ToString(CultureInfo.InvariantCulture) },
            ["Total"] = new() { N = order.Total.ToString(CultureInfo.InvariantCulture) },
            ["Quantity"] = new() { N = order.Quantity.ToString(CultureInfo.InvariantCulture) },
            ["Weight"] = new() { N = order.Weight.ToString(CultureInfo.InvariantCulture) },
            ["Paid"] = new() { BOOL = order.Paid },
        };
        if (order.Note is { } note)
        {
            item["Note"] = new() { S = note };
        }

        return item;
    }
}
