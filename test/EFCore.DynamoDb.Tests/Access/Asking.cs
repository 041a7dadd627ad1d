using System.Collections.Immutable;
using EFCore.DynamoDb.Access;
using EFCore.DynamoDb.Items;
using EFCore.DynamoDb.Metadata;

namespace EFCore.DynamoDb.Tests.Access;

/// <summary>
/// Short words for tables, conditions and requests, for tables of cases. A condition's value is a slot; its state is "a value" unless the case says so.
/// </summary>
internal sealed class Asking
{
    private readonly List<Conjunct> _conjuncts = [];
    private readonly List<OperandState> _states = [];
    private readonly TableModel _table;
    private SourceRequest _request = new();

    public Asking(TableModel table)
        => _table = table;

    public static KeyAttribute S(string name)
        => new(name, DynamoDbAttributeType.S);

    /// <summary>Numbers with fractions.</summary>
    public static KeyAttribute N(string name)
        => new(name, DynamoDbAttributeType.N);

    /// <summary>Integers.</summary>
    public static KeyAttribute I(string name)
        => new(name, DynamoDbAttributeType.N) { HoldsIntegers = true };

    /// <summary>Times as text of fixed width.</summary>
    public static KeyAttribute Time(string name)
        => new(name, DynamoDbAttributeType.S) { HoldsTimes = true };

    public static TableModel Table(KeyAttribute partition, KeyAttribute? sort, params IndexModel[] indexes)
        => new() { Name = "T", Key = new KeySchema([partition], sort is null ? [] : [sort]), Indexes = indexes };

    public static IndexModel Gsi(string name, KeyAttribute[] partition, KeyAttribute[]? sort = null, string[]? projected = null)
        => new()
        {
            Name = name,
            Kind = DynamoDbIndexKind.Gsi,
            Key = new KeySchema(partition, sort ?? []),
            Projection = projected is null ? DynamoDbProjection.All : DynamoDbProjection.Include,
            ProjectedAttributes = projected?.ToHashSet(),
        };

    public static IndexModel Lsi(string name, KeyAttribute partition, KeyAttribute sort, string[]? projected = null)
        => new()
        {
            Name = name,
            Kind = DynamoDbIndexKind.Lsi,
            Key = new KeySchema([partition], [sort]),
            Projection = projected is null ? DynamoDbProjection.All : DynamoDbProjection.Include,
            ProjectedAttributes = projected?.ToHashSet(),
        };

    /// <summary>Attributes that every wanted item has.</summary>
    public Asking Required(params string[] attributes)
        => With(r => r with { RequiredAttributes = r.RequiredAttributes.Union(attributes) });

    public Asking Where(Condition? condition, bool exact = true, params string[] reads)
    {
        var attributes = new HashSet<string>(reads);
        if (condition is not null)
        {
            ConditionFacts.AddAttributes(condition, attributes);
        }

        _conjuncts.Add(new Conjunct(_conjuncts.Count, condition, exact, [.. attributes], condition?.ToString() ?? "client"));
        return this;
    }

    public Asking Where(Func<Asking, Condition> condition, bool exact = true)
        => Where(condition(this), exact);

    public Asking Eq(string attribute, OperandState state = OperandState.Value)
        => Where(Compare(attribute, "=", state));

    public Asking Ne(string attribute, OperandState state = OperandState.Value)
        => Where(Compare(attribute, "<>", state));

    public Asking Lt(string attribute, OperandState state = OperandState.Value)
        => Where(Compare(attribute, "<", state));

    public Asking Le(string attribute, OperandState state = OperandState.Value)
        => Where(Compare(attribute, "<=", state));

    public Asking Gt(string attribute, OperandState state = OperandState.Value)
        => Where(Compare(attribute, ">", state));

    public Asking Ge(string attribute, OperandState state = OperandState.Value)
        => Where(Compare(attribute, ">=", state));

    public Asking Between(string attribute, OperandState lower = OperandState.Value, OperandState upper = OperandState.Value)
        => Where(new Condition.Between(new Operand.Path(attribute), Slot(lower), Slot(upper)));

