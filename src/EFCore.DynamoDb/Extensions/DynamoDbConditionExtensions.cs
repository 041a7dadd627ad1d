using System.Linq.Expressions;
using EFCore.DynamoDb.Diagnostics;
using EFCore.DynamoDb.Query.Translation;
using EFCore.DynamoDb.Update;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace Microsoft.EntityFrameworkCore;

/// <summary>What a save is to ask of the stored items besides what it asks by itself.</summary>
public static class DynamoDbConditionExtensions
{
    /// <summary>
    /// Writes the entity only if its stored item satisfies the condition; otherwise the save fails with a
    /// <see cref="EFCore.DynamoDb.Update.DynamoDbConditionFailedException" />. It holds until the entity is saved or detached, and replaces an earlier one. An entity that is
    /// added must not exist anyway: there it says nothing.
    /// </summary>
    /// <typeparam name="TEntity">The type of the entity.</typeparam>
    /// <param name="entry">The entry.</param>
    /// <param name="condition">
    /// What must hold: properties compared with values, Contains, StartsWith, EF.Functions. False where there is no item, unless it says otherwise.
    /// </param>
    public static EntityEntry<TEntity> HasCondition<TEntity>(this EntityEntry<TEntity> entry, Expression<Func<TEntity, bool>> condition)
        where TEntity : class
        => Set(entry, condition, orMissing: false, nameof(HasCondition));

    /// <summary>
    /// Replaces an existing item only if it satisfies the condition; where there is none, the entity is inserted:
    /// <c>db.Upsert(user).When(u => u.Version &lt; 3)</c>. Otherwise as <see cref="HasCondition{TEntity}" />.
    /// </summary>
    /// <typeparam name="TEntity">The type of the entity.</typeparam>
    /// <param name="entry">The entry of an upsert.</param>
    /// <param name="condition">What must hold of an item that exists.</param>
    public static EntityEntry<TEntity> When<TEntity>(this EntityEntry<TEntity> entry, Expression<Func<TEntity, bool>> condition)
        where TEntity : class
        => Set(entry, condition, orMissing: true, nameof(When));

    /// <summary>
    /// Makes the next SaveChanges fail as a whole, with a concurrency exception, if this unchanged entity has changed in the store: a ConditionCheck of its
    /// concurrency token (without one: that the item exists). An entity that is changed itself by then is checked by its own write.
    /// </summary>
    /// <param name="entry">The entry.</param>
    public static EntityEntry RequireUnchanged(this EntityEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        ConditionsOf(entry.Context, nameof(RequireUnchanged)).RequireUnchanged(entry);
        return entry;
    }

    /// <summary>
    /// Lets the next save of the entity give back what was stored before (<c>ReturnValues=ALL_OLD</c>), at no extra cost. The save must send it as a request of its
    /// own: alone, or with <see cref="AutoTransactionBehavior.Never" />.
    /// See <see href="https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PutItem.html">PutItem</see>.
    /// </summary>
    /// <typeparam name="TEntity">The type of the entity.</typeparam>
    /// <param name="entry">The entry.</param>
    public static DynamoDbOldValues<TEntity> ReturnOldValues<TEntity>(this EntityEntry<TEntity> entry)
        where TEntity : class
    {
        ArgumentNullException.ThrowIfNull(entry);
        return ((IInfrastructure<IServiceProvider>)entry.Context).Instance.GetService(typeof(OldValues)) is OldValues values
            ? new DynamoDbOldValues<TEntity>(entry.Context, values.Want(entry))
            : throw new InvalidOperationException(DynamoDbStrings.NeedsDynamoDb(nameof(ReturnOldValues)));
    }

    private static EntityEntry<TEntity> Set<TEntity>(
        EntityEntry<TEntity> entry, Expression<Func<TEntity, bool>> condition, bool orMissing, string method)
        where TEntity : class
    {
        ArgumentNullException.ThrowIfNull(entry);
        ArgumentNullException.ThrowIfNull(condition);
        ConditionsOf(entry.Context, method).Set(
            entry, EntityCondition.Of(entry.Metadata, condition, entry.Context.GetService<ITypeMappingSource>(), orMissing));
        return entry;
    }

    private static EntryConditions ConditionsOf(DbContext context, string method)
        => ((IInfrastructure<IServiceProvider>)context).Instance.GetService(typeof(EntryConditions)) as EntryConditions
            ?? throw new InvalidOperationException(DynamoDbStrings.NeedsDynamoDb(method));
}
