using System.Globalization;
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
        var aliases = new ExpressionAliases();
        switch (operation)
        {
            case PutOperation put:
                return new PutItemRequest
                {
                    TableName = tableName,
                    Item = put.Item,
                    ConditionExpression = ConditionOf(operation, aliases),
                    Aliases = aliases,
                };
            case UpdateOperation update:
                return new UpdateItemRequest
                {
                    TableName = tableName,
                    Key = update.Key,
                    UpdateExpression = ExpressionOf(update.Changes, aliases),
                    ConditionExpression = ConditionOf(operation, aliases),
                    Aliases = aliases,
                };
            default:
                return new DeleteItemRequest
                {
                    TableName = tableName,
                    Key = operation.Key,
                    ConditionExpression = ConditionOf(operation, aliases),
                    Aliases = aliases,
                };
        }
    }

    private static string ExpressionOf(IReadOnlyList<AttributeChange> changes, ExpressionAliases aliases)
    {
        var text = new StringBuilder();
        var separator = "SET ";
        foreach (var change in changes)
        {
            if (!change.Value.IsMissing)
            {
                text.Append(separator).Append(Name(change.Attribute, aliases)).Append(" = ").Append(Value(change.Value, aliases));
                separator = ", ";
            }
        }

        separator = text.Length == 0 ? "REMOVE " : " REMOVE ";
        foreach (var change in changes)
        {
            if (change.Value.IsMissing)
            {
                text.Append(separator).Append(Name(change.Attribute, aliases));
                separator = ", ";
            }
        }

        return text.ToString();
    }

    private static string? ConditionOf(WriteOperation operation, ExpressionAliases aliases)
        => operation.Condition is null ? null : Text(operation.Condition, operation.Operands, aliases);

    private static string Text(Condition condition, IReadOnlyList<ItemValue> operands, ExpressionAliases aliases)
        => condition switch
        {
            Condition.Exists exists => $"attribute_exists({Name(exists.Attribute.Name, aliases)})",
            Condition.NotExists missing => $"attribute_not_exists({Name(missing.Attribute.Name, aliases)})",
            Condition.IsNull isNull => Name(isNull.Attribute.Name, aliases) is var name
                ? $"(attribute_not_exists({name}) OR attribute_type({name}, {Value(ItemValue.String("NULL"), aliases)}))"
                : null!,
            Condition.Comparison { Left: Operand.Path path, Right: Operand.Slot slot }
                => $"{Name(path.Attribute.Name, aliases)} = {Value(operands[slot.Index], aliases)}",
            Condition.Or or => $"({string.Join(" OR ", or.Operands.Select(o => Text(o, operands, aliases)))})",
            Condition.And and => string.Join(" AND ", and.Operands.Select(o => Text(o, operands, aliases))),
            _ => throw new InvalidOperationException($"A write has no condition like {condition}."),
        };

    private static string Name(string attribute, ExpressionAliases aliases)
    {
        for (var i = 0; i < aliases.Names.Count; i++)
        {
            if (aliases.Names[i].Value == attribute)
            {
                return aliases.Names[i].Key;
            }
        }

        var alias = string.Create(CultureInfo.InvariantCulture, $"#{aliases.Names.Count}");
        aliases.Names.Add(new KeyValuePair<string, string>(alias, attribute));
        return alias;
    }

    private static string Value(ItemValue value, ExpressionAliases aliases)
    {
        var alias = string.Create(CultureInfo.InvariantCulture, $":{aliases.Values.Count}");
        aliases.Values.Add(new KeyValuePair<string, ItemValue>(alias, value));
        return alias;
    }
}
