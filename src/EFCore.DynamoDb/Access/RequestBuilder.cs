using EFCore.DynamoDb.Client;
using EFCore.DynamoDb.Items;

namespace EFCore.DynamoDb.Access;

/// <summary>Puts the values of one execution into the requests of a plan.</summary>
internal static class RequestBuilder
{
    private const int MostBatchKeys = 100;

    /// <param name="plan">The plan.</param>
    /// <param name="operands">The values, in the order of the query's slots.</param>
    /// <param name="limit">The value of the plan's limit, when it has one.</param>
    /// <param name="tableName">The physical table name.</param>
    /// <param name="layout">What the items are read by.</param>
    public static BoundAccess Bind(
        AccessPlan plan,
        IReadOnlyList<BoundOperand> operands,
        int? limit,
        string tableName,
        ItemLayout layout)
    {
        if (plan.Operation == AccessOperation.None || limit <= 0 || ContradictsItself(plan, operands))
        {
            return BoundAccess.Nothing;
        }

        var writer = new ExpressionWriter(operands);
        switch (plan.Operation)
        {
            case AccessOperation.GetItem:
                return new BoundAccess
                {
                    Limit = limit,
                    Get = new GetItemRequest
                    {
                        TableName = tableName,
                        Key = Key(plan.KeyConditions, operands, null, default),
                        Layout = layout,
                        ProjectionExpression = Projection(plan, writer),
                        Aliases = writer.Aliases,
                        ConsistentRead = plan.ConsistentRead,
                    },
                };

            case AccessOperation.BatchGetItem:
                return new BoundAccess { Limit = limit, Batches = Batches(plan, operands, tableName, layout, writer) };

            case AccessOperation.Query:
                return new BoundAccess
                {
                    Limit = limit,
                    Pages = new QueryRequest
                    {
                        TableName = tableName,
                        IndexName = plan.Index?.Name,
                        Layout = layout,
                        KeyConditionExpression = writer.WriteAll(plan.KeyConditions),
                        FilterExpression = plan.Filter is null ? null : writer.Write(plan.Filter),
                        ProjectionExpression = Projection(plan, writer),
                        Aliases = writer.Aliases,
                        CountOnly = plan.CountOnly,
                        ConsistentRead = plan.ConsistentRead,
                        ScanIndexForward = plan.Forward,
                        Limit = limit ?? plan.PageSize,
                    },
                };

            default:
                return new BoundAccess
                {
                    Limit = limit,
                    Pages = new ScanRequest
                    {
                        TableName = tableName,
                        IndexName = plan.Index?.Name,
                        Layout = layout,
                        FilterExpression = plan.Filter is null ? null : writer.Write(plan.Filter),
                        ProjectionExpression = Projection(plan, writer),
                        Aliases = writer.Aliases,
                        CountOnly = plan.CountOnly,
                        ConsistentRead = plan.ConsistentRead,
                        Limit = limit ?? plan.PageSize,
                    },
                };
        }
    }

    private static string? Projection(AccessPlan plan, ExpressionWriter writer)
        => plan.Projection is { } attributes ? writer.WriteProjection(attributes) : null;

    /// <summary>A BETWEEN whose bounds are the wrong way round is an error to DynamoDB and an empty range to everyone else.</summary>
    private static bool ContradictsItself(AccessPlan plan, IReadOnlyList<BoundOperand> operands)
    {
        foreach (var condition in plan.KeyConditions)
        {
            if (condition is Condition.Between { Lower: Operand.Slot lower, Upper: Operand.Slot upper }
                && ExpressionWriter.ValueOf(operands[lower.Index]).CompareTo(ExpressionWriter.ValueOf(operands[upper.Index])) > 0)
            {
                return true;
            }
        }

        return false;
    }

    private static List<BatchGetItemRequest> Batches(
        AccessPlan plan,
        IReadOnlyList<BoundOperand> operands,
        string tableName,
        ItemLayout layout,
        ExpressionWriter writer)
    {
        var list = plan.KeyConditions.OfType<Condition.In>().Single();
        var elements = operands[list.Values.Index].Elements!;
        var projection = Projection(plan, writer);
        var batches = new List<BatchGetItemRequest>((elements.Count + MostBatchKeys - 1) / MostBatchKeys);
        for (var start = 0; start < elements.Count; start += MostBatchKeys)
        {
            var keys = new List<ItemMap>(MostBatchKeys);
            for (var i = start; i < Math.Min(elements.Count, start + MostBatchKeys); i++)
            {
                keys.Add(Key(plan.KeyConditions, operands, list, elements[i]));
            }

            batches.Add(
                new BatchGetItemRequest
                {
                    TableName = tableName,
                    Keys = keys,
                    Layout = layout,
                    ProjectionExpression = projection,
                    Aliases = writer.Aliases,
                    ConsistentRead = plan.ConsistentRead,
                });
        }

        return batches;
    }

    private static ItemMap Key(
        IReadOnlyList<Condition> conditions,
        IReadOnlyList<BoundOperand> operands,
        Condition.In? list,
        ItemValue element)
    {
        var key = new ItemMap(2);
        foreach (var condition in conditions)
        {
            if (condition is Condition.Comparison { Left: Operand.Path path, Right: Operand.Slot slot })
            {
                key.Add(path.Attribute.Name, ExpressionWriter.ValueOf(operands[slot.Index]));
            }
            else if (ReferenceEquals(condition, list))
            {
                key.Add(list!.Attribute.Name, element);
            }
        }

        return key;
    }
}
