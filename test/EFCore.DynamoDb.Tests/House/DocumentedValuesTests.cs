using System.Net;
using System.Numerics;
using System.Text.RegularExpressions;
using EFCore.DynamoDb.Items;
using EFCore.DynamoDb.Tests.Storage;

namespace EFCore.DynamoDb.Tests.House;

/// <summary>The table of types in docs/values.md: its attribute types and examples are what the provider stores.</summary>
public partial class DocumentedValuesTests
{
    private static readonly Dictionary<string, object> Examples = new()
    {
        ["sbyte"] = (sbyte)-7,
        ["Int128"] = (Int128)12345678901234567890,
        ["UInt128"] = (UInt128)12345678901234567890,
        ["BigInteger"] = new BigInteger(12345678901234567890),
        ["short"] = (short)-7,
        ["int"] = -7,
        ["long"] = -7L,
        ["decimal"] = 0.10m,
        ["double"] = 0.1,
        ["float"] = 0.1f,
        ["Half"] = (Half)0.1,
        ["bool"] = true,
        ["string"] = "Zürich",
        ["char"] = 'ß',
        ["Guid"] = new Guid("0f8fad5b-d9cb-469f-a165-70867728950e"),
        ["byte[]"] = new byte[] { 1, 2 },
        ["ReadOnlyMemory<byte>"] = new ReadOnlyMemory<byte>([1, 2]),
        ["an enumeration"] = DayOfWeek.Tuesday,
        ["DateTime"] = new DateTime(2024, 2, 29, 12, 0, 0, DateTimeKind.Utc).AddTicks(1),
        ["DateTimeOffset"] = new DateTimeOffset(2024, 2, 29, 12, 0, 0, TimeSpan.FromHours(2)),
        ["DateOnly"] = new DateOnly(2024, 2, 29),
        ["TimeOnly"] = new TimeOnly(12, 0, 1),
        ["TimeSpan"] = TimeSpan.FromSeconds(-1.5),
        ["Uri"] = new Uri("https://example.org/"),
    };

    /// <summary>Types in rows whose example is of another type.</summary>
    private static readonly Dictionary<string, Type> WithoutExample = new()
    {
        ["byte"] = typeof(byte),
        ["ushort"] = typeof(ushort),
        ["uint"] = typeof(uint),
        ["ulong"] = typeof(ulong),
        ["IPAddress"] = typeof(IPAddress),
        ["PhysicalAddress"] = typeof(System.Net.NetworkInformation.PhysicalAddress),
    };

    [Fact]
    public void Every_row_of_the_table_is_true()
    {
        var rows = File.ReadLines(Path.Combine(Repository.Root, "docs", "values.md"))
            .SkipWhile(line => !line.StartsWith("| Type |", StringComparison.Ordinal)).Skip(2).TakeWhile(line => line.StartsWith('|'))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
            .ToList();
        var documented = new HashSet<string>();
        foreach (var row in rows)
        {
            foreach (var type in TypeName().Matches(row[1]).Select(m => m.Value.Trim('`')))
            {
                documented.Add(type);
                if (Examples.TryGetValue(type, out var example))
                {
                    Assert.Equal((type, $"{row[2]} {row[4].Trim('`')}"), (type, Text(Stored.MappingOf(example.GetType()).ToItemValue(example))));
                }
                else
                {
                    Assert.Equal((type, row[2]), (type, Stored.MappingOf(WithoutExample[type]).AttributeType.ToString()));
                }
            }
        }

        Assert.Equal(Examples.Keys.Concat(WithoutExample.Keys).Order(StringComparer.Ordinal), documented.Order(StringComparer.Ordinal));
    }

    private static string Text(ItemValue value)
        => value.Type == DynamoDbAttributeType.B ? "B " + Convert.ToBase64String(value.AsBinary()) : Stored.Text(value);

    [GeneratedRegex("`[^`]+`|an enumeration")]
    private static partial Regex TypeName();
}
