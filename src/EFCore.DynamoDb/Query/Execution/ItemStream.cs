using EFCore.DynamoDb.Access;
using EFCore.DynamoDb.Client;
using EFCore.DynamoDb.Items;

namespace EFCore.DynamoDb.Query.Execution;

/// <summary>
/// The items of a plan, page by page as they are asked for: the one place where the outer source of a query sends requests.
/// </summary>
internal sealed class ItemStream(IDynamoDbRequestClient client, BoundAccess access) : IAsyncEnumerable<Item>
{
    public IAsyncEnumerator<Item> GetAsyncEnumerator(CancellationToken cancellationToken = default)
        => new Enumerator(client, access, cancellationToken);

    /// <summary>The number of items, by Select=COUNT on every page.</summary>
    public static async ValueTask<long> CountAsync(IDynamoDbRequestClient client, BoundAccess access, CancellationToken cancellationToken)
    {
        var count = 0L;
        var request = access.Pages;
        while (request is not null)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var page = await SendAsync(client, request, cancellationToken).ConfigureAwait(false);
            count += page.Count;
            if (page.LastEvaluatedKey is null)
            {
                break;
            }

            request.ExclusiveStartKey = page.LastEvaluatedKey;
        }

        return count;
    }

    private static Task<ItemPage> SendAsync(IDynamoDbRequestClient client, PageRequest request, CancellationToken cancellationToken)
        => request is QueryRequest query
            ? client.QueryAsync(query, cancellationToken)
            : client.ScanAsync((ScanRequest)request, cancellationToken);

    private sealed class Enumerator(IDynamoDbRequestClient client, BoundAccess access, CancellationToken cancellationToken) : IAsyncEnumerator<Item>
    {
        private IReadOnlyList<Item> _page = [];
        private int _position = -1;
        private int _remaining = access.Limit ?? int.MaxValue;
        private int _batch;
        private bool _atEnd;

        public Item Current
            => _page[_position];

        public ValueTask<bool> MoveNextAsync()
        {
            if (_remaining <= 0)
            {
                return ValueTask.FromResult(false);
            }

            if (++_position < _page.Count)
            {
                _remaining--;
                return ValueTask.FromResult(true);
            }

            return ReadPageAsync();
        }

        public ValueTask DisposeAsync()
            => ValueTask.CompletedTask;

        private async ValueTask<bool> ReadPageAsync()
        {
            // A page may be empty and yet not the last one: the filter dropped all it evaluated.
            while (!_atEnd)
            {
                cancellationToken.ThrowIfCancellationRequested();
                _page = await NextPageAsync().ConfigureAwait(false);
                _position = 0;
                if (_page.Count > 0)
                {
                    _remaining--;
                    return true;
                }
            }

            _page = [];
            return false;
        }

        private async Task<IReadOnlyList<Item>> NextPageAsync()
        {
            if (access.Given is { } given)
            {
                _atEnd = true;
                return given;
            }

            if (access.Get is { } get)
            {
                _atEnd = true;
                var response = await client.GetItemAsync(get, cancellationToken).ConfigureAwait(false);
                return response.Item is { } item ? [item] : [];
            }

            if (access.Batches is { Count: > 0 } batches)
            {
                var items = await BatchReader.ReadAsync(client, batches[_batch++], cancellationToken).ConfigureAwait(false);
                _atEnd = _batch == batches.Count;
                return items;
            }

            if (access.Pages is not { } request)
            {
                _atEnd = true;
                return [];
            }

            if (access.Limit is not null)
            {
                request.Limit = _remaining;
            }

            var page = await SendAsync(client, request, cancellationToken).ConfigureAwait(false);
            request.ExclusiveStartKey = page.LastEvaluatedKey;
            _atEnd = page.LastEvaluatedKey is null;
            return page.Items;
        }
    }
}
