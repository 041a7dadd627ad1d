using System.Linq.Expressions;
using Amazon.DynamoDBv2.Model;
using EFCore.DynamoDb.FunctionalTests.Local;
using EFCore.DynamoDb.Infrastructure;
using EFCore.DynamoDb.Items;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.FunctionalTests.Query;

/// <summary>DynamoDB's functions as EF.Functions has them: sent as they are, and the same on the client.</summary>
public class FunctionTests(DynamoDbLocalFixture local) : IClassFixture<DynamoDbLocalFixture>
{
    [Fact]
    public async Task Comparisons_are_sent_as_operators()
    {
        await using var connection = local.Connect();
        await ArrangeAsync(connection);

        await Passes(connection, "Name < \"b\"", s => EF.Functions.LessThan(s.Name, "b"), "A", "a");
        await Passes(connection, "Name <= \"b\"", s => EF.Functions.LessThanOrEqual(s.Name, "b"), "A", "a", "b");
        await Passes(connection, "Name > \"b\"", s => EF.Functions.GreaterThan(s.Name, "b"), "z", "ä");
        await Passes(connection, "Name >= \"b\"", s => EF.Functions.GreaterThanOrEqual(s.Name, "b"), "b", "z", "ä");
        await Passes(connection, "Name BETWEEN \"a\" AND \"b\"", s => EF.Functions.Between(s.Name, "a", "b"), "a", "b");
        await Passes(connection, "Weight BETWEEN 2 AND 3", s => EF.Functions.Between(s.Weight, 2, 3), "a", "b");
        await Passes(connection, "Weight > 2", s => EF.Functions.GreaterThan(s.Weight, 2), "b", "z");
        await Passes(connection, "NOT (Weight BETWEEN 2 AND 3)", s => !EF.Functions.Between(s.Weight, 2, 3), "A", "z", "ä");
        await Passes(connection, "Bytes < binary(Ag==)", s => EF.Functions.LessThan(s.Bytes, new byte[] { 2 }), "A", "a");
    }

    [Fact]
    public async Task Bounds_the_wrong_way_round_match_nothing_and_are_no_error()
    {
        await using var connection = local.Connect();
        await ArrangeAsync(connection);
        await using var db = new SampleContext(connection);
        var (from, to) = (3, 2);

        Assert.Empty(await db.Samples.AllowScan().Where(s => EF.Functions.Between(s.Weight, from, to)).ToListAsync());
        Assert.Equal(5, await db.Samples.AllowScan().CountAsync(s => !EF.Functions.Between(s.Weight, from, to)));
        Assert.Empty(await db.Samples.Where(s => s.Box == "x" && EF.Functions.Between(s.Name, "b", "a")).ToListAsync());
    }

    [Fact]
    public async Task Between_is_a_key_condition()
    {
        await using var connection = local.Connect();
        await ArrangeAsync(connection);
        await using var db = new SampleContext(connection);

        Assert.Equal(["a", "b"], await db.Samples.Where(s => s.Box == "x" && EF.Functions.Between(s.Name, "a", "b")).Select(s => s.Name).ToListAsync());
        Assert.Equal(["z", "ä"], await db.Samples.Where(s => s.Box == "x" && EF.Functions.GreaterThan(s.Name, "b")).Select(s => s.Name).ToListAsync());
        Assert.Equal(["z", "ä"], await db.Samples.Where(s => s.Box == "x" && string.Compare(s.Name, "b") > 0).Select(s => s.Name).ToListAsync());
        Assert.Equal(["a"], await db.Samples.Where(s => s.Box == "x" && s.Name.StartsWith("a")).Select(s => s.Name).ToListAsync());

        connection.AssertSent(
            """Query Samples key: Box = "x" AND Name BETWEEN "a" AND "b" projection: Name""",
            """Query Samples key: Box = "x" AND Name > "b" projection: Name""",
            """Query Samples key: Box = "x" AND Name > "b" projection: Name""",
            """Query Samples key: Box = "x" AND begins_with(Name, "a") projection: Name""");
    }

