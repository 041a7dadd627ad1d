using Amazon.DynamoDBv2;
using EFCore.DynamoDb.Diagnostics;
using EFCore.DynamoDb.FunctionalTests.Local;
using EFCore.DynamoDb.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace EFCore.DynamoDb.FunctionalTests.Infrastructure;

public class OptionsTests(DynamoDbLocalFixture local) : IClassFixture<DynamoDbLocalFixture>
{
    [Fact]
    public async Task An_endpoint_is_all_that_DynamoDB_Local_needs()
    {
        await using var connection = local.Connect();
        await Shop.CreateTableAsync(connection);
        await using (var context = new Shop(
            Options(o => o.ServiceUrl(local.Local.Endpoint.AbsoluteUri).TableNamePrefix(connection.TableNamePrefix))))
        {
            context.Orders.Add(new Order { Id = "a", At = 1, Total = 5 });
            await context.SaveChangesAsync();
        }

        Assert.Equal("5", Assert.Single(await connection.StoredItemsAsync("Orders"))["Total"].N);
        Assert.Empty(connection.Recorder.Requests);
    }

    [Fact]
    public async Task The_applications_client_carries_every_request_and_no_table_is_ever_described()
    {
        await using var connection = local.Connect();
        await Shop.CreateTableAsync(connection);
        using var provider = new ServiceCollection()
            .AddSingleton(connection.Client)
            .AddDynamoDb<Shop>(o => o.TableNamePrefix(connection.TableNamePrefix))
            .BuildServiceProvider(validateScopes: true);

        await using (var scope = provider.CreateAsyncScope())
        {
            var context = scope.ServiceProvider.GetRequiredService<Shop>();
            context.Orders.Add(new Order { Id = "a", At = 1, Total = 5 });
            await context.SaveChangesAsync();
        }

        await using (var scope = provider.CreateAsyncScope())
        {
            var context = scope.ServiceProvider.GetRequiredService<Shop>();
            Assert.Equal(5, (await context.Orders.SingleAsync(o => o.Id == "a" && o.At == 1)).Total);
        }

        Assert.Equal(["PutItem", "GetItem"], connection.Recorder.Requests.Select(request => request.Operation));
        Assert.All(connection.Recorder.Requests, request => Assert.Equal("Orders", request.TableName));
    }

    [Fact]
    public async Task One_compiled_query_reads_the_tables_of_every_tenant()
    {
        await using var connection = local.Connect();
        await Shop.CreateTableAsync(connection, "one.Orders");
        await Shop.CreateTableAsync(connection, "two.Orders");
        // The cache of models that all tests share drops some of them, and the tenants must have one model.
        await using var services = new ServiceCollection().AddEntityFrameworkDynamoDb().BuildServiceProvider();
        await using var one = new Shop(
            Options(o => o.UseClient(connection.Client).TableNamePrefix(connection.TableNamePrefix + "one."), services));
        await using var two = new Shop(
            Options(o => o.UseClient(connection.Client).TableName(name => connection.TableNamePrefix + "two." + name), services));
        one.Add(new Order { Id = "a", At = 1, Total = 1 });
        two.Add(new Order { Id = "a", At = 1, Total = 2 });
        await one.SaveChangesAsync();
        await two.SaveChangesAsync();
        connection.Recorder.Clear();
        var query = EF.CompileAsyncQuery((Shop context, string id) => context.Orders.Where(o => o.Id == id).Select(o => o.Total));

        Assert.Equal(1, await SingleAsync(query(one, "a")));
        Assert.Equal(2, await SingleAsync(query(two, "a")));
        Assert.Equal(
            [
                """Query one.Orders key: Id = "a" projection: Total""",
                """Query two.Orders key: Id = "a" projection: Total""",
            ],
            connection.Recorder.Texts);

        static async Task<int> SingleAsync(IAsyncEnumerable<int> results)
        {
            await foreach (var result in results)
            {
                return result;
            }

            throw new InvalidOperationException("The query found nothing.");
        }
    }

    [Fact]
    public async Task Contexts_of_a_pool_work_side_by_side_and_one_after_the_other()
    {
        await using var connection = local.Connect();
        await Shop.CreateTableAsync(connection);
        using var provider = new ServiceCollection()
            .AddDbContextPool<Shop>(o => o.UseLocal(connection), poolSize: 4)
            .BuildServiceProvider(validateScopes: true);

        await Parallel.ForAsync(0, 40, async (i, cancellationToken) =>
        {
            await using var scope = provider.CreateAsyncScope();
            var context = scope.ServiceProvider.GetRequiredService<Shop>();
            Assert.Empty(context.ChangeTracker.Entries());
            context.Orders.Add(new Order { Id = "a", At = i, Total = i });
            await context.SaveChangesAsync(cancellationToken);
            Assert.Equal(i, (await context.Orders.SingleAsync(o => o.Id == "a" && o.At == i, cancellationToken)).Total);
        });

        await using var last = provider.CreateAsyncScope();
        Assert.Equal(40, await last.ServiceProvider.GetRequiredService<Shop>().Orders.CountAsync(o => o.Id == "a"));
    }