    public Asking Begins(string attribute, OperandState state = OperandState.Value)
        => Where(new Condition.BeginsWith(attribute, Slot(state)));

    public Asking In(string attribute, OperandState state = OperandState.ManyElements)
        => Where(new Condition.In(attribute, Slot(state)));

    public Asking NotNull(string attribute)
        => Where(new Condition.NotNull(attribute));

    public Asking IsNull(string attribute)
        => Where(new Condition.IsNull(attribute));

    /// <summary>Something that only the client can decide.</summary>
    public Asking Client(params string[] reads)
        => Where(null, false, reads);

    public Condition Compare(string attribute, string comparison, OperandState state = OperandState.Value)
        => new Condition.Comparison(new Operand.Path(attribute), Operator(comparison), Slot(state));

    public static ComparisonOperator Operator(string text)
        => text switch
        {
            "=" => ComparisonOperator.Equal,
            "<>" => ComparisonOperator.NotEqual,
            "<" => ComparisonOperator.LessThan,
            "<=" => ComparisonOperator.LessThanOrEqual,
            ">" => ComparisonOperator.GreaterThan,
            ">=" => ComparisonOperator.GreaterThanOrEqual,
            _ => throw new ArgumentException(text),
        };

    /// <summary>The next slot.</summary>
    public Operand.Slot Slot(OperandState state = OperandState.Value)
    {
        _states.Add(state);
        return new Operand.Slot(_states.Count - 1);
    }

    /// <summary>"A", or "A desc"; "?A" orders by an expression over A.</summary>
    public Asking Order(params string[] keys)
        => With(r => r with { Order = [.. keys.Select(Key)] });

    public Asking Take(int rows)
        => With(r => r with { Limit = new RowLimit(rows, -1) });

    public Asking Count()
        => With(r => r with { CountOnly = true, Attributes = [] });

    public Asking Select(params string[] attributes)
        => With(r => r with { Attributes = [.. attributes] });

    public Asking Hint(Func<AccessHints, AccessHints> hint)
        => With(r => r with { Hints = hint(r.Hints) });

    public Asking AllowScan()
        => Hint(h => h with { AllowScan = true });

    public Asking WithIndex(string name)
        => Hint(h => h with { IndexName = name });

    public Asking Consistent()
        => Hint(h => h with { ConsistentRead = true });

    public AccessPlan Plan(bool enabled = true)
        => AccessPlanner.Plan(_table, _request with { Conjuncts = [.. _conjuncts] }, new ParameterShape([.. _states]), enabled);

    /// <summary>The plan on one line: what is sent, then what is proven.</summary>
    public string PlanLine()
    {
        var plan = Plan();
        var text = PlanText.Describe(plan with { Explanation = [], Problem = PlanProblem.None }, limit: null).ReplaceLineEndings("\n").Replace("\n  ", " | ");
        var proven = new List<string>();
        if (_conjuncts.Count > 0)
        {
            var left = _conjuncts.Where(c => !plan.ProvenConjuncts.Contains(c.Id)).Select(c => $"{c.Id}").ToList();
            proven.Add(left.Count == 0 ? "all" : $"all but {string.Join(" ", left)}");
        }

        Add(plan.OrderProven && _request.Order.Length > 0, "order");
        Add(plan.LimitProven, "limit");
        Add(plan.CountProven, "count");
        text += $" => {(proven.Count == 0 ? "-" : string.Join(", ", proven))}";
        return plan.Problem == PlanProblem.None ? text : $"{text} !{plan.Problem}";

        void Add(bool holds, string what)
        {
            if (holds)
            {
                proven.Add(what);
            }
        }
    }

    private static OrderKey Key(string text)
    {
        var descending = text.EndsWith(" desc", StringComparison.Ordinal);
        var name = descending ? text[..^5] : text;
        return name.StartsWith('?') ? new OrderKey(null, descending, [name[1..]]) : new OrderKey(name, descending, [name]);
    }

    private Asking With(Func<SourceRequest, SourceRequest> change)
    {
        _request = change(_request);
        return this;
    }
}
