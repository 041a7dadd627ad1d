namespace Microsoft.EntityFrameworkCore;

/// <summary>How a bulk operation goes about it.</summary>
public sealed class DynamoDbBulkOptions
{
    /// <summary>Batches of 25 that are under way at the same time, at least 1; so many times 25 entities are in memory.</summary>
    public int MaxConcurrency
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    } = 8;

    /// <summary>Is told, after each batch, how many items have been written so far.</summary>
    public IProgress<long>? Progress { get; init; }
}

/// <summary>What a bulk operation did.</summary>
public sealed class DynamoDbBulkResult
{
    private readonly Lock _lock = new();
    private readonly List<DynamoDbBulkFailure> _failures = [];

    internal DynamoDbBulkResult()
    {
    }

    /// <summary>Items that were written or deleted. DynamoDB does not say whether a deleted item was there.</summary>
    public long Written { get; private set; }

    /// <summary>What was not written, and why; the rest was, whatever became of these.</summary>
    public IReadOnlyList<DynamoDbBulkFailure> Failures
        => _failures;

    internal void Add(DynamoDbBulkFailure failure)
    {
        lock (_lock)
        {
            _failures.Add(failure);
        }
    }

    internal long Add(int written)
    {
        lock (_lock)
        {
            return Written += written;
        }
    }
}

/// <summary>What a bulk operation did not write.</summary>
public sealed class DynamoDbBulkFailure
{
    internal DynamoDbBulkFailure(object source, string message, Exception? error)
    {
        Source = source;
        Message = message;
        Error = error;
    }

    /// <summary>The entity or key, as it came from the stream.</summary>
    public object Source { get; }

    /// <summary>Why it was not written.</summary>
    public string Message { get; }

    /// <summary>The error of DynamoDB or of the provider, if there was one.</summary>
    public Exception? Error { get; }
}
