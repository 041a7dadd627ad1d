using EFCore.DynamoDb.Client;
using EFCore.DynamoDb.Diagnostics;
using EFCore.DynamoDb.Infrastructure;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace Microsoft.EntityFrameworkCore;

/// <summary>Reads of several entities by their keys: <c>db.Database.TransactGetAsync(db.Users.Key("u1"), db.Orders.Key("o1", at))</c>.</summary>
public static class DynamoDbKeyedReadExtensions
{
    /// <summary>
    /// Reads up to 100 entities as they were at one moment, by one TransactGetItems: twice the capacity of consistent reads. What the context tracks already
    /// keeps its values, as in queries; query filters are ignored.
    /// See <see href="https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactGetItems.html">TransactGetItems</see>.
    /// </summary>
    /// <typeparam name="TEntity">The type of the entities.</typeparam>
    /// <param name="database">The <see cref="DbContext.Database" /> of the context.</param>
    /// <param name="keys">Up to 100 different keys.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <returns>The entities at the positions of their keys; null where there is none.</returns>
    public static async Task<TEntity?[]> TransactGetAsync<TEntity>(
        this DatabaseFacade database, IReadOnlyList<DynamoDbKeyRead<TEntity>> keys, CancellationToken cancellationToken = default)
        where TEntity : class
    {
        ArgumentNullException.ThrowIfNull(keys);
        return Array.ConvertAll(
            await TransactGet(database, [.. keys.Select(k => k.ToRead())], cancellationToken).ConfigureAwait(false), e => (TEntity?)e);
    }

