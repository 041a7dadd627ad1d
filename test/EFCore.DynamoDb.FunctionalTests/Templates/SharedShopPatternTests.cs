using EFCore.DynamoDb.FunctionalTests.Local;
using EFCore.DynamoDb.FunctionalTests.Query;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.FunctionalTests.Templates;

/// <summary>The model of the access patterns as it is written there: one table, key templates, sparse and partly projected indexes that types share.</summary>
public class SharedShopPatternTests(DynamoDbLocalFixture local) : IClassFixture<DynamoDbLocalFixture>
{
    private static readonly DateTime Start = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    [Fact]
    public async Task AP06_open_orders_by_a_sparse_index_of_a_shared_table()
    {
        await using var connection = local.Connect();
        await using var db = await CreateAsync(connection);

        var open = await db.Purchases.Where(o => o.OpenCustomerId == "42").OrderBy(o => o.CreatedAt).ToListAsync();
        Assert.Equal(["o0", "o2"], open.Select(o => o.PurchaseId));
        open[0].OpenCustomerId = null;
        open[0].Status = "Closed";
        await db.SaveChangesAsync();
        Assert.Equal(1, await db.Purchases.Where(o => o.OpenCustomerId != null).WithIndex("Open").AllowScan().CountAsync());

        connection.AssertSent(
            """Query Shop index=Open key: OpenCustomerId = "42" filter: begins_with(SK, "ORDER#")""",
            """UpdateItem Shop {PK: "CUST#42", SK: "ORDER#2026-01-01T00:00:00.0000000Z#o0"} SET Status = "Closed", Version = 2 REMOVE OpenCustomerId if: Version = 1 on failure: ALL_OLD""",
            """Scan Shop index=Open filter: begins_with(SK, "ORDER#") count""");
    }

    [Fact]
    public async Task AP07_orders_by_status_from_an_index_that_has_the_id_in_the_key_of_the_table_only()
    {
        await using var connection = local.Connect();
        await using var db = await CreateAsync(connection);
        var since = Start.AddDays(1);

        var rows = await db.Purchases.Where(o => o.Status == "Shipped" && o.CreatedAt >= since).Select(o => new { o.PurchaseId, o.Total }).ToListAsync();

        Assert.Equal([("o1", 1m), ("o2", 2m)], rows.Select(r => (r.PurchaseId, r.Total)));
        connection.AssertSent(
            """Query Shop index=ByStatus key: Status = "Shipped" AND CreatedAt >= "2026-01-02T00:00:00.0000000Z" filter: begins_with(SK, "ORDER#") projection: SK, Total""");
    }

    [Fact]
    public async Task AP10_an_order_and_its_stock_are_one_idempotent_transaction()
    {
        await using var connection = local.Connect();
        await using var db = await CreateAsync(connection);
        for (var i = 0; i < 2; i++)
        {
            db.ChangeTracker.Clear();
            db.Add(new Purchase { CustomerId = "42", CreatedAt = Start, PurchaseId = "new", Total = 2 });
            db.Articles.StageUpdate("a1", s => s.SetProperty(p => p.Stock, p => p.Stock - 2)).When(p => p.Stock >= 2);
            await db.SaveChangesAsync(new DynamoDbSaveOptions { ClientRequestToken = $"order-{connection.TableNamePrefix}" });
        }

        connection.AssertSent(Enumerable.Repeat(
            """TransactWriteItems [Put Shop {PK: "CUST#42", SK: "ORDER#2026-01-01T00:00:00.0000000Z#new", CustomerId: "42", CreatedAt: "2026-01-01T00:00:00.0000000Z", PurchaseId: "new", $type: "Purchase", Total: 2, Version: 1} if: attribute_not_exists(PK) on failure: ALL_OLD; Update Shop {PK: "ARTICLE#a1", SK: "STOCK"} SET Stock = Stock - 2 if: attribute_type(Stock, "N") AND Stock >= 2 on failure: ALL_OLD] token""",
            2));
        Assert.Equal(3, (await db.Articles.AsNoTracking().SingleAsync(a => a.ArticleId == "a1")).Stock);

        db.Add(new Purchase { CustomerId = "42", CreatedAt = Start, PurchaseId = "more", Total = 9 });
        db.Articles.StageUpdate("a1", s => s.SetProperty(p => p.Stock, p => p.Stock - 9)).When(p => p.Stock >= 9);
        await Assert.ThrowsAnyAsync<DbUpdateException>(() => db.SaveChangesAsync());
        Assert.False(await db.Purchases.AnyAsync(o => o.CustomerId == "42" && o.CreatedAt == Start && o.PurchaseId == "more"));
    }

    [Fact]
    public async Task AP11_a_claim_that_is_taken_fails_both_and_names_the_entry()
    {
        await using var connection = local.Connect();
        await using var db = await CreateAsync(connection);
        db.AddRange(new Client { CustomerId = "1", Name = "Ann" }, new EmailClaim { Email = "ann@x.org", CustomerId = "1" });
        await db.SaveChangesAsync();
        var claim = new EmailClaim { Email = "ann@x.org", CustomerId = "2" };
        db.ChangeTracker.Clear();
        connection.Recorder.Clear();
        db.AddRange(new Client { CustomerId = "2", Name = "Ann" }, claim);

        var exception = await Assert.ThrowsAnyAsync<DbUpdateException>(() => db.SaveChangesAsync());

        Assert.Same(claim, Assert.Single(exception.Entries).Entity);
        connection.AssertSent(
            """TransactWriteItems [Put Shop {PK: "CUST#2", SK: "PROFILE", CustomerId: "2", $type: "Client", Name: "Ann"} if: attribute_not_exists(PK) on failure: ALL_OLD; Put Shop {PK: "EMAIL#ann@x.org", SK: "CLAIM", Email: "ann@x.org", $type: "EmailClaim", CustomerId: "2"} if: attribute_not_exists(PK) on failure: ALL_OLD] token""");
        Assert.Null(await db.Clients.AsNoTracking().SingleOrDefaultAsync(c => c.CustomerId == "2"));
    }

