using EFCore.DynamoDb.Diagnostics;

namespace EFCore.DynamoDb.Client;

/// <summary>The last of the SDK's attempts to connect to DynamoDB failed.</summary>
public sealed class DynamoDbUnreachableException : InvalidOperationException
{
    internal DynamoDbUnreachableException(string endpoint, Exception inner)
        : base(DynamoDbStrings.Unreachable(endpoint, inner.Message), inner)
        => Endpoint = endpoint;

    /// <summary>The URL, or the region where the URL follows from that.</summary>
    public string Endpoint { get; }
}
