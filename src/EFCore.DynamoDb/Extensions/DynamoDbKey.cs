using EFCore.DynamoDb.Diagnostics;
using EFCore.DynamoDb.Items;
using EFCore.DynamoDb.Metadata;
using EFCore.DynamoDb.Storage;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Microsoft.EntityFrameworkCore;

/// <summary>The key of an entity, made by <see cref="DynamoDbStagingExtensions.Key{TEntity}" />: <c>db.Orders.Key("o1", at)</c>.</summary>
/// <typeparam name="TEntity">The type of the entity.</typeparam>
public sealed class DynamoDbKey<TEntity>
    where TEntity : class
{
    internal DynamoDbKey(DbSet<TEntity> set, object?[] values)
    {
        Set = set;
        var entityType = set.EntityType;
        EntityType = entityType;
        Table = entityType.GetTable();
        Values = values;
        var properties = entityType.FindPrimaryKey()!.Properties;
        if (values.Length != properties.Count)
        {
            throw new ArgumentException(DynamoDbStrings.KeyValues(entityType.DisplayName(), properties.Count, values.Length), nameof(values));
        }

        var stored = new Dictionary<string, ItemValue>(properties.Count, StringComparer.Ordinal);
        for (var i = 0; i < values.Length; i++)
        {
            stored[properties[i].GetItemAttributeName()] = ToStored(properties[i], values[i]);
        }

        foreach (var made in entityType.GetProperties())
        {
            if (made.FindKeyTemplate() is { } template && Table.Key.Contains(made.GetItemAttributeName()))
            {
                object?[] parts = [.. template.Parts.Select(p => values[((List<IReadOnlyProperty>)[.. properties]).IndexOf(p.Property)])];
                stored[made.GetItemAttributeName()] = ItemValue.String(template.Format(parts)!);
            }
        }

        Item = new ItemMap(stored.Count);
        foreach (var attribute in Table.Key.All)
        {
            Item.Add(attribute.Name, stored[attribute.Name]);
        }
    }

    internal DbSet<TEntity> Set { get; }

    internal IEntityType EntityType { get; }

    internal TableModel Table { get; }

    internal object?[] Values { get; }

    internal ItemMap Item { get; }

    private static ItemValue ToStored(IProperty property, object? value)
    {
        var entity = property.DeclaringType.DisplayName();
        var mapping = (DynamoDbTypeMapping)property.GetTypeMapping();
        if (value is null || !mapping.ClrType.IsInstanceOfType(value))
        {
            throw new ArgumentException(
                DynamoDbStrings.KeyValueType(entity, property.Name, mapping.ClrType.Name, value?.GetType().Name ?? "null"), nameof(value));
        }

        try
        {
            return mapping.ToItemValue(value);
        }
        catch (UnstorableValueException exception)
        {
            throw new ArgumentException(DynamoDbStrings.ValueNotStorable(entity, property.Name, exception.Message), nameof(value), exception);
        }
    }
}
