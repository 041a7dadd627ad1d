using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace EFCore.DynamoDb.FunctionalTests.Local;

/// <summary>Carries out <see cref="RequestFaults" />.</summary>
internal sealed class FaultingHandler(RequestFaults faults, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private static readonly MediaTypeHeaderValue Json = new("application/x-amz-json-1.0");

    public static string Operation(HttpRequestMessage request)
        => request.Headers.GetValues("X-Amz-Target").Single().Split('.')[^1];

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var operation = Operation(request);
        if (faults.MaxPageSize is { } size && operation is ("Query" or "Scan"))
        {
            await LimitAsync(request, size, cancellationToken);
        }

        RequestFaults.Send send = faults.Sent is null ? base.SendAsync : DeliverAsync;
        return faults.Next(operation) is { } misbehave
            ? await misbehave(request, send, cancellationToken)
            : await send(request, cancellationToken);
    }

    /// <summary>What is sent arrives, also when its sender has gone.</summary>
    private async Task<HttpResponseMessage> DeliverAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        // The sender disposes of its own.
        var copy = new HttpRequestMessage(request.Method, request.RequestUri)
        {
            Version = request.Version,
            Content = new ByteArrayContent(await request.Content!.ReadAsByteArrayAsync(cancellationToken)),
        };
        Copy(request.Headers, copy.Headers);
        Copy(request.Content.Headers, copy.Content.Headers);
        var sent = base.SendAsync(copy, CancellationToken.None);
        faults.Sent!.Add(sent);
        return await sent.WaitAsync(cancellationToken);
    }

    private static void Copy(HttpHeaders from, HttpHeaders to)
    {
        foreach (var (name, values) in from.NonValidated)
        {
            to.TryAddWithoutValidation(name, (IEnumerable<string>)values);
        }
    }

    public static HttpResponseMessage Error(HttpStatusCode status, string type, string message)
        => new(status)
        {
            Content = Content(new JsonObject { ["__type"] = "com.amazonaws.dynamodb.v20120810#" + type, ["message"] = message }),
        };

    public static async Task<HttpResponseMessage> SendPartAsync(
        HttpRequestMessage request,
        int processed,
        RequestFaults.Send send,
        CancellationToken cancellationToken)
    {
        var body = await BodyAsync(request, cancellationToken);
        var tables = body["RequestItems"]!.AsObject();
        var unprocessed = new JsonObject();
        foreach (var (table, entries) in tables.ToList())
        {
            // BatchGetItem: { Keys: [...], ... }; BatchWriteItem: [...].
            var isRead = entries is JsonObject;
            var part = isRead ? entries!["Keys"]!.AsArray() : entries!.AsArray();
            var rest = new JsonArray();
            while (part.Count > processed)
            {
                var entry = part[processed];
                part.RemoveAt(processed);
                rest.Add(entry);
            }

            processed -= part.Count;
            if (rest.Count > 0)
            {
                if (isRead)
                {
                    var restOfTable = entries!.DeepClone().AsObject();
                    restOfTable["Keys"] = rest;
                    unprocessed[table] = restOfTable;
                }
                else
                {
                    unprocessed[table] = rest;
                }
            }

            if (part.Count == 0)
            {
                tables.Remove(table);
            }
        }

        var member = Operation(request) == "BatchGetItem" ? "UnprocessedKeys" : "UnprocessedItems";
        if (tables.Count == 0)
        {
            var nothing = new JsonObject { [member] = unprocessed };
            if (member == "UnprocessedKeys")
            {
                nothing["Responses"] = new JsonObject();
            }

            return new HttpResponseMessage(HttpStatusCode.OK) { Content = Content(nothing) };
        }

        request.Content = Content(body, request.Content);
        var response = await send(request, cancellationToken);
        if (response.IsSuccessStatusCode)
        {
            var answer = JsonNode.Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken))!.AsObject();
            answer[member] = unprocessed;
            response.Content = Content(answer);
            response.Headers.Remove("x-amz-crc32");
        }

        return response;
    }

    private static async Task LimitAsync(HttpRequestMessage request, int size, CancellationToken cancellationToken)
    {
        var body = await BodyAsync(request, cancellationToken);
        if (body["Limit"] is not { } limit || limit.GetValue<int>() > size)
        {
            body["Limit"] = size;
            request.Content = Content(body, request.Content);
        }
    }

    internal static async Task<JsonObject> BodyAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        => JsonNode.Parse(await request.Content!.ReadAsByteArrayAsync(cancellationToken))!.AsObject();

    // DynamoDB Local checks no signature, so a changed body passes.
    internal static ByteArrayContent Content(JsonObject body, HttpContent? replaced = null)
    {
        var content = new ByteArrayContent(System.Text.Encoding.UTF8.GetBytes(body.ToJsonString()));
        content.Headers.ContentType = replaced?.Headers.ContentType ?? Json;
        return content;
    }
}
