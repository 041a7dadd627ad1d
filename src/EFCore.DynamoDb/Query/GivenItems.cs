using System.Collections.Concurrent;
using EFCore.DynamoDb.Diagnostics;
using EFCore.DynamoDb.Items;
using EFCore.DynamoDb.Metadata;
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

    private GivenItems(IModel model, Type type)
    {
        _type = type;
        _types =
        [
            .. model.GetEntityTypes()
                .Where(e => type.IsAssignableFrom(e.ClrType) && !e.IsAbstract() && !e.IsOwned())
                .Select(GivenItemType.Create),
        ];
    }

    public static GivenItems For(IModel model, Type type)
        => model.GetOrAddRuntimeAnnotationValue(AnnotationName, static _ => new ConcurrentDictionary<Type, GivenItems>(), (object?)null)
            .GetOrAdd(type, static (type, model) => new GivenItems(model, type), model);

    /// <summary>The entity type that the item is of, or null.</summary>
    /// <param name="read">The item by a layout.</param>
    public GivenItemType? Find(Func<ItemLayout, Item> read)
    {
        if (_types.Length == 0)
        {
            throw new InvalidOperationException(DynamoDbStrings.NoEntityType(_type.Name));
        }

        if (_types is [{ HasDiscriminator: false } only])
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
            _type.Name, string.Join(", ", type.Identity.Names.Select((n, i) => $"{n} = {Access.PlanText.Value(item.GetValue(i))}")));
    }
}

/// <summary>An entity type that an item may be of.</summary>
internal abstract class GivenItemType
{
    private readonly KeyAttribute[] _key = [];
    private readonly ItemValue _discriminator;

    protected GivenItemType(IEntityType entityType)
    {
        EntityType = entityType;
        Layout = entityType.GetLayout().Layout;
        if (entityType.FindDiscriminatorProperty() is { } discriminator && entityType.GetDiscriminatorValue() is { } value)
        {
            HasDiscriminator = true;
            _discriminator = ((Storage.DynamoDbTypeMapping)discriminator.GetTypeMapping()).ToItemValue(value);
            Identity = new ItemLayout([discriminator.GetItemAttributeName()], []);
        }
        else
        {
            _key = [.. entityType.GetTable().Key.All];
            Identity = new ItemLayout([.. _key.Select(k => k.Name)], []);
        }
    }

    public IEntityType EntityType { get; }

    public ItemLayout Layout { get; }

    public bool HasDiscriminator { get; }

    /// <summary>What tells the type's items from others: the discriminator, else the key of the table.</summary>
    public ItemLayout Identity { get; }

    public static GivenItemType Create(IEntityType entityType)
        => (GivenItemType)Activator.CreateInstance(typeof(GivenItemType<>).MakeGenericType(entityType.ClrType), entityType)!;

    public bool Is(Func<ItemLayout, Item> read)
    {
        var item = read(Identity);
        if (HasDiscriminator)
        {
            return item.GetValue(0).Equals(_discriminator);
        }

        for (var i = 0; i < _key.Length; i++)
        {
            if (item.TypeOf(i) != _key[i].Type)
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
}

/// <inheritdoc />
internal sealed class GivenItemType<TEntity>(IEntityType entityType) : GivenItemType(entityType)
    where TEntity : class
{
    public override object Read(DbContext context, Item item, QueryTrackingBehavior tracking)
    {
        var set = EntityType.HasSharedClrType ? context.Set<TEntity>(EntityType.Name) : context.Set<TEntity>();
        return QueryHints.FromItems(set, [item]).IgnoreQueryFilters().AsTracking(tracking).AsEnumerable().First();
    }
}
