using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;

namespace EFCore.DynamoDb.FunctionalTests.Local;

/// <summary>
/// Ways for the server to misbehave. Each names the operation and which of its requests is hit: 1 is the next one from now on, 2 the one
/// after it; retries count, since they are requests.
/// </summary>
public sealed class RequestFaults
{
    private readonly Lock _lock = new();
    private readonly List<Fault> _faults = [];

    /// <summary>The request never reaches the server: the connection breaks.</summary>
    public RequestFaults Drop(string operation, int nth = 1)
        => Add(operation, nth, (_, _, _) => throw new HttpRequestException(HttpRequestError.ConnectionError, "A fault: connection dropped."));

    /// <summary>The server does what was asked, and the connection breaks before the answer arrives.</summary>
    public RequestFaults DropAnswer(string operation, int nth = 1)
        => Add(operation, nth, async (request, send, cancellationToken) =>
        {
            using var answer = await send(request, cancellationToken);
            throw new HttpRequestException(HttpRequestError.ResponseEnded, "A fault: the answer was dropped.");
        });

    public RequestFaults Throttle(string operation, int nth = 1)
        => Fail(operation, "ProvisionedThroughputExceededException", "A fault: throttled.", nth);

    /// <summary>The server answers with an error of DynamoDB, for example <c>InternalServerError</c> with status 500.</summary>
    public RequestFaults Fail(
        string operation,
        string errorType,
        string message = "A fault.",
        int nth = 1,
        HttpStatusCode status = HttpStatusCode.BadRequest)
        => Add(operation, nth, (_, _, _) => Task.FromResult(FaultingHandler.Error(status, errorType, message)));

    /// <summary>
    /// A BatchGetItem or BatchWriteItem of which the server only does the first <paramref name="processed" /> entries and returns the
    /// others as unprocessed.
    /// </summary>
    public RequestFaults LeaveUnprocessed(string operation, int processed, int nth = 1)
        => Add(operation, nth, (request, send, cancellationToken) => FaultingHandler.SendPartAsync(request, processed, send, cancellationToken));

    /// <summary>The request waits before it is sent, for tests of cancellation.</summary>
    public RequestFaults Delay(string operation, TimeSpan time, int nth = 1)
        => Add(operation, nth, async (request, send, cancellationToken) =>
        {
            await Task.Delay(time, cancellationToken);
            return await send(request, cancellationToken);
        });

    /// <summary>Something happens just before the request is sent: somebody else writes.</summary>
    public RequestFaults Before(string operation, Func<Task> action, int nth = 1)
        => Add(operation, nth, async (request, send, cancellationToken) =>
        {
            await action();
            return await send(request, cancellationToken);
        });

    /// <summary>Something happens when the server has done what was asked, just before the answer arrives.</summary>
    public RequestFaults After(string operation, Func<Task> action, int nth = 1)
        => Add(operation, nth, async (request, send, cancellationToken) =>
        {
            var answer = await send(request, cancellationToken);
            await action();
            cancellationToken.ThrowIfCancellationRequested();
            return answer;
        });

    /// <summary>The server does what was asked, and the body of its answer comes byte by byte with a pause before each.</summary>
    public RequestFaults SlowBody(string operation, TimeSpan pause, int nth = 1)
        => Body(operation, async (_, cancellationToken) => await Task.Delay(pause, cancellationToken), nth);

    /// <summary>The server does what was asked, and the connection breaks in the middle of its answer's body.</summary>
    public RequestFaults CutBody(string operation, int nth = 1)
        => Body(operation, (position, _) => position > 0 ? throw new IOException("A fault: the connection broke within the body.") : Task.CompletedTask, nth);

    /// <summary>Something happens before each byte of the answer's body.</summary>
    public RequestFaults Body(string operation, Func<int, CancellationToken, Task> beforeByte, int nth = 1)
        => Add(operation, nth, async (request, send, cancellationToken) =>
        {
            var answer = await send(request, cancellationToken);
            answer.Content = InPieces(answer.Content.Headers, await answer.Content.ReadAsByteArrayAsync(cancellationToken), beforeByte);
            return answer;
        });

    internal static HttpContent InPieces(HttpContentHeaders headers, byte[] bytes, Func<int, CancellationToken, Task> beforeByte)
    {
        var body = new StreamContent(new BodyInPieces(bytes, beforeByte));
        foreach (var (name, values) in headers)
        {
            body.Headers.TryAddWithoutValidation(name, values);
        }

        return body;
    }

    /// <summary>From now on no page of a Query or Scan evaluates more than <paramref name="items" /> items: pages without megabytes of data.</summary>
    public RequestFaults PagesOf(int items)
    {
        MaxPageSize = items;
        return this;
    }

    /// <summary>
    /// From now on what is sent arrives, also when its sender is cancelled: a server does it sooner or later then, and only <see cref="ArrivedAsync" /> knows when.
    /// </summary>
    public void DeliverAll()
        => Sent = [];

    /// <summary>The server has done all that was sent.</summary>
    public async Task ArrivedAsync()
    {
        foreach (var sent in Sent!)
        {
            await sent;
        }

        Sent.Clear();
    }

    internal ConcurrentBag<Task>? Sent { get; private set; }

    /// <summary>Forgets the faults that have not happened yet.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            _faults.Clear();
        }
    }

    internal int? MaxPageSize { get; private set; }

    /// <summary>What happens to every request that no fault hits, until it is taken away: a server that can more than DynamoDB Local.</summary>
    internal Misbehave? Otherwise { get; set; }

    internal delegate Task<HttpResponseMessage> Send(HttpRequestMessage request, CancellationToken cancellationToken);

    internal delegate Task<HttpResponseMessage> Misbehave(HttpRequestMessage request, Send send, CancellationToken cancellationToken);

    /// <summary>Counts the request down; the fault that is due, or null.</summary>
    internal Misbehave? Next(string operation)
    {
        lock (_lock)
        {
            Misbehave? due = null;
            foreach (var fault in _faults.Where(fault => fault.Operation == operation).ToList())
            {
                if (--fault.Countdown == 0)
                {
                    due ??= fault.Misbehave;
                    _faults.Remove(fault);
                }
            }

            return due ?? Otherwise;
        }
    }

    private RequestFaults Add(string operation, int nth, Misbehave misbehave)
    {
        lock (_lock)
        {
            _faults.Add(new Fault(operation, misbehave) { Countdown = nth });
        }

        return this;
    }

    private sealed class Fault(string operation, Misbehave misbehave)
    {
        public string Operation { get; } = operation;

        public Misbehave Misbehave { get; } = misbehave;

        public int Countdown { get; set; }
    }

    /// <summary>One byte at a time.</summary>
    private sealed class BodyInPieces(byte[] bytes, Func<int, CancellationToken, Task> beforeByte) : Stream
    {
        private int _position;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => bytes.Length;

        public override long Position
        {
            get => _position;
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_position == bytes.Length || buffer.IsEmpty)
            {
                return 0;
            }

            await beforeByte(_position, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            buffer.Span[0] = bytes[_position++];
            return 1;
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
            => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override int Read(byte[] buffer, int offset, int count)
            => ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin)
            => throw new NotSupportedException();

        public override void SetLength(long value)
            => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count)
            => throw new NotSupportedException();
    }
}
