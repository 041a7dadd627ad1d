using EFCore.DynamoDb.Diagnostics;
using EFCore.DynamoDb.Metadata;
using Microsoft.EntityFrameworkCore;
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

            if (index.GetIndexKind() is not { } kind)
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

            if (entityType.GetSortKeyPropertyName() is null)
            {
                throw new InvalidOperationException(
                    DynamoDbStrings.LsiWithoutSortKey(name, entityType.DisplayName(), entityType.GetTableName()));
            }

            if ((index.GetProvisionedThroughput() ?? index.GetOnDemandThroughput() ?? index.GetWarmThroughput()) is not null)
            {
                throw new InvalidOperationException(DynamoDbStrings.LsiThroughput(name, entityType.DisplayName()));
            }
        }
        else if (index.GetPartitionKeyCount() is < 1 or > 4 || index.Properties.Count - index.GetPartitionKeyCount() is < 0 or > 4)
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
        foreach (var property in index.GetIncludedProperties())
        {
            if (DynamoDbMetadata.FindIncludedProperty(index, property) is null)
            {
                throw new InvalidOperationException(
                    DynamoDbStrings.UnknownIncludedProperty(name, entityType.DisplayName(), property));
            }
        }

        if (index.GetProjection() == DynamoDbProjection.Include && index.GetIncludedProperties().Count == 0)
        {
            throw new InvalidOperationException(DynamoDbStrings.NothingIncluded(name, entityType.DisplayName()));
        }
    }

    // 3 to 255 of these characters: the rule for tables and indexes alike.
    private static bool IsValidName(string name)
        => name.Length is >= 3 and <= 255 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.');
}
