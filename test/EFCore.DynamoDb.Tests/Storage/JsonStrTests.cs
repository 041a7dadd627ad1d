using System.Text.Json;
using System.Text.Json.Serialization;
using EFCore.DynamoDb.Items;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.Tests.Storage;

public record Address(string Street, string? City)
{
    public List<string> Tags { get; init; } = [];
}

public enum Mood
{
    Calm,
    Busy,
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UseStringEnumConverter = true)]
[JsonSerializable(typeof(Address))]
[JsonSerializable(typeof(Mood))]
public partial class AddressJson : JsonSerializerContext;

/// <summary>Values as JSON text in a string attribute.</summary>
public class JsonStrTests
{
    private static readonly Address Home = new("Main St 1", "Bern") { Tags = ["a"] };

    [Fact]
    public void Any_type_that_serialises_can_be_stored()
    {
        Assert.Equal("""S {"Street":"Main St 1","City":"Bern","Tags":["a"]}""", Stored.Mapping<Address>(p => p.HasJsonStr()).Text(Home));
        Assert.Equal("S [1,2]", Stored.Mapping<int[]>(p => p.HasJsonStr()).Text(new[] { 1, 2 }));
        Assert.Equal("""S {"a":1.5}""", Stored.Mapping<Dictionary<string, decimal>>(p => p.HasJsonStr()).Text(new Dictionary<string, decimal> { ["a"] = 1.5m }));
        Assert.Equal("S 7", Stored.Mapping<int?>(p => p.HasJsonStr()).Text(7));
        Assert.Equal("S \"x\"", Stored.Mapping<string>(p => p.HasJsonStr()).Text("x"));
        Assert.Equal("""S [{"Street":"s","City":null,"Tags":[]}]""", Stored.Mapping<IReadOnlyList<Address>>(p => p.HasJsonStr()).Text(new[] { new Address("s", null) }));
        Assert.Equal("""S {"x":[1]}""", Stored.Mapping<JsonElement>(p => p.HasJsonStr()).Text(JsonDocument.Parse("""{"x":[1]}""").RootElement));
    }

    [Fact]
    public void It_is_read_again()
    {
        var mapping = Stored.Mapping<Address>(p => p.HasJsonStr());
        var back = (Address)mapping.Back(Home);

        Assert.Equal(("Main St 1", "Bern"), (back.Street, back.City));
        Assert.Equal(["a"], back.Tags);
    }

    [Fact]
    public void Options_contexts_and_metadata_say_how()
    {
        var options = new JsonSerializerOptions { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };
        const string snake = """S {"street":"s","city":null,"tags":[]}""";
        var value = new Address("s", null);

        Assert.Equal("""S {"street":"s","tags":[]}""", Stored.Mapping<Address>(p => p.HasJsonStr(options)).Text(value));
        Assert.True(options.IsReadOnly);
        Assert.Equal(snake, Stored.Mapping<Address>(p => p.HasJsonStr(AddressJson.Default)).Text(value));
        Assert.Equal(snake, Stored.Mapping<Address>(p => p.HasJsonStr(AddressJson.Default.Address)).Text(value));
        Assert.Equal("S \"Busy\"", Stored.Mapping<Mood?>(p => p.HasJsonStr(AddressJson.Default)).Text(Mood.Busy));
        Assert.Equal(snake, Stored.Mapping<Address>(conventions: c => c.Properties<Address>().HaveJsonStr(AddressJson.Default)).Text(value));
        Assert.Equal("""S {"street":"s","tags":[]}""", Stored.Mapping<Address>(conventions: c => c.Properties<Address>().HaveJsonStr(options)).Text(value));
    }

    [Fact]
    public void Attributes_say_so_too()
    {
        using var context = new PlaceContext();
        var place = context.Model.FindEntityType(typeof(Place))!;

        Assert.Equal("""S {"Street":"s","City":null,"Tags":[]}""", Text("Plain"));
        Assert.Equal("""S {"street":"s","city":null,"tags":[]}""", Text("ByContext"));
        Assert.True(place.FindProperty("Numbers")!.IsJsonStr());
        Assert.Null(context.Model.FindEntityType(typeof(Address)));

        string Text(string property)
            => ((EFCore.DynamoDb.Storage.DynamoDbTypeMapping)place.FindProperty(property)!.GetTypeMapping()).Text(new Address("s", null));
    }

