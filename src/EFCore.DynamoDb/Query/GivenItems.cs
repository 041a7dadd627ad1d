using System.Collections.Concurrent;
using EFCore.DynamoDb.Diagnostics;
using EFCore.DynamoDb.Items;
using EFCore.DynamoDb.Metadata;
using EFCore.DynamoDb.Query.Translation;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace EFCore.DynamoDb.Query;

/// <summary>
/// Items that somebody else has read - stream records, messages, exports - as entities of one type or of those that a type is the base of. Made once per
/// model and type.
/// </summary>
internal sealed class GivenItems
{
    private const string AnnotationName = "DynamoDb:GivenItems";

    private readonly Type _type;
    private readonly GivenItemType[] _types;
    private readonly bool _mayBeForeign;

    private GivenItems(IEnumerable<IEntityType> entityTypes, Type type, bool mayBeForeign = false)
    {
        _mayBeForeign = mayBeForeign;
        _type = type;
        _types = [.. entityTypes.Where(e => type.IsAssignableFrom(e.ClrType) && !e.IsAbstract() && !e.IsOwned() && e.FindPrimaryKey() is not null).Select(GivenItemType.Create)];
    }

    public static GivenItems For(IModel model, Type type)
        => Known(model).GetOrAdd(type, static (type, model) => new GivenItems(model.GetEntityTypes(), (Type)type), model);

    /// <summary>Those of a table.</summary>
    public static GivenItems For(IModel model, TableModel table)
        => Known(model).GetOrAdd(
            table, static (_, table) => new GivenItems(table.EntityTypes.Cast<IEntityType>(), typeof(object), mayBeForeign: true), table);

    private static ConcurrentDictionary<object, GivenItems> Known(IModel model)
        => model.GetOrAddRuntimeAnnotationValue(AnnotationName, static _ => new ConcurrentDictionary<object, GivenItems>(), (object?)null);

    /// <summary>The entity type that the item is of, or null.</summary>
    /// <param name="read">The item by a layout.</param>
    public GivenItemType? Find(Func<ItemLayout, Item> read)
    {
        if (_types.Length == 0)
        {
            throw new InvalidOperationException(DynamoDbStrings.NoEntityType(_type.Name));
        }

        if (!_mayBeForeign && _types is [{ HasDiscriminator: false } only])
        {
            // Nothing else it could be; what it lacks is told by reading it.
            return only;
        }

        GivenItemType? found = null;
        foreach (var type in _types)
        {
            if (!type.Is(read))
            {
                continue;
            }

            if (found is not null)
            {
                throw new InvalidOperationException(
                    DynamoDbStrings.ItemOfSeveralTypes(_type.Name, found.EntityType.DisplayName(), type.EntityType.DisplayName()));
            }

            found = type;
        }

        return found;
    }

    /// <summary>The sentence that refuses an item of none of the types.</summary>
    public string Refusal(Func<ItemLayout, Item> read)
    {
        var type = _types.FirstOrDefault(t => t.HasDiscriminator) ?? _types[0];
        var item = read(type.Identity);
        return DynamoDbStrings.ItemOfOtherType(
            _type.Name, string.Join(", ", type.Telling.Select(i => $"{type.Identity.NameOf(i)} = {Access.PlanText.Value(item.GetValue(i))}")));
    }
}

/// <summary>An entity type that an item may be of.</summary>
internal abstract class GivenItemType
{
    private readonly KeyAttribute[] _key;
    private readonly (int Ordinal, bool IsConstant, string Text)[] _beginnings;
    private readonly int _discriminatorOrdinal;
    private readonly ItemValue _discriminator;

