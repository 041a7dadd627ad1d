using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.EntityFrameworkCore.TestModels.Northwind;
using Microsoft.EntityFrameworkCore.TestUtilities;

namespace EFCore.DynamoDb.FunctionalTests.Specification;

#nullable disable

/// <summary>A scan gives its items in no order, so that any may be skipped and taken. The base tests count on the order of insertion; these ask for it.</summary>
internal static class OrderedIncludes
{
    public static IQueryable<Customer> All(ISetSource sets)
        => sets.Set<Customer>().Include(c => c.Orders).OrderBy(c => c.CustomerID);

    public static IQueryable<Customer> Skipped(ISetSource sets)
        => sets.Set<Customer>().OrderBy(c => c.CustomerID).Skip(10).Include(c => c.Orders);

    public static IQueryable<Customer> Taken(ISetSource sets)
        => sets.Set<Customer>().OrderBy(c => c.CustomerID).Take(10).Include(c => c.Orders);

    public static IQueryable<Customer> SkippedAndTaken(ISetSource sets)
        => sets.Set<Customer>().OrderBy(c => c.CustomerID).Skip(10).Take(5).Include(c => c.Orders);

    // The first two of a customer's orders are any two of them, unless their order is asked for too.
    public static IQueryable<Order> Repro9735(ISetSource sets)
        => sets.Set<Order>()
            .Include(b => b.OrderDetails)
            .OrderBy(b => b.Customer.CustomerID != null)
            .ThenBy(b => b.Customer != null ? b.Customer.CustomerID : string.Empty)
            .ThenBy(b => b.OrderID)
            .Take(2);

    public static readonly ExpectedInclude<Customer> Orders = new(c => c.Orders);
}

public class NorthwindIncludeQueryDynamoDbTest(NorthwindDynamoDbFixture<NoopModelCustomizer> fixture) : NorthwindIncludeQueryTestBase<NorthwindDynamoDbFixture<NoopModelCustomizer>>(fixture)
{
    // See OrderedIncludes.
    public override Task Include_collection_with_last_no_orderby(bool async)
        => AssertLast(async, OrderedIncludes.All);

    public override Task Include_collection_skip_no_order_by(bool async)
        => AssertQuery(async, OrderedIncludes.Skipped, elementAsserter: (e, a) => AssertInclude(e, a, OrderedIncludes.Orders));

    public override Task Include_collection_take_no_order_by(bool async)
        => AssertQuery(async, OrderedIncludes.Taken, elementAsserter: (e, a) => AssertInclude(e, a, OrderedIncludes.Orders));

    public override Task Include_collection_skip_take_no_order_by(bool async)
        => AssertQuery(async, OrderedIncludes.SkippedAndTaken, elementAsserter: (e, a) => AssertInclude(e, a, OrderedIncludes.Orders));

    public override Task Repro9735(bool async)
        => AssertQuery(async, OrderedIncludes.Repro9735, assertOrder: true);
}

public class NorthwindIncludeNoTrackingQueryDynamoDbTest(NorthwindDynamoDbFixture<NoopModelCustomizer> fixture) : NorthwindIncludeNoTrackingQueryTestBase<NorthwindDynamoDbFixture<NoopModelCustomizer>>(fixture)
{
    // See OrderedIncludes.
    public override Task Include_collection_with_last_no_orderby(bool async)
        => AssertLast(async, OrderedIncludes.All);

    public override Task Include_collection_skip_no_order_by(bool async)
        => AssertQuery(async, OrderedIncludes.Skipped, elementAsserter: (e, a) => AssertInclude(e, a, OrderedIncludes.Orders));

    public override Task Include_collection_take_no_order_by(bool async)
        => AssertQuery(async, OrderedIncludes.Taken, elementAsserter: (e, a) => AssertInclude(e, a, OrderedIncludes.Orders));

    public override Task Include_collection_skip_take_no_order_by(bool async)
        => AssertQuery(async, OrderedIncludes.SkippedAndTaken, elementAsserter: (e, a) => AssertInclude(e, a, OrderedIncludes.Orders));

    public override Task Repro9735(bool async)
        => AssertQuery(async, OrderedIncludes.Repro9735, assertOrder: true);
}

public class NorthwindStringIncludeQueryDynamoDbTest(NorthwindDynamoDbFixture<NoopModelCustomizer> fixture) : NorthwindStringIncludeQueryTestBase<NorthwindDynamoDbFixture<NoopModelCustomizer>>(fixture)
{
    // See OrderedIncludes.
    public override Task Include_collection_with_last_no_orderby(bool async)
        => AssertLast(async, OrderedIncludes.All);

    public override Task Include_collection_skip_no_order_by(bool async)
        => AssertQuery(async, OrderedIncludes.Skipped, elementAsserter: (e, a) => AssertInclude(e, a, OrderedIncludes.Orders));

    public override Task Include_collection_take_no_order_by(bool async)
        => AssertQuery(async, OrderedIncludes.Taken, elementAsserter: (e, a) => AssertInclude(e, a, OrderedIncludes.Orders));

    public override Task Include_collection_skip_take_no_order_by(bool async)
        => AssertQuery(async, OrderedIncludes.SkippedAndTaken, elementAsserter: (e, a) => AssertInclude(e, a, OrderedIncludes.Orders));

    public override Task Repro9735(bool async)
        => AssertQuery(async, OrderedIncludes.Repro9735, assertOrder: true);
}

public class NorthwindEFPropertyIncludeQueryDynamoDbTest(NorthwindDynamoDbFixture<NoopModelCustomizer> fixture) : NorthwindEFPropertyIncludeQueryTestBase<NorthwindDynamoDbFixture<NoopModelCustomizer>>(fixture)
{
    // See OrderedIncludes.
    public override Task Include_collection_with_last_no_orderby(bool async)
        => AssertLast(async, OrderedIncludes.All);

    public override Task Include_collection_skip_no_order_by(bool async)
        => AssertQuery(async, OrderedIncludes.Skipped, elementAsserter: (e, a) => AssertInclude(e, a, OrderedIncludes.Orders));

    public override Task Include_collection_take_no_order_by(bool async)
        => AssertQuery(async, OrderedIncludes.Taken, elementAsserter: (e, a) => AssertInclude(e, a, OrderedIncludes.Orders));

    public override Task Include_collection_skip_take_no_order_by(bool async)
        => AssertQuery(async, OrderedIncludes.SkippedAndTaken, elementAsserter: (e, a) => AssertInclude(e, a, OrderedIncludes.Orders));

    public override Task Repro9735(bool async)
        => AssertQuery(async, OrderedIncludes.Repro9735, assertOrder: true);
}
