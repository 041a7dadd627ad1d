using EFCore.DynamoDb.Access;
using EFCore.DynamoDb.Client;
using EFCore.DynamoDb.Diagnostics;
using EFCore.DynamoDb.Items;
using EFCore.DynamoDb.Metadata;
using EFCore.DynamoDb.Query.Execution;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.Query.Paging;

/// <summary>One reading of a query in pages: its items from the place that a cursor says, and the cursors of the places that it comes to.</summary>
internal sealed class PagedReading
{
    private readonly PageCursor _cursor;

    private PagedReading(QueryVariant variant, PagedItems items, PageCursor cursor)
    {
        Variant = variant;
        Items = items;
        _cursor = cursor;
    }

    public QueryVariant Variant { get; }

    public PagedItems Items { get; }

    public static PagedReading Begin(
        DynamoDbQueryContext context, PageDemand demand, QueryVariant variant, BoundOperand[] operands, BoundAccess access, byte[] fingerprint)
    {
        var plan = variant.Plan;
        if (demand.OneRequest && (access.Fetch is not null || access.MergedBy.Count > 0))
        {
            throw new InvalidOperationException(DynamoDbStrings.PageNeedsRequests(plan.Table.Name));
        }

        IReadOnlyList<KeyAttribute>[] attributes = [.. access.Requests.Select(r => AttributesOf(plan, r))];
        IReadOnlyList<KeyBounds> bounds = [.. RequestBuilder.BoundsOf(plan, operands)];
        ItemMap[] pinned = [.. access.Requests.Select((r, i) => r is PageRequest ? PinnedBy(bounds[i]) : new ItemMap(0))];
        string[] identity =
        [
            .. plan.Table.Key.All.Select(k => k.Name),
            .. plan.MergedBy.Select(o => o.Attribute).Where(a => !plan.Table.Key.Contains(a)),
        ];

        // What the query says itself need not be in its cursors.
        var cursor = new PageCursor(
            fingerprint, [.. attributes.Select((all, i) => all.Where(k => pinned[i].Find(k.Name).IsMissing).ToList())], identity, context.Settings.CursorKey);
        var start = demand.Cursor is { } text ? Complete(cursor.Read(text), pinned, attributes) : null;
        if (start is not null && !IsInside(start, access, bounds))
        {
            throw new DynamoDbCursorException(DynamoDbStrings.CursorOutOfBounds(plan.Table.Name));
        }

        int? rows = demand.GoesOn || variant.Pages!.ClientWork.Count > 0 ? null : demand.Rows;
        return new PagedReading(variant, new PagedItems(context.Client, access, attributes, demand, context.Settings, start, rows), cursor);
    }

    /// <summary>Of the place after the last row that was returned.</summary>
    public string Cursor()
        => _cursor.Write(Items.Here());

    /// <summary>Of the place where the reading stopped before it had rows enough; null at the end.</summary>
    public string? CursorWhereStopped()
        => Items.StoppedAt() is { } place ? _cursor.Write(place) : null;

    private static ItemMap PinnedBy(KeyBounds bounds)
    {
        var pinned = new ItemMap();
        foreach (var (name, value) in bounds.Pinned)
        {
            pinned.Add(name, value);
        }

        return pinned;
    }

    private static PagePlace Complete(PagePlace place, IReadOnlyList<ItemMap> pinned, IReadOnlyList<IReadOnlyList<KeyAttribute>> attributes)
        => place with
        {
            Requests =
            [
                .. place.Requests.Select(
                    (p, i) => p.After is { } after ? p with { After = Complete(after, pinned[place.First + i], attributes[place.First + i]) } : p),
            ],
        };

    private static ItemMap Complete(ItemMap written, ItemMap pinned, IReadOnlyList<KeyAttribute> attributes)
    {
        var key = new ItemMap(attributes.Count);
        foreach (var attribute in attributes)
        {
            key.Add(attribute.Name, pinned.Find(attribute.Name) is { IsMissing: false } value ? value : written.Find(attribute.Name));
        }

        return key;
    }

    private static bool IsInside(PagePlace place, BoundAccess access, IReadOnlyList<KeyBounds> bounds)
    {
        for (var i = place.First; i < place.First + place.Requests.Count; i++)
        {
            if (place.Of(i).After is { } key
                && !(access.Requests[i] switch
                {
                    PageRequest => bounds[i].Contains(key),
                    BatchGetItemRequest batch => batch.Keys.Any(k => ItemValue.Map(k).Equals(ItemValue.Map(key))),
                    _ => true,
                }))
            {
                return false;
            }
        }

        return true;
    }

    private static IReadOnlyList<KeyAttribute> AttributesOf(AccessPlan plan, ItemRequest request)
        => KeyBounds.AttributesOf(plan.Table, request is PageRequest { IndexName: { } name } ? plan.Table.FindIndex(name) : null);
}
