using Amazon.DynamoDBv2;
using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;
using EFCore.DynamoDb.Diagnostics;

namespace EFCore.DynamoDb.Client;

/// <summary>
/// The provider's own SDK client: one per configuration, made when it is first needed, shared by all contexts of that configuration and disposed
/// with the internal service provider.
/// </summary>
internal sealed class SharedClient(ClientSettings settings) : IDisposable
{
    private const int LocalRetries = 3;

    private readonly Lock _lock = new();
    private AmazonDynamoDBClient? _client;
    private bool _disposed;

    public IAmazonDynamoDB Client
    {
        get
        {
            lock (_lock)
            {
                ObjectDisposedException.ThrowIf(_disposed, this);
                return _client ??= Create(settings);
            }
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            _client?.Dispose();
        }
    }

    private static AmazonDynamoDBClient Create(ClientSettings settings)
    {
        var config = new AmazonDynamoDBConfig();

        // AWS_ENDPOINT_URL_DYNAMODB or a profile may name a URL. It is read from another config: a config whose URL was read forgets where it came from.
        var environmentUrl = settings.ServiceUrl is null ? new AmazonDynamoDBConfig().ServiceURL : null;
        var url = settings.ServiceUrl ?? (IsLoopback(environmentUrl) ? environmentUrl : null);
        if (url is not null)
        {
            // The SDK knows either a region or a URL; with a URL the region is only what requests are signed for.
            config.ServiceURL = url;
            config.AuthenticationRegion = settings.Region?.SystemName ?? EnvironmentRegion();
        }
        else if (settings.Region is not null)
        {
            config.RegionEndpoint = settings.Region;
        }

        if (IsLoopback(url))
        {
            // Ten retries with growing pauses are for a service far away: they let a forgotten DynamoDB Local go unnoticed for two minutes.
            config.MaxErrorRetry = LocalRetries;
        }

        if (settings.Configure is not null)
        {
            settings.Configure(config);
            url = url is null && environmentUrl is not null ? null : config.ServiceURL;
        }

        var credentials = settings.Credentials;
        if (credentials is null && IsLoopback(url) && !CredentialsAreConfigured())
        {
            // A local emulator takes any; asking the default chain for none would end in a search for EC2 metadata.
            credentials = new BasicAWSCredentials("local", "local");
        }

        try
        {
            return credentials is null ? new AmazonDynamoDBClient(config) : new AmazonDynamoDBClient(credentials, config);
        }
        catch (AmazonClientException exception) when (url is null && environmentUrl is null && config.RegionEndpoint is null)
        {
            throw new InvalidOperationException(DynamoDbStrings.NoRegion, exception);
        }
    }

    private static bool IsLoopback(string? url)
        => Uri.TryCreate(url, UriKind.Absolute, out var parsed) && parsed.IsLoopback;

    private static string? EnvironmentRegion()
        => Environment.GetEnvironmentVariable("AWS_REGION") is { Length: > 0 } region ? region
            : Environment.GetEnvironmentVariable("AWS_DEFAULT_REGION") is { Length: > 0 } other ? other
            : null;

    private static bool CredentialsAreConfigured()
    {
        foreach (var variable in (ReadOnlySpan<string>)
            [
                "AWS_ACCESS_KEY_ID", "AWS_PROFILE", "AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
                "AWS_CONTAINER_CREDENTIALS_FULL_URI",
            ])
        {
            if (!string.IsNullOrEmpty(Environment.GetEnvironmentVariable(variable)))
            {
                return true;
            }
        }

        return new CredentialProfileStoreChain().TryGetAWSCredentials("default", out _);
    }
}
