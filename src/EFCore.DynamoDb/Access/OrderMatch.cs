using System.Collections.Immutable;
using EFCore.DynamoDb.Metadata;

namespace EFCore.DynamoDb.Access;

/// <summary>Whether the items of a Query come in the order that is asked for.</summary>
/// <param name="Proven">They do.</param>
/// <param name="Forward">ScanIndexForward.</param>
/// <param name="Sorted">The key does the sorting; false when there is nothing to sort.</param>
internal readonly record struct OrderMatch(bool Proven, bool Forward, bool Sorted)
{
    private static readonly OrderMatch None = new(false, true, false);

    /// <summary>
    /// The orderings that decide anything: what all wanted items have in common does not, nor does what follows a whole table key, which no two items share.
    /// </summary>
    public static ImmutableArray<OrderKey> Deciding(ImmutableArray<OrderKey> order, Predicate predicate, TableModel table)
    {
        var deciding = ImmutableArray.CreateBuilder<OrderKey>();
        var open = table.Key.All.Select(k => k.Name).Where(name => !predicate.Pins(name)).ToHashSet(StringComparer.Ordinal);
        foreach (var key in order)
        {
            if (open.Count == 0)
            {
                break;
            }

            if (key.Attribute is { } attribute && (predicate.Pins(attribute) || deciding.Any(d => d.Attribute == attribute)))
            {
                continue;
            }

            deciding.Add(key);
            open.Remove(key.Attribute ?? string.Empty);
        }

        return deciding.ToImmutable();
    }

    /// <summary>An index orders by its sort attributes; equal ones come in no order that is documented.</summary>
    public static OrderMatch Of(ImmutableArray<OrderKey> deciding, KeySchema key, KeyMatch match)
    {
        if (deciding.IsEmpty)
        {
            return new OrderMatch(true, true, false);
        }

        var position = match.PinnedSort;
        bool? descending = null;
        foreach (var ordering in deciding)
        {
            // The same for all items of one request; where the requests are merged, it counts.
            if (ordering.Attribute is { } attribute && match.Listed.Contains(attribute))
            {
                continue;
            }

            if (position >= key.Sort.Count
                || key.Sort[position].Name != ordering.Attribute
                || ordering.Descending != (descending ?? ordering.Descending))
            {
                return None;
            }

            descending = ordering.Descending;
            position++;
        }

        return new OrderMatch(true, descending != true, true);
    }
}
