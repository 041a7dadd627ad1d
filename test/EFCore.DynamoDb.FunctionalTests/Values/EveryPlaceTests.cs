using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using System.Numerics;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using EFCore.DynamoDb.FunctionalTests.Local;
using EFCore.DynamoDb.FunctionalTests.Query;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.FunctionalTests.Values;

/// <summary>Where a value may be.</summary>
public enum Place
{
    Property,
    Key,
    ListElement,
    SetElement,
    DictionaryValue,
}

/// <summary>
/// Every CLR type of the table in docs/values.md at every place: what is stored, that another context reads it equal, and where it may not be the error.
/// </summary>
public class EveryPlaceTests(DynamoDbLocalFixture local) : IClassFixture<DynamoDbLocalFixture>
{
    private static readonly Guid SomeGuid = new("0f8fad5b-d9cb-469f-a165-70867728950e");

    private static readonly List<Sample> Samples =
    [
        Sample.Of<sbyte>((-128, "N -128"), (127, "N 127")),
        Sample.Of<byte>((1, "N 1"), (255, "N 255")),
        Sample.Of<short>((-32768, "N -32768"), (32767, "N 32767")),
        Sample.Of<ushort>((1, "N 1"), (65535, "N 65535")),
        Sample.Of<int>((int.MinValue, "N -2147483648"), (int.MaxValue, "N 2147483647")),
        Sample.Of<uint>((1, "N 1"), (uint.MaxValue, "N 4294967295")),
        Sample.Of<long>((long.MinValue, "N -9223372036854775808"), (long.MaxValue, "N 9223372036854775807")),
        Sample.Of<ulong>((1, "N 1"), (ulong.MaxValue, "N 18446744073709551615")),
        Sample.Of<Int128>((-1, "N -1"), (Int128.Parse(new string('9', 38), CultureInfo.InvariantCulture), "N " + new string('9', 38))),
        Sample.Of<UInt128>((1, "N 1"), (UInt128.Parse(new string('9', 38), CultureInfo.InvariantCulture), "N " + new string('9', 38))),
        Sample.Of<BigInteger>((-1, "N -1"), (BigInteger.Pow(10, 60), "N 1" + new string('0', 60))),
        Sample.Of<decimal>((-0.5m, "N -0.5"), (decimal.MaxValue, "N 79228162514264337593543950335"), (0.0000000000000000000000000001m, "N 0.0000000000000000000000000001")),
        Sample.Of<double>((0.1, "N 0.1"), (-12345.678, "N -12345.678"), (double.Pi, "N 3.141592653589793")),
        Sample.Of<float>((0.1f, "N 0.1"), (-3.5f, "N -3.5")),
        Sample.Of<Half>(((Half)0.1, "N 0.1"), (Half.MaxValue, "N 65500")),
        Sample.Of<bool>((true, "BOOL True"), (false, "BOOL False")) with { KeyForms = ["N 1", "N 0"], IsInSets = false },
        Sample.Of<string>(("Grüße 😀", "S Grüße 😀"), (" ", "S  ")),
        Sample.Of<char>(('ß', "S ß"), ('a', "S a")),
        Sample.Of<Guid>((SomeGuid, "S 0f8fad5b-d9cb-469f-a165-70867728950e"), (new Guid(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11), "S 00000001-0002-0003-0405-060708090a0b")),
        Sample.Of<byte[]>(([0, 255], "B AP8="), ([1], "B AQ==")),
        Sample.Of<ReadOnlyMemory<byte>>((new byte[] { 0, 255 }, "B AP8="), (new byte[] { 1 }, "B AQ==")) with { IsKey = false },
        Sample.Of<Size>((Size.Small, "N 1"), (Size.Large, "N 2")),
        Sample.Of<DateTime>(
            (new DateTime(2024, 2, 29, 12, 0, 0, DateTimeKind.Utc).AddTicks(1), "S 2024-02-29T12:00:00.0000001Z"),
            (DateTime.SpecifyKind(DateTime.MaxValue, DateTimeKind.Utc), "S 9999-12-31T23:59:59.9999999Z")),
        Sample.Of<DateTimeOffset>(
            (new DateTimeOffset(2024, 2, 29, 12, 0, 0, TimeSpan.Zero), "S 2024-02-29T12:00:00.0000000Z"), (DateTimeOffset.MinValue, "S 0001-01-01T00:00:00.0000000Z")),
        Sample.Of<DateOnly>((new DateOnly(2024, 2, 29), "S 2024-02-29"), (DateOnly.MaxValue, "S 9999-12-31")),
        Sample.Of<TimeOnly>((new TimeOnly(12, 0, 1), "S 12:00:01.0000000"), (TimeOnly.MaxValue, "S 23:59:59.9999999")),
        Sample.Of<TimeSpan>((TimeSpan.FromSeconds(-1.5), "N -1.5"), (TimeSpan.MaxValue, "N 922337203685.4775807")),
        Sample.Of<Uri>((new Uri("https://example.org/"), "S https://example.org/"), (new Uri("mailto:a@b"), "S mailto:a@b")),
        Sample.Of<IPAddress>((IPAddress.Loopback, "S 127.0.0.1"), (IPAddress.IPv6Loopback, "S ::1")),
        Sample.Of<PhysicalAddress>((PhysicalAddress.Parse("00-11-22-33-44-55"), "S 001122334455"), (PhysicalAddress.Parse("AABBCCDDEEFF"), "S AABBCCDDEEFF")),
        Sample.Of<JsonElement>((Json("""{"a":[1.5,null]}"""), "M {a: L [N 1.5, NULL]}"), (Json("\"x\""), "S x"), (Json("null"), "NULL")) with { IsKey = false, IsInSets = false },
        Sample.Of<JsonDocument>((JsonDocument.Parse("[true]"), "L [BOOL True]")) with { IsKey = false, IsInSets = false },
        Sample.Of<JsonNode>((JsonNode.Parse("""{"a":{}}""")!, "M {a: M {}}")) with { IsKey = false, IsInSets = false },
        Sample.Of<JsonObject>((new JsonObject { ["a"] = 1 }, "M {a: N 1}")) with { IsKey = false, IsInSets = false },
        Sample.Of<JsonArray>((new JsonArray(1, "x"), "L [N 1, S x]")) with { IsKey = false, IsInSets = false },
    ];

