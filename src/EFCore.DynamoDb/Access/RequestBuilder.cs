using System.Collections.Immutable;
using EFCore.DynamoDb.Client;
using EFCore.DynamoDb.Diagnostics;
using EFCore.DynamoDb.Items;
using EFCore.DynamoDb.Metadata;

namespace EFCore.DynamoDb.Access;

/// <summary>Puts the values of one execution into a plan. No value ends in a ValidationException: what DynamoDB would refuse matches nothing.</summary>
internal static class RequestBuilder
{
    public const int MaxBatch = 100;

    /// <summary>Answers that are merged are all in memory together: about so many items of them ...</summary>
    private const int MaxMerged = 10_000;

    /// <summary>... or so many of each.</summary>
    private const int MinMerged = 20;

    /// <summary>Evaluating so many items costs hardly more than evaluating one.</summary>
    public const int MinFirstPage = 25;

    /// <param name="plan">The plan for the shape of these operands.</param>
    /// <param name="operands">The values of the slots.</param>
    /// <param name="limit">The value of the plan's <see cref="AccessPlan.Limit" /> or <see cref="AccessPlan.FirstPage" />; null when it has neither.</param>
    /// <param name="tableName">The physical name.</param>
    /// <param name="layout">What is read of the items.</param>
    public static BoundAccess Bind(AccessPlan plan, IReadOnlyList<BoundOperand> operands, int? limit, string tableName, ItemLayout layout)
    {
        if (plan.Operation == AccessOperation.None)
        {
            return new BoundAccess { Nothing = "no item can match" };
        }

        if (limit <= 0)
        {
            return new BoundAccess { Nothing = "no item is wanted" };
        }

        if (Refusal(plan, operands) is { } reason)
        {
            return new BoundAccess { Nothing = reason };
        }

        var requests = BindRequests(plan, operands, FirstLimit(plan, limit), tableName, layout);
        if (plan.IsTransaction)
        {
            requests = Transaction(requests, layout);
        }

        return requests.Count == 0
            ? new BoundAccess { Nothing = plan.Operation == AccessOperation.Union ? "no item can match" : "no item has a key in the list" }
            : new BoundAccess
            {
                Requests = requests,
                MergedBy = requests.Count == 1 ? [] : [.. plan.MergedBy.Select(o => new ItemOrdering(layout.Find(o.Attribute), o.Descending))],
                MayRepeatItems = requests.Count > 1 && plan.Operation == AccessOperation.Union && requests[0] is not BatchGetItemRequest,
                StopsEarly = plan.StopsEarly,
                Limit = plan.LimitProven ? limit : null,
                PagesGrow = limit is not null && !plan.LimitProven,
                Fetch = plan.Fetch is { } fetch ? BindFetch(fetch, operands, tableName, layout) : null,
                FirstFetch = limit,
            };
    }

    /// <summary>The keys of reads by key as one transaction.</summary>
    private static List<ItemRequest> Transaction(List<ItemRequest> requests, ItemLayout layout)
    {
        var keys = requests.SelectMany(r => r is GetItemRequest get ? [get.Key] : ((BatchGetItemRequest)r).Keys).DistinctBy(ItemValue.Map).ToList();
        if (keys.Count > MaxBatch)
        {
            throw new InvalidOperationException(DynamoDbStrings.TransactionalReadTooLarge(keys.Count));
        }

        if (keys.Count == 0)
        {
            return [];
        }

        var (aliases, projection) = requests[0] is GetItemRequest first
            ? (first.Aliases, first.ProjectionExpression)
            : (((BatchGetItemRequest)requests[0]).Aliases, ((BatchGetItemRequest)requests[0]).ProjectionExpression);
        return
        [
            new BatchGetItemRequest
            {
                TableName = requests[0].TableName,
                Keys = keys,
                Layout = layout,
                Aliases = aliases,
                ProjectionExpression = projection,
                IsTransaction = true,
            },
        ];
    }

    /// <summary>The Limit that requests begin with.</summary>
    public static int? FirstLimit(AccessPlan plan, int? limit)
        => plan.FirstPage is not null && limit is { } rows ? Math.Max(rows, MinFirstPage) : limit;

