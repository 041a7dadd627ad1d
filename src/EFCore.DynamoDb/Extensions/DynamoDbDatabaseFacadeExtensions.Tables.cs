using System.Runtime.CompilerServices;
using EFCore.DynamoDb.Diagnostics;
using EFCore.DynamoDb.Metadata;
using EFCore.DynamoDb.Storage;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using TableDescription = Amazon.DynamoDBv2.Model.TableDescription;

namespace Microsoft.EntityFrameworkCore;

public static partial class DynamoDbDatabaseFacadeExtensions
{
    /// <summary>
    /// Does for the table of one entity type what <see cref="DatabaseFacade.EnsureCreatedAsync" /> does for all: makes it, with its indexes and time to
    /// live and the data that the model has for it (<c>HasData</c>), or adds to it what it lacks; returns when it is ACTIVE.
    /// </summary>
    /// <remarks>
    /// DynamoDB adds global indexes to an existing table one at a time, each in minutes at least. Methods given to <c>UseAsyncSeeding</c> are not called.
    /// </remarks>
    /// <typeparam name="TEntity">An entity type of the model. Types that share its table are served with it.</typeparam>
    /// <param name="database">The <see cref="DbContext.Database" /> of the context.</param>
    /// <param name="cancellationToken">Stops waiting; what DynamoDB has begun it finishes.</param>
    /// <returns>Whether anything was made; false when all was there.</returns>
    /// <exception cref="InvalidOperationException">
    /// The table exists with another key, lacks a local index or differs otherwise in what cannot be changed; or DynamoDB refused.
    /// </exception>
    /// <exception cref="TimeoutException">The table was not ACTIVE in ten minutes, or an index not in an hour.</exception>
    public static Task<bool> CreateTableAsync<TEntity>(this DatabaseFacade database, CancellationToken cancellationToken = default)
        where TEntity : class
        => CreatorOf(database).CreateAsync([TableOf<TEntity>(database)], cancellationToken);

    /// <summary>Deletes the table of an entity type with all its items, those of other entity types in it too, and returns when it is gone.</summary>
    /// <typeparam name="TEntity">An entity type of the model.</typeparam>
    /// <param name="database">The <see cref="DbContext.Database" /> of the context.</param>
    /// <param name="cancellationToken">Stops waiting; what DynamoDB has begun it finishes.</param>
    /// <returns>Whether there was a table.</returns>
    /// <exception cref="InvalidOperationException">DynamoDB refused, as it does for a table with deletion protection.</exception>
    /// <exception cref="TimeoutException">The table was not gone in ten minutes.</exception>
    public static Task<bool> DeleteTableAsync<TEntity>(this DatabaseFacade database, CancellationToken cancellationToken = default)
        where TEntity : class
        => CreatorOf(database).DeleteAsync([TableOf<TEntity>(database)], cancellationToken);

    /// <summary>
    /// Asks DynamoDB for the table of an entity type: its status, keys, indexes, throughput, and counts and sizes, which DynamoDB renews every six hours.
    /// </summary>
    /// <typeparam name="TEntity">An entity type of the model.</typeparam>
    /// <param name="database">The <see cref="DbContext.Database" /> of the context.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>The SDK's description, or null when there is no such table.</returns>
    /// <exception cref="InvalidOperationException">DynamoDB refused.</exception>
    public static async Task<TableDescription?> DescribeTableAsync<TEntity>(
        this DatabaseFacade database, CancellationToken cancellationToken = default)
        where TEntity : class
    {
        var description = await CreatorOf(database).DescribeAsync(TableOf<TEntity>(database), cancellationToken).ConfigureAwait(false);
        return description?.Sdk;
    }

    /// <summary>
    /// Compares the model with the live tables: keys, indexes, billing and throughput, class, protection, stream, encryption, time to live, backups, tags and
    /// replicas. Nothing is changed.
    /// </summary>
    /// <remarks>Four requests a table, up to 20 tables at a time: <c>DescribeTable</c>, <c>DescribeTimeToLive</c>, <c>DescribeContinuousBackups</c>, <c>ListTagsOfResource</c>.</remarks>
    /// <param name="database">The <see cref="DbContext.Database" /> of the context.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    /// <returns>Every difference, and what could not be compared.</returns>
    /// <exception cref="InvalidOperationException">DynamoDB refused to describe a table. What the credentials may not ask besides is in the report.</exception>
    public static Task<DynamoDbSchemaReport> ValidateSchemaAsync(this DatabaseFacade database, CancellationToken cancellationToken = default)
        => CreatorOf(database).ValidateAsync(database.GetService<ICurrentDbContext>().Context.Model.GetTables(), cancellationToken);

    /// <summary>
    /// A CloudFormation template in JSON that makes the tables of the model with their indexes and settings: for systems where deployments make tables. No
    /// request is sent.
    /// </summary>
    /// <remarks>
    /// Data of the model (<c>HasData</c>) is not in it. Tables are retained when they leave the stack. A table with replicas is an
    /// <c>AWS::DynamoDB::GlobalTable</c>; its tags, protection and backups are those of every replica.
    /// </remarks>
    /// <param name="database">The <see cref="DbContext.Database" /> of the context.</param>
    public static string GenerateCreateScript(this DatabaseFacade database)
        => CreatorOf(database).Script(database.GetService<ICurrentDbContext>().Context.Model.GetTables());

    private static DynamoDbDatabaseCreator CreatorOf(DatabaseFacade database, [CallerMemberName] string method = "")
        => database.IsDynamoDb()
            ? (DynamoDbDatabaseCreator)database.GetService<IDatabaseCreator>()
            : throw new InvalidOperationException(DynamoDbStrings.OtherProvider(method, database.ProviderName));

    private static TableModel TableOf<TEntity>(DatabaseFacade database)
    {
        var context = database.GetService<ICurrentDbContext>().Context;
        return context.Model.FindEntityType(typeof(TEntity)) is { } entityType && !entityType.IsOwned() && entityType.FindPrimaryKey() is not null
            ? entityType.GetTable()
            : throw new InvalidOperationException(DynamoDbStrings.NotAnEntityTypeWithTable(typeof(TEntity).Name, context.GetType().Name));
    }
}
