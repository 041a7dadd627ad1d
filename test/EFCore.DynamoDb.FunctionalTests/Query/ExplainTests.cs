using EFCore.DynamoDb.FunctionalTests.Local;
using EFCore.DynamoDb.FunctionalTests.Related;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.FunctionalTests.Query;

/// <summary>Explain and ToQueryString: the plan as data and as text, the reasons included, and nothing sent.</summary>
public class ExplainTests(DynamoDbLocalFixture local) : IClassFixture<DynamoDbLocalFixture>
{
    [Fact]
    public async Task A_plan_has_the_parts_of_its_request()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection, []);
        var (customer, least) = ("c", 10);

        var plan = db.Orders.Where(o => o.CustomerId == customer && o.Total >= least && o.IsPaid && o.Note!.EndsWith("!"))
            .OrderByDescending(o => o.Total).Select(o => new { o.Note, o.Total }).WithPageSize(50).WithConsistentRead().Explain();

        Assert.Equal(("Query", connection.TableNamePrefix + "Orders", "ByTotal"), (plan.Operation, plan.TableName, plan.IndexName));
        Assert.Equal("""CustomerId = "c" AND Total >= 10""", plan.KeyCondition);
        Assert.Equal("IsPaid = true", plan.Filter);
        Assert.Equal(["Note", "Total"], plan.Projection!);
        Assert.Equal((false, (int?)null, 50, true, false), (plan.ScanIndexForward, plan.Limit, plan.PageSize, plan.ConsistentRead, plan.CountOnly));
        Assert.Equal(["""Where(o.Note.EndsWith("!"))"""], plan.ClientOperators);
        Assert.Equal((1, 1, null, null, null), (plan.NumberOfRequests, plan.MinimumReadUnits, plan.MaximumItems, plan.NotSentBecause, plan.Advice));
        Assert.Equal(
            $"""Query {connection.TableNamePrefix}Orders index=ByTotal key: CustomerId = "c" AND Total >= 10 filter: IsPaid = true projection: Note, Total limit: 50 desc consistent""",
            Assert.Single(plan.Requests));
        Assert.Equal(
            [
                ("table", null, "index ByTotal has a narrower condition on its sort key"),
                ("index ByCoupon", "ByCoupon", "its partition key 'Coupon' is not compared by ="),
                ("index ByStatus", "ByStatus", "its partition key 'Status' is not compared by ="),
            ],
            plan.RejectedCandidates.Select(r => (r.Name, r.IndexName, r.Reason)).OrderBy(r => r.Name != "table").ThenBy(r => r.Name));
        Assert.Empty(connection.Recorder.Texts);
    }

    [Fact]
    public async Task A_plan_says_how_much_is_read_at_most_and_what_it_costs_at_least()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection, []);
        int[] numbers = [.. Enumerable.Range(0, 130)];
        string[] customers = ["a", "b", "c"];
        int[] few = [1, 1, 2];

        Assert.Equal(("GetItem", 1, 0.5, 1L), Costs(db.Orders.Where(o => o.CustomerId == "c" && o.Number == 1)));
        Assert.Equal(("GetItem", 1, 1, 1L), Costs(db.Orders.Where(o => o.CustomerId == "c" && o.Number == 1).WithConsistentRead()));
        Assert.Equal(("BatchGetItem", 2, 65, 130L), Costs(db.Orders.Where(o => o.CustomerId == "c" && numbers.Contains(o.Number))));
        Assert.Equal(("BatchGetItem", 1, 1, 2L), Costs(db.Orders.Where(o => o.CustomerId == "c" && few.Contains(o.Number))));
        Assert.Equal(("Query", 1, 0.5, 7L), Costs(db.Orders.Where(o => o.CustomerId == "c").OrderBy(o => o.Number).Take(7)));
        Assert.Equal(("Query", 3, 1.5, 21L), Costs(db.Orders.Where(o => customers.Contains(o.CustomerId)).OrderBy(o => o.Number).Take(7)));
        Assert.Equal(("Query", 1, 0.5, null), Costs(db.Orders.Where(o => o.CustomerId == "c" && o.IsPaid).Take(7)));
        var guess = db.Orders.Where(o => o.CustomerId == "c" && o.IsPaid).Take(70).Explain();
        Assert.Equal((null, 70, null), (guess.Limit, guess.FirstPageSize, guess.PageSize));
        Assert.Equal(("Scan", 4, 2, null), Costs(db.Orders.AllowScan(segments: 4)));
        Assert.Equal(("None", 0, 0, 0L), Costs(db.Orders.Where(o => o.CustomerId == "c" && o.Number > 5 && o.Number < 3)));
        Assert.Empty(connection.Recorder.Texts);

        static (string, int, double, long?) Costs(IQueryable<Order> query)
            => query.Explain() is var plan ? (plan.Operation, plan.NumberOfRequests, plan.MinimumReadUnits, plan.MaximumItems) : default;
    }

    [Fact]
    public async Task A_plan_of_several_requests_has_each_of_them_and_its_branches()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection, []);

        var union = db.Orders.Where(o => o.CustomerId == "a" || o.Coupon == "SPRING").Explain();
        var fetched = db.Orders.Where(o => o.Status == "Open" && o.IsPaid).OrderBy(o => o.Total).Explain();

        Assert.Equal(("Union", 2), (union.Operation, union.NumberOfRequests));
        Assert.Equal(
            [("Query", null, """CustomerId = "a" """.TrimEnd()), ("Query", "ByCoupon", """Coupon = "SPRING" """.TrimEnd())],
            union.Branches.Select(b => (b.Operation, b.IndexName, b.KeyCondition)));
        Assert.Equal(2, union.Requests.Count);
        Assert.Equal(("ByStatus", true, null), (fetched.IndexName, fetched.FetchesByKey, fetched.Projection));
        Assert.Empty(connection.Recorder.Texts);
    }

    [Fact]
    public async Task A_plan_that_is_not_sent_says_why_and_what_would_help()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection, []);
        string? nobody = null;

        var scan = db.Orders.Where(o => o.Rating == 5).Explain();
        var nothing = db.Orders.Where(o => o.CustomerId == nobody).Explain();
        var unknown = db.Orders.WithIndex("ByWeather").Where(o => o.CustomerId == "c").Explain();
        var consistent = db.Orders.WithIndex("ByStatus").WithConsistentRead().Where(o => o.Status == "c").Explain();

        Assert.Equal(("Scan", "ScanNotAllowed"), (scan.Operation, scan.NotSentBecause));
        Assert.Contains("HasGsi(\"ByRating\", e => e.Rating)", scan.Advice, StringComparison.Ordinal);
        Assert.Equal(("None", "no item can match", 0), (nothing.Operation, nothing.NotSentBecause, nothing.NumberOfRequests));
        Assert.Equal(("None", 0), (unknown.Operation, unknown.NumberOfRequests));
        Assert.Equal("ConsistentReadOnGsi", consistent.NotSentBecause);
        Assert.Empty(connection.Recorder.Texts);
    }

    [Fact]
    public async Task The_plan_is_that_of_the_values_of_now_and_its_text_that_of_ToQueryString()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection, []);
        int[] numbers = [1];
        var query = db.Orders.Where(o => o.CustomerId == "c" && numbers.Contains(o.Number)).OrderBy(o => o.Note);

        Assert.Equal("GetItem", query.Explain().Operation);
        numbers = [1, 2];
        var plan = query.Explain();
        Assert.Equal("BatchGetItem", plan.Operation);
        Assert.Equal(["OrderBy"], plan.ClientOperators);
        Assert.Equal(query.ToQueryString(), plan.ToString());
        Assert.All(plan.RejectedCandidates, r => Assert.Contains("\nnot used: " + r, plan.ToString(), StringComparison.Ordinal));
        Assert.NotEmpty(plan.RejectedCandidates);
        numbers = [];
        Assert.Equal("None", query.Explain().Operation);
        Assert.Empty(connection.Recorder.Texts);
    }

    [Fact]
    public async Task A_query_string_says_why_each_other_way_was_not_taken()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection, []);

        Assert.Equal(
            $"""
            Query {connection.TableNamePrefix}Orders index ByTotal
              key: CustomerId = "c"
              filter: Status = "Open"
              backward
              limit: 25, then doubled
            client: Take
            not used: index ByCoupon: WithIndex("ByTotal") was called
            not used: index ByStatus: WithIndex("ByTotal") was called
            not used: table: WithIndex("ByTotal") was called
            """.ReplaceLineEndings("\n"),
            SortedLines(db.Orders.Where(o => o.CustomerId == "c" && o.Status == "Open").WithIndex("ByTotal").OrderByDescending(o => o.Total).Take(3).ToQueryString()));
        Assert.Equal(
            $"""
            Query {connection.TableNamePrefix}Orders
              key: CustomerId = "c"
              filter: Status = "Open"
              consistent read
            not used: index ByCoupon: its partition key 'Coupon' is not compared by =
            not used: index ByStatus: a consistent read was asked, which global indexes do not offer
            not used: index ByTotal: table is nearer to the table
            """.ReplaceLineEndings("\n"),
            SortedLines(db.Orders.Where(o => o.CustomerId == "c" && o.Status == "Open").WithConsistentRead().ToQueryString()));
        Assert.Empty(connection.Recorder.Texts);

        static string SortedLines(string text)
            => string.Join('\n', text.Split('\n').OrderBy(l => l.StartsWith("not used", StringComparison.Ordinal) ? 1 : 0).ThenBy(l => l.StartsWith("not used", StringComparison.Ordinal) ? l : ""));
    }

    [Fact]
    public async Task Queries_that_end_in_one_value_or_in_a_write_have_plans_too()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection, [new Order { CustomerId = "c", Number = 1, Status = "Open" }]);
        var orders = db.Orders.Where(o => o.CustomerId == "c");

        var count = orders.Explain(q => q.Count());
        var filtered = orders.Explain(q => q.Count(o => o.Note!.EndsWith("!")));
        var newest = orders.OrderByDescending(o => o.Number).Explain(q => q.First());
        var single = orders.Explain(q => q.SingleOrDefault(o => o.Number == 1));
        var sum = orders.Explain(q => q.Sum(o => o.Total));
        var any = orders.Explain(q => q.Any());
        var delete = orders.Explain(q => q.ExecuteDelete());

        Assert.Equal(("Query", true, 0), (count.Operation, count.CountOnly, count.ClientOperators.Count));
        Assert.Equal((false, """Where(e.Note.EndsWith("!")), Count"""), (filtered.CountOnly, string.Join(", ", filtered.ClientOperators)));
        Assert.Equal((1, false, 1L), (newest.Limit, newest.ScanIndexForward, newest.MaximumItems));
        Assert.Equal("GetItem", single.Operation);
        Assert.Equal(["Sum"], sum.ClientOperators);
        Assert.Equal(1, any.Limit);
        Assert.Equal(["CustomerId", "Number"], delete.Projection!);
        Assert.Contains("'Status'", db.Orders.Where(o => o.Rating == 1).Explain(q => q.Count()).RejectedCandidates.Single(r => r.IndexName == "ByStatus").Reason, StringComparison.Ordinal);
        Assert.Empty(connection.Recorder.Texts);

        // The queries themselves are as they were.
        Assert.Equal(1, await orders.CountAsync());
        Assert.Equal(1, (await orders.FirstAsync()).Number);
        Assert.Throws<InvalidOperationException>(() => orders.Explain(q => q.Count(o => Untranslatable(o))));
        Assert.Throws<InvalidOperationException>(() => new[] { 1 }.AsQueryable().Explain(q => q.Count()));
    }

    [Fact]
    public async Task What_is_looked_up_for_the_rows_is_part_of_the_plan()
    {
        await using var connection = local.Connect();
        await connection.ArrangeLibraryAsync();
        await using var db = new LibraryContext(connection);
        var prefix = connection.TableNamePrefix;
        var query = db.Authors.Include(a => a.Books.Where(b => b.Pages > 100)).ThenInclude(b => b.Publisher).Where(a => a.Id == "a");

        var plan = query.Explain();
        var books = Assert.Single(plan.Lookups);
        Assert.Equal(("Query", prefix + "Books", "AuthorId = ?", "Pages > 100", 0), (books.Operation, books.TableName, books.KeyCondition, books.Filter, books.NumberOfRequests));
        var publishers = Assert.Single(books.Lookups);
        Assert.Equal(("GetItem", prefix + "Publishers", "Id = ?"), (publishers.Operation, publishers.TableName, publishers.KeyCondition));
        Assert.Contains(
            $"""
            lookup Book: for each key of the rows, those of 100 rows together
              Query {prefix}Books
                key: AuthorId = ?
                filter: Pages > 100
            """.ReplaceLineEndings("\n"),
            query.ToQueryString(),
            StringComparison.Ordinal);
        Assert.Contains("\n    GetItem ", query.ToQueryString(), StringComparison.Ordinal);

        // By no key of the reviews: all of them, which nobody allowed.
        var reviews = Assert.Single(db.Authors.Include(a => a.Reviews).Where(a => a.Id == "a").Explain().Lookups);
        Assert.Equal(("Scan", "ScanNotAllowed"), (reviews.Operation, reviews.NotSentBecause));
        Assert.Empty(connection.Recorder.Texts);

        var metrics = new DynamoDbQueryMetrics();
        Assert.Single(await query.CollectMetrics(metrics).ToListAsync());
        Assert.Equal(connection.Recorder.Requests.Count, metrics.Requests);
        Assert.Equal(["GetItem", "Query", "GetItem"], connection.Recorder.Requests.Select(r => r.Operation));
    }

    private static bool Untranslatable(Order order)
        => order.IsPaid;

    [Fact]
    public void A_query_over_objects_has_no_plan()
        => Assert.Contains("UseDynamoDb", Assert.Throws<InvalidOperationException>(() => new[] { 1 }.AsQueryable().Explain()).Message, StringComparison.Ordinal);
}
