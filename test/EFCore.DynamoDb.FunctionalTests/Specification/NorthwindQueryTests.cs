using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.EntityFrameworkCore.TestModels.Northwind;
using Microsoft.EntityFrameworkCore.TestUtilities;

namespace EFCore.DynamoDb.FunctionalTests.Specification;

#nullable disable

public class NorthwindWhereQueryDynamoDbTest(NorthwindDynamoDbFixture<NoopModelCustomizer> fixture)
    : NorthwindWhereQueryTestBase<NorthwindDynamoDbFixture<NoopModelCustomizer>>(fixture)
{
    // Objects that a query makes are compared by their values, with != as with ==; the base test expects of != that they are never the same object.
    public override Task Where_compare_constructed_multi_value_not_equal(bool async)
        => AssertQuery(
            async,
            ss => ss.Set<Customer>().Where(c => new { x = c.City, y = c.Country } != new { x = "London", y = "UK" }),
            ss => ss.Set<Customer>().Where(c => c.City != "London" || c.Country != "UK"));
}

public class NorthwindSelectQueryDynamoDbTest(NorthwindDynamoDbFixture<NoopModelCustomizer> fixture)
    : NorthwindSelectQueryTestBase<NorthwindDynamoDbFixture<NoopModelCustomizer>>(fixture)
{
    // Strings are ordered by code points, which no culture has a say in: "Århus" comes last.
    public override Task Member_binding_after_ctor_arguments_fails_with_client_eval(bool async)
        => AssertQuery(
            async,
            ss => ss.Set<Customer>().Select(c => new CustomerListItem(c.CustomerID, c.City)).OrderBy(c => c.City).ThenBy(c => c.Id),
            ss => ss.Set<Customer>().Select(c => new CustomerListItem(c.CustomerID, c.City))
                .OrderBy(c => c.City, StringComparer.Ordinal).ThenBy(c => c.Id, StringComparer.Ordinal),
            assertOrder: true);

    // Order.ShipName is not mapped, so that it is null in what a query makes; the base test takes it from objects that have it.
    public override Task SelectMany_with_collection_being_correlated_subquery_which_references_non_mapped_properties_from_inner_and_outer_entity(bool async)
        => AssertQuery(
            async,
            ss => ss.Set<Customer>().SelectMany(c => c.Orders.Select(o => new { OrderProperty = o.ShipName, CustomerProperty = c.ContactName })),
            ss => ss.Set<Customer>().SelectMany(c => c.Orders.Select(o => new { OrderProperty = (string)null, CustomerProperty = c.ContactName })));

    // A scan gives its items in no order, so that the first one is any; with an order it is the one that is expected.
    public override Task Take_on_top_level_and_on_collection_projection_with_outer_apply(bool async)
        => AssertFirstOrDefault(
            async,
            ss => ss.Set<Order>()
                .Where(o => o.CustomerID.StartsWith("F"))
                .OrderBy(o => o.OrderID)
                .Select(
                    o => new Order
                    {
                        OrderID = o.OrderID,
                        OrderDate = o.OrderDate,
                        OrderDetails = o.OrderDetails
                            .Select(e => new OrderDetail { OrderID = e.OrderID, Product = e.Product, UnitPrice = e.UnitPrice })
                            .OrderByDescending(e => e.OrderID)
                            .Skip(0)
                            .Take(10)
                            .ToList(),
                    }));

    // Other providers refuse a lambda over the caller's list in the last Select; here it runs on the client like the rest of a Select.
    public override async Task VisitLambda_should_not_be_visited_trivially(bool async)
    {
        using var context = CreateContext();
        var orders = context.Orders.Where(o => o.CustomerID.StartsWith("A")).ToList();
        var query = context.Customers.Select(c => new { c.CustomerID, HasOrder = orders.Any(o => o.CustomerID == c.CustomerID) }).Where(c => c.HasOrder);

        var customers = async ? await query.ToListAsync() : query.ToList();

        Assert.Equal(["ALFKI", "ANATR", "ANTON", "AROUT"], customers.Select(c => c.CustomerID).Order(StringComparer.Ordinal));
    }
}

