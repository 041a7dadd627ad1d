using System.Globalization;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.DataModel;
using Amazon.DynamoDBv2.Model;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.Benchmarks;

/// <summary>The 1,000 orders of a customer by Query, in four ways.</summary>
internal sealed class Reads(IAmazonDynamoDB client)
{
    private readonly Func<Shop> _shops = Shop.Factory(o => o.UseClient(client));

    public async Task<int> TrackedAsync()
    {
        await using var shop = _shops();
        return (await shop.Orders.Where(o => o.CustomerId == Server.Customer).ToListAsync()).Count;
    }

    public async Task<int> UntrackedAsync()
    {
        await using var shop = _shops();
        return (await shop.Orders.AsNoTracking().Where(o => o.CustomerId == Server.Customer).ToListAsync()).Count;
    }

    /// <summary>The SDK's object mapper.</summary>
    public async Task<int> MapperAsync()
    {
        using var mapper = new DynamoDBContextBuilder().WithDynamoDBClient(() => client).ConfigureContext(c => c.DisableFetchingTableMetadata = true).Build();
        return (await mapper.QueryAsync<Order>(Server.Customer).GetRemainingAsync()).Count;
    }

    public async Task<int> HandWrittenAsync()
    {
        var orders = new List<Order>();
        var request = new QueryRequest
        {
            TableName = "Orders",
            KeyConditionExpression = "CustomerId = :customer",
            ExpressionAttributeValues = new() { [":customer"] = new() { S = Server.Customer } },
        };
        do
        {
            var page = await client.QueryAsync(request);
            foreach (var item in page.Items)
            {
                orders.Add(Read(item));
            }

            request.ExclusiveStartKey = page.LastEvaluatedKey;
        }
        while (request.ExclusiveStartKey is { Count: > 0 });

        return orders.Count;
    }

    private static Order Read(Dictionary<string, AttributeValue> item)
        => new()
        {
            CustomerId = item["CustomerId"].S,
            OrderId = item["OrderId"].S,
            Status = item["Status"].S,
            PlacedOn = item["PlacedOn"].S,
            PlacedAt = long.Parse(item["PlacedAt"].N, CultureInfo.InvariantCulture),
            Total = decimal.Parse(item["Total"].N, CultureInfo.InvariantCulture),
            Quantity = int.Parse(item["Quantity"].N, CultureInfo.InvariantCulture),
            Weight = double.Parse(item["Weight"].N, CultureInfo.InvariantCulture),
            Paid = item["Paid"].BOOL == true,
            Note = item.TryGetValue("Note", out var note) ? note.S : null,
        };
}
