using System.Linq.Expressions;
using System.Runtime.CompilerServices;
using EFCore.DynamoDb.Items;
using EFCore.DynamoDb.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;

namespace EFCore.DynamoDb.Metadata;

/// <summary>The meaning of the annotations, defaults included; they serve models being built as well as finished ones.</summary>
internal static partial class DynamoDbMetadata
{
    /// <summary>The name of the table, as the model says it: without the options' prefix.</summary>
    public static string TableNameOf(IReadOnlyEntityType entityType)
    {
        var root = entityType.GetRootType();
        return (string?)root[DynamoDbAnnotationNames.TableName] ?? root.ShortName();
    }

    /// <summary>The name of the partition key property: as configured, else the first of the key.</summary>
    public static string? PartitionKeyOf(IReadOnlyEntityType entityType)
    {
        var root = entityType.GetRootType();
        return (string?)root[DynamoDbAnnotationNames.PartitionKey] ?? root.FindPrimaryKey()?.Properties[0].Name;
    }

    /// <summary>The name of the sort key property: as configured, else the other one of a key of two; null when there is none.</summary>
    public static string? SortKeyOf(IReadOnlyEntityType entityType)
    {
        var root = entityType.GetRootType();
        return (string?)root[DynamoDbAnnotationNames.SortKey]
            ?? (root.FindPrimaryKey() is { Properties.Count: > 1 } key && !HasTemplates(root)
                ? key.Properties.FirstOrDefault(p => p.Name != PartitionKeyOf(root))?.Name
                : null);
    }

    /// <summary>The text of the template that makes the property's values, or null.</summary>
    public static string? KeyTemplateTextOf(IReadOnlyProperty? property)
        => (string?)property?[DynamoDbAnnotationNames.KeyTemplate];

    /// <summary>Whether a part of the table's key is made by a template: EF's key is then what the templates are made of.</summary>
    public static bool HasTemplates(IReadOnlyEntityType root)
        => new[] { DynamoDbAnnotationNames.PartitionKey, DynamoDbAnnotationNames.SortKey }
            .Any(a => root[a] is string name && KeyTemplateTextOf(root.FindProperty(name)) is not null);

    /// <summary>The names of the properties that EF's key has to have: those of the table's key, or what their templates are made of, each once.</summary>
    public static IReadOnlyList<string> KeyPropertiesOf(IReadOnlyEntityType root, string partitionKey, string? sortKey)
        => [.. new[] { partitionKey, sortKey }.OfType<string>().SelectMany(name => InputsOf(root, name)).Distinct()];

    private static IEnumerable<string> InputsOf(IReadOnlyEntityType root, string name)
        => KeyTemplateTextOf(root.FindProperty(name)) is { } template ? KeyTemplate.NamesIn(template) : [name];

    /// <summary>The name of the attribute that stores the property, the complex property or what the navigation owns.</summary>
    public static string GetItemAttributeName(this IReadOnlyPropertyBase property)
        => (string?)property[DynamoDbAnnotationNames.AttributeName] ?? property.Name;

    /// <summary>The kind of the index, or null when it is one of EF's that has no meaning here.</summary>
    /// <summary>What selects the entities of a keyless type; null of what is stored.</summary>
    public static LambdaExpression? DefiningQueryOf(IReadOnlyEntityType entityType)
        => (LambdaExpression?)entityType[DynamoDbAnnotationNames.DefiningQuery];

    public static DynamoDbIndexKind? KindOf(IReadOnlyIndex index)
        => (DynamoDbIndexKind?)index[DynamoDbAnnotationNames.IndexKind];

    /// <summary>What the index projects; everything when nothing was said.</summary>
    public static DynamoDbProjection ProjectionOf(IReadOnlyIndex index)
        => (DynamoDbProjection?)index[DynamoDbAnnotationNames.Projection] ?? DynamoDbProjection.All;

    /// <summary>The names of the properties that the index includes.</summary>
    public static IReadOnlyList<string> IncludedPropertiesOf(IReadOnlyIndex index)
        => (string[]?)index[DynamoDbAnnotationNames.IncludedProperties] ?? [];

    /// <summary>How many of a global index's properties, from the first, are its partition key.</summary>
    public static int PartitionKeyCountOf(IReadOnlyIndex index)
        => (int?)index[DynamoDbAnnotationNames.PartitionKeyCount] ?? 1;

    /// <summary>Whether the model says that the index leaves out items on purpose.</summary>
    public static bool IsSparse(IReadOnlyIndex index)
        => (bool?)index[DynamoDbAnnotationNames.IsSparse] ?? false;

