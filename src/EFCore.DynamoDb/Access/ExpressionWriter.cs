using System.Globalization;
using System.Text;
using EFCore.DynamoDb.Client;
using EFCore.DynamoDb.Items;

namespace EFCore.DynamoDb.Access;

/// <summary>How the names and values of an expression are written: as aliases of a request, or as a person reads them.</summary>
internal interface IExpressionOperands
{
    string Name(string attribute);

    /// <summary>A <see cref="Operand.Slot" /> or <see cref="Operand.Neighbour" />.</summary>
    string Value(Operand operand);

    string Literal(ItemValue value);

    /// <summary>The elements of a list.</summary>
    IReadOnlyList<string> Elements(Operand.Slot list);

    /// <summary>Whether the bounds of a BETWEEN are known to be the wrong way round, which DynamoDB refuses.</summary>
    bool AreReversed(Operand lower, Operand upper);
}

/// <summary>Writes conditions in DynamoDB's syntax, with the parentheses that it needs and no more: it refuses redundant ones.</summary>
internal sealed class ExpressionWriter(IExpressionOperands operands)
{
    /// <summary>An expression may have as many characters (bytes of UTF-8) ...</summary>
    public const int MaxLength = 4096;

    /// <summary>... and as many operators and functions.</summary>
    public const int MaxOperators = 300;

    /// <summary>What binds tighter than its surroundings needs no parentheses.</summary>
    private enum Binding
    {
        Or,
        And,
        Comparison,
        Function,
    }

    private readonly StringBuilder _text = new();

    /// <summary>Operators and functions written so far.</summary>
    public int Operators { get; private set; }

    public int Length
        => _text.Length;

    public override string ToString()
        => _text.ToString();

    /// <summary>Several conditions that must all hold.</summary>
    public ExpressionWriter AppendAll(IReadOnlyList<Condition> conditions)
    {
        if (conditions.Count == 1)
        {
            Write(conditions[0], Binding.Or);
        }
        else
        {
            Join(conditions, " AND ", Binding.And);
        }

        return this;
    }

    public ExpressionWriter Append(Condition condition)
    {
        Write(condition, Binding.Or);
        return this;
    }

    public ExpressionWriter Append(AttributePath path)
    {
        Write(path);
        return this;
    }

    public ExpressionWriter AppendProjection(IReadOnlyList<AttributePath> attributes)
    {
        for (var i = 0; i < attributes.Count; i++)
        {
            _text.Append(i == 0 ? string.Empty : ", ");
            Write(attributes[i]);
        }

        return this;
    }

    private void Write(Condition condition, Binding around)
    {
        var binding = BindingOf(condition);
        if (binding < around)
        {
            _text.Append('(');
        }

        switch (condition)
        {
            case Condition.And and:
                Join(and.Operands, " AND ", Binding.And);
                break;
            case Condition.Or or:
                Join(or.Operands, " OR ", Binding.Or);
                break;
            case Condition.Not not:
                Operators++;
                _text.Append("NOT ");
                Write(not.Operand, Binding.Function);
                break;
            case Condition.Comparison comparison:
                Operators++;
                Write(comparison.Left);
                _text.Append(Text(comparison.Operator));
                Write(comparison.Right);
                break;
            case Condition.Between between:
                WriteBetween(between);
                break;
            case Condition.BeginsWith beginsWith:
                WriteFunction("begins_with", beginsWith.Attribute, beginsWith.Prefix);
                break;
            case Condition.Contains contains:
                WriteFunction("contains", contains.Attribute, contains.Value);
                break;
            case Condition.In @in:
                WriteIn(@in);
                break;
            case Condition.NotNull notNull:
                Operators += 2;
                WriteFunction("attribute_exists", notNull.Attribute);
                _text.Append(" AND NOT ");
                WriteType(notNull.Attribute, DynamoDbAttributeType.Null);
                break;
            case Condition.IsNull isNull:
                Operators++;
                WriteFunction("attribute_not_exists", isNull.Attribute);
                _text.Append(" OR ");
                WriteType(isNull.Attribute, DynamoDbAttributeType.Null);
                break;
            case Condition.Exists exists:
                WriteFunction("attribute_exists", exists.Attribute);
                break;
            case Condition.NotExists notExists:
                WriteFunction("attribute_not_exists", notExists.Attribute);
                break;
            case Condition.HasType hasType:
                WriteType(hasType.Attribute, hasType.Type);
                break;
            default:
                throw new InvalidOperationException($"The condition {condition} has no form in an expression.");
        }

        if (binding < around)
        {
            _text.Append(')');
        }
    }

