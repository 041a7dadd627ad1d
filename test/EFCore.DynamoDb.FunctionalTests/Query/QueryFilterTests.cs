using EFCore.DynamoDb.FunctionalTests.Local;
using EFCore.DynamoDb.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.FunctionalTests.Query;

/// <summary>Query filters of the model, alone and by name, with the context's own fields in them.</summary>
public class QueryFilterTests(DynamoDbLocalFixture local) : IClassFixture<DynamoDbLocalFixture>
{
    private const string Deleted = "deleted";
    private const string Tenants = "tenants";

    [Fact]
    public async Task A_filter_is_part_of_every_query_of_its_type()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(
            connection,
            [
                new Customer { Id = "a", Part = "1", City = "Bonn" },
                new Customer { Id = "a", Part = "2", City = "Kiel", IsDeleted = true },
                new Customer { Id = "a", Part = "3", City = "Kiel" },
                new Invoice { Id = "a", Part = "9", Amount = 5 },
            ]);

        Assert.Equal(["1", "3"], await db.Customers.Where(c => c.Id == "a").Select(c => c.Part).ToListAsync());
        Assert.Equal(["1", "2", "3"], await db.Customers.IgnoreQueryFilters().Where(c => c.Id == "a").Select(c => c.Part).ToListAsync());
        Assert.Equal(1, await db.Customers.CountAsync(c => c.Id == "a" && c.City == "Kiel"));
        Assert.Null(await db.Customers.SingleOrDefaultAsync(c => c.Id == "a" && c.Part == "2"));
        Assert.NotNull(await db.Customers.IgnoreQueryFilters().SingleOrDefaultAsync(c => c.Id == "a" && c.Part == "2"));

