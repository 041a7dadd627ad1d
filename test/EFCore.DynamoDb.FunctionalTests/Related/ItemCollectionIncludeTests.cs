using EFCore.DynamoDb.FunctionalTests.Local;
using EFCore.DynamoDb.FunctionalTests.Query;
using EFCore.DynamoDb.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.FunctionalTests.Related;

/// <summary>Parents and children in one partition of one table.</summary>
public class ItemCollectionIncludeTests(DynamoDbLocalFixture local) : IClassFixture<DynamoDbLocalFixture>
{
    [Fact]
    public async Task AP03_parent_and_all_children_are_one_query()
    {
        await using var connection = local.Connect();
        await connection.ArrangeAsync(new ShopContext(connection), Rows());
        await using var db = new ShopContext(connection);

        var customer = await db.Customers.Include(c => c.Orders).SingleAsync(c => c.Id == "42");

        connection.AssertSent("""Query Shop key: PK = "CUST#42" """);
        Assert.Equal([1, 2, 3], customer.Orders.Select(o => o.Number));
        Assert.All(customer.Orders, o => Assert.Same(customer, o.Customer));
        Assert.Equal(4, db.ChangeTracker.Entries().Count());

        Assert.Null(await db.Customers.AsNoTracking().Include(c => c.Orders).SingleOrDefaultAsync(c => c.Id == "none"));
        connection.AssertSent("""Query Shop key: PK = "CUST#none" """);
    }

    [Fact]
    public async Task Where_the_partition_has_other_types_the_parent_and_its_children_are_asked_for_side_by_side()
    {
        await using var connection = local.Connect();
        await connection.ArrangeAsync(new ShopContext(connection, notes: true), [.. Rows(), new Note { CustomerId = "42", Number = 1 }]);
        await using var db = new ShopContext(connection, notes: true);

        var customer = await db.Customers.Include(c => c.Orders).SingleAsync(c => c.Id == "42");

        Assert.Equal(
            ["""GetItem Shop {PK: "CUST#42", SK: "PROFILE"}""", """Query Shop key: PK = "CUST#42" AND begins_with(SK, "ORDER#")"""],
            connection.Recorder.Texts.Order(StringComparer.Ordinal));
        Assert.Equal([1, 2, 3], customer.Orders.Select(o => o.Number));
        connection.Recorder.Clear();

        // All of them once more.
        customer = await db.Customers.AsNoTracking().Include(c => c.Orders).Include(c => c.Notes).SingleAsync(c => c.Id == "42");
        connection.AssertSent("""Query Shop key: PK = "CUST#42" """);
        Assert.Equal((3, 1), (customer.Orders.Count, customer.Notes.Count));
    }

    [Fact]
    public async Task A_range_of_the_children_is_asked_for_by_itself()
    {
        await using var connection = local.Connect();
        await connection.ArrangeAsync(new ShopContext(connection), Rows());
        await using var db = new ShopContext(connection);

        var customer = await db.Customers.Include(c => c.Orders.Where(o => o.Number > 1).OrderByDescending(o => o.Number)).SingleAsync(c => c.Id == "42");

        Assert.Equal([3, 2], customer.Orders.Select(o => o.Number));
        Assert.Equal(2, connection.Recorder.Texts.Count);
        Assert.Contains(connection.Recorder.Texts, t => t.StartsWith("GetItem", StringComparison.Ordinal));
        Assert.Contains(connection.Recorder.Texts, t => t.StartsWith("""Query Shop key: PK = "CUST#42" AND SK""", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Parents_of_many_children_are_read_by_their_templates_keys()
    {
        await using var connection = local.Connect();
        await connection.ArrangeAsync(new ShopContext(connection), Rows());
        await using var db = new ShopContext(connection);

        string[] ids = ["42", "43"];
        var orders = await db.Orders.Include(o => o.Customer).Where(o => ids.Contains(o.CustomerId)).ToListAsync();

        Assert.Equal(["Ann", "Ann", "Ann", "Bob"], orders.Select(o => o.Customer.Name).Order());
        Assert.Single(connection.Recorder.Texts, t => t.StartsWith("BatchGetItem", StringComparison.Ordinal));
        Assert.Equal(3, connection.Recorder.Texts.Count);
        connection.Recorder.Clear();

        var counts = await db.Customers.Where(c => ids.Contains(c.Id)).Select(c => new { c.Name, Count = c.Orders.Count(o => o.Total > 1) }).ToListAsync();
        Assert.Equal([("Ann", 2), ("Bob", 1)], counts.Select(c => (c.Name, c.Count)).Order());
    }

    private static IEnumerable<object> Rows()
        =>
        [
            new Customer { Id = "42", Name = "Ann" },
            new Customer { Id = "43", Name = "Bob" },
            new Order { CustomerId = "42", Number = 1, Total = 1 },
            new Order { CustomerId = "42", Number = 2, Total = 2 },
            new Order { CustomerId = "42", Number = 3, Total = 3 },
            new Order { CustomerId = "43", Number = 1, Total = 4 },
        ];

    private sealed class ShopContext(LocalConnection connection, bool notes = false)
        : LocalContext(connection, null, b => b.EnableServiceProviderCaching(false))
    {
        public DbSet<Customer> Customers => Set<Customer>();

        public DbSet<Order> Orders => Set<Order>();

        protected override void OnModelCreating(ModelBuilder modelBuilder)
        {
            modelBuilder.Entity<Customer>(
                b =>
                {
                    b.ToTable("Shop");
                    b.HasPartitionKey("PK", c => $"CUST#{c.Id}");
                    b.HasSortKey("SK", c => "PROFILE");
                });
            modelBuilder.Entity<Order>(
                b =>
                {
                    b.ToTable("Shop");
                    b.HasPartitionKey("PK", o => $"CUST#{o.CustomerId}");
                    b.HasSortKey("SK", o => $"ORDER#{o.Number:D6}");
                    b.HasOne(o => o.Customer).WithMany(c => c.Orders).HasForeignKey(o => o.CustomerId);
                });
            if (!notes)
            {
                modelBuilder.Entity<Customer>().Ignore(c => c.Notes);
                modelBuilder.Ignore<Note>();
                return;
            }

            modelBuilder.Entity<Note>(
                b =>
                {
                    b.ToTable("Shop");
                    b.HasPartitionKey("PK", n => $"CUST#{n.CustomerId}");
                    b.HasSortKey("SK", n => $"NOTE#{n.Number:D6}");
                    b.HasOne<Customer>().WithMany(c => c.Notes).HasForeignKey(n => n.CustomerId);
                });
        }
    }

    private sealed class Customer
    {
        public string Id { get; set; } = null!;

        public string Name { get; set; } = null!;

        public List<Order> Orders { get; } = [];

        public List<Note> Notes { get; } = [];
    }

    private sealed class Order
    {
        public string CustomerId { get; set; } = null!;

        public int Number { get; set; }

        public int Total { get; set; }

        public Customer Customer { get; set; } = null!;
    }

    private sealed class Note
    {
        public string CustomerId { get; set; } = null!;

        public int Number { get; set; }
    }
}
