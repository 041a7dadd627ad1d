using System.Collections.Concurrent;
using System.Net;
using Amazon.DynamoDBv2;
using Amazon.Runtime;
using EFCore.DynamoDb.Testing;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.Benchmarks;

/// <summary>A DynamoDB Local with the orders of one customer, and clients of it whose requests are counted.</summary>
internal sealed class Server : IAsyncDisposable
{
    public const string Customer = "customer";

    private readonly DynamoDbLocal _local;

    private Server(DynamoDbLocal local)
    {
        _local = local;
        Live = local.CreateClient(c => c.HttpClientFactory = new CountingHttpClientFactory(Handler));
        Replayed = local.CreateClient(c => c.HttpClientFactory = new CountingHttpClientFactory(new ReplayingHandler(new SocketsHttpHandler())));
    }

    /// <summary>Counts what <see cref="Live" /> sends.</summary>
    public CountingHandler Handler { get; } = new(new SocketsHttpHandler());

    /// <summary>Sends its requests.</summary>
    public IAmazonDynamoDB Live { get; }

    /// <summary>Sends a request the first time, and answers it from memory from then on: what remains is the work of the client.</summary>
    public IAmazonDynamoDB Replayed { get; }

    public static async Task<Server> StartAsync()
    {
        var server = new Server(await DynamoDbLocal.StartAsync());
        await using var shop = Shop.Factory(o => o.UseClient(server.Live))();
        await shop.Database.EnsureCreatedAsync();
        await shop.Orders.BulkUpsertAsync(Order.MakeAll(Customer));
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        Live.Dispose();
        Replayed.Dispose();
        await _local.DisposeAsync();
    }

    internal sealed class CountingHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        private int _requests;

        public int Requests
            => Volatile.Read(ref _requests);

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _requests);
            return base.SendAsync(request, cancellationToken);
        }
    }

    private sealed class CountingHttpClientFactory(HttpMessageHandler handler) : HttpClientFactory
    {
        public override HttpClient CreateHttpClient(IClientConfig clientConfig)
            => new(handler, disposeHandler: false);

        public override bool UseSDKHttpClientCaching(IClientConfig clientConfig)
            => false;
    }

    private sealed class ReplayingHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        private readonly ConcurrentDictionary<string, (byte[] Body, List<KeyValuePair<string, IEnumerable<string>>> Headers)> _answers = new();

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var question = string.Join(',', request.Headers.GetValues("X-Amz-Target")) + await request.Content!.ReadAsStringAsync(cancellationToken);
            if (!_answers.TryGetValue(question, out var answer))
            {
                using var response = await base.SendAsync(request, cancellationToken);
                response.EnsureSuccessStatusCode();
                answer = (await response.Content.ReadAsByteArrayAsync(cancellationToken), [.. response.Headers, .. response.Content.Headers]);
                _answers[question] = answer;
            }

            var replayed = new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent(answer.Body), RequestMessage = request };
            foreach (var (name, values) in answer.Headers)
            {
                if (!replayed.Headers.TryAddWithoutValidation(name, values))
                {
                    replayed.Content.Headers.TryAddWithoutValidation(name, values);
                }
            }

            return replayed;
        }
    }
}