    [Fact]
    public async Task Functions_of_attributes_are_sent_as_such()
    {
        await using var connection = local.Connect();
        await ArrangeAsync(connection);

        await Passes(connection, "begins_with(Bytes, binary(AQI=))", s => EF.Functions.BeginsWith(s.Bytes, new byte[] { 1, 2 }), "a");
        await Passes(connection, "attribute_exists(Weight)", s => EF.Functions.AttributeExists(s.Weight), "A", "a", "b", "z");
        await Passes(connection, "attribute_not_exists(Weight)", s => EF.Functions.AttributeNotExists(s.Weight), "ä");
        await Passes(connection, "attribute_exists(Text)", s => EF.Functions.AttributeExists(s.Text), "A", "a", "b");
        await Passes(connection, "attribute_exists(Text) AND NOT attribute_type(Text, \"NULL\")", s => s.Text != null, "A", "a");
        await Passes(connection, "attribute_type(Text, \"NULL\")", s => EF.Functions.AttributeType(s.Text, DynamoDbAttributeType.Null), "b");
        await Passes(connection, "attribute_type(Weight, \"N\")", s => EF.Functions.AttributeType(s.Weight, DynamoDbAttributeType.N), "A", "a", "b", "z");
        await Passes(connection, "NOT attribute_type(Weight, \"N\")", s => !EF.Functions.AttributeType(s.Weight, DynamoDbAttributeType.N), "ä");
        await Passes(connection, "size(Text) > 3", s => EF.Functions.Size(s.Text) > 3, "a");
        await Passes(connection, "size(Bytes) = 1", s => EF.Functions.Size(s.Bytes) == 1, "A", "b");
        await Passes(connection, "size(Bytes) > 1", s => s.Bytes!.Length > 1, "a");
    }

    [Fact]
    public async Task On_the_client_they_say_that_they_are_for_queries()
    {
        await using var connection = local.Connect();

        var error = Assert.Throws<InvalidOperationException>(() => EF.Functions.Between(1, 2, 3));

        Assert.Contains("Between", error.Message, StringComparison.Ordinal);
        connection.AssertSent();
    }

    /// <summary>Sent as this filter, and the same rows when the client does it.</summary>
    private static async Task Passes(LocalConnection connection, string filter, Expression<Func<Sample, bool>> predicate, params string[] names)
    {
        await using var planned = new SampleContext(connection);
        await using var scanned = new SampleContext(connection, Arranging.Scanned);
        connection.Recorder.Clear();

        Assert.Equal(names, (await planned.Samples.AllowScan().Where(predicate).Select(s => s.Name).ToListAsync()).Order(StringComparer.Ordinal));
        Assert.Equal(filter, connection.Recorder.Single.Filter);
        Assert.Equal(names, (await scanned.Samples.Where(predicate).Select(s => s.Name).ToListAsync()).Order(StringComparer.Ordinal));
    }

    private static async Task ArrangeAsync(LocalConnection connection)
    {
        await connection.ArrangeAsync(new SampleContext(connection));
        using var client = connection.CreateUnrecordedClient();
        await PutAsync("A", weight: "1", text: new("xx"), bytes: [1]);
        await PutAsync("a", weight: "2", text: new("four"), bytes: [1, 2]);
        await PutAsync("b", weight: "3", text: new AttributeValue { NULL = true }, bytes: [2]);
        await PutAsync("z", weight: "4", text: null, bytes: null);
        await PutAsync("ä", weight: null, text: null, bytes: null);

        Task PutAsync(string name, string? weight, AttributeValue? text, byte[]? bytes)
        {
            var item = new Dictionary<string, AttributeValue> { ["Box"] = new("x"), ["Name"] = new(name) };
            if (weight is not null)
            {
                item["Weight"] = new() { N = weight };
            }

            if (text is not null)
            {
                item["Text"] = text;
            }

            if (bytes is not null)
            {
                item["Bytes"] = new() { B = new MemoryStream(bytes) };
            }

            return client.PutItemAsync(connection.TableNamePrefix + "Samples", item);
        }
    }

    private sealed class SampleContext(LocalConnection connection, Action<DynamoDbDbContextOptionsBuilder>? options = null)
        : LocalContext(connection, options)
    {
        public DbSet<Sample> Samples => Set<Sample>();

        protected override void OnModelCreating(ModelBuilder modelBuilder)
            => modelBuilder.Entity<Sample>(
                b =>
                {
                    b.ToTable("Samples");
                    b.HasPartitionKey(s => s.Box);
                    b.HasSortKey(s => s.Name);
                });
    }

    private sealed class Sample
    {
        public required string Box { get; set; }

        public required string Name { get; set; }

        public int Weight { get; set; }

        public string? Text { get; set; }

        public byte[]? Bytes { get; set; }
    }
}
