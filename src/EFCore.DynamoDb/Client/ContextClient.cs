using Amazon.DynamoDBv2;

namespace EFCore.DynamoDb.Client;

/// <summary>Where a context's client comes from, besides the provider's own.</summary>
internal sealed record ClientChoice(IAmazonDynamoDB? Instance, Func<IServiceProvider, IAmazonDynamoDB>? Factory);

/// <summary>
/// The SDK client of one context: the one given to UseClient, else what the factory makes, else one found among the application's services when no
/// settings were given, else the provider's own. Only the last is the provider's to dispose. It is a matter of the context and not of the internal
/// service provider, so that many clients (tests, tenants) do not make many service providers.
/// </summary>
internal sealed class ContextClient(ClientChoice choice, ClientSettings settings, IServiceProvider? application, SharedClient shared)
{
    private readonly Lock _lock = new();
    private IAmazonDynamoDB? _client;

    /// <summary>Just this client.</summary>
    public static ContextClient Of(IAmazonDynamoDB client)
        => new(new ClientChoice(client, null), new ClientSettings(), null, new SharedClient(new ClientSettings()));

    /// <summary>Requests of one context may run side by side: the factory is asked once all the same.</summary>
    public IAmazonDynamoDB Client
    {
        get
        {
            lock (_lock)
            {
                return _client ??= Resolve();
            }
        }
    }

    private IAmazonDynamoDB Resolve()
    {
        if (choice.Instance is not null)
        {
            return choice.Instance;
        }

        if (choice.Factory is not null)
        {
            return choice.Factory(application ?? EmptyServices.Instance);
        }

        return settings.IsDefault && application?.GetService(typeof(IAmazonDynamoDB)) is IAmazonDynamoDB found
            ? found
            : shared.Client;
    }

    /// <summary>For a factory in a context that was made without dependency injection.</summary>
    private sealed class EmptyServices : IServiceProvider
    {
        public static readonly EmptyServices Instance = new();

        public object? GetService(Type serviceType)
            => null;
    }
}