        connection.AssertSent(
            """Query Shared key: Id = "a" filter: $type = "Customer" AND IsDeleted <> true projection: Part""",
            """Query Shared key: Id = "a" filter: $type = "Customer" projection: Part""",
            """Query Shared key: Id = "a" filter: $type = "Customer" AND IsDeleted <> true AND City = "Kiel" count""",
            """GetItem Shared {Id: "a", Part: "2"}""",
            """GetItem Shared {Id: "a", Part: "2"}""");
    }

    [Fact]
    public async Task Find_applies_filters_to_what_it_reads_and_not_to_what_is_tracked()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection, [new Customer { Id = "a", Part = "2", IsDeleted = true }]);

        Assert.Null(await db.Customers.FindAsync("a", "2"));
        var tracked = await db.Customers.IgnoreQueryFilters().SingleAsync(c => c.Id == "a" && c.Part == "2");
        Assert.Same(tracked, await db.Customers.FindAsync("a", "2"));

        Assert.Equal(2, connection.Recorder.Requests.Count);
    }

    [Fact]
    public async Task A_filter_by_tenant_makes_the_tenants_queries_Query_and_GetItem()
    {
        await using var connection = local.Connect();
        await ArrangeAsync(connection);
        await using var blue = new TenantContext(connection, "blue");
        await using var red = new TenantContext(connection, "red");

        Assert.Equal([1, 3], await blue.Papers.Select(p => p.Number).ToListAsync());
        Assert.Equal([1], await red.Papers.Select(p => p.Number).ToListAsync());
        Assert.Equal("blue three", (await blue.Papers.SingleAsync(p => p.Number == 3)).Text);
        Assert.Null(await red.Papers.FirstOrDefaultAsync(p => p.Number == 3));
        Assert.Equal(2, await blue.Papers.CountAsync());
        Assert.Equal(3, (await blue.Papers.OrderByDescending(p => p.Number).FirstAsync()).Number);
        blue.Tenant = "red";
        Assert.Equal([1], await blue.Papers.Select(p => p.Number).ToListAsync());

        connection.AssertSent(
            """Query Papers key: Tenant = "blue" filter: IsDeleted <> true projection: Number""",
            """Query Papers key: Tenant = "red" filter: IsDeleted <> true projection: Number""",
            """GetItem Papers {Tenant: "blue", Number: 3}""",
            """GetItem Papers {Tenant: "red", Number: 3}""",
            """Query Papers key: Tenant = "blue" filter: IsDeleted <> true count""",
            """Query Papers key: Tenant = "blue" filter: IsDeleted <> true limit: 25 desc""",
            """Query Papers key: Tenant = "red" filter: IsDeleted <> true projection: Number""");
    }

    [Fact]
    public async Task Filters_can_be_lifted_by_name()
    {
        await using var connection = local.Connect();
        await ArrangeAsync(connection);
        await using var blue = new TenantContext(connection, "blue");

        Assert.Equal([1, 2, 3], await blue.Papers.IgnoreQueryFilters([Deleted]).Select(p => p.Number).ToListAsync());
        Assert.Equal([1], await blue.Papers.IgnoreQueryFilters([Tenants]).Where(p => p.Tenant == "red").Select(p => p.Number).ToListAsync());
        Assert.Equal(4, await blue.Papers.IgnoreQueryFilters().AllowScan().CountAsync());

        connection.AssertSent(
            """Query Papers key: Tenant = "blue" projection: Number""",
            """Query Papers key: Tenant = "red" filter: IsDeleted <> true projection: Number""",
            "Scan Papers count");
    }

    [Fact]
    public async Task Without_its_filter_a_query_by_no_key_is_the_error_about_scans()
    {
        await using var connection = local.Connect();
        await ArrangeAsync(connection);
        await using var blue = new TenantContext(connection, "blue");

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => blue.Papers.IgnoreQueryFilters().ToListAsync());

        Assert.Contains("'Tenant'", error.Message, StringComparison.Ordinal);
        connection.AssertSent();
    }

    [Fact]
    public async Task A_tenant_that_is_null_sees_nothing_and_asks_nothing()
    {
        await using var connection = local.Connect();
        await ArrangeAsync(connection);
        await using var nobody = new TenantContext(connection, null);

        Assert.Empty(await nobody.Papers.ToListAsync());
        Assert.Equal(0, await nobody.Papers.CountAsync());
        Assert.False(await nobody.Papers.AnyAsync());

        connection.AssertSent();
    }

    [Fact]
    public async Task With_the_planner_off_filters_give_the_same_rows()
    {
        await using var connection = local.Connect();
        await ArrangeAsync(connection);
        await using var blue = new TenantContext(connection, "blue", Arranging.Scanned);

        Assert.Equal([1, 3], (await blue.Papers.Select(p => p.Number).ToListAsync()).Order());
        Assert.Equal(2, await blue.Papers.CountAsync());
        Assert.Equal(4, await blue.Papers.IgnoreQueryFilters().CountAsync());
        Assert.Null(await blue.Papers.FindAsync("red", 1));
    }

    [Fact]
    public async Task A_filter_of_a_base_type_holds_for_derived_types()
    {
        await using var connection = local.Connect();
        await ArrangeAsync(connection);
        await using var blue = new TenantContext(connection, "blue");

        Assert.Equal([3], await blue.Papers.OfType<SignedPaper>().Select(p => p.Number).ToListAsync());
        Assert.Equal([3], await blue.Set<SignedPaper>().Select(p => p.Number).ToListAsync());

        connection.AssertSent(
            """Query Papers key: Tenant = "blue" filter: IsDeleted <> true AND $type = "SignedPaper" projection: Number""",
            """Query Papers key: Tenant = "blue" filter: $type = "SignedPaper" AND IsDeleted <> true projection: Number""");
    }

    private static Task ArrangeAsync(LocalConnection connection)
        => connection.ArrangeAsync(
            new TenantContext(connection, null),
            new Paper { Tenant = "blue", Number = 1, Text = "blue one" },
            new Paper { Tenant = "blue", Number = 2, Text = "blue two", IsDeleted = true },
            new SignedPaper { Tenant = "blue", Number = 3, Text = "blue three", By = "me" },
            new Paper { Tenant = "red", Number = 1, Text = "red one" });

    private sealed class TenantContext(LocalConnection connection, string? tenant, Action<DynamoDbDbContextOptionsBuilder>? options = null)
        : LocalContext(connection, options)
    {
        public string? Tenant { get; set; } = tenant;

        public DbSet<Paper> Papers => Set<Paper>();

        protected override void OnModelCreating(ModelBuilder modelBuilder)
        {
            modelBuilder.Entity<Paper>(
                b =>
                {
                    b.ToTable("Papers");
                    b.HasPartitionKey(p => p.Tenant);
                    b.HasSortKey(p => p.Number);
                    b.HasQueryFilter(Tenants, p => p.Tenant == Tenant);
                    b.HasQueryFilter(Deleted, p => !p.IsDeleted);
                });
            modelBuilder.Entity<SignedPaper>();
        }
    }

    private class Paper
    {
        public required string Tenant { get; set; }

        public int Number { get; set; }

        public string? Text { get; set; }

        public bool IsDeleted { get; set; }
    }

    private sealed class SignedPaper : Paper
    {
        public string? By { get; set; }
    }
}
