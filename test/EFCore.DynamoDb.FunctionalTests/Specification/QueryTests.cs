using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.EntityFrameworkCore.TestModels.InheritanceModel;
using Microsoft.EntityFrameworkCore.TestUtilities;

namespace EFCore.DynamoDb.FunctionalTests.Specification;

public class ComplexTypeQueryDynamoDbTest(ComplexTypeQueryDynamoDbTest.DynamoDbFixture fixture) : ComplexTypeQueryTestBase<ComplexTypeQueryDynamoDbTest.DynamoDbFixture>(fixture)
{
    public class DynamoDbFixture : ComplexTypeQueryFixtureBase
    {
        protected override ITestStoreFactory TestStoreFactory
            => DynamoDbTestStoreFactory.Instance;
    }
}

public class OwnedQueryDynamoDbTest(OwnedQueryDynamoDbTest.DynamoDbFixture fixture) : OwnedQueryTestBase<OwnedQueryDynamoDbTest.DynamoDbFixture>(fixture)
{
    public class DynamoDbFixture : OwnedQueryFixtureBase
    {
        protected override ITestStoreFactory TestStoreFactory
            => DynamoDbTestStoreFactory.Instance;
    }
}

public class FunkyDataQueryDynamoDbTest(FunkyDataQueryDynamoDbTest.DynamoDbFixture fixture) : FunkyDataQueryTestBase<FunkyDataQueryDynamoDbTest.DynamoDbFixture>(fixture)
{
    public class DynamoDbFixture : FunkyDataQueryFixtureBase
    {
        protected override ITestStoreFactory TestStoreFactory
            => DynamoDbTestStoreFactory.Instance;
    }
}

public class InheritanceQueryDynamoDbTest(InheritanceQueryDynamoDbTest.DynamoDbFixture fixture) : InheritanceQueryTestBase<InheritanceQueryDynamoDbTest.DynamoDbFixture>(fixture)
{
    protected override bool EnforcesFkConstraints
        => false;

    public class DynamoDbFixture : InheritanceQueryFixtureBase
    {
        protected override ITestStoreFactory TestStoreFactory
            => DynamoDbTestStoreFactory.Instance;

        protected override void OnModelCreating(ModelBuilder modelBuilder, DbContext context)
        {
            base.OnModelCreating(modelBuilder, context);
            modelBuilder.Entity<AnimalQuery>().ToQuery(
                () => context.Set<Bird>().Select(
                    b => b is Kiwi
                        ? (AnimalQuery)new KiwiQuery
                        {
                            Name = b.Name,
                            CountryId = b.CountryId,
                            EagleId = b.EagleId,
                            FoundOn = ((Kiwi)b).FoundOn,
                            IsFlightless = b.IsFlightless,
                        }
                        : new EagleQuery
                        {
                            Name = b.Name,
                            CountryId = b.CountryId,
                            EagleId = b.EagleId,
                            Group = ((Eagle)b).Group,
                            IsFlightless = b.IsFlightless,
                        }));
        }
    }
}
