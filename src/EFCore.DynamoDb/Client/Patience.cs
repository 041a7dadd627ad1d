namespace EFCore.DynamoDb.Client;

/// <summary>Waits for a change that DynamoDB has begun: ever longer between one look and the next, and not for ever.</summary>
internal sealed class Patience(TimeProvider time, TimeSpan most)
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    private readonly long _start = time.GetTimestamp();
    private TimeSpan _next = TimeSpan.FromMilliseconds(100);

    /// <summary>Waits for the next look.</summary>
    /// <param name="message">What to say when patience is at its end.</param>
    /// <param name="cause">What DynamoDB said last, if anything.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="TimeoutException">It lasted too long.</exception>
    public async Task WaitAsync(Func<string> message, Exception? cause, CancellationToken cancellationToken)
    {
        if (time.GetElapsedTime(_start) >= most)
        {
            throw new TimeoutException(message(), cause);
        }

        await Task.Delay(_next, time, cancellationToken).ConfigureAwait(false);
        _next = TimeSpan.FromTicks(Math.Min(Longest.Ticks, _next.Ticks * 2));
    }
}
