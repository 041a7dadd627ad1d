using System.Runtime.CompilerServices;
using EFCore.DynamoDb.Access;
using EFCore.DynamoDb.Client;
using EFCore.DynamoDb.Items;
using EFCore.DynamoDb.Metadata;
using EFCore.DynamoDb.Query.Execution;

namespace EFCore.DynamoDb.Query.Paging;

/// <summary>
/// The items of a query that is read in pages: from some place on, in an order that is always the same, and knowing of each item at what place it stands. Requests without
/// a common order are read one after the other.
/// </summary>
internal sealed class PagedItems : IAsyncEnumerable<Item>
{
    private readonly IDynamoDbRequestClient _client;
    private readonly BoundAccess _access;
    private readonly PageDemand _demand;
    private readonly ReadSettings _settings;
    private readonly int? _rows;
    private readonly PagePlace? _start;
    private readonly RequestPages[] _requests;
    private readonly IReadOnlyList<KeyAttribute>[] _attributes;
    private readonly Dictionary<RequestPages, int> _positions = new(ReferenceEqualityComparer.Instance);

    // What was read and not yet returned as a row, or dropped on the way to one.
    private readonly Queue<(Item Item, int Request)> _pending = [];
    private readonly Item?[] _last;
    private readonly int[] _passed;
    private readonly List<Item> _tied = [];
    private ItemsInOrder? _inOrder;
    private int _current;

    /// <param name="client">The port.</param>
    /// <param name="access">What is sent.</param>
    /// <param name="attributes">Of each request, those of the key by which it goes on.</param>
    /// <param name="demand">What is asked for.</param>
    /// <param name="settings">How the context reads.</param>
    /// <param name="start">Where the reading begins; null for the beginning.</param>
    /// <param name="rows">How many items are enough, where each is a row: related items are read for several rows at once.</param>
    public PagedItems(
        IDynamoDbRequestClient client,
        BoundAccess access,
        IReadOnlyList<KeyAttribute>[] attributes,
        PageDemand demand,
        ReadSettings settings,
        PagePlace? start,
        int? rows)
    {
        _rows = rows;
        _client = client;
        _access = access;
        _demand = demand;
        _settings = settings;
        _start = start;
        _attributes = attributes;
        _requests = [.. access.Requests.Select((r, i) => Begin(r, start?.Of(i) ?? default))];
        _last = new Item?[_requests.Length];
        _passed = new int[_requests.Length];
        for (var i = 0; i < _requests.Length; i++)
        {
            _positions.Add(_requests[i], i);
        }

        _tied.AddRange(start is null ? [] : start.Met.Select(key => new ItemMapItem(LayoutOf(access), key)));
    }

    private bool IsMerged
        => _access.MergedBy.Count > 0;

