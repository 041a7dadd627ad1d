using System.Globalization;
using EFCore.DynamoDb.Client;
using EFCore.DynamoDb.Items;

namespace EFCore.DynamoDb.Access;

/// <summary>The operands of one execution, and their aliases in one request: made as they are written, so that none is unused, and shared by its expressions.</summary>
internal sealed class RequestOperands(IReadOnlyList<BoundOperand> operands) : IExpressionOperands
{
    private static readonly string[] NameAliases = [.. Enumerable.Range(0, 64).Select(i => MakeAlias("#n", i))];
    private static readonly string[] ValueAliases = [.. Enumerable.Range(0, 64).Select(i => MakeAlias(":v", i))];

    private readonly Dictionary<Operand, string> _values = [];
    private readonly Dictionary<int, string[]> _lists = [];
    private readonly Dictionary<ItemValue, string> _literals = [];

    public ExpressionAliases Aliases { get; } = new();

    public string Name(string attribute)
    {
        foreach (var (alias, name) in Aliases.Names)
        {
            if (name == attribute)
            {
                return alias;
            }
        }

        var position = Aliases.Names.Count;
        var added = position < NameAliases.Length ? NameAliases[position] : MakeAlias("#n", position);
        Aliases.Names.Add(new KeyValuePair<string, string>(added, attribute));
        return added;
    }

    public string Value(Operand operand)
    {
        if (!_values.TryGetValue(operand, out var alias))
        {
            alias = Add(ValueOf(operands, operand));
            _values.Add(operand, alias);
        }

        return alias;
    }

    public string Literal(ItemValue value)
    {
        if (!_literals.TryGetValue(value, out var alias))
        {
            alias = Add(value);
            _literals.Add(value, alias);
        }

        return alias;
    }

    public IReadOnlyList<string> Elements(Operand.Slot list)
    {
        var elements = ElementsOf(operands, list);
        if (_lists.TryGetValue(list.Index, out var aliases))
        {
            return aliases;
        }

        aliases = new string[elements.Count];
        for (var i = 0; i < aliases.Length; i++)
        {
            aliases[i] = Add(elements[i]);
        }

        _lists.Add(list.Index, aliases);
        return aliases;
    }

    public bool AreReversed(Operand lower, Operand upper)
        => AreReversed(operands, lower, upper);

    /// <summary>The value behind an operand; a list of one element is that element.</summary>
    public static ItemValue ValueOf(IReadOnlyList<BoundOperand> operands, Operand operand)
        => operand switch
        {
            Operand.Slot slot => operands[slot.Index] is { State: OperandState.OneElement } list ? list.Elements![0] : operands[slot.Index].Value,
            Operand.Neighbour { Above: true } next => Neighbours.Above(operands[next.Index].Value),
            Operand.Neighbour next => Neighbours.Below(operands[next.Index].Value),
            _ => throw new InvalidOperationException($"{operand} is no value."),
        };

    public static IReadOnlyList<ItemValue> ElementsOf(IReadOnlyList<BoundOperand> operands, Operand.Slot list)
        => operands[list.Index].Elements!;

    public static bool AreReversed(IReadOnlyList<BoundOperand> operands, Operand lower, Operand upper)
        => lower is Operand.Slot or Operand.Neighbour
            && upper is Operand.Slot or Operand.Neighbour
            && ValueOf(operands, lower).CompareTo(ValueOf(operands, upper)) > 0;

    private string Add(ItemValue value)
    {
        var position = Aliases.Values.Count;
        var alias = position < ValueAliases.Length ? ValueAliases[position] : MakeAlias(":v", position);
        Aliases.Values.Add(new KeyValuePair<string, ItemValue>(alias, value));
        return alias;
    }

    private static string MakeAlias(string kind, int position)
        => string.Create(CultureInfo.InvariantCulture, $"{kind}{position}");
}

/// <summary>
/// Aliases as long as they can get: the length of an expression before its values are known. No expression of 4 KB has room for a thousand.
/// </summary>
internal sealed class MeasuredOperands(ParameterShape shape) : IExpressionOperands
{
    private static readonly string[] ManyAliases = [.. Enumerable.Repeat(":v999", BoundOperand.MaxIn)];
    private static readonly string[] HundredsOfAliases = [.. Enumerable.Repeat(":v999", BoundOperand.MaxFiltered)];

    public string Name(string attribute)
        => "#n999";

    public string Value(Operand operand)
        => ":v999";

    public string Literal(ItemValue value)
        => ":v999";

    public IReadOnlyList<string> Elements(Operand.Slot list)
        => shape[list.Index] == OperandState.HundredsOfElements ? HundredsOfAliases : ManyAliases;

    /// <summary>The longer form.</summary>
    public bool AreReversed(Operand lower, Operand upper)
        => true;
}
