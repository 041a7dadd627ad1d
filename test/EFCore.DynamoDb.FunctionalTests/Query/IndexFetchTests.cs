using Amazon.DynamoDBv2.Model;
using EFCore.DynamoDb.FunctionalTests.Local;
using EFCore.DynamoDb.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.FunctionalTests.Query;

/// <summary>Indexes that lack what is asked for: their entries give the keys, and the items are read by them.</summary>
public class IndexFetchTests(DynamoDbLocalFixture local) : IClassFixture<DynamoDbLocalFixture>
{
    private readonly ReadCosts _costs = new();

    [Fact]
    public async Task Whole_entities_through_an_index_that_has_some_attributes_come_in_its_order()
    {
        await using var connection = local.Connect();
        await using var db = await ArrangeAsync(connection, 8);

        var open = await db.Orders.Where(o => o.Status == "Open" && o.Total > 10).OrderByDescending(o => o.Total).ToListAsync();

        Assert.Equal([6, 4, 2], open.Select(o => o.Number));
        Assert.All(open, o => Assert.Equal($"c{o.Number}", o.Coupon));
        connection.AssertSent(
            """Query Orders index=ByStatus key: Status = "Open" AND Total > 10 projection: CustomerId, Number desc""",
            """BatchGetItem Orders [{CustomerId: "c", Number: 6}, {CustomerId: "c", Number: 4}, {CustomerId: "c", Number: 2}]""");
    }

    [Fact]
    public async Task What_the_index_has_is_filtered_there_and_what_it_lacks_on_the_items()
    {
        await using var connection = local.Connect();
        await using var db = await ArrangeAsync(connection, 12);

        var rows = await db.Orders.Where(o => o.Status == "Open" && o.Note != null && o.IsPaid).OrderBy(o => o.Total).Select(o => new { o.Number, o.Coupon }).ToListAsync();

        Assert.Equal([6], rows.Select(r => r.Number));
        connection.AssertSent(
            """
            Query Orders index=ByStatus key: Status = "Open" filter: attribute_exists(Note) AND NOT attribute_type(Note, "NULL") projection: CustomerId, Number
            """,
            """
            BatchGetItem Orders [{CustomerId: "c", Number: 2}, {CustomerId: "c", Number: 4}, {CustomerId: "c", Number: 6}, {CustomerId: "c", Number: 8}, {CustomerId: "c", Number: 10}] projection: CustomerId, Number, Coupon, Status, Note, IsPaid
            """);
    }

    [Fact]
    public async Task Few_rows_are_few_entries_and_few_items()
    {
        await using var connection = local.Connect();
        await using var db = await ArrangeAsync(connection, 60);

        Assert.Equal([58, 56, 54], await db.Orders.Where(o => o.Status == "Open").OrderByDescending(o => o.Total).Take(3).Select(o => o.Number + o.Rating ?? o.Number).ToListAsync());
        connection.AssertSent(
            """Query Orders index=ByStatus key: Status = "Open" projection: CustomerId, Number limit: 3 desc""",
            """
            BatchGetItem Orders [{CustomerId: "c", Number: 58}, {CustomerId: "c", Number: 56}, {CustomerId: "c", Number: 54}] projection: CustomerId, Number, Rating, Status
            """);
        Assert.Equal(3, _costs.Scanned);

        Assert.Equal(0, (await db.Orders.FirstAsync(o => o.Status == "Open")).Number);
        Assert.Equal(4, _costs.Scanned);
    }

    [Fact]
    public async Task Hundreds_are_fetched_by_the_hundred_side_by_side_in_order()
    {
        await using var connection = local.Connect();
        await using var db = await ArrangeAsync(connection, 450);
        connection.Faults.PagesOf(70).Delay("BatchGetItem", TimeSpan.FromMilliseconds(300));

        var open = await db.Orders.Where(o => o.Status == "Open").OrderBy(o => o.Total).ToListAsync();

        Assert.Equal(Enumerable.Range(0, 225).Select(n => n * 2), open.Select(o => o.Number));
        Assert.Equal(
            [100, 100, 25],
            connection.Recorder.Requests.Where(r => r.Operation == "BatchGetItem")
                .Select(r => r.Body.GetProperty("RequestItems").EnumerateObject().Single().Value.GetProperty("Keys").GetArrayLength()));
        Assert.Equal(4, connection.Recorder.Requests.Count(r => r.Operation == "Query"));
    }

