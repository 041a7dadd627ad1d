using System.Globalization;
using EFCore.DynamoDb.Diagnostics;
using EFCore.DynamoDb.Items;
using EFCore.DynamoDb.Metadata;
using EFCore.DynamoDb.Query.Execution;
using EFCore.DynamoDb.Storage;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Microsoft.EntityFrameworkCore;

/// <summary>Reads of whole partitions: <c>await foreach (var entity in db.ItemCollection("CUST#42"))</c>.</summary>
public static class DynamoDbItemCollectionExtensions
{
    /// <summary>All entities of a partition, where the model has one table, or one that several entity types share.</summary>
    /// <param name="context">The context.</param>
    /// <param name="partitionKey">The value of the partition key as it is stored: text, a number or bytes.</param>
    /// <exception cref="InvalidOperationException">There are several such tables: name one.</exception>
    /// <exception cref="ArgumentException">The table's partition key has another type.</exception>
    public static DynamoDbItemCollection ItemCollection(this DbContext context, object partitionKey)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(partitionKey);
        var tables = Tables(context);
        var shared = tables.Where(t => t.EntityTypes.Count(e => e.BaseType is null) > 1).ToList();
        return (tables, shared) switch
        {
            ([var only], _) => Create(context, only, partitionKey),
            (_, [var only]) => Create(context, only, partitionKey),
            _ => throw new InvalidOperationException(DynamoDbStrings.ItemCollectionOfWhichTable(string.Join(", ", tables.Select(t => t.Name)))),
        };
    }

    /// <summary>All entities of a partition of a table.</summary>
    /// <param name="context">The context.</param>
    /// <param name="table">The name of the table in the model, as <c>ToTable</c> has it.</param>
    /// <param name="partitionKey">The value of the partition key as it is stored: text, a number or bytes.</param>
    /// <exception cref="ArgumentException">There is no such table, or its partition key has another type.</exception>
    public static DynamoDbItemCollection ItemCollection(this DbContext context, string table, object partitionKey)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentException.ThrowIfNullOrEmpty(table);
        ArgumentNullException.ThrowIfNull(partitionKey);
        var tables = Tables(context);
        return Create(
            context,
            tables.FirstOrDefault(t => t.Name == table)
                ?? throw new ArgumentException(DynamoDbStrings.NoSuchTable(table, string.Join(", ", tables.Select(t => t.Name))), nameof(table)),
            partitionKey);
    }

    /// <summary>
    /// All entities, of this type and others, of the partition that the values of one of its entities say: <c>db.Customers.ItemCollection("42")</c>.
    /// </summary>
    /// <typeparam name="TEntity">The entity type.</typeparam>
    /// <param name="set">The set.</param>
    /// <param name="partitionKeyValues">
    /// The property of the partition key, or the properties of its template in their order, a number of shards among them.
    /// </param>
    /// <exception cref="ArgumentException">There are more or fewer properties, or one has another type.</exception>
    public static DynamoDbItemCollection ItemCollection<TEntity>(this DbSet<TEntity> set, params object[] partitionKeyValues)
        where TEntity : class
    {
        ArgumentNullException.ThrowIfNull(set);
        ArgumentNullException.ThrowIfNull(partitionKeyValues);
        var context = set.GetService<ICurrentDbContext>().Context;
        Tables(context);
        var entityType = set.EntityType;
        var key = entityType.GetTable().Key.Partition[0].Name;
        var property = entityType.GetProperties().First(p => p.GetItemAttributeName() == key);
        var template = property.FindKeyTemplate();
        IReadOnlyList<IProperty> properties = template is null ? [property] : [.. template.Parts.Select(p => (IProperty)p.Property)];
        if (partitionKeyValues.Length != properties.Count)
        {
            throw new ArgumentException(
                DynamoDbStrings.KeyValues(entityType.DisplayName(), properties.Count, partitionKeyValues.Length), nameof(partitionKeyValues));
        }

        for (var i = 0; i < properties.Count; i++)
        {
            if (!properties[i].GetTypeMapping().ClrType.IsInstanceOfType(partitionKeyValues[i]))
            {
                throw new ArgumentException(
                    DynamoDbStrings.KeyValueType(
                        entityType.DisplayName(), properties[i].Name, properties[i].ClrType.Name, partitionKeyValues[i]?.GetType().Name ?? "null"),
                    nameof(partitionKeyValues));
            }
        }

        return new DynamoDbItemCollection(
            context,
            entityType.GetTable(),
            template is null
                ? ((DynamoDbTypeMapping)property.GetTypeMapping()).ToItemValue(partitionKeyValues[0])
                : ItemValue.String(template.Format(partitionKeyValues)!),
            new ItemCollectionSettings());
    }

    private static DynamoDbItemCollection Create(DbContext context, TableModel table, object partitionKey)
    {
        ItemValue? value = partitionKey switch
        {
            string text => ItemValue.String(text),
            byte[] bytes => ItemValue.Binary(bytes),
            sbyte or byte or short or ushort or int or uint or long or ulong or decimal
                => ItemValue.Number(((IFormattable)partitionKey).ToString(null, CultureInfo.InvariantCulture)),
            _ => null,
        };
        var key = table.Key.Partition[0];
        return value is { } stored && stored.Type == key.Type
            ? new DynamoDbItemCollection(context, table, stored, new ItemCollectionSettings())
            : throw new ArgumentException(
                DynamoDbStrings.PartitionKeyType(table.Name, key.Name, key.Type.ToString(), partitionKey.GetType().Name), nameof(partitionKey));
    }

    private static IReadOnlyList<TableModel> Tables(DbContext context)
        => context.Database.IsDynamoDb()
            ? context.Model.GetTables()
            : throw new InvalidOperationException(DynamoDbStrings.OtherProvider(nameof(ItemCollection), context.Database.ProviderName));
}
