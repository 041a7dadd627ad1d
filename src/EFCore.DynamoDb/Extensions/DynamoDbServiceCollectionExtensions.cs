using System.ComponentModel;
using EFCore.DynamoDb.Client;
using EFCore.DynamoDb.Diagnostics;
using EFCore.DynamoDb.Infrastructure;
using EFCore.DynamoDb.Metadata;
using EFCore.DynamoDb.Query.Shaping;
using EFCore.DynamoDb.Query;
using EFCore.DynamoDb.Storage;
using EFCore.DynamoDb.Update;
using Microsoft.EntityFrameworkCore.ChangeTracking.Internal;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Internal;
using Microsoft.EntityFrameworkCore.Metadata.Conventions.Infrastructure;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.ValueGeneration;
using Microsoft.EntityFrameworkCore;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers contexts that use DynamoDB, and the provider's own services.</summary>
public static class DynamoDbServiceCollectionExtensions
{
    /// <summary>Registers a context that uses DynamoDB: <c>services.AddDynamoDb&lt;Shop>()</c>.</summary>
    /// <remarks>A short form of <c>AddDbContext</c> with <c>UseDynamoDb</c>; contexts in a pool or by a factory are configured with <c>UseDynamoDb</c>.</remarks>
    /// <typeparam name="TContext">The context.</typeparam>
    /// <param name="serviceCollection">The application's services.</param>
    /// <param name="dynamoDbOptionsAction">Options of the provider.</param>
    /// <param name="optionsAction">Options of the context.</param>
    public static IServiceCollection AddDynamoDb<TContext>(
        this IServiceCollection serviceCollection,
        Action<DynamoDbDbContextOptionsBuilder>? dynamoDbOptionsAction = null,
        Action<DbContextOptionsBuilder>? optionsAction = null)
        where TContext : DbContext
        => serviceCollection.AddDbContext<TContext>(
            (_, options) =>
            {
                optionsAction?.Invoke(options);
                options.UseDynamoDb(dynamoDbOptionsAction);
            });

