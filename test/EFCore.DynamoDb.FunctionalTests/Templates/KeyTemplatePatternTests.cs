using EFCore.DynamoDb.FunctionalTests.Local;
using EFCore.DynamoDb.FunctionalTests.Query;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.FunctionalTests.Templates;

/// <summary>The access patterns that live of key templates: plain LINQ over properties, the request that an expert would write by hand.</summary>
public class KeyTemplatePatternTests(DynamoDbLocalFixture local) : IClassFixture<DynamoDbLocalFixture>
{
    private static readonly DateTime Start = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    [Fact]
    public async Task Keys_are_made_of_properties_and_written_with_every_change_of_one()
    {
        await using var connection = local.Connect();
        await using var db = await CreateAsync(connection, orders: 0);
        var order = new Order { CustomerId = "4#2", CreatedAt = Start, OrderId = "o#1", Status = "Paid", Total = 5 };
        db.Add(order);
        await db.SaveChangesAsync();
        order.Status = "Shipped";
        await db.SaveChangesAsync();
        order.Status = null;
        await db.SaveChangesAsync();
        order.Total = 6;
        await db.SaveChangesAsync();
        db.Remove(order);
        await db.SaveChangesAsync();

        connection.AssertSent(
            """PutItem Shop {PK: "CUST#4#2", SK: "ORDER#2026-01-01T00:00:00.0000000Z#o#1", CustomerId: "4#2", CreatedAt: "2026-01-01T00:00:00.0000000Z", OrderId: "o#1", $type: "Order", GSI1PK: "STATUS#Paid", GSI1SK: "2026-01-01T00:00:00.0000000Z", Status: "Paid", Total: 5} if: attribute_not_exists(PK) on failure: ALL_OLD""",
            """UpdateItem Shop {PK: "CUST#4#2", SK: "ORDER#2026-01-01T00:00:00.0000000Z#o#1"} SET GSI1PK = "STATUS#Shipped", Status = "Shipped" if: attribute_exists(PK) on failure: ALL_OLD""",
            """UpdateItem Shop {PK: "CUST#4#2", SK: "ORDER#2026-01-01T00:00:00.0000000Z#o#1"} REMOVE GSI1PK, Status if: attribute_exists(PK) on failure: ALL_OLD""",
            """UpdateItem Shop {PK: "CUST#4#2", SK: "ORDER#2026-01-01T00:00:00.0000000Z#o#1"} SET Total = 6 if: attribute_exists(PK) on failure: ALL_OLD""",
            """DeleteItem Shop {PK: "CUST#4#2", SK: "ORDER#2026-01-01T00:00:00.0000000Z#o#1"} if: attribute_exists(PK) on failure: ALL_OLD""");
    }

    [Fact]
    public async Task AP01_a_point_read_by_the_full_key()
    {
        await using var connection = local.Connect();
        await using var db = await CreateAsync(connection);

        Assert.Equal("Ann", (await db.Customers.AsNoTracking().SingleOrDefaultAsync(c => c.CustomerId == "42"))!.Name);
        Assert.Equal("Ann", (await db.Customers.FindAsync("42"))!.Name);
        Assert.Null(await db.Customers.FirstOrDefaultAsync(c => c.CustomerId == "43"));

        connection.AssertSent(
            """GetItem Shop {PK: "CUST#42", SK: "PROFILE"}""", """GetItem Shop {PK: "CUST#42", SK: "PROFILE"}""", """GetItem Shop {PK: "CUST#43", SK: "PROFILE"}""");

        Assert.Equal(3, (await db.Orders.FindAsync("42", Start.AddDays(3), "o3"))!.Total);
        connection.AssertSent("""GetItem Shop {PK: "CUST#42", SK: "ORDER#2026-01-04T00:00:00.0000000Z#o3"}""");
    }

    [Fact]
    public async Task AP04_the_newest_ten_orders_of_a_customer()
    {
        await using var connection = local.Connect();
        await using var db = await CreateAsync(connection);

        var orders = await db.Orders.Where(o => o.CustomerId == "42").OrderByDescending(o => o.CreatedAt).Take(10).ToListAsync();

        Assert.Equal(Enumerable.Range(0, 10).Select(i => 29m - i), orders.Select(o => o.Total));
        connection.AssertSent("""Query Shop key: PK = "CUST#42" AND begins_with(SK, "ORDER#") limit: 10 desc""");
    }

