using System.Text;
using EFCore.DynamoDb.Access;
using EFCore.DynamoDb.Client;
using EFCore.DynamoDb.Items;

namespace EFCore.DynamoDb.Update;

/// <summary>Operations as requests: every name and value behind an alias.</summary>
internal static class WriteRequests
{
    public static WriteRequest Of(WriteOperation operation, string tableName)
    {
        var operands = new RequestOperands(Operands(operation.Operands));
        switch (operation)
        {
            case PutOperation put:
                return new PutItemRequest
                {
                    TableName = tableName,
                    Item = put.Item,
                    ConditionExpression = ConditionOf(operation, operands),
                    Aliases = operands.Aliases,
                };
            case UpdateOperation update:
                return new UpdateItemRequest
                {
                    TableName = tableName,
                    Key = update.Key,
                    UpdateExpression = ExpressionOf(update.Changes, operands),
                    ConditionExpression = ConditionOf(operation, operands),
                    Aliases = operands.Aliases,
                };
            default:
                return new DeleteItemRequest
                {
                    TableName = tableName,
                    Key = operation.Key,
                    ConditionExpression = ConditionOf(operation, operands),
                    Aliases = operands.Aliases,
                };
        }
    }

    private static string ExpressionOf(IReadOnlyList<AttributeChange> changes, RequestOperands operands)
    {
        var text = new StringBuilder();
        var separator = "SET ";
        foreach (var change in changes)
        {
            if (!change.Value.IsMissing)
            {
                text.Append(separator).Append(new ExpressionWriter(operands).Append(change.Attribute)).Append(" = ").Append(operands.Literal(change.Value));
                separator = ", ";
            }
        }

        separator = text.Length == 0 ? "REMOVE " : " REMOVE ";
        foreach (var change in changes)
        {
            if (change.Value.IsMissing)
            {
                text.Append(separator).Append(new ExpressionWriter(operands).Append(change.Attribute));
                separator = ", ";
            }
        }

        return text.ToString();
    }

    private static string? ConditionOf(WriteOperation operation, RequestOperands operands)
        => operation.Condition is null ? null : new ExpressionWriter(operands).Append(operation.Condition).ToString();

    private static BoundOperand[] Operands(IReadOnlyList<ItemValue> values)
    {
        if (values.Count == 0)
        {
            return [];
        }

        var operands = new BoundOperand[values.Count];
        for (var i = 0; i < operands.Length; i++)
        {
            operands[i] = new BoundOperand { State = OperandState.Value, Value = values[i] };
        }

        return operands;
    }
}
