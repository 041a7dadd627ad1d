using EFCore.DynamoDb.Client;
using EFCore.DynamoDb.FunctionalTests.Local;
using EFCore.DynamoDb.Items;

namespace EFCore.DynamoDb.FunctionalTests.Client;

public class SdkFailuresTests(DynamoDbLocalFixture local) : IClassFixture<DynamoDbLocalFixture>
{
    private static readonly ItemLayout Layout = new(["Id", "At"], [0, 1]);

    [Fact]
    public async Task A_table_that_is_not_there_is_named_with_what_to_do()
    {
        await using var connection = local.Connect();
        var client = new SdkRequestClient(ContextClient.Of(connection.Client), returnConsumedCapacity: true);
        var table = connection.TableNamePrefix + "Nowhere";

        foreach (var send in (Func<Task>[])
            [
                () => client.GetItemAsync(new GetItemRequest { TableName = table, Key = SdkRequestClientTests.Key("a", 1), Layout = Layout }, default),
                () => client.ScanAsync(new ScanRequest { TableName = table, Layout = Layout, Aliases = new() }, default),
                () => client.PutItemAsync(new PutItemRequest { TableName = table, Item = SdkRequestClientTests.Order("a", 1, 1) }, default),
                () => client.BatchWriteItemAsync(
                    new BatchWriteItemRequest { Actions = [new PutItemRequest { TableName = table, Item = SdkRequestClientTests.Order("a", 1, 1) }] }, default),
                () => client.TransactWriteItemsAsync(
                    new TransactWriteItemsRequest
                    {
                        Actions = [new PutItemRequest { TableName = table, Item = SdkRequestClientTests.Order("a", 1, 1) }],
                        ClientRequestToken = "t",
                    },
                    default),
            ])
        {
            var exception = await Assert.ThrowsAsync<DynamoDbTableNotFoundException>(send);
            Assert.Equal(table, exception.TableName);
            Assert.Contains($"'{table}'", exception.Message, StringComparison.Ordinal);
            Assert.Contains("EnsureCreatedAsync", exception.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task An_endpoint_where_nothing_listens_is_named()
    {
        using var shared = new SharedClient(new ClientSettings { ServiceUrl = "http://127.0.0.1:9" });
        var client = new SdkRequestClient(
            new ContextClient(new ClientChoice(null, null), new ClientSettings(), null, shared), returnConsumedCapacity: true);

        var started = System.Diagnostics.Stopwatch.GetTimestamp();
        var exception = await Assert.ThrowsAsync<DynamoDbUnreachableException>(() => client.GetItemAsync(
            new GetItemRequest { TableName = "Orders", Key = SdkRequestClientTests.Key("a", 1), Layout = Layout }, default));

        // The SDK's own settings take some two minutes.
        Assert.True(System.Diagnostics.Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(20));
        Assert.Equal("http://127.0.0.1:9/", exception.Endpoint);
        Assert.Contains("cannot be reached at http://127.0.0.1:9/", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Requests_say_that_they_come_from_the_provider()
    {
        await using var connection = local.Connect();
        var (_, table) = await SdkRequestClientTests.CreateOrdersAsync(connection);
        var userAgents = new UserAgents();
        using var sdk = local.Local.CreateClient(config => config.HttpClientFactory = userAgents);
        var client = new SdkRequestClient(ContextClient.Of(sdk), returnConsumedCapacity: true);
        var tables = new SdkTableClient(ContextClient.Of(sdk));

        await client.GetItemAsync(new GetItemRequest { TableName = table, Key = SdkRequestClientTests.Key("a", 1), Layout = Layout }, default);
        await client.ScanAsync(new ScanRequest { TableName = table, Layout = Layout, Aliases = new() }, default);
        await SdkRequestClientTests.PutAsync(client, table, "a", 1, 1);
        await client.DeleteItemAsync(new DeleteItemRequest { TableName = table, Key = SdkRequestClientTests.Key("a", 1) }, default);
        await client.BatchWriteItemAsync(
            new BatchWriteItemRequest { Actions = [new DeleteItemRequest { TableName = table, Key = SdkRequestClientTests.Key("a", 1) }] }, default);
        await tables.DescribeTableAsync(table, default);

        Assert.Equal(6, userAgents.Seen.Count);
        Assert.All(userAgents.Seen, text => Assert.Matches(@"EFCore\.DynamoDb/\d+\.\d+\.\d+", text));
    }

    private sealed class UserAgents : Amazon.Runtime.HttpClientFactory
    {
        public List<string> Seen { get; } = [];

        public override HttpClient CreateHttpClient(Amazon.Runtime.IClientConfig clientConfig)
            => new(new Handler(Seen));

        private sealed class Handler(List<string> seen) : DelegatingHandler(new SocketsHttpHandler())
        {
            protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
            {
                seen.Add(string.Join(' ', request.Headers.GetValues("User-Agent")));
                return base.SendAsync(request, cancellationToken);
            }
        }
    }
}
