using System.Collections;

namespace EFCore.DynamoDb.Query.Execution;

/// <summary>
/// A synchronous face of an asynchronous enumerator, for callers who let the warning through. Nothing under it captures a synchronisation context, so
/// that waiting cannot deadlock.
/// </summary>
internal sealed class BlockingEnumerator<T>(IAsyncEnumerator<T> enumerator) : IEnumerator<T>
{
    public T Current
        => enumerator.Current;

    object? IEnumerator.Current
        => Current;

    public bool MoveNext()
    {
        var pending = enumerator.MoveNextAsync();
        return pending.IsCompletedSuccessfully ? pending.Result : pending.AsTask().GetAwaiter().GetResult();
    }

    public void Reset()
        => throw new NotSupportedException();

    public void Dispose()
    {
        var pending = enumerator.DisposeAsync();
        if (!pending.IsCompletedSuccessfully)
        {
            pending.AsTask().GetAwaiter().GetResult();
        }
    }
}
