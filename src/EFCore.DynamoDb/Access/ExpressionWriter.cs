using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using EFCore.DynamoDb.Client;
using EFCore.DynamoDb.Items;

namespace EFCore.DynamoDb.Access;

/// <summary>
/// Writes conditions in DynamoDB's expression language. One writer per request: all its expressions share the aliases, and no alias is left unused.
/// See <see href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.OperatorsAndFunctions.html">Condition expressions</see>.
/// </summary>
internal sealed class ExpressionWriter(IReadOnlyList<BoundOperand> operands)
{
    // IN takes up to 100 operands.
    private const int MostInOperands = 100;

    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<ItemValue, string> _values = [];
    private readonly StringBuilder _text = new();

    public ExpressionAliases Aliases { get; } = new();

    public string Write(Condition condition)
    {
        _text.Clear();
        Append(condition, nested: false);
        return _text.ToString();
    }

    public string WriteAll(IReadOnlyList<Condition> conditions)
    {
        _text.Clear();
        for (var i = 0; i < conditions.Count; i++)
        {
            if (i > 0)
            {
                _text.Append(" AND ");
            }

            Append(conditions[i], nested: false);
        }

        return _text.ToString();
    }

    public string WriteProjection(ImmutableArray<string> attributes)
        => string.Join(", ", attributes.Select(Name));

    /// <summary>The alias of an attribute, for expressions that are no conditions.</summary>
    public string AliasOf(string attribute)
        => Name(attribute);

    /// <summary>The alias of a value, for expressions that are no conditions.</summary>
    public string AliasOf(ItemValue value)
        => Value(value);

    private void Append(Condition condition, bool nested)
    {
        switch (condition)
        {
            case Condition.Comparison comparison:
                Append(comparison.Left);
                _text.Append(Symbol(comparison.Operator));
                Append(comparison.Right);
                break;

            case Condition.Between between:
                Append(between.Value);
                _text.Append(" BETWEEN ");
                Append(between.Lower);
                _text.Append(" AND ");
                Append(between.Upper);
                break;

            case Condition.BeginsWith begins:
                Function("begins_with", begins.Attribute, begins.Prefix);
                break;

            case Condition.Contains contains:
                Function("contains", contains.Attribute, contains.Value);
                break;

            case Condition.In @in:
                AppendIn(@in);
                break;

            case Condition.NotNull notNull:
                Group(
                    nested,
                    () =>
                    {
                        Function("attribute_exists", notNull.Attribute);
                        _text.Append(" AND NOT ");
                        AppendType(notNull.Attribute, DynamoDbAttributeType.Null);
                    });
                break;

            case Condition.IsNull isNull:
                Group(
                    nested,
                    () =>
                    {
                        Function("attribute_not_exists", isNull.Attribute);
                        _text.Append(" OR ");
                        AppendType(isNull.Attribute, DynamoDbAttributeType.Null);
                    },
                    always: true);
                break;

            case Condition.Exists exists:
                Function("attribute_exists", exists.Attribute);
                break;

            case Condition.NotExists notExists:
                Function("attribute_not_exists", notExists.Attribute);
                break;

            case Condition.HasType hasType:
                AppendType(hasType.Attribute, hasType.Type);
                break;

            case Condition.And all:
                Join(all.Operands, " AND ", nested);
                break;

            case Condition.Or any:
                Join(any.Operands, " OR ", nested: true);
                break;

            case Condition.Not negation:
                _text.Append("NOT ");
                Append(negation.Operand, nested: true);
                break;

            default:
                throw new InvalidOperationException($"The condition '{condition}' cannot be sent.");
        }
    }

    private void AppendIn(Condition.In condition)
    {
        var elements = operands[condition.Values.Index].Elements!;
        var chunked = elements.Count > MostInOperands;
        if (chunked)
        {
            _text.Append('(');
        }

        for (var start = 0; start < elements.Count; start += MostInOperands)
        {
            if (start > 0)
            {
                _text.Append(" OR ");
            }

            AppendPath(condition.Attribute);
            _text.Append(" IN (");
            for (var i = start; i < Math.Min(elements.Count, start + MostInOperands); i++)
            {
                _text.Append(i > start ? ", " : null).Append(Value(elements[i]));
            }

            _text.Append(')');
        }

        if (chunked)
        {
            _text.Append(')');
        }
    }

    private void Join(ImmutableArray<Condition> conditions, string separator, bool nested)
        => Group(
            nested,
            () =>
            {
                for (var i = 0; i < conditions.Length; i++)
                {
                    _text.Append(i > 0 ? separator : null);
                    Append(conditions[i], nested: true);
                }
            });

    private void Group(bool nested, Action content, bool always = false)
    {
        if (nested || always)
        {
            _text.Append('(');
            content();
            _text.Append(')');
        }
        else
        {
            content();
        }
    }

    private void Append(Operand operand)
    {
        switch (operand)
        {
            case Operand.Path path:
                AppendPath(path.Attribute);
                break;

            case Operand.Size size:
                Function("size", size.Attribute);
                break;

            case Operand.Slot slot:
                _text.Append(Value(ValueOf(operands[slot.Index])));
                break;
        }
    }

    private void Function(string name, AttributePath attribute, Operand? argument = null)
    {
        _text.Append(name).Append('(');
        AppendPath(attribute);
        if (argument is not null)
        {
            _text.Append(", ");
            Append(argument);
        }

        _text.Append(')');
    }

    private void AppendType(AttributePath attribute, DynamoDbAttributeType type)
    {
        _text.Append("attribute_type(");
        AppendPath(attribute);
        var name = type switch
        {
            DynamoDbAttributeType.Bool => "BOOL",
            DynamoDbAttributeType.Null => "NULL",
            _ => type.ToString(),
        };
        _text.Append(", ").Append(Value(ItemValue.String(name))).Append(')');
    }

    private void AppendPath(AttributePath path)
    {
        _text.Append(Name(path.Name));
        foreach (var segment in path.Rest)
        {
            _ = segment.Name is { } name
                ? _text.Append('.').Append(Name(name))
                : _text.Append(CultureInfo.InvariantCulture, $"[{segment.Index}]");
        }
    }

    private string Name(string attribute)
    {
        if (!_names.TryGetValue(attribute, out var alias))
        {
            alias = string.Create(CultureInfo.InvariantCulture, $"#n{_names.Count}");
            _names.Add(attribute, alias);
            Aliases.Names.Add(new KeyValuePair<string, string>(alias, attribute));
        }

        return alias;
    }

    private string Value(ItemValue value)
    {
        if (!_values.TryGetValue(value, out var alias))
        {
            alias = string.Create(CultureInfo.InvariantCulture, $":v{_values.Count}");
            _values.Add(value, alias);
            Aliases.Values.Add(new KeyValuePair<string, ItemValue>(alias, value));
        }

        return alias;
    }

    /// <summary>The value of a slot; a list of one is its element.</summary>
    public static ItemValue ValueOf(BoundOperand operand)
        => operand.Elements is [var only, ..] ? only : operand.Value;

    private static string Symbol(ComparisonOperator comparison)
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
