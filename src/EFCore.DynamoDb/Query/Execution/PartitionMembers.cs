using System.Runtime.CompilerServices;
using EFCore.DynamoDb.Access;
using EFCore.DynamoDb.Client;
using EFCore.DynamoDb.Items;
using EFCore.DynamoDb.Metadata;
using EFCore.DynamoDb.Query.Expressions;
using Microsoft.EntityFrameworkCore.Metadata;

namespace EFCore.DynamoDb.Query.Execution;

/// <summary>The rows of an inner query that were asked for before the outer row was there.</summary>
/// <param name="Key">Of this key.</param>
/// <param name="Variant">What is left to do with the items.</param>
/// <param name="Items">The items.</param>
internal sealed record ReadAhead(object?[] Key, QueryVariant Variant, Task<IReadOnlyList<Item>> Items);

/// <summary>
/// An item that is read by its key and the items of its partition that belong to it: one Query for all, where what belongs to it is all that the partition can
/// have; otherwise the item and the others side by side.
/// </summary>
internal sealed class PartitionMembers
{
    private readonly DynamoDbQueryContext _context;
    private readonly GetItemRequest _get;
    private readonly List<(LookupOperator Lookup, object?[] Key, QueryVariant Variant, QueryRequest Request)> _members;
    private readonly QueryRequest? _all;

    private PartitionMembers(
        DynamoDbQueryContext context, GetItemRequest get, List<(LookupOperator, object?[], QueryVariant, QueryRequest)> members, QueryRequest? all)
    {
        _context = context;
        _get = get;
        _members = members;
        _all = all;
    }

    /// <summary>The items of the outer query; null where nothing of the same partition is known to be wanted.</summary>
    public static IAsyncEnumerable<Item>? Read(DynamoDbQueryContext context, ItemSourceExpression source, IReadOnlyList<LookupOperator> lookups, BoundAccess access)
    {
        if (lookups.Count == 0 || access.Requests is not [GetItemRequest get] || access.Limit == 0)
        {
            return null;
        }

        var partition = source.Table.Key.Partition[0].Name;
        var members = new List<(LookupOperator Lookup, object?[] Key, QueryVariant Variant, QueryRequest Request)>();
        var isAll = get.ProjectionExpression is null;
        foreach (var lookup in lookups)
        {
            object?[] key = [.. lookup.Known!.Value.Select(k => k(context))];
            var (variant, inner) = lookup.Inner.Bind(context, key, d => d.BindInner(context));
            if (inner is { Requests: [QueryRequest { IndexName: null, ProjectionExpression: null } query], Limit: null } && IsOf(query, partition, get.Key.Find(partition)))
            {
                members.Add((lookup, key, variant, query));
                isAll &= IsWhole(query) && query.ConsistentRead == get.ConsistentRead;
            }
        }

        return members.Count == 0
            ? null
            : new PartitionMembers(context, get, members, isAll && AreAll(source, members.ConvertAll(m => m.Lookup.Inner)) ? QueryOf(get, partition) : null)
                .ReadAsync(default);
    }

    private async IAsyncEnumerable<Item> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (_all is not null)
        {
            var items = await ListAsync(_all, cancellationToken).ConfigureAwait(false);
            foreach (var (lookup, key, _, _) in _members)
            {
                var layout = lookup.Inner.Whole.Source.Layout.Layout;
                IReadOnlyList<Item> own = [.. items.Select(i => i.As(layout))];
                _context.Ahead[lookup.Inner] = new ReadAhead(
                    key, lookup.Inner.Bind(_context, key, _ => lookup.Inner.GivenDefinition!.GivenVariant(_context)), Task.FromResult(own));
            }

            var sought = new ItemMapItem(_get.Layout, _get.Key);
            foreach (var item in items)
            {
                if (item.Equals(sought))
                {
                    yield return item;
                }
            }

            yield break;
        }

        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var reads = new List<Task>();
        try
        {
            foreach (var (lookup, key, variant, request) in _members)
            {
                var read = ListAsync(request, ended.Token);
                reads.Add(read);
                _context.Ahead[lookup.Inner] = new ReadAhead(key, variant, read);
            }

            await foreach (var item in new ItemStream(_context.Client, new BoundAccess { Requests = [_get] }, 1)
                .WithCancellation(ended.Token).ConfigureAwait(false))
            {
                yield return item;

                // Whoever asks for more takes what was read ahead afterwards.
                await Task.WhenAll(reads).ConfigureAwait(false);
            }
        }
        finally
        {
            // Nothing goes on behind the back of one who has stopped reading.
            await ended.CancelAsync().ConfigureAwait(false);
            foreach (var read in reads)
            {
                await read.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task<IReadOnlyList<Item>> ListAsync(QueryRequest request, CancellationToken cancellationToken)
    {
        var budget = new RowBudget(_context.Settings.MaxBufferedRows, _members[0].Lookup.Inner.Whole.Source.EntityType.ClrType.Name);
        var items = new List<Item>();
        await foreach (var item in new ItemStream(_context.Client, new BoundAccess { Requests = [request] }, 1).WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            items.Add(item);
            budget.Check(items.Count);
        }

        return items;
    }

    /// <summary>Whether every type that the partition can have items of is asked for.</summary>
    private static bool AreAll(ItemSourceExpression source, List<InnerQuery> inner)
        => source.Table.EntityTypes.Where(t => t.GetRootType() == t && MayShare((IEntityType)t, source)).All(
            root => root == source.EntityType || inner.Exists(i => i.Whole.Source.EntityType == root));

    /// <summary>Whether a type may have items in the same partition: nothing in the templates of both tells their partitions apart.</summary>
    private static bool MayShare(IEntityType root, ItemSourceExpression source)
    {
        var attribute = source.Table.Key.Partition[0].Name;
        return TemplateOf(root) is not { } template || TemplateOf(source.EntityType) is not { } own || !template.IsDisjointFrom(own);

        KeyTemplate? TemplateOf(IEntityType type)
            => type.GetProperties().FirstOrDefault(p => p.GetItemAttributeName() == attribute)?.FindKeyTemplate();
    }

    /// <summary>Whether no range of sort keys is asked for: a Query of the partition would read what nobody wants.</summary>
    private static bool IsWhole(QueryRequest query)
        => query.FilterExpression is null
            && (query.KeyConditionExpression.IndexOf(" AND ", StringComparison.Ordinal) is var and && and < 0
                || query.KeyConditionExpression.AsSpan(and + 5).StartsWith("begins_with("));

    private static bool IsOf(QueryRequest query, string attribute, ItemValue value)
    {
        var name = query.Aliases.Names.Find(n => n.Value == attribute).Key;
        return name is not null
            && query.Aliases.Values.Exists(
                v => v.Value.Equals(value)
                    && (query.KeyConditionExpression == $"{name} = {v.Key}" || query.KeyConditionExpression.StartsWith($"{name} = {v.Key} ", StringComparison.Ordinal)));
    }

    private static QueryRequest QueryOf(GetItemRequest get, string partition)
    {
        var aliases = new ExpressionAliases();
        aliases.Names.Add(new("#0", partition));
        aliases.Values.Add(new(":0", get.Key.Find(partition)));
        return new QueryRequest
        {
            TableName = get.TableName,
            Layout = get.Layout,
            Aliases = aliases,
            KeyConditionExpression = "#0 = :0",
            ConsistentRead = get.ConsistentRead,
        };
    }
}
