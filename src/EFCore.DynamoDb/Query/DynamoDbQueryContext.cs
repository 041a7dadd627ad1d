using EFCore.DynamoDb.Client;
using EFCore.DynamoDb.Infrastructure;
using EFCore.DynamoDb.Update;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Query;

namespace EFCore.DynamoDb.Query;

/// <summary>How a context reads, whatever the query.</summary>
/// <param name="MaxParallelRequests">How many requests of one query may be under way together.</param>
/// <param name="MaxBufferedRows">How many rows of an inner query may be in memory together.</param>
/// <param name="PrefetchPages">The next page is read while the rows of one are worked on.</param>
/// <param name="CursorKey">Signs the cursors of pages; null where they are not signed.</param>
internal sealed record ReadSettings(int MaxParallelRequests, int MaxBufferedRows, bool PrefetchPages = false, byte[]? CursorKey = null);

/// <summary>What one execution of a query works with.</summary>
internal sealed class DynamoDbQueryContext(
    QueryContextDependencies dependencies,
    IDynamoDbRequestClient client,
    TableNames tableNames,
    WriteExecutor writes,
    ReadSettings settings,
    IDiagnosticsLogger<DbLoggerCategory.Database> databaseLogger)
    : QueryContext(dependencies)
{
    private readonly IDynamoDbRequestClient _client = client;
    private readonly WriteExecutor _writes = writes;
    private IDynamoDbRequestClient? _observedClient;
    private WriteExecutor? _observedWrites;

    /// <summary>What inner queries have read whole in this execution.</summary>
    public Dictionary<object, object> Prefetched { get; } = [];

    /// <summary>What inner queries have been asked for before the row that needs it was there.</summary>
    public Dictionary<object, Execution.ReadAhead> Ahead { get; } = [];

    public ReadSettings Settings { get; } = settings;

    public IDynamoDbRequestClient Client
        => _observedClient ?? _client;

    public TableNames TableNames { get; } = tableNames;

    /// <summary>For ExecuteUpdate and ExecuteDelete.</summary>
    public WriteExecutor Writes
        => _observedWrites ?? _writes;

    public IDiagnosticsLogger<DbLoggerCategory.Database> DatabaseLogger { get; } = databaseLogger;

    /// <summary>From now on these see the requests of the query, and no others: it may be enumerated again.</summary>
    public void Observe(IReadOnlyList<IRequestObserver> observers)
    {
        _observedClient = new ObservedRequestClient(_client, observers);
        _observedWrites = _writes.Over(_observedClient);
    }
}

/// <summary>Makes a <see cref="DynamoDbQueryContext" /> per execution.</summary>
internal sealed class DynamoDbQueryContextFactory(
    QueryContextDependencies dependencies,
    IDynamoDbRequestClient client,
    TableNames tableNames,
    WriteExecutor writes,
    ReadSettings settings,
    IDiagnosticsLogger<DbLoggerCategory.Database> databaseLogger) : IQueryContextFactory
{
    public QueryContext Create()
        => new DynamoDbQueryContext(dependencies, client, tableNames, writes, settings, databaseLogger);
}

/// <summary>Makes the translating visitor of one query.</summary>
internal sealed class DynamoDbQueryableMethodTranslatingExpressionVisitorFactory(
    QueryableMethodTranslatingExpressionVisitorDependencies dependencies,
    Microsoft.EntityFrameworkCore.Storage.ITypeMappingSource mappings) : IQueryableMethodTranslatingExpressionVisitorFactory
{
    public QueryableMethodTranslatingExpressionVisitor Create(QueryCompilationContext queryCompilationContext)
        => new Translation.DynamoDbQueryableMethodTranslatingExpressionVisitor(dependencies, queryCompilationContext, mappings);
}

/// <summary>Makes the compiling visitor of one query.</summary>
internal sealed class DynamoDbShapedQueryCompilingExpressionVisitorFactory(
    ShapedQueryCompilingExpressionVisitorDependencies dependencies,
    IDynamoDbSingletonOptions options) : IShapedQueryCompilingExpressionVisitorFactory
{
    public ShapedQueryCompilingExpressionVisitor Create(QueryCompilationContext queryCompilationContext)
        => new Shaping.DynamoDbShapedQueryCompilingExpressionVisitor(dependencies, queryCompilationContext, options);
}
