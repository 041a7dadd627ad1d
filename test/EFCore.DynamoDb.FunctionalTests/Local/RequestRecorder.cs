using System.Text.Json;

namespace EFCore.DynamoDb.FunctionalTests.Local;

/// <summary>Every HTTP request that a client sent to DynamoDB, in order, retries included; knows nothing of the provider.</summary>
public sealed class RequestRecorder(string tableNamePrefix = "")
{
    private readonly Lock _lock = new();
    private readonly List<RecordedRequest> _requests = [];

    public IReadOnlyList<RecordedRequest> Requests
    {
        get
        {
            lock (_lock)
            {
                return [.. _requests];
            }
        }
    }

    /// <summary>Each request as one line, see <see cref="RequestText" />: <c>Assert.Equal(["GetItem Orders {Id: \"a\"}"], recorder.Texts)</c>.</summary>
    public IReadOnlyList<string> Texts
        => [.. Requests.Select(request => request.ToString())];

    /// <summary>The one request since the last <see cref="Clear" />; fails with all of them where there is not exactly one.</summary>
    public RecordedRequest Single
        => Requests is [var only]
            ? only
            : throw new Xunit.Sdk.XunitException($"Expected one request, but there were {Requests.Count}:\n{string.Join('\n', Texts)}");

    /// <summary>Forgets what was recorded so far, typically between arranging and acting.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            _requests.Clear();
        }
    }

    internal void Add(string operation, ReadOnlyMemory<byte> body)
    {
        using var document = JsonDocument.Parse(body);
        var request = new RecordedRequest(operation, document.RootElement.Clone()) { TableNamePrefix = tableNamePrefix };
        lock (_lock)
        {
            _requests.Add(request);
        }
    }
}
