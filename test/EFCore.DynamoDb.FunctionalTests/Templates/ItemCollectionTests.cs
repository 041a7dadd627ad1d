using Amazon.DynamoDBv2.Model;
using EFCore.DynamoDb.FunctionalTests.Local;
using EFCore.DynamoDb.FunctionalTests.Query;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.FunctionalTests.Templates;

/// <summary>Whole partitions, each item as an entity of its own type.</summary>
public class ItemCollectionTests(DynamoDbLocalFixture local) : IClassFixture<DynamoDbLocalFixture>
{
    private static readonly DateTime Start = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    [Fact]
    public async Task All_entities_of_a_partition_come_in_the_order_of_their_sort_keys_and_are_tracked()
    {
        await using var connection = local.Connect();
        await using var db = await CreateAsync(connection);

        var entities = await db.ItemCollection("CUST#42").ToListAsync();

        Assert.Equal(["o0", "o1", "o2", "Ann"], entities.Select(NameOf));
        connection.AssertSent("""Query Shop key: PK = "CUST#42" """.TrimEnd());
        Assert.Equal(4, db.ChangeTracker.Entries().Count());
        ((Customer)entities[3]).Name = "Beth";
        await db.SaveChangesAsync();
        connection.AssertSent("""UpdateItem Shop {PK: "CUST#42", SK: "PROFILE"} SET Name = "Beth" if: attribute_exists(PK) on failure: ALL_OLD""");
    }

    [Fact]
    public async Task A_part_of_the_partition_backwards_in_pages_untracked_and_consistent()
    {
        await using var connection = local.Connect();
        await using var db = await CreateAsync(connection);

        var names = await db.Customers.ItemCollection("42").WhereSortKeyBeginsWith("ORDER#").Descending().AsNoTracking().WithConsistentRead().WithPageSize(2)
            .Select(NameOf).ToListAsync();

        Assert.Equal(["o2", "o1", "o0"], names);
        connection.AssertSent(
            """Query Shop key: PK = "CUST#42" AND begins_with(SK, "ORDER#") limit: 2 desc consistent""",
            """Query Shop key: PK = "CUST#42" AND begins_with(SK, "ORDER#") limit: 2 desc consistent start: {SK: "ORDER#2026-01-02T00:00:00.0000000Z#o1", PK: "CUST#42"}""");
        Assert.Empty(db.ChangeTracker.Entries());
    }

    [Fact]
    public async Task The_reader_who_stops_reads_no_further_pages()
    {
        await using var connection = local.Connect();
        await using var db = await CreateAsync(connection);

        await foreach (var entity in db.ItemCollection("Shop", "CUST#42").WithPageSize(1))
        {
            Assert.IsType<Order>(entity);
            break;
        }

        Assert.Single(connection.Recorder.Requests);
    }

    [Fact]
    public async Task Foreign_items_are_passed_over_and_query_filters_apply_until_they_are_ignored()
    {
        await using var connection = local.Connect();
        await using var db = await CreateAsync(connection);
        await connection.Client.PutItemAsync(
            connection.TableNamePrefix + "Shop", new() { ["PK"] = new AttributeValue("CUST#42"), ["SK"] = new AttributeValue("NOTE#1") });
        db.Tickets.AddRange(new Ticket { TenantId = "t1", Number = 1 }, new Ticket { TenantId = "t2", Number = 2 });
        await db.SaveChangesAsync();

        Assert.Equal(4, await db.ItemCollection("Shop", "CUST#42").CountAsync());
        Assert.Equal(1, await db.Tickets.ItemCollection("t1").CountAsync());
        Assert.Equal(0, await db.Tickets.ItemCollection("t2").CountAsync());
        Assert.Equal(1, await db.Tickets.ItemCollection("t2").IgnoreQueryFilters().CountAsync());
        Assert.Equal(0, await db.ItemCollection("Shop", "CUST#43").CountAsync());
    }

    [Fact]
    public async Task What_is_not_a_partition_is_refused()
    {
        await using var connection = local.Connect();
        await using var db = new ShopOfTemplates(connection);

        Assert.Contains("no table 'Shops'", Assert.Throws<ArgumentException>(() => db.ItemCollection("Shops", "x")).Message, StringComparison.Ordinal);
        Assert.Contains("stored as S", Assert.Throws<ArgumentException>(() => db.ItemCollection("Shop", 5)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => db.Customers.ItemCollection("a", "b"));
        Assert.Throws<ArgumentException>(() => db.Customers.ItemCollection(1));
        Assert.Empty(connection.Recorder.Requests);
    }

    private static string NameOf(object entity)
        => entity is Order order ? order.OrderId : ((Customer)entity).Name;

    private static async Task<ShopOfTemplates> CreateAsync(LocalConnection connection)
    {
        await connection.ArrangeAsync(
            new ShopOfTemplates(connection),
            [
                new Customer { CustomerId = "42", Name = "Ann" },
                .. Enumerable.Range(0, 3).Select(i => new Order { CustomerId = "42", CreatedAt = Start.AddDays(i), OrderId = $"o{i}", Total = i }),
            ]);
        return new ShopOfTemplates(connection);
    }
}