public class NorthwindMiscellaneousQueryDynamoDbTest(NorthwindDynamoDbFixture<NoopModelCustomizer> fixture)
    : NorthwindMiscellaneousQueryTestBase<NorthwindDynamoDbFixture<NoopModelCustomizer>>(fixture)
{
    // EF Core's rule for providers that compile the last Select: it must not hold on to objects of the caller's.
    public override async Task Client_code_using_instance_in_anonymous_type(bool async)
        => Assert.Equal(
            CoreStrings.ClientProjectionCapturingConstantInTree(nameof(NorthwindMiscellaneousQueryDynamoDbTest)),
            (await Assert.ThrowsAsync<InvalidOperationException>(() => base.Client_code_using_instance_in_anonymous_type(async))).Message);

    public override async Task Client_code_using_instance_in_static_method(bool async)
        => Assert.Equal(
            CoreStrings.ClientProjectionCapturingConstantInMethodArgument("NorthwindMiscellaneousQueryTestBase`1", "StaticMethod"),
            (await Assert.ThrowsAsync<InvalidOperationException>(() => base.Client_code_using_instance_in_static_method(async))).Message);

    public override async Task Client_code_using_instance_method_throws(bool async)
        => Assert.Equal(
            CoreStrings.ClientProjectionCapturingConstantInMethodInstance("NorthwindMiscellaneousQueryTestBase`1", "InstanceMethod"),
            (await Assert.ThrowsAsync<InvalidOperationException>(() => base.Client_code_using_instance_method_throws(async))).Message);

    // Entities are equal when their keys are, also keys of several properties; the base test expects that a new object is never equal.
    public override Task Entity_equality_through_subquery_composite_key(bool async)
        => AssertQuery(
            async,
            ss => ss.Set<Order>().Where(o => o.OrderDetails.FirstOrDefault() == new OrderDetail { OrderID = 10248, ProductID = 11 }),
            ss => ss.Set<Order>().Where(o => o.OrderID == 10248));

    // The maximum of nothing is null, for which an int has no room; as with relational databases.
    public override async Task Max_on_empty_sequence_throws(bool async)
        => Assert.Equal(
            "Nullable object must have a value.",
            (await Assert.ThrowsAsync<InvalidOperationException>(() => base.Max_on_empty_sequence_throws(async))).Message);

    // Strings are compared by code points, on the server and on the client: a comparison by a culture is refused with EF Core's own words.
    public override Task Using_string_Equals_with_StringComparison_throws_informative_error(bool async)
        => AssertTranslationFailedWithDetails(
            () => base.Using_string_Equals_with_StringComparison_throws_informative_error(async), CoreStrings.QueryUnableToTranslateStringEqualsWithStringComparison);

    public override Task Using_static_string_Equals_with_StringComparison_throws_informative_error(bool async)
        => AssertTranslationFailedWithDetails(
            () => base.Using_static_string_Equals_with_StringComparison_throws_informative_error(async), CoreStrings.QueryUnableToTranslateStringEqualsWithStringComparison);

    // A scan gives its items in no order, so that any two may be taken; with an order they are those that are expected.
    public override Task Select_Where_Subquery_Deep_First(bool async)
        => AssertQuery(
            async,
            ss => (from od in ss.Set<OrderDetail>().OrderBy(od => od.OrderID).ThenBy(od => od.ProductID)
                   where (from o in ss.Set<Order>() where od.OrderID == o.OrderID select (from c in ss.Set<Customer>() where o.CustomerID == c.CustomerID select c).FirstOrDefault())
                       .FirstOrDefault().City == "Seattle"
                   select od).Take(2));

    // The objects have no key by which the base test could tell them apart, and a scan has no order: ordered they are those that are expected.
    public override Task Convert_to_nullable_on_nullable_value_is_ignored(bool async)
        => AssertQuery(
            async, ss => ss.Set<Order>().OrderBy(o => o.OrderID).Select(o => new Order { OrderDate = o.OrderDate.Value }), assertOrder: true);

    public override Task Select_expression_date_add_milliseconds_below_the_range(bool async)
        => AssertQuery(
            async,
            ss => ss.Set<Order>().Where(o => o.OrderDate != null).OrderBy(o => o.OrderID).Select(o => new Order { OrderDate = o.OrderDate.Value.AddMilliseconds(-1000000000000) }),
            assertOrder: true);
}

public class NorthwindAggregateOperatorsQueryDynamoDbTest(NorthwindDynamoDbFixture<NoopModelCustomizer> fixture)
    : NorthwindAggregateOperatorsQueryTestBase<NorthwindDynamoDbFixture<NoopModelCustomizer>>(fixture)
{
    // The aggregate of nothing is null, for which an int has no room; as with relational databases.
    public override Task Average_no_data_subquery(bool async)
        => HasNoValueAsync(() => base.Average_no_data_subquery(async));

    public override Task Max_no_data_subquery(bool async)
        => HasNoValueAsync(() => base.Max_no_data_subquery(async));

    public override Task Min_no_data_subquery(bool async)
        => HasNoValueAsync(() => base.Min_no_data_subquery(async));

    private static async Task HasNoValueAsync(Func<Task> query)
        => Assert.Equal("Nullable object must have a value.", (await Assert.ThrowsAsync<InvalidOperationException>(query)).Message);
}