    /// <summary>Whether changes of the property are added to what is stored, instead of replacing it.</summary>
    public static bool IsAtomicCounter(IReadOnlyProperty property)
        => (bool?)property[DynamoDbAnnotationNames.IsAtomicCounter] ?? false;

    /// <summary>A property that an index includes: of the type that declares the index, or of one derived from it.</summary>
    public static IReadOnlyProperty? FindIncludedProperty(IReadOnlyIndex index, string name)
        => index.DeclaringEntityType.GetDerivedTypesInclusive().Select(e => e.FindProperty(name)).FirstOrDefault(p => p is not null);

    /// <summary>The billing mode of the entity type's table: provisioned when only a provisioned throughput was set.</summary>
    public static DynamoDbBillingMode BillingModeOf(IReadOnlyEntityType entityType)
    {
        var root = entityType.GetRootType();
        return (DynamoDbBillingMode?)root[DynamoDbAnnotationNames.BillingMode]
            ?? (root[DynamoDbAnnotationNames.ProvisionedThroughput] is null
                ? DynamoDbBillingMode.OnDemand
                : DynamoDbBillingMode.Provisioned);
    }

    /// <summary>The name of the property by which the type's items expire, or null.</summary>
    public static string? TimeToLiveOf(IReadOnlyEntityType entityType)
        => entityType.GetAllBaseTypesInclusive().Select(e => (string?)e[DynamoDbAnnotationNames.TimeToLive]).LastOrDefault(n => n is not null);

    /// <summary>The type of the attribute that stores the property; null when nothing can.</summary>
    public static DynamoDbAttributeType? AttributeTypeOf(IReadOnlyProperty property)
        => (property.FindTypeMapping() as DynamoDbTypeMapping)?.AttributeType;

    /// <summary>Whether null is stored as NULL; null where the option of the context decides.</summary>
    public static bool? StoresNull(IReadOnlyPropertyBase property)
        => (bool?)property[MappingAnnotationNames.StoreNull];

    /// <summary>A throughput of a table or index: <see cref="DynamoDbAnnotationNames.ProvisionedThroughput" /> or another.</summary>
    public static Throughput? ThroughputOf(IReadOnlyAnnotatable annotatable, string annotation)
        => Throughput.FromAnnotation(annotatable[annotation]);

    /// <summary>Whether values may not contain what stands after them in a key template; otherwise it is escaped.</summary>
    public static bool RefusesKeyDelimiters(IReadOnlyEntityType entityType)
        => (bool?)entityType.GetRootType()[DynamoDbAnnotationNames.RefusesKeyDelimiters] ?? false;

    /// <summary>Whether the property has no attribute of its own: it is read out of the table's key.</summary>
    public static bool IsStoredInKeyOnly(IReadOnlyProperty property)
        => (bool?)property[DynamoDbAnnotationNames.IsStoredInKeyOnly] ?? false;

    /// <summary>Where in the table's key the property's value can be read; null when it is in no template, or cannot be read out of it.</summary>
    public static KeySource? FindKeySource(this IProperty property)
        => property.GetOrAddRuntimeAnnotationValue(
            DynamoDbAnnotationNames.KeyTemplate + "Source", static p => new StrongBox<KeySource?>(KeySource.Find(p!)), property).Value;

    /// <summary>Into how many shards the property divides a partition; null when it does not.</summary>
    public static int? WriteShardCountOf(IReadOnlyProperty property)
        => (int?)property[DynamoDbAnnotationNames.WriteShards];

    /// <summary>The shards that the property tells apart, or null; made once per finished model.</summary>
    public static WriteShards? FindWriteShards(this IProperty property)
        => WriteShardCountOf(property) is null
            ? null
            : property.GetOrAddRuntimeAnnotationValue(
                DynamoDbAnnotationNames.WriteShards + "Made",
                static p => new WriteShards(
                    p!,
                    WriteShardCountOf(p!)!.Value,
                    p![DynamoDbAnnotationNames.ShardedBy] is string by ? p.DeclaringType.FindProperty(by) : null),
                property);

    /// <summary>The template that makes the property's values, or null; made once per finished model.</summary>
    public static KeyTemplate? FindKeyTemplate(this IProperty property)
        => KeyTemplateTextOf(property) is null
            ? null
            : property.GetOrAddRuntimeAnnotationValue(
                DynamoDbAnnotationNames.KeyTemplate + "Parsed",
                static p => KeyTemplate.Parse(KeyTemplateTextOf(p)!, (IReadOnlyEntityType)p!.DeclaringType),
                property);
}
