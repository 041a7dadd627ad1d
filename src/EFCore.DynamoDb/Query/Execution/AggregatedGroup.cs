using System.Runtime.CompilerServices;

namespace EFCore.DynamoDb.Query.Execution;

/// <summary>A group of which only aggregates are asked.</summary>
internal sealed class AggregatedGroup<TKey, TRow>(TKey key, Accumulator<TRow>[] accumulators)
{
    public TKey Key { get; } = key;

    public TResult Result<TValue, TResult>(int position)
        => ((Accumulator<TRow, TValue, TResult>)accumulators[position]).Result;

    /// <summary>Reads all rows and keeps the groups, in the order in which they were met.</summary>
    public static async IAsyncEnumerable<AggregatedGroup<TKey, TRow>> OfAsync(
        IAsyncEnumerable<TRow> rows,
        Func<TRow, TKey> key,
        IEqualityComparer<TKey>? comparer,
        Func<Accumulator<TRow>[]> accumulators,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        // A key is a tuple, so none is null.
#pragma warning disable CS8714
        var known = new Dictionary<TKey, AggregatedGroup<TKey, TRow>>(comparer);
#pragma warning restore CS8714
        var groups = new List<AggregatedGroup<TKey, TRow>>();
        await foreach (var row in rows.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            var value = key(row);
            if (!known.TryGetValue(value, out var group))
            {
                known.Add(value, group = new AggregatedGroup<TKey, TRow>(value, accumulators()));
                groups.Add(group);
            }

            group.Add(row);
        }

        foreach (var group in groups)
        {
            yield return group;
        }
    }

    private void Add(TRow row)
    {
        foreach (var accumulator in accumulators)
        {
            accumulator.Add(row);
        }
    }
}
