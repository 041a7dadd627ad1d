using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Metadata.Conventions;
using Microsoft.EntityFrameworkCore.Metadata.Conventions.Infrastructure;

namespace EFCore.DynamoDb.Metadata.Conventions;

/// <summary>
/// Makes EF's primary key from the partition and sort key where those were named, and finds it as EF does where they were not:
/// then its first property is the partition key and its second the sort key.
/// </summary>
/// <remarks>
/// An explicit <c>HasKey</c> is never touched; where it contradicts, validation says so. The same goes for <c>[Key]</c> against
/// <c>[PartitionKey]</c>, while explicit configuration of the table's key wins over <c>[Key]</c>.
/// </remarks>
internal sealed class DynamoDbKeyDiscoveryConvention(ProviderConventionSetBuilderDependencies dependencies)
    : KeyDiscoveryConvention(dependencies),
        IEntityTypeAnnotationChangedConvention,
        IEntityTypePrimaryKeyChangedConvention,
        IModelFinalizingConvention
{
    public void ProcessEntityTypeAnnotationChanged(
        IConventionEntityTypeBuilder entityTypeBuilder,
        string name,
        IConventionAnnotation? annotation,
        IConventionAnnotation? oldAnnotation,
        IConventionContext<IConventionAnnotation> context)
    {
        if (name is DynamoDbAnnotationNames.PartitionKey or DynamoDbAnnotationNames.SortKey)
        {
            TryConfigurePrimaryKey(entityTypeBuilder);
        }
    }

    public override void ProcessEntityTypeBaseTypeChanged(
        IConventionEntityTypeBuilder entityTypeBuilder,
        IConventionEntityType? newBaseType,
        IConventionEntityType? oldBaseType,
        IConventionContext<IConventionEntityType> context)
    {
        if (newBaseType is not null && entityTypeBuilder.Metadata.BaseType == newBaseType)
        {
            // What attributes said while the type had no base, they say again of the root's properties.
            entityTypeBuilder.HasNoAnnotation(DynamoDbAnnotationNames.PartitionKey, fromDataAnnotation: true);
            entityTypeBuilder.HasNoAnnotation(DynamoDbAnnotationNames.SortKey, fromDataAnnotation: true);
        }

        base.ProcessEntityTypeBaseTypeChanged(entityTypeBuilder, newBaseType, oldBaseType, context);
    }

    public void ProcessEntityTypePrimaryKeyChanged(
        IConventionEntityTypeBuilder entityTypeBuilder,
        IConventionKey? newPrimaryKey,
        IConventionKey? previousPrimaryKey,
        IConventionContext<IConventionKey> context)
    {
        TryConfigureNamedKey(entityTypeBuilder);
        if (newPrimaryKey is { IsInModel: false })
        {
            context.StopProcessing();
        }
    }

    // [PrimaryKey] is applied once more when the model is finalized, and takes precedence over a convention's key.
    public void ProcessModelFinalizing(IConventionModelBuilder modelBuilder, IConventionContext<IConventionModelBuilder> context)
    {
        foreach (var entityType in modelBuilder.Metadata.GetEntityTypes())
        {
            TryConfigureNamedKey(entityType.Builder);
        }
    }

    protected override void TryConfigurePrimaryKey(IConventionEntityTypeBuilder entityTypeBuilder)
    {
        if (!TryConfigureNamedKey(entityTypeBuilder))
        {
            base.TryConfigurePrimaryKey(entityTypeBuilder);
        }
    }

    /// <returns>Whether the entity type's key is named, and so is not to be discovered.</returns>
    private bool TryConfigureNamedKey(IConventionEntityTypeBuilder entityTypeBuilder)
    {
        var entityType = entityTypeBuilder.Metadata;
        var partitionAnnotation = entityType.FindAnnotation(DynamoDbAnnotationNames.PartitionKey);
        var sortAnnotation = entityType.FindAnnotation(DynamoDbAnnotationNames.SortKey);
        if (!entityType.IsInModel || entityType.BaseType is not null || (partitionAnnotation ?? sortAnnotation) is null)
        {
            return false;
        }

        var current = entityType.FindPrimaryKey();
        var currentSource = entityType.GetPrimaryKeyConfigurationSource();
        if (currentSource == ConfigurationSource.Explicit)
        {
            return true;
        }

        var partitionName = (string?)partitionAnnotation?.Value ?? FindPartitionKeyName(entityType, current, currentSource);
        var sortName = (string?)sortAnnotation?.Value;
        if (partitionName is null
            || partitionName == sortName
            || entityType.FindProperty(partitionName) is null
            || (sortName is not null && entityType.FindProperty(sortName) is null))
        {
            return partitionAnnotation is not null;
        }

        List<IConventionProperty> properties = [];
        foreach (var name in DynamoDbMetadata.KeyPropertiesOf(entityType, partitionName, sortName))
        {
            if (entityType.FindProperty(name) is not { } property)
            {
                return partitionAnnotation is not null;
            }

            properties.Add(property);
        }

        if (properties.Count == 0)
        {
            return true;
        }

        if (current is not null && current.Properties.SequenceEqual(properties))
        {
            return true;
        }

        if (current is not null && currentSource == ConfigurationSource.DataAnnotation)
        {
            var isExplicit = partitionAnnotation?.GetConfigurationSource() == ConfigurationSource.Explicit
                || sortAnnotation?.GetConfigurationSource() == ConfigurationSource.Explicit;
            if (!isExplicit && !current.Properties.All(properties.Contains))
            {
                return true;
            }

            // [Key] names the partition key, then, which must be remembered: the key that it made goes, because EF lets no
            // [Key] be a part of a composite one.
            entityType.SetAnnotation(DynamoDbAnnotationNames.PartitionKey, partitionName, fromDataAnnotation: true);
            entityTypeBuilder.HasNoKey(current, fromDataAnnotation: true);
        }

        entityTypeBuilder.PrimaryKey(properties);
        return true;
    }

    /// <summary>The partition key of an entity type that names only a sort key.</summary>
    private string? FindPartitionKeyName(
        IConventionEntityType entityType,
        IConventionKey? current,
        ConfigurationSource? currentSource)
        => currentSource == ConfigurationSource.DataAnnotation
            ? current!.Properties[0].Name
            : DiscoverKeyProperties(entityType) is [var property, ..] ? property.Name : null;
}
