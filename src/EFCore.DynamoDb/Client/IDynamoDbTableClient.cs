namespace EFCore.DynamoDb.Client;

/// <summary>
/// The way to DynamoDB's table operations, which only run when somebody asks for them: no query and no save ever describes a table.
/// All table names are physical ones. Errors are <see cref="InvalidOperationException" /> that name the table, with the SDK's
/// own exception as the inner one.
/// </summary>
internal interface IDynamoDbTableClient
{
    /// <summary>Begins to make a table; it can be used once its status is ACTIVE.</summary>
    /// <exception cref="TableBusyException">A table of this name exists already or is just being deleted, or too many tables are being made.</exception>
    Task<TableDescription> CreateTableAsync(TableDefinition table, CancellationToken cancellationToken);

    /// <summary>The table as it is, or null when there is none.</summary>
    Task<TableDescription?> DescribeTableAsync(string tableName, CancellationToken cancellationToken);

    /// <summary>Begins to add a GSI to a table: DynamoDB takes one at a time, and the table must be ACTIVE.</summary>
    /// <exception cref="TableBusyException">The table is not ACTIVE, or another of its indexes is being made or deleted.</exception>
    Task<TableDescription> CreateGlobalIndexAsync(
        string tableName, GlobalIndexDefinition index, IReadOnlyList<TableAttribute> attributes, CancellationToken cancellationToken);

    /// <summary>Begins to delete a table; false when there is none.</summary>
    /// <exception cref="TableBusyException">The table is being made or changed.</exception>
    Task<bool> DeleteTableAsync(string tableName, CancellationToken cancellationToken);

    /// <summary>Names the attribute (seconds since 1970 as N) after which DynamoDB deletes items. DynamoDB refuses what is set so already.</summary>
    Task UpdateTimeToLiveAsync(string tableName, string attributeName, bool enabled, CancellationToken cancellationToken);

    /// <summary>The TTL setting of a table.</summary>
    /// <exception cref="DynamoDbTableNotFoundException">There is no such table.</exception>
    /// <exception cref="TableSettingUnreadableException">It cannot be asked for.</exception>
    Task<TimeToLiveDescription> DescribeTimeToLiveAsync(string tableName, CancellationToken cancellationToken);

    /// <summary>Switches continuous backups on, or changes for how many days they are kept.</summary>
    /// <exception cref="TableBusyException">Backups are not ready yet, as for some time after a table was made.</exception>
    Task EnablePointInTimeRecoveryAsync(string tableName, int days, CancellationToken cancellationToken);

    /// <summary>The continuous backups of a table.</summary>
    /// <exception cref="TableSettingUnreadableException">They cannot be asked for.</exception>
    Task<PointInTimeRecoveryDescription> DescribePointInTimeRecoveryAsync(string tableName, CancellationToken cancellationToken);

    /// <summary>Begins to give a table a stream.</summary>
    /// <exception cref="TableBusyException">The table is not ACTIVE.</exception>
    Task<TableDescription> EnableStreamAsync(string tableName, TableStreamView view, CancellationToken cancellationToken);

    /// <summary>Begins to copy a table to another region: DynamoDB takes one at a time, and the table must be ACTIVE.</summary>
    /// <exception cref="TableBusyException">The table is not ACTIVE.</exception>
    Task<TableDescription> CreateReplicaAsync(string tableName, ReplicaDefinition replica, CancellationToken cancellationToken);

    /// <summary>Begins to delete the copy of a table in another region.</summary>
    /// <exception cref="TableBusyException">The table is not ACTIVE.</exception>
    Task<TableDescription> DeleteReplicaAsync(string tableName, string region, CancellationToken cancellationToken);

    /// <summary>The tags of a table, without those that AWS itself puts.</summary>
    /// <param name="table">As it was described, since tags are asked for by ARN.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    /// <exception cref="TableSettingUnreadableException">They cannot be asked for.</exception>
    Task<IReadOnlyList<KeyValuePair<string, string>>> ListTagsAsync(TableDescription table, CancellationToken cancellationToken);

    /// <summary>
    /// Asks for the name of one table, to see whether DynamoDB answers. An answer that these credentials may not list tables counts as well: DynamoDB has then been reached and knows them.
    /// </summary>
    Task<bool> CanConnectAsync(CancellationToken cancellationToken);
}
