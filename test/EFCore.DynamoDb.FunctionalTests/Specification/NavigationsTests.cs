using Microsoft.EntityFrameworkCore.Query.Associations.Navigations;
using Microsoft.EntityFrameworkCore.TestUtilities;

namespace EFCore.DynamoDb.FunctionalTests.Specification;

public class NavigationsDynamoDbFixture : NavigationsFixtureBase
{
    protected override ITestStoreFactory TestStoreFactory
        => DynamoDbTestStoreFactory.Instance;
}

public class NavigationsCollectionDynamoDbTest(NavigationsDynamoDbFixture fixture) : NavigationsCollectionTestBase<NavigationsDynamoDbFixture>(fixture);

public class NavigationsIncludeDynamoDbTest(NavigationsDynamoDbFixture fixture) : NavigationsIncludeTestBase<NavigationsDynamoDbFixture>(fixture);

public class NavigationsMiscellaneousDynamoDbTest(NavigationsDynamoDbFixture fixture) : NavigationsMiscellaneousTestBase<NavigationsDynamoDbFixture>(fixture);

public class NavigationsPrimitiveCollectionDynamoDbTest(NavigationsDynamoDbFixture fixture) : NavigationsPrimitiveCollectionTestBase<NavigationsDynamoDbFixture>(fixture);

public class NavigationsProjectionDynamoDbTest(NavigationsDynamoDbFixture fixture) : NavigationsProjectionTestBase<NavigationsDynamoDbFixture>(fixture);

public class NavigationsSetOperationsDynamoDbTest(NavigationsDynamoDbFixture fixture) : NavigationsSetOperationsTestBase<NavigationsDynamoDbFixture>(fixture);

public class NavigationsStructuralEqualityDynamoDbTest(NavigationsDynamoDbFixture fixture) : NavigationsStructuralEqualityTestBase<NavigationsDynamoDbFixture>(fixture);
