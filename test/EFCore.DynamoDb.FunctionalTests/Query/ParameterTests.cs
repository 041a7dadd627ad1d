using EFCore.DynamoDb.FunctionalTests.Local;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace EFCore.DynamoDb.FunctionalTests.Query;

/// <summary>Captured values: read at each execution, of any shape, in one compiled query.</summary>
public class ParameterTests(DynamoDbLocalFixture local) : IClassFixture<DynamoDbLocalFixture>
{
    [Fact]
    public async Task Captured_values_are_read_at_each_execution()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection, Orders(5));
        var number = 1;
        var wanted = new Wanted { Number = 2 };
        var byLocal = db.Orders.Where(o => o.CustomerId == "c" && o.Number == number);
        var byMember = db.Orders.Where(o => o.CustomerId == "c" && o.Number == wanted.Number + 1);
        var byCall = db.Orders.Where(o => o.CustomerId == "c" && o.Number == Twice(number));

        await byLocal.ToListAsync();
        number = 2;
        await byLocal.ToListAsync();
        await byMember.ToListAsync();
        wanted.Number = 3;
        await byMember.ToListAsync();
        await byCall.ToListAsync();

        connection.AssertSent(new[] { 1, 2, 3, 4, 4 }.Select(n => $$"""GetItem Orders {CustomerId: "c", Number: {{n}}}"""));
    }

    [Fact]
    public async Task Null_and_not_null_of_one_query_are_each_planned_right()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection, Orders(6));

        Assert.Equal([0, 2, 4], await Numbers(null));
        Assert.Equal([1, 3, 5], await Numbers("odd"));
        Assert.Equal([0, 2, 4], await Numbers(null));
        Assert.Empty(await Numbers(""));

        connection.AssertSent(
            """Query Orders key: CustomerId = "c" filter: attribute_not_exists(Coupon) OR attribute_type(Coupon, "NULL") projection: Number""",
            """Query Orders key: CustomerId = "c" filter: Coupon = "odd" projection: Number""",
            """Query Orders key: CustomerId = "c" filter: attribute_not_exists(Coupon) OR attribute_type(Coupon, "NULL") projection: Number""");

        async Task<IEnumerable<int>> Numbers(string? coupon)
            => (await db.Orders.Where(o => o.CustomerId == "c" && o.Coupon == coupon).Select(o => o.Number).ToListAsync()).Order();
    }

    [Fact]
    public async Task A_change_of_values_compiles_nothing_anew()
    {
        await using var connection = local.Connect();
        var compiled = new List<EventData>();
        await using (var seeding = await ShopContext.CreateAsync(connection, Orders(5)))
        {
        }

        var options = new DbContextOptionsBuilder<ParameterContext>()
            .UseLocal(connection)

            // Its own cache of queries: that of all other tests may be full and drop one.
            .EnableServiceProviderCaching(false)
            .LogTo((id, _) => id == CoreEventId.QueryExecutionPlanned || id == CoreEventId.QueryCompilationStarting, compiled.Add).Options;
        await using var db = new ParameterContext(options);

        for (var i = 0; i < 4; i++)
        {
            await db.Orders.Where(o => o.CustomerId == "c" && o.Number == i).ToListAsync();
            await db.Orders.Where(o => o.CustomerId == "c").Take(i).ToListAsync();
            await db.Orders.Where(o => o.CustomerId == "c" && new[] { i, i + 1 }.Contains(o.Total)).ToListAsync();
        }

        Assert.Equal(3, compiled.Count(e => e.EventId == CoreEventId.QueryCompilationStarting));
    }

    [Fact]
    public async Task Compiled_queries_of_every_kind()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection, Orders(6));
        var stream = EF.CompileAsyncQuery((ShopContext c, string customer, int from) => c.Orders.Where(o => o.CustomerId == customer && o.Number >= from));
        var single = EF.CompileAsyncQuery((ShopContext c, int number) => c.Orders.SingleOrDefault(o => o.CustomerId == "c" && o.Number == number));
        var count = EF.CompileAsyncQuery((ShopContext c, string? coupon) => c.Orders.Count(o => o.CustomerId == "c" && o.Coupon == coupon));
        var limited = EF.CompileAsyncQuery((ShopContext c, int take) => c.Orders.Where(o => o.CustomerId == "c").Take(take).Select(o => o.Number));
        var cancelled = EF.CompileAsyncQuery((ShopContext c, int number, CancellationToken token) => c.Orders.First(o => o.CustomerId == "c" && o.Number == number));

        Assert.Equal([4, 5], await stream(db, "c", 4).Select(o => o.Number).ToListAsync());
        Assert.Equal(3, (await single(db, 3))!.Number);
        Assert.Null(await single(db, 33));
        Assert.Equal(3, await count(db, "odd"));
        Assert.Equal(3, await count(db, null));
        Assert.Equal([0, 1], await limited(db, 2).ToListAsync());
        Assert.Equal([0, 1, 2], await limited(db, 3).ToListAsync());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled(db, 2, new CancellationToken(canceled: true)));

        connection.AssertSent(
            """Query Orders key: CustomerId = "c" AND Number >= 4""",
            """GetItem Orders {CustomerId: "c", Number: 3}""",
            """GetItem Orders {CustomerId: "c", Number: 33}""",
            """Query Orders key: CustomerId = "c" filter: Coupon = "odd" count""",
            """Query Orders key: CustomerId = "c" filter: attribute_not_exists(Coupon) OR attribute_type(Coupon, "NULL") count""",
            """Query Orders key: CustomerId = "c" projection: Number limit: 2""",
            """Query Orders key: CustomerId = "c" projection: Number limit: 3""");
    }

    [Fact]
    public async Task A_compiled_query_serves_contexts_of_other_clients()
    {
        await using var first = local.Connect();
        await using var second = local.Connect();
        await using var one = await ShopContext.CreateAsync(first, Orders(1));
        await using var two = await ShopContext.CreateAsync(second, Orders(3));
        var count = EF.CompileAsyncQuery((ShopContext c) => c.Orders.Count(o => o.CustomerId == "c"));

        Assert.Equal(1, await count(one));
        Assert.Equal(3, await count(two));
        Assert.Equal(1, await count(one));

        Assert.Equal(2, first.Recorder.Requests.Count);
        Assert.Single(second.Recorder.Requests);
    }

    [Fact]
    public async Task Pooled_contexts_share_compiled_queries_and_keep_no_entities()
    {
        await using var connection = local.Connect();
        await using (var seeding = await ShopContext.CreateAsync(connection, Orders(3)))
        {
        }

        await using var services = new ServiceCollection()
            .AddDbContextPool<ParameterContext>(o => o.UseLocal(connection), poolSize: 1)
            .BuildServiceProvider();

        ParameterContext? before = null;
        for (var i = 0; i < 3; i++)
        {
            await using var scope = services.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<ParameterContext>();
            Assert.Equal(i > 0, ReferenceEquals(before, db));
            Assert.Empty(db.ChangeTracker.Entries());
            Assert.Equal(3, (await db.Orders.Where(o => o.CustomerId == "c").ToListAsync()).Count);
            before = db;
        }

        connection.AssertSent(Enumerable.Repeat("""Query Orders key: CustomerId = "c" """, 3));
    }

    [Fact]
    public async Task Constants_and_parameters_by_EF_s_own_word()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection, Orders(5));
        var number = 3;
        int[] numbers = [1, 2];

        Assert.Equal(3, (await db.Orders.SingleAsync(o => o.CustomerId == "c" && o.Number == EF.Parameter(3))).Number);
        Assert.Equal(3, (await db.Orders.SingleAsync(o => o.CustomerId == "c" && o.Number == EF.Constant(number))).Number);
        Assert.Equal([1, 2], await db.Orders.Where(o => o.CustomerId == "c" && EF.Constant(numbers).Contains(o.Number)).Select(o => o.Number).Order().ToListAsync());

        connection.AssertSent(
            """GetItem Orders {CustomerId: "c", Number: 3}""",
            """GetItem Orders {CustomerId: "c", Number: 3}""",
            """BatchGetItem Orders [{CustomerId: "c", Number: 1}, {CustomerId: "c", Number: 2}] projection: Number""");
    }

    [Fact]
    public async Task Queries_made_of_parts_are_one_request()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection, Orders(6));

        IQueryable<Order> query = db.Orders;
        query = query.Where(o => o.CustomerId == "c");
        query = query.Where(o => o.Number > 1);
        query = query.OrderByDescending(o => o.Number);
        query = query.Where(o => o.Status == "Open");

        Assert.Equal([5, 4, 3, 2], await query.Select(o => o.Number).ToListAsync());
        connection.AssertSent("""Query Orders key: CustomerId = "c" AND Number > 1 filter: Status = "Open" projection: Number desc""");
    }

    private static int Twice(int number)
        => number * 2;

    private static IEnumerable<Order> Orders(int count)
        => Enumerable.Range(0, count).Select(
            i => new Order { CustomerId = "c", Number = i, Status = "Open", Total = i, Coupon = i % 2 == 0 ? null : "odd" });

    private sealed class Wanted
    {
        public int Number { get; set; }
    }
}

/// <summary>A context that takes options, as pools make them.</summary>
public sealed class ParameterContext(DbContextOptions<ParameterContext> options) : DbContext(options)
{
    public DbSet<Order> Orders => Set<Order>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
        => modelBuilder.Entity<Order>(
            b =>
            {
                b.ToTable("Orders");
                b.HasPartitionKey(o => o.CustomerId);
                b.HasSortKey(o => o.Number);
            });
}
