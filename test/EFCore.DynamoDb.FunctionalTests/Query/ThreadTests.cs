using Amazon.DynamoDBv2.Model;
using EFCore.DynamoDb.FunctionalTests.Local;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.FunctionalTests.Query;

public class ThreadTests(DynamoDbLocalFixture local) : IClassFixture<DynamoDbLocalFixture>
{
    [Fact]
    public async Task A_saved_entity_is_found_by_its_key()
    {
        await using var connection = local.Connect();
        await connection.Client.CreateTableAsync(
            new CreateTableRequest
            {
                TableName = connection.TableNamePrefix + "Orders",
                KeySchema = [new("CustomerId", "HASH"), new("Number", "RANGE")],
                AttributeDefinitions = [new("CustomerId", "S"), new("Number", "N")],
                BillingMode = "PAY_PER_REQUEST",
            });
        await using var context = new Shop(connection);
        for (var i = 0; i < 10; i++)
        {
            context.Orders.Add(new Order { CustomerId = "42", Number = i, Status = i % 2 == 0 ? "Open" : "Closed", Total = i * 10 });
            await context.SaveChangesAsync();
        }

        context.ChangeTracker.Clear();
        connection.Recorder.Clear();

        var found = await context.Orders.SingleOrDefaultAsync(o => o.CustomerId == "42" && o.Number == 3);
        Assert.Equal("Closed", found!.Status);
        var newest = await context.Orders.Where(o => o.CustomerId == "42").OrderByDescending(o => o.Number).Take(3).ToListAsync();
        Assert.Equal([9, 8, 7], newest.Select(o => o.Number));
        var open = await context.Orders.Where(o => o.CustomerId == "42" && o.Number >= 2 && o.Number < 8 && o.Status == "Open")
            .Select(o => new { o.Number, o.Total }).ToListAsync();
        Assert.Equal([2, 4, 6], open.Select(o => o.Number));
        Assert.Equal(5, await context.Orders.CountAsync(o => o.CustomerId == "42" && o.Status == "Open"));
        Assert.Equal(450, await context.Orders.Where(o => o.CustomerId == "42").SumAsync(o => o.Total));
        Assert.True(await context.Orders.AnyAsync(o => o.CustomerId == "42" && o.Total > 80));
        var distinct = await context.Orders.Where(o => o.CustomerId == "42").Select(o => o.Status).Distinct().ToListAsync();
        Assert.Equal(2, distinct.Count);
        Assert.Equal(
            [
                """GetItem Orders {CustomerId: "42", Number: 3}""",
                """Query Orders key: CustomerId = "42" limit: 3 desc""",
                """Query Orders key: CustomerId = "42" AND Number BETWEEN 2 AND 8 filter: Status = "Open" projection: Number, Total""",
                """Query Orders key: CustomerId = "42" filter: Status = "Open" count""",
                """Query Orders key: CustomerId = "42" projection: Total""",
                """Query Orders key: CustomerId = "42" filter: Total > 80 projection: CustomerId""",
                """Query Orders key: CustomerId = "42" projection: Status""",
            ],
            connection.Recorder.Texts);
    }

    private sealed class Shop(LocalConnection connection) : DbContext
    {
        public DbSet<Order> Orders => Set<Order>();

        protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder)
            => optionsBuilder.UseDynamoDb(o => o.UseClient(connection.Client).TableNamePrefix(connection.TableNamePrefix));

        protected override void OnModelCreating(ModelBuilder modelBuilder)
            => modelBuilder.Entity<Order>(b => { b.ToTable("Orders"); b.HasPartitionKey(o => o.CustomerId); b.HasSortKey(o => o.Number); });
    }

    private sealed class Order
    {
        public string CustomerId { get; set; } = null!;

        public int Number { get; set; }

        public string Status { get; set; } = null!;

        public int Total { get; set; }
    }
}