    public static TheoryData<string, Place> Cases()
    {
        var cases = new TheoryData<string, Place>();
        foreach (var sample in Samples)
        {
            foreach (var place in Enum.GetValues<Place>())
            {
                cases.Add(sample.Type.Name, place);
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_value_is_stored_in_its_form_and_read_again(string type, Place place)
    {
        var sample = Samples.Single(s => s.Type.Name == type);
        await using var connection = local.Connect();
        await (Task)typeof(EveryPlaceTests).GetMethod(nameof(RunAsync), BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(sample.Type)
            .Invoke(null, [connection, sample, place])!;
    }

    [Fact]
    public void Every_type_of_the_table_is_among_them()
    {
        var documented = File.ReadLines(Path.Combine(AppContext.BaseDirectory, "../../../../../docs/values.md"))
            .SkipWhile(line => !line.StartsWith("| Type |", StringComparison.Ordinal)).Skip(2).TakeWhile(line => line.StartsWith('|'))
            .SelectMany(line => line.Split('|')[1].Split('`').Where((_, i) => i % 2 == 1))
            .Count();

        // An enumeration has no name of its own there, and the types of System.Text.Json have a section of their own.
        Assert.Equal(documented + 1 + 5, Samples.Count);
    }

    private static async Task RunAsync<T>(LocalConnection connection, Sample sample, Place place)
        where T : notnull
    {
        var values = sample.Values.Select(v => (T)v.Value).ToList();
        string[] forms = [.. sample.Values.Select(v => v.Form)];
        var set = forms[0][0] + "S [" + string.Join(", ", forms.Select(f => f[2..]).Order(StringComparer.Ordinal)) + "]";
        await (place switch
        {
            Place.Property => CheckAsync(connection, values.Select((v, i) => new InProperty<T> { Id = $"{i}", Value = v }), e => e.Id, forms),
            Place.Key when !sample.IsKey => RefusedAsync(connection, new AsKey<T> { Value = values[0] }),
            Place.Key => CheckAsync(connection, values.Select(v => new AsKey<T> { Value = v }), _ => "", sample.KeyForms ?? forms),
            Place.ListElement => CheckAsync(
                connection, [new InList<T> { Id = "0", Value = values }], e => e.Id, [$"L [{string.Join(", ", forms)}]"]),
            Place.SetElement when !sample.IsInSets => RefusedAsync(connection, new InSet<T> { Id = "0", Value = [.. values] }),
            Place.SetElement => CheckAsync(connection, [new InSet<T> { Id = "0", Value = [.. values] }], e => e.Id, [set]),
            _ => CheckAsync(
                connection,
                [new InDictionary<T> { Id = "0", Value = values.Select((v, i) => (v, i)).ToDictionary(v => $"k{v.i}", v => v.v) }],
                e => e.Id,
                [$"M {{{string.Join(", ", forms.Select((f, i) => $"k{i}: {f}"))}}}"]),
        });
    }

    /// <summary>Saves, looks at what is stored, and reads with another context.</summary>
    private static async Task CheckAsync<TEntity>(
        LocalConnection connection, IEnumerable<TEntity> entities, Func<TEntity, string> idOf, IReadOnlyList<string> forms)
        where TEntity : class
    {
        var saved = entities.ToList();
        await connection.ArrangeAsync(new PlaceContext<TEntity>(connection), saved);
        var stored = await connection.StoredItemsAsync("Places");
        Assert.Equal(forms.Order(StringComparer.Ordinal), stored.Select(i => ItemText.Of(i["Value"])).Order(StringComparer.Ordinal));

        await using var db = new PlaceContext<TEntity>(connection);
        var property = db.Model.FindEntityType(typeof(TEntity))!.FindProperty("Value")!;
        var (getter, comparer) = (property.PropertyInfo!, property.GetValueComparer());
        var read = await db.Set<TEntity>().AllowScan().ToListAsync();
        Assert.Equal(saved.Count, read.Count);
        foreach (var entity in saved)
        {
            Assert.Single(read, r => idOf(r) == idOf(entity) && comparer.Equals(getter.GetValue(r), getter.GetValue(entity)));
        }

        db.ChangeTracker.DetectChanges();
        Assert.All(db.ChangeTracker.Entries(), e => Assert.Equal(EntityState.Unchanged, e.State));
        if (property.IsKey())
        {
            db.ChangeTracker.Clear();
            connection.Recorder.Clear();
            Assert.NotNull(await db.FindAsync<TEntity>(getter.GetValue(saved[0])));
            Assert.StartsWith("GetItem", Assert.Single(connection.Recorder.Texts), StringComparison.Ordinal);
        }
    }

    private static async Task RefusedAsync<TEntity>(LocalConnection connection, TEntity entity)
        where TEntity : class
    {
        await using var db = new PlaceContext<TEntity>(connection);
        var error = Assert.Throws<InvalidOperationException>(() => db.Add(entity));
        Assert.Matches("(?s)'(As|In).*Value'.*(S, N or B|HasJsonStr|converter|IComparable)", error.Message);
    }

    private static JsonElement Json(string text)
        => JsonDocument.Parse(text).RootElement;

    private sealed record Sample(Type Type, (object Value, string Form)[] Values)
    {
        public bool IsKey { get; init; } = true;

        public bool IsInSets { get; init; } = true;

        public string[]? KeyForms { get; init; }

        public static Sample Of<T>(params (T Value, string Form)[] values)
            where T : notnull
            => new(typeof(T), [.. values.Select(v => ((object)v.Value, v.Form))]);
    }
}

internal sealed class PlaceContext<TEntity>(LocalConnection connection) : LocalContext(connection)
    where TEntity : class
{
    protected override void OnModelCreating(ModelBuilder modelBuilder)
        => modelBuilder.Entity<TEntity>(
            b =>
            {
                b.ToTable("Places");
                if (typeof(TEntity).GetProperty("Id") is null)
                {
                    b.HasPartitionKey("Value");
                }
            });
}

internal sealed class InProperty<T>
{
    public required string Id { get; set; }

    public required T Value { get; set; }
}

internal sealed class AsKey<T>
    where T : notnull
{
    public required T Value { get; set; }

    public string? Note { get; set; }
}

internal sealed class InList<T>
{
    public required string Id { get; set; }

    public required List<T> Value { get; set; }
}

internal sealed class InSet<T>
{
    public required string Id { get; set; }

    public required HashSet<T> Value { get; set; }
}

internal sealed class InDictionary<T>
{
    public required string Id { get; set; }

    public required Dictionary<string, T> Value { get; set; }
}
