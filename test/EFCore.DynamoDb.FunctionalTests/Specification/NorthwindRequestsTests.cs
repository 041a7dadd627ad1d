using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.TestModels.Northwind;
using Microsoft.EntityFrameworkCore.TestUtilities;

namespace EFCore.DynamoDb.FunctionalTests.Specification;

#nullable disable

/// <summary>The specification tests may scan; what pins a key or an index of the Northwind model does not, neither itself nor for what it looks up.</summary>
public class NorthwindRequestsTests(NorthwindDynamoDbFixture<NoopModelCustomizer> fixture) : IClassFixture<NorthwindDynamoDbFixture<NoopModelCustomizer>>
{
    private static readonly string[] Ids = ["ALFKI", "ANATR"];

    private static readonly Dictionary<string, (string Request, Func<NorthwindContext, IQueryable<object>> Query)> Queries = new()
    {
        ["a key"] = ("GetItem", db => db.Customers.Where(c => c.CustomerID == "ALFKI")),
        ["keys"] = ("BatchGetItem", db => db.Customers.Where(c => Ids.Contains(c.CustomerID))),
        ["a partition"] = ("Query", db => db.OrderDetails.Where(d => d.OrderID == 10248)),
        ["an index"] = ("Query", db => db.Orders.Where(o => o.CustomerID == "ALFKI" && o.OrderDate != null)),
        ["a key and a collection"] = ("GetItem", db => db.Customers.Include(c => c.Orders).ThenInclude(o => o.OrderDetails).Where(c => c.CustomerID == "ALFKI")),
        ["a key and a reference"] = ("GetItem", db => db.Orders.Where(o => o.OrderID == 10248).Select(o => o.Customer.City)),
        ["a key and a count"] = ("GetItem", db => db.Customers.Where(c => c.CustomerID == "ALFKI").Select(c => new { c.CustomerID, Orders = c.Orders.Count() })),
        ["an index and a join"] = ("Query", db => db.Orders.Where(o => o.CustomerID == "ALFKI").Join(db.Customers, o => o.CustomerID, c => c.CustomerID, (o, c) => new { o.OrderID, c.City })),
        ["a key and many"] = ("GetItem", db => db.Customers.Where(c => c.CustomerID == "ALFKI").SelectMany(c => c.Orders).OrderBy(o => o.OrderID).Take(2)),
        ["a picked entity"] = ("GetItem", db => db.Customers.Where(c => c.CustomerID == "ALFKI" && c.Orders.OrderBy(o => o.OrderID).FirstOrDefault() != null)),
        ["groups of an index"] = ("Query", db => db.Orders.Where(o => o.CustomerID == "ALFKI").GroupBy(o => o.EmployeeID).Select(g => new { g.Key, Orders = g.Count() })),
    };

    public static TheoryData<string> Names
        => [.. Queries.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task What_pins_a_key_or_an_index_sends_no_scan(string name)
    {
        using var db = fixture.CreateContext();
        var (request, query) = Queries[name];

        var requests = query(db).ToQueryString();

        Assert.StartsWith(request + " ", requests, StringComparison.Ordinal);
        Assert.DoesNotContain("Scan", requests, StringComparison.Ordinal);
        Assert.NotEmpty(await query(db).ToListAsync());
    }
}