    /// <summary>Where each of the requests of a plan may begin, in their order; reads by key, which come last, have no place in between.</summary>
    public static IEnumerable<KeyBounds> BoundsOf(AccessPlan plan, IReadOnlyList<BoundOperand> operands)
    {
        switch (plan.Operation)
        {
            case AccessOperation.Union:
                return plan.Branches.Where(b => Refusal(b, operands) is null).SelectMany(b => BoundsOf(b, operands));

            case AccessOperation.Query or AccessOperation.Scan:
                var attributes = KeyBounds.AttributesOf(plan.Table, plan.Index);
                var listed = new ListedKeys(plan.KeyConditions, plan.Index?.Key ?? plan.Table.Key, operands);
                return Enumerable.Range(0, plan.Segments).SelectMany(
                    _ => listed.Combinations().Select(combination => new KeyBounds(attributes, listed.Conditions, combination)));

            default:
                return [];
        }
    }

    private static List<ItemRequest> BindRequests(
        AccessPlan plan, IReadOnlyList<BoundOperand> operands, int? limit, string tableName, ItemLayout layout)
        => plan.Operation switch
        {
            AccessOperation.GetItem => [BindGet(plan, operands, tableName, layout)],
            AccessOperation.BatchGetItem => BindBatches(plan, operands, tableName, layout),
            AccessOperation.Union => BindUnion(plan, operands, limit, tableName, layout),
            _ => BindPages(plan, operands, limit, tableName, layout),
        };

    /// <summary>What the branches send, without those that no item can satisfy. Reads by key are one BatchGetItem, and each key is in it once.</summary>
    private static List<ItemRequest> BindUnion(
        AccessPlan plan, IReadOnlyList<BoundOperand> operands, int? limit, string tableName, ItemLayout layout)
    {
        var requests = plan.Branches.Where(b => Refusal(b, operands) is null)
            .SelectMany(b => BindRequests(b, operands, limit, tableName, layout)).ToList();
        var keys = requests.OfType<GetItemRequest>().Select(r => r.Key)
            .Concat(requests.OfType<BatchGetItemRequest>().SelectMany(r => r.Keys))
            .DistinctBy(ItemValue.Map).ToList();
        if (keys.Count <= 1 && requests.Count == keys.Count)
        {
            return requests;
        }

        requests.RemoveAll(r => r is not PageRequest);
        if (keys.Count > 0)
        {
            var byKey = plan.Branches.First(b => b.Operation is AccessOperation.GetItem or AccessOperation.BatchGetItem);
            requests.AddRange(keys.Chunk(MaxBatch).Select(chunk => Batch(byKey, chunk, operands, tableName, layout)));
        }

        return requests;
    }

    /// <summary>Why no item has such a key, or null.</summary>
    private static string? Refusal(AccessPlan plan, IReadOnlyList<BoundOperand> operands)
    {
        foreach (var conditions in plan.MayContradict)
        {
            if (Contradictions.AreFalse(conditions, operands))
            {
                return "its conditions exclude each other";
            }
        }

        var key = plan.Index?.Key ?? plan.Table.Key;
        foreach (var condition in plan.KeyConditions)
        {
            if (Refusal(condition, key, operands) is { } reason)
            {
                return reason;
            }
        }

        return null;
    }

    private static string? Refusal(Condition condition, KeySchema key, IReadOnlyList<BoundOperand> operands)
    {
        switch (condition)
        {
            case Condition.Between between when RequestOperands.AreReversed(operands, between.Lower, between.Upper):
                return "the lower bound is greater than the upper one";

            case Condition.Comparison when ConditionFacts.Equality(condition) is var (attribute, slot):
                return ListedKeys.CanBeKey(RequestOperands.ValueOf(operands, slot), attribute, key) ? null : $"no item has this value in the key attribute '{attribute}'";

            default:
                return null;
        }
    }

    private static GetItemRequest BindGet(AccessPlan plan, IReadOnlyList<BoundOperand> operands, string tableName, ItemLayout layout)
    {
        var (projection, aliases) = Projection(plan.Projection, operands);
        return new GetItemRequest
        {
            TableName = tableName,
            Key = Key(plan.KeyConditions, operands),
            Layout = layout,
            ProjectionExpression = projection,
            Aliases = aliases,
            ConsistentRead = plan.ConsistentRead,
        };
    }

    private static List<ItemRequest> BindBatches(AccessPlan plan, IReadOnlyList<BoundOperand> operands, string tableName, ItemLayout layout)
    {
        var listed = new ListedKeys(plan.KeyConditions, plan.Table.Key, operands);
        var batches = new List<ItemRequest>((listed.Count + MaxBatch - 1) / MaxBatch);
        foreach (var combinations in listed.Combinations().Chunk(MaxBatch))
        {
            batches.Add(Batch(plan, [.. combinations.Select(c => Key(listed.Conditions, c))], operands, tableName, layout));
        }

        return batches;
    }

