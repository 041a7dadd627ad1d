using EFCore.DynamoDb.Diagnostics;
using EFCore.DynamoDb.Items;
using EFCore.DynamoDb.Metadata;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;

namespace EFCore.DynamoDb.Infrastructure;

internal sealed partial class DynamoDbModelValidator
{
    private static void ValidateKey(IEntityType entityType)
    {
        if (entityType.BaseType is not null || entityType.IsOwned())
        {
            return;
        }

        if (((IConventionEntityType)entityType).IsKeyless)
        {
            throw new InvalidOperationException(DynamoDbStrings.NoKeyless(entityType.DisplayName()));
        }

        CheckExists(DynamoDbAnnotationNames.PartitionKey, "partition");
        CheckExists(DynamoDbAnnotationNames.SortKey, "sort");

        if (entityType.FindPrimaryKey() is not { } key)
        {
            throw new InvalidOperationException(NoKeyMessage(entityType));
        }

        var names = key.Properties.Select(p => p.Name).ToList();
        var tableKey = new[] { DynamoDbMetadata.PartitionKeyOf(entityType), DynamoDbMetadata.SortKeyOf(entityType) }
            .OfType<string>().ToList();
        if (tableKey is [var partition, var sort] && partition == sort)
        {
            throw new InvalidOperationException(DynamoDbStrings.SameKeyTwice(entityType.DisplayName(), sort));
        }

        ValidateTemplates(entityType);
        var hasTemplates = DynamoDbMetadata.HasTemplates(entityType);
        if (names.Count > 2 && !hasTemplates)
        {
            throw new InvalidOperationException(
                DynamoDbStrings.KeyOfSeveralProperties(entityType.DisplayName(), string.Join(", ", names)));
        }

        var inputs = hasTemplates ? DynamoDbMetadata.KeyPropertiesOf(entityType, tableKey[0], tableKey.ElementAtOrDefault(1)) : tableKey;
        if (!names.SequenceEqual(inputs))
        {
            throw new InvalidOperationException(
                DynamoDbStrings.KeyContradiction(entityType.DisplayName(), string.Join(", ", names), string.Join(", ", inputs)));
        }

        void CheckExists(string annotation, string role)
        {
            if (entityType[annotation] is string name && entityType.FindProperty(name) is null)
            {
                throw new InvalidOperationException(DynamoDbStrings.UnknownKeyProperty(entityType.DisplayName(), name, role));
            }
        }
    }

    private static string NoKeyMessage(IEntityType entityType)
    {
        // A class that EF took for an entity type because a property refers to it is more often meant as a value.
        var navigation = ((IConventionEntityType)entityType).GetConfigurationSource() == ConfigurationSource.Convention
            ? entityType.Model.GetEntityTypes().SelectMany(e => e.GetDeclaredNavigations())
                .FirstOrDefault(n => n.TargetEntityType == entityType)
            : null;
        return navigation is null
            ? DynamoDbStrings.NoPartitionKey(entityType.DisplayName())
            : DynamoDbStrings.NoPartitionKeyOfPart(
                entityType.DisplayName(), navigation.DeclaringEntityType.DisplayName(), navigation.Name);
    }

    private static void ValidateKeyTypes(IEntityType entityType)
    {
        if (entityType.IsOwned())
        {
            return;
        }

        if (entityType.BaseType is null)
        {
            var names = new[] { DynamoDbMetadata.PartitionKeyOf(entityType), DynamoDbMetadata.SortKeyOf(entityType) };
            CheckTypes([.. names.OfType<string>().Select(n => entityType.FindProperty(n)!)], DynamoDbStrings.ThisTable(DynamoDbMetadata.TableNameOf(entityType)));
        }

        foreach (var index in entityType.GetDeclaredIndexes().Where(i => DynamoDbMetadata.KindOf(i) is not null))
        {
            CheckTypes(index.Properties, DynamoDbStrings.ThisIndex(index.Name!));
        }

        void CheckTypes(IReadOnlyList<IProperty> properties, string key)
        {
            foreach (var property in properties)
            {
                if (DynamoDbMetadata.AttributeTypeOf(property)
                    is not (DynamoDbAttributeType.S or DynamoDbAttributeType.N or DynamoDbAttributeType.B))
                {
                    throw new InvalidOperationException(
                        DynamoDbStrings.KeyType(
                            entityType.DisplayName(), property.Name, property.ClrType.ShortDisplayName(), key));
                }

                if (IsTooLong(property.GetItemAttributeName(), 255))
                {
                    throw new InvalidOperationException(
                        DynamoDbStrings.KeyAttributeName(entityType.DisplayName(), property.Name, property.GetItemAttributeName()));
                }
            }
        }
    }
}
