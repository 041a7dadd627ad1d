using System.Linq.Expressions;
using Amazon.DynamoDBv2.Model;
using EFCore.DynamoDb.FunctionalTests.Local;
using EFCore.DynamoDb.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.FunctionalTests.Values;

public class Gadget
{
    public int Id { get; set; }

    public double Weight { get; set; }

    public float Width { get; set; }

    public int Count { get; set; }

    public Size Size { get; set; }

    public Money Price { get; set; }

    public Address? Maker { get; set; }

    public string Code { get; set; } = "";

    public string? Color { get; set; } = "red";

    public int? Stars { get; set; } = 3;
}

/// <summary>Converters, JSON, floating point and values that cannot be stored, in conditions: LINQ's answer, whoever gives it.</summary>
public class ConversionQueryTests(DynamoDbLocalFixture local) : IClassFixture<DynamoDbLocalFixture>
{
    private const string All = "Scan Gadgets";

    [Fact]
    public async Task Operands_that_no_attribute_can_hold_are_the_clients()
    {
        await using var connection = local.Connect();
        await CreateAsync(connection);
        var (nan, infinity, tiny, lone) = (double.NaN, double.PositiveInfinity, double.Epsilon, "B\uD83D");

        await ExpectAsync(connection, g => g.Weight == nan, [], All);
        await ExpectAsync(connection, g => g.Weight != nan, [1, 2, 3], All);
        await ExpectAsync(connection, g => g.Weight < nan, [], All);
        await ExpectAsync(connection, g => g.Weight < infinity, [1, 2, 3], All);
        await ExpectAsync(connection, g => g.Weight > -infinity && g.Count > 1, [2, 3], "Scan Gadgets filter: Count > 1");
        await ExpectAsync(connection, g => g.Weight > tiny, [1, 3], All);
        await ExpectAsync(connection, g => g.Width <= float.NegativeInfinity, [], All);
        await ExpectAsync(connection, g => g.Code == lone, [], All);
        await ExpectAsync(connection, g => string.Compare(g.Code, lone) < 0, [1, 2], All);
        double[] some = [nan, 0.1, infinity];
        await ExpectAsync(connection, g => some.Contains(g.Weight), [1], "Scan Gadgets filter: Weight = 0.1");
    }

    [Fact]
    public async Task Floating_point_is_compared_as_the_CLR_compares_it()
    {
        await using var connection = local.Connect();
        await CreateAsync(connection);
        var (weight, width, sum) = (0.1, 0.1f, 0.1 + 0.2);

        await ExpectAsync(connection, g => g.Weight == weight, [1], "Scan Gadgets filter: Weight = 0.1");
        await ExpectAsync(connection, g => g.Weight >= sum, [3], "Scan Gadgets filter: Weight >= 0.30000000000000004");
        await ExpectAsync(connection, g => g.Width == width, [1], "Scan Gadgets filter: Width = 0.1");
        await ExpectAsync(connection, g => g.Width > width, [3], "Scan Gadgets filter: Width > 0.1");

        // A float as a double is another number than its digits say.
        await ExpectAsync(connection, g => g.Width == weight, [], All);
        await ExpectAsync(connection, g => g.Width > weight, [1, 3], All);
        await ExpectAsync(connection, g => (decimal)g.Weight == 0.1m, [1], All);
        await ExpectAsync(connection, g => g.Weight == (double)0.1m, [1], "Scan Gadgets filter: Weight = 0.1");

        // An integer as a double is the same number.
        await ExpectAsync(connection, g => g.Count < 2.5, [1, 2], "Scan Gadgets filter: Count < 2.5");
        await ExpectAsync(connection, g => g.Count == 2m, [2], "Scan Gadgets filter: Count = 2");
        await ExpectAsync(connection, g => g.Count < double.PositiveInfinity, [1, 2, 3], All);
    }

