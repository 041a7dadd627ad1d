using Amazon.DynamoDBv2;
using Sdk = Amazon.DynamoDBv2.Model;

namespace EFCore.DynamoDb.Client;

/// <summary>What the port's callers are told instead of the SDK's exceptions, which stay the inner ones.</summary>
internal static class SdkFailures
{
    /// <summary>The exception to throw instead, or null when the SDK's own says enough.</summary>
    /// <param name="exception">The SDK's.</param>
    /// <param name="tableName">The physical name of the table; names joined by commas when there are several.</param>
    /// <param name="client">The client that threw.</param>
    public static Exception? Explain(Exception exception, string tableName, IAmazonDynamoDB client)
        => exception switch
        {
            Sdk.ResourceNotFoundException notFound => new DynamoDbTableNotFoundException(tableName, notFound),
            HttpRequestException
            {
                HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError
            } unreachable => new DynamoDbUnreachableException(Endpoint(client), unreachable),
            _ => null,
        };

    private static string Endpoint(IAmazonDynamoDB client)
        => client.Config?.ServiceURL ?? client.Config?.RegionEndpoint?.SystemName ?? "its endpoint";
}
