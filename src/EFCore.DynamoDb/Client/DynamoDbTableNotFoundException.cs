using EFCore.DynamoDb.Diagnostics;

namespace EFCore.DynamoDb.Client;

/// <summary>A request named a table that is not there (or not yet: a table is only usable once it is ACTIVE).</summary>
public sealed class DynamoDbTableNotFoundException : InvalidOperationException
{
    internal DynamoDbTableNotFoundException(string tableName, Exception inner)
        : base(DynamoDbStrings.TableNotFound(tableName), inner)
        => TableName = tableName;

    /// <summary>The physical name, prefix included; for a transaction or batch all names of its tables, joined by commas.</summary>
    public string TableName { get; }
}
