using EFCore.DynamoDb.Diagnostics;

namespace Microsoft.EntityFrameworkCore;

/// <summary>One thing in which a live table is not what the model says.</summary>
public sealed class DynamoDbSchemaDifference
{
    internal DynamoDbSchemaDifference(
        string tableName, string? indexName, DynamoDbSchemaAspect aspect, string model, string live, bool isBreaking = false)
    {
        TableName = tableName;
        IndexName = indexName;
        Aspect = aspect;
        Model = model;
        Live = live;
        IsBreaking = isBreaking;
    }

    /// <summary>The name of the table as DynamoDB knows it, with the options' prefix.</summary>
    public string TableName { get; }

    /// <summary>The name of the index that differs, or null where it is the table itself.</summary>
    public string? IndexName { get; }

    /// <summary>What differs.</summary>
    public DynamoDbSchemaAspect Aspect { get; }

    /// <summary>What the model says, for people to read: <c>(Id: S, At: N)</c>, <c>on demand</c>, <c>none</c>.</summary>
    public string Model { get; }

    /// <summary>What is live, in the same words.</summary>
    public string Live { get; }

    /// <summary>
    /// Whether queries or saves can fail by it or miss something: a missing table, another key, a missing index, an index that carries less. What is not
    /// breaking concerns cost, safety and operation.
    /// </summary>
    public bool IsBreaking { get; }

    /// <summary>All of it in one line.</summary>
    public override string ToString()
        => DynamoDbStrings.SchemaDifference(TableName, IndexName, DynamoDbUncheckedSetting.Words(Aspect), Model, Live);
}
