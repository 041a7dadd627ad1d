using EFCore.DynamoDb.Client;
using EFCore.DynamoDb.Items;

namespace EFCore.DynamoDb.Query.Execution;

/// <summary>The answers to one request of a plan, page by page; the request itself keeps where it stands.</summary>
/// <param name="client">The port.</param>
/// <param name="request">The request.</param>
/// <param name="grows">Each page may be twice as long as the one before: rows are still wanting.</param>
internal sealed class RequestPages(IDynamoDbRequestClient client, ItemRequest request, bool grows = false)
{
    private int? _pageSize = (request as PageRequest)?.Limit;

    public ItemRequest Request
        => request;

    /// <summary>There are no further pages.</summary>
    public bool AtEnd { get; private set; }

    /// <summary>The next page. It may be empty and yet not the last one: the filter dropped all it evaluated.</summary>
    /// <param name="wanted">The most items that are still asked for, where the request drops none of those that it evaluates.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    public async Task<IReadOnlyList<Item>> NextAsync(int? wanted, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        switch (request)
        {
            case GetItemRequest get:
                AtEnd = true;
                var response = await client.GetItemAsync(get, cancellationToken).ConfigureAwait(false);
                return response.Item is { } item ? [item] : [];

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
        pages.ExclusiveStartKey = page.LastEvaluatedKey;
        AtEnd = page.LastEvaluatedKey is null;
        return page;
    }
}
