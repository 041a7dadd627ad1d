using EFCore.DynamoDb.FunctionalTests.Local;
using EFCore.DynamoDb.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace EFCore.DynamoDb.FunctionalTests.Testing;

/// <summary>Tables for users' tests, as those see them.</summary>
public class DynamoDbTestTablesTests(DynamoDbLocalFixture local) : IClassFixture<DynamoDbLocalFixture>
{
    [Fact]
    public async Task A_test_gets_tables_of_its_own_that_are_dropped_at_its_end()
    {
        var mine = await local.Local.CreateTablesAsync<Library>();
        await using var other = await local.Local.CreateTablesAsync<Library>();
        await using (var context = mine.CreateContext())
        {
            context.Add(new Book { Id = "a", Title = "Mine" });
            await context.SaveChangesAsync();
        }

        await using var elsewhere = other.CreateContext();
        Assert.Null(await elsewhere.Books.FindAsync("a"));
        Assert.Equal(["Books", "Readers"], await TablesOfAsync(mine.TableNamePrefix));

        await mine.DisposeAsync();

        Assert.Empty(await TablesOfAsync(mine.TableNamePrefix));
        Assert.Equal(["Books", "Readers"], await TablesOfAsync(other.TableNamePrefix));
    }

    [Fact]
    public async Task Emptied_tables_have_no_items_and_reset_tables_have_those_of_the_beginning()
    {
        await using var tables = await local.Local.CreateTablesAsync<Library>(o => o.UseAsyncSeeding(async (context, _, cancellationToken) =>
        {
            context.Add(new Book { Id = "seeded" });
            await context.SaveChangesAsync(cancellationToken);
        }));
        Assert.Equal(["seeded", "model"], await IdsAsync(tables));
        await using (var context = tables.CreateContext())
        {
            context.Add(new Book { Id = "a" });
            await context.SaveChangesAsync();
        }

        await tables.EmptyAsync();
        Assert.Equal([], await IdsAsync(tables));

        await tables.ResetAsync();
        Assert.Equal(["seeded", "model"], await IdsAsync(tables));
    }

    [Fact]
    public async Task Emptying_reads_keys_and_deletes_items_25_at_a_time_until_all_are_gone()
    {
        await using var connection = local.Connect();
        await using (var context = Library.On(connection))
        {
            await context.Database.EnsureCreatedAsync();
            context.Database.AutoTransactionBehavior = AutoTransactionBehavior.Never;
            context.AddRange(Enumerable.Range(0, 40).Select(i => new Loan { Reader = "r", Number = i, Book = "b" }));
            await context.SaveChangesAsync();
        }

        connection.Recorder.Clear();
        connection.Faults.PagesOf(30).LeaveUnprocessed("BatchWriteItem", processed: 20, nth: 2);

        await new TablesOfPrefix(connection.Client, connection.TableNamePrefix).EmptyAsync(CancellationToken.None);

        Assert.Empty(await connection.StoredItemsAsync("Readers"));
        Assert.Equal(
            [
                "DescribeTable Readers",
                "Scan Readers projection: Reader, Number consistent",
                "25 of Readers",
                "5 of Readers",
                "5 of Readers",
                """Scan Readers projection: Reader, Number consistent start: {Number: 29, Reader: "r"}""",
                "10 of Readers",
            ],
            connection.Recorder.Requests.Select(Text).Where(text => text.Contains("Readers", StringComparison.Ordinal)));

        string Text(RecordedRequest request)
        {
            if (request.Operation != "BatchWriteItem")
            {
                return request.ToString();
            }

            var writes = request.Body.GetProperty("RequestItems").EnumerateObject().Single();
            return $"{writes.Value.GetArrayLength()} of {writes.Name[connection.TableNamePrefix.Length..]}";
        }
    }

    [Fact]
    public async Task Dropping_leaves_other_tables_alone_and_bears_that_one_is_gone()
    {
        await using var connection = local.Connect();
        await using var context = Library.On(connection);
        await context.Database.EnsureCreatedAsync();
        connection.Faults.Fail("DeleteTable", "ResourceNotFoundException");

        await new TablesOfPrefix(connection.Client, connection.TableNamePrefix + "R").DropAsync();
        await new TablesOfPrefix(connection.Client, connection.TableNamePrefix + "R").DropAsync();

        Assert.Equal(["Books"], await TablesOfAsync(connection.TableNamePrefix));
    }

