using System.Globalization;
using System.Linq.Expressions;
using Amazon.DynamoDBv2;
using EFCore.DynamoDb.Client;
using EFCore.DynamoDb.FunctionalTests.Local;
using EFCore.DynamoDb.FunctionalTests.Query;
using EFCore.DynamoDb.Items;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.FunctionalTests.Saving;

/// <summary>What DynamoDB would refuse for its size is an error before any request: 400 KB an item, 4 KB and 300 operators an expression.</summary>
public class LimitsTests(DynamoDbLocalFixture local) : IClassFixture<DynamoDbLocalFixture>
{
    [Fact]
    public async Task The_size_of_an_item_is_counted_to_the_byte()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection);
        using var client = connection.CreateUnrecordedClient();
        for (var seed = 0; seed < 20; seed++)
        {
            var random = new Random(seed);
            var item = new ItemMap { { "Id", ItemValue.String("a") } };
            for (var i = 0; i < 30; i++)
            {
                item.Add($"é{i}", RandomValue(random, depth: 0));
            }

            item.Add("p", ItemValue.String(new string('x', ItemSize.MaxItem - ItemSize.Of(item) - 1)));
            var request = new Amazon.DynamoDBv2.Model.PutItemRequest { TableName = connection.TableNamePrefix + "People", Item = AttributeValues.WriteMap(item) };
            await client.PutItemAsync(request);
            request.Item["p"].S += "x";
            var exception = await Assert.ThrowsAsync<AmazonDynamoDBException>(() => client.PutItemAsync(request));
            Assert.StartsWith("Item size", exception.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Numbers_that_no_estimate_counts_make_no_item_that_only_the_server_refuses()
    {
        await using var connection = local.Connect();
        await using var db = new WideContext(connection);
        await db.Database.EnsureCreatedAsync();
        connection.Recorder.Clear();

        // "Id", "a", "Numbers" take 10 bytes, the list 3, each element 4 and 1.
        var largest = (ItemSize.MaxItem - 13) / 5;
        db.Add(new Measured { Id = "a", Numbers = [.. Enumerable.Repeat(-1.5m, largest)] });
        await db.SaveChangesAsync();
        db.ChangeTracker.Clear();
        connection.Recorder.Clear();
        db.Add(new Measured { Id = "b", Numbers = [.. Enumerable.Repeat(-1.5m, largest + 1)] });
        var exception = await Assert.ThrowsAsync<DbUpdateException>(() => db.SaveChangesAsync());

        Assert.Contains("takes at least 409,603 bytes", exception.Message, StringComparison.Ordinal);
        Assert.Empty(connection.Recorder.Texts);
    }

    [Fact]
    public async Task What_an_update_alone_makes_larger_than_an_item_can_be_is_refused_before_any_request()
    {
        await using var connection = local.Connect();
        await using var db = await WriterContext.CreateAsync(connection);
        var large = new string('x', ItemSize.MaxItem);
        var page = db.Pages.Where(p => p.Id == "a");
        string[] elements = [large];

        var set = await Assert.ThrowsAsync<InvalidOperationException>(() => page.ExecuteUpdateAsync(s => s.SetProperty(p => p.Title, large + "x")));
        var append = await Assert.ThrowsAsync<InvalidOperationException>(
            () => page.ExecuteUpdateAsync(s => s.SetProperty(p => p.Log, p => EF.Functions.ListAppend(p.Log, elements))));
        var union = await Assert.ThrowsAsync<InvalidOperationException>(
            () => db.Pages.AllowScan().ExecuteUpdateAsync(s => s.SetProperty(p => p.Tags, p => EF.Functions.SetUnion(p.Tags, new[] { large + "x" }))));
        db.Pages.StageUpdate("a", s => s.SetProperty(p => p.Title, large));
        var staged = await Assert.ThrowsAsync<DbUpdateException>(() => db.SaveChangesAsync());

        Assert.All([set.Message, append.Message, union.Message, staged.Message], m => Assert.Contains("DynamoDB allows 409,600 bytes", m, StringComparison.Ordinal));
        Assert.Empty(connection.Recorder.Texts);
    }

    [Fact]
    public async Task An_update_expression_of_4_KB_is_sent_and_a_longer_one_is_an_error_before_any_request()
    {
        await using var connection = local.Connect();
        await using var db = new WideContext(connection);
        await db.Database.EnsureCreatedAsync();
        var wide = new Dictionary<string, object> { ["Id"] = "a" };
        db.Wide.Add(wide);
        await db.SaveChangesAsync();
        connection.Recorder.Clear();

        // The length is that of aliases: more and more properties until it is too long.
        var count = 320;
        string longest = "";
        DbUpdateException? exception = null;
        for (; exception is null; count++)
        {
            for (var i = 0; i < count; i++)
            {
                wide[Invariant(i)] = count;
            }

            try
            {
                await db.SaveChangesAsync();
                longest = connection.Recorder.Single.Body.GetProperty("UpdateExpression").GetString()!;
                connection.Recorder.Clear();
            }
            catch (DbUpdateException refused)
            {
                exception = refused;
            }
        }

        Assert.InRange(longest.Length, 4096 - 20, 4096);
        Assert.Contains("takes an expression of 4,1", exception.Message, StringComparison.Ordinal);
        Assert.Same(wide, Assert.Single(exception.Entries).Entity);
        Assert.Empty(connection.Recorder.Texts);
    }

    [Fact]
    public async Task So_is_that_of_an_ExecuteUpdate_and_of_a_staged_update()
    {
        await using var connection = local.Connect();
        await using var db = new WideContext(connection);
        await db.Database.EnsureCreatedAsync();
        connection.Recorder.Clear();

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(
            () => db.Wide.AllowScan().ExecuteUpdateAsync(s =>
            {
                for (var i = 0; i < 400; i++)
                {
                    var name = Invariant(i);
                    s.SetProperty(p => EF.Property<int>(p, name), i);
                }
            }));

        Assert.Contains("takes an expression of", exception.Message, StringComparison.Ordinal);
        Assert.Empty(connection.Recorder.Texts);
    }

    [Theory]
    [InlineData(149, false)]
    [InlineData(150, true)]
    public async Task A_condition_has_300_operators_and_one_with_more_is_an_error_before_any_request(int terms, bool isTooLong)
    {
        await using var connection = local.Connect();
        await using var db = await WriterContext.CreateAsync(connection);
        var page = new Page { Id = "a", Views = 1000 };
        db.Add(page);
        await db.SaveChangesAsync();
        connection.Recorder.Clear();

        // Each term is one operator, each AND between them another, and that there is an item two more: 2n + 1.
        db.Entry(page).HasCondition(Differs(terms));
        page.Title = "x";
        if (isTooLong)
        {
            var exception = await Assert.ThrowsAsync<DbUpdateException>(() => db.SaveChangesAsync());
            Assert.Contains("301 operators and functions", exception.Message, StringComparison.Ordinal);
            Assert.Empty(connection.Recorder.Texts);
            db.Remove(page);
            db.Entry(page).HasCondition(Differs(terms));
            await Assert.ThrowsAsync<DbUpdateException>(() => db.SaveChangesAsync());
            db.Entry(page).State = EntityState.Detached;
            db.Pages.StageCheck("a", Differs(terms + 1));
            await Assert.ThrowsAsync<DbUpdateException>(() => db.SaveChangesAsync());
            Assert.Empty(connection.Recorder.Texts);
        }
        else
        {
            Assert.Equal(1, await db.SaveChangesAsync());
        }
    }

    [Fact]
    public async Task A_predicate_that_no_condition_holds_is_asked_by_the_client_and_of_what_has_not_changed()
    {
        await using var connection = local.Connect();
        await using var db = await WriterContext.CreateAsync(connection);
        db.Add(new Page { Id = "a", Views = 1000 });
        await db.SaveChangesAsync();
        connection.Recorder.Clear();

        Assert.Equal(1, await db.Pages.Where(p => p.Id == "a").Where(Differs(400)).ExecuteUpdateAsync(s => s.SetProperty(p => p.Title, "x")));

        Assert.Equal(["GetItem", "UpdateItem"], connection.Recorder.Requests.Select(r => r.Operation));
        Assert.Contains("Views = 1000", connection.Recorder.Texts[1], StringComparison.Ordinal);
        Assert.Equal(0, await db.Pages.Where(p => p.Id == "a").Where(Differs(1001)).ExecuteUpdateAsync(s => s.SetProperty(p => p.Title, "y")));
    }

    private static Expression<Func<Page, bool>> Differs(int terms)
    {
        Expression<Func<Page, long>> views = p => p.Views;
        var all = Enumerable.Range(0, terms)
            .Select(i => (Expression)Expression.NotEqual(views.Body, Expression.Constant((long)i)))
            .Aggregate(Expression.AndAlso);
        return Expression.Lambda<Func<Page, bool>>(all, views.Parameters);
    }

    private static ItemValue RandomValue(Random random, int depth)
        => random.Next(depth < 4 ? 10 : 6) switch
        {
            0 => ItemValue.String(string.Concat(Enumerable.Repeat("aé€😀", random.Next(3)))),
            1 or 2 => ItemValue.Number(RandomNumber(random)),
            3 => ItemValue.Binary([.. Enumerable.Repeat((byte)7, random.Next(1, 9))]),
            4 => ItemValue.Bool(random.Next(2) == 0),
            5 => ItemValue.Null,
            6 => ItemValue.NumberSet([.. Enumerable.Range(1, random.Next(1, 5)).Select(i => Invariant(i) + "." + Invariant(random.Next(1000)))]),
            7 => ItemValue.StringSet([.. Enumerable.Range(1, random.Next(1, 5)).Select(Invariant)]),
            8 => ItemValue.List([.. Enumerable.Range(0, random.Next(5)).Select(_ => RandomValue(random, depth + 1))]),
            _ => ItemValue.Map(RandomMap(random, depth)),
        };

    private static ItemMap RandomMap(Random random, int depth)
    {
        var map = new ItemMap();
        for (var i = random.Next(5); i > 0; i--)
        {
            map.Add($"n{i}", RandomValue(random, depth + 1));
        }

        return map;
    }

    private static string RandomNumber(Random random)
    {
        var digits = string.Concat(Enumerable.Range(0, random.Next(1, 39)).Select(_ => Invariant(random.Next(10))));
        var point = random.Next(digits.Length + 1);
        return (random.Next(2) == 0 ? "-" : "") + "0" + digits[..point] + "." + digits[point..] + "0E" + Invariant(random.Next(-60, 60));
    }

    private static string Invariant(int number)
        => number.ToString(CultureInfo.InvariantCulture);
}

internal sealed class Measured
{
    public required string Id { get; set; }

    public List<decimal> Numbers { get; set; } = [];
}

internal sealed class WideContext(LocalConnection connection) : LocalContext(connection)
{
    public DbSet<Measured> Measured => Set<Measured>();

    public DbSet<Dictionary<string, object>> Wide => Set<Dictionary<string, object>>("Wide");

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Measured>();
        modelBuilder.SharedTypeEntity<Dictionary<string, object>>("Wide", b =>
        {
            b.ToTable("Wide");
            b.IndexerProperty<string>("Id");
            b.HasKey("Id");
            for (var i = 0; i < 400; i++)
            {
                b.IndexerProperty<int>(i.ToString(CultureInfo.InvariantCulture)).HasAttributeName("wide" + i.ToString(CultureInfo.InvariantCulture));
            }
        });
    }
}
