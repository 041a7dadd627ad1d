using System.Text.Json;

namespace EFCore.DynamoDb.FunctionalTests.Local;

/// <summary>One request: the operation's name and its JSON body as it went over the wire.</summary>
/// <param name="Operation">For example <c>Query</c>.</param>
/// <param name="Body">The whole body, for what the other members do not show.</param>
public sealed record RecordedRequest(string Operation, JsonElement Body)
{
    internal string TableNamePrefix { get; init; } = "";

    /// <summary>The table, without the test's prefix; null for operations on several tables.</summary>
    public string? TableName
        => Text("TableName") is { } name ? WithoutPrefix(name) : null;

    public string? IndexName
        => Text("IndexName");

    /// <summary>The key condition with its names and values put in: <c>Status = "Shipped" AND CreatedAt &gt;= 5</c>.</summary>
    public string? KeyCondition
        => Resolved("KeyConditionExpression");

    public string? Filter
        => Resolved("FilterExpression");

    public string? Projection
        => Resolved("ProjectionExpression");

    public string? Condition
        => Resolved("ConditionExpression");

    public string? Update
        => Resolved("UpdateExpression");

    public int? Limit
        => Body.TryGetProperty(nameof(Limit), out var limit) ? limit.GetInt32() : null;

    public bool ConsistentRead
        => Body.TryGetProperty(nameof(ConsistentRead), out var consistent) && consistent.GetBoolean();

    /// <summary>The attribute that each #alias stands for.</summary>
    public IReadOnlyDictionary<string, string> Names
        => Body.TryGetProperty("ExpressionAttributeNames", out var names)
            ? names.EnumerateObject().ToDictionary(name => name.Name, name => name.Value.GetString()!)
            : new Dictionary<string, string>();

    /// <summary>The value that each :alias stands for, as it is written in <see cref="ToString" />.</summary>
    public IReadOnlyDictionary<string, string> Values
        => Body.TryGetProperty("ExpressionAttributeValues", out var values)
            ? values.EnumerateObject().ToDictionary(value => value.Name, value => RequestText.Value(value.Value))
            : new Dictionary<string, string>();

    /// <summary>The request as one readable line, its #aliases and :aliases resolved; <see cref="RequestText" /> lists the forms.</summary>
    public override string ToString()
        => RequestText.Of(this);

    internal string WithoutPrefix(string table)
        => TableNamePrefix.Length > 0 && table.StartsWith(TableNamePrefix, StringComparison.Ordinal) ? table[TableNamePrefix.Length..] : table;

    internal string? Text(string property)
        => Body.TryGetProperty(property, out var value) ? value.GetString() : null;

    private string? Resolved(string property)
        => RequestText.Expression(Body, property);
}
