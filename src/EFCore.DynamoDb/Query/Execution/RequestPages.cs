using EFCore.DynamoDb.Client;
using EFCore.DynamoDb.Items;

namespace EFCore.DynamoDb.Query.Execution;

/// <summary>The answers to one request of a plan, page by page; the request itself keeps where it stands.</summary>
/// <param name="client">The port.</param>
/// <param name="request">The request.</param>
/// <param name="grows">Each page may be twice as long as the one before: rows are still wanting.</param>
/// <param name="keysPerPage">How many keys are read by one request, in their order; null for all at once, in no order.</param>
/// <param name="atEnd">It was read to its end before.</param>
internal sealed class RequestPages(
    IDynamoDbRequestClient client, ItemRequest request, bool grows = false, int? keysPerPage = null, bool atEnd = false)
{
    private int? _pageSize = (request as PageRequest)?.Limit;
    private int _keysRead;
    private int _received;
    private bool _atEnd = atEnd || request is BatchGetItemRequest { Keys.Count: 0 };

    public ItemRequest Request
        => request;

    /// <summary>There are no further pages.</summary>
    public bool AtEnd
    {
        get => Volatile.Read(ref _atEnd);
        private set => Volatile.Write(ref _atEnd, value);
    }

    /// <summary>How many items have come; final once it is <see cref="AtEnd" />.</summary>
    public int Received
        => Volatile.Read(ref _received);

    /// <summary>The key after which the next page begins; null where no page has come.</summary>
    public ItemMap? LastKey { get; private set; }

    /// <summary>The next page. It may be empty and yet not the last one: the filter dropped all it evaluated.</summary>
    /// <param name="wanted">The most items that are still asked for, where the request drops none of those that it evaluates.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    public async Task<IReadOnlyList<Item>> NextAsync(int? wanted, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (AtEnd)
        {
            return [];
        }

        switch (request)
        {
            case GetItemRequest get:
                var response = await client.GetItemAsync(get, cancellationToken).ConfigureAwait(false);
                _received = response.Item is null ? 0 : 1;
                AtEnd = true;
                return response.Item is { } item ? [item] : [];

            case BatchGetItemRequest { IsTransaction: true } transaction:
                AtEnd = true;
                return await TransactionReader.ReadAsync(client, transaction, cancellationToken).ConfigureAwait(false);

            case BatchGetItemRequest batch when keysPerPage is { } keys:
                return await NextKeysAsync(batch, Math.Min(keys, batch.Keys.Count - _keysRead), cancellationToken).ConfigureAwait(false);

            case BatchGetItemRequest batch:
                AtEnd = true;
                return await BatchReader.ReadAsync(client, batch, cancellationToken).ConfigureAwait(false);

            default:
                var pages = (PageRequest)request;
                pages.Limit = wanted < _pageSize ? wanted : _pageSize ?? wanted;
                var page = await NextPageAsync(cancellationToken).ConfigureAwait(false);
                if (grows && _pageSize is { } size)
                {
                    var next = size > int.MaxValue / 2 ? int.MaxValue : size * 2;
                    _pageSize = next < pages.MaxLimit ? next : pages.MaxLimit ?? next;
                }

                return page.Items;
        }
    }

    /// <summary>How many items there are, by Select=COUNT on every page.</summary>
    public async Task<long> CountAsync(CancellationToken cancellationToken)
    {
        var count = 0L;
        while (!AtEnd)
        {
            cancellationToken.ThrowIfCancellationRequested();
            count += (await NextPageAsync(cancellationToken).ConfigureAwait(false)).Count;
        }

        return count;
    }

    private async Task<ItemPage> NextPageAsync(CancellationToken cancellationToken)
    {
        var pages = (PageRequest)request;
        var page = request is QueryRequest query
            ? await client.QueryAsync(query, cancellationToken).ConfigureAwait(false)
            : await client.ScanAsync((ScanRequest)request, cancellationToken).ConfigureAwait(false);
        pages.ExclusiveStartKey = LastKey = page.LastEvaluatedKey;
        Volatile.Write(ref _received, _received + page.Items.Count);
        AtEnd = page.LastEvaluatedKey is null;
        return page;
    }

    private async Task<IReadOnlyList<Item>> NextKeysAsync(BatchGetItemRequest batch, int count, CancellationToken cancellationToken)
    {
        var keys = batch.Keys.Skip(_keysRead).Take(count).ToList();
        var found = new Dictionary<ItemValue, Item>(count);
        foreach (var item in await BatchReader.ReadAsync(client, batch.For(keys), cancellationToken).ConfigureAwait(false))
        {
            found.Add(ItemValue.Map(item.ToKey()), item);
        }

        var items = new List<Item>(found.Count);
        foreach (var key in keys)
        {
            if (found.TryGetValue(ItemValue.Map(key), out var item))
            {
                items.Add(item);
            }
        }

        _keysRead += count;
        LastKey = keys[^1];
        Volatile.Write(ref _received, _received + items.Count);
        AtEnd = _keysRead == batch.Keys.Count;
        return items;
    }
}