    /// <summary>Reads entities of different types as they were at one moment: see the overload for keys of one type.</summary>
    /// <typeparam name="T1">The type of the first entity.</typeparam>
    /// <typeparam name="T2">The type of the second entity.</typeparam>
    /// <param name="database">The <see cref="DbContext.Database" /> of the context.</param>
    /// <param name="key1">The key of the first.</param>
    /// <param name="key2">The key of the second.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    public static async Task<(T1?, T2?)> TransactGetAsync<T1, T2>(
        this DatabaseFacade database,
        DynamoDbKeyRead<T1> key1,
        DynamoDbKeyRead<T2> key2,
        CancellationToken cancellationToken = default)
        where T1 : class
        where T2 : class
    {
        var found = await TransactGet(database, [key1.ToRead(), key2.ToRead()], cancellationToken).ConfigureAwait(false);
        return ((T1?)found[0], (T2?)found[1]);
    }

    /// <summary>Reads entities of different types as they were at one moment: see the overload for keys of one type.</summary>
    /// <typeparam name="T1">The type of the first entity.</typeparam>
    /// <typeparam name="T2">The type of the second entity.</typeparam>
    /// <typeparam name="T3">The type of the third entity.</typeparam>
    /// <param name="database">The <see cref="DbContext.Database" /> of the context.</param>
    /// <param name="key1">The key of the first.</param>
    /// <param name="key2">The key of the second.</param>
    /// <param name="key3">The key of the third.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    public static async Task<(T1?, T2?, T3?)> TransactGetAsync<T1, T2, T3>(
        this DatabaseFacade database,
        DynamoDbKeyRead<T1> key1,
        DynamoDbKeyRead<T2> key2,
        DynamoDbKeyRead<T3> key3,
        CancellationToken cancellationToken = default)
        where T1 : class
        where T2 : class
        where T3 : class
    {
        var found = await TransactGet(database, [key1.ToRead(), key2.ToRead(), key3.ToRead()], cancellationToken).ConfigureAwait(false);
        return ((T1?)found[0], (T2?)found[1], (T3?)found[2]);
    }

    /// <summary>Reads entities of different types as they were at one moment: see the overload for keys of one type.</summary>
    /// <typeparam name="T1">The type of the first entity.</typeparam>
    /// <typeparam name="T2">The type of the second entity.</typeparam>
    /// <typeparam name="T3">The type of the third entity.</typeparam>
    /// <typeparam name="T4">The type of the fourth entity.</typeparam>
    /// <param name="database">The <see cref="DbContext.Database" /> of the context.</param>
    /// <param name="key1">The key of the first.</param>
    /// <param name="key2">The key of the second.</param>
    /// <param name="key3">The key of the third.</param>
    /// <param name="key4">The key of the fourth.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    public static async Task<(T1?, T2?, T3?, T4?)> TransactGetAsync<T1, T2, T3, T4>(
        this DatabaseFacade database,
        DynamoDbKeyRead<T1> key1,
        DynamoDbKeyRead<T2> key2,
        DynamoDbKeyRead<T3> key3,
        DynamoDbKeyRead<T4> key4,
        CancellationToken cancellationToken = default)
        where T1 : class
        where T2 : class
        where T3 : class
        where T4 : class
    {
        var found = await TransactGet(database, [key1.ToRead(), key2.ToRead(), key3.ToRead(), key4.ToRead()], cancellationToken).ConfigureAwait(false);
        return ((T1?)found[0], (T2?)found[1], (T3?)found[2], (T4?)found[3]);
    }

    /// <summary>Reads entities of different types as they were at one moment: see the overload for keys of one type.</summary>
    /// <typeparam name="T1">The type of the first entity.</typeparam>
    /// <typeparam name="T2">The type of the second entity.</typeparam>
    /// <typeparam name="T3">The type of the third entity.</typeparam>
    /// <typeparam name="T4">The type of the fourth entity.</typeparam>
    /// <typeparam name="T5">The type of the fifth entity.</typeparam>
    /// <param name="database">The <see cref="DbContext.Database" /> of the context.</param>
    /// <param name="key1">The key of the first.</param>
    /// <param name="key2">The key of the second.</param>
    /// <param name="key3">The key of the third.</param>
    /// <param name="key4">The key of the fourth.</param>
    /// <param name="key5">The key of the fifth.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    public static async Task<(T1?, T2?, T3?, T4?, T5?)> TransactGetAsync<T1, T2, T3, T4, T5>(
        this DatabaseFacade database,
        DynamoDbKeyRead<T1> key1,
        DynamoDbKeyRead<T2> key2,
        DynamoDbKeyRead<T3> key3,
        DynamoDbKeyRead<T4> key4,
        DynamoDbKeyRead<T5> key5,
        CancellationToken cancellationToken = default)
        where T1 : class
        where T2 : class
        where T3 : class
        where T4 : class
        where T5 : class
    {
        var found = await TransactGet(database, [key1.ToRead(), key2.ToRead(), key3.ToRead(), key4.ToRead(), key5.ToRead()], cancellationToken).ConfigureAwait(false);
        return ((T1?)found[0], (T2?)found[1], (T3?)found[2], (T4?)found[3], (T5?)found[4]);
    }

    /// <summary>
    /// Reads entities by their keys with BatchGetItem: 100 keys a request, what DynamoDB leaves undone is asked for again. What the context tracks already
    /// keeps its values, as in queries; query filters are ignored.
    /// See <see href="https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html">BatchGetItem</see>.
    /// </summary>
    /// <typeparam name="TEntity">The type of the entities.</typeparam>
    /// <param name="database">The <see cref="DbContext.Database" /> of the context.</param>
    /// <param name="keys">The keys.</param>
    /// <param name="cancellationToken">Ends the requests.</param>
    /// <returns>The entities at the positions of their keys; null where there is none.</returns>
    public static async Task<TEntity?[]> BatchGetAsync<TEntity>(
        this DatabaseFacade database, IReadOnlyList<DynamoDbKey<TEntity>> keys, CancellationToken cancellationToken = default)
        where TEntity : class
    {
        ArgumentNullException.ThrowIfNull(keys);
        return Array.ConvertAll(
            await BatchGet(database, [.. keys.Select(k => k.ToRead())], cancellationToken).ConfigureAwait(false), e => (TEntity?)e);
    }

    /// <summary>Reads entities of different types: see the overload for keys of one type. One BatchGetItem per table.</summary>
    /// <typeparam name="T1">The type of the first entity.</typeparam>
    /// <typeparam name="T2">The type of the second entity.</typeparam>
    /// <param name="database">The <see cref="DbContext.Database" /> of the context.</param>
    /// <param name="key1">The key of the first.</param>
    /// <param name="key2">The key of the second.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    public static async Task<(T1?, T2?)> BatchGetAsync<T1, T2>(
        this DatabaseFacade database,
        DynamoDbKey<T1> key1,
        DynamoDbKey<T2> key2,
        CancellationToken cancellationToken = default)
        where T1 : class
        where T2 : class
    {
        var found = await BatchGet(database, [key1.ToRead(), key2.ToRead()], cancellationToken).ConfigureAwait(false);
        return ((T1?)found[0], (T2?)found[1]);
    }

    /// <summary>Reads entities of different types: see the overload for keys of one type. One BatchGetItem per table.</summary>
    /// <typeparam name="T1">The type of the first entity.</typeparam>
    /// <typeparam name="T2">The type of the second entity.</typeparam>
    /// <typeparam name="T3">The type of the third entity.</typeparam>
    /// <param name="database">The <see cref="DbContext.Database" /> of the context.</param>
    /// <param name="key1">The key of the first.</param>
    /// <param name="key2">The key of the second.</param>
    /// <param name="key3">The key of the third.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    public static async Task<(T1?, T2?, T3?)> BatchGetAsync<T1, T2, T3>(
        this DatabaseFacade database,
        DynamoDbKey<T1> key1,
        DynamoDbKey<T2> key2,
        DynamoDbKey<T3> key3,
        CancellationToken cancellationToken = default)
        where T1 : class
        where T2 : class
        where T3 : class
    {
        var found = await BatchGet(database, [key1.ToRead(), key2.ToRead(), key3.ToRead()], cancellationToken).ConfigureAwait(false);
        return ((T1?)found[0], (T2?)found[1], (T3?)found[2]);
    }

    /// <summary>Reads entities of different types: see the overload for keys of one type. One BatchGetItem per table.</summary>
    /// <typeparam name="T1">The type of the first entity.</typeparam>
    /// <typeparam name="T2">The type of the second entity.</typeparam>
    /// <typeparam name="T3">The type of the third entity.</typeparam>
    /// <typeparam name="T4">The type of the fourth entity.</typeparam>
    /// <param name="database">The <see cref="DbContext.Database" /> of the context.</param>
    /// <param name="key1">The key of the first.</param>
    /// <param name="key2">The key of the second.</param>
    /// <param name="key3">The key of the third.</param>
    /// <param name="key4">The key of the fourth.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    public static async Task<(T1?, T2?, T3?, T4?)> BatchGetAsync<T1, T2, T3, T4>(
        this DatabaseFacade database,
        DynamoDbKey<T1> key1,
        DynamoDbKey<T2> key2,
        DynamoDbKey<T3> key3,
        DynamoDbKey<T4> key4,
        CancellationToken cancellationToken = default)
        where T1 : class
        where T2 : class
        where T3 : class
        where T4 : class
    {
        var found = await BatchGet(database, [key1.ToRead(), key2.ToRead(), key3.ToRead(), key4.ToRead()], cancellationToken).ConfigureAwait(false);
        return ((T1?)found[0], (T2?)found[1], (T3?)found[2], (T4?)found[3]);
    }

    /// <summary>Reads entities of different types: see the overload for keys of one type. One BatchGetItem per table.</summary>
    /// <typeparam name="T1">The type of the first entity.</typeparam>
    /// <typeparam name="T2">The type of the second entity.</typeparam>
    /// <typeparam name="T3">The type of the third entity.</typeparam>
    /// <typeparam name="T4">The type of the fourth entity.</typeparam>
    /// <typeparam name="T5">The type of the fifth entity.</typeparam>
    /// <param name="database">The <see cref="DbContext.Database" /> of the context.</param>
    /// <param name="key1">The key of the first.</param>
    /// <param name="key2">The key of the second.</param>
    /// <param name="key3">The key of the third.</param>
    /// <param name="key4">The key of the fourth.</param>
    /// <param name="key5">The key of the fifth.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    public static async Task<(T1?, T2?, T3?, T4?, T5?)> BatchGetAsync<T1, T2, T3, T4, T5>(
        this DatabaseFacade database,
        DynamoDbKey<T1> key1,
        DynamoDbKey<T2> key2,
        DynamoDbKey<T3> key3,
        DynamoDbKey<T4> key4,
        DynamoDbKey<T5> key5,
        CancellationToken cancellationToken = default)
        where T1 : class
        where T2 : class
        where T3 : class
        where T4 : class
        where T5 : class
    {
        var found = await BatchGet(database, [key1.ToRead(), key2.ToRead(), key3.ToRead(), key4.ToRead(), key5.ToRead()], cancellationToken).ConfigureAwait(false);
        return ((T1?)found[0], (T2?)found[1], (T3?)found[2], (T4?)found[3], (T5?)found[4]);
    }

    /// <summary>
    /// Finds entities by their keys, as <see cref="DbSet{TEntity}.FindAsync(object[])" /> finds one: those that are tracked need no request, the others are
    /// read with BatchGetItem, and left out by query filters.
    /// </summary>
    /// <typeparam name="TEntity">The type of the entities.</typeparam>
    /// <param name="set">The set.</param>
    /// <param name="keys">The keys.</param>
    /// <param name="cancellationToken">Ends the requests.</param>
    /// <returns>The entities at the positions of their keys; null where there is none.</returns>
    public static async Task<TEntity?[]> FindManyAsync<TEntity>(
        this DbSet<TEntity> set, IEnumerable<DynamoDbKey<TEntity>> keys, CancellationToken cancellationToken = default)
        where TEntity : class
    {
        ArgumentNullException.ThrowIfNull(set);
        ArgumentNullException.ThrowIfNull(keys);
        var all = keys.ToList();
        var found = new TEntity?[all.Count];
        var missing = new List<int>();
        for (var i = 0; i < found.Length; i++)
        {
            if (set.Local.FindEntryUntyped(all[i].Values!) is { } entry)
            {
                found[i] = entry.State == EntityState.Deleted ? null : entry.Entity;
            }
            else
            {
                missing.Add(i);
            }
        }

        if (missing.Count > 0)
        {
            var context = set.GetService<ICurrentDbContext>().Context;
            var read = await BatchGet(context.Database, [.. missing.Select(i => new KeyedRead<TEntity, TEntity>(all[i], selector: null, isFiltered: true))], cancellationToken)
                .ConfigureAwait(false);
            for (var i = 0; i < read.Length; i++)
            {
                found[missing[i]] = (TEntity?)read[i];
            }
        }

        return found;
    }

    /// <summary>See <see cref="FindManyAsync{TEntity}(DbSet{TEntity}, IEnumerable{DynamoDbKey{TEntity}}, CancellationToken)" />.</summary>
    /// <typeparam name="TEntity">The type of the entities.</typeparam>
    /// <typeparam name="TKey">The type of a key of one property.</typeparam>
    /// <param name="set">The set.</param>
    /// <param name="keys">The values of the key.</param>
    /// <param name="cancellationToken">Ends the requests.</param>
    public static Task<TEntity?[]> FindManyAsync<TEntity, TKey>(
        this DbSet<TEntity> set, IEnumerable<TKey> keys, CancellationToken cancellationToken = default)
        where TEntity : class
    {
        ArgumentNullException.ThrowIfNull(keys);
        return set.FindManyAsync(keys.Select(k => set.Key(k)), cancellationToken);
    }

    private static Task<object?[]> TransactGet(DatabaseFacade database, IReadOnlyList<IKeyedRead> reads, CancellationToken cancellationToken)
        => KeyedReads.TransactAsync(Client(database, nameof(TransactGetAsync)), database.GetService<TableNames>(), reads, cancellationToken);

    private static Task<object?[]> BatchGet(DatabaseFacade database, IReadOnlyList<IKeyedRead> reads, CancellationToken cancellationToken)
        => KeyedReads.BatchAsync(
            Client(database, nameof(BatchGetAsync)),
            database.GetService<TableNames>(),
            database.GetService<IDynamoDbSingletonOptions>().ConsistentReads,
            reads,
            cancellationToken);

    private static IDynamoDbRequestClient Client(DatabaseFacade database, string method)
        => database.IsDynamoDb()
            ? database.GetService<IDynamoDbRequestClient>()
            : throw new InvalidOperationException(DynamoDbStrings.OtherProvider(method, database.ProviderName));
}
