using EFCore.DynamoDb.Metadata;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Metadata.Conventions;
using Microsoft.EntityFrameworkCore.Metadata.Conventions.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.TestUtilities;
using Microsoft.EntityFrameworkCore.ValueGeneration;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.Extensions.DependencyInjection;

namespace EFCore.DynamoDb.FunctionalTests.Specification;

/// <summary>The provider's services, and two that DynamoDB has no equal of: keys that are counted up, and transactions that do nothing.</summary>
public sealed class DynamoDbTestStoreFactory : ITestStoreFactory
{
    public static DynamoDbTestStoreFactory Instance { get; } = new();

    public TestStore Create(string storeName)
        => DynamoDbTestStore.Create(storeName);

    public TestStore GetOrCreate(string storeName)
        => DynamoDbTestStore.GetOrCreate(storeName);

    public IServiceCollection AddProviderServices(IServiceCollection serviceCollection)
        => serviceCollection
            .AddScoped<IDbContextTransactionManager, IgnoredTransactions>()
            .AddScoped<IConventionSetPlugin, IntegerKeys>()
            .AddEntityFrameworkDynamoDb()
            .AddSingleton<TestStoreIndex>();

    public ListLoggerFactory CreateListLoggerFactory(Func<string, bool> shouldLogCategory)
        => new(shouldLogCategory);

    /// <summary>Tests that want what they did undone read their data anew instead.</summary>
    private sealed class IgnoredTransactions : IDbContextTransactionManager
    {
        public IDbContextTransaction? CurrentTransaction
            => null;

        public IDbContextTransaction BeginTransaction()
            => new Transaction();

        public Task<IDbContextTransaction> BeginTransactionAsync(CancellationToken cancellationToken = default)
            => Task.FromResult<IDbContextTransaction>(new Transaction());

        public void CommitTransaction()
        {
        }

        public Task CommitTransactionAsync(CancellationToken cancellationToken = default)
            => Task.CompletedTask;

        public void RollbackTransaction()
        {
        }

        public Task RollbackTransactionAsync(CancellationToken cancellationToken = default)
            => Task.CompletedTask;

        public void ResetState()
        {
        }

        public Task ResetStateAsync(CancellationToken cancellationToken = default)
            => Task.CompletedTask;

        private sealed class Transaction : IDbContextTransaction
        {
            public Guid TransactionId { get; } = Guid.NewGuid();

            public void Commit()
            {
            }

            public Task CommitAsync(CancellationToken cancellationToken = default)
                => Task.CompletedTask;

            public void Rollback()
            {
            }

            public Task RollbackAsync(CancellationToken cancellationToken = default)
                => Task.CompletedTask;

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync()
                => ValueTask.CompletedTask;
        }
    }

    /// <summary>EF Core's convention that integer keys are generated, with a generator that counts; no relational indexes.</summary>
    private sealed class IntegerKeys(ProviderConventionSetBuilderDependencies dependencies) : IConventionSetPlugin, IModelFinalizingConvention
    {
        public ConventionSet ModifyConventions(ConventionSet conventionSet)
        {
            conventionSet.Replace(new ValueGenerationConvention(dependencies));
            conventionSet.ModelFinalizingConventions.Insert(0, this);
            return conventionSet;
        }

        public void ProcessModelFinalizing(IConventionModelBuilder modelBuilder, IConventionContext<IConventionModelBuilder> context)
        {
            foreach (var entityType in modelBuilder.Metadata.GetEntityTypes())
            {
                // To this provider an index is a GSI or an LSI.
                foreach (var index in entityType.GetDeclaredIndexes().Where(i => i.FindAnnotation(DynamoDbAnnotationNames.IndexKind) is null).ToList())
                {
                    entityType.RemoveIndex(index);
                }

                foreach (var property in entityType.GetDeclaredProperties())
                {
                    if (property.ValueGenerated == Microsoft.EntityFrameworkCore.Metadata.ValueGenerated.OnAdd
                        && !(entityType.IsOwned() && property.IsShadowProperty())
                        && Type.GetTypeCode(property.ClrType) is >= TypeCode.SByte and <= TypeCode.UInt64
                        && property.GetValueGeneratorFactory() is null)
                    {
                        property.Builder.HasValueGenerator(typeof(Counter<>).MakeGenericType(property.ClrType));
                    }
                }
            }
        }
    }

    private sealed class Counter<T> : ValueGenerator<T>
    {
        private static int last = 100_000;

        public override bool GeneratesTemporaryValues
            => false;

        public override T Next(EntityEntry entry)
            => (T)Convert.ChangeType(Interlocked.Increment(ref last), typeof(T), System.Globalization.CultureInfo.InvariantCulture);
    }
}
