using EFCore.DynamoDb.Access;
using EFCore.DynamoDb.Client;

namespace EFCore.DynamoDb.Update;

/// <summary>Operations as requests: every name and value behind an alias.</summary>
internal static class WriteRequests
{
    public static WriteRequest Of(
        WriteOperation operation, string tableName, AnswerDetails? details = null, ReturnedAttributes returned = ReturnedAttributes.None)
    {
        var operands = new RequestOperands(operation.Operands);

        // What was there before the write is not what was there before its second attempt.
        var once = !operation.IsRepeatable || returned is ReturnedAttributes.AllOld or ReturnedAttributes.UpdatedOld;
        switch (operation)
        {
            case PutOperation put:
                return new PutItemRequest
                {
                    TableName = tableName,
                    Item = put.Item,
                    ConditionExpression = ConditionOf(operation, operands),
                    Aliases = operands.Aliases,
                    Details = details ?? AnswerDetails.None,
                    ReturnValues = returned,
                    SendOnce = once,
                };
            case UpdateOperation update:
                return new UpdateItemRequest
                {
                    TableName = tableName,
                    Key = update.Key,
                    UpdateExpression = UpdateExpression.Of(update, operands),
                    ConditionExpression = ConditionOf(operation, operands),
                    Aliases = operands.Aliases,
                    Details = details ?? AnswerDetails.None,
                    ReturnValues = returned,
                    SendOnce = once,
                };
            case CheckOperation:
                return new ConditionCheckRequest
                {
                    TableName = tableName,
                    Key = operation.Key,
                    ConditionExpression = ConditionOf(operation, operands),
                    Aliases = operands.Aliases,
                    Details = details ?? AnswerDetails.None,
                    ReturnValues = returned,
                    SendOnce = once,
                };
            default:
                return new DeleteItemRequest
                {
                    TableName = tableName,
                    Key = operation.Key,
                    ConditionExpression = ConditionOf(operation, operands),
                    Aliases = operands.Aliases,
                    Details = details ?? AnswerDetails.None,
                    ReturnValues = returned,
                    SendOnce = once,
                };
        }
    }

    private static string? ConditionOf(WriteOperation operation, RequestOperands operands)
        => operation.Condition is null ? null : new ExpressionWriter(operands).Append(operation.Condition).ToString();
}