    protected GivenItemType(IEntityType entityType)
    {
        EntityType = entityType;
        Layout = entityType.GetLayout().Layout;
        _key = [.. entityType.GetTable().Key.All];

        // As a query has it: by what the keys begin with where that says it, and by the discriminator otherwise.
        var beginnings = KeyTemplateTypes.Of(entityType).ToList();
        var names = _key.Select(k => k.Name).ToList();
        _beginnings = [.. beginnings.Select(b => (names.IndexOf(b.Property.GetItemAttributeName()), b.IsConstant, b.Text))];
        var isTold = beginnings.Any(b => b.Tells)
            && entityType.GetRootType().GetConcreteDerivedTypesInclusive().Count() == 1;
        if (!isTold && entityType.FindDiscriminatorProperty() is { } discriminator && entityType.GetDiscriminatorValue() is { } value)
        {
            HasDiscriminator = true;
            _discriminator = ((Storage.DynamoDbTypeMapping)discriminator.GetTypeMapping()).ToItemValue(value);
            _discriminatorOrdinal = names.IndexOf(discriminator.GetItemAttributeName());
            if (_discriminatorOrdinal < 0)
            {
                _discriminatorOrdinal = names.Count;
                names.Add(discriminator.GetItemAttributeName());
            }
        }

        Identity = new ItemLayout(names, []);
    }

    public IEntityType EntityType { get; }

    public ItemLayout Layout { get; }

    public bool HasDiscriminator { get; }

    /// <summary>What tells the type's items from others: the key of the table and the discriminator.</summary>
    public ItemLayout Identity { get; }

    /// <summary>The ordinals of what a refusal tells of an item.</summary>
    public IEnumerable<int> Telling
        => HasDiscriminator ? [_discriminatorOrdinal] : Enumerable.Range(0, Identity.Count);

    public static GivenItemType Create(IEntityType entityType)
        => (GivenItemType)Activator.CreateInstance(typeof(GivenItemType<>).MakeGenericType(entityType.ClrType), entityType)!;

    public bool Is(Func<ItemLayout, Item> read)
    {
        var item = read(Identity);
        if (HasDiscriminator && !item.GetValue(_discriminatorOrdinal).Equals(_discriminator))
        {
            return false;
        }

        for (var i = 0; i < _key.Length; i++)
        {
            // The discriminator decides alone: what it stands in may not be the item that is in the table.
            if (!HasDiscriminator && item.TypeOf(i) != _key[i].Type)
            {
                return false;
            }
        }

        foreach (var (ordinal, isConstant, text) in _beginnings)
        {
            if (item.TypeOf(ordinal) != DynamoDbAttributeType.S
                || !(isConstant ? item.GetString(ordinal) == text : item.GetString(ordinal).StartsWith(text, StringComparison.Ordinal)))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The entity, by the shaper of a query over the entity type, which is compiled once.</summary>
    /// <param name="context">The context.</param>
    /// <param name="item">An item of the type, by its <see cref="Layout" />.</param>
    /// <param name="tracking">Whether the context tracks the entity.</param>
    public abstract object Read(DbContext context, Item item, QueryTrackingBehavior tracking);

    /// <summary>The entities of items of the type, in their order; query filters leave some out.</summary>
    /// <param name="context">The context.</param>
    /// <param name="items">Items of the type, by its <see cref="Layout" />.</param>
    /// <param name="tracking">Whether the context tracks the entities; null for as it does itself.</param>
    /// <param name="ignoreFilters">Whether query filters are ignored.</param>
    public abstract IAsyncEnumerable<object> ReadAsync(
        DbContext context, IReadOnlyList<Item> items, QueryTrackingBehavior? tracking, bool ignoreFilters);
}

/// <inheritdoc />
internal sealed class GivenItemType<TEntity>(IEntityType entityType) : GivenItemType(entityType)
    where TEntity : class
{
    public override object Read(DbContext context, Item item, QueryTrackingBehavior tracking)
        => Query(context, [item]).IgnoreQueryFilters().AsTracking(tracking).AsEnumerable().First();

    public override IAsyncEnumerable<object> ReadAsync(
        DbContext context, IReadOnlyList<Item> items, QueryTrackingBehavior? tracking, bool ignoreFilters)
    {
        var query = Query(context, items);
        query = tracking is { } behaviour ? query.AsTracking(behaviour) : query;
        return (ignoreFilters ? query.IgnoreQueryFilters() : query).AsAsyncEnumerable();
    }

    private IQueryable<TEntity> Query(DbContext context, IReadOnlyList<Item> items)
        => QueryHints.FromItems(EntityType.HasSharedClrType ? context.Set<TEntity>(EntityType.Name) : context.Set<TEntity>(), items);
}
