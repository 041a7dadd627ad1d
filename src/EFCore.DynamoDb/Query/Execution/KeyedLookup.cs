using System.Runtime.CompilerServices;
using EFCore.DynamoDb.Access;
using EFCore.DynamoDb.Client;
using EFCore.DynamoDb.Items;
using EFCore.DynamoDb.Query.Expressions;
using Microsoft.EntityFrameworkCore.Query;

namespace EFCore.DynamoDb.Query.Execution;

/// <summary>
/// Puts the rows of an inner query beside the outer rows that need them, before any lambda asks for them. With a key that the server can be asked for, outer
/// rows are taken in chunks, and each key among them is read once: whole table keys by BatchGetItem, others by a Query for each partition. Without one the
/// inner query is read whole, once, when the first outer row is there.
/// </summary>
internal sealed class KeyedLookup<TRow, TInner>
{
    /// <summary>As many keys as a BatchGetItem takes.</summary>
    private const int ChunkSize = RequestBuilder.MaxBatch;

    /// <summary>Rows that are kept for keys that come again in another chunk.</summary>
    private const int MaxKept = 10 * ChunkSize;

    private readonly DynamoDbQueryContext _context;
    private readonly InnerQuery _inner;
    private readonly Func<TRow, object?[]>? _outerKey;
    private readonly Func<TInner, object?[]>? _innerKey;
    private readonly KeyComparer _comparer;
    private readonly RowBudget _budget;

    private KeyedLookup(DynamoDbQueryContext context, InnerQuery inner, Func<TRow, object?[]>? outerKey, Func<TInner, object?[]>? innerKey)
    {
        _context = context;
        _inner = inner;
        _outerKey = outerKey;
        _innerKey = innerKey;
        _comparer = new KeyComparer(inner.Comparers, inner.NullMatches);
        _budget = new RowBudget(context.Settings.MaxBufferedRows, inner.Whole.Source.EntityType.ClrType.Name);
    }

    public static IAsyncEnumerable<ValueTuple<TRow, IReadOnlyList<TInner>>> Attach(
        IAsyncEnumerable<TRow> rows, DynamoDbQueryContext context, InnerQuery inner, Func<TRow, object?[]>? outerKey, Func<TInner, object?[]>? innerKey)
        => new KeyedLookup<TRow, TInner>(context, inner, outerKey, innerKey).ReadAsync(rows, default);

    private async IAsyncEnumerable<ValueTuple<TRow, IReadOnlyList<TInner>>> ReadAsync(
        IAsyncEnumerable<TRow> rows, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var found = new Dictionary<object?[], List<TInner>>(_comparer);
        var chunk = new List<(TRow Row, object?[]? Key)>();
        var wanted = new HashSet<object?[]>(_comparer);
        var kept = 0;
        Prefetched<TInner>? all = null;
        var source = rows.GetAsyncEnumerator(cancellationToken);
        await using var _ = source.ConfigureAwait(false);
        var more = true;
        while (more)
        {
            chunk.Clear();
            wanted.Clear();
            while (chunk.Count < ChunkSize && (more = await source.MoveNextAsync().ConfigureAwait(false)))
            {
                var key = _outerKey?.Invoke(source.Current);
                key = key is not null && _comparer.MayMatch(key) ? key : null;
                chunk.Add((source.Current, key));
                if (key is not null && !found.ContainsKey(key))
                {
                    wanted.Add(key);
                }

                if (all is not null)
                {
                    break;
                }
            }

            if (_context.Ahead.Count > 0 && _context.Ahead.Remove(_inner, out var ahead) && wanted.Remove(ahead.Key))
            {
                found[ahead.Key] = [];
                kept += await BucketAsync(ahead.Variant, await ahead.Items.ConfigureAwait(false), found, cancellationToken).ConfigureAwait(false);
            }

            if (all is null && chunk.Count > 0 && (_outerKey is null || wanted.Count > 0))
            {
                if (kept > MaxKept)
                {
                    kept = 0;
                    wanted.UnionWith(chunk.Where(r => r.Key is not null).Select(r => r.Key!));
                    found.Clear();
                }

                if (_inner.KeyedDefinition is null || !BindKeys(wanted, out var reads))
                {
                    all = await PrefetchAsync(cancellationToken).ConfigureAwait(false);
                }
                else
                {
                    kept += await ReadKeysAsync(reads, wanted, found, cancellationToken).ConfigureAwait(false);
                }
            }

            foreach (var (row, key) in chunk)
            {
                yield return (
                    row,
                    _outerKey is null ? all?.Rows ?? []
                    : key is not null && (all?.ByKey ?? found).TryGetValue(key, out var bucket) ? bucket
                    : []);
            }
        }
    }

    /// <summary>What is to be read for the keys; false where not even one of them narrows what is read.</summary>
    private bool BindKeys(IEnumerable<object?[]> keys, out List<(object?[] Key, QueryVariant Variant, BoundAccess Access)> reads)
    {
        reads = [];
        foreach (var key in keys)
        {
            var (variant, access) = _inner.Bind(_context, key, d => d.BindInner(_context));
            if (variant.Plan.Operation == AccessOperation.Scan || !_inner.KeyedDefinition!.KeyConjuncts.Overlaps(variant.Plan.ProvenConjuncts))
            {
                return false;
            }

            reads.Add((key, variant, access));
        }

        return true;
    }

