using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.EntityFrameworkCore.TestModels.Northwind;
using Microsoft.EntityFrameworkCore.TestUtilities;

namespace EFCore.DynamoDb.FunctionalTests.Specification;

public class NorthwindDynamoDbFixture<TModelCustomizer> : NorthwindQueryFixtureBase<TModelCustomizer>
    where TModelCustomizer : ITestModelCustomizer, new()
{
    protected override ITestStoreFactory TestStoreFactory
        => DynamoDbTestStoreFactory.Instance;

    protected override Type ContextType
        => typeof(NorthwindDynamoDbContext);

    // Some tests look for the events of queries.
    protected override bool ShouldLogCategory(string logCategory)
        => logCategory == DbLoggerCategory.Query.Name;
}

/// <summary>What other providers have views for is selected by queries.</summary>
public class NorthwindDynamoDbContext(DbContextOptions options) : NorthwindContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);

        // The orders of a customer come by an index, in the order of their numbers, where a relational database has them in the order of their key.
        modelBuilder.Entity<Order>().HasGsi("ByCustomer", o => o.CustomerID, o => o.OrderID);
        // There is no table of categories, which the view of products joins in a relational database.
        modelBuilder.Entity<Product>().Property(p => p.CategoryID);
        modelBuilder.Entity<CustomerQuery>().ToQuery(
            () => Customers.Select(
                c => new CustomerQuery { Address = c.Address, City = c.City, CompanyName = c.CompanyName, ContactName = c.ContactName, ContactTitle = c.ContactTitle }));
        modelBuilder.Entity<OrderQuery>().ToQuery(() => Orders.Select(o => new OrderQuery { CustomerID = o.CustomerID }));
        modelBuilder.Entity<ProductQuery>().ToQuery(
            () => Products.Where(p => !p.Discontinued).Select(p => new ProductQuery { ProductID = p.ProductID, ProductName = p.ProductName, CategoryName = "Food" }));
        modelBuilder.Entity<ProductView>().ToQuery(
            () => Products.Where(p => !p.Discontinued).Select(p => new ProductView
                {
                    ProductID = p.ProductID,
                    ProductName = p.ProductName,
                    CategoryName = p.CategoryID == 1 ? "Beverages"
                        : p.CategoryID == 2 ? "Condiments"
                        : p.CategoryID == 3 ? "Confections"
                        : p.CategoryID == 4 ? "Dairy Products"
                        : p.CategoryID == 5 ? "Grains/Cereals"
                        : p.CategoryID == 6 ? "Meat/Poultry"
                        : p.CategoryID == 7 ? "Produce"
                        : "Seafood",
                }));
        modelBuilder.Entity<CustomerQueryWithQueryFilter>().ToQuery(
            () => Customers.Select(
                c => new CustomerQueryWithQueryFilter { CompanyName = c.CompanyName, OrderCount = c.Orders.Count(), SearchTerm = SearchTerm }));
    }
}
