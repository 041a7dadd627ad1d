using System.Globalization;
using EFCore.DynamoDb.Access;
using EFCore.DynamoDb.Items;

namespace EFCore.DynamoDb.Update;

/// <summary>
/// From the values that attributes had and those they have now to what an update must do: as few and as small paths as possible, so that a request
/// grows with the change and what nobody mapped stays in its maps. Pure.
/// </summary>
/// <param name="areElementsKnown">
/// Whether the elements of lists are known to be those that were read, because a concurrency token says so; otherwise each that is touched is compared.
/// </param>
internal sealed class DocumentDiff(bool areElementsKnown)
{
    /// <summary>Roughly what a path costs in an expression, besides its value.</summary>
    private const int PathCost = 16;

    /// <summary>No expression of 4 KB has room for so many paths.</summary>
    private const int MaxPaths = 400;

    private readonly HashSet<AttributePath> _maps = [];

    public List<AttributeChange> Changes { get; } = [];

    public List<UpdateAction> Actions { get; } = [];

    public List<DocumentGuard> Guards { get; } = [];

    public bool AreElementsKnown
        => areElementsKnown;

    public bool IsEmpty
        => Changes.Count == 0 && Actions.Count == 0;

    /// <summary>Sets the place to the value, whatever it was.</summary>
    public void Set(AttributePath path, ItemValue value)
        => Changes.Add(new AttributeChange(path, value));

    /// <summary>Adds to the number at the place, whatever it is.</summary>
    public void Count(AttributePath path, decimal by)
    {
        if (by != 0)
        {
            Actions.Add(new UpdateAction.Add(path, ItemValue.Number(by.ToString(CultureInfo.InvariantCulture))));
        }
    }

    /// <summary>Brings the place from one value to the other; false when they are the same.</summary>
    public bool Add(AttributePath path, ItemValue from, ItemValue to)
    {
        if (from.Equals(to))
        {
            return false;
        }

        if (from.IsMissing || to.IsMissing || from.Type != to.Type)
        {
            Set(path, to);
            return true;
        }

        switch (to.Type)
        {
            case DynamoDbAttributeType.M:
                AddMap(path, from.AsMap(), to);
                break;
            case DynamoDbAttributeType.L:
                AddList(path, from.AsList(), to);
                break;
            case DynamoDbAttributeType.SS or DynamoDbAttributeType.NS or DynamoDbAttributeType.BS when path.IsTopLevel:
                AddSet(path, from, to);
                break;
            default:
                Set(path, to);
                break;
        }

        return true;
    }

    /// <summary>The map that the place is in must be there.</summary>
    public void Require(AttributePath map)
    {
        if (_maps.Add(map))
        {
            Guards.Add(new DocumentGuard.IsMap(map));
        }
    }

    public static AttributePath Inside(AttributePath path, PathSegment segment)
        => new(path.Name, [.. path.Rest, segment]);

    private void AddMap(AttributePath path, ItemMap from, ItemValue to)
    {
        var parts = new DocumentDiff(areElementsKnown);
        parts.Require(path);
        foreach (var (name, value) in to.AsMap())
        {
            parts.Add(Inside(path, name), from.Find(name), value);
        }

        foreach (var (name, value) in from)
        {
            if (to.AsMap().Find(name).IsMissing)
            {
                parts.Add(Inside(path, name), value, default);
            }
        }

        AddPartsOr(path, to, parts, isWorthIt: true);
    }

    private void AddPartsOr(AttributePath path, ItemValue to, DocumentDiff parts, bool isWorthIt)
    {
        if (!isWorthIt || parts.Changes.Count > MaxPaths)
        {
            Set(path, to);
            return;
        }

        Changes.AddRange(parts.Changes);
        Actions.AddRange(parts.Actions);
        foreach (var guard in parts.Guards)
        {
            if (guard is DocumentGuard.IsMap)
            {
                Require(guard.Path);
            }
            else
            {
                Guards.Add(guard);
            }
        }
    }

    private void AddSet(AttributePath path, ItemValue from, ItemValue to)
    {
        var (removed, added) = (from.SetWithout(to), to.SetWithout(from));
        if (removed.IsMissing)
        {
            Actions.Add(new UpdateAction.Add(path, added));
        }
        else if (added.IsMissing)
        {
            Actions.Add(new UpdateAction.Delete(path, removed));
        }
        else
        {
            // One path cannot be in two clauses.
            Set(path, to);
        }
    }

