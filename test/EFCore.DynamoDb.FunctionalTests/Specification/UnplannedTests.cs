using EFCore.DynamoDb.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.EntityFrameworkCore.TestUtilities;

namespace EFCore.DynamoDb.FunctionalTests.Specification;

/// <summary>A sample of what SPECIFICATION_PLANNER=off runs in full: every query is a scan, with all of LINQ done by the client, and the answers are the same.</summary>
public class UnplannedNorthwindFixture : NorthwindDynamoDbFixture<NoopModelCustomizer>
{
    public override DbContextOptionsBuilder AddOptions(DbContextOptionsBuilder builder)
    {
        builder = base.AddOptions(builder);
        new DynamoDbDbContextOptionsBuilder(builder).UsePlanner(false);
        return builder;
    }
}

public class UnplannedNorthwindWhereQueryDynamoDbTest(UnplannedNorthwindFixture fixture) : NorthwindWhereQueryDynamoDbTest(fixture), IClassFixture<UnplannedNorthwindFixture>
{
    [Fact]
    public void Nothing_is_asked_of_the_server_but_a_scan()
    {
        using var db = Fixture.CreateContext();

        var requests = db.Customers.Where(c => c.CustomerID == "ALFKI" && c.City == "Berlin").ToQueryString().Split('\n')[0];

        Assert.StartsWith("Scan ", requests, StringComparison.Ordinal);
        Assert.DoesNotContain("Berlin", requests, StringComparison.Ordinal);
    }
}

public class UnplannedNorthwindGroupByQueryDynamoDbTest(UnplannedNorthwindFixture fixture) : NorthwindGroupByQueryDynamoDbTest(fixture), IClassFixture<UnplannedNorthwindFixture>;