    [Fact]
    public async Task A_converter_is_asked_for_equality_only()
    {
        await using var connection = local.Connect();
        await CreateAsync(connection);
        var (large, price) = (Size.Large, new Money(2, "EUR"));
        Size[] sizes = [Size.Large, (Size)9];

        await ExpectAsync(connection, g => g.Size == large, [2, 3], "Scan Gadgets filter: Size = \"Large\"");
        await ExpectAsync(connection, g => g.Size != large, [1], "Scan Gadgets filter: Size <> \"Large\"");
        await ExpectAsync(connection, g => g.Size < large, [1], All);
        await ExpectAsync(connection, g => sizes.Contains(g.Size), [2, 3], "Scan Gadgets filter: Size IN (\"Large\", \"9\")");
        await ExpectAsync(connection, g => g.Price == price, [2], "Scan Gadgets filter: Price = \"2 EUR\"");
        await ExpectAsync(connection, g => g.Price.Amount > 1, [2, 3], All);

        // The stored text is upper case: what the converter changes, the client compares.
        await ExpectAsync(connection, g => g.Code == "B", [2], "Scan Gadgets filter: Code = \"B\"");
        await ExpectAsync(connection, g => g.Code == "b", [], All);
        await ExpectAsync(connection, g => g.Code.StartsWith("B"), [2], All);
        string[] codes = ["b", "C"];
        await ExpectAsync(connection, g => codes.Contains(g.Code), [3], All);
    }

    [Fact]
    public async Task JSON_is_compared_by_the_client_and_by_value()
    {
        await using var connection = local.Connect();
        await CreateAsync(connection);
        var maker = new Address("b", null);

        await ExpectAsync(connection, g => g.Maker == maker, [2], All);
        await ExpectAsync(connection, g => g.Maker!.Street == "c", [3], All);
        await ExpectAsync(connection, g => g.Maker == null, [1], "Scan Gadgets filter: attribute_not_exists(Maker) OR attribute_type(Maker, \"NULL\")");
    }

    [Fact]
    public async Task A_missing_attribute_leaves_the_initialiser_of_an_optional_property()
    {
        await using var connection = local.Connect();
        await CreateAsync(connection);
        await PutAsync(connection, 9, new() { ["Color"] = new() { NULL = true } });
        await using var db = new GadgetContext(connection, o => o.MissingRequired(DynamoDbMissingRequired.UseDefault));

        var gadget = await db.Gadgets.SingleAsync(g => g.Id == 9);

        // An explicit NULL is null; so is a missing attribute to conditions and projections, which see what is stored.
        Assert.Equal((null, 3), (gadget.Color, gadget.Stars));
        Assert.Null(await db.Gadgets.Where(g => g.Id == 9 && g.Color == null).Select(g => g.Stars).SingleAsync());
    }

    [Fact]
    public async Task A_missing_required_attribute_is_an_error_that_names_it_or_the_default_by_option()
    {
        await using var connection = local.Connect();
        await CreateAsync(connection);
        await PutAsync(connection, 9, []);
        await using var db = new GadgetContext(connection);
        await using var defaulting = new GadgetContext(connection, o => o.MissingRequired(DynamoDbMissingRequired.UseDefault));

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => db.Gadgets.SingleAsync(g => g.Id == 9));
        var gadget = await defaulting.Gadgets.SingleAsync(g => g.Id == 9);