    [Fact]
    public async Task AP05_orders_in_a_range_of_dates()
    {
        await using var connection = local.Connect();
        await using var db = await CreateAsync(connection);
        var (from, to) = (Start.AddDays(5), Start.AddDays(8));

        Assert.Equal([5, 6, 7], await Totals(o => o.CreatedAt >= from && o.CreatedAt < to));
        Assert.Equal([6, 7, 8], await Totals(o => o.CreatedAt > from && o.CreatedAt <= to));
        Assert.Equal([0, 1, 2, 3, 4], await Totals(o => o.CreatedAt < from));
        Assert.Equal([27, 28, 29], await Totals(o => o.CreatedAt > new DateTime(2026, 1, 27, 0, 0, 0, DateTimeKind.Utc)));

        connection.AssertSent(
            """Query Shop key: PK = "CUST#42" AND SK BETWEEN "ORDER#2026-01-06T00:00:00.0000000Z" AND "ORDER#2026-01-09T00:00:00.0000000Z" projection: Total""",
            """Query Shop key: PK = "CUST#42" AND SK BETWEEN "ORDER#2026-01-06T00:00:00.0000000Z$" AND "ORDER#2026-01-09T00:00:00.0000000Z$" projection: Total""",
            """Query Shop key: PK = "CUST#42" AND SK BETWEEN "ORDER#" AND "ORDER#2026-01-06T00:00:00.0000000Z" projection: Total""",
            """Query Shop key: PK = "CUST#42" AND SK BETWEEN "ORDER#2026-01-27T00:00:00.0000000Z$" AND "ORDER$" projection: Total, SK, CreatedAt""");

        async Task<List<decimal>> Totals(System.Linq.Expressions.Expression<Func<Order, bool>> range)
            => await db.Orders.Where(o => o.CustomerId == "42").Where(range).Select(o => o.Total).ToListAsync();
    }

    [Fact]
    public async Task AP07_orders_by_status_since_a_day_of_all_customers()
    {
        await using var connection = local.Connect();
        await using var db = await CreateAsync(connection);
        var since = Start.AddDays(20);

        var orders = await db.Orders.Where(o => o.Status == "odd" && o.CreatedAt >= since).OrderBy(o => o.CreatedAt).Select(o => new { o.OrderId, o.Total }).ToListAsync();

        Assert.Equal([21, 23, 25, 27, 29], orders.Select(o => o.Total));
        connection.AssertSent(
            """Query Shop index=ByStatus key: GSI1PK = "STATUS#odd" AND GSI1SK >= "2026-01-21T00:00:00.0000000Z" filter: begins_with(SK, "ORDER#") projection: OrderId, Total""");

        string? none = null;
        Assert.Equal(15, await db.Orders.AllowScan().CountAsync(o => o.Status == none));
        connection.AssertSent("""Scan Shop filter: begins_with(SK, "ORDER#") AND (attribute_not_exists(Status) OR attribute_type(Status, "NULL")) count""");
    }

    [Fact]
    public async Task AP20_a_hierarchy_in_the_sort_key()
    {
        await using var connection = local.Connect();
        await using var db = await CreateAsync(connection);

        Assert.Equal(2, (await db.Stores.Where(s => s.Country == "US" && s.State == "WA" && s.City == "Seattle").ToListAsync()).Count);
        Assert.Equal(4, await db.Stores.CountAsync(s => s.Country == "US" && s.State == "WA"));
        Assert.Equal(2, (await db.Stores.Where(s => s.Country == "US" && s.City == "Seattle").ToListAsync()).Count);
        Assert.Equal(7, (await db.Stores.SingleAsync(s => s.Country == "US" && s.State == "W#A" && s.City == "Se#attle" && s.StoreId == 7)).StoreId);

        connection.AssertSent(
            """Query Stores key: PK = "COUNTRY#US" AND begins_with(SK, "WA#Seattle#")""",
            """Query Stores key: PK = "COUNTRY#US" AND begins_with(SK, "WA#") count""",
            """Query Stores key: PK = "COUNTRY#US" filter: City = "Seattle" """,
            """GetItem Stores {PK: "COUNTRY#US", SK: "W%0023A#Se%0023attle#7"}""");
    }