    [Fact]
    public async Task Entries_whose_item_is_gone_or_no_longer_asked_for_are_dropped_and_replaced()
    {
        await using var connection = local.Connect();
        await using var db = await ArrangeAsync(connection, 12);
        using var other = connection.CreateUnrecordedClient();
        connection.Faults.Before(
            "BatchGetItem",
            async () =>
            {
                await other.DeleteItemAsync(connection.TableNamePrefix + "Orders", Key(0));
                await other.UpdateItemAsync(
                    new UpdateItemRequest
                    {
                        TableName = connection.TableNamePrefix + "Orders",
                        Key = Key(2),
                        UpdateExpression = "SET #s = :s",
                        ExpressionAttributeNames = new Dictionary<string, string> { ["#s"] = "Status" },
                        ExpressionAttributeValues = new Dictionary<string, AttributeValue> { [":s"] = new("Closed") },
                    });
            });

        var open = await db.Orders.Where(o => o.Status == "Open").OrderBy(o => o.Total).Take(4).ToListAsync();

        Assert.Equal([4, 6, 8, 10], open.Select(o => o.Number));
        Assert.Equal(2, connection.Recorder.Requests.Count(r => r.Operation == "BatchGetItem"));

        static Dictionary<string, AttributeValue> Key(int number)
            => new() { ["CustomerId"] = new("c"), ["Number"] = new() { N = $"{number}" } };
    }

    [Fact]
    public async Task Several_partitions_of_such_an_index_are_merged_before_the_items_are_fetched()
    {
        await using var connection = local.Connect();
        await using var db = await ArrangeAsync(connection, 30);
        string[] statuses = ["Open", "Closed"];

        var newest = await db.Orders.Where(o => statuses.Contains(o.Status)).OrderByDescending(o => o.Total).Take(4).ToListAsync();

        Assert.Equal([29, 28, 27, 26], newest.Select(o => o.Number));
        Assert.Equal(
            [
                """BatchGetItem Orders [{CustomerId: "c", Number: 29}, {CustomerId: "c", Number: 28}, {CustomerId: "c", Number: 27}, {CustomerId: "c", Number: 26}]""",
                """Query Orders index=ByStatus key: Status = "Closed" projection: CustomerId, Number, Total limit: 4 desc""",
                """Query Orders index=ByStatus key: Status = "Open" projection: CustomerId, Number, Total limit: 4 desc""",
            ],
            connection.Recorder.Texts.Order());
    }

    [Fact]
    public async Task A_context_that_reads_consistently_fetches_so()
    {
        await using var connection = local.Connect();
        await using var db = await ArrangeAsync(connection, 4, o => o.ConsistentReads());

        Assert.Equal(2, (await db.Orders.Where(o => o.Status == "Open").ToListAsync()).Count);
        connection.AssertSent(
            """Query Orders index=ByStatus key: Status = "Open" projection: CustomerId, Number""",
            """BatchGetItem Orders [{CustomerId: "c", Number: 0}, {CustomerId: "c", Number: 2}] consistent""");
    }

    [Fact]
    public async Task An_index_that_was_named_is_read_and_its_items_are_fetched()
    {
        await using var connection = local.Connect();
        await using var db = await ArrangeAsync(connection, 6);

        Assert.Equal(6, (await db.Orders.WithIndex("ByStatus").AllowScan().ToListAsync()).Count);
        Assert.Equal(["Scan", "BatchGetItem"], connection.Recorder.Requests.Select(r => r.Operation));
        Assert.Equal(1, await db.Orders.WithIndex("ByStatus").Where(o => o.Status == "Open" && o.Coupon == "c2").CountAsync());
    }

    [Fact]
    public async Task Updates_and_deletes_find_their_items_so()
    {
        await using var connection = local.Connect();
        await using var db = await ArrangeAsync(connection, 6);

        Assert.Equal(1, await db.Orders.Where(o => o.Status == "Open" && o.Coupon == "c4").ExecuteUpdateAsync(s => s.SetProperty(o => o.IsPaid, true)));
        Assert.Equal(3, await db.Orders.Where(o => o.Status == "Closed" && o.Coupon!.StartsWith("c")).ExecuteDeleteAsync());
        Assert.Equal(3, await db.Orders.AllowScan().CountAsync());
    }

    [Fact]
    public async Task The_text_of_the_query_shows_both_requests()
    {
        await using var connection = local.Connect();
        await using var db = new ShopContext(connection);

        Assert.StartsWith(
            $"""
            Query {connection.TableNamePrefix}Orders index ByStatus
              key: Status = "Open"
              projection: CustomerId, Number
              limit: 2
              then BatchGetItem: CustomerId, Number, Rating, Status
            client: Where(o.Status == "Open"), Take
            """,
            db.Orders.Where(o => o.Status == "Open").OrderBy(o => o.Total).Take(2).Select(o => o.Rating).ToQueryString(),
            StringComparison.Ordinal);
    }

    private async Task<ShopContext> ArrangeAsync(LocalConnection connection, int count, Action<DynamoDbDbContextOptionsBuilder>? options = null)
    {
        await using (var db = await ShopContext.CreateAsync(
            connection,
            Enumerable.Range(0, count).Select(
                i => new Order
                {
                    CustomerId = "c",
                    Number = i,
                    Status = i % 2 == 0 ? "Open" : "Closed",
                    Total = i * 10,
                    Note = i % 6 == 0 && i != 6 ? null : "n",
                    Coupon = $"c{i}",
                    IsPaid = i % 3 == 0,
                })))
        {
            return new ShopContext(connection, options, _costs.Listen);
        }
    }
}