    private Binding BindingOf(Condition condition)
        => condition switch
        {
            Condition.Or or => or.Operands.Length == 1 ? BindingOf(or.Operands[0]) : Binding.Or,
            Condition.And and => and.Operands.Length == 1 ? BindingOf(and.Operands[0]) : Binding.And,
            Condition.IsNull => Binding.Or,
            Condition.NotNull => Binding.And,
            Condition.In @in when operands.Elements(@in.Values) is { Count: > BoundOperand.MaxIn } => Binding.Or,
            Condition.Between between when operands.AreReversed(between.Lower, between.Upper) => Binding.And,
            Condition.Comparison or Condition.Between or Condition.In or Condition.Not => Binding.Comparison,
            _ => Binding.Function,
        };

    private void Join(IReadOnlyList<Condition> conditions, string separator, Binding binding)
    {
        // The members of a chain stand beside each other: a chain of the same kind within it needs no parentheses.
        for (var i = 0; i < conditions.Count; i++)
        {
            if (i > 0)
            {
                Operators++;
                _text.Append(separator);
            }

            Write(conditions[i], binding);
        }
    }

    private void WriteBetween(Condition.Between between)
    {
        if (operands.AreReversed(between.Lower, between.Upper))
        {
            // False, but not an error.
            Operators += 3;
            Write(between.Value);
            _text.Append(" >= ");
            Write(between.Lower);
            _text.Append(" AND ");
            Write(between.Value);
            _text.Append(" <= ");
            Write(between.Upper);
            return;
        }

        Operators++;
        Write(between.Value);
        _text.Append(" BETWEEN ");
        Write(between.Lower);
        _text.Append(" AND ");
        Write(between.Upper);
    }

    private void WriteIn(Condition.In @in)
    {
        var elements = operands.Elements(@in.Values);
        if (elements.Count == 0)
        {
            throw new InvalidOperationException("An empty list is decided when the plan is made.");
        }

        for (var i = 0; i < elements.Count; i++)
        {
            if (i % BoundOperand.MaxIn == 0)
            {
                Operators += i == 0 ? 1 : 2;
                _text.Append(i == 0 ? string.Empty : ") OR ");
                Write(@in.Attribute);
                _text.Append(" IN (");
            }
            else
            {
                _text.Append(", ");
            }

            _text.Append(elements[i]);
        }

        _text.Append(')');
    }

    private void WriteType(AttributePath path, DynamoDbAttributeType type)
    {
        Operators++;
        _text.Append("attribute_type(");
        Write(path);
        _text.Append(", ").Append(operands.Literal(ItemValue.String(AttributeValues.WireName(type)))).Append(')');
    }

    private void WriteFunction(string name, AttributePath path, Operand? argument = null)
    {
        Operators++;
        _text.Append(name).Append('(');
        Write(path);
        if (argument is not null)
        {
            _text.Append(", ");
            Write(argument);
        }

        _text.Append(')');
    }

    private void Write(Operand operand)
    {
        switch (operand)
        {
            case Operand.Path path:
                Write(path.Attribute);
                break;
            case Operand.Size size:
                WriteFunction("size", size.Attribute);
                break;
            default:
                _text.Append(operands.Value(operand));
                break;
        }
    }

    private void Write(AttributePath path)
    {
        _text.Append(operands.Name(path.Name));
        foreach (var segment in path.Rest)
        {
            _ = segment.Name is null
                ? _text.Append(CultureInfo.InvariantCulture, $"[{segment.Index}]")
                : _text.Append('.').Append(operands.Name(segment.Name));
        }
    }

    private static string Text(ComparisonOperator comparison)
        => comparison switch
        {
            ComparisonOperator.Equal => " = ",
            ComparisonOperator.NotEqual => " <> ",
            ComparisonOperator.LessThan => " < ",
            ComparisonOperator.LessThanOrEqual => " <= ",
            ComparisonOperator.GreaterThan => " > ",
            _ => " >= ",
        };
}
