using Amazon;
using Amazon.DynamoDBv2;
using Amazon.Runtime;

namespace EFCore.DynamoDb.Client;

/// <summary>How the provider's own client is made. All null: the AWS default chain for credentials and region.</summary>
internal sealed record ClientSettings
{
    public string? ServiceUrl { get; init; }

    public RegionEndpoint? Region { get; init; }

    public AWSCredentials? Credentials { get; init; }

    public Action<AmazonDynamoDBConfig>? Configure { get; init; }

    /// <summary>Nothing was set: a client found among the application's services may be used instead.</summary>
    public bool IsDefault
        => ServiceUrl is null && Region is null && Credentials is null && Configure is null;
}