        Assert.Contains("The item read for 'Gadget' has no attribute '", exception.Message, StringComparison.Ordinal);
        Assert.Equal((0d, default(Money), ""), (gadget.Weight, gadget.Price, gadget.Code));
    }

    [Fact]
    public async Task An_attribute_of_another_type_or_form_is_an_error_that_names_the_property()
    {
        await using var connection = local.Connect();
        await CreateAsync(connection);
        await PutAsync(connection, 9, new() { ["Stars"] = new() { S = "three" } });
        await PutAsync(connection, 10, new() { ["Maker"] = new() { S = "{" } });
        await using var db = new GadgetContext(connection, o => o.MissingRequired(DynamoDbMissingRequired.UseDefault));

        var type = await Assert.ThrowsAnyAsync<InvalidOperationException>(() => db.Gadgets.SingleAsync(g => g.Id == 9));
        var json = await Assert.ThrowsAnyAsync<InvalidOperationException>(() => db.Gadgets.SingleAsync(g => g.Id == 10));

        Assert.Contains("Stars", type.Message, StringComparison.Ordinal);
        Assert.Contains("Maker", json.Message, StringComparison.Ordinal);
        Assert.Contains("not the JSON of a Address", json.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_stored_is_an_error_before_the_request_that_names_the_property()
    {
        await using var connection = local.Connect();
        await CreateAsync(connection);
        await using var db = new GadgetContext(connection);
        connection.Recorder.Clear();
        var gadget = new Gadget { Id = 20, Weight = double.NaN };
        db.Add(gadget);

        var exception = await Assert.ThrowsAsync<DbUpdateException>(() => db.SaveChangesAsync());
        Assert.Equal("The value of the property 'Gadget.Weight' cannot be stored: it is NaN, and DynamoDB has only finite numbers.", exception.Message);
        Assert.Same(gadget, Assert.Single(exception.Entries).Entity);
        Assert.Empty(connection.Recorder.Texts);

        gadget.Weight = 1;
        await db.SaveChangesAsync();
        gadget.Code = "x\uDE00";
        exception = await Assert.ThrowsAsync<DbUpdateException>(() => db.SaveChangesAsync());
        Assert.StartsWith("The value of the property 'Gadget.Code' cannot be stored: its character 1 is half of a surrogate pair", exception.Message, StringComparison.Ordinal);
        Assert.Single(connection.Recorder.Texts);
    }

    private static async Task CreateAsync(LocalConnection connection)
    {
        await using var db = new GadgetContext(connection);
        await db.Database.EnsureCreatedAsync();
        db.AddRange(
            new Gadget { Id = 1, Weight = 0.1, Width = 0.1f, Count = 1, Size = Size.Small, Price = new Money(1, "EUR"), Code = "A" },
            new Gadget { Id = 2, Weight = 0, Width = 0, Count = 2, Size = Size.Large, Price = new Money(2, "EUR"), Code = "B", Maker = new Address("b", null) },
            new Gadget { Id = 3, Weight = 0.1 + 0.2, Width = 0.2f, Count = 3, Size = Size.Large, Price = new Money(3, "EUR"), Code = "C", Maker = new Address("c", "C") });
        await db.SaveChangesAsync();
        connection.Recorder.Clear();
    }

    private static async Task PutAsync(LocalConnection connection, int id, Dictionary<string, AttributeValue> attributes)
    {
        using var client = connection.CreateUnrecordedClient();
        attributes["Id"] = new() { N = id.ToString(System.Globalization.CultureInfo.InvariantCulture) };
        await client.PutItemAsync(connection.TableNamePrefix + "Gadgets", attributes);
    }

    private static async Task ExpectAsync(LocalConnection connection, Expression<Func<Gadget, bool>> predicate, int[] ids, string request)
    {
        await using var db = new GadgetContext(connection, o => o.AllowScans());
        await using var scanning = new GadgetContext(connection, o => o.UsePlanner(false).AllowScans());
        connection.Recorder.Clear();

        Assert.Equal(ids, (await db.Gadgets.Where(predicate).ToListAsync()).Select(g => g.Id).Order());
        Assert.Equal(request, connection.Recorder.Single.ToString());
        Assert.Equal(ids, (await scanning.Gadgets.Where(predicate).ToListAsync()).Select(g => g.Id).Order());
    }

    private sealed class GadgetContext(LocalConnection connection, Action<DynamoDbDbContextOptionsBuilder>? options = null) : DbContext
    {
        public DbSet<Gadget> Gadgets => Set<Gadget>();

        protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder)
            => optionsBuilder.UseLocal(connection, options);

        protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
            => configurationBuilder.Properties<Size>().HaveConversion<string>();

        protected override void OnModelCreating(ModelBuilder modelBuilder)
            => modelBuilder.Entity<Gadget>(b =>
            {
                b.Property(g => g.Price).HasConversion(m => m.Amount + " " + m.Currency, s => new Money(int.Parse(s.Substring(0, 1)), s.Substring(2)));
                b.Property(g => g.Maker).HasJsonStr();
                b.Property(g => g.Code).HasConversion(c => c.ToUpperInvariant(), s => s);
            });
    }
}
