using Amazon.DynamoDBv2;
using Amazon.Runtime;
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

    /// <summary>Whether what failed may have been done all the same: it was sent, and no answer says that it was not.</summary>
    public static bool MayBeDone(Exception exception)
        => exception switch
        {
            AmazonUnmarshallingException => true,
            AmazonServiceException service => (int)service.StatusCode >= 500 || (service.StatusCode == 0 && service.InnerException is { } inner && MayBeDone(inner)),
            HttpRequestException request => request.HttpRequestError is not (
                HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError
                or HttpRequestError.ProxyTunnelError),
            IOException or TimeoutException or OperationCanceledException => true,
            _ => false,
        };

    private static string Endpoint(IAmazonDynamoDB client)
        => client.Config?.ServiceURL ?? client.Config?.RegionEndpoint?.SystemName ?? "its endpoint";
}