    [Fact]
    public void Changes_are_seen_by_value()
    {
        var comparer = Stored.Property<Address>(p => p.HasJsonStr()).GetValueComparer();
        var same = new Address("Main St 1", "Bern") { Tags = ["a"] };
        var snapshot = (Address)comparer.Snapshot(Home)!;

        Assert.True(comparer.Equals(Home, same));
        Assert.Equal(comparer.GetHashCode(Home), comparer.GetHashCode(same));
        Assert.NotSame(Home, snapshot);
        Assert.NotSame(Home.Tags, snapshot.Tags);
        same.Tags.Add("b");
        Assert.False(comparer.Equals(Home, same));
        Assert.False(comparer.Equals(Home, null));
        Assert.True(comparer.Equals(null, null));
    }

    [Fact]
    public void Dictionaries_in_another_order_and_numbers_in_another_notation_are_no_change()
    {
        var words = Stored.Property<Dictionary<string, int>>(p => p.HasJsonStr()).GetValueComparer();
        var one = new Dictionary<string, int> { ["a"] = 1, ["b"] = 2 };
        var other = new Dictionary<string, int> { ["b"] = 2, ["a"] = 1 };
        var decimals = Stored.Property<List<decimal>>(p => p.HasJsonStr()).GetValueComparer();

        Assert.True(words.Equals(one, other));
        Assert.Equal(words.GetHashCode(one), words.GetHashCode(other));
        Assert.True(decimals.Equals(new List<decimal> { 1.0m }, new List<decimal> { 1.00m }));
    }

    [Fact]
    public void What_is_no_JSON_of_the_type_is_an_error_that_names_the_attribute()
    {
        var mapping = Stored.Mapping<Address>(p => p.HasJsonStr());

        Assert.Contains("'value' holds text that is not the JSON of a Address: ", mapping.Unreadable(ItemValue.String("{")), StringComparison.Ordinal);
        Assert.Contains("not the JSON of a Address", mapping.Unreadable(ItemValue.String("[]")), StringComparison.Ordinal);
    }

    [Fact]
    public void What_does_not_serialise_is_refused()
    {
        Assert.StartsWith("it cannot be written as the JSON of a double: ", Stored.Mapping<double>(p => p.HasJsonStr()).Refusal(double.NaN), StringComparison.Ordinal);
        Assert.StartsWith(
            "The property 'Holder<HashSet<string>>.Value' cannot be stored as the JSON of a HashSet<string>: ",
            Stored.ErrorOf<HashSet<string>>(p => p.HasJsonStr(AddressJson.Default)),
            StringComparison.Ordinal);
        Assert.Equal(
            "The property 'Holder<string>.Value' is JSON text and part of a key, but DynamoDB compares keys by their text, not by their JSON value: use "
                + "another property, or a value converter to string.",
            Stored.ErrorOf<string>(p => p.HasJsonStr(), entity: e => e.HasGsi("by_value", h => h.Value)));
        Assert.Equal(
            "The property 'Holder<List<int>>.Value' has both a JSON string and a value converter, which contradict each other: keep one.",
            Stored.ErrorOf<List<int>>(p => p.HasJsonStr().HasConversion(l => l.Count, c => new List<int>(c))));
    }

    [Fact]
    public void DynamoDB_sees_only_text()
    {
        var mapping = Stored.Mapping<int>(p => p.HasJsonStr());

        Assert.False(mapping.KeepsOrder);
        Assert.False(mapping.ComparesOnServer);
    }

    public class Place
    {
        public int Id { get; set; }

        [JsonStr]
        public Address? Plain { get; set; }

        [JsonStr(typeof(AddressJson))]
        public Address? ByContext { get; set; }

        [JsonStr]
        public List<int> Numbers { get; set; } = [];
    }

    private sealed class PlaceContext : DbContext
    {
        public DbSet<Place> Places => Set<Place>();

        protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder)
            => optionsBuilder.UseDynamoDb(o => o.ServiceUrl("http://localhost:1")).EnableServiceProviderCaching(false);
    }
}