    [Fact]
    public async Task AP16_a_version_is_the_condition_and_the_failure_has_the_database_values()
    {
        await using var connection = local.Connect();
        await using var db = await CreateAsync(connection);
        var order = (await db.Purchases.FindAsync("42", Start, "o0"))!;
        await using (var other = new SharedShop(connection))
        {
            (await other.Purchases.FindAsync("42", Start, "o0"))!.Status = "Other";
            await other.SaveChangesAsync();
        }

        connection.Recorder.Clear();
        order.Status = "Packed";
        var exception = await Assert.ThrowsAnyAsync<DbUpdateConcurrencyException>(() => db.SaveChangesAsync());
        var stored = (await exception.Entries.Single().GetDatabaseValuesAsync())!;
        Assert.Equal(("Other", 2L), (stored[nameof(Purchase.Status)], stored[nameof(Purchase.Version)]));
        exception.Entries.Single().OriginalValues.SetValues(stored);
        await db.SaveChangesAsync();

        const string Key = """{PK: "CUST#42", SK: "ORDER#2026-01-01T00:00:00.0000000Z#o0"}""";
        connection.AssertSent(
            $"""UpdateItem Shop {Key} SET Status = "Packed", Version = 2 if: Version = 1 on failure: ALL_OLD""",
            $"""UpdateItem Shop {Key} SET Status = "Packed", Version = 3 if: Version = 2 on failure: ALL_OLD""");
    }

    private static async Task<SharedShop> CreateAsync(LocalConnection connection)
    {
        await connection.ArrangeAsync(
            new SharedShop(connection),
            [
                new Client { CustomerId = "42", Name = "Ann" },
                new Article { ArticleId = "a1", Stock = 5, Status = "Shipped", CreatedAt = Start.AddDays(5) },
                .. Enumerable.Range(0, 3).Select(
                    i => new Purchase
                    {
                        CustomerId = "42", CreatedAt = Start.AddDays(i), PurchaseId = $"o{i}", Status = "Shipped", Total = i, OpenCustomerId = i == 1 ? null : "42",
                    }),
            ]);
        return new SharedShop(connection);
    }

    private sealed class SharedShop(LocalConnection connection) : LocalContext(connection)
    {
        public DbSet<Client> Clients => Set<Client>();

        public DbSet<Purchase> Purchases => Set<Purchase>();

        public DbSet<Article> Articles => Set<Article>();

        protected override void OnModelCreating(ModelBuilder modelBuilder)
        {
            modelBuilder.Entity<Client>(
                b =>
                {
                    b.ToTable("Shop");
                    b.HasPartitionKey("PK", c => $"CUST#{c.CustomerId}");
                    b.HasSortKey("SK", c => "PROFILE");
                });
            modelBuilder.Entity<Purchase>(
                b =>
                {
                    b.ToTable("Shop");
                    b.HasPartitionKey("PK", o => $"CUST#{o.CustomerId}");
                    b.HasSortKey("SK", o => $"ORDER#{o.CreatedAt:O}#{o.PurchaseId}");
                    b.Property(o => o.Version).IsRowVersion();
                    b.HasGsi("Open", o => o.OpenCustomerId, o => o.CreatedAt).IsSparse();
                    b.HasGsi("ByStatus", o => o.Status, o => o.CreatedAt).ProjectIncluding(o => o.Total);
                });
            modelBuilder.Entity<Article>(
                b =>
                {
                    b.ToTable("Shop");
                    b.HasPartitionKey("PK", a => $"ARTICLE#{a.ArticleId}");
                    b.HasSortKey("SK", a => "STOCK");
                });
            modelBuilder.Entity<EmailClaim>(
                b =>
                {
                    b.ToTable("Shop");
                    b.HasPartitionKey("PK", c => $"EMAIL#{c.Email}");
                    b.HasSortKey("SK", c => "CLAIM");
                });
        }
    }

    private sealed class Client
    {
        public required string CustomerId { get; set; }

        public string Name { get; set; } = "";
    }

    private sealed class Purchase
    {
        public required string CustomerId { get; set; }

        public DateTime CreatedAt { get; set; }

        public required string PurchaseId { get; set; }

        public string? OpenCustomerId { get; set; }

        public string? Status { get; set; }

        public decimal Total { get; set; }

        public long Version { get; set; }
    }

    /// <summary>Has the attributes of an index of the orders.</summary>
    private sealed class Article
    {
        public required string ArticleId { get; set; }

        public int Stock { get; set; }

        public string? Status { get; set; }

        public DateTime CreatedAt { get; set; }
    }

    private sealed class EmailClaim
    {
        public required string Email { get; set; }

        public required string CustomerId { get; set; }
    }
}