    [Fact]
    public async Task Contexts_of_a_factory_work_with_a_client_that_a_factory_gives()
    {
        await using var connection = local.Connect();
        await Shop.CreateTableAsync(connection);
        var asked = 0;
        using var provider = new ServiceCollection()
            .AddKeyedSingleton<IAmazonDynamoDB>("orders", connection.Client)
            .AddDbContextFactory<Shop>(o => o.UseDynamoDb(d => d.TableNamePrefix(connection.TableNamePrefix).UseClientFactory(services =>
            {
                asked++;
                return services.GetRequiredKeyedService<IAmazonDynamoDB>("orders");
            })))
            .BuildServiceProvider();
        var factory = provider.GetRequiredService<IDbContextFactory<Shop>>();

        await using (var context = await factory.CreateDbContextAsync())
        {
            context.Orders.Add(new Order { Id = "a", At = 1, Total = 5 });
            await context.SaveChangesAsync();
            context.Orders.Add(new Order { Id = "a", At = 2, Total = 5 });
            await context.SaveChangesAsync();
        }

        Assert.Equal(1, asked);
        Assert.Equal(2, connection.Recorder.Requests.Count);
    }

    [Fact]
    public async Task Consistent_reads_are_asked_for_by_one_option()
    {
        await using var connection = local.Connect();
        await Shop.CreateTableAsync(connection);
        await using var context = new Shop(
            Options(o => o.UseClient(connection.Client).TableNamePrefix(connection.TableNamePrefix).ConsistentReads()));

        await context.Orders.SingleOrDefaultAsync(o => o.Id == "a" && o.At == 1);
        await context.Orders.Where(o => o.Id == "a").ToListAsync();

        Assert.All(connection.Recorder.Requests, request => Assert.True(request.ConsistentRead));
    }

    [Fact]
    public async Task A_scan_is_an_error_with_advice_unless_the_options_allow_it_or_the_warnings_are_configured()
    {
        await using var connection = local.Connect();
        await Shop.CreateTableAsync(connection);
        Action<DynamoDbDbContextOptionsBuilder> use = o => o.UseClient(connection.Client).TableNamePrefix(connection.TableNamePrefix);
        await using var strict = new Shop(Options(use));
        await using var allowed = new Shop(Options(use + (o => o.AllowScans())));
        await using var warned = new Shop(
            new DbContextOptionsBuilder<Shop>(Options(use)).ConfigureWarnings(w => w.Log(DynamoDbEventId.TableScan)).Options);

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => strict.Orders.Where(o => o.Total > 5).ToListAsync());
        Assert.Contains("reads all of table 'Orders'", exception.Message, StringComparison.Ordinal);
        Assert.Contains("Total", exception.Message, StringComparison.Ordinal);
        Assert.Contains("AllowScan()", exception.Message, StringComparison.Ordinal);
        Assert.Empty(connection.Recorder.Requests);

        await allowed.Orders.Where(o => o.Total > 5).ToListAsync();
        await warned.Orders.Where(o => o.Total > 5).ToListAsync();
        Assert.Equal(["Scan Orders filter: Total > 5", "Scan Orders filter: Total > 5"], connection.Recorder.Texts);
    }

    [Fact]
    public async Task A_synchronous_query_is_an_error_unless_the_warnings_are_configured()
    {
        await using var connection = local.Connect();
        await Shop.CreateTableAsync(connection);
        Action<DynamoDbDbContextOptionsBuilder> use = o => o.UseClient(connection.Client).TableNamePrefix(connection.TableNamePrefix);
        using var strict = new Shop(Options(use));
        using var lenient = new Shop(
            new DbContextOptionsBuilder<Shop>(Options(use)).ConfigureWarnings(w => w.Ignore(DynamoDbEventId.SyncNotSupported)).Options);

        var exception = Assert.Throws<InvalidOperationException>(() => strict.Orders.Where(o => o.Id == "a").ToList());
        Assert.Contains("DynamoDbEventId.SyncNotSupported", exception.Message, StringComparison.Ordinal);
        Assert.Empty(connection.Recorder.Requests);

        Assert.Empty(lenient.Orders.Where(o => o.Id == "a").ToList());
        Assert.Single(connection.Recorder.Requests);
    }

    [Fact]
    public async Task A_synchronous_save_is_an_error_unless_the_warnings_are_configured()
    {
        await using var connection = local.Connect();
        await Shop.CreateTableAsync(connection);
        Action<DynamoDbDbContextOptionsBuilder> use = o => o.UseClient(connection.Client).TableNamePrefix(connection.TableNamePrefix);
        using var strict = new Shop(Options(use));
        using var lenient = new Shop(
            new DbContextOptionsBuilder<Shop>(Options(use)).ConfigureWarnings(w => w.Ignore(DynamoDbEventId.SyncNotSupported)).Options);

        strict.Add(new Order { Id = "a", At = 1 });
        var exception = Assert.Throws<InvalidOperationException>(() => strict.SaveChanges());
        Assert.Contains("DynamoDbEventId.SyncNotSupported", exception.Message, StringComparison.Ordinal);
        Assert.Empty(connection.Recorder.Requests);

        lenient.Add(new Order { Id = "a", At = 1 });
        Assert.Equal(1, lenient.SaveChanges());
        Assert.Single(await connection.StoredItemsAsync("Orders"));
    }

    private static DbContextOptions<Shop> Options(Action<DynamoDbDbContextOptionsBuilder> configure, IServiceProvider? services = null)
        => new DbContextOptionsBuilder<Shop>()
            .UseDynamoDb(configure)
            .UseInternalServiceProvider(services)
            .ConfigureWarnings(w => w.Ignore(CoreEventId.ManyServiceProvidersCreatedWarning))
            .Options;
}
