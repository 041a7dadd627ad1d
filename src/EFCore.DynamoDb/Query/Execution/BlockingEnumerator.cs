using System.Collections;

namespace EFCore.DynamoDb.Query.Execution;

/// <summary>
/// A synchronous face of an asynchronous enumerator, for callers who let the warning through. The caller's thread waits, so nothing under it may ask for that
/// thread: neither our code nor LINQ's AsyncEnumerable nor a user's HTTP handler finds the caller's synchronisation context or scheduler.
/// </summary>
internal sealed class BlockingEnumerator<T>(IAsyncEnumerator<T> enumerator) : IEnumerator<T>
{
    public T Current
        => enumerator.Current;

    object? IEnumerator.Current
        => Current;

    public bool MoveNext()
        => Wait(static e => e.MoveNextAsync(), enumerator);

    public void Reset()
        => throw new NotSupportedException();

    public void Dispose()
        => Wait(
            static async e =>
            {
                await e.DisposeAsync().ConfigureAwait(false);
                return true;
            },
            enumerator);

    private static bool Wait(Func<IAsyncEnumerator<T>, ValueTask<bool>> operation, IAsyncEnumerator<T> enumerator)
    {
        if (TaskScheduler.Current != TaskScheduler.Default)
        {
            return Task.Run(() => operation(enumerator).AsTask()).GetAwaiter().GetResult();
        }

        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            var pending = operation(enumerator);
            return pending.IsCompletedSuccessfully ? pending.Result : pending.AsTask().GetAwaiter().GetResult();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }
}
