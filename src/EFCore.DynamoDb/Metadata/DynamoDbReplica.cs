using System.Globalization;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.Metadata;

/// <summary>A copy of a table in another region, which DynamoDB keeps alike: see <see href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GlobalTables.html">Global tables</see>.</summary>
public sealed record DynamoDbReplica
{
    /// <summary>Creates a replica with the settings of its table.</summary>
    /// <param name="region">The region, such as <c>eu-west-1</c>.</param>
    public DynamoDbReplica(string region)
    {
        ArgumentException.ThrowIfNullOrEmpty(region);
        Region = region;
    }

    /// <summary>The region, such as <c>eu-west-1</c>.</summary>
    public string Region { get; }

    /// <summary>The table class, or null for the table's.</summary>
    public DynamoDbTableClass? TableClass { get; init; }

    /// <summary>The KMS key that encrypts it, which must lie in its region; null for the kind of key that the table has.</summary>
    public string? KmsKeyId { get; init; }

    /// <summary>The provisioned read units per second, or null for the table's. Write units are the same in all regions.</summary>
    public long? ProvisionedRead { get; init; }

    /// <summary>The most read units per second on demand, or null for the table's.</summary>
    public long? OnDemandMaxRead { get; init; }

    // Annotations are literals, for compiled models.
    internal string[] ToAnnotation()
        => [TableClass?.ToString() ?? "", KmsKeyId ?? "", ProvisionedRead?.ToString(CultureInfo.InvariantCulture) ?? "", OnDemandMaxRead?.ToString(CultureInfo.InvariantCulture) ?? ""];

    internal static DynamoDbReplica FromAnnotation(string region, object? value)
        => value is string[] { Length: 4 } settings
            ? new DynamoDbReplica(region)
            {
                TableClass = settings[0].Length == 0 ? null : Enum.Parse<DynamoDbTableClass>(settings[0]),
                KmsKeyId = settings[1].Length == 0 ? null : settings[1],
                ProvisionedRead = Units(settings[2]),
                OnDemandMaxRead = Units(settings[3]),
            }
            : new DynamoDbReplica(region);

    private static long? Units(string text)
        => text.Length == 0 ? null : long.Parse(text, CultureInfo.InvariantCulture);
}
