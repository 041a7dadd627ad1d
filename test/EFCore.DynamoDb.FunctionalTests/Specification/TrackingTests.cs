using EFCore.DynamoDb.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.TestUtilities;
using Microsoft.Extensions.DependencyInjection;

namespace EFCore.DynamoDb.FunctionalTests.Specification;

public abstract class FindDynamoDbTest(FindDynamoDbTest.DynamoDbFixture fixture) : FindTestBase<FindDynamoDbTest.DynamoDbFixture>(fixture)
{
    public class FindDynamoDbTestSet(DynamoDbFixture fixture) : FindDynamoDbTest(fixture)
    {
        protected override TestFinder Finder { get; } = new FindViaSetFinder();
    }

    public class FindDynamoDbTestContext(DynamoDbFixture fixture) : FindDynamoDbTest(fixture)
    {
        protected override TestFinder Finder { get; } = new FindViaContextFinder();
    }

    public class FindDynamoDbTestNonGeneric(DynamoDbFixture fixture) : FindDynamoDbTest(fixture)
    {
        protected override TestFinder Finder { get; } = new FindViaNonGenericContextFinder();
    }

    public class DynamoDbFixture : FindFixtureBase
    {
        protected override ITestStoreFactory TestStoreFactory
            => DynamoDbTestStoreFactory.Instance;
    }
}

public class ComplexTypesTrackingDynamoDbTest(ComplexTypesTrackingDynamoDbTest.DynamoDbFixture fixture) : ComplexTypesTrackingTestBase<ComplexTypesTrackingDynamoDbTest.DynamoDbFixture>(fixture)
{
    protected override async Task ExecuteWithStrategyInTransactionAsync(
        Func<DbContext, Task> testOperation,
        Func<DbContext, Task> nestedTestOperation1 = null,
        Func<DbContext, Task> nestedTestOperation2 = null,
        Func<DbContext, Task> nestedTestOperation3 = null)
    {
        try
        {
            await base.ExecuteWithStrategyInTransactionAsync(testOperation, nestedTestOperation1, nestedTestOperation2, nestedTestOperation3);
        }
        finally
        {
            await Fixture.ReseedAsync();
        }
    }

    public class DynamoDbFixture : FixtureBase
    {
        protected override ITestStoreFactory TestStoreFactory
            => DynamoDbTestStoreFactory.Instance;
    }
}

public class PropertyValuesDynamoDbTest(PropertyValuesDynamoDbTest.DynamoDbFixture fixture) : PropertyValuesTestBase<PropertyValuesDynamoDbTest.DynamoDbFixture>(fixture)
{
    public class DynamoDbFixture : PropertyValuesFixtureBase
    {
        protected override ITestStoreFactory TestStoreFactory
            => DynamoDbTestStoreFactory.Instance;
    }
}

public class CompositeKeyEndToEndDynamoDbTest(CompositeKeyEndToEndDynamoDbTest.DynamoDbFixture fixture) : CompositeKeyEndToEndTestBase<CompositeKeyEndToEndDynamoDbTest.DynamoDbFixture>(fixture)
{
    public class DynamoDbFixture : CompositeKeyEndToEndFixtureBase
    {
        protected override ITestStoreFactory TestStoreFactory
            => DynamoDbTestStoreFactory.Instance;
    }
}

public class MaterializationInterceptionDynamoDbTest(NonSharedFixture fixture)
    : MaterializationInterceptionTestBase<MaterializationInterceptionDynamoDbTest.DynamoDbLibraryContext>(fixture)
{
    protected override ITestStoreFactory TestStoreFactory
        => DynamoDbTestStoreFactory.Instance;

    public class DynamoDbLibraryContext(DbContextOptions options) : LibraryContext(options)
    {
        protected override void OnModelCreating(ModelBuilder modelBuilder)
        {
            base.OnModelCreating(modelBuilder);
            modelBuilder.Entity<TestEntity30244>().OwnsMany(e => e.Settings);
        }
    }
}

public class SeedingDynamoDbTest : SeedingTestBase
{
    protected override TestStore TestStore
        => DynamoDbTestStore.Create("SeedingTest");

    // Every item has a key: a type without one is refused in the provider's own words, seeds or not.
    public override async Task Seeding_keyless_entity_throws_exception(bool async)
    {
        using var context = CreateKeylessContextWithEmptyDatabase();

        var exception = async
            ? await Assert.ThrowsAsync<InvalidOperationException>(() => context.Database.EnsureCreatedAsync())
            : Assert.Throws<InvalidOperationException>(() => context.Database.EnsureCreated());

        Assert.Equal(DynamoDbStrings.NoKeyless(nameof(KeylessSeed)), exception.Message);
    }

    protected override SeedingContext CreateContextWithEmptyDatabase(string testId)
        => new DynamoDbSeedingContext(testId, (DynamoDbTestStore)TestStore);

    protected class DynamoDbSeedingContext(string testId, DynamoDbTestStore store) : SeedingContext(testId)
    {
        protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder)
            => store.AddProviderOptions(optionsBuilder);
    }
}

public abstract class SaveChangesInterceptionDynamoDbTestBase(SaveChangesInterceptionDynamoDbTestBase.DynamoDbFixture fixture) : SaveChangesInterceptionTestBase(fixture)
{
    /// <summary>What a transaction would have undone is not there any more.</summary>
    public override async Task<UniverseContext> SeedAsync(UniverseContext context)
    {
        await Fixture.ReseedAsync();
        return context;
    }

    public abstract class DynamoDbFixture : InterceptionFixtureBase
    {
        protected override ITestStoreFactory TestStoreFactory
            => DynamoDbTestStoreFactory.Instance;

        protected override IServiceCollection InjectInterceptors(IServiceCollection serviceCollection, IEnumerable<IInterceptor> injectedInterceptors)
            => base.InjectInterceptors(TestStoreFactory.AddProviderServices(serviceCollection), injectedInterceptors);
    }

    public class SaveChangesInterceptionDynamoDbTest(SaveChangesInterceptionDynamoDbTest.Plain fixture)
        : SaveChangesInterceptionDynamoDbTestBase(fixture), IClassFixture<SaveChangesInterceptionDynamoDbTest.Plain>
    {
        public class Plain : DynamoDbFixture
        {
            protected override string StoreName
                => "SaveChangesInterception";

            protected override bool ShouldSubscribeToDiagnosticListener
                => false;
        }
    }

    public class SaveChangesInterceptionWithDiagnosticsDynamoDbTest(SaveChangesInterceptionWithDiagnosticsDynamoDbTest.Diagnosed fixture)
        : SaveChangesInterceptionDynamoDbTestBase(fixture), IClassFixture<SaveChangesInterceptionWithDiagnosticsDynamoDbTest.Diagnosed>
    {
        public class Diagnosed : DynamoDbFixture
        {
            protected override string StoreName
                => "SaveChangesInterceptionDiagnosed";

            protected override bool ShouldSubscribeToDiagnosticListener
                => true;
        }
    }
}
