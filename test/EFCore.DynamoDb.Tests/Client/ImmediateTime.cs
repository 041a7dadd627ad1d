namespace EFCore.DynamoDb.Tests.Client;

/// <summary>Time that passes as fast as somebody waits for it.</summary>
internal sealed class ImmediateTime : TimeProvider
{
    private long _ticks;

    public TimeSpan Elapsed
        => TimeSpan.FromTicks(Interlocked.Read(ref _ticks));

    public override long TimestampFrequency
        => TimeSpan.TicksPerSecond;

    public override long GetTimestamp()
        => Interlocked.Read(ref _ticks);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Interlocked.Add(ref _ticks, dueTime.Ticks);
        ThreadPool.QueueUserWorkItem(_ => callback(state));
        return new Timer();
    }

    private sealed class Timer : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period)
            => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync()
            => ValueTask.CompletedTask;
    }
}