    public IAsyncEnumerator<Item> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        var maxParallel = _settings.MaxParallelRequests;
        var entries = EntriesAsync(maxParallel, cancellationToken);
        var items = _access.Fetch is null ? entries : new FetchedItems(_client, _access, maxParallel).ReadAsync(entries, cancellationToken);
        return (_rows is { } rows ? items.Take(rows) : items).GetAsyncEnumerator(cancellationToken);
    }

    /// <summary>The item was returned as a row: the reading stands after it.</summary>
    public void MoveTo(Item row)
    {
        while (_pending.TryDequeue(out var next))
        {
            var (item, request) = next;
            _last[request] = item;
            _passed[request]++;
            _current = request;
            if (ReferenceEquals(item, row) || (_access.Fetch is not null && item.Equals(row)))
            {
                KeepTies(item);
                return;
            }
        }
    }

    /// <summary>Where the reading stands after the last row.</summary>
    public PagePlace Here()
        => IsMerged
            ? new PagePlace(0, [.. Enumerable.Range(0, _requests.Length).Select(PlaceOf)], [.. _tied.Select(IdentityOf)])
            : PlaceOf(_current) is { Ended: false } place
                ? new PagePlace(_current, [place], [])
                : new PagePlace(_current + 1, [], []);

    /// <summary>Where a reading of one request stopped short; null when it came to the end.</summary>
    public PagePlace? StoppedAt()
        => _inOrder?.StoppedIn is not { } request ? null
            : _requests[request].AtEnd ? new PagePlace(request + 1, [], [])
            : new PagePlace(request, [new RequestPlace(_requests[request].LastKey, Ended: false)], []);

    private async IAsyncEnumerable<Item> EntriesAsync(int maxParallel, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var first = _start?.First ?? 0;
        IAsyncEnumerable<Item> items;
        if (IsMerged)
        {
            items = new MergedItems(_requests, _access.MergedBy, maxParallel, stopsEarly: !_settings.PrefetchPages || !_demand.GoesOn, OnRead)
                .ReadAsync(cancellationToken);
        }
        else
        {
            // A place among requests in turn says that those before it are at their end.
            _inOrder = new ItemsInOrder(
                _requests, maxParallel, _settings.PrefetchPages && _demand.GoesOn, _demand.GoesOn ? null : _access.Limit, OnRead)
            {
                OnePage = _demand.OneRequest,
                First = first,
            };
            items = _inOrder.ReadAsync(cancellationToken);
        }

        var met = _access.MayRepeatItems ? new HashSet<Item>(_tied) : null;
        await foreach (var item in items.ConfigureAwait(false))
        {
            if (met?.Add(item) != false)
            {
                yield return item;
            }
        }
    }

    private void OnRead(RequestPages request, Item item)
        => _pending.Enqueue((item, _positions[request]));

    private RequestPages Begin(ItemRequest request, RequestPlace place)
    {
        var atEnd = place.Ended || (place.After is not null && request is GetItemRequest);
        switch (request)
        {
            case PageRequest page:
                page.ExclusiveStartKey = place.After;
                break;

            case BatchGetItemRequest batch when place.After is { } after:
                var key = ItemValue.Map(after);
                request = batch.For([.. batch.Keys.SkipWhile(k => !ItemValue.Map(k).Equals(key)).Skip(1)]);
                break;
        }

        return new RequestPages(_client, request, _access.PagesGrow, keysPerPage: _demand.Rows, atEnd);
    }

    private RequestPlace PlaceOf(int request)
    {
        var pages = _requests[request];
        return pages.AtEnd && _passed[request] == pages.Received ? new RequestPlace(null, Ended: true)
            : _last[request] is { } item ? new RequestPlace(KeyOf(item, _attributes[request]), Ended: false)
            : _start?.Of(request) ?? default;
    }

    private ItemMap IdentityOf(Item item)
    {
        var identity = item.ToKey();
        foreach (var ordering in _access.MergedBy)
        {
            if (!item.Layout.KeyOrdinals.Contains(ordering.Ordinal))
            {
                identity.Add(item.Layout.NameOf(ordering.Ordinal), item.GetValue(ordering.Ordinal));
            }
        }

        return identity;
    }

    private static ItemMap KeyOf(Item item, IReadOnlyList<KeyAttribute> attributes)
    {
        var key = new ItemMap(attributes.Count);
        foreach (var attribute in attributes)
        {
            key.Add(attribute.Name, item.GetValue(item.Layout.Find(attribute.Name)));
        }

        return key;
    }

    /// <summary>
    /// An item that several requests find is met again only among those that are equal in the order: the rows since the order last changed are remembered.
    /// </summary>
    private void KeepTies(Item item)
    {
        if (!_access.MayRepeatItems)
        {
            return;
        }

        if (_tied.Count > 0
            && _access.MergedBy.Any(o => _tied[^1].GetValue(o.Ordinal).CompareTo(item.GetValue(o.Ordinal)) != 0))
        {
            _tied.Clear();
        }

        _tied.Add(item);
    }

    private static ItemLayout LayoutOf(BoundAccess access)
        => access.Requests[0] switch
        {
            PageRequest page => page.Layout,
            GetItemRequest get => get.Layout,
            _ => ((BatchGetItemRequest)access.Requests[0]).Layout,
        };
}