    private static BatchGetItemRequest Batch(
        AccessPlan plan, IReadOnlyList<ItemMap> keys, IReadOnlyList<BoundOperand> operands, string tableName, ItemLayout layout)
    {
        var (projection, aliases) = Projection(plan.Projection, operands);
        return new BatchGetItemRequest
        {
            TableName = tableName,
            Keys = keys,
            Layout = layout,
            ProjectionExpression = projection,
            Aliases = aliases,
            ConsistentRead = plan.ConsistentRead,
        };
    }

    private static BatchGetItemRequest BindFetch(ItemFetch fetch, IReadOnlyList<BoundOperand> operands, string tableName, ItemLayout layout)
    {
        var (projection, aliases) = Projection(fetch.Projection, operands);
        return new BatchGetItemRequest
        {
            TableName = tableName,
            Keys = [],
            Layout = layout,
            ProjectionExpression = projection,
            Aliases = aliases,
            ConsistentRead = fetch.ConsistentRead,
        };
    }

    private static ItemMap Key(ImmutableArray<Condition> conditions, IReadOnlyList<BoundOperand> operands)
    {
        var key = new ItemMap(conditions.Length);
        foreach (var condition in conditions)
        {
            var (attribute, slot) = ConditionFacts.Equality(condition)!.Value;
            key.Add(attribute, RequestOperands.ValueOf(operands, slot));
        }

        return key;
    }

    /// <summary>How many items of each of so many answers are in memory while they are merged.</summary>
    public static int MergedPageSize(int answers)
        => Math.Max(MinMerged, MaxMerged / answers);

    private static List<ItemRequest> BindPages(AccessPlan plan, IReadOnlyList<BoundOperand> operands, int? limit, string tableName, ItemLayout layout)
    {
        var listed = new ListedKeys(plan.KeyConditions, plan.Index?.Key ?? plan.Table.Key, operands);
        var pageSize = plan.PageSize ?? (listed.Count > 1 && !plan.MergedBy.IsEmpty ? MergedPageSize(listed.Count) : null);
        return
        [
            .. Enumerable.Range(0, plan.Segments).SelectMany(
                segment => listed.Combinations().Select(c => BindPage(plan, listed.Conditions, c, limit, pageSize, segment, tableName, layout))),
        ];
    }

    private static PageRequest BindPage(
        AccessPlan plan,
        ImmutableArray<Condition> keyConditions,
        IReadOnlyList<BoundOperand> operands,
        int? limit,
        int? pageSize,
        int segment,
        string tableName,
        ItemLayout layout)
    {
        var aliased = new RequestOperands(operands);
        var keyCondition = keyConditions.IsEmpty ? null : new ExpressionWriter(aliased).AppendAll(keyConditions).ToString();
        var filter = plan.Filter is null ? null : new ExpressionWriter(aliased).Append(plan.Filter).ToString();
        var projection = plan is { CountOnly: false, Projection: { } attributes } ? new ExpressionWriter(aliased).AppendProjection(attributes).ToString() : null;
        return plan.Operation == AccessOperation.Query
            ? new QueryRequest
            {
                TableName = tableName,
                IndexName = plan.Index?.Name,
                Layout = layout,
                Aliases = aliased.Aliases,
                KeyConditionExpression = keyCondition!,
                FilterExpression = filter,
                ProjectionExpression = projection,
                CountOnly = plan.CountOnly,
                AllAttributes = plan.FetchesWholeItems,
                ConsistentRead = plan.ConsistentRead,
                ScanIndexForward = plan.Forward,
                Limit = limit < pageSize ? limit : pageSize ?? limit,
                MaxLimit = pageSize,
            }
            : new ScanRequest
            {
                TableName = tableName,
                IndexName = plan.Index?.Name,
                Layout = layout,
                Aliases = aliased.Aliases,
                FilterExpression = filter,
                ProjectionExpression = projection,
                CountOnly = plan.CountOnly,
                AllAttributes = plan.FetchesWholeItems,
                ConsistentRead = plan.ConsistentRead,
                Limit = limit < pageSize ? limit : pageSize ?? limit,
                MaxLimit = pageSize,
                Segment = plan.Segments > 1 ? segment : null,
                TotalSegments = plan.Segments > 1 ? plan.Segments : null,
            };
    }

    private static (string? Expression, ExpressionAliases? Aliases) Projection(
        ImmutableArray<AttributePath>? projection, IReadOnlyList<BoundOperand> operands)
    {
        if (projection is not { } attributes)
        {
            return (null, null);
        }

        var aliased = new RequestOperands(operands);
        return (new ExpressionWriter(aliased).AppendProjection(attributes).ToString(), aliased.Aliases);
    }
}
