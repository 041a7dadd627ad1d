using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.EntityFrameworkCore.TestModels.Northwind;
using Microsoft.EntityFrameworkCore.TestUtilities;

namespace EFCore.DynamoDb.FunctionalTests.Specification;

public class NorthwindAsNoTrackingQueryDynamoDbTest(NorthwindDynamoDbFixture<NoopModelCustomizer> fixture)
    : NorthwindAsNoTrackingQueryTestBase<NorthwindDynamoDbFixture<NoopModelCustomizer>>(fixture);

public class NorthwindAsTrackingQueryDynamoDbTest(NorthwindDynamoDbFixture<NoopModelCustomizer> fixture)
    : NorthwindAsTrackingQueryTestBase<NorthwindDynamoDbFixture<NoopModelCustomizer>>(fixture);

public class NorthwindQueryFiltersQueryDynamoDbTest(NorthwindDynamoDbFixture<NorthwindQueryFiltersCustomizer> fixture)
    : NorthwindQueryFiltersQueryTestBase<NorthwindDynamoDbFixture<NorthwindQueryFiltersCustomizer>>(fixture);

public class NorthwindCompiledQueryDynamoDbTest(NorthwindDynamoDbFixture<NoopModelCustomizer> fixture)
    : NorthwindCompiledQueryTestBase<NorthwindDynamoDbFixture<NoopModelCustomizer>>(fixture);

public class NorthwindQueryTaggingQueryDynamoDbTest(NorthwindDynamoDbFixture<NoopModelCustomizer> fixture)
    : NorthwindQueryTaggingQueryTestBase<NorthwindDynamoDbFixture<NoopModelCustomizer>>(fixture);

public class NorthwindFunctionsQueryDynamoDbTest(NorthwindDynamoDbFixture<NoopModelCustomizer> fixture)
    : NorthwindFunctionsQueryTestBase<NorthwindDynamoDbFixture<NoopModelCustomizer>>(fixture);

public class NorthwindJoinQueryDynamoDbTest(NorthwindDynamoDbFixture<NoopModelCustomizer> fixture)
    : NorthwindJoinQueryTestBase<NorthwindDynamoDbFixture<NoopModelCustomizer>>(fixture);

public class NorthwindChangeTrackingQueryDynamoDbTest(NorthwindDynamoDbFixture<NoopModelCustomizer> fixture)
    : NorthwindChangeTrackingQueryTestBase<NorthwindDynamoDbFixture<NoopModelCustomizer>>(fixture)
{
    protected override NorthwindContext CreateNoTrackingContext()
        => new NorthwindDynamoDbContext(
            new DbContextOptionsBuilder(Fixture.CreateOptions()).UseQueryTrackingBehavior(QueryTrackingBehavior.NoTracking).Options);
}
