using EFCore.DynamoDb.Diagnostics;
using EFCore.DynamoDb.Metadata;
using Microsoft.EntityFrameworkCore.Metadata;

namespace EFCore.DynamoDb.Infrastructure;

internal sealed partial class DynamoDbModelValidator
{
    private static void ValidateIndexes(IEntityType entityType)
    {
        foreach (var index in entityType.GetDeclaredIndexes())
        {
            var entity = entityType.DisplayName();
            var properties = string.Join(", ", index.Properties.Select(p => p.Name));
            if (index.IsUnique)
            {
                throw new InvalidOperationException(DynamoDbStrings.UniqueIndex(entity, properties));
            }

            if (DynamoDbMetadata.KindOf(index) is not { } kind)
            {
                throw new InvalidOperationException(DynamoDbStrings.PlainIndex(entity, properties));
            }

            var name = index.Name!;
            if (!IsValidName(name))
            {
                throw new InvalidOperationException(DynamoDbStrings.IndexName(name, entity));
            }

            if (index.IsDescending is not null)
            {
                throw new InvalidOperationException(DynamoDbStrings.DescendingIndex(entity, name));
            }

            ValidateIndexKey(index, name, kind);
            ValidateProjection(index, name);
        }
    }

    private static void ValidateIndexKey(IIndex index, string name, DynamoDbIndexKind kind)
    {
        var entityType = index.DeclaringEntityType;
        if (kind == DynamoDbIndexKind.Lsi)
        {
            if (index.Properties.Count != 1)
            {
                throw new InvalidOperationException(DynamoDbStrings.LsiSortKeyCount(name, entityType.DisplayName()));
            }

            if (DynamoDbMetadata.SortKeyOf(entityType) is null)
            {
                throw new InvalidOperationException(
                    DynamoDbStrings.LsiWithoutSortKey(name, entityType.DisplayName(), DynamoDbMetadata.TableNameOf(entityType)));
            }

            if ((ProvisionedThroughputOf(index) ?? OnDemandThroughputOf(index) ?? WarmThroughputOf(index)) is not null)
            {
                throw new InvalidOperationException(DynamoDbStrings.LsiThroughput(name, entityType.DisplayName()));
            }
        }
        else if (DynamoDbMetadata.PartitionKeyCountOf(index) is < 1 or > 4 || index.Properties.Count - DynamoDbMetadata.PartitionKeyCountOf(index) is < 0 or > 4)
        {
            throw new InvalidOperationException(DynamoDbStrings.GsiKeyCount(name, entityType.DisplayName()));
        }

        var key = TableModelBuilder.KeyOf(index, kind, TableModelBuilder.KeyOf(entityType.GetRootType()));
        if (key.All.GroupBy(k => k.Name).FirstOrDefault(g => g.Skip(1).Any()) is { } twice)
        {
            throw new InvalidOperationException(DynamoDbStrings.SameIndexKeyTwice(name, entityType.DisplayName(), twice.Key));
        }
    }

    private static void ValidateProjection(IIndex index, string name)
    {
        var entityType = index.DeclaringEntityType;
        foreach (var property in DynamoDbMetadata.IncludedPropertiesOf(index))
        {
            var included = DynamoDbMetadata.FindIncludedProperty(index, property)
                ?? throw new InvalidOperationException(
                    DynamoDbStrings.UnknownIncludedProperty(name, entityType.DisplayName(), property));
            if (IsTooLong(included.GetItemAttributeName(), 255))
            {
                throw new InvalidOperationException(
                    DynamoDbStrings.IncludedAttributeName(name, entityType.DisplayName(), property, included.GetItemAttributeName()));
            }
        }

        if (DynamoDbMetadata.ProjectionOf(index) == DynamoDbProjection.Include && DynamoDbMetadata.IncludedPropertiesOf(index).Count == 0)
        {
            throw new InvalidOperationException(DynamoDbStrings.NothingIncluded(name, entityType.DisplayName()));
        }
    }

    // 3 to 255 of these characters: the rule for tables and indexes alike.
    private static bool IsValidName(string name)
        => name.Length is >= 3 and <= 255 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.');
}
