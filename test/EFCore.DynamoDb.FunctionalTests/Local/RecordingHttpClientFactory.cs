using Amazon.Runtime;

namespace EFCore.DynamoDb.FunctionalTests.Local;

/// <summary>Sends the SDK's requests through the recorder and then the faults; all clients of the run share the connections.</summary>
internal sealed class RecordingHttpClientFactory(RequestRecorder recorder, RequestFaults faults) : HttpClientFactory
{
    private static readonly SocketsHttpHandler Sockets = new();

    public override HttpClient CreateHttpClient(IClientConfig clientConfig)
        => new(new RecordingHandler(recorder, new FaultingHandler(faults, Sockets)), disposeHandler: false);

    public override bool UseSDKHttpClientCaching(IClientConfig clientConfig)
        => false;

    private sealed class RecordingHandler(RequestRecorder recorder, HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            recorder.Add(FaultingHandler.Operation(request), await request.Content!.ReadAsByteArrayAsync(cancellationToken));
            return await base.SendAsync(request, cancellationToken);
        }
    }
}
