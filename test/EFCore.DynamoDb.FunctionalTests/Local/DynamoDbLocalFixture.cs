using System.Globalization;
using EFCore.DynamoDb.Testing;

namespace EFCore.DynamoDb.FunctionalTests.Local;

/// <summary>
/// The one DynamoDB Local of the test run: <c>public class MyTests(DynamoDbLocalFixture local) : IClassFixture&lt;DynamoDbLocalFixture&gt;</c>.
/// Test classes run in parallel; each test opens its own connection and with it gets its own table names.
/// </summary>
public sealed class DynamoDbLocalFixture : IAsyncLifetime
{
    // Started by the first test class that needs it; it ends with the test host, which is how it can be shared by all classes.
    private static readonly Lazy<Task<DynamoDbLocal>> Shared = new(() => DynamoDbLocal.StartAsync());

    // Makes names unique on an endpoint that outlives the test run (AWS_ENDPOINT_URL_DYNAMODB).
    private static readonly string Run = Random.Shared.Next(0x1000000).ToString("x6", CultureInfo.InvariantCulture);
    private static int connections;

    private DynamoDbLocal? local;

    public DynamoDbLocal Local
        => local ?? throw new InvalidOperationException("xunit initialises the fixture before the first test.");

    /// <summary>A client of its own for one test, recorded, with a table-name prefix that nobody else uses.</summary>
    public LocalConnection Connect()
        => new(Local, $"t{Run}-{Interlocked.Increment(ref connections)}-");

    /// <summary>For what is made before anything can be awaited.</summary>
    internal static DynamoDbLocal Start()
        => Task.Run(() => Shared.Value).GetAwaiter().GetResult();

    public async Task InitializeAsync()
        => local = await Shared.Value;

    public Task DisposeAsync()
        => Task.CompletedTask;
}
