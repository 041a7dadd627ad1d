using Microsoft.EntityFrameworkCore.Infrastructure;

namespace EFCore.DynamoDb.Metadata;

/// <summary>Settings of a table of which there may be many: tags by key, replicas by region.</summary>
internal static partial class DynamoDbMetadata
{
    /// <summary>The alias of the KMS key that AWS manages for DynamoDB in every account.</summary>
    public const string AwsManagedKmsKey = "alias/aws/dynamodb";

    /// <summary>The annotations of an entity type that are about its whole table, with what a person calls them; tags and replicas come besides.</summary>
    public static IReadOnlyList<(string Annotation, string Setting)> TableSettings { get; } =
    [
        (DynamoDbAnnotationNames.BillingMode, "billing mode"),
        (DynamoDbAnnotationNames.ProvisionedThroughput, "provisioned throughput"),
        (DynamoDbAnnotationNames.OnDemandThroughput, "on-demand throughput"),
        (DynamoDbAnnotationNames.WarmThroughput, "warm throughput"),
        (DynamoDbAnnotationNames.TableClass, "table class"),
        (DynamoDbAnnotationNames.DeletionProtection, "deletion protection"),
        (DynamoDbAnnotationNames.StreamViewType, "stream"),
        (DynamoDbAnnotationNames.KmsKeyId, "KMS key"),
        (DynamoDbAnnotationNames.PointInTimeRecovery, "point-in-time recovery"),
    ];

    /// <summary>The tags that one of the declarations gives, in the order of their keys.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> TagsOf(IEnumerable<IReadOnlyAnnotatable> declarations)
        => [.. NamedSettings(declarations, DynamoDbAnnotationNames.Tag)
            .Select(s => KeyValuePair.Create(s.Key, (string)s.Value!))];

    /// <summary>The replicas that one of the declarations gives, in the order of their regions.</summary>
    public static IReadOnlyList<DynamoDbReplica> ReplicasOf(IEnumerable<IReadOnlyAnnotatable> declarations)
        => [.. NamedSettings(declarations, DynamoDbAnnotationNames.Replica)
            .Select(s => DynamoDbReplica.FromAnnotation(s.Key, s.Value))];

    private static SortedDictionary<string, object?> NamedSettings(IEnumerable<IReadOnlyAnnotatable> declarations, string prefix)
    {
        var settings = new SortedDictionary<string, object?>(StringComparer.Ordinal);
        foreach (var annotation in declarations.SelectMany(d => d.GetAnnotations()))
        {
            if (annotation.Name.StartsWith(prefix, StringComparison.Ordinal) && annotation.Value is not null)
            {
                settings.TryAdd(annotation.Name[prefix.Length..], annotation.Value);
            }
        }

        return settings;
    }
}
