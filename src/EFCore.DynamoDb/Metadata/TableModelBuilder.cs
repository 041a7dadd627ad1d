using EFCore.DynamoDb.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;

namespace EFCore.DynamoDb.Metadata;

/// <summary>Makes a table of the entity types that share it. It takes the model to be valid: types that contradict each other are the validator's business.</summary>
internal static class TableModelBuilder
{
    public static TableModel Build(string name, IReadOnlyList<IReadOnlyEntityType> roots)
    {
        IReadOnlyList<IReadOnlyEntityType> types = [.. roots.SelectMany(r => r.GetDerivedTypesInclusive())];
        var key = WithContents(KeyOf(roots[0]), types);
        var billingMode = FirstSetting(roots, DynamoDbAnnotationNames.BillingMode) is DynamoDbBillingMode mode
            ? mode
            : FirstSetting(roots, DynamoDbAnnotationNames.ProvisionedThroughput) is null
                ? DynamoDbBillingMode.OnDemand
                : DynamoDbBillingMode.Provisioned;
        var provisioned = Throughput.FromAnnotation(FirstSetting(roots, DynamoDbAnnotationNames.ProvisionedThroughput));
        var replicas = DynamoDbMetadata.ReplicasOf(roots);

        return new TableModel
        {
            Name = name,
            Key = key,
            Indexes = BuildIndexes(types, key, billingMode == DynamoDbBillingMode.Provisioned ? provisioned : null),
            EntityTypes = types,
            DiscriminatorAttribute = roots.Select(r => r.FindDiscriminatorProperty()).FirstOrDefault(d => d is not null)
                ?.GetItemAttributeName(),
            TimeToLiveAttribute = TimeToLiveAttributeOf(types),
            BillingMode = billingMode,
            ProvisionedThroughput = provisioned,
            OnDemandThroughput = Throughput.FromAnnotation(FirstSetting(roots, DynamoDbAnnotationNames.OnDemandThroughput)),
            WarmThroughput = Throughput.FromAnnotation(FirstSetting(roots, DynamoDbAnnotationNames.WarmThroughput)),
            TableClass = (DynamoDbTableClass?)FirstSetting(roots, DynamoDbAnnotationNames.TableClass) ?? DynamoDbTableClass.Standard,
            DeletionProtection = FirstSetting(roots, DynamoDbAnnotationNames.DeletionProtection) is true,
            StreamViewType = (DynamoDbStreamViewType?)FirstSetting(roots, DynamoDbAnnotationNames.StreamViewType)
                ?? (replicas.Count > 0 ? DynamoDbStreamViewType.NewAndOldImages : null),
            KmsKeyId = (string?)FirstSetting(roots, DynamoDbAnnotationNames.KmsKeyId),
            Tags = DynamoDbMetadata.TagsOf(roots),
            PointInTimeRecoveryDays = FirstSetting(roots, DynamoDbAnnotationNames.PointInTimeRecovery) is int and > 0 and var days ? days : null,
            Replicas = replicas,
        };
    }

    /// <summary>The table's key as the entity type sees it.</summary>
    public static KeySchema KeyOf(IReadOnlyEntityType root)
        => new(
            [KeyAttributeOf(root.GetProperty(DynamoDbMetadata.PartitionKeyOf(root)!))],
            DynamoDbMetadata.SortKeyOf(root) is { } sort ? [KeyAttributeOf(root.GetProperty(sort))] : []);

    /// <summary>The key of an index as the entity type sees it.</summary>
    public static KeySchema KeyOf(IReadOnlyIndex index, DynamoDbIndexKind kind, KeySchema tableKey)
    {
        KeyAttribute[] attributes = [.. index.Properties.Select(KeyAttributeOf)];
        var partitionCount = DynamoDbMetadata.PartitionKeyCountOf(index);
        return kind == DynamoDbIndexKind.Lsi
            ? new KeySchema(tableKey.Partition, attributes)
            : new KeySchema(attributes[..partitionCount], attributes[partitionCount..]);
    }

    /// <summary>The attributes that an index includes besides its key and the table's.</summary>
    public static IEnumerable<string> IncludedAttributesOf(IReadOnlyIndex index, KeySchema key, KeySchema tableKey)
        => DynamoDbMetadata.IncludedPropertiesOf(index)
            .Select(name => DynamoDbMetadata.FindIncludedProperty(index, name)!.GetItemAttributeName())
            .Where(attribute => !key.Contains(attribute) && !tableKey.Contains(attribute))
            .Distinct();