    private async Task<int> ReadKeysAsync(
        List<(object?[] Key, QueryVariant Variant, BoundAccess Access)> reads, HashSet<object?[]> keys, Dictionary<object?[], List<TInner>> found, CancellationToken cancellationToken)
    {
        foreach (var key in keys)
        {
            found[key] = [];
        }

        var count = 0;
        foreach (var group in reads.GroupBy(r => r.Variant))
        {
            if (!_inner.KeyedDefinition!.KeyConjuncts.IsSubsetOf(group.Key.Plan.ProvenConjuncts))
            {
                // What is read for one key has rows of others too, which come again with their own.
                foreach (var (key, variant, access) in group)
                {
                    var ofKey = new Dictionary<object?[], List<TInner>>(_comparer) { [key] = found[key] };
                    count += await BucketAsync(variant, await ReadItemsAsync([access], cancellationToken).ConfigureAwait(false), ofKey, cancellationToken).ConfigureAwait(false);
                }

                continue;
            }

            var items = await ReadItemsAsync([.. group.Select(g => g.Access)], cancellationToken).ConfigureAwait(false);
            count += await BucketAsync(group.Key, items, found, cancellationToken).ConfigureAwait(false);
        }

        return count;
    }

    /// <summary>What becomes of items that were read, by their keys.</summary>
    private async Task<int> BucketAsync(
        QueryVariant variant, IReadOnlyList<Item> items, Dictionary<object?[], List<TInner>> found, CancellationToken cancellationToken)
    {
        var count = 0;
        await foreach (var row in Rows(variant, new BoundAccess { Given = items }).WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            _budget.Check(++count);
            if (found.TryGetValue(_innerKey!(row), out var bucket))
            {
                bucket.Add(row);
            }
        }

        return count;
    }

    /// <summary>Reads by the whole key go together, all others side by side.</summary>
    private async Task<IReadOnlyList<Item>> ReadItemsAsync(List<BoundAccess> accesses, CancellationToken cancellationToken)
    {
        var gets = accesses.FindAll(a => a.Requests is [GetItemRequest]).ConvertAll(a => (GetItemRequest)a.Requests[0]);
        var others = accesses.FindAll(a => a.Requests is not ([] or [GetItemRequest]));
        if (gets.Count > 1)
        {
            var first = gets[0];
            var keys = new Dictionary<Item, ItemMap>();
            foreach (var get in gets)
            {
                keys.TryAdd(new ItemMapItem(first.Layout, get.Key), get.Key);
            }

            others.Add(
                new BoundAccess
                {
                    Requests =
                    [
                        new BatchGetItemRequest
                        {
                            TableName = first.TableName,
                            Keys = [.. keys.Values],
                            Layout = first.Layout,
                            Aliases = first.Aliases,
                            ProjectionExpression = first.ProjectionExpression,
                            ConsistentRead = first.ConsistentRead,
                        },
                    ],
                });
        }
        else if (gets is [var only])
        {
            others.Add(new BoundAccess { Requests = [only] });
        }

        if (others is [var single])
        {
            return await ListAsync(single, cancellationToken).ConfigureAwait(false);
        }

        var results = new IReadOnlyList<Item>[others.Count];
        await Parallel.ForAsync(
            0,
            others.Count,
            new ParallelOptions { MaxDegreeOfParallelism = _context.Settings.MaxParallelRequests, CancellationToken = cancellationToken },
            async (i, token) => results[i] = await ListAsync(others[i], token).ConfigureAwait(false)).ConfigureAwait(false);
        return [.. results.SelectMany(r => r)];
    }

    private async Task<IReadOnlyList<Item>> ListAsync(BoundAccess access, CancellationToken cancellationToken)
    {
        var items = new List<Item>();
        await foreach (var item in new ItemStream(_context.Client, access, 1).WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            items.Add(item);
            _budget.Check(items.Count);
        }

        return items;
    }

    private async Task<Prefetched<TInner>> PrefetchAsync(CancellationToken cancellationToken)
    {
        if (_context.Prefetched.TryGetValue(_inner, out var known))
        {
            return (Prefetched<TInner>)known;
        }

        var (variant, access) = _inner.WholeDefinition!.BindInner(_context);
        var all = new Prefetched<TInner>([], new Dictionary<object?[], List<TInner>>(_comparer));
        await foreach (var row in Rows(variant, access).WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            all.Rows.Add(row);
            _budget.Check(all.Rows.Count);
            if (_innerKey?.Invoke(row) is { } key && _comparer.MayMatch(key))
            {
                if (!all.ByKey.TryGetValue(key, out var bucket))
                {
                    all.ByKey.Add(key, bucket = []);
                }

                bucket.Add(row);
            }
        }

        _context.Prefetched.Add(_inner, all);
        return all;
    }

    private IAsyncEnumerable<TInner> Rows(QueryVariant variant, BoundAccess access)
    {
        var items = new ItemStream(_context.Client, access, _context.Settings.MaxParallelRequests);
        return variant.Rows is { } rows
            ? ((Func<QueryContext, IAsyncEnumerable<Item>, IAsyncEnumerable<TInner>>)rows)(_context, items)
            : (IAsyncEnumerable<TInner>)(object)items;
    }
}

/// <summary>All rows of an inner query, and by their keys where it has some.</summary>
internal sealed record Prefetched<TInner>(List<TInner> Rows, Dictionary<object?[], List<TInner>> ByKey);
