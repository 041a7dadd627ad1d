using EFCore.DynamoDb.Client;
using EFCore.DynamoDb.Items;
using EFCore.DynamoDb.Metadata;

namespace EFCore.DynamoDb.Access;

/// <summary>Puts the values of one execution into a plan. No value ends in a ValidationException: what DynamoDB would refuse matches nothing.</summary>
internal static class RequestBuilder
{
    private const int MaxBatch = 100;

    /// <param name="plan">The plan for the shape of these operands.</param>
    /// <param name="operands">The values of the slots.</param>
    /// <param name="limit">The value of the plan's <see cref="AccessPlan.Limit" />; null when it has none.</param>
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

        var key = plan.Index?.Key ?? plan.Table.Key;
        foreach (var condition in plan.KeyConditions)
        {
            if (Refusal(condition, key, operands) is { } reason)
            {
                return new BoundAccess { Nothing = reason };
            }
        }

        return plan.Operation switch
        {
            AccessOperation.GetItem => new BoundAccess { Get = BindGet(plan, operands, tableName, layout), Limit = limit },
            AccessOperation.BatchGetItem => BindBatches(plan, operands, limit, tableName, layout),
            _ => new BoundAccess { Pages = BindPages(plan, operands, limit, tableName, layout), Limit = limit },
        };
    }

    /// <summary>Why no item has such a key, or null.</summary>
    private static string? Refusal(Condition condition, KeySchema key, IReadOnlyList<BoundOperand> operands)
    {
        switch (condition)
        {
            case Condition.Between between when RequestOperands.AreReversed(operands, between.Lower, between.Upper):
                return "the lower bound is greater than the upper one";

            case Condition.Comparison when ConditionFacts.Equality(condition) is var (attribute, slot):
                return CanBeKey(RequestOperands.ValueOf(operands, slot), attribute, key) ? null : $"no item has this value in the key attribute '{attribute}'";

            default:
                return null;
        }
    }

    private static bool CanBeKey(ItemValue value, string attribute, KeySchema key)
    {
        var length = BoundOperand.KeyLength(value);
        return length > 0
            && (length <= BoundOperand.MaxSortKey || (length <= BoundOperand.MaxPartitionKey && key.Partition.Any(k => k.Name == attribute)));
    }

    private static GetItemRequest BindGet(AccessPlan plan, IReadOnlyList<BoundOperand> operands, string tableName, ItemLayout layout)
    {
        var key = new ItemMap(plan.KeyConditions.Length);
        foreach (var condition in plan.KeyConditions)
        {
            var (attribute, slot) = ConditionFacts.Equality(condition)!.Value;
            key.Add(attribute, RequestOperands.ValueOf(operands, slot));
        }

        var (projection, aliases) = Projection(plan, operands);
        return new GetItemRequest
        {
            TableName = tableName,
            Key = key,
            Layout = layout,
            ProjectionExpression = projection,
            Aliases = aliases,
            ConsistentRead = plan.ConsistentRead,
        };
    }

    private static BoundAccess BindBatches(
        AccessPlan plan, IReadOnlyList<BoundOperand> operands, int? limit, string tableName, ItemLayout layout)
    {
        var keys = Keys(plan, operands);
        if (keys.Count == 0)
        {
            return new BoundAccess { Nothing = "no item has a key in the list" };
        }

        var batches = new List<BatchGetItemRequest>((keys.Count + MaxBatch - 1) / MaxBatch);
        for (var start = 0; start < keys.Count; start += MaxBatch)
        {
            var (projection, aliases) = Projection(plan, operands);
            batches.Add(
                new BatchGetItemRequest
                {
                    TableName = tableName,
                    Keys = keys.GetRange(start, Math.Min(MaxBatch, keys.Count - start)),
                    Layout = layout,
                    ProjectionExpression = projection,
                    Aliases = aliases,
                    ConsistentRead = plan.ConsistentRead,
                });
        }

        return new BoundAccess { Batches = batches, Limit = limit };
    }

    /// <summary>All combinations of the values of the key attributes. Lists hold no value twice, so no key comes twice.</summary>
    private static List<ItemMap> Keys(AccessPlan plan, IReadOnlyList<BoundOperand> operands)
    {
        List<ItemMap> keys = [new ItemMap(0)];
        foreach (var condition in plan.KeyConditions)
        {
            string attribute;
            IReadOnlyList<ItemValue> values;
            if (condition is Condition.In @in)
            {
                attribute = @in.Attribute.Name;
                values = RequestOperands.ElementsOf(operands, @in.Values);
            }
            else
            {
                (attribute, var slot) = ConditionFacts.Equality(condition)!.Value;
                values = [RequestOperands.ValueOf(operands, slot)];
            }

            var longer = new List<ItemMap>(keys.Count * values.Count);
            foreach (var value in values)
            {
                if (!CanBeKey(value, attribute, plan.Table.Key))
                {
                    continue;
                }

                foreach (var key in keys)
                {
                    var next = new ItemMap(plan.KeyConditions.Length);
                    foreach (var (name, known) in key)
                    {
                        next.Add(name, known);
                    }

                    next.Add(attribute, value);
                    longer.Add(next);
                }
            }

            keys = longer;
        }

        return keys;
    }

    private static PageRequest BindPages(AccessPlan plan, IReadOnlyList<BoundOperand> operands, int? limit, string tableName, ItemLayout layout)
    {
        var aliased = new RequestOperands(operands);
        var keyCondition = plan.KeyConditions.IsEmpty ? null : new ExpressionWriter(aliased).AppendAll(plan.KeyConditions).ToString();
        var filter = plan.Filter is null ? null : new ExpressionWriter(aliased).Append(plan.Filter).ToString();
        var projection = plan is { CountOnly: false, Projection: { } attributes } ? new ExpressionWriter(aliased).AppendProjection(attributes).ToString() : null;
        var pageSize = limit < plan.PageSize ? limit : plan.PageSize ?? limit;
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
                Limit = pageSize,
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
                Limit = pageSize,
            };
    }

    private static (string? Expression, ExpressionAliases? Aliases) Projection(AccessPlan plan, IReadOnlyList<BoundOperand> operands)
    {
        if (plan.Projection is not { } attributes)
        {
            return (null, null);
        }

        var aliased = new RequestOperands(operands);
        return (new ExpressionWriter(aliased).AppendProjection(attributes).ToString(), aliased.Aliases);
    }
}
