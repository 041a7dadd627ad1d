using EFCore.DynamoDb.Diagnostics;
using EFCore.DynamoDb.Metadata;
using Microsoft.EntityFrameworkCore.Metadata;

namespace EFCore.DynamoDb.Infrastructure;

internal sealed partial class DynamoDbModelValidator
{
    /// <summary>Templates can be read back into their parts, and no two keys of EF become one key of the table.</summary>
    private static void ValidateTemplates(IEntityType entityType)
    {
        var tableKey = new[] { DynamoDbMetadata.PartitionKeyOf(entityType), DynamoDbMetadata.SortKeyOf(entityType) };
        foreach (var property in entityType.GetDeclaredProperties())
        {
            ValidateShards(entityType, property);
            if (DynamoDbMetadata.IsStoredInKeyOnly(property)
                && (!IsReadableInKey(entityType, property) || entityType.GetIndexes().Any(i => i.Properties.Contains(property))))
            {
                throw new InvalidOperationException(DynamoDbStrings.NotReadableInKey(entityType.DisplayName(), property.Name));
            }

            if (DynamoDbMetadata.KeyTemplateTextOf(property) is not { } text)
            {
                continue;
            }

            // Not kept: the model that is used is a copy of this one, with properties of its own.
            var template = KeyTemplate.Parse(text, entityType);
            if (template.Problem(entityType.DisplayName()) is { } problem)
            {
                throw new InvalidOperationException(problem);
            }

            if (tableKey.Contains(property.Name) && template.Parts.FirstOrDefault(p => !p.IsLossless) is { } lossy)
            {
                throw new InvalidOperationException(
                    DynamoDbStrings.TemplateLossy(entityType.DisplayName(), template.Text, lossy.Property.Name));
            }
        }
    }

    private static bool IsReadableInKey(IEntityType entityType, IProperty property)
        => new[] { DynamoDbMetadata.PartitionKeyOf(entityType), DynamoDbMetadata.SortKeyOf(entityType) }
            .Select(name => name is null ? null : DynamoDbMetadata.KeyTemplateTextOf(entityType.FindProperty(name)))
            .Any(text => text is not null && KeyTemplate.Parse(text, entityType).Parts.Any(p => p.Property == property && p.IsReadable));

    /// <summary>Shards divide a partition, and an item stays in its own.</summary>
    private static void ValidateShards(IEntityType entityType, IProperty property)
    {
        if (DynamoDbMetadata.WriteShardCountOf(property) is null)
        {
            return;
        }

        var isInTemplate = entityType.GetDerivedTypesInclusive().SelectMany(t => t.GetProperties())
            .Any(p => DynamoDbMetadata.KeyTemplateTextOf(p) is { } text && KeyTemplate.NamesIn(text).Contains(property.Name));
        if (!isInTemplate)
        {
            throw new InvalidOperationException(DynamoDbStrings.ShardWithoutTemplate(entityType.DisplayName(), property.Name));
        }

        if (property[DynamoDbAnnotationNames.ShardedBy] is string by && entityType.FindProperty(by)?.IsPrimaryKey() != true)
        {
            throw new InvalidOperationException(DynamoDbStrings.ShardedByNoKey(entityType.DisplayName(), property.Name, by));
        }
    }
}
