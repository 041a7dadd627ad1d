using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Metadata.Conventions;

namespace EFCore.DynamoDb.Metadata.Conventions;

/// <summary>
/// A key of three and more properties, where nobody said how the table is to hold it: the first is the partition key, a template of the others the sort key.
/// </summary>
internal sealed class CompositeKeyConvention : IModelFinalizingConvention
{
    public void ProcessModelFinalizing(IConventionModelBuilder modelBuilder, IConventionContext<IConventionModelBuilder> context)
    {
        foreach (var entityType in modelBuilder.Metadata.GetEntityTypes().ToList())
        {
            if (entityType.BaseType is not null
                || entityType.IsOwned()
                || entityType.FindPrimaryKey() is not { Properties.Count: > 2 } key
                || entityType[DynamoDbAnnotationNames.SortKey] is not null
                || DynamoDbMetadata.HasTemplates(entityType)
                || DynamoDbMetadata.PartitionKeyOf(entityType) != key.Properties[0].Name)
            {
                continue;
            }

            var others = key.Properties.Skip(1).Select(p => p.Name).ToList();
            if (entityType.Builder.Property(typeof(string), string.Join('#', others))?.IsRequired(false) is not { } sortKey)
            {
                continue;
            }

            sortKey.HasAnnotation(DynamoDbAnnotationNames.KeyTemplate, string.Join('#', others.Select(name => $"{{{name}}}")));
            entityType.Builder.HasAnnotation(DynamoDbAnnotationNames.SortKey, sortKey.Metadata.Name);
        }
    }
}