    [Fact]
    public async Task A_gap_in_a_template_is_told_and_a_range_or_the_beginning_is_none()
    {
        await using var connection = local.Connect();
        await (await CreateAsync(connection, orders: 0)).DisposeAsync();
        await using var db = new StrictStores(connection);

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => db.Set<Store>().Where(s => s.Country == "US" && s.City == "Seattle").ToListAsync());
        Assert.Contains("says 'City' but not 'State'", error.Message, StringComparison.Ordinal);
        Assert.Equal(4, await db.Set<Store>().CountAsync(s => s.Country == "US" && s.State == "WA"));
    }

    [Fact]
    public async Task Delimiters_in_values_can_be_refused()
    {
        await using var connection = local.Connect();
        await (await CreateAsync(connection, orders: 0)).DisposeAsync();
        await using var db = new StrictStores(connection);

        db.Add(new Store { Country = "US", State = "W#A", City = "x", StoreId = 1 });
        var error = await Assert.ThrowsAsync<DbUpdateException>(() => db.SaveChangesAsync());
        Assert.Contains("'W#A' of 'Store.State' contains '#'", error.Message, StringComparison.Ordinal);
        connection.Recorder.Clear();
        Assert.Null(await db.Set<Store>().FirstOrDefaultAsync(s => s.Country == "US" && s.State == "W#A" && s.City == "x" && s.StoreId == 1));
        db.ChangeTracker.Clear();
        db.Add(new Store { Country = "U%#S", State = "100%", City = "x", StoreId = 1 });
        await db.SaveChangesAsync();

        connection.AssertSent("""PutItem Stores {PK: "COUNTRY#U%#S", SK: "100%#x#1", Country: "U%#S", State: "100%", City: "x", StoreId: 1} if: attribute_not_exists(PK) on failure: ALL_OLD""");
    }

    private sealed class StrictStores(LocalConnection connection)
        : LocalContext(connection, null, o => o.ConfigureWarnings(w => w.Throw(EFCore.DynamoDb.Diagnostics.DynamoDbEventId.KeyTemplateGap)))
    {
        protected override void OnModelCreating(ModelBuilder modelBuilder)
            => modelBuilder.Entity<Store>(
                b =>
                {
                    b.ToTable("Stores").RefuseKeyDelimiters();
                    b.HasPartitionKey("PK", s => $"COUNTRY#{s.Country}");
                    b.HasSortKey("SK", s => $"{s.State}#{s.City}#{s.StoreId}");
                });
    }

    [Fact]
    public async Task AP23_both_directions_of_a_relation()
    {
        await using var connection = local.Connect();
        await using var db = await CreateAsync(connection);

        Assert.Equal(2, (await db.Enrollments.Where(e => e.StudentId == "s1").ToListAsync()).Count);
        Assert.Equal(3, (await db.Enrollments.Where(e => e.CourseId == "c1").ToListAsync()).Count);
        Assert.True(await db.Enrollments.AnyAsync(e => e.StudentId == "s1" && e.CourseId == "c1"));

        connection.AssertSent(
            """Query Enrollments key: PK = "STUD#s1" """,
            """Query Enrollments index=Inverted key: SK = "COURSE#c1" """,
            """GetItem Enrollments {PK: "STUD#s1", SK: "COURSE#c1"} projection: PK""");
    }

    [Fact]
    public async Task AP24_a_tenants_filter_is_the_key()
    {
        await using var connection = local.Connect();
        await using var db = await CreateAsync(connection);

        Assert.Equal(3, (await db.Tickets.SingleAsync(t => t.Number == 3)).Number);
        Assert.Equal(3, (await db.Tickets.Where(t => t.Priority == 1).ToListAsync()).Count);
        Assert.Equal([2, 3], await db.Tickets.Where(t => t.Number > 1 && t.Number < 4).Select(t => t.Number).ToListAsync());
        Assert.Empty(await db.Tickets.Where(t => t.Number > 1_000_000).ToListAsync());
        db.Tenant = "t2";
        Assert.Single(await db.Tickets.Where(t => t.Number >= -5).ToListAsync());

        connection.AssertSent(
            """GetItem Tickets {PK: "TENANT#t1", SK: "TICKET#000003"}""",
            """Query Tickets key: PK = "TENANT#t1" filter: Priority = 1""",
            """Query Tickets key: PK = "TENANT#t1" AND SK BETWEEN "TICKET#000001" AND "TICKET#000004" projection: Number""",
            """Query Tickets key: PK = "TENANT#t2" AND SK BETWEEN "TICKET#" AND "TICKET$" """);
    }

    [Fact]
    public async Task Several_keys_are_one_batch()
    {
        await using var connection = local.Connect();
        await using var db = await CreateAsync(connection);
        var ids = new[] { "42", "77", "none" };

        Assert.Equal(2, (await db.Customers.Where(c => ids.Contains(c.CustomerId)).ToListAsync()).Count);

        connection.AssertSent("""BatchGetItem Shop [{PK: "CUST#42", SK: "PROFILE"}, {PK: "CUST#77", SK: "PROFILE"}, {PK: "CUST#none", SK: "PROFILE"}]""");

        var other = "77";
        Assert.Equal(2, (await db.Customers.Where(c => c.CustomerId == "42" || c.CustomerId == other).ToListAsync()).Count);
        Assert.Equal(30, await db.Orders.CountAsync(o => (o.CustomerId == "42" || o.CustomerId == other) && o.Total >= 0));
        Assert.Equal(
            [
                """BatchGetItem Shop [{PK: "CUST#42", SK: "PROFILE"}, {PK: "CUST#77", SK: "PROFILE"}]""",
                """Query Shop key: PK = "CUST#42" AND begins_with(SK, "ORDER#") filter: Total >= 0 count""",
                """Query Shop key: PK = "CUST#77" AND begins_with(SK, "ORDER#") filter: Total >= 0 count""",
            ],
            connection.Recorder.Texts.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Keys_of_batches_transactions_and_staged_writes_are_made_by_the_templates()
    {
        await using var connection = local.Connect();
        await using var db = await CreateAsync(connection, orders: 2);

        var found = await db.Orders.FindManyAsync([db.Orders.Key("42", Start, "o0"), db.Orders.Key("42", Start.AddDays(1), "o1")]);
        Assert.Equal([0, 1], found.Select(o => o!.Total));
        db.Orders.StageUpdate(db.Orders.Key("42", Start, "o0"), s => s.SetProperty(o => o.Total, 9));
        await db.SaveChangesAsync();
        Assert.Equal(1, await db.Orders.Where(o => o.CustomerId == "42" && o.CreatedAt == Start && o.OrderId == "o0").ExecuteDeleteAsync());

        const string First = """{PK: "CUST#42", SK: "ORDER#2026-01-01T00:00:00.0000000Z#o0"}""";
        connection.AssertSent(
            "BatchGetItem Shop [" + First + """, {PK: "CUST#42", SK: "ORDER#2026-01-02T00:00:00.0000000Z#o1"}]""",
            "UpdateItem Shop " + First + " SET Total = 9 if: attribute_exists(PK) on failure: ALL_OLD",
            "DeleteItem Shop " + First + " if: attribute_exists(PK) on failure: ALL_OLD");
    }

    [Fact]
    public async Task Setters_of_all_that_a_template_is_made_of_set_the_key_of_the_index_too()
    {
        await using var connection = local.Connect();
        await using var db = await CreateAsync(connection, orders: 2);
        string? none = null;
        db.Add(new Delivery { Depot = "d", DeliveryId = "1", Status = "Out", At = Start, Weight = 5 });
        await db.SaveChangesAsync();
        connection.Recorder.Clear();

        var order = db.Orders.Where(o => o.CustomerId == "42" && o.CreatedAt == Start && o.OrderId == "o0");
        await order.ExecuteUpdateAsync(s => s.SetProperty(o => o.Status, "x"));
        await order.ExecuteUpdateAsync(s => s.SetProperty(o => o.Status, none));
        var delivery = db.Deliveries.Where(d => d.Depot == "d" && d.DeliveryId == "1");
        await delivery.ExecuteUpdateAsync(s => s.SetProperty(d => d.Status, "In").SetProperty(d => d.Weight, 7));
        db.Deliveries.StageUpdate(db.Deliveries.Key("d", "1"), s => s.SetProperty(d => d.Status, "Home").SetProperty(d => d.Weight, 8));
        await db.SaveChangesAsync();

        connection.AssertSent(
            """UpdateItem Shop {PK: "CUST#42", SK: "ORDER#2026-01-01T00:00:00.0000000Z#o0"} SET Status = "x", GSI1PK = "STATUS#x" if: attribute_exists(PK) on failure: ALL_OLD""",
            """UpdateItem Shop {PK: "CUST#42", SK: "ORDER#2026-01-01T00:00:00.0000000Z#o0"} REMOVE Status, GSI1PK if: attribute_exists(PK) on failure: ALL_OLD""",
            """UpdateItem Deliveries {PK: "DEPOT#d", SK: "DELIVERY#1"} SET Status = "In", Weight = 7, GSI2PK = "In#0007" if: attribute_exists(PK) on failure: ALL_OLD""",
            """UpdateItem Deliveries {PK: "DEPOT#d", SK: "DELIVERY#1"} SET Status = "Home", Weight = 8, GSI2PK = "Home#0008" if: attribute_exists(PK) on failure: ALL_OLD""");

        await Refused(() => delivery.ExecuteUpdateAsync(s => s.SetProperty(d => d.Status, "x")), "GSI2PK");
        await Refused(() => delivery.ExecuteUpdateAsync(s => s.SetProperty(d => d.Status, "x").SetProperty(d => d.Weight, d => d.Weight + 1)), "GSI2PK");
        await Refused(() => delivery.ExecuteUpdateAsync(s => s.SetProperty(d => EF.Property<string>(d, "GSI2PK"), "x")), "GSI2PK");
        await Refused(() => delivery.ExecuteUpdateAsync(s => s.SetProperty(d => d.DeliveryId, "x")), "DeliveryId");
        await Refused(() => delivery.ExecuteUpdateAsync(s => s.SetProperty(d => d.Status, "x").SetProperty(d => d.Weight, 12345)), "4 digits");
        Assert.Throws<InvalidOperationException>(() => db.Deliveries.StageUpdate(db.Deliveries.Key("d", "1"), s => s.SetProperty(d => d.Status, "Home")));
        connection.AssertSent();

        static async Task Refused(Func<Task> update, string part)
            => Assert.Contains(part, (await Assert.ThrowsAnyAsync<Exception>(update)).Message, StringComparison.Ordinal);
    }

    private static async Task<ShopOfTemplates> CreateAsync(LocalConnection connection, int orders = 30)
    {
        await connection.ArrangeAsync(
            new ShopOfTemplates(connection),
            [
                new Customer { CustomerId = "42", Name = "Ann" },
                new Customer { CustomerId = "77", Name = "Bob" },
                .. Enumerable.Range(0, orders).Select(
                    i => new Order { CustomerId = "42", CreatedAt = Start.AddDays(i), OrderId = $"o{i}", Total = i, Status = i % 2 == 0 ? null : "odd" }),
                new Store { Country = "US", State = "WA", City = "Seattle", StoreId = 1 },
                new Store { Country = "US", State = "WA", City = "Seattle", StoreId = 2 },
                new Store { Country = "US", State = "WA", City = "Seattle2", StoreId = 3 },
                new Store { Country = "US", State = "WA", City = "Spokane", StoreId = 4 },
                new Store { Country = "US", State = "W#A", City = "Se#attle", StoreId = 7 },
                new Enrollment { StudentId = "s1", CourseId = "c1" },
                new Enrollment { StudentId = "s1", CourseId = "c2" },
                new Enrollment { StudentId = "s2", CourseId = "c1" },
                new Enrollment { StudentId = "s3", CourseId = "c1" },
                .. Enumerable.Range(1, 6).Select(i => new Ticket { TenantId = "t1", Number = i, Priority = i % 2 }),
                new Ticket { TenantId = "t2", Number = 9 },
            ]);
        return new ShopOfTemplates(connection);
    }
}
