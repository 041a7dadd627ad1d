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
        var writer = new ExpressionWriter(Operands(operation.Operands));
        switch (operation)
        {
            case PutOperation put:
                return new PutItemRequest
                {
                    TableName = tableName,
                    Item = put.Item,
                    ConditionExpression = ConditionOf(operation, writer),
                    Aliases = writer.Aliases,
                };
            case UpdateOperation update:
                return new UpdateItemRequest
                {
                    TableName = tableName,
                    Key = update.Key,
                    UpdateExpression = ExpressionOf(update.Changes, writer),
                    ConditionExpression = ConditionOf(operation, writer),
                    Aliases = writer.Aliases,
                };
            default:
                return new DeleteItemRequest
                {
                    TableName = tableName,
                    Key = operation.Key,
                    ConditionExpression = ConditionOf(operation, writer),
                    Aliases = writer.Aliases,
                };
        }
    }

    private static string ExpressionOf(IReadOnlyList<AttributeChange> changes, ExpressionWriter writer)
    {
        var text = new StringBuilder();
        var separator = "SET ";
        foreach (var change in changes)
        {
            if (!change.Value.IsMissing)
            {
                text.Append(separator).Append(writer.AliasOf(change.Attribute)).Append(" = ").Append(writer.AliasOf(change.Value));
                separator = ", ";
            }
        }

        separator = text.Length == 0 ? "REMOVE " : " REMOVE ";
        foreach (var change in changes)
        {
            if (change.Value.IsMissing)
            {
                text.Append(separator).Append(writer.AliasOf(change.Attribute));
                separator = ", ";
            }
        }

        return text.ToString();
    }

    private static string? ConditionOf(WriteOperation operation, ExpressionWriter writer)
        => operation.Condition is null ? null : writer.Write(operation.Condition);

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
