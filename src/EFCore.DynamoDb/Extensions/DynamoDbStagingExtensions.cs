using System.Linq.Expressions;
using EFCore.DynamoDb.Access;
using EFCore.DynamoDb.Diagnostics;
using EFCore.DynamoDb.Infrastructure;
using EFCore.DynamoDb.Query.Translation;
using EFCore.DynamoDb.Update;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.EntityFrameworkCore.Storage;

namespace Microsoft.EntityFrameworkCore;

/// <summary>Updates and checks of items that are not loaded, to go with the next SaveChanges in one transaction.</summary>
public static class DynamoDbStagingExtensions
{
    /// <summary>The key of an entity, partition key first.</summary>
    /// <typeparam name="TEntity">The type of the entity.</typeparam>
    /// <param name="set">The set.</param>
    /// <param name="values">The values of the key properties, as <see cref="DbSet{TEntity}.Find" /> takes them.</param>
    /// <exception cref="ArgumentException">They do not fit the key.</exception>
    public static DynamoDbKey<TEntity> Key<TEntity>(this DbSet<TEntity> set, params object?[] values)
        where TEntity : class
    {
        ArgumentNullException.ThrowIfNull(set);
        ArgumentNullException.ThrowIfNull(values);
        return new DynamoDbKey<TEntity>(set, values);
    }

    /// <summary>
    /// Makes the next SaveChanges fail as a whole unless the item satisfies the condition: a ConditionCheck of its transaction. Nothing is read or written.
    /// See <see href="https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ConditionCheck.html">ConditionCheck</see>.
    /// </summary>
    /// <typeparam name="TEntity">The type of the entity.</typeparam>
    /// <param name="set">The set.</param>
    /// <param name="key">The key of the item.</param>
    /// <param name="condition">What must hold; false where there is no item, unless it says otherwise.</param>
    public static void StageCheck<TEntity>(this DbSet<TEntity> set, DynamoDbKey<TEntity> key, Expression<Func<TEntity, bool>> condition)
        where TEntity : class
    {
        ArgumentNullException.ThrowIfNull(set);
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(condition);
        Staged(set, nameof(StageCheck)).Add(new StagedWrite
        {
            Name = set.EntityType.DisplayName(),
            Table = key.Table,
            Key = key.Item,
            Condition = EntityCondition.Of(set.EntityType, condition, set.GetService<ITypeMappingSource>()),
        });
    }

    /// <summary>See <see cref="StageCheck{TEntity}(DbSet{TEntity}, DynamoDbKey{TEntity}, Expression{Func{TEntity, bool}})" />.</summary>
    /// <typeparam name="TEntity">The type of the entity.</typeparam>
    /// <param name="set">The set.</param>
    /// <param name="key">The value of a key of one property.</param>
    /// <param name="condition">What must hold.</param>
    public static void StageCheck<TEntity>(this DbSet<TEntity> set, object key, Expression<Func<TEntity, bool>> condition)
        where TEntity : class
        => set.StageCheck(set.Key(key), condition);

    /// <summary>
    /// Makes the next SaveChanges update an item that is not loaded, with the setters of <c>ExecuteUpdate</c>: an UpdateItem, or an update of its transaction.
    /// The item must exist, unless <see cref="DynamoDbStagedUpdate{TEntity}.AllowUpsert" /> says otherwise.
    /// </summary>
    /// <typeparam name="TEntity">The type of the entity.</typeparam>
    /// <param name="set">The set.</param>
    /// <param name="key">The key of the item.</param>
    /// <param name="setters">What is set; nothing that needs the item to be read.</param>
    public static DynamoDbStagedUpdate<TEntity> StageUpdate<TEntity>(
        this DbSet<TEntity> set, DynamoDbKey<TEntity> key, Action<UpdateSettersBuilder<TEntity>> setters)
        where TEntity : class
    {
        ArgumentNullException.ThrowIfNull(set);
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(setters);
        var staged = Staged(set, nameof(StageUpdate));
        var builder = new UpdateSettersBuilder<TEntity>();
        setters(builder);
        var nullStorage = set.GetService<IDynamoDbSingletonOptions>().NullStorage;
        var (actions, guards) = EntityCondition.ActionsOf(
            set.EntityType, builder.BuildSettersExpression(), set.GetService<ITypeMappingSource>(), nullStorage);
        var version = RowVersion.Advance(set.EntityType, key.Table, nullStorage, actions.Select(a => a.Target));
        var write = new StagedWrite
        {
            Name = set.EntityType.DisplayName(),
            Table = key.Table,
            Key = key.Item,
            Actions = version is null ? actions : [.. actions, version],
            TypeOfNewItem = RowType.Of(set.EntityType, key.Table, nullStorage),
            Condition = guards.Count == 0 ? null : new OwnCondition(All(guards), []),
        };
        staged.Add(write);
        return new DynamoDbStagedUpdate<TEntity>(set, write);
    }

