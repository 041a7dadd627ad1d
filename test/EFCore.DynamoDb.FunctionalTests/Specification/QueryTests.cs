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
            modelBuilder.Entity<AnimalQuery>().ToQuery(() => context.Set<Bird>().Select(b => View(b)));
        }

        private static AnimalQuery View(Bird bird)
            => bird switch
            {
                Kiwi kiwi => new KiwiQuery { Name = kiwi.Name, CountryId = kiwi.CountryId, EagleId = kiwi.EagleId, FoundOn = kiwi.FoundOn, IsFlightless = kiwi.IsFlightless },
                Eagle eagle => new EagleQuery { Name = eagle.Name, CountryId = eagle.CountryId, EagleId = eagle.EagleId, Group = eagle.Group, IsFlightless = eagle.IsFlightless },
                _ => throw new InvalidOperationException(),
            };
    }
}
