using Amazon.DynamoDBv2;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.Testing;

/// <summary>
/// The tables of a context for a test, or for the tests of a class: made under a prefix that nobody else has, emptied or made anew whenever a test wants
/// that, dropped by <see cref="DisposeAsync" />. Made by <see cref="DynamoDbLocal.CreateTablesAsync{TContext}" />.
/// </summary>
/// <remarks>Any number may exist side by side and be used in parallel: they share the server and nothing else.</remarks>
/// <typeparam name="TContext">The context whose tables they are.</typeparam>
public sealed class DynamoDbTestTables<TContext> : IAsyncDisposable
    where TContext : DbContext
{
    private readonly TablesOfPrefix _tables;
    private readonly Action<DbContextOptionsBuilder>? _configure;
    private readonly Func<DbContextOptions<TContext>, TContext> _create;

    private DynamoDbTestTables(
        IAmazonDynamoDB client, Action<DbContextOptionsBuilder>? configure, Func<DbContextOptions<TContext>, TContext>? create)
    {
        Client = client;
        TableNamePrefix = $"test-{Guid.NewGuid():N}"[..17] + "-";
        _tables = new TablesOfPrefix(client, TableNamePrefix);
        _configure = configure;
        _create = create ?? Construct;
        var builder = new DbContextOptionsBuilder<TContext>();
        Configure(builder);
        Options = builder.Options;
    }

    /// <summary>What all table names begin with: <c>test-</c> and something random.</summary>
    public string TableNamePrefix { get; }

    /// <summary>The client of the contexts, for looking at what is stored. <see cref="DisposeAsync" /> disposes it.</summary>
    public IAmazonDynamoDB Client { get; }

    /// <summary>The options of a context on these tables.</summary>
    public DbContextOptions<TContext> Options { get; }

    /// <summary>Configures a context to use these tables, where the application makes its contexts: <c>services.AddDbContext&lt;Shop&gt;(tables.Configure)</c>.</summary>
    /// <param name="optionsBuilder">The options of a context.</param>
    public void Configure(DbContextOptionsBuilder optionsBuilder)
    {
        ArgumentNullException.ThrowIfNull(optionsBuilder);
        _configure?.Invoke(optionsBuilder);

        // Last, so that whatever prefix the application has, the test's is the one that counts.
        optionsBuilder.UseDynamoDb(o => o.UseClient(Client).TableNamePrefix(TableNamePrefix));
    }

    /// <summary>Makes a new context on these tables, which the caller disposes.</summary>
    /// <exception cref="InvalidOperationException">
    /// <typeparamref name="TContext" /> has no public constructor that takes its options alone, and no function to make it was given.
    /// </exception>
    public TContext CreateContext()
        => _create(Options);

    /// <summary>
    /// Deletes the items of all tables, those of <c>HasData</c> and of seeding methods too. The tables stay: a Scan for the keys and a BatchWriteItem for each
    /// 25 items is all that is sent.
    /// </summary>
    /// <param name="cancellationToken">Stops on the way.</param>
    public Task EmptyAsync(CancellationToken cancellationToken = default)
        => _tables.EmptyAsync(cancellationToken);

    /// <summary>Drops the tables and makes them as they were at the beginning, with <c>HasData</c> and what the seeding method writes.</summary>
    /// <param name="cancellationToken">Stops on the way.</param>
    public async Task ResetAsync(CancellationToken cancellationToken = default)
    {
        var context = CreateContext();
        await using (context.ConfigureAwait(false))
        {
            await context.Database.EnsureDeletedAsync(cancellationToken).ConfigureAwait(false);
            await context.Database.EnsureCreatedAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Drops every table whose name begins with <see cref="TableNamePrefix" />, and disposes <see cref="Client" />.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await _tables.DropAsync().ConfigureAwait(false);
        }
        finally
        {
            Client.Dispose();
        }
    }

    internal static async Task<DynamoDbTestTables<TContext>> CreateAsync(
        IAmazonDynamoDB client,
        Action<DbContextOptionsBuilder>? configure,
        Func<DbContextOptions<TContext>, TContext>? create,
        CancellationToken cancellationToken)
    {
        DynamoDbTestTables<TContext>? tables = null;
        try
        {
            tables = new DynamoDbTestTables<TContext>(client, configure, create);
            var context = tables.CreateContext();
            await using (context.ConfigureAwait(false))
            {
                await context.Database.EnsureCreatedAsync(cancellationToken).ConfigureAwait(false);
            }

            return tables;
        }
        catch
        {
            if (tables is null)
            {
                client.Dispose();
            }
            else
            {
                await tables.DisposeAsync().ConfigureAwait(false);
            }

            throw;
        }
    }

    private static TContext Construct(DbContextOptions<TContext> options)
    {
        var constructor = typeof(TContext).GetConstructor([typeof(DbContextOptions<TContext>)])
            ?? throw new InvalidOperationException(TestingStrings.NoConstructor(typeof(TContext).Name));
        return (TContext)constructor.Invoke([options]);
    }
}
