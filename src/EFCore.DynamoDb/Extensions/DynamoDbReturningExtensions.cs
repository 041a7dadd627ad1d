using System.Linq.Expressions;
using EFCore.DynamoDb.Client;
using EFCore.DynamoDb.Diagnostics;
using EFCore.DynamoDb.Query;
using Microsoft.EntityFrameworkCore.Query;

namespace Microsoft.EntityFrameworkCore;

/// <summary><c>ExecuteUpdate</c> and <c>ExecuteDelete</c> that give back what they wrote, as it was or as it is now, without a read.</summary>
public static class DynamoDbReturningExtensions
{
    /// <summary>
    /// Updates as <c>ExecuteUpdateAsync</c> does and gives back the entities, untracked, in no particular order; those whose condition failed are not among them.
    /// </summary>
    /// <typeparam name="TEntity">The type of the entities.</typeparam>
    /// <param name="source">The query.</param>
    /// <param name="setters">What is set.</param>
    /// <param name="returnValues">
    /// <see cref="DynamoDbReturnValues.AllOld" /> or <see cref="DynamoDbReturnValues.AllNew" />; for parts of items use the overload with a selector.
    /// </param>
    /// <param name="cancellationToken">Ends the requests.</param>
    public static Task<List<TEntity>> ExecuteUpdateReturningAsync<TEntity>(
        this IQueryable<TEntity> source,
        Action<UpdateSettersBuilder<TEntity>> setters,
        DynamoDbReturnValues returnValues = DynamoDbReturnValues.AllNew,
        CancellationToken cancellationToken = default)
        where TEntity : class
        => returnValues is DynamoDbReturnValues.AllOld or DynamoDbReturnValues.AllNew
            ? source.ExecuteUpdateReturningAsync(setters, returnValues, e => e, cancellationToken)
            : throw new ArgumentOutOfRangeException(nameof(returnValues), DynamoDbStrings.ReturnedParts(returnValues.ToString()));

    /// <summary>Updates as <c>ExecuteUpdateAsync</c> does and gives back what the selector makes of the items.</summary>
    /// <typeparam name="TEntity">The type of the entities.</typeparam>
    /// <typeparam name="TResult">What is given back.</typeparam>
    /// <param name="source">The query.</param>
    /// <param name="setters">What is set.</param>
    /// <param name="returnValues">Which attributes DynamoDB gives back, and whether as they were or as they are now.</param>
    /// <param name="selector">The result; it should read only what is given back.</param>
    /// <param name="cancellationToken">Ends the requests.</param>
    public static async Task<List<TResult>> ExecuteUpdateReturningAsync<TEntity, TResult>(
        this IQueryable<TEntity> source,
        Action<UpdateSettersBuilder<TEntity>> setters,
        DynamoDbReturnValues returnValues,
        Expression<Func<TEntity, TResult>> selector,
        CancellationToken cancellationToken = default)
        where TEntity : class
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(setters);
        ArgumentNullException.ThrowIfNull(selector);
        var returned = new ReturnedItems();
        await QueryHints.Returning(source, Attributes(returnValues), returned).ExecuteUpdateAsync(setters, cancellationToken).ConfigureAwait(false);
        return await ResultsAsync(source, returned, selector, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Deletes as <c>ExecuteDeleteAsync</c> does and gives back the entities as they were, untracked, in no particular order.</summary>
    /// <typeparam name="TEntity">The type of the entities.</typeparam>
    /// <param name="source">The query.</param>
    /// <param name="cancellationToken">Ends the requests.</param>
    public static async Task<List<TEntity>> ExecuteDeleteReturningAsync<TEntity>(
        this IQueryable<TEntity> source, CancellationToken cancellationToken = default)
        where TEntity : class
    {
        ArgumentNullException.ThrowIfNull(source);
        var returned = new ReturnedItems();
        await QueryHints.Returning(source, ReturnedAttributes.AllOld, returned).ExecuteDeleteAsync(cancellationToken).ConfigureAwait(false);
        return await ResultsAsync(source, returned, e => e, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<List<TResult>> ResultsAsync<TEntity, TResult>(
        IQueryable<TEntity> source, ReturnedItems returned, Expression<Func<TEntity, TResult>> selector, CancellationToken cancellationToken)
        where TEntity : class
    {
        if (returned.All.Count == 0)
        {
            return [];
        }

        var root = new RootFinder().Find(source.Expression);
        var entities = source.Provider.CreateQuery<TEntity>(
            root.Type.GetGenericArguments()[0] == typeof(TEntity)
                ? root
                : Expression.Call(typeof(Queryable), nameof(Queryable.OfType), [typeof(TEntity)], root));
        return await QueryHints.FromItems(entities, returned.All).AsNoTracking().IgnoreQueryFilters().Select(selector)
            .ToListAsync(cancellationToken).ConfigureAwait(false);
    }

    private static ReturnedAttributes Attributes(DynamoDbReturnValues values)
        => values switch
        {
            DynamoDbReturnValues.AllOld => ReturnedAttributes.AllOld,
            DynamoDbReturnValues.UpdatedOld => ReturnedAttributes.UpdatedOld,
            DynamoDbReturnValues.AllNew => ReturnedAttributes.AllNew,
            DynamoDbReturnValues.UpdatedNew => ReturnedAttributes.UpdatedNew,
            _ => ReturnedAttributes.None,
        };

    /// <summary>Finds the set that a query begins with.</summary>
    private sealed class RootFinder : ExpressionVisitor
    {
        private EntityQueryRootExpression? _root;

        public EntityQueryRootExpression Find(Expression expression)
        {
            Visit(expression);
            return _root!;
        }

        protected override Expression VisitExtension(Expression node)
        {
            _root ??= node as EntityQueryRootExpression;
            return node;
        }
    }
}
