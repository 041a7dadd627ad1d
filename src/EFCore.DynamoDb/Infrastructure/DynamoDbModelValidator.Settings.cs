using System.Collections;
using EFCore.DynamoDb.Diagnostics;
using EFCore.DynamoDb.Metadata;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;

namespace EFCore.DynamoDb.Infrastructure;

// Settings of tables: billing, throughput, encryption, tags, replicas and so on.
internal sealed partial class DynamoDbModelValidator
{
    private static void ValidateSettings(string table, IReadOnlyList<IReadOnlyEntityType> roots)
    {
        foreach (var (annotation, setting) in SettingsOf(roots))
        {
            ValidateAgreement(table, roots, annotation, setting);
        }

        foreach (var root in roots)
        {
            ValidateDerivedSettings(table, root);
        }

        var model = TableModelBuilder.Build(table, roots);
        var indexes = roots.SelectMany(r => r.GetDerivedTypesInclusive()).SelectMany(e => e.GetDeclaredIndexes()).ToList();
        if (model.BillingMode == DynamoDbBillingMode.Provisioned)
        {
            if (model.ProvisionedThroughput is null)
            {
                throw new InvalidOperationException(DynamoDbStrings.ProvisionedWithoutThroughput(table));
            }

            if (model.OnDemandThroughput is not null || indexes.Any(i => OnDemandThroughputOf(i) is not null))
            {
                throw new InvalidOperationException(DynamoDbStrings.ProvisionedWithOnDemandThroughput(table));
            }
        }
        else if (model.ProvisionedThroughput is not null || indexes.Any(i => ProvisionedThroughputOf(i) is not null))
        {
            throw new InvalidOperationException(DynamoDbStrings.OnDemandWithThroughput(table));
        }

        string? timeToLive = null;
        foreach (var type in model.EntityTypes)
        {
            if (DynamoDbMetadata.TimeToLiveOf(type) is { } property
                && type.FindProperty(property)!.GetItemAttributeName() is var attribute
                && attribute != (timeToLive ??= attribute))
            {
                throw new InvalidOperationException(DynamoDbStrings.SeveralTimesToLive(table, timeToLive, attribute));
            }
        }

        ValidateTags(table, model.Tags);
        if (model.PointInTimeRecoveryDays > 35 || roots.Any(r => r[DynamoDbAnnotationNames.PointInTimeRecovery] is < 0))
        {
            throw new InvalidOperationException(DynamoDbStrings.PointInTimeRecoveryDays(table));
        }

        ValidateReplicas(model);
    }

    /// <summary>The settings of tables with their names, those by key too that some of the types use.</summary>
    private static IEnumerable<(string Annotation, string Setting)> SettingsOf(IReadOnlyList<IReadOnlyEntityType> roots)
        => DynamoDbMetadata.TableSettings
            .Concat(DynamoDbMetadata.TagsOf(roots).Select(t => (DynamoDbAnnotationNames.Tag + t.Key, $"tag '{t.Key}'")))
            .Concat(DynamoDbMetadata.ReplicasOf(roots).Select(r => (DynamoDbAnnotationNames.Replica + r.Region, $"replica in {r.Region}")));

    /// <summary>One of the types that share a table says a setting, or several say the same.</summary>
    private static void ValidateAgreement(string table, IReadOnlyList<IReadOnlyEntityType> roots, string annotation, string setting)
    {
        var declaring = roots.Where(r => r[annotation] is not null).ToList();
        foreach (var root in declaring.Skip(1))
        {
            if (!SameSetting(declaring[0][annotation], root[annotation]))
            {
                throw new InvalidOperationException(
                    DynamoDbStrings.SettingsDiffer(table, declaring[0].DisplayName(), root.DisplayName(), setting));
            }
        }
    }

    // Some are arrays.
    private static bool SameSetting(object? first, object? other)
        => StructuralComparisons.StructuralEqualityComparer.Equals(first, other);

    /// <summary>A derived type has no table of its own, so it says nothing that its root does not say.</summary>
    private static void ValidateDerivedSettings(string table, IReadOnlyEntityType root)
    {
        foreach (var derived in root.GetDerivedTypes())
        {
            foreach (var (annotation, setting) in SettingsOf([derived]))
            {
                if (derived[annotation] is { } value && !SameSetting(value, root[annotation]))
                {
                    throw new InvalidOperationException(
                        DynamoDbStrings.SettingNotOnRoot(table, derived.DisplayName(), root.DisplayName(), setting));
                }
            }
        }
    }

    private static void ValidateTags(string table, IReadOnlyList<KeyValuePair<string, string>> tags)
    {
        foreach (var (key, value) in tags)
        {
            if (key.Length is 0 or > 128 || value.Length > 256 || key.StartsWith("aws:", StringComparison.OrdinalIgnoreCase))
            {
                throw new InvalidOperationException(DynamoDbStrings.Tag(table, key));
            }
        }

        if (tags.Count > 50)
        {
            throw new InvalidOperationException(DynamoDbStrings.TooManyTags(table, tags.Count));
        }
    }

    private static void ValidateReplicas(TableModel table)
    {
        var ownKey = table.KmsKeyId is not (null or DynamoDbMetadata.AwsManagedKmsKey);
        foreach (var replica in table.Replicas)
        {
            if (table.StreamViewType != DynamoDbStreamViewType.NewAndOldImages)
            {
                throw new InvalidOperationException(DynamoDbStrings.ReplicaStream(table.Name, replica.Region));
            }

            if (ownKey != replica.KmsKeyId is not null)
            {
                throw new InvalidOperationException(
                    ownKey
                        ? DynamoDbStrings.ReplicaWithoutKmsKey(table.Name, replica.Region)
                        : DynamoDbStrings.ReplicaWithKmsKey(table.Name, replica.Region));
            }

            if (table.BillingMode == DynamoDbBillingMode.Provisioned ? replica.OnDemandMaxRead is not null : replica.ProvisionedRead is not null)
            {
                throw new InvalidOperationException(DynamoDbStrings.ReplicaThroughput(table.Name, replica.Region));
            }
        }
    }

    private static Throughput? ProvisionedThroughputOf(IReadOnlyAnnotatable annotatable)
        => DynamoDbMetadata.ThroughputOf(annotatable, DynamoDbAnnotationNames.ProvisionedThroughput);

    private static Throughput? OnDemandThroughputOf(IReadOnlyAnnotatable annotatable)
        => DynamoDbMetadata.ThroughputOf(annotatable, DynamoDbAnnotationNames.OnDemandThroughput);

    private static Throughput? WarmThroughputOf(IReadOnlyAnnotatable annotatable)
        => DynamoDbMetadata.ThroughputOf(annotatable, DynamoDbAnnotationNames.WarmThroughput);
}