    /// <summary>
    /// Registers the provider's services in a collection that is to become an internal service provider
    /// (<see cref="DbContextOptionsBuilder.UseInternalServiceProvider" />). Applications call <see cref="AddDynamoDb{TContext}" /> or <c>UseDynamoDb</c>.
    /// </summary>
    /// <param name="serviceCollection">The collection.</param>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static IServiceCollection AddEntityFrameworkDynamoDb(this IServiceCollection serviceCollection)
    {
        var builder = new EntityFrameworkServicesBuilder(serviceCollection)
            .TryAdd<LoggingDefinitions, DynamoDbLoggingDefinitions>()
            .TryAdd<IDatabaseProvider, DatabaseProvider<DynamoDbOptionsExtension>>()
            .TryAdd<IDatabase, DynamoDbDatabase>()
            .TryAdd<IDatabaseCreator, DynamoDbDatabaseCreator>()
            .TryAdd<IProviderConventionSetBuilder, DynamoDbConventionSetBuilder>()
            .TryAdd<IModelValidator, DynamoDbModelValidator>()
            .TryAdd<IDbContextTransactionManager, DynamoDbTransactionManager>()
            .TryAdd<IEntityFinderSource, DynamoDbEntityFinderSource>()
            .TryAdd<IResettableService, UpsertMarks>(p => p.GetRequiredService<UpsertMarks>())
            .TryAdd<IStateManager, DynamoDbStateManager>()
            .TryAdd<IValueGeneratorSelector, DynamoDbValueGeneratorSelector>()
            .TryAdd<IResettableService, EntryConditions>(p => p.GetRequiredService<EntryConditions>())
            .TryAdd<IResettableService, StagedWrites>(p => p.GetRequiredService<StagedWrites>())
            .TryAdd<IResettableService, StoreValues>(p => p.GetRequiredService<StoreValues>())
            .TryAdd<IResettableService, WritesInDoubt>(p => p.GetRequiredService<WritesInDoubt>())
            .TryAdd<IResettableService, OldValues>(p => p.GetRequiredService<OldValues>())
            .TryAdd<IInterceptorAggregator, RequestInterceptorAggregator>()
            .TryAdd<ITypeMappingSource, DynamoDbTypeMappingSource>()
            .TryAdd<IQueryContextFactory, DynamoDbQueryContextFactory>()
            .TryAdd<IQueryTranslationPreprocessorFactory, DynamoDbQueryTranslationPreprocessorFactory>()
            .TryAdd<IQueryableMethodTranslatingExpressionVisitorFactory, DynamoDbQueryableMethodTranslatingExpressionVisitorFactory>()
            .TryAdd<IStructuralTypeMaterializerSource, DynamoDbStructuralTypeMaterializerSource>()
            .TryAdd<IShapedQueryCompilingExpressionVisitorFactory, DynamoDbShapedQueryCompilingExpressionVisitorFactory>()
            .TryAdd<ISingletonOptions, IDynamoDbSingletonOptions>(p => p.GetRequiredService<IDynamoDbSingletonOptions>())
            .TryAddProviderSpecificServices(
                services => services
                    .TryAddSingleton<IDynamoDbSingletonOptions, DynamoDbSingletonOptions>()
                    .TryAddSingleton(p => new SharedClient(p.GetRequiredService<IDynamoDbSingletonOptions>().ClientSettings))
                    .TryAddScoped(CreateContextClient)
                    .TryAddScoped(CreateTableNames)
                    .TryAddScoped<IDynamoDbRequestClient>(
                        p => new LoggedRequestClient(
                            new SdkRequestClient(p.GetRequiredService<ContextClient>(), Options(p).ReturnConsumedCapacity, CreateHook(p)),
                            p.GetRequiredService<IDiagnosticsLogger<DbLoggerCategory.Database.Command>>()))
                    .TryAddScoped(
                        p => new WriteExecutor(
                            p.GetRequiredService<IDynamoDbRequestClient>(), p.GetRequiredService<TableNames>(), Options(p).IdempotentWrites))
                    .TryAddScoped<ISeedWriter, SeedWriter>()
                    .TryAddScoped<UpsertMarks, UpsertMarks>()
                    .TryAddScoped<StoreValues, StoreValues>()
                    .TryAddScoped<WritesInDoubt, WritesInDoubt>()
                    .TryAddScoped<OldValues, OldValues>()
                    .TryAddScoped<EntryConditions, EntryConditions>()
                    .TryAddScoped<StagedWrites, StagedWrites>()
                    .TryAddScoped<BulkWriter, BulkWriter>()
                    .TryAddScoped(CreateExpiryClock)
                    .TryAddScoped(p => new ReadSettings(Options(p).MaxParallelRequests, Options(p).MaxBufferedRows, Options(p).PrefetchPages, Options(p).CursorKey))
                    .TryAddScoped(p => new SaveScope(Options(p).AllowTransactionChunking, Options(p).IgnoreMissingDeletes))
                    .TryAddScoped<IDynamoDbTableClient>(
                        p => new LoggedTableClient(
                            new SdkTableClient(p.GetRequiredService<ContextClient>()),
                            p.GetRequiredService<IDiagnosticsLogger<DbLoggerCategory.Database.Command>>())));

        builder.TryAddCoreServices();

        return serviceCollection;
    }

    private static DynamoDbOptionsExtension Options(IServiceProvider provider)
        => provider.GetRequiredService<IDbContextOptions>().FindExtension<DynamoDbOptionsExtension>() ?? new DynamoDbOptionsExtension();

    private static ContextClient CreateContextClient(IServiceProvider provider)
    {
        var options = Options(provider);
        return new ContextClient(
            new ClientChoice(options.Client, options.ClientFactory),
            options.ClientSettings,
            provider.GetRequiredService<IDbContextOptions>().FindExtension<CoreOptionsExtension>()?.ApplicationServiceProvider,
            provider.GetRequiredService<SharedClient>());
    }

    private static RequestHook CreateHook(IServiceProvider provider)
    {
        if (provider.GetRequiredService<IInterceptors>().Aggregate<IDynamoDbRequestInterceptor>() is not { } interceptor)
        {
            return RequestHook.None;
        }

        var context = provider.GetRequiredService<ICurrentDbContext>();
        return new RequestHook((request, cancellationToken) => interceptor.SendingRequestAsync(request, context.Context, cancellationToken));
    }

    private static ExpiryClock CreateExpiryClock(IServiceProvider provider)
        => new(Options(provider).Time
            ?? provider.GetRequiredService<IDbContextOptions>().FindExtension<CoreOptionsExtension>()?.ApplicationServiceProvider?.GetService<TimeProvider>()
            ?? TimeProvider.System);

    private static TableNames CreateTableNames(IServiceProvider provider)
    {
        var options = Options(provider);
        return new TableNames(options.TableNamePrefix, options.TableNaming);
    }
}
