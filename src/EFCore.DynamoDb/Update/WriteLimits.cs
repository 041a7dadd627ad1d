using EFCore.DynamoDb.Access;
using EFCore.DynamoDb.Diagnostics;
using EFCore.DynamoDb.Items;

namespace EFCore.DynamoDb.Update;

/// <summary>What DynamoDB would refuse of an operation for its size, known before any request.</summary>
internal static class WriteLimits
{
    /// <summary>No name, position or value takes more than a dozen characters: with fewer of them no expression is too long.</summary>
    private const int Harmless = 200;

    /// <summary>Why DynamoDB would refuse the operation, or null.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="name">The entity as the message names it.</param>
    public static string? Problem(WriteOperation operation, string name)
    {
        if (operation.Size > ItemSize.MaxItem)
        {
            return DynamoDbStrings.ItemTooLarge(name, KeyText(operation.Key), operation.Table.Name, operation.Size);
        }

        return MayBeLong(operation) ? ExpressionProblem(operation, name) : null;
    }

    /// <summary>Whether the operation's expressions are as short as DynamoDB wants them.</summary>
    public static bool Fits(UpdateOperation operation)
        => !MayBeLong(operation) || ExpressionProblem(operation, "") is null;

    private static string? ExpressionProblem(WriteOperation operation, string name)
    {
        var operands = new RequestOperands(operation.Operands);
        if (operation is UpdateOperation update && UpdateExpression.Of(update, operands).Length is > ExpressionWriter.MaxLength and var length)
        {
            return DynamoDbStrings.UpdateTooLong(name, KeyText(operation.Key), operation.Table.Name, length);
        }

        if (operation.Condition is null)
        {
            return null;
        }

        var condition = new ExpressionWriter(operands).Append(operation.Condition);
        return condition.Length > ExpressionWriter.MaxLength || condition.Operators > ExpressionWriter.MaxOperators
            ? DynamoDbStrings.WriteConditionTooLong(name, KeyText(operation.Key), operation.Table.Name, condition.Length, condition.Operators)
            : null;
    }

    /// <summary>Measured is only what may be too long: what somebody else wrote, and what has many parts.</summary>
    private static bool MayBeLong(WriteOperation operation)
    {
        if (operation.TokensBesidesOwnCondition is not null || operation.Entries.Count == 0 || operation.Operands.Count > Harmless / 4)
        {
            return true;
        }

        if (operation is not UpdateOperation update)
        {
            return false;
        }

        var segments = 0;
        foreach (var change in update.Changes)
        {
            segments += change.Attribute.Rest.Length + 3;
        }

        foreach (var action in update.Actions)
        {
            segments += (2 * action.Target.Rest.Length) + 5;
        }

        foreach (var guard in update.Source?.Guards ?? [])
        {
            segments += guard.Path.Rest.Length + 4;
        }

        return segments > Harmless;
    }

    /// <summary>The key as messages have it; nothing where the operation stands for those on many items.</summary>
    private static string KeyText(ItemMap key)
        => key.Count == 0 ? "" : $" ({string.Join(", ", key.Select(k => k.Value.Type switch
        {
            DynamoDbAttributeType.S => $"{k.Key}: \"{k.Value.AsText()}\"",
            DynamoDbAttributeType.N => $"{k.Key}: {k.Value.AsText()}",
            _ => $"{k.Key}: {Convert.ToBase64String(k.Value.AsBinary())}",
        }))})";
}
