namespace EFCore.DynamoDb.Client;

/// <summary>
/// The way to DynamoDB's table operations, which only run when somebody asks for them: no query and no save ever describes a table.
/// All table names are physical ones. Errors come as the SDK throws them, but for those named at the members.
/// </summary>
internal interface IDynamoDbTableClient
{
    /// <summary>Begins to make a table; it can be used once its status is ACTIVE.</summary>
    /// <exception cref="TableInUseException">A table of this name exists already, or is just being deleted.</exception>
    Task<TableDescription> CreateTableAsync(TableDefinition table, CancellationToken cancellationToken);

    /// <summary>The table as it is, or null when there is none.</summary>
    Task<TableDescription?> DescribeTableAsync(string tableName, CancellationToken cancellationToken);

    /// <summary>Begins to add a GSI to a table: DynamoDB takes one at a time, and the table must be ACTIVE.</summary>
    /// <exception cref="TableInUseException">The table is not ACTIVE, or another of its indexes is being made or deleted.</exception>
    Task<TableDescription> CreateGlobalIndexAsync(
        string tableName, GlobalIndexDefinition index, IReadOnlyList<TableAttribute> attributes, CancellationToken cancellationToken);

    /// <summary>Begins to delete a table; false when there is none.</summary>
    /// <exception cref="TableInUseException">The table is being made or changed.</exception>
    Task<bool> DeleteTableAsync(string tableName, CancellationToken cancellationToken);

    /// <summary>Names the attribute (seconds since 1970 as N) after which DynamoDB deletes items. DynamoDB refuses what is set so already.</summary>
    Task UpdateTimeToLiveAsync(string tableName, string attributeName, bool enabled, CancellationToken cancellationToken);

    Task<TimeToLiveDescription> DescribeTimeToLiveAsync(string tableName, CancellationToken cancellationToken);

    /// <summary>Names of tables in order, at most <paramref name="limit" /> (1 to 100), from behind <paramref name="startAfter" />.</summary>
    Task<IReadOnlyList<string>> ListTablesAsync(int limit, string? startAfter, CancellationToken cancellationToken);
}