    [Fact]
    public async Task The_registration_of_the_application_is_pointed_at_the_tables()
    {
        await using var tables = await local.Local.CreateTablesAsync<Library>();
        var services = new ServiceCollection();
        services.AddDynamoDb<Library>(o => o.TableNamePrefix("prod-"));

        services.AddDbContext<Library>(tables.Configure);

        await using var provider = services.BuildServiceProvider();
        await using var scope = provider.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<Library>();
        Assert.Same(tables.Client, context.Database.GetDynamoDbClient());
        Assert.NotNull(await context.FindAsync<Book>("model"));
    }

    [Fact]
    public async Task A_context_that_needs_more_than_its_options_is_made_by_a_function()
    {
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => local.Local.CreateTablesAsync<TenantLibrary>());
        Assert.StartsWith("'TenantLibrary' has no public constructor that takes DbContextOptions<TenantLibrary> alone", exception.Message);

        await using var tables = await local.Local.CreateTablesAsync<TenantLibrary>(create: options => new(options, "acme"));
        await using var context = tables.CreateContext();
        Assert.Equal("acme", context.Tenant);
        Assert.NotNull(await context.Database.DescribeTableAsync<Book>());
    }

    [Fact]
    public async Task Tables_that_cannot_all_be_made_are_dropped()
    {
        var prefix = "";
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => local.Local.CreateTablesAsync<Library>(
            o => o.UseAsyncSeeding(async (context, _, cancellationToken) =>
            {
                var table = await context.Database.DescribeTableAsync<Book>(cancellationToken);
                prefix = table!.TableName[..^"Books".Length];
                throw new InvalidOperationException("No seed.");
            })));

        Assert.Equal("No seed.", exception.Message);
        Assert.StartsWith("test-", prefix, StringComparison.Ordinal);
        Assert.Empty(await TablesOfAsync(prefix));
    }

    [Fact]
    public async Task Tables_of_many_tests_share_one_internal_service_provider()
    {
        // EF throws at the twenty-first: its ManyServiceProvidersCreatedWarning.
        var all = await Task.WhenAll(Enumerable.Range(0, 25).Select(_ => local.Local.CreateTablesAsync<Library>(
            o => o.ConfigureWarnings(w => w.Throw(Microsoft.EntityFrameworkCore.Diagnostics.CoreEventId.ManyServiceProvidersCreatedWarning)))));

        Assert.Equal(25, all.Select(t => t.TableNamePrefix).Distinct().Count());
        foreach (var tables in all)
        {
            await tables.DisposeAsync();
        }
    }

    private async Task<List<string>> TablesOfAsync(string prefix)
    {
        using var client = local.Local.CreateClient();
        var names = new List<string>();
        string? start = null;
        do
        {
            var page = await client.ListTablesAsync(start);
            names.AddRange((page.TableNames ?? []).Where(n => n.StartsWith(prefix, StringComparison.Ordinal)).Select(n => n[prefix.Length..]));
            start = page.LastEvaluatedTableName;
        }
        while (start is not null);

        return names;
    }

    private static async Task<List<string>> IdsAsync(DynamoDbTestTables<Library> tables)
    {
        await using var context = tables.CreateContext();
        return await context.Books.AllowScan().OrderByDescending(b => b.Id).Select(b => b.Id).ToListAsync();
    }

    internal class Library(DbContextOptions<Library> options) : DbContext(options)
    {
        public DbSet<Book> Books => Set<Book>();

        public static Library On(LocalConnection connection)
            => new(new DbContextOptionsBuilder<Library>()
                .UseLocal(connection).Options);

        protected override void OnModelCreating(ModelBuilder modelBuilder)
        {
            modelBuilder.Entity<Book>().HasData(new Book { Id = "model" });
            modelBuilder.Entity<Loan>(b =>
            {
                b.ToTable("Readers");
                b.HasPartitionKey(l => l.Reader);
                b.HasSortKey(l => l.Number);
            });
        }
    }

    internal class TenantLibrary(DbContextOptions<TenantLibrary> options, string tenant) : DbContext(options)
    {
        public string Tenant { get; } = tenant;

        public DbSet<Book> Books => Set<Book>();
    }

    internal sealed class Book
    {
        public string Id { get; set; } = "";

        public string? Title { get; set; }
    }

    internal sealed class Loan
    {
        public string Reader { get; set; } = "";

        public int Number { get; set; }

        public string Book { get; set; } = "";
    }
}
