using Microsoft.EntityFrameworkCore.Diagnostics;

namespace EFCore.DynamoDb.Diagnostics;

/// <summary>A query that reads a whole table or index.</summary>
public class DynamoDbTableScanEventData : EventData
{
    internal DynamoDbTableScanEventData(
        EventDefinitionBase eventDefinition,
        Func<EventDefinitionBase, EventData, string> messageGenerator,
        string tableName,
        string? indexName,
        string predicate,
        string advice)
        : base(eventDefinition, messageGenerator)
    {
        TableName = tableName;
        IndexName = indexName;
        Predicate = predicate;
        Advice = advice;
    }

    /// <summary>The table's name in the model.</summary>
    public virtual string TableName { get; }

    /// <summary>The index that is scanned, or null.</summary>
    public virtual string? IndexName { get; }

    /// <summary>What the query asks for.</summary>
    public virtual string Predicate { get; }

    /// <summary>Which key or index would serve it.</summary>
    public virtual string Advice { get; }
}

/// <summary>A part of a query that the client evaluates.</summary>
public class DynamoDbClientEvaluationEventData : EventData
{
    internal DynamoDbClientEvaluationEventData(
        EventDefinitionBase eventDefinition,
        Func<EventDefinitionBase, EventData, string> messageGenerator,
        string tableName,
        string operators)
        : base(eventDefinition, messageGenerator)
    {
        TableName = tableName;
        Operators = operators;
    }

    /// <summary>The table's name in the model.</summary>
    public virtual string TableName { get; }

    /// <summary>The operators and predicates, as a person would write them.</summary>
    public virtual string Operators { get; }
}

/// <summary>A part of a batch that DynamoDB had no capacity for.</summary>
public class DynamoDbUnprocessedEventData : EventData
{
    internal DynamoDbUnprocessedEventData(
        EventDefinitionBase eventDefinition,
        Func<EventDefinitionBase, EventData, string> messageGenerator,
        string operation,
        string tableName,
        int count,
        int attempt,
        TimeSpan delay)
        : base(eventDefinition, messageGenerator)
    {
        Operation = operation;
        TableName = tableName;
        Count = count;
        Attempt = attempt;
        Delay = delay;
    }

    /// <summary><c>BatchGetItem</c> or <c>BatchWriteItem</c>.</summary>
    public virtual string Operation { get; }

    /// <summary>The physical name of the table; names joined by commas when there are several.</summary>
    public virtual string TableName { get; }

    /// <summary>How many keys or items are left.</summary>
    public virtual int Count { get; }

    /// <summary>How often in a row nothing at all was processed, this time included; 1 for the first.</summary>
    public virtual int Attempt { get; }

    /// <summary>The pause before they are sent again.</summary>
    public virtual TimeSpan Delay { get; }
}
