using EFCore.DynamoDb.Diagnostics;
using EFCore.DynamoDb.Items;
using EFCore.DynamoDb.Metadata;
using Microsoft.EntityFrameworkCore.Metadata;

namespace EFCore.DynamoDb.Infrastructure;

internal sealed partial class DynamoDbModelValidator
{
    private static void ValidateTable(string name, IReadOnlyList<IReadOnlyEntityType> roots)
    {
        if (!IsValidName(name))
        {
            throw new InvalidOperationException(DynamoDbStrings.TableName(roots[0].DisplayName(), name));
        }

        var key = TableModelBuilder.KeyOf(roots[0]);
        foreach (var root in roots.Skip(1))
        {
            var other = TableModelBuilder.KeyOf(root);
            if (!key.Partition.SequenceEqual(other.Partition) || !key.Sort.SequenceEqual(other.Sort))
            {
                throw new InvalidOperationException(
                    DynamoDbStrings.TableKeysDiffer(name, roots[0].DisplayName(), Describe(key), root.DisplayName(), Describe(other)));
            }
        }

        ValidateDiscriminators(name, roots);
        ValidateSettings(name, roots);
        ValidateTableIndexes(name, roots, key);
    }

    private static void ValidateDiscriminators(string table, IReadOnlyList<IReadOnlyEntityType> roots)
    {
        if (roots.Count == 1)
        {
            return; // EF sees to a hierarchy.
        }

        IReadOnlyProperty? first = null;
        var values = new Dictionary<object, IReadOnlyEntityType>();
        foreach (var root in roots)
        {
            var discriminator = root.FindDiscriminatorProperty()
                ?? throw new InvalidOperationException(
                    DynamoDbStrings.NoDiscriminator(
                        table, root.DisplayName(), roots.First(r => r != root).DisplayName()));
            first ??= discriminator;
            if (discriminator.GetItemAttributeName() != first.GetItemAttributeName() || discriminator.ClrType != first.ClrType)
            {
                throw new InvalidOperationException(
                    DynamoDbStrings.DiscriminatorsDiffer(
                        table,
                        roots[0].DisplayName(),
                        first.GetItemAttributeName(),
                        root.DisplayName(),
                        discriminator.GetItemAttributeName()));
            }

            foreach (var type in root.GetConcreteDerivedTypesInclusive())
            {
                if (type.GetDiscriminatorValue() is { } value && !values.TryAdd(value, type))
                {
                    throw new InvalidOperationException(
                        DynamoDbStrings.SameDiscriminatorValue(table, values[value].DisplayName(), type.DisplayName(), value));
                }
            }
        }
    }

    private static void ValidateTableIndexes(string table, IReadOnlyList<IReadOnlyEntityType> roots, KeySchema tableKey)
    {
        var types = roots.SelectMany(r => r.GetDerivedTypesInclusive()).ToList();
        foreach (var declarations in types.SelectMany(e => e.GetDeclaredIndexes()).GroupBy(i => i.Name!, StringComparer.Ordinal))
        {
            var first = declarations.First();
            foreach (var other in declarations.Skip(1))
            {
                if (Difference(first, other, tableKey) is { } what)
                {
                    throw new InvalidOperationException(
                        DynamoDbStrings.IndexesDiffer(
                            table,
                            declarations.Key,
                            first.DeclaringEntityType.DisplayName(),
                            other.DeclaringEntityType.DisplayName(),
                            what));
                }
            }
        }

        var model = TableModelBuilder.Build(table, roots);
        var globalCount = model.Indexes.Count(i => i.Kind == DynamoDbIndexKind.Gsi);
        var localCount = model.Indexes.Count - globalCount;
        if (globalCount > 20)
        {
            throw new InvalidOperationException(DynamoDbStrings.TooManyGsis(table, globalCount));
        }

        if (localCount > 5)
        {
            throw new InvalidOperationException(DynamoDbStrings.TooManyLsis(table, localCount));
        }

        foreach (var index in model.Indexes)
        {
            if (index.IncludedAttributes.Count > 20)
            {
                throw new InvalidOperationException(
                    DynamoDbStrings.TooManyIncluded(index.Name, table, index.IncludedAttributes.Count));
            }
        }

        var included = model.Indexes.Sum(i => i.IncludedAttributes.Count);
        if (included > 100)
        {
            throw new InvalidOperationException(DynamoDbStrings.TooManyIncludedInTable(table, included));
        }

        ValidateKeyAttributeTypes(model);
    }

    /// <summary>What two declarations of one index do not agree on, or null. Included attributes need not agree: the index has those of all.</summary>
    private static string? Difference(IReadOnlyIndex first, IReadOnlyIndex other, KeySchema tableKey)
    {
        if (DynamoDbMetadata.KindOf(first) != DynamoDbMetadata.KindOf(other))
        {
            return "kinds";
        }

        var kind = DynamoDbMetadata.KindOf(first)!.Value;
        var (firstKey, otherKey) = (TableModelBuilder.KeyOf(first, kind, tableKey), TableModelBuilder.KeyOf(other, kind, tableKey));
        return !firstKey.Partition.SequenceEqual(otherKey.Partition) || !firstKey.Sort.SequenceEqual(otherKey.Sort) ? "keys"
            : DynamoDbMetadata.ProjectionOf(first) != DynamoDbMetadata.ProjectionOf(other) ? "projections"
            : Differs(ProvisionedThroughputOf(first), ProvisionedThroughputOf(other))
                || Differs(OnDemandThroughputOf(first), OnDemandThroughputOf(other))
                || Differs(WarmThroughputOf(first), WarmThroughputOf(other)) ? "throughputs"
            : null;

        static bool Differs(Throughput? first, Throughput? other)
            => first is not null && other is not null && first != other;
    }

    // DynamoDB refuses an item whose attribute is of another type than the key of a table or index says, whoever wrote it.
    private static void ValidateKeyAttributeTypes(TableModel table)
    {
        var keys = table.Key.All.Concat(table.Indexes.SelectMany(i => i.Key.All)).Select(k => k.Name).ToHashSet(StringComparer.Ordinal);
        var seen = new Dictionary<string, (IReadOnlyProperty Property, DynamoDbAttributeType Type)>(StringComparer.Ordinal);
        foreach (var property in table.EntityTypes.SelectMany(e => e.GetDeclaredProperties()))
        {
            var attribute = property.GetItemAttributeName();
            if (!keys.Contains(attribute) || DynamoDbMetadata.AttributeTypeOf(property) is not { } type)
            {
                continue;
            }

            if (!seen.TryAdd(attribute, (property, type)) && seen[attribute].Type != type)
            {
                var (first, firstType) = seen[attribute];
                throw new InvalidOperationException(
                    DynamoDbStrings.KeyAttributeTypes(
                        table.Name,
                        attribute,
                        $"{first.DeclaringType.DisplayName()}.{first.Name}",
                        firstType.ToString(),
                        $"{property.DeclaringType.DisplayName()}.{property.Name}",
                        type.ToString()));
            }
        }
    }

    private static string Describe(KeySchema key)
        => $"({string.Join(", ", key.All.Select(k => $"{k.Name} {k.Type}"))})";
}
