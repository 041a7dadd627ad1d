using System.Reflection;
using EFCore.DynamoDb.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Metadata.Conventions;

namespace EFCore.DynamoDb.Metadata.Conventions;

/// <summary>
/// Reads <see cref="GsiAttribute" /> and <see cref="LsiAttribute" /> when the model is complete. An index of the same name that was
/// configured explicitly takes the attribute's place.
/// </summary>
internal sealed class SecondaryIndexAttributeConvention : IModelFinalizingConvention
{
    public void ProcessModelFinalizing(IConventionModelBuilder modelBuilder, IConventionContext<IConventionModelBuilder> context)
    {
        foreach (var entityType in modelBuilder.Metadata.GetEntityTypes().ToList())
        {
            // The attributes of base classes count, up to one that is an entity type itself.
            for (var type = entityType.ClrType; type is not null && type != entityType.BaseType?.ClrType; type = type.BaseType)
            {
                foreach (var attribute in type.GetCustomAttributes<SecondaryIndexAttribute>(inherit: false))
                {
                    AddUnlessExplicit(entityType, attribute);
                }
            }
        }
    }

    private static void AddUnlessExplicit(IConventionEntityType entityType, SecondaryIndexAttribute attribute)
    {
        if (entityType.FindIndex(attribute.Name) is not { } existing)
        {
            Add(entityType, attribute);
        }
        else if (existing.GetConfigurationSource() != ConfigurationSource.Explicit)
        {
            throw new InvalidOperationException(DynamoDbStrings.DuplicateIndex(attribute.Name, entityType.DisplayName()));
        }
    }

    private static void Add(IConventionEntityType entityType, SecondaryIndexAttribute attribute)
    {
        string[] properties = attribute switch
        {
            GsiAttribute gsi => [.. gsi.PartitionKey, .. gsi.SortKey],
            _ => [((LsiAttribute)attribute).SortKey],
        };

        foreach (var property in properties)
        {
            if (entityType.FindProperty(property) is null)
            {
                throw new InvalidOperationException(
                    DynamoDbStrings.UnknownIndexProperty(attribute.Name, entityType.DisplayName(), property));
            }
        }

        var index = entityType.Builder.HasIndex(properties, attribute.Name, fromDataAnnotation: true);
        if (index is null)
        {
            return;
        }

        Set(DynamoDbAnnotationNames.IndexKind, attribute is GsiAttribute ? DynamoDbIndexKind.Gsi : DynamoDbIndexKind.Lsi);
        Set(DynamoDbAnnotationNames.PartitionKeyCount, (attribute as GsiAttribute)?.PartitionKey.Count);
        Set(DynamoDbAnnotationNames.IsSparse, attribute.IsSparse ? true : null);
        if (attribute.KeysOnly && attribute.Including is not null)
        {
            throw new InvalidOperationException(
                DynamoDbStrings.KeysOnlyAndIncluding(attribute.Name, entityType.DisplayName()));
        }

        if (attribute.KeysOnly || attribute.Including is not null)
        {
            Set(
                DynamoDbAnnotationNames.Projection,
                attribute.KeysOnly ? DynamoDbProjection.KeysOnly : DynamoDbProjection.Include);
            Set(DynamoDbAnnotationNames.IncludedProperties, attribute.Including);
        }

        void Set(string name, object? value)
        {
            if (value is not null)
            {
                index.HasAnnotation(name, value, fromDataAnnotation: true);
            }
        }
    }
}
