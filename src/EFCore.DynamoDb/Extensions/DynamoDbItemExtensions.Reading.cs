using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Amazon.DynamoDBv2.Model;
using EFCore.DynamoDb.Client;
using EFCore.DynamoDb.Items;
using EFCore.DynamoDb.Metadata;
using EFCore.DynamoDb.Query;

namespace Microsoft.EntityFrameworkCore;

/// <content>From items to entities.</content>
public static partial class DynamoDbItemExtensions
{
    /// <summary>
    /// The entity that an item stores: what a query would make of it, with its documents, and of the derived type that its discriminator says. Nothing is
    /// sent; query filters are ignored.
    /// </summary>
    /// <typeparam name="TEntity">
    /// An entity type, or a type that several have in common, object among them, when the item says of which it is: by its discriminator, else by the key of
    /// its table.
    /// </typeparam>
    /// <param name="context">The context.</param>
    /// <param name="attributes">The whole item: its key and every required attribute.</param>
    /// <param name="tracking">
    /// Whether the context tracks the entity, as unchanged. If it already tracks one of that key, that one is returned as it is, as by a query.
    /// </param>
    /// <exception cref="InvalidOperationException">
    /// The item is of another type, lacks a required attribute, or has one of another attribute type than the model says.
    /// </exception>
    public static TEntity FromAttributeMap<TEntity>(
        this DbContext context,
        IReadOnlyDictionary<string, AttributeValue> attributes,
        QueryTrackingBehavior tracking = QueryTrackingBehavior.NoTracking)
        where TEntity : class
        => Read<TEntity>(context, ItemOf(attributes), tracking);

    /// <summary>
    /// The entity that an item in DynamoDB's JSON stores: <c>{"Id":{"S":"a"}}</c>, as in the events of Lambda and EventBridge, in Kinesis and in exports to
    /// S3. See <see cref="FromAttributeMap{TEntity}(DbContext, IReadOnlyDictionary{string, AttributeValue}, QueryTrackingBehavior)" />.
    /// </summary>
    /// <typeparam name="TEntity">An entity type, or a type that several have in common.</typeparam>
    /// <param name="context">The context.</param>
    /// <param name="attributes">The attributes of the item by their names.</param>
    /// <param name="tracking">Whether the context tracks the entity.</param>
    /// <exception cref="InvalidOperationException">The JSON is not an item, or not one that the entity can be made of.</exception>
    public static TEntity FromAttributeMap<TEntity>(
        this DbContext context, JsonElement attributes, QueryTrackingBehavior tracking = QueryTrackingBehavior.NoTracking)
        where TEntity : class
        => Read<TEntity>(context, ItemOf(attributes), tracking);

    /// <summary>
    /// The entity that an item stores, if it is of the type: see
    /// <see cref="FromAttributeMap{TEntity}(DbContext, IReadOnlyDictionary{string, AttributeValue}, QueryTrackingBehavior)" />.
    /// </summary>
    /// <typeparam name="TEntity">An entity type, or a type that several have in common.</typeparam>
    /// <param name="context">The context.</param>
    /// <param name="attributes">The whole item.</param>
    /// <param name="entity">The entity, or null.</param>
    /// <param name="tracking">Whether the context tracks the entity.</param>
    /// <returns>False when the item is of another type.</returns>
    /// <exception cref="InvalidOperationException">The item is of the type, but the entity cannot be made of it.</exception>
    public static bool TryFromAttributeMap<TEntity>(
        this DbContext context,
        IReadOnlyDictionary<string, AttributeValue> attributes,
        [NotNullWhen(true)] out TEntity? entity,
        QueryTrackingBehavior tracking = QueryTrackingBehavior.NoTracking)
        where TEntity : class
        => TryRead(context, ItemOf(attributes), out entity, tracking);

    /// <summary>The entity that an item in DynamoDB's JSON stores, if it is of the type.</summary>
    /// <typeparam name="TEntity">An entity type, or a type that several have in common.</typeparam>
    /// <param name="context">The context.</param>
    /// <param name="attributes">The attributes of the item by their names.</param>
    /// <param name="entity">The entity, or null.</param>
    /// <param name="tracking">Whether the context tracks the entity.</param>
    /// <returns>False when the item is of another type.</returns>
    /// <exception cref="InvalidOperationException">The JSON is not an item, or one of the type that the entity cannot be made of.</exception>
    public static bool TryFromAttributeMap<TEntity>(
        this DbContext context,
        JsonElement attributes,
        [NotNullWhen(true)] out TEntity? entity,
        QueryTrackingBehavior tracking = QueryTrackingBehavior.NoTracking)
        where TEntity : class
        => TryRead(context, ItemOf(attributes), out entity, tracking);

    /// <summary>
    /// A query over items that were read before instead of the table, in their order: it may go on as any other query, tracks as others do, leaves out items
    /// of other types, applies query filters, and sends nothing.
    /// </summary>
    /// <typeparam name="TEntity">The entity type.</typeparam>
    /// <param name="set">The set.</param>
    /// <param name="items">The items, each whole.</param>
    public static IQueryable<TEntity> FromAttributeMaps<TEntity>(
        this DbSet<TEntity> set, IEnumerable<IReadOnlyDictionary<string, AttributeValue>> items)
        where TEntity : class
    {
        ArgumentNullException.ThrowIfNull(set);
        ArgumentNullException.ThrowIfNull(items);
        var layout = set.EntityType.GetLayout().Layout;
        return QueryHints.FromItems(set, [.. items.Select(i => ItemOf(i)(layout))]);
    }

    private static TEntity Read<TEntity>(DbContext context, Func<ItemLayout, Item> item, QueryTrackingBehavior tracking)
        where TEntity : class
        => TryRead<TEntity>(context, item, out var entity, tracking)
            ? entity
            : throw new InvalidOperationException(GivenItems.For(context.Model, typeof(TEntity)).Refusal(item));

    internal static bool TryRead<TEntity>(
        DbContext context, Func<ItemLayout, Item> item, [NotNullWhen(true)] out TEntity? entity, QueryTrackingBehavior tracking)
        where TEntity : class
    {
        ArgumentNullException.ThrowIfNull(context);
        entity = GivenItems.For(context.Model, typeof(TEntity)).Find(item) is { } type
            ? (TEntity)type.Read(context, item(type.Layout), tracking)
            : null;
        return entity is not null;
    }

    private static Func<ItemLayout, Item> ItemOf(IReadOnlyDictionary<string, AttributeValue> attributes)
    {
        ArgumentNullException.ThrowIfNull(attributes);
        var map = attributes as Dictionary<string, AttributeValue> ?? new Dictionary<string, AttributeValue>(attributes, StringComparer.Ordinal);
        return layout => new AttributeMapItem(layout, map);
    }

    private static Func<ItemLayout, Item> ItemOf(JsonElement attributes)
    {
        var map = AttributeJson.ReadItem(attributes);
        return layout => new ItemMapItem(layout, map);
    }
}
