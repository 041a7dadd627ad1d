using Amazon.DynamoDBv2;
using EFCore.DynamoDb.Diagnostics;
using EFCore.DynamoDb.Infrastructure;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace Microsoft.EntityFrameworkCore;

/// <summary>Configures contexts to use Amazon DynamoDB.</summary>
public static class DynamoDbDbContextOptionsExtensions
{
    /// <summary>
    /// Uses DynamoDB with the AWS default chain for credentials, region and endpoint, an <see cref="IAmazonDynamoDB" /> of the application's services
    /// if there is one, or what the options say.
    /// </summary>
    /// <param name="optionsBuilder">The options of the context.</param>
    /// <param name="dynamoDbOptionsAction">Further options.</param>
    /// <exception cref="InvalidOperationException">The options contradict each other.</exception>
    public static DbContextOptionsBuilder UseDynamoDb(
        this DbContextOptionsBuilder optionsBuilder,
        Action<DynamoDbDbContextOptionsBuilder>? dynamoDbOptionsAction = null)
    {
        ArgumentNullException.ThrowIfNull(optionsBuilder);

        ((IDbContextOptionsBuilderInfrastructure)optionsBuilder).AddOrUpdateExtension(
            optionsBuilder.Options.FindExtension<DynamoDbOptionsExtension>() ?? new DynamoDbOptionsExtension());
        ConfigureWarnings(optionsBuilder);
        dynamoDbOptionsAction?.Invoke(new DynamoDbDbContextOptionsBuilder(optionsBuilder));

        // Here too, because EF validates only when it makes an internal service provider, which contradicting contexts may share with others.
        optionsBuilder.Options.FindExtension<DynamoDbOptionsExtension>()!.Validate(optionsBuilder.Options);
        return optionsBuilder;
    }

    /// <summary>Uses DynamoDB at an endpoint, such as DynamoDB Local at <c>http://localhost:8000</c>.</summary>
    /// <param name="optionsBuilder">The options of the context.</param>
    /// <param name="serviceUrl">An absolute http or https URL.</param>
    /// <param name="dynamoDbOptionsAction">Further options.</param>
    public static DbContextOptionsBuilder UseDynamoDb(
        this DbContextOptionsBuilder optionsBuilder,
        string serviceUrl,
        Action<DynamoDbDbContextOptionsBuilder>? dynamoDbOptionsAction = null)
        => optionsBuilder.UseDynamoDb(
            options =>
            {
                options.ServiceUrl(serviceUrl);
                dynamoDbOptionsAction?.Invoke(options);
            });

    /// <summary>Uses DynamoDB at an endpoint, such as that of a DynamoDB Local that a test has started.</summary>
    /// <param name="optionsBuilder">The options of the context.</param>
    /// <param name="serviceUrl">An absolute http or https URL.</param>
    /// <param name="dynamoDbOptionsAction">Further options.</param>
    public static DbContextOptionsBuilder UseDynamoDb(
        this DbContextOptionsBuilder optionsBuilder,
        Uri serviceUrl,
        Action<DynamoDbDbContextOptionsBuilder>? dynamoDbOptionsAction = null)
    {
        ArgumentNullException.ThrowIfNull(serviceUrl);
        return optionsBuilder.UseDynamoDb(serviceUrl.OriginalString, dynamoDbOptionsAction);
    }

    /// <summary>Uses DynamoDB by a client that is ready made, which the provider never disposes.</summary>
    /// <param name="optionsBuilder">The options of the context.</param>
    /// <param name="client">The client.</param>
    /// <param name="dynamoDbOptionsAction">Further options.</param>
    public static DbContextOptionsBuilder UseDynamoDb(
        this DbContextOptionsBuilder optionsBuilder,
        IAmazonDynamoDB client,
        Action<DynamoDbDbContextOptionsBuilder>? dynamoDbOptionsAction = null)
        => optionsBuilder.UseDynamoDb(
            options =>
            {
                options.UseClient(client);
                dynamoDbOptionsAction?.Invoke(options);
            });

    /// <inheritdoc cref="UseDynamoDb(DbContextOptionsBuilder, Action{DynamoDbDbContextOptionsBuilder}?)" />
    /// <typeparam name="TContext">The context.</typeparam>
    public static DbContextOptionsBuilder<TContext> UseDynamoDb<TContext>(
        this DbContextOptionsBuilder<TContext> optionsBuilder,
        Action<DynamoDbDbContextOptionsBuilder>? dynamoDbOptionsAction = null)
        where TContext : DbContext
        => (DbContextOptionsBuilder<TContext>)((DbContextOptionsBuilder)optionsBuilder).UseDynamoDb(dynamoDbOptionsAction);

    /// <inheritdoc cref="UseDynamoDb(DbContextOptionsBuilder, string, Action{DynamoDbDbContextOptionsBuilder}?)" />
    /// <typeparam name="TContext">The context.</typeparam>
    public static DbContextOptionsBuilder<TContext> UseDynamoDb<TContext>(
        this DbContextOptionsBuilder<TContext> optionsBuilder,
        string serviceUrl,
        Action<DynamoDbDbContextOptionsBuilder>? dynamoDbOptionsAction = null)
        where TContext : DbContext
        => (DbContextOptionsBuilder<TContext>)((DbContextOptionsBuilder)optionsBuilder).UseDynamoDb(serviceUrl, dynamoDbOptionsAction);

    /// <inheritdoc cref="UseDynamoDb(DbContextOptionsBuilder, Uri, Action{DynamoDbDbContextOptionsBuilder}?)" />
    /// <typeparam name="TContext">The context.</typeparam>
    public static DbContextOptionsBuilder<TContext> UseDynamoDb<TContext>(
        this DbContextOptionsBuilder<TContext> optionsBuilder,
        Uri serviceUrl,
        Action<DynamoDbDbContextOptionsBuilder>? dynamoDbOptionsAction = null)
        where TContext : DbContext
        => (DbContextOptionsBuilder<TContext>)((DbContextOptionsBuilder)optionsBuilder).UseDynamoDb(serviceUrl, dynamoDbOptionsAction);

    /// <inheritdoc cref="UseDynamoDb(DbContextOptionsBuilder, IAmazonDynamoDB, Action{DynamoDbDbContextOptionsBuilder}?)" />
    /// <typeparam name="TContext">The context.</typeparam>
    public static DbContextOptionsBuilder<TContext> UseDynamoDb<TContext>(
        this DbContextOptionsBuilder<TContext> optionsBuilder,
        IAmazonDynamoDB client,
        Action<DynamoDbDbContextOptionsBuilder>? dynamoDbOptionsAction = null)
        where TContext : DbContext
        => (DbContextOptionsBuilder<TContext>)((DbContextOptionsBuilder)optionsBuilder).UseDynamoDb(client, dynamoDbOptionsAction);

    /// <summary>Scans and synchronous operations are errors unless ConfigureWarnings says something else, before or after UseDynamoDb.</summary>
    private static void ConfigureWarnings(DbContextOptionsBuilder optionsBuilder)
    {
        var extension = optionsBuilder.Options.FindExtension<CoreOptionsExtension>() ?? new CoreOptionsExtension();
        ((IDbContextOptionsBuilderInfrastructure)optionsBuilder).AddOrUpdateExtension(
            extension.WithWarningsConfiguration(
                extension.WarningsConfiguration
                    .TryWithExplicit(DynamoDbEventId.SyncNotSupported, WarningBehavior.Throw)
                    .TryWithExplicit(DynamoDbEventId.TableScan, WarningBehavior.Throw)));
    }
}
