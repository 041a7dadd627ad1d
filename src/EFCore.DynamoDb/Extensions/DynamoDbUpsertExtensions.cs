using EFCore.DynamoDb.Diagnostics;
using EFCore.DynamoDb.Update;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace Microsoft.EntityFrameworkCore;

/// <summary>Insert or replace: DynamoDB's PutItem without a condition.</summary>
public static class DynamoDbUpsertExtensions
{
    /// <summary>
    /// Begins to track the entity so that the next SaveChanges writes its whole item, whether an item with its key exists or not.
    /// </summary>
    /// <remarks>
    /// An item that exists is replaced as a whole, without a look at its attributes or concurrency tokens: attributes that the model does not map are lost.
    /// Nothing is read. Entities reachable from this one are added as <see cref="DbSet{TEntity}.Add" /> does, not upserted.
    /// </remarks>
    /// <typeparam name="TEntity">The type of the entity.</typeparam>
    /// <param name="set">The set.</param>
    /// <param name="entity">The entity; its state becomes <see cref="EntityState.Added" />.</param>
    public static EntityEntry<TEntity> Upsert<TEntity>(this DbSet<TEntity> set, TEntity entity)
        where TEntity : class
    {
        ArgumentNullException.ThrowIfNull(set);
        var marks = MarksOf(set.GetService<ICurrentDbContext>().Context);
        var entry = set.Add(entity);
        marks.Mark(entry);
        return entry;
    }

    /// <summary>Upserts several entities, see <see cref="Upsert{TEntity}(DbSet{TEntity}, TEntity)" />.</summary>
    /// <typeparam name="TEntity">The type of the entities.</typeparam>
    /// <param name="set">The set.</param>
    /// <param name="entities">The entities.</param>
    public static void UpsertRange<TEntity>(this DbSet<TEntity> set, IEnumerable<TEntity> entities)
        where TEntity : class
    {
        ArgumentNullException.ThrowIfNull(set);
        ArgumentNullException.ThrowIfNull(entities);
        foreach (var entity in entities)
        {
            set.Upsert(entity);
        }
    }

    /// <summary>Upserts several entities, see <see cref="Upsert{TEntity}(DbSet{TEntity}, TEntity)" />.</summary>
    /// <typeparam name="TEntity">The type of the entities.</typeparam>
    /// <param name="set">The set.</param>
    /// <param name="entities">The entities.</param>
    public static void UpsertRange<TEntity>(this DbSet<TEntity> set, params TEntity[] entities)
        where TEntity : class
        => set.UpsertRange((IEnumerable<TEntity>)entities);

    /// <summary>
    /// Begins to track the entity so that the next SaveChanges writes its whole item, whether an item with its key exists or not.
    /// See <see cref="Upsert{TEntity}(DbSet{TEntity}, TEntity)" />.
    /// </summary>
    /// <typeparam name="TEntity">The type of the entity.</typeparam>
    /// <param name="context">The context.</param>
    /// <param name="entity">The entity; its state becomes <see cref="EntityState.Added" />.</param>
    public static EntityEntry<TEntity> Upsert<TEntity>(this DbContext context, TEntity entity)
        where TEntity : class
    {
        ArgumentNullException.ThrowIfNull(context);
        var marks = MarksOf(context);
        var entry = context.Add(entity);
        marks.Mark(entry);
        return entry;
    }

    /// <summary>Upserts several entities, which may be of different types.</summary>
    /// <param name="context">The context.</param>
    /// <param name="entities">The entities.</param>
    public static void UpsertRange(this DbContext context, IEnumerable<object> entities)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(entities);
        var marks = MarksOf(context);
        foreach (var entity in entities)
        {
            marks.Mark(context.Add(entity));
        }
    }

    /// <summary>Upserts several entities, which may be of different types.</summary>
    /// <param name="context">The context.</param>
    /// <param name="entities">The entities.</param>
    public static void UpsertRange(this DbContext context, params object[] entities)
        => context.UpsertRange((IEnumerable<object>)entities);

    private static UpsertMarks MarksOf(DbContext context)
        => ((IInfrastructure<IServiceProvider>)context).Instance.GetService(typeof(UpsertMarks)) as UpsertMarks
            ?? throw new InvalidOperationException(DynamoDbStrings.UpsertNeedsDynamoDb);
}
