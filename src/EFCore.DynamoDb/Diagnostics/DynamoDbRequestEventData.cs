using Microsoft.EntityFrameworkCore.Diagnostics;

namespace EFCore.DynamoDb.Diagnostics;

/// <summary>A request that is sent to DynamoDB.</summary>
public class DynamoDbRequestEventData : EventData
{
    internal DynamoDbRequestEventData(
        EventDefinitionBase eventDefinition,
        Func<EventDefinitionBase, EventData, string> messageGenerator,
        IRequestDescription request,
        bool logSensitiveData)
        : base(eventDefinition, messageGenerator)
    {
        Operation = request.Operation;
        TableName = request.TableName;
        IndexName = request.IndexName;
        RequestText = request.ToText(logSensitiveData);
        LogSensitiveData = logSensitiveData;
    }

    /// <summary>The name of the operation: <c>Query</c>, <c>TransactWriteItems</c>.</summary>
    public virtual string Operation { get; }

    /// <summary>The physical name of the table, prefix included; names joined by commas when there are several.</summary>
    public virtual string TableName { get; }

    /// <summary>The index that is read, or null.</summary>
    public virtual string? IndexName { get; }

    /// <summary>
    /// The request as a person would write it: <c>Query Orders key: CustomerId = ? filter: Total > ?</c>. Values are question marks unless
    /// <see cref="LogSensitiveData" />.
    /// </summary>
    public virtual string RequestText { get; }

    /// <summary>Whether EnableSensitiveDataLogging is on and keys and values stand in <see cref="RequestText" />.</summary>
    public virtual bool LogSensitiveData { get; }
}

/// <summary>A request that DynamoDB has answered.</summary>
public class DynamoDbRequestExecutedEventData : DynamoDbRequestEventData
{
    internal DynamoDbRequestExecutedEventData(
        EventDefinitionBase eventDefinition,
        Func<EventDefinitionBase, EventData, string> messageGenerator,
        IRequestDescription request,
        bool logSensitiveData,
        TimeSpan elapsed,
        RequestOutcome outcome)
        : base(eventDefinition, messageGenerator, request, logSensitiveData)
    {
        Elapsed = elapsed;
        ConsumedCapacity = outcome.ConsumedCapacity;
        Count = outcome.Count;
        ScannedCount = outcome.ScannedCount;
        UnprocessedCount = outcome.UnprocessedCount;
        Retries = outcome.Retries;
        RequestId = outcome.RequestId;
    }

    /// <summary>From the call of the SDK to its answer, its retries included.</summary>
    public virtual TimeSpan Elapsed { get; }

    /// <summary>Read or write capacity units; null when DynamoDB was not asked (<c>ReturnConsumedCapacity(false)</c>) or did not say.</summary>
    public virtual double? ConsumedCapacity { get; }

    /// <summary>Items returned or written; null for table operations.</summary>
    public virtual int? Count { get; }

    /// <summary>Items that a Query or Scan evaluated, which is what is paid for; null for other operations.</summary>
    public virtual int? ScannedCount { get; }

    /// <summary>Keys or items of a batch that DynamoDB had no capacity for.</summary>
    public virtual int UnprocessedCount { get; }

    /// <summary>How often the SDK sent the request again before it was answered.</summary>
    public virtual int Retries { get; }

    /// <summary>The id by which AWS knows the request.</summary>
    public virtual string? RequestId { get; }
}

/// <summary>A request that failed, was cancelled, or whose condition was false.</summary>
public class DynamoDbRequestFailedEventData : DynamoDbRequestEventData, IErrorEventData
{
    internal DynamoDbRequestFailedEventData(
        EventDefinitionBase eventDefinition,
        Func<EventDefinitionBase, EventData, string> messageGenerator,
        IRequestDescription request,
        bool logSensitiveData,
        TimeSpan elapsed,
        Exception exception)
        : base(eventDefinition, messageGenerator, request, logSensitiveData)
    {
        Elapsed = elapsed;
        Exception = exception;
    }

    /// <summary>From the call of the SDK to its failure, its retries included.</summary>
    public virtual TimeSpan Elapsed { get; }

    /// <summary>What went wrong.</summary>
    public virtual Exception Exception { get; }
}
