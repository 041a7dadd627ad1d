using Amazon;
using Amazon.DynamoDBv2;
using Amazon.Runtime;
using EFCore.DynamoDb.Client;
using Microsoft.Extensions.DependencyInjection;
using NSubstitute;

namespace EFCore.DynamoDb.Tests.Client;

public class ContextClientTests
{
    private static readonly ClientSettings Local = new() { ServiceUrl = "http://127.0.0.1:8000" };

    private readonly IAmazonDynamoDB _given = Substitute.For<IAmazonDynamoDB>();
    private readonly IAmazonDynamoDB _found = Substitute.For<IAmazonDynamoDB>();

    [Fact]
    public void The_given_client_comes_before_one_of_the_application()
        => Assert.Same(_given, Resolve(new ClientChoice(_given, null), new ClientSettings(), Application()));

    [Fact]
    public void The_factory_gets_the_applications_services_and_is_called_once_per_context()
    {
        var calls = 0;
        var context = new ContextClient(
            new ClientChoice(null, services =>
            {
                calls++;
                return services.GetRequiredService<IAmazonDynamoDB>();
            }),
            new ClientSettings(),
            Application(),
            new SharedClient(Local));

        Assert.Same(_found, context.Client);
        Assert.Same(_found, context.Client);
        Assert.Equal(1, calls);
    }

    [Fact]
    public void The_applications_client_is_used_only_when_nothing_was_configured()
    {
        Assert.Same(_found, Resolve(new ClientChoice(null, null), new ClientSettings(), Application()));
        Assert.IsType<AmazonDynamoDBClient>(Resolve(new ClientChoice(null, null), Local, Application()));
    }

    [Fact]
    public void Contexts_of_one_configuration_share_one_client_which_ends_with_it()
    {
        var shared = new SharedClient(Local);
        var one = new ContextClient(new ClientChoice(null, null), Local, null, shared).Client;
        var other = new ContextClient(new ClientChoice(null, null), Local, null, shared).Client;
        Assert.Same(one, other);

        shared.Dispose();
        Assert.Throws<ObjectDisposedException>(() => one.ListTablesAsync().GetAwaiter().GetResult());
        Assert.Throws<ObjectDisposedException>(() => shared.Client);
    }

    [Fact]
    public void A_given_client_is_never_disposed()
    {
        var shared = new SharedClient(new ClientSettings());
        _ = new ContextClient(new ClientChoice(_given, null), new ClientSettings(), null, shared).Client;
        shared.Dispose();
        _given.DidNotReceive().Dispose();
    }

    [Fact]
    public void All_settings_reach_the_client_and_the_delegate_has_the_last_word()
    {
        using var shared = new SharedClient(
            new ClientSettings
            {
                ServiceUrl = "http://127.0.0.1:8000",
                Region = RegionEndpoint.EUWest1,
                Credentials = new BasicAWSCredentials("a", "b"),
                Configure = config => config.MaxErrorRetry = 7,
            });

        Assert.Equal("http://127.0.0.1:8000/", shared.Client.Config.ServiceURL);
        Assert.Equal("eu-west-1", shared.Client.Config.AuthenticationRegion);
        Assert.Equal(7, shared.Client.Config.MaxErrorRetry);

        using var regional = new SharedClient(
            new ClientSettings { Region = RegionEndpoint.EUWest1, Credentials = new BasicAWSCredentials("a", "b") });
        Assert.Equal(RegionEndpoint.EUWest1, regional.Client.Config.RegionEndpoint);
        Assert.Equal(new AmazonDynamoDBConfig().MaxErrorRetry, regional.Client.Config.MaxErrorRetry);
    }

    [Fact]
    public async Task DynamoDB_Local_needs_no_credentials_and_few_retries()
    {
        using var shared = new SharedClient(Local);
        Assert.Equal(3, shared.Client.Config.MaxErrorRetry);

        // Signing asks for the credentials: without any, this would end in another exception than that nobody listens.
        using var nobody = new SharedClient(
            new ClientSettings { ServiceUrl = "http://127.0.0.1:9", Configure = config => config.MaxErrorRetry = 0 });
        await Assert.ThrowsAsync<HttpRequestException>(() => nobody.Client.ListTablesAsync());
    }

    private ServiceProvider Application()
        => new ServiceCollection().AddSingleton(_found).BuildServiceProvider();

    private static IAmazonDynamoDB Resolve(ClientChoice choice, ClientSettings settings, IServiceProvider? application)
        => new ContextClient(choice, settings, application, new SharedClient(settings)).Client;
}
