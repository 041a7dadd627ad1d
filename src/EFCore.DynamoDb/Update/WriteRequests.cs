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

    /// <summary>The bytes of the update expression.</summary>
    public static int LengthOf(UpdateOperation operation)
        => UpdateExpression.Of(operation, new RequestOperands(operation.Operands)).Length;

    /// <summary>Whether the update's expressions are as short as DynamoDB wants them.</summary>
    public static bool Fits(UpdateOperation operation)
    {
        // Measured only where it can matter: no name or position takes more than a dozen characters.
        var segments = 0;
        foreach (var change in operation.Changes)
        {
            segments += change.Attribute.Rest.Length + 3;
        }

        foreach (var action in operation.Actions)
        {
            segments += (2 * action.Target.Rest.Length) + 5;
        }

        var guarded = operation.Source?.Guards ?? [];
        foreach (var guard in guarded)
        {
            segments += guard.Path.Rest.Length + 4;
        }

        if (segments <= 200)
        {
            return true;
        }

        var operands = new RequestOperands(operation.Operands);
        if (UpdateExpression.Of(operation, operands).Length > ExpressionWriter.MaxLength)
        {
            return false;
        }

        var condition = new ExpressionWriter(operands).Append(operation.Condition!);
        return condition.Length <= ExpressionWriter.MaxLength && condition.Operators <= ExpressionWriter.MaxOperators;
    }

    private static string? ConditionOf(WriteOperation operation, RequestOperands operands)
        => operation.Condition is null ? null : new ExpressionWriter(operands).Append(operation.Condition).ToString();
}
