using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Query.Associations;
using Microsoft.EntityFrameworkCore.Query.Associations.ComplexProperties;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.TestUtilities;

namespace EFCore.DynamoDb.FunctionalTests.Specification;

public class ComplexPropertiesDynamoDbFixture : ComplexPropertiesFixtureBase
{
    protected override ITestStoreFactory TestStoreFactory
        => DynamoDbTestStoreFactory.Instance;
}

public class ComplexPropertiesBulkUpdateDynamoDbTest(ComplexPropertiesBulkUpdateDynamoDbTest.WrittenFixture fixture)
    : ComplexPropertiesBulkUpdateTestBase<ComplexPropertiesBulkUpdateDynamoDbTest.WrittenFixture>(fixture), IAsyncLifetime
{
    public Task InitializeAsync()
        => Task.CompletedTask;

    /// <summary>What a transaction would have undone.</summary>
    public Task DisposeAsync()
        => Fixture.ReseedAsync();

    public class WrittenFixture : ComplexPropertiesDynamoDbFixture
    {
        protected override string StoreName
            => base.StoreName + "Written";

        public override void UseTransaction(DatabaseFacade facade, IDbContextTransaction transaction)
        {
            // There is none.
        }
    }
}

public class ComplexPropertiesCollectionDynamoDbTest(ComplexPropertiesDynamoDbFixture fixture) : ComplexPropertiesCollectionTestBase<ComplexPropertiesDynamoDbFixture>(fixture)
{
    // Lists are compared with each other by ==, but are no values that a Distinct could put side by side.
    public override Task Distinct_over_projected_nested_collection()
        => AssertTranslationFailed(base.Distinct_over_projected_nested_collection);

    public override Task Distinct_over_projected_filtered_nested_collection()
        => AssertTranslationFailed(base.Distinct_over_projected_filtered_nested_collection);
}

public class ComplexPropertiesMiscellaneousDynamoDbTest(ComplexPropertiesDynamoDbFixture fixture) : ComplexPropertiesMiscellaneousTestBase<ComplexPropertiesDynamoDbFixture>(fixture);

public class ComplexPropertiesPrimitiveCollectionDynamoDbTest(ComplexPropertiesDynamoDbFixture fixture) : ComplexPropertiesPrimitiveCollectionTestBase<ComplexPropertiesDynamoDbFixture>(fixture);

public class ComplexPropertiesProjectionDynamoDbTest(ComplexPropertiesDynamoDbFixture fixture) : ComplexPropertiesProjectionTestBase<ComplexPropertiesDynamoDbFixture>(fixture);

public class ComplexPropertiesSetOperationsDynamoDbTest(ComplexPropertiesDynamoDbFixture fixture) : ComplexPropertiesSetOperationsTestBase<ComplexPropertiesDynamoDbFixture>(fixture)
{
    // The base does not say what a list of results is compared by, and counts on a refusal.
    public override Task Over_associate_collection_projected(QueryTrackingBehavior queryTrackingBehavior)
        => AssertQuery(
            ss => ss.Set<RootEntity>().OrderBy(e => e.Id).Select(e => e.AssociateCollection.Where(r => r.Int == 8).Concat(e.AssociateCollection.Where(r => r.String == "foo"))),
            assertOrder: true,
            elementAsserter: (e, a) => AssertCollection(e, a, elementSorter: r => r.Id),
            queryTrackingBehavior: queryTrackingBehavior);
}

public class ComplexPropertiesStructuralEqualityDynamoDbTest(ComplexPropertiesDynamoDbFixture fixture) : ComplexPropertiesStructuralEqualityTestBase<ComplexPropertiesDynamoDbFixture>(fixture);
