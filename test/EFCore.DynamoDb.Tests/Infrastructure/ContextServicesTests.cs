using Amazon.DynamoDBv2;
using EFCore.DynamoDb.Client;
using EFCore.DynamoDb.Diagnostics;
using EFCore.DynamoDb.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using NSubstitute;

namespace EFCore.DynamoDb.Tests.Infrastructure;

public class ContextServicesTests
{
    private const string Url = "http://127.0.0.1:1";

    [Fact]
    public void Contexts_that_differ_in_client_and_table_names_share_one_service_provider()
    {
        var one = Substitute.For<IAmazonDynamoDB>();
        var two = Substitute.For<IAmazonDynamoDB>();
        using var first = new Shop(Options(o => o.UseClient(one).TableNamePrefix("a-")));
        using var second = new Shop(Options(o => o.UseClient(two).TableName(name => name + ".b")));

        Assert.Same(first.GetService<SharedClient>(), second.GetService<SharedClient>());
        Assert.Same(one, first.Database.GetDynamoDbClient());
        Assert.Same(two, second.Database.GetDynamoDbClient());
        Assert.Equal("a-Orders", first.GetService<TableNames>().PhysicalName("Orders"));
        Assert.Equal("Orders.b", second.GetService<TableNames>().PhysicalName("Orders"));
    }

    [Fact]
    public void Contexts_of_one_endpoint_share_one_client_and_those_of_another_have_their_own()
    {
        using var first = new Shop(Options(o => o.ServiceUrl(Url)));
        using var second = new Shop(Options(o => o.ServiceUrl(Url).TableNamePrefix("other-")));
        using var elsewhere = new Shop(Options(o => o.ServiceUrl("http://127.0.0.1:2")));

        Assert.Same(first.Database.GetDynamoDbClient(), second.Database.GetDynamoDbClient());
        Assert.NotSame(first.Database.GetDynamoDbClient(), elsewhere.Database.GetDynamoDbClient());
        Assert.Equal(Url + "/", first.Database.GetDynamoDbClient().Config.ServiceURL);
    }

    [Fact]
    public void A_client_among_the_applications_services_is_used()
    {
        var client = Substitute.For<IAmazonDynamoDB>();
        using var provider = new ServiceCollection().AddSingleton(client).AddDynamoDb<Shop>(o => o.TableNamePrefix("di-"))
            .BuildServiceProvider(validateScopes: true);
        using (var scope = provider.CreateScope())
        {
            var context = scope.ServiceProvider.GetRequiredService<Shop>();
            Assert.Same(client, context.Database.GetDynamoDbClient());
            Assert.Equal("di-Orders", context.GetService<TableNames>().PhysicalName("Orders"));
            Assert.True(context.Database.IsDynamoDb());
        }

        client.DidNotReceive().Dispose();
    }

    [Fact]
    public void A_client_of_the_applications_scope_is_used_for_the_contexts_of_that_scope()
    {
        using var provider = new ServiceCollection().AddScoped(_ => Substitute.For<IAmazonDynamoDB>()).AddDynamoDb<Shop>()
            .BuildServiceProvider(validateScopes: true);
        using var one = provider.CreateScope();
        using var two = provider.CreateScope();

        Assert.Same(
            one.ServiceProvider.GetRequiredService<IAmazonDynamoDB>(),
            one.ServiceProvider.GetRequiredService<Shop>().Database.GetDynamoDbClient());
        Assert.NotSame(
            one.ServiceProvider.GetRequiredService<Shop>().Database.GetDynamoDbClient(),
            two.ServiceProvider.GetRequiredService<Shop>().Database.GetDynamoDbClient());
    }

    [Fact]
    public void AddDynamoDb_takes_options_of_the_context_too()
    {
        using var provider = new ServiceCollection()
            .AddDynamoDb<Shop>(o => o.ServiceUrl(Url), o => o.UseQueryTrackingBehavior(QueryTrackingBehavior.NoTracking))
            .BuildServiceProvider();
        using var scope = provider.CreateScope();

        Assert.Equal(
            QueryTrackingBehavior.NoTracking, scope.ServiceProvider.GetRequiredService<Shop>().ChangeTracker.QueryTrackingBehavior);
    }

