using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Query.Associations;
using Microsoft.EntityFrameworkCore.Query.Associations.OwnedNavigations;
using Microsoft.EntityFrameworkCore.TestUtilities;

namespace EFCore.DynamoDb.FunctionalTests.Specification;

public class OwnedNavigationsDynamoDbFixture : OwnedNavigationsFixtureBase
{
    protected override ITestStoreFactory TestStoreFactory
        => DynamoDbTestStoreFactory.Instance;
}

public class OwnedNavigationsCollectionDynamoDbTest(OwnedNavigationsDynamoDbFixture fixture) : OwnedNavigationsCollectionTestBase<OwnedNavigationsDynamoDbFixture>(fixture)
{
    // Lists of what is owned are not compared with each other.
    public override Task Distinct_over_projected_nested_collection()
        => AssertTranslationFailed(base.Distinct_over_projected_nested_collection);

    public override Task Distinct_over_projected_filtered_nested_collection()
        => AssertTranslationFailed(base.Distinct_over_projected_filtered_nested_collection);
}

public class OwnedNavigationsMiscellaneousDynamoDbTest(OwnedNavigationsDynamoDbFixture fixture) : OwnedNavigationsMiscellaneousTestBase<OwnedNavigationsDynamoDbFixture>(fixture);

public class OwnedNavigationsPrimitiveCollectionDynamoDbTest(OwnedNavigationsDynamoDbFixture fixture) : OwnedNavigationsPrimitiveCollectionTestBase<OwnedNavigationsDynamoDbFixture>(fixture);

public class OwnedNavigationsProjectionDynamoDbTest(OwnedNavigationsDynamoDbFixture fixture) : OwnedNavigationsProjectionTestBase<OwnedNavigationsDynamoDbFixture>(fixture)
{
    // EF Core's rule, which the base forgets here: what is owned is tracked with its owner only.
    public override async Task Select_required_associate_via_optional_navigation(QueryTrackingBehavior queryTrackingBehavior)
    {
        if (queryTrackingBehavior != QueryTrackingBehavior.TrackAll)
        {
            await base.Select_required_associate_via_optional_navigation(queryTrackingBehavior);
            return;
        }

        Assert.Equal(
            CoreStrings.OwnedEntitiesCannotBeTrackedWithoutTheirOwner,
            (await Assert.ThrowsAsync<InvalidOperationException>(() => base.Select_required_associate_via_optional_navigation(queryTrackingBehavior))).Message);
    }
}

public class OwnedNavigationsSetOperationsDynamoDbTest(OwnedNavigationsDynamoDbFixture fixture) : OwnedNavigationsSetOperationsTestBase<OwnedNavigationsDynamoDbFixture>(fixture)
{
    // The base does not say what a list of results is compared by, and counts on a refusal; what is owned is tracked with its owner only.
    public override async Task Over_associate_collection_projected(QueryTrackingBehavior queryTrackingBehavior)
    {
        var query = () => AssertQuery(
            ss => ss.Set<RootEntity>().OrderBy(e => e.Id).Select(e => e.AssociateCollection.Where(r => r.Int == 8).Concat(e.AssociateCollection.Where(r => r.String == "foo"))),
            assertOrder: true,
            elementAsserter: (e, a) => AssertCollection(e, a, elementSorter: r => r.Id),
            queryTrackingBehavior: queryTrackingBehavior);
        if (queryTrackingBehavior != QueryTrackingBehavior.TrackAll)
        {
            await query();
            return;
        }

        Assert.Equal(CoreStrings.OwnedEntitiesCannotBeTrackedWithoutTheirOwner, (await Assert.ThrowsAsync<InvalidOperationException>(query)).Message);
    }

    // What two navigations own are entities of two types, which EF Core's relational providers do not put together either.
    public override Task Over_different_collection_properties()
        => AssertTranslationFailed(base.Over_different_collection_properties);
}

public class OwnedNavigationsStructuralEqualityDynamoDbTest(OwnedNavigationsDynamoDbFixture fixture) : OwnedNavigationsStructuralEqualityTestBase<OwnedNavigationsDynamoDbFixture>(fixture)
{
    // Nothing that one navigation owns is what another one owns: all roots, where the base (which says that it is not clear) has none.
    public override Task Not_equals()
        => AssertQuery(ss => ss.Set<RootEntity>().Where(e => e.RequiredAssociate != e.OptionalAssociate));

    // The base counts on an exception of EF Core's; here the members of the object are compared.
    public override Task Nested_associate_with_inline()
        => AssertQuery(
            ss => ss.Set<RootEntity>().Where(
                e => e.RequiredAssociate.RequiredNestedAssociate
                    == new NestedAssociateType { Id = 1000, Name = "Root1_RequiredAssociate_RequiredNestedAssociate", Int = 8, String = "foo", Ints = new() { 1, 2, 3 } }),
            ss => ss.Set<RootEntity>().Where(e => e.RequiredAssociate.RequiredNestedAssociate.Id == 1000));

    public override Task Nested_associate_with_parameter()
    {
        var nested = Fixture.Data.RootEntities.Single(e => e.Id == 1).RequiredAssociate.RequiredNestedAssociate;
        return AssertQuery(
            ss => ss.Set<RootEntity>().Where(e => e.RequiredAssociate.RequiredNestedAssociate == nested),
            ss => ss.Set<RootEntity>().Where(e => e.RequiredAssociate.RequiredNestedAssociate.Id == nested.Id));
    }
}
