using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query.Associations;
using Microsoft.EntityFrameworkCore.Query.Associations.Navigations;
using Microsoft.EntityFrameworkCore.TestUtilities;

namespace EFCore.DynamoDb.FunctionalTests.Specification;

public class NavigationsDynamoDbFixture : NavigationsFixtureBase
{
    protected override ITestStoreFactory TestStoreFactory
        => DynamoDbTestStoreFactory.Instance;

    /// <summary>The tests expect related entities with their roots, as documents come.</summary>
    protected override void OnModelCreating(ModelBuilder modelBuilder, DbContext context)
    {
        base.OnModelCreating(modelBuilder, context);
        foreach (var type in (Type[])[typeof(RootEntity), typeof(AssociateType)])
        {
            foreach (var navigation in modelBuilder.Entity(type).Metadata.GetNavigations().Where(n => !n.Name.EndsWith("Inverse", StringComparison.Ordinal)).ToList())
            {
                modelBuilder.Entity(type).Navigation(navigation.Name).AutoInclude();
            }
        }
    }
}

public class NavigationsCollectionDynamoDbTest(NavigationsDynamoDbFixture fixture) : NavigationsCollectionTestBase<NavigationsDynamoDbFixture>(fixture);

public class NavigationsIncludeDynamoDbTest(NavigationsDynamoDbFixture fixture) : NavigationsIncludeTestBase<NavigationsDynamoDbFixture>(fixture);

public class NavigationsMiscellaneousDynamoDbTest(NavigationsDynamoDbFixture fixture) : NavigationsMiscellaneousTestBase<NavigationsDynamoDbFixture>(fixture);

public class NavigationsPrimitiveCollectionDynamoDbTest(NavigationsDynamoDbFixture fixture) : NavigationsPrimitiveCollectionTestBase<NavigationsDynamoDbFixture>(fixture);

public class NavigationsProjectionDynamoDbTest(NavigationsDynamoDbFixture fixture) : NavigationsProjectionTestBase<NavigationsDynamoDbFixture>(fixture);

public class NavigationsSetOperationsDynamoDbTest(NavigationsDynamoDbFixture fixture) : NavigationsSetOperationsTestBase<NavigationsDynamoDbFixture>(fixture);

public class NavigationsStructuralEqualityDynamoDbTest(NavigationsDynamoDbFixture fixture) : NavigationsStructuralEqualityTestBase<NavigationsDynamoDbFixture>(fixture);
