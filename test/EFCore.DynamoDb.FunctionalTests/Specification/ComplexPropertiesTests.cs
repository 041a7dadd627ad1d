using Microsoft.EntityFrameworkCore.Infrastructure;
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

public class ComplexPropertiesCollectionDynamoDbTest(ComplexPropertiesDynamoDbFixture fixture) : ComplexPropertiesCollectionTestBase<ComplexPropertiesDynamoDbFixture>(fixture);

public class ComplexPropertiesMiscellaneousDynamoDbTest(ComplexPropertiesDynamoDbFixture fixture) : ComplexPropertiesMiscellaneousTestBase<ComplexPropertiesDynamoDbFixture>(fixture);

public class ComplexPropertiesPrimitiveCollectionDynamoDbTest(ComplexPropertiesDynamoDbFixture fixture) : ComplexPropertiesPrimitiveCollectionTestBase<ComplexPropertiesDynamoDbFixture>(fixture);

public class ComplexPropertiesProjectionDynamoDbTest(ComplexPropertiesDynamoDbFixture fixture) : ComplexPropertiesProjectionTestBase<ComplexPropertiesDynamoDbFixture>(fixture);

public class ComplexPropertiesSetOperationsDynamoDbTest(ComplexPropertiesDynamoDbFixture fixture) : ComplexPropertiesSetOperationsTestBase<ComplexPropertiesDynamoDbFixture>(fixture);

public class ComplexPropertiesStructuralEqualityDynamoDbTest(ComplexPropertiesDynamoDbFixture fixture) : ComplexPropertiesStructuralEqualityTestBase<ComplexPropertiesDynamoDbFixture>(fixture);
