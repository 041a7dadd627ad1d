using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query;
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

public class NavigationsCollectionDynamoDbTest(NavigationsDynamoDbFixture fixture) : NavigationsCollectionTestBase<NavigationsDynamoDbFixture>(fixture)
{
    // The base expects a warning of relational databases, that a position without an order is any; here all elements of a root are alike in what is asked.
    public override Task Index_constant()
        => AssertQuery(
            ss => ss.Set<RootEntity>().Where(e => e.AssociateCollection[0].Int == 8),
            ss => ss.Set<RootEntity>().Where(e => e.AssociateCollection.Count > 0 && e.AssociateCollection[0].Int == 8));

    public override Task Index_parameter()
    {
        var i = 0;
        return AssertQuery(
            ss => ss.Set<RootEntity>().Where(e => e.AssociateCollection[i].Int == 8),
            ss => ss.Set<RootEntity>().Where(e => e.AssociateCollection.Count > 0 && e.AssociateCollection[i].Int == 8));
    }

    public override Task Index_column()
        => AssertQuery(
            ss => ss.Set<RootEntity>().Where(e => e.AssociateCollection[e.Id - 1].Int == 8),
            ss => ss.Set<RootEntity>().Where(e => e.AssociateCollection.Count > e.Id - 1 && e.AssociateCollection[e.Id - 1].Int == 8));

    public override Task Index_on_nested_collection()
        => AssertQuery(
            ss => ss.Set<RootEntity>().Where(e => e.RequiredAssociate.NestedCollection[0].Int == 8),
            ss => ss.Set<RootEntity>().Where(e => e.RequiredAssociate.NestedCollection.Count > 0 && e.RequiredAssociate.NestedCollection[0].Int == 8));

    public override Task Index_out_of_bounds()
        => AssertQuery(ss => ss.Set<RootEntity>().Where(e => e.AssociateCollection[9999].Int == 8), ss => ss.Set<RootEntity>().Where(e => false), assertEmpty: true);

    // Lists of related entities are not compared with each other.
    public override Task Distinct_over_projected_nested_collection()
        => AssertTranslationFailed(base.Distinct_over_projected_nested_collection);

    public override Task Distinct_over_projected_filtered_nested_collection()
        => AssertTranslationFailed(base.Distinct_over_projected_filtered_nested_collection);
}

public class NavigationsIncludeDynamoDbTest(NavigationsDynamoDbFixture fixture) : NavigationsIncludeTestBase<NavigationsDynamoDbFixture>(fixture)
{
    // The base takes the rows in the order in which they were inserted; the items of a scan come in the order of their keys' hashes.
    public override Task Include_required_optional_and_collection(bool async)
        => AssertQuery(
            async,
            ss => ss.Set<RootEntity>().Include(x => x.RequiredAssociate).Include(x => x.OptionalAssociate).Include(x => x.AssociateCollection).OrderBy(x => x.Id),
            assertOrder: true,
            elementAsserter: (e, a) => AssertInclude(
                e,
                a,
                new ExpectedInclude<RootEntity>(x => x.RequiredAssociate),
                new ExpectedInclude<RootEntity>(x => x.OptionalAssociate!),
                new ExpectedInclude<RootEntity>(x => x.AssociateCollection)));
}

public class NavigationsMiscellaneousDynamoDbTest(NavigationsDynamoDbFixture fixture) : NavigationsMiscellaneousTestBase<NavigationsDynamoDbFixture>(fixture);

public class NavigationsPrimitiveCollectionDynamoDbTest(NavigationsDynamoDbFixture fixture) : NavigationsPrimitiveCollectionTestBase<NavigationsDynamoDbFixture>(fixture);

public class NavigationsProjectionDynamoDbTest(NavigationsDynamoDbFixture fixture) : NavigationsProjectionTestBase<NavigationsDynamoDbFixture>(fixture)
{
    // EF Core asks for the elements, and of nothing there are none: a list that is empty and not null.
    public override Task Select_nested_collection_on_optional_associate(QueryTrackingBehavior queryTrackingBehavior)
        => AssertQuery(
            ss => ss.Set<RootEntity>().OrderBy(e => e.Id).Select(x => x.OptionalAssociate!.NestedCollection),
            ss => ss.Set<RootEntity>().OrderBy(e => e.Id).Select(x => x.OptionalAssociate == null ? new List<NestedAssociateType>() : x.OptionalAssociate.NestedCollection),
            assertOrder: true,
            elementAsserter: (e, a) => AssertCollection(e, a, elementSorter: r => r.Id),
            queryTrackingBehavior: queryTrackingBehavior);
}

public class NavigationsSetOperationsDynamoDbTest(NavigationsDynamoDbFixture fixture) : NavigationsSetOperationsTestBase<NavigationsDynamoDbFixture>(fixture)
{
    // The base does not say what a list of results is compared by, and counts on a refusal.
    public override Task Over_associate_collection_projected(QueryTrackingBehavior queryTrackingBehavior)
        => AssertQuery(
            ss => ss.Set<RootEntity>().OrderBy(e => e.Id).Select(e => e.AssociateCollection.Where(r => r.Int == 8).Concat(e.AssociateCollection.Where(r => r.String == "foo"))),
            assertOrder: true,
            elementAsserter: (e, a) => AssertCollection(e, a, elementSorter: r => r.Id),
            queryTrackingBehavior: queryTrackingBehavior);
}

public class NavigationsStructuralEqualityDynamoDbTest(NavigationsDynamoDbFixture fixture) : NavigationsStructuralEqualityTestBase<NavigationsDynamoDbFixture>(fixture)
{
    // EF Core takes two navigations for equal where the entities are that have them.
    public override Task Two_nested_collections()
        => AssertQuery(
            ss => ss.Set<RootEntity>().Where(e => e.RequiredAssociate.NestedCollection == e.OptionalAssociate!.NestedCollection),
            ss => ss.Set<RootEntity>().Where(e => e.OptionalAssociate != null && e.RequiredAssociate.Id == e.OptionalAssociate.Id));

    // What a navigation leads to is no value that could be compared with objects of the caller's.
    public override Task Nested_collection_with_inline()
        => AssertTranslationFailed(base.Nested_collection_with_inline);

    public override Task Nested_collection_with_parameter()
        => AssertTranslationFailed(base.Nested_collection_with_parameter);
}
