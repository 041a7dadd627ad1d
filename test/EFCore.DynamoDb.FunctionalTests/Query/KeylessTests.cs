using EFCore.DynamoDb.FunctionalTests.Local;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.FunctionalTests.Query;

/// <summary>Entity types without a key are the results of a query.</summary>
public class KeylessTests(DynamoDbLocalFixture local) : IClassFixture<DynamoDbLocalFixture>
{
    [Fact]
    public async Task A_keyless_type_is_read_by_its_query_which_takes_part_in_the_plan()
    {
        await using var connection = local.Connect();
        await using var db = await CreateAsync(connection);

        var large = await db.LargeSales.Where(s => s.Shop == "a").OrderByDescending(s => s.Number).Select(s => new { s.Number, s.Euros }).ToListAsync();
        var count = await db.LargeSales.CountAsync(s => s.Shop == "a");
        var whole = await db.LargeSales.FirstAsync(s => s.Shop == "b");

        Assert.Equal([(3, 30m), (2, 20m)], large.Select(s => (s.Number, s.Euros)));
        Assert.Equal(2, count);
        Assert.Equal(("b", 1, 15m), (whole.Shop, whole.Number, whole.Euros));
        Assert.Empty(db.ChangeTracker.Entries());
        connection.AssertSent(
            """Query Sale key: Shop = "a" filter: Cents > 1000 projection: Cents, Number desc""",
            """Query Sale key: Shop = "a" filter: Cents > 1000 count""",
            """Query Sale key: Shop = "b" filter: Cents > 1000 projection: Cents, Number, Shop limit: 25""");
    }

    [Fact]
    public async Task Nothing_is_stored_for_it()
    {
        await using var connection = local.Connect();
        await using var db = await CreateAsync(connection);

        Assert.Equal(["Sale"], db.Model.GetDynamoTables().Select(t => t.Name));
        Assert.NotNull(db.Model.FindEntityType(typeof(LargeSale))!.GetDefiningQuery());
        Assert.Null(db.Model.FindEntityType(typeof(Sale))!.GetDefiningQuery());
        Assert.Throws<InvalidOperationException>(() => db.Add(new LargeSale()));
    }

    private static async Task<SalesContext> CreateAsync(LocalConnection connection)
    {
        await connection.ArrangeAsync(
            new SalesContext(connection),
            [
                new Sale { Shop = "a", Number = 1, Cents = 1000 }, new Sale { Shop = "a", Number = 2, Cents = 2000 },
                new Sale { Shop = "a", Number = 3, Cents = 3000 }, new Sale { Shop = "b", Number = 1, Cents = 1500 },
            ]);
        return new SalesContext(connection);
    }

    private sealed class SalesContext(LocalConnection connection) : LocalContext(connection)
    {
        public DbSet<LargeSale> LargeSales => Set<LargeSale>();

        protected override void OnModelCreating(ModelBuilder modelBuilder)
        {
            modelBuilder.Entity<Sale>(
                b =>
                {
                    b.HasPartitionKey(s => s.Shop);
                    b.HasSortKey(s => s.Number);
                });
            modelBuilder.Entity<LargeSale>().ToQuery(
                () => Set<Sale>().Where(s => s.Cents > 1000).Select(s => new LargeSale { Shop = s.Shop, Number = s.Number, Euros = s.Cents / 100m }));
        }
    }

    private sealed class Sale
    {
        public required string Shop { get; set; }

        public int Number { get; set; }

        public int Cents { get; set; }
    }

    private sealed class LargeSale
    {
        public string Shop { get; set; } = "";

        public int Number { get; set; }

        public decimal Euros { get; set; }
    }
}
