using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.EntityFrameworkCore.TestUtilities;

namespace EFCore.DynamoDb.FunctionalTests.Specification;

public class NorthwindDynamoDbFixture<TModelCustomizer> : NorthwindQueryFixtureBase<TModelCustomizer>
    where TModelCustomizer : ITestModelCustomizer, new()
{
    protected override ITestStoreFactory TestStoreFactory
        => DynamoDbTestStoreFactory.Instance;
}

public class NorthwindWhereQueryDynamoDbTest(NorthwindDynamoDbFixture<NoopModelCustomizer> fixture)
    : NorthwindWhereQueryTestBase<NorthwindDynamoDbFixture<NoopModelCustomizer>>(fixture);

public class NorthwindSelectQueryDynamoDbTest(NorthwindDynamoDbFixture<NoopModelCustomizer> fixture)
    : NorthwindSelectQueryTestBase<NorthwindDynamoDbFixture<NoopModelCustomizer>>(fixture);
