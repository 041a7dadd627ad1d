using EFCore.DynamoDb.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.EntityFrameworkCore.TestModels.Northwind;
using Microsoft.EntityFrameworkCore.TestUtilities;

namespace EFCore.DynamoDb.FunctionalTests.Specification;

#nullable disable

public class NorthwindDbFunctionsQueryDynamoDbTest(NorthwindDynamoDbFixture<NoopModelCustomizer> fixture)
    : NorthwindDbFunctionsQueryTestBase<NorthwindDynamoDbFixture<NoopModelCustomizer>>(fixture)
{
    // Like tells capital letters from small ones, as contains and begins_with of the server do.
    public override Task Like_literal(bool async)
        => AssertCount(
            async, ss => ss.Set<Customer>(), ss => ss.Set<Customer>(), c => EF.Functions.Like(c.ContactName, "%M%"), c => c.ContactName.Contains("M"));
}

public class NorthwindKeylessEntitiesQueryDynamoDbTest(NorthwindDynamoDbFixture<NoopModelCustomizer> fixture)
    : NorthwindKeylessEntitiesQueryTestBase<NorthwindDynamoDbFixture<NoopModelCustomizer>>(fixture)
{
    // EF Core itself refuses to include navigations in what a defining query selects.
    public override async Task KeylessEntity_with_included_nav(bool async)
        => Assert.Equal(
            "The 'Include' operation with argument 'ov => ov.Customer' is not supported on entity type 'OrderQuery' because it has a defining query.",
            (await Assert.ThrowsAsync<InvalidOperationException>(() => base.KeylessEntity_with_included_nav(async))).Message);

    public override async Task KeylessEntity_with_included_navs_multi_level(bool async)
        => Assert.Equal(
            "The 'Include' operation with argument 'ov => ov.Customer.Orders' is not supported on entity type 'OrderQuery' because it has a defining query.",
            (await Assert.ThrowsAsync<InvalidOperationException>(() => base.KeylessEntity_with_included_navs_multi_level(async))).Message);
}

public class NorthwindGroupByQueryDynamoDbTest(NorthwindDynamoDbFixture<NoopModelCustomizer> fixture)
    : NorthwindGroupByQueryTestBase<NorthwindDynamoDbFixture<NoopModelCustomizer>>(fixture)
{
    // A scan gives its items in no order, so that any rows of a group may be skipped and taken; with an order they are those that are expected.
    public override Task GroupBy_complex_key_without_aggregate(bool async)
        => AssertQuery(
            async,
            ss => ss.Set<Order>()
                .GroupBy(o => o.Customer.CustomerID.Substring(0, 1))
                .Select(g => new { g.Key, Count = g.OrderBy(o => o.OrderID).Skip(1).Take(2) }),
            elementSorter: e => e.Key,
            elementAsserter: (e, a) =>
            {
                Assert.Equal(e.Key, a.Key);
                AssertCollection(e.Count, a.Count, ordered: true);
            });
}

public class NorthwindSetOperationsQueryDynamoDbTest(NorthwindDynamoDbFixture<NoopModelCustomizer> fixture)
    : NorthwindSetOperationsQueryTestBase<NorthwindDynamoDbFixture<NoopModelCustomizer>>(fixture)
{
    // The caller's own method may make anything of a row, so that there is nothing to compare rows by.
    public override Task Client_eval_Union_FirstOrDefault(bool async)
        => AssertTranslationFailedWithDetails(() => base.Client_eval_Union_FirstOrDefault(async), DynamoDbStrings.SetOfDifferentShapes("Union"));

    // Lists are made of rows on the client; there is nothing to compare two of them by.
    public override Task Collection_projection_before_set_operation_fails(bool async)
        => AssertTranslationFailedWithDetails(() => base.Collection_projection_before_set_operation_fails(async), DynamoDbStrings.SetOfDifferentShapes("Union"));
}

public class NorthwindNavigationsQueryDynamoDbTest(NorthwindDynamoDbFixture<NoopModelCustomizer> fixture)
    : NorthwindNavigationsQueryTestBase<NorthwindDynamoDbFixture<NoopModelCustomizer>>(fixture)
{
    // Entities are equal when their keys are, also keys of several properties and those that a subquery finds; the base test expects a refusal.
    public override Task Where_subquery_on_navigation(bool async)
        => AssertQuery(
            async,
            ss => from p in ss.Set<Product>()
                  where p.OrderDetails.Contains(
                      ss.Set<OrderDetail>().OrderByDescending(o => o.OrderID).ThenBy(o => o.ProductID).FirstOrDefault(orderDetail => orderDetail.Quantity == 1))
                  select p);

    public override Task Where_subquery_on_navigation2(bool async)
        => AssertQuery(
            async,
            ss => from p in ss.Set<Product>()
                  where p.OrderDetails.Contains(ss.Set<OrderDetail>().OrderByDescending(o => o.OrderID).ThenBy(o => o.ProductID).FirstOrDefault())
                  select p);
}
