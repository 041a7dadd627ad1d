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
        if (settings.ServiceUrl is not null)
        {
            config.ServiceURL = settings.ServiceUrl;

            // The SDK knows either a region or a URL; with a URL the region is only what requests are signed for.
            if (settings.Region is not null)
            {
                config.AuthenticationRegion = settings.Region.SystemName;
            }
        }
        else if (settings.Region is not null)
        {
            config.RegionEndpoint = settings.Region;
        }

        settings.Configure?.Invoke(config);

        var credentials = settings.Credentials;
        if (credentials is null && config.DefaultAWSCredentials is null && IsLoopback(config) && !CredentialsAreConfigured())
        {
            // A local emulator takes any; asking the default chain for none would end in a search for EC2 metadata.
            credentials = new BasicAWSCredentials("local", "local");
        }

        try
        {
            return credentials is null ? new AmazonDynamoDBClient(config) : new AmazonDynamoDBClient(credentials, config);
        }
        catch (AmazonClientException exception) when (config.RegionEndpoint is null && config.ServiceURL is null)
        {
            throw new InvalidOperationException(DynamoDbStrings.NoRegion, exception);
        }
    }

    /// <summary>The URL may also come from AWS_ENDPOINT_URL_DYNAMODB or a profile, which the SDK has read into the config.</summary>
    private static bool IsLoopback(AmazonDynamoDBConfig config)
        => Uri.TryCreate(config.ServiceURL, UriKind.Absolute, out var url) && url.IsLoopback;

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
