using System.Text;
using EFCore.DynamoDb.Access;
using EFCore.DynamoDb.Items;

namespace EFCore.DynamoDb.Update;

/// <summary>Writes the update expression of an operation: its clauses in the order in which DynamoDB's documents have them.</summary>
internal sealed class UpdateExpression(RequestOperands operands)
{
    private readonly StringBuilder _text = new();
    private string? _clause;

    public static string Of(UpdateOperation operation, RequestOperands operands)
    {
        var expression = new UpdateExpression(operands);
        foreach (var change in operation.Changes)
        {
            if (!change.Value.IsMissing)
            {
                expression.Set(change.Attribute, new UpdateValue.Literal(change.Value));
            }
        }

        foreach (var action in operation.Actions)
        {
            if (action is UpdateAction.Set set)
            {
                expression.Set(set.Target, set.Value);
            }
        }

        foreach (var change in operation.Changes)
        {
            if (change.Value.IsMissing)
            {
                expression.Begin("REMOVE").Write(change.Attribute);
            }
        }

        foreach (var action in operation.Actions)
        {
            if (action is UpdateAction.Remove remove)
            {
                expression.Begin("REMOVE").Write(remove.Target);
            }
        }

        foreach (var action in operation.Actions)
        {
            if (action is UpdateAction.Add add)
            {
                expression.Begin("ADD").Write(add.Target, add.Value);
            }
        }

        foreach (var action in operation.Actions)
        {
            if (action is UpdateAction.Delete delete)
            {
                expression.Begin("DELETE").Write(delete.Target, delete.Value);
            }
        }

        return expression._text.ToString();
    }

    private void Set(AttributePath target, UpdateValue value)
    {
        Begin("SET").Write(target);
        _text.Append(" = ");
        Write(value);
    }

    private UpdateExpression Begin(string clause)
    {
        if (clause == _clause)
        {
            _text.Append(", ");
        }
        else
        {
            _text.Append(_text.Length == 0 ? "" : " ").Append(clause).Append(' ');
            _clause = clause;
        }

        return this;
    }

    private void Write(AttributePath target, ItemValue value)
    {
        Write(target);
        _text.Append(' ').Append(operands.Literal(value));
    }

    private void Write(AttributePath path)
        => _text.Append(new ExpressionWriter(operands).Append(path));

    private void Write(UpdateValue value)
    {
        switch (value)
        {
            case UpdateValue.Literal literal:
                _text.Append(operands.Literal(literal.Value));
                break;
            case UpdateValue.Path path:
                Write(path.Attribute);
                break;
            case UpdateValue.IfNotExists either:
                _text.Append("if_not_exists(");
                Write(either.Attribute);
                _text.Append(", ");
                Write(either.Otherwise);
                _text.Append(')');
                break;
            case UpdateValue.ListAppend append:
                _text.Append("list_append(");
                Write(append.First);
                _text.Append(", ");
                Write(append.Second);
                _text.Append(')');
                break;
            case UpdateValue.Sum sum:
                Write(sum.Left);
                _text.Append(" + ");
                Write(sum.Right);
                break;
            case UpdateValue.Difference difference:
                Write(difference.Left);
                _text.Append(" - ");
                Write(difference.Right);
                break;
        }
    }
}
