using Amazon.DynamoDBv2.Model;
using EFCore.DynamoDb.Diagnostics;
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
    // Items are deleted, and no parts of them.
    public override Task Delete_required_associate()
        => AssertTranslationFailedWithDetails(DynamoDbStrings.WriteNeedsEntities("ExecuteDelete"), base.Delete_required_associate);

    public override Task Delete_optional_associate()
        => AssertTranslationFailedWithDetails(DynamoDbStrings.WriteNeedsEntities("ExecuteDelete"), base.Delete_optional_associate);

    // All roots but one, where the base counts on what is left of a join.
    public override Task Update_property_on_projected_associate_with_OrderBy_Skip()
        => AssertUpdate(
            ss => ss.Set<RootEntity>().Select(c => c.RequiredAssociate).OrderBy(a => a.String).Skip(1),
            a => a,
            s => s.SetProperty(c => c.String, "foo_updated"),
            rowsAffectedCount: 6);

    // A list that is made of elements of the item is no value of an update expression.
    public override Task Update_collection_referencing_the_original_collection()
        => AssertTranslationFailedWithDetails(
            DynamoDbStrings.SetterDocument("RequiredAssociate.NestedCollection"), base.Update_collection_referencing_the_original_collection);

    // Of the roots some have fewer elements than two, which the base counts too.
    public override async Task Update_inside_structural_collection()
    {
        var nested = Fixture.Data.RootEntities.Single(e => e.Id == 1).RequiredAssociate.NestedCollection[1];

        await AssertUpdate(
            ss => ss.Set<RootEntity>().Where(e => e.RequiredAssociate.NestedCollection.Count >= 2),
            c => c,
            s => s.SetProperty(x => x.RequiredAssociate.NestedCollection[1], nested),
            rowsAffectedCount: Fixture.Data.RootEntities.Count(e => e.RequiredAssociate.NestedCollection.Count >= 2));
    }

    // Nothing can be put into a document that is not there: one of the seven roots has none. The error says after how many items.
    public override async Task Update_primitive_collection_to_another_collection()
    {
        var exception = await Assert.ThrowsAsync<DbUpdateException>(base.Update_primitive_collection_to_another_collection);

        Assert.StartsWith("ExecuteUpdate on the table 'RootEntity' failed after ", exception.Message, StringComparison.Ordinal);
        Assert.Contains("The document path provided in the update expression is invalid for update", exception.Message, StringComparison.Ordinal);
    }

    public Task InitializeAsync()
        => Fixture.KeepAsync();

    public Task DisposeAsync()
        => Fixture.RestoreAsync();

    public class WrittenFixture : ComplexPropertiesDynamoDbFixture
    {
        private Dictionary<string, List<Dictionary<string, AttributeValue>>>? _kept;

        protected override string StoreName
            => base.StoreName + "Written";

        public override void UseTransaction(DatabaseFacade facade, IDbContextTransaction transaction)
        {
            // There is none.
        }

        /// <summary>The items as they were: some tests change the objects that they were made of.</summary>
        public async Task KeepAsync()
        {
            if (_kept is not null)
            {
                return;
            }

            _kept = [];
            var connection = ((DynamoDbTestStore)TestStore).Connection;
            foreach (var table in (await connection.Client.ListTablesAsync()).TableNames.Where(t => t.StartsWith(connection.TableNamePrefix, StringComparison.Ordinal)))
            {
                _kept[table] = (await connection.Client.ScanAsync(new ScanRequest(table))).Items;
            }
        }

        /// <summary>What a transaction would have undone.</summary>
        public async Task RestoreAsync()
        {
            var client = ((DynamoDbTestStore)TestStore).Connection.Client;
            foreach (var (table, items) in _kept!)
            {
                foreach (var item in items)
                {
                    await client.PutItemAsync(table, item);
                }
            }
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