    // Several types may declare an index of one name: each then adds the attributes that it wants included.
    private static List<IndexModel> BuildIndexes(
        IReadOnlyList<IReadOnlyEntityType> types, KeySchema tableKey, Throughput? provisioned)
        => [.. types
            .SelectMany(e => e.GetDeclaredIndexes())
            .Where(i => DynamoDbMetadata.KindOf(i) is not null)
            .GroupBy(i => i.Name!, StringComparer.Ordinal)
            .Select(declarations => BuildIndex(declarations.Key, [.. declarations], types, tableKey, provisioned))];

    private static IndexModel BuildIndex(
        string name, IReadOnlyList<IReadOnlyIndex> declarations, IReadOnlyList<IReadOnlyEntityType> types, KeySchema tableKey, Throughput? provisioned)
    {
        var kind = DynamoDbMetadata.KindOf(declarations[0])!.Value;
        var key = WithContents(KeyOf(declarations[0], kind, tableKey), types);
        IReadOnlyList<string> included = [.. declarations.SelectMany(d => IncludedAttributesOf(d, key, tableKey)).Distinct()];
        var projection = DynamoDbMetadata.ProjectionOf(declarations[0]);
        if (projection == DynamoDbProjection.Include && included.Count == 0)
        {
            // DynamoDB wants at least one, and the keys are there anyway.
            projection = DynamoDbProjection.KeysOnly;
        }

        return new IndexModel
        {
            Name = name,
            Kind = kind,
            Key = key,
            Projection = projection,
            IncludedAttributes = included,
            ProjectedAttributes = projection == DynamoDbProjection.All
                ? null
                : new HashSet<string>([.. key.All.Concat(tableKey.All).Select(k => k.Name), .. included], StringComparer.Ordinal),
            IsSparse = declarations.Any(DynamoDbMetadata.IsSparse),
            ProvisionedThroughput = kind == DynamoDbIndexKind.Gsi && provisioned is not null
                ? Throughput.FromAnnotation(FirstSetting(declarations, DynamoDbAnnotationNames.ProvisionedThroughput)) ?? provisioned
                : null,
            OnDemandThroughput = Throughput.FromAnnotation(FirstSetting(declarations, DynamoDbAnnotationNames.OnDemandThroughput)),
            WarmThroughput = Throughput.FromAnnotation(FirstSetting(declarations, DynamoDbAnnotationNames.WarmThroughput)),
        };
    }

    private static string? TimeToLiveAttributeOf(IReadOnlyList<IReadOnlyEntityType> types)
        => types
            .Select(e => DynamoDbMetadata.TimeToLiveOf(e) is { } name ? e.FindProperty(name)!.GetItemAttributeName() : null)
            .FirstOrDefault(a => a is not null);

    private static object? FirstSetting(IEnumerable<IReadOnlyAnnotatable> declarations, string annotation)
        => declarations.Select(d => d[annotation]).FirstOrDefault(v => v is not null);

    /// <summary>A key attribute holds integers, or times, only where all types of the table store such in it: queries of any of them rest on that.</summary>
    private static KeySchema WithContents(KeySchema key, IReadOnlyList<IReadOnlyEntityType> types)
    {
        return new KeySchema([.. key.Partition.Select(Marked)], [.. key.Sort.Select(Marked)]);

        KeyAttribute Marked(KeyAttribute attribute)
        {
            var mappings = types.SelectMany(t => t.GetDeclaredProperties())
                .Where(p => p.GetItemAttributeName() == attribute.Name)
                .Select(p => p.FindTypeMapping() as DynamoDbTypeMapping)
                .ToList();
            return attribute with
            {
                HoldsIntegers = mappings.TrueForAll(m => m is { HoldsIntegers: true }),
                HoldsTimes = mappings.TrueForAll(m => m is { KeepsOrder: true } && IsoText.Supports(m.ClrType)) && mappings.Select(m => (m as DynamoDbIsoTextTypeMapping)?.Format).Distinct().Count() == 1,
            };
        }
    }

    private static KeyAttribute KeyAttributeOf(IReadOnlyProperty property)
        => new(property.GetItemAttributeName(), DynamoDbMetadata.AttributeTypeOf(property)!.Value);
}
