using System.Collections;
using System.Linq.Expressions;
using EFCore.DynamoDb.Client;
using EFCore.DynamoDb.Items;
using EFCore.DynamoDb.Metadata;
using EFCore.DynamoDb.Query;
using EFCore.DynamoDb.Query.Execution;

namespace Microsoft.EntityFrameworkCore;

/// <summary>One key among those that are read together: which item, and what becomes of it.</summary>
internal interface IKeyedRead
{
    TableModel Table { get; }

    ItemMap Key { get; }

    ItemLayout Layout { get; }

    /// <summary>The read as one of a transaction.</summary>
    GetItemRequest Request(string tableName);

    /// <summary>The entity that the item is, tracked as the context tracks.</summary>
    Task<object?> MaterializeAsync(Item item, CancellationToken cancellationToken);
}

/// <summary>A key as part of a read of several.</summary>
/// <param name="key">The key.</param>
/// <param name="selector">What is read of its item; null for all of it.</param>
/// <param name="isFiltered">Whether query filters leave the entity out.</param>
internal sealed class KeyedRead<TEntity, TResult>(DynamoDbKey<TEntity> key, Expression<Func<TEntity, TResult>>? selector, bool isFiltered = false) : IKeyedRead
    where TEntity : class
    where TResult : class
{
    public TableModel Table
        => key.Table;

    public ItemMap Key
        => key.Item;

    public ItemLayout Layout { get; } = key.EntityType.GetLayout().Layout;

    /// <summary>What a query for this key would read.</summary>
    public GetItemRequest Request(string tableName)
    {
        var get = selector is null ? null : Sent(selector);
        return new GetItemRequest
        {
            TableName = tableName,
            Key = Key,
            Layout = get?.Layout ?? Layout,
            Aliases = get?.Aliases,
            ProjectionExpression = get?.ProjectionExpression,
        };
    }

    public async Task<object?> MaterializeAsync(Item item, CancellationToken cancellationToken)
    {
        var all = QueryHints.FromItems(key.Set, [item]);
        var entities = isFiltered ? all : all.IgnoreQueryFilters();
        return selector is null
            ? await entities.FirstOrDefaultAsync(cancellationToken).ConfigureAwait(false)
            : await entities.Select(selector).FirstOrDefaultAsync(cancellationToken).ConfigureAwait(false);
    }

    private sealed record KeyValue(object Value);

    private GetItemRequest? Sent(Expression<Func<TEntity, TResult>> projection)
    {
        var entity = Expression.Parameter(typeof(TEntity), "entity");
        var properties = key.EntityType.FindPrimaryKey()!.Properties;
        Expression? isKey = null;
        for (var i = 0; i < properties.Count; i++)
        {
            var isPart = Expression.Equal(
                Expression.Call(typeof(EF), nameof(EF.Property), [properties[i].ClrType], entity, Expression.Constant(properties[i].Name)),

                // A member of an object is a parameter of the query, and no constant of which each would be compiled anew.
                Expression.Convert(Expression.Property(Expression.Constant(new KeyValue(key.Values[i]!)), nameof(KeyValue.Value)), properties[i].ClrType));
            isKey = isKey is null ? isPart : Expression.AndAlso(isKey, isPart);
        }

        var query = key.Set.IgnoreQueryFilters().Where(Expression.Lambda<Func<TEntity, bool>>(isKey!, entity)).Select(projection);
        return query.Provider.Execute<IEnumerable>(query.Expression) is IExplainable explainable && explainable.Requests() is [GetItemRequest get] ? get : null;
    }
}

/// <summary>Reads of several keys at once.</summary>
internal static class KeyedReads
{
    private const int MaxKeys = 100;

    /// <summary>One TransactGetItems; the entities at the positions of their keys.</summary>
    public static async Task<object?[]> TransactAsync(
        IDynamoDbRequestClient client, TableNames names, IReadOnlyList<IKeyedRead> reads, CancellationToken cancellationToken)
    {
        // DynamoDB takes each item once.
        var gets = new List<GetItemRequest>(reads.Count);
        var positions = new int[reads.Count];
        var known = new Dictionary<(TableModel, ItemLayout, ItemValue), int>(reads.Count);
        for (var i = 0; i < positions.Length; i++)
        {
            var read = reads[i];
            if (!known.TryGetValue((read.Table, read.Layout, ItemValue.Map(read.Key)), out positions[i]))
            {
                positions[i] = gets.Count;
                known.Add((read.Table, read.Layout, ItemValue.Map(read.Key)), gets.Count);
                gets.Add(read.Request(names.PhysicalName(read.Table.Name)));
            }
        }

        var items = await TransactionReader.ReadAsync(client, gets, cancellationToken).ConfigureAwait(false);
        return await MaterializeAsync(reads, Array.ConvertAll(positions, p => items[p]), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>BatchGetItems of up to 100 keys, per table; the entities at the positions of their keys.</summary>
    public static async Task<object?[]> BatchAsync(
        IDynamoDbRequestClient client, TableNames names, bool consistent, IReadOnlyList<IKeyedRead> reads, CancellationToken cancellationToken)
    {
        var items = new Item?[reads.Count];
        foreach (var table in Enumerable.Range(0, reads.Count).GroupBy(i => (reads[i].Table, reads[i].Layout)))
        {
            var positions = new Dictionary<ItemValue, List<int>>();
            var keys = new List<ItemMap>();
            foreach (var position in table)
            {
                var key = ItemValue.Map(reads[position].Key);
                if (!positions.TryGetValue(key, out var same))
                {
                    positions.Add(key, same = []);
                    keys.Add(reads[position].Key);
                }

                same.Add(position);
            }

            foreach (var chunk in keys.Chunk(MaxKeys))
            {
                var found = await BatchReader.ReadAsync(
                    client,
                    new BatchGetItemRequest
                    {
                        TableName = names.PhysicalName(table.Key.Table.Name),
                        Keys = chunk,
                        Layout = table.Key.Layout,
                        ConsistentRead = consistent,
                    },
                    cancellationToken).ConfigureAwait(false);
                foreach (var item in found)
                {
                    foreach (var position in positions[ItemValue.Map(KeyOf(item))])
                    {
                        items[position] = item;
                    }
                }
            }
        }

        return await MaterializeAsync(reads, items, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<object?[]> MaterializeAsync(
        IReadOnlyList<IKeyedRead> reads, IReadOnlyList<Item?> items, CancellationToken cancellationToken)
    {
        var entities = new object?[reads.Count];
        for (var i = 0; i < entities.Length; i++)
        {
            if (items[i] is { } item)
            {
                entities[i] = await reads[i].MaterializeAsync(item, cancellationToken).ConfigureAwait(false);
            }
        }

        return entities;
    }

    private static ItemMap KeyOf(Item item)
    {
        var key = new ItemMap(item.Layout.KeyOrdinals.Length);
        foreach (var ordinal in item.Layout.KeyOrdinals)
        {
            key.Add(item.NameOf(ordinal), item.GetValue(ordinal));
        }

        return key;
    }
}