    /// <summary>
    /// As <see cref="StageUpdate{TEntity}(DbSet{TEntity}, DynamoDbKey{TEntity}, Action{UpdateSettersBuilder{TEntity}})" />, but where there is no item, the next
    /// SaveChanges makes one of the key and what is set. What is not set stays as it is in an item that exists.
    /// </summary>
    /// <typeparam name="TEntity">The type of the entity.</typeparam>
    /// <param name="set">The set.</param>
    /// <param name="key">The key of the item.</param>
    /// <param name="setters">What is set; nothing that needs the item to be read.</param>
    public static DynamoDbStagedUpdate<TEntity> Upsert<TEntity>(
        this DbSet<TEntity> set, DynamoDbKey<TEntity> key, Action<UpdateSettersBuilder<TEntity>> setters)
        where TEntity : class
        => set.StageUpdate(key, setters).AllowUpsert();

    /// <summary>See <see cref="Upsert{TEntity}(DbSet{TEntity}, DynamoDbKey{TEntity}, Action{UpdateSettersBuilder{TEntity}})" />.</summary>
    /// <typeparam name="TEntity">The type of the entity.</typeparam>
    /// <param name="set">The set.</param>
    /// <param name="key">The value of a key of one property.</param>
    /// <param name="setters">What is set.</param>
    public static DynamoDbStagedUpdate<TEntity> Upsert<TEntity>(
        this DbSet<TEntity> set, object key, Action<UpdateSettersBuilder<TEntity>> setters)
        where TEntity : class
        => set.Upsert(set.Key(key), setters);

    /// <summary>See <see cref="StageUpdate{TEntity}(DbSet{TEntity}, DynamoDbKey{TEntity}, Action{UpdateSettersBuilder{TEntity}})" />.</summary>
    /// <typeparam name="TEntity">The type of the entity.</typeparam>
    /// <param name="set">The set.</param>
    /// <param name="key">The value of a key of one property.</param>
    /// <param name="setters">What is set.</param>
    public static DynamoDbStagedUpdate<TEntity> StageUpdate<TEntity>(
        this DbSet<TEntity> set, object key, Action<UpdateSettersBuilder<TEntity>> setters)
        where TEntity : class
        => set.StageUpdate(set.Key(key), setters);

    internal static Condition All(IReadOnlyList<Condition> conditions)
        => conditions.Count == 1 ? conditions[0] : new Condition.And([.. conditions]);

    private static StagedWrites Staged<TEntity>(DbSet<TEntity> set, string method)
        where TEntity : class
        => ((IInfrastructure<IServiceProvider>)set.GetService<ICurrentDbContext>().Context).Instance.GetService(typeof(StagedWrites)) as StagedWrites
            ?? throw new InvalidOperationException(DynamoDbStrings.NeedsDynamoDb(method));
}

/// <summary>An update that goes with the next SaveChanges.</summary>
/// <typeparam name="TEntity">The type of the entity.</typeparam>
public sealed class DynamoDbStagedUpdate<TEntity>
    where TEntity : class
{
    private readonly DbSet<TEntity> _set;
    private readonly StagedWrite _write;

    internal DynamoDbStagedUpdate(DbSet<TEntity> set, StagedWrite write)
        => (_set, _write) = (set, write);

    /// <summary>Asks something of the stored item: if it does not hold, the save fails.</summary>
    /// <param name="condition">What must hold.</param>
    public DynamoDbStagedUpdate<TEntity> When(Expression<Func<TEntity, bool>> condition)
    {
        ArgumentNullException.ThrowIfNull(condition);
        var own = EntityCondition.Of(_set.EntityType, condition, _set.GetService<ITypeMappingSource>());
        _write.Condition = _write.Condition?.Condition is { } guard && own.Condition is { } asked
            ? own with { Condition = DynamoDbStagingExtensions.All([guard, asked]) }
            : own.Condition is null ? _write.Condition : own;
        return this;
    }

    /// <summary>Makes the item where there is none; what is asked of it is asked only of an item that exists.</summary>
    public DynamoDbStagedUpdate<TEntity> AllowUpsert()
    {
        _write.AllowUpsert = true;
        return this;
    }
}
