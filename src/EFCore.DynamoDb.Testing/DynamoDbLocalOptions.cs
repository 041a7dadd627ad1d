namespace EFCore.DynamoDb.Testing;

/// <summary>How <see cref="DynamoDbLocal.StartAsync" /> finds and starts DynamoDB Local. Every option has a default that works.</summary>
public sealed class DynamoDbLocalOptions
{
    /// <summary>
    /// The directory under which DynamoDB Local is unpacked once and found again. Default: the environment variable
    /// <c>EFCORE_DYNAMODB_LOCAL_CACHE</c>, else <c>$XDG_CACHE_HOME/efcore-dynamodb</c>, else <c>~/.cache/efcore-dynamodb</c>
    /// (on Windows <c>%LOCALAPPDATA%\efcore-dynamodb</c>, on macOS <c>~/Library/Caches/efcore-dynamodb</c>).
    /// </summary>
    public string? CacheDirectory { get; set; }

    /// <summary>
    /// Whether a DynamoDB endpoint named by the environment variable <c>AWS_ENDPOINT_URL_DYNAMODB</c> is used instead of starting a
    /// process. Default: <see langword="true" />.
    /// </summary>
    public bool UseEndpointFromEnvironment { get; set; } = true;

    /// <summary>How long the process may take until it answers, after it was fetched. Default: one minute.</summary>
    public TimeSpan StartTimeout { get; set; } = TimeSpan.FromMinutes(1);
}