    [Fact]
    public void Contexts_of_a_pool_and_of_a_factory_share_the_client()
    {
        using var provider = new ServiceCollection()
            .AddDbContextPool<Shop>(o => o.UseDynamoDb(Url, d => d.TableNamePrefix("pool-")))
            .BuildServiceProvider(validateScopes: true);
        using var factory = new ServiceCollection()
            .AddPooledDbContextFactory<Shop>(o => o.UseDynamoDb(Url, d => d.TableNamePrefix("factory-")))
            .BuildServiceProvider(validateScopes: true);

        IAmazonDynamoDB client;
        Shop pooled;
        using (var scope = provider.CreateScope())
        {
            pooled = scope.ServiceProvider.GetRequiredService<Shop>();
            client = pooled.Database.GetDynamoDbClient();
        }

        using (var scope = provider.CreateScope())
        {
            var again = scope.ServiceProvider.GetRequiredService<Shop>();
            Assert.Same(pooled, again);
            Assert.Same(client, again.Database.GetDynamoDbClient());
            Assert.Equal("pool-Orders", again.GetService<TableNames>().PhysicalName("Orders"));
        }

        using var made = factory.GetRequiredService<IDbContextFactory<Shop>>().CreateDbContext();
        Assert.Same(client, made.Database.GetDynamoDbClient());
        Assert.Equal("factory-Orders", made.GetService<TableNames>().PhysicalName("Orders"));
    }

    [Fact]
    public void A_shared_internal_service_provider_is_one_configuration()
    {
        var services = new ServiceCollection().AddEntityFrameworkDynamoDb().BuildServiceProvider();
        using var first = new Shop(Internal(o => o.ServiceUrl(Url).TableNamePrefix("a-")));
        using var same = new Shop(Internal(o => o.ServiceUrl(Url).TableNamePrefix("b-")));
        using var different = new Shop(Internal(o => o.ServiceUrl(Url).AllowScans()));

        Assert.Same(first.Database.GetDynamoDbClient(), same.Database.GetDynamoDbClient());
        var exception = Assert.Throws<InvalidOperationException>(() => different.Database.GetDynamoDbClient());
        Assert.Contains("UseInternalServiceProvider", exception.Message, StringComparison.Ordinal);

        var client = first.Database.GetDynamoDbClient();
        services.Dispose();
        Assert.Throws<ObjectDisposedException>(() => client.ListTablesAsync().GetAwaiter().GetResult());

        DbContextOptions<Shop> Internal(Action<DynamoDbDbContextOptionsBuilder> configure)
            => new DbContextOptionsBuilder<Shop>().UseDynamoDb(configure).UseInternalServiceProvider(services).Options;
    }

    [Fact]
    public void Scans_and_synchronous_calls_are_errors_unless_the_warnings_are_configured_before_or_after()
    {
        Assert.Equal(WarningBehavior.Throw, Behavior(o => o.UseDynamoDb(Url), DynamoDbEventId.TableScan));
        Assert.Equal(WarningBehavior.Throw, Behavior(o => o.UseDynamoDb(Url), DynamoDbEventId.SyncNotSupported));
        Assert.Equal(
            WarningBehavior.Log,
            Behavior(o => o.UseDynamoDb(Url).ConfigureWarnings(w => w.Log(DynamoDbEventId.TableScan)), DynamoDbEventId.TableScan));
        Assert.Equal(
            WarningBehavior.Ignore,
            Behavior(
                o => o.ConfigureWarnings(w => w.Ignore(DynamoDbEventId.SyncNotSupported)).UseDynamoDb(Url),
                DynamoDbEventId.SyncNotSupported));

        static WarningBehavior? Behavior(Action<DbContextOptionsBuilder> configure, Microsoft.Extensions.Logging.EventId id)
        {
            var builder = new DbContextOptionsBuilder();
            configure(builder);
            return builder.Options.FindExtension<CoreOptionsExtension>()!.WarningsConfiguration.GetBehavior(id);
        }
    }

    private static DbContextOptions<Shop> Options(Action<DynamoDbDbContextOptionsBuilder> configure)
        => new DbContextOptionsBuilder<Shop>().UseDynamoDb(configure).Options;

    public class Shop(DbContextOptions<Shop> options) : DbContext(options);
}
