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
        string operators,
        string advice)
        : base(eventDefinition, messageGenerator)
    {
        TableName = tableName;
        Operators = operators;
        Advice = advice;
    }

    /// <summary>The table's name in the model.</summary>
    public virtual string TableName { get; }

    /// <summary>The operators and predicates, as a person would write them.</summary>
    public virtual string Operators { get; }

    /// <summary>What would let DynamoDB do it, in sentences; empty where nothing would.</summary>
    public virtual string Advice { get; }
}
