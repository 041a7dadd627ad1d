using EFCore.DynamoDb.Client;
using EFCore.DynamoDb.Diagnostics;
using EFCore.DynamoDb.Metadata;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.Update;

namespace EFCore.DynamoDb.Storage;

/// <summary>
/// What EF calls to make and delete the "database", here the tables of the model, and to fill new ones. Nothing of it runs unless it is called: no query
/// and no save needs it.
/// </summary>
internal sealed class DynamoDbDatabaseCreator(
    IDynamoDbTableClient client,
    TableNames names,
    ICurrentDbContext currentContext,
    IDesignTimeModel designTimeModel,
    IUpdateAdapterFactory updateAdapters,
    ISeedWriter seedWriter,
    IDbContextOptions options,
    IDiagnosticsLogger<DbLoggerCategory.Database> logger)
    : IDatabaseCreator
{
    /// <summary>Of the 500 table operations that DynamoDB does for an account at a time (250 with indexes), one context takes only some.</summary>
    private const int MaxTablesAtOnce = 20;

    private readonly TableLifecycle _lifecycle = new(client, TimeProvider.System);

    private IModel Model
        => currentContext.Context.Model;

    public bool EnsureCreated()
    {
        logger.SyncNotSupported();
        var (seeder, asyncSeeder) = Seeders();
        if (seeder is null && asyncSeeder is not null)
        {
            throw new InvalidOperationException(CoreStrings.MissingSeeder);
        }

        var created = Block(() => CreateAsync(Model.GetTables(), CancellationToken.None));
        seeder?.Invoke(currentContext.Context, created);
        return created;
    }

    public async Task<bool> EnsureCreatedAsync(CancellationToken cancellationToken = default)
    {
        var (seeder, asyncSeeder) = Seeders();
        if (asyncSeeder is null && seeder is not null)
        {
            throw new InvalidOperationException(CoreStrings.MissingAsyncSeeder);
        }

        var created = await CreateAsync(Model.GetTables(), cancellationToken).ConfigureAwait(false);
        if (asyncSeeder is not null)
        {
            await asyncSeeder(currentContext.Context, created, cancellationToken).ConfigureAwait(false);
        }

        return created;
    }

    public bool EnsureDeleted()
    {
        logger.SyncNotSupported();
        return Block(() => DeleteAsync(Model.GetTables(), CancellationToken.None));
    }

    public Task<bool> EnsureDeletedAsync(CancellationToken cancellationToken = default)
        => DeleteAsync(Model.GetTables(), cancellationToken);

    public bool CanConnect()
    {
        logger.SyncNotSupported();
        return Block(() => CanConnectAsync());
    }

    public async Task<bool> CanConnectAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            return await client.CanConnectAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            // That is the answer, as with every provider: the log has the reason.
            return false;
        }
    }

    /// <summary>Makes what is missing of these tables, after none of them was found to be another than the model's; writes HasData to new ones.</summary>
    /// <returns>Whether a table or anything of one was made.</returns>
    public async Task<bool> CreateAsync(IReadOnlyList<TableModel> tables, CancellationToken cancellationToken)
    {
        var definitions = TableDefinitions.Of(tables, names);
        var states = new TableState[definitions.Count];
        await ForEachAsync(
            definitions.Count,
            async (i, token) => states[i] = await _lifecycle.ReadAsync(definitions[i].Definition, token).ConfigureAwait(false),
            cancellationToken).ConfigureAwait(false);

        // Before anything is made, so that a model that does not fit leaves nothing half done.
        var conflicts = new List<string>();
        for (var i = 0; i < states.Length; i++)
        {
            if (states[i].Description is { Status: not TableStatus.Deleting } description
                && TableComparison.Of(definitions[i].Definition, description, states[i].TimeToLive).Conflicts is { Count: > 0 } found)
            {
                conflicts.Add(DynamoDbStrings.TableConflicts(definitions[i].Definition.TableName, found));
            }
        }

        if (conflicts.Count > 0)
        {
            throw new InvalidOperationException(string.Join(Environment.NewLine, conflicts));
        }

        var outcomes = new TableOutcome[definitions.Count];
        await ForEachAsync(
            definitions.Count,
            async (i, token) => outcomes[i] = await _lifecycle.EnsureAsync(definitions[i].Definition, states[i], token).ConfigureAwait(false),
            cancellationToken).ConfigureAwait(false);

        var created = definitions.Where((_, i) => outcomes[i] == TableOutcome.Created).Select(d => d.Table.Name).ToHashSet(StringComparer.Ordinal);
        if (created.Count > 0)
        {
            await WriteModelDataAsync(created, cancellationToken).ConfigureAwait(false);
        }

        return outcomes.Any(o => o != TableOutcome.Unchanged);
    }

    /// <summary>Deletes these tables with all their items.</summary>
    /// <returns>Whether there was any.</returns>
    public async Task<bool> DeleteAsync(IReadOnlyList<TableModel> tables, CancellationToken cancellationToken)
    {
        TableDefinition[] definitions = [.. tables.Select(t => TableDefinitions.Of(t, names.PhysicalName(t.Name)))];

        // Before anything is deleted: what the model protects stays whole.
        await ForEachAsync(
            definitions.Length,
            async (i, token) =>
            {
                if (definitions[i].DeletionProtection)
                {
                    await _lifecycle.ThrowIfProtectedAsync(definitions[i].TableName, null, token).ConfigureAwait(false);
                }
            },
            cancellationToken).ConfigureAwait(false);

        var deleted = new bool[tables.Count];
        await ForEachAsync(
            tables.Count,
            async (i, token) => deleted[i] = await _lifecycle.DeleteAsync(definitions[i], token).ConfigureAwait(false),
            cancellationToken).ConfigureAwait(false);
        return deleted.Contains(true);
    }

    /// <summary>The table as DynamoDB describes it, or null when there is none.</summary>
    public Task<TableDescription?> DescribeAsync(TableModel table, CancellationToken cancellationToken)
        => client.DescribeTableAsync(names.PhysicalName(table.Name), cancellationToken);

    /// <summary>A CloudFormation template that makes these tables. No request is sent.</summary>
    public string Script(IReadOnlyList<TableModel> tables)
        => CloudFormationTemplate.Of([.. TableDefinitions.Of(tables, names).Select(d => d.Definition)]);

    /// <summary>In what the live tables differ from these.</summary>
    public async Task<DynamoDbSchemaReport> ValidateAsync(IReadOnlyList<TableModel> tables, CancellationToken cancellationToken)
    {
        var definitions = TableDefinitions.Of(tables, names);
        var live = new LiveTable[definitions.Count];
        await ForEachAsync(
            definitions.Count,
            async (i, token) => live[i] = await LiveTable.ReadAsync(client, definitions[i].Definition.TableName, token).ConfigureAwait(false),
            cancellationToken).ConfigureAwait(false);
        return SchemaComparison.Compare(definitions.Select((d, i) => (d.Definition, live[i])));
    }

    private async Task WriteModelDataAsync(HashSet<string> tables, CancellationToken cancellationToken)
    {
        // The model that the context runs on has no data: it stays in the one it was made of.
        var adapter = updateAdapters.CreateStandalone();
        foreach (var entityType in designTimeModel.Model.GetEntityTypes())
        {
            if (RootOf(entityType).FindPrimaryKey() is null || !tables.Contains(DynamoDbMetadata.TableNameOf(RootOf(entityType))))
            {
                continue;
            }

            foreach (var values in entityType.GetSeedData())
            {
                adapter.CreateEntry(values, adapter.Model.FindEntityType(entityType.Name)!).EntityState = EntityState.Added;
            }
        }

        var entries = adapter.GetEntriesToSave();
        if (entries.Count > 0)
        {
            await seedWriter.WriteAsync(entries, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The type whose item holds an owned one.</summary>
    private static IEntityType RootOf(IEntityType entityType)
    {
        while (entityType.FindOwnership() is { } ownership)
        {
            entityType = ownership.PrincipalEntityType;
        }

        return entityType;
    }

    private (Action<DbContext, bool>? Seeder, Func<DbContext, bool, CancellationToken, Task>? AsyncSeeder) Seeders()
    {
        var core = options.FindExtension<CoreOptionsExtension>();
        return (core?.Seeder, core?.AsyncSeeder);
    }

    private static Task ForEachAsync(int count, Func<int, CancellationToken, Task> body, CancellationToken cancellationToken)
        => Parallel.ForAsync(
            0,
            count,
            new ParallelOptions { MaxDegreeOfParallelism = MaxTablesAtOnce, CancellationToken = cancellationToken },
            async (i, token) => await body(i, token).ConfigureAwait(false));

    /// <summary>On a thread of the pool: whatever synchronisation context the caller has, no continuation can wait for it.</summary>
    private static T Block<T>(Func<Task<T>> operation)
        => Task.Run(operation).GetAwaiter().GetResult();
}
