using System.Diagnostics.CodeAnalysis;
using EFCore.DynamoDb.Client;
using EFCore.DynamoDb.Diagnostics;
using EFCore.DynamoDb.Infrastructure;
using EFCore.DynamoDb.Items;
using EFCore.DynamoDb.Metadata;
using EFCore.DynamoDb.Query.Execution;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace Microsoft.EntityFrameworkCore;

/// <summary>
/// All entities of one partition of a table, each of its own type, in the order of their sort keys: what DynamoDB calls an item collection. Enumerated with
/// <c>await foreach</c>, it is one Query for each megabyte; a page at a time is in memory. Items of types that the model does not know are passed over. See
/// <see href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/WorkingWithItemCollections.html">Item collections</see>.
/// </summary>
[SuppressMessage("Naming", "CA1711:Identifiers should not have incorrect suffix", Justification = "DynamoDB's own term.")]
public sealed class DynamoDbItemCollection : IAsyncEnumerable<object>
{
    private readonly DbContext _context;
    private readonly TableModel _table;
    private readonly ItemValue _partitionKey;
    private readonly ItemCollectionSettings _settings;

    internal DynamoDbItemCollection(DbContext context, TableModel table, ItemValue partitionKey, ItemCollectionSettings settings)
    {
        _context = context;
        _table = table;
        _partitionKey = partitionKey;
        _settings = settings;
    }

    /// <summary>Only the items whose sort key begins so: part of the key condition.</summary>
    /// <param name="beginning">What the text of the sort key begins with, such as <c>ORDER#</c>.</param>
    /// <exception cref="InvalidOperationException">The table's sort key is not text, or there is none.</exception>
    public DynamoDbItemCollection WhereSortKeyBeginsWith(string beginning)
    {
        ArgumentException.ThrowIfNullOrEmpty(beginning);
        return _table.Key.Sort is [{ Type: DynamoDbAttributeType.S }]
            ? With(_settings with { SortKeyBeginsWith = beginning })
            : throw new InvalidOperationException(DynamoDbStrings.SortKeyIsNoText(_table.Name));
    }

    /// <summary>From the greatest sort key to the least.</summary>
    public DynamoDbItemCollection Descending()
        => With(_settings with { Descending = true });

    /// <summary>The context does not track the entities.</summary>
    public DynamoDbItemCollection AsNoTracking()
        => With(_settings with { Tracking = QueryTrackingBehavior.NoTracking });

    /// <summary>The context tracks the entities, though its queries do not.</summary>
    public DynamoDbItemCollection AsTracking()
        => With(_settings with { Tracking = QueryTrackingBehavior.TrackAll });

    /// <summary>Reads what was written before, at twice the capacity.</summary>
    /// <param name="consistent">Whether to; false where the options ask for it and this does not need it.</param>
    public DynamoDbItemCollection WithConsistentRead(bool consistent = true)
        => With(_settings with { ConsistentRead = consistent });

    /// <summary>How many items one request reads at most; a request ends with a megabyte in any case.</summary>
    /// <param name="items">At least 1.</param>
    public DynamoDbItemCollection WithPageSize(int items)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(items);
        return With(_settings with { PageSize = items });
    }

    /// <summary>The query filters of the entity types, which leave out entities on the client, are not applied.</summary>
    public DynamoDbItemCollection IgnoreQueryFilters()
        => With(_settings with { IgnoreQueryFilters = true });

    /// <inheritdoc />
    public IAsyncEnumerator<object> GetAsyncEnumerator(CancellationToken cancellationToken = default)
        => ItemCollectionReader.ReadAsync(
                _context,
                _context.GetService<IDynamoDbRequestClient>(),
                _context.GetService<TableNames>().PhysicalName(_table.Name),
                _table,
                _partitionKey,
                _settings with { ConsistentRead = _settings.ConsistentRead ?? _context.GetService<IDynamoDbSingletonOptions>().ConsistentReads },
                cancellationToken)
            .GetAsyncEnumerator(cancellationToken);

    private DynamoDbItemCollection With(ItemCollectionSettings settings)
        => new(_context, _table, _partitionKey, settings);
}
