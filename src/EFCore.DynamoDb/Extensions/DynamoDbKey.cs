using System.Linq.Expressions;
using EFCore.DynamoDb.Diagnostics;
using EFCore.DynamoDb.Items;
using EFCore.DynamoDb.Metadata;
using EFCore.DynamoDb.Storage;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Microsoft.EntityFrameworkCore;

/// <summary>A key and what is read of its item: a <see cref="DynamoDbKey{TEntity}" />, or what its <c>Select</c> makes of it.</summary>
/// <typeparam name="TResult">What the item becomes.</typeparam>
public abstract class DynamoDbKeyRead<TResult>
    where TResult : class
{
    private protected DynamoDbKeyRead()
    {
    }

    internal abstract IKeyedRead ToRead();
}

/// <summary>The key of an entity, made by <see cref="DynamoDbStagingExtensions.Key{TEntity}" />: <c>db.Orders.Key("o1", at)</c>.</summary>
/// <typeparam name="TEntity">The type of the entity.</typeparam>
public sealed class DynamoDbKey<TEntity> : DynamoDbKeyRead<TEntity>
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

    /// <summary>
    /// Reads part of the item only: <c>db.Database.TransactGetAsync(db.Users.Key("u1"), db.Orders.Key("o1", at).Select(o => new { o.Total }))</c> sends a
    /// ProjectionExpression for the second. It saves bytes; the read costs what the whole item costs.
    /// </summary>
    /// <typeparam name="TResult">What is made of the item.</typeparam>
    /// <param name="selector">What to read.</param>
    public DynamoDbKeyRead<TResult> Select<TResult>(Expression<Func<TEntity, TResult>> selector)
        where TResult : class
    {
        ArgumentNullException.ThrowIfNull(selector);
        return new Projection<TResult>(this, selector);
    }

    internal override IKeyedRead ToRead()
        => new KeyedRead<TEntity, TEntity>(this, selector: null);

    private sealed class Projection<TResult>(DynamoDbKey<TEntity> key, Expression<Func<TEntity, TResult>> selector) : DynamoDbKeyRead<TResult>
        where TResult : class
    {
        internal override IKeyedRead ToRead()
            => new KeyedRead<TEntity, TResult>(key, selector);
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