    private void AddList(AttributePath path, IReadOnlyList<ItemValue> from, ItemValue to)
    {
        var parts = new DocumentDiff(areElementsKnown);
        AddPartsOr(
            path,
            to,
            parts,
            isWorthIt: parts.TryElements(path, from, to.AsList()) && parts.Cost() <= (2 * ItemSize.Of(to)) + (8 * PathCost));
    }

    private int Cost()
    {
        var cost = 0;
        foreach (var change in Changes)
        {
            cost += PathCost + (change.Value.IsMissing ? 0 : ItemSize.Of(change.Value));
        }

        foreach (var guard in Guards)
        {
            cost += PathCost + (guard is DocumentGuard.Holds holds ? ItemSize.Of(holds.Original) : 0);
        }

        return cost;
    }

    /// <summary>Elements by their positions: changed where they are, put at the end, or taken out. False when only the whole list will do.</summary>
    private bool TryElements(AttributePath path, IReadOnlyList<ItemValue> from, IReadOnlyList<ItemValue> to)
    {
        var shorter = Math.Min(from.Count, to.Count);
        var start = 0;
        while (start < shorter && from[start].Equals(to[start]))
        {
            start++;
        }

        var end = 0;
        while (end < shorter - start && from[^(end + 1)].Equals(to[^(end + 1)]))
        {
            end++;
        }

        if (to.Count < from.Count)
        {
            return TryRemove(path, from, to, start);
        }

        if (to.Count > from.Count && end > 0 && start + end < to.Count && start < from.Count)
        {
            // Something came between, which no expression can say.
            return false;
        }

        if (!TryChange(path, from, to, start, to.Count == from.Count ? from.Count - end : from.Count))
        {
            return false;
        }

        if (to.Count > from.Count)
        {
            Append(path, from.Count, to);
        }

        return true;
    }

    private bool TryChange(AttributePath path, IReadOnlyList<ItemValue> from, IReadOnlyList<ItemValue> to, int start, int end)
    {
        var before = new HashSet<ItemValue>();
        for (var i = start; i < end; i++)
        {
            if (!from[i].Equals(to[i]))
            {
                before.Add(from[i]);
            }
        }

        for (var i = start; i < end; i++)
        {
            if (from[i].Equals(to[i]))
            {
                continue;
            }

            if (before.Contains(to[i]))
            {
                // Elements have changed places: what is in them moves with them, and not their members from one to the other.
                return false;
            }

            var element = Inside(path, i);
            if (areElementsKnown)
            {
                Add(element, from[i], to[i]);
                continue;
            }

            var inside = new DocumentDiff(areElementsKnown: true);
            inside.Add(element, from[i], to[i]);
            Changes.AddRange(inside.Changes);
            Actions.AddRange(inside.Actions);
            Guards.Add(new DocumentGuard.Holds(element, from[i]));
            Guards.AddRange(inside.Guards.Where(g => g is DocumentGuard.HasLength));
        }

        return true;
    }

    /// <summary>What is left must be in the order in which it was.</summary>
    private bool TryRemove(AttributePath path, IReadOnlyList<ItemValue> from, IReadOnlyList<ItemValue> to, int start)
    {
        var next = start;
        for (var i = start; i < from.Count; i++)
        {
            if (next < to.Count && from[i].Equals(to[next]))
            {
                next++;
                continue;
            }

            var element = Inside(path, i);
            Set(element, default);
            if (!areElementsKnown)
            {
                Guards.Add(new DocumentGuard.Holds(element, from[i]));
            }
        }

        // Always: a request that is sent twice must not take out what has moved up.
        Guards.Add(new DocumentGuard.HasLength(path, from.Count));
        return next == to.Count;
    }

    private void Append(AttributePath path, int length, IReadOnlyList<ItemValue> to)
    {
        if (IsEmpty)
        {
            var tail = new List<ItemValue>(to.Count - length);
            for (var i = length; i < to.Count; i++)
            {
                tail.Add(to[i]);
            }

            Actions.Add(new UpdateAction.Set(
                path, new UpdateValue.ListAppend(new UpdateValue.Path(path), new UpdateValue.Literal(ItemValue.List(tail)))));
        }
        else
        {
            // A list whose elements are changed cannot be appended to as a whole; positions behind its end are its end.
            for (var i = length; i < to.Count; i++)
            {
                Set(Inside(path, i), to[i]);
            }
        }

        Guards.Add(new DocumentGuard.HasLength(path, length));
    }
}
