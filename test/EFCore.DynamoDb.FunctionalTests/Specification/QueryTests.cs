using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.EntityFrameworkCore.TestModels.ComplexTypeModel;
using Microsoft.EntityFrameworkCore.TestModels.InheritanceModel;
using Microsoft.EntityFrameworkCore.TestUtilities;

namespace EFCore.DynamoDb.FunctionalTests.Specification;

public class ComplexTypeQueryDynamoDbTest(ComplexTypeQueryDynamoDbTest.DynamoDbFixture fixture) : ComplexTypeQueryTestBase<ComplexTypeQueryDynamoDbTest.DynamoDbFixture>(fixture)
{
    // The base tests compare with an address that is not the first one by its code, and count on a refusal; the last one by its code it is.
    public override Task Subquery_over_complex_type(bool async)
    {
        var address = new Address
        {
            AddressLine1 = "804 S. Lakeshore Road",
            ZipCode = 38654,
            Country = new() { FullName = "United States", Code = "US" },
            Tags = ["foo", "bar"],
        };

        return AssertQuery(
            async,
            ss => ss.Set<Customer>().Where(c => ss.Set<Customer>().Select(c => c.ShippingAddress).OrderByDescending(a => a.ZipCode).First() == address),
            ss => ss.Set<Customer>().Where(c => ss.Set<Customer>().Select(c => c.ShippingAddress).OrderByDescending(a => a.ZipCode).First().AddressLine1 == address.AddressLine1));
    }

    public override Task Subquery_over_struct_complex_type(bool async)
    {
        var address = new AddressStruct
        {
            AddressLine1 = "804 S. Lakeshore Road",
            ZipCode = 38654,
            Country = new CountryStruct { FullName = "United States", Code = "US" },
        };

        return AssertQuery(
            async,
            ss => ss.Set<ValuedCustomer>().Where(c => ss.Set<ValuedCustomer>().Select(c => c.ShippingAddress).OrderByDescending(a => a.ZipCode).First() == address));
    }

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
