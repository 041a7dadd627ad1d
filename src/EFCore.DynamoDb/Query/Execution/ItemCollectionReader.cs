using System.Runtime.CompilerServices;
using EFCore.DynamoDb.Client;
using EFCore.DynamoDb.Items;
using EFCore.DynamoDb.Metadata;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.Query.Execution;

/// <summary>How an item collection is read.</summary>
internal sealed record ItemCollectionSettings
{
    public string? SortKeyBeginsWith { get; init; }

    public bool Descending { get; init; }

    public bool? ConsistentRead { get; init; }

    public int? PageSize { get; init; }

    public QueryTrackingBehavior? Tracking { get; init; }

    public bool IgnoreQueryFilters { get; init; }
}

/// <summary>The entities of one partition, each of its own type, page by page in the order of their sort keys.</summary>
internal static class ItemCollectionReader
{
    public static async IAsyncEnumerable<object> ReadAsync(
        DbContext context,
        IDynamoDbRequestClient client,
        string tableName,
        TableModel table,
        ItemValue partitionKey,
        ItemCollectionSettings settings,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var types = GivenItems.For(context.Model, table);
        var request = Request(tableName, table, partitionKey, settings);
        do
        {
            cancellationToken.ThrowIfCancellationRequested();
            var page = await client.QueryAsync(request, cancellationToken).ConfigureAwait(false);
            request.ExclusiveStartKey = page.LastEvaluatedKey;

            // Those of one type that follow each other are one query over items that are there already.
            var run = new List<Item>();
            GivenItemType? type = null;
            foreach (var item in page.Items)
            {
                if (types.Find(item.As) is not { } found)
                {
                    continue;
                }

                if (found != type && run.Count > 0)
                {
                    await foreach (var entity in type!.ReadAsync(context, run, settings.Tracking, settings.IgnoreQueryFilters)
                        .WithCancellation(cancellationToken).ConfigureAwait(false))
                    {
                        yield return entity;
                    }

                    run = [];
                }

                type = found;
                run.Add(item.As(type.Layout));
            }

            if (run.Count > 0)
            {
                await foreach (var entity in type!.ReadAsync(context, run, settings.Tracking, settings.IgnoreQueryFilters)
                    .WithCancellation(cancellationToken).ConfigureAwait(false))
                {
                    yield return entity;
                }
            }
        }
        while (request.ExclusiveStartKey is not null);
    }

    private static QueryRequest Request(string tableName, TableModel table, ItemValue partitionKey, ItemCollectionSettings settings)
    {
        var key = table.Key.All.ToList();
        var aliases = new ExpressionAliases();
        aliases.Names.Add(new("#0", key[0].Name));
        aliases.Values.Add(new(":0", partitionKey));
        var condition = "#0 = :0";
        if (settings.SortKeyBeginsWith is { } beginning)
        {
            aliases.Names.Add(new("#1", key[1].Name));
            aliases.Values.Add(new(":1", ItemValue.String(beginning)));
            condition += " AND begins_with(#1, :1)";
        }

        return new QueryRequest
        {
            TableName = tableName,
            Layout = new ItemLayout([.. key.Select(k => k.Name)], [.. key.Select((_, i) => i)]),
            Aliases = aliases,
            KeyConditionExpression = condition,
            ScanIndexForward = !settings.Descending,
            ConsistentRead = settings.ConsistentRead ?? false,
            Limit = settings.PageSize,
        };
    }
}
