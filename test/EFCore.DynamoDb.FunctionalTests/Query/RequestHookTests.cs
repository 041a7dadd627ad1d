using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using EFCore.DynamoDb.Diagnostics;
using EFCore.DynamoDb.FunctionalTests.Local;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace EFCore.DynamoDb.FunctionalTests.Query;

/// <summary>Requests are adjusted just before they are sent, by the query or by an interceptor of the context.</summary>
public class RequestHookTests(DynamoDbLocalFixture local) : IClassFixture<DynamoDbLocalFixture>
{
    [Fact]
    public async Task A_query_adjusts_each_of_its_requests()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection, Orders(6));

        var rows = await db.Orders.Where(o => o.CustomerId == "c").WithPageSize(4)
            .OnRequest(r => ((QueryRequest)r).FilterExpression = "attribute_exists(Coupon)").OnRequest(r => ((QueryRequest)r).ConsistentRead = true).ToListAsync();

        Assert.Equal([0, 2, 4], rows.Select(r => r.Number));
        Assert.Equal(
            [
                """Query Orders key: CustomerId = "c" filter: attribute_exists(Coupon) limit: 4 consistent""",
                """Query Orders key: CustomerId = "c" filter: attribute_exists(Coupon) limit: 4 consistent start: {Number: 3, CustomerId: "c"}""",
            ],
            connection.Recorder.Texts);
        connection.Recorder.Clear();

        // What it added to this query, it added to no other.
        Assert.Equal(6, (await db.Orders.Where(o => o.CustomerId == "c").ToListAsync()).Count);
        connection.AssertSent("""Query Orders key: CustomerId = "c" """);
    }

    [Fact]
    public async Task Take_has_its_rows_though_a_filter_came_in()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection, Orders(10));

        var rows = await db.Orders.Where(o => o.CustomerId == "c").OrderBy(o => o.Number).Take(3)
            .OnRequest(r => ((QueryRequest)r).FilterExpression = "attribute_exists(Coupon)").ToListAsync();

        Assert.Equal([0, 2, 4], rows.Select(r => r.Number));
    }

    [Fact]
    public async Task Reads_of_every_kind_and_bulk_writes_can_be_adjusted()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection, Orders(4));
        int[] numbers = [1, 2];
        var seen = new List<string>();

        await db.Orders.OnRequest(See).SingleAsync(o => o.CustomerId == "c" && o.Number == 1);
        await db.Orders.OnRequest(See).Where(o => o.CustomerId == "c" && numbers.Contains(o.Number)).ToListAsync();
        await db.Orders.OnRequest(See).CountAsync(o => o.CustomerId == "c");
        await db.Orders.OnRequest(See).AllowScan().ToListAsync();
        await db.Orders.OnRequest(See).Where(o => o.CustomerId == "c" && o.Number == 1).ExecuteUpdateAsync(s => s.SetProperty(o => o.Note, "x"));

        Assert.Equal(["GetItemRequest", "BatchGetItemRequest", "QueryRequest", "ScanRequest", "UpdateItemRequest"], seen);

        void See(AmazonDynamoDBRequest request)
            => seen.Add(request.GetType().Name);
    }

    [Fact]
    public async Task An_adjustment_is_a_parameter_of_one_compiled_query()
    {
        await using var connection = local.Connect();
        await using (await ShopContext.CreateAsync(connection, Orders(4)))
        {
        }

        var compiled = 0;
        await using var db = new ShopContext(connection, configure: o => o.LogTo((id, _) => id == CoreEventId.QueryCompilationStarting, _ => compiled++));
        var query = EF.CompileAsyncQuery(
            (ShopContext c, Action<AmazonDynamoDBRequest> adjust) => c.Orders.OnRequest(adjust).Where(o => o.CustomerId == "c").Select(o => o.Number));
        for (var limit = 1; limit <= 3; limit++)
        {
            var items = limit;
            Assert.Equal(4, (await db.Orders.Where(o => o.CustomerId == "c").OnRequest(r => ((QueryRequest)r).Limit = items).ToListAsync()).Count);
        }

        Assert.Equal(1, compiled);
        Assert.Equal(4 + 1 + 2 + 1 + 2, connection.Recorder.Requests.Count);
        connection.Recorder.Clear();
        Assert.Equal([0, 1, 2, 3], await query(db, r => ((QueryRequest)r).Limit = 3).ToListAsync());
        connection.AssertSent(
            """Query Orders key: CustomerId = "c" projection: Number limit: 3""",
            """Query Orders key: CustomerId = "c" projection: Number limit: 3 start: {Number: 2, CustomerId: "c"}""");
    }

    [Fact]
    public async Task What_paging_and_the_plan_rest_on_cannot_be_changed()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection, Orders(4));
        int[] numbers = [1, 2];

        await RefusesQuery("ExclusiveStartKey", r => r.ExclusiveStartKey = new() { ["CustomerId"] = new("c"), ["Number"] = new() { N = "1" } });
        await RefusesQuery("ScanIndexForward", r => r.ScanIndexForward = false);
        await RefusesQuery("Select", r => r.Select = Select.COUNT);
        await RefusesQuery("IndexName", r => r.IndexName = "ByTotal");
        await RefusesQuery("TableName", r => r.TableName = "Others");
        await Refuses("RequestItems", db.Orders.Where(o => o.CustomerId == "c" && numbers.Contains(o.Number)), r => ((BatchGetItemRequest)r).RequestItems.Values.First().Keys.RemoveAt(0));
        await Refuses("TotalSegments", db.Orders.AllowScan(segments: 2), r => ((ScanRequest)r).TotalSegments = 3);
        connection.AssertSent();

        Task RefusesQuery(string property, Action<QueryRequest> adjust)
            => Refuses(property, db.Orders.Where(o => o.CustomerId == "c"), r => adjust((QueryRequest)r));

        static async Task Refuses(string property, IQueryable<Order> query, Action<AmazonDynamoDBRequest> adjust)
        {
            var error = await Assert.ThrowsAsync<InvalidOperationException>(() => query.OnRequest(adjust).ToListAsync());
            Assert.StartsWith($"'{property}' of a ", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Interceptors_see_all_requests_of_their_context_in_their_order()
    {
        await using var connection = local.Connect();
        await using (await ShopContext.CreateAsync(connection, Orders(2)))
        {
        }

        var seen = new List<string>();
        await using var db = new ShopContext(
            connection,
            configure: o => o.AddInterceptors(new Interceptor("first", seen), new Interceptor("second", seen)));

        await db.Orders.Where(o => o.CustomerId == "c").OnRequest(_ => seen.Add("query")).ToListAsync();
        Assert.Equal(["query", "first QueryRequest ShopContext", "second QueryRequest ShopContext"], seen);
        seen.Clear();

        db.Add(new Order { CustomerId = "d", Number = 1, Status = "Open" });
        await db.SaveChangesAsync();
        db.AddRange(Orders(30).Select(o => new Order { CustomerId = "e", Number = o.Number, Status = "Open" }));
        await db.SaveChangesAsync();
        await db.Database.TransactGetAsync(db.Orders.Key("e", 1), db.Orders.Key("e", 2));

        Assert.Equal(
            ["PutItemRequest", "TransactWriteItemsRequest", "TransactGetItemsRequest"],
            seen.Where(s => s.StartsWith("first", StringComparison.Ordinal)).Select(s => s.Split(' ')[1]));
        Assert.All(
            connection.Recorder.Requests.Where(r => r.Operation is "Query" or "PutItem"),
            r => Assert.Equal("INDEXES", r.Body.GetProperty("ReturnConsumedCapacity").GetString()));
    }

    [Fact]
    public async Task An_interceptor_that_throws_or_breaks_paging_ends_the_operation()
    {
        await using var connection = local.Connect();
        await using (await ShopContext.CreateAsync(connection, Orders(2)))
        {
        }

        await using var db = new ShopContext(connection, configure: o => o.AddInterceptors(new Breaker()));

        Assert.Contains("Select", (await Assert.ThrowsAsync<InvalidOperationException>(() => db.Orders.Where(o => o.CustomerId == "c").ToListAsync())).Message, StringComparison.Ordinal);
        db.Add(new Order { CustomerId = "d", Number = 1, Status = "Open" });
        var refused = await Assert.ThrowsAnyAsync<Exception>(() => db.SaveChangesAsync());
        Assert.Contains("no writes today", refused.ToString(), StringComparison.Ordinal);
        connection.AssertSent();
    }

    private static IEnumerable<Order> Orders(int count)
        => Enumerable.Range(0, count).Select(i => new Order { CustomerId = "c", Number = i, Status = "Open", Coupon = i % 2 == 0 ? "x" : null });

    private sealed class Interceptor(string name, List<string> seen) : IDynamoDbRequestInterceptor
    {
        public ValueTask SendingRequestAsync(AmazonDynamoDBRequest request, DbContext context, CancellationToken cancellationToken = default)
        {
            seen.Add($"{name} {request.GetType().Name} {context.GetType().Name}");
            switch (request)
            {
                case QueryRequest query:
                    query.ReturnConsumedCapacity = ReturnConsumedCapacity.INDEXES;
                    break;
                case PutItemRequest put:
                    put.ReturnConsumedCapacity = ReturnConsumedCapacity.INDEXES;
                    break;
            }

            return ValueTask.CompletedTask;
        }
    }

    private sealed class Breaker : IDynamoDbRequestInterceptor
    {
        public ValueTask SendingRequestAsync(AmazonDynamoDBRequest request, DbContext context, CancellationToken cancellationToken = default)
        {
            if (request is QueryRequest query)
            {
                query.Select = Select.COUNT;
                return ValueTask.CompletedTask;
            }

            throw new InvalidOperationException("no writes today");
        }
    }
}
