using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using EFCore.DynamoDb.Items;

namespace EFCore.DynamoDb.Access;

/// <summary>A plan as a person reads it: the request with its names and values in place, what is left to the client, and why nothing else was chosen.</summary>
internal static class PlanText
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private const string Unknown = "?";
    private static readonly ItemLayout NoLayout = ItemLayout.Empty;

    /// <param name="plan">The plan.</param>
    /// <param name="operands">The values; null to print the plan of a shape, where slots are @0, @1 and so on.</param>
    /// <param name="limit">The value of the plan's limit, when it is known.</param>
    /// <param name="tableName">The table's physical name; null for its name in the model.</param>
    /// <param name="clientOperators">What runs over the items on the client.</param>
    /// <param name="lookups">What is read for the rows besides, each as its own lines.</param>
    public static string Describe(
        AccessPlan plan,
        IReadOnlyList<BoundOperand>? operands = null,
        int? limit = null,
        string? tableName = null,
        IReadOnlyList<string>? clientOperators = null,
        IReadOnlyList<string>? lookups = null)
    {
        var text = new StringBuilder();
        tableName ??= plan.Table.Name;
        var bound = operands is null || plan.Problem == PlanProblem.UnknownIndex ? null : RequestBuilder.Bind(plan, operands, limit, tableName, NoLayout);
        var nothing = bound?.Nothing ?? (bound is null && plan.Operation == AccessOperation.None ? "no item can match" : null);
        if (nothing is not null)
        {
            text.Append("No request to ").Append(tableName).Append(": ").Append(nothing);
        }

        if (plan.Operation != AccessOperation.None)
        {
            AppendRequest(text, plan, operands, limit, tableName, isUnsent: nothing is not null);
        }

        if (bound?.Requests is { Count: > 1 } requests && plan.Segments == 1)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n  requests: {requests.Count}");
        }

        if (clientOperators is { Count: > 0 })
        {
            text.Append("\nclient: ").AppendJoin(", ", clientOperators);
        }

        foreach (var lookup in lookups ?? [])
        {
            text.Append('\n').Append(lookup);
        }

        foreach (var rejected in plan.Explanation)
        {
            text.Append("\nnot used: ").Append(rejected);
        }

        if (plan.Problem != PlanProblem.None)
        {
            text.Append("\nnot sent: ").Append(plan.Problem);
            if (plan.Suggestion is { } suggestion)
            {
                text.Append(": ").Append(suggestion);
            }
        }

        return text.ToString();
    }

    /// <summary>A plan whose values are in part not known before other rows are there: these are question marks.</summary>
    public static string DescribeUnbound(AccessPlan plan, IReadOnlyList<BoundOperand> operands, string tableName)
    {
        var text = new StringBuilder();
        AppendRequest(text, plan, operands, limit: null, tableName, isUnsent: false);
        return text.ToString();
    }

    /// <summary>The key condition of a plan, or the key that it reads; null when it has none.</summary>
    public static string? KeyCondition(AccessPlan plan, IReadOnlyList<BoundOperand>? operands)
        => plan.KeyConditions.IsEmpty ? null : new ExpressionWriter(new ReadableOperands(operands)).AppendAll(plan.KeyConditions).ToString();

    public static string? Filter(AccessPlan plan, IReadOnlyList<BoundOperand>? operands)
        => plan.Filter is null ? null : new ExpressionWriter(new ReadableOperands(operands)).Append(plan.Filter).ToString();

    /// <summary>An attribute of a projection, and what is picked of it.</summary>
    public static string Attribute(AttributePath path)
        => new ExpressionWriter(new ReadableOperands(null)).AppendProjection([path]).ToString();

    /// <summary>A value as people write it: "text", 12.5, true, null, binary(AQI=), maps and lists as JSON has them, sets with angle brackets.</summary>
    public static string Value(ItemValue value)
        => value.IsMissing
            ? "missing"
            : value.Type switch
            {
                DynamoDbAttributeType.S => Quote(value.AsText()),
                DynamoDbAttributeType.N => value.AsText(),
                DynamoDbAttributeType.B => $"binary({Convert.ToBase64String(value.AsBinary())})",
                DynamoDbAttributeType.Bool => value.AsBool() ? "true" : "false",
                DynamoDbAttributeType.Null => "null",
                DynamoDbAttributeType.M => $"{{{string.Join(", ", value.AsMap().Select(a => $"{Name(a.Key)}: {Value(a.Value)}"))}}}",
                DynamoDbAttributeType.L => $"[{string.Join(", ", value.AsList().Select(Value))}]",
                DynamoDbAttributeType.SS => $"S<{string.Join(", ", value.AsTextSet().Select(Quote))}>",
                DynamoDbAttributeType.NS => $"N<{string.Join(", ", value.AsTextSet())}>",
                _ => $"B<{string.Join(", ", value.AsBinarySet().Select(Convert.ToBase64String))}>",
            };

    private static void AppendRequest(
        StringBuilder text, AccessPlan plan, IReadOnlyList<BoundOperand>? operands, int? limit, string tableName, bool isUnsent)
    {
        var readable = new ReadableOperands(operands);
        text.Append(isUnsent ? "\ninstead of: " : string.Empty)
            .Append(plan.IsTransaction ? "TransactGetItems" : plan.Operation.ToString()).Append(' ').Append(tableName);
        foreach (var branch in plan.Branches)
        {
            // What the branches have in common is said once, below.
            var part = new StringBuilder();
            AppendRequest(part, branch with { Projection = null, FetchesWholeItems = false, Limit = null, FirstPage = null, PageSize = null }, operands, null, tableName, false);
            text.Append("\n  ").Append(part.Replace("\n", "\n  "));
        }

        if (plan.Index is { } index)
        {
            text.Append(" index ").Append(index.Name);
        }

        if (KeyCondition(plan, operands) is { } key)
        {
            text.Append("\n  key: ").Append(key);
        }

        if (Filter(plan, operands) is { } filter)
        {
            text.Append("\n  filter: ").Append(filter);
        }

        if (plan.CountOnly)
        {
            text.Append("\n  count only");
        }
        else if (plan.Projection is { } projection)
        {
            text.Append("\n  projection: ").Append(new ExpressionWriter(readable).AppendProjection(projection));
        }
        else if (plan.FetchesWholeItems)
        {
            text.Append("\n  all attributes, fetched from the table");
        }

        if (!plan.Forward)
        {
            text.Append("\n  backward");
        }

        if (!plan.MergedBy.IsEmpty)
        {
            text.Append("\n  merged by: ").AppendJoin(", ", plan.MergedBy.Select(o => Name(o.Attribute) + (o.Descending ? " desc" : string.Empty)));
        }

        if (RequestBuilder.FirstLimit(plan, limit ?? (plan.Limit ?? plan.FirstPage)?.Constant) is { } rows)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n  limit: {rows}").Append(plan.FirstPage is null ? string.Empty : ", then doubled");
        }
        else if (plan.Limit is not null)
        {
            text.Append("\n  limit: as many as are wanted");
        }
        else if (plan.FirstPage is not null)
        {
            text.Append("\n  limit: about as many as are wanted, then doubled");
        }

        if (plan.PageSize is { } pageSize)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n  page size: {pageSize}");
        }

        if (plan.Segments > 1)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n  segments: {plan.Segments}");
        }

        if (plan.ConsistentRead)
        {
            text.Append("\n  consistent read");
        }

        if (plan.Fetch is { } fetch)
        {
            text.Append("\n  then BatchGetItem: ");
            _ = fetch.Projection is { } fetched ? text.Append(new ExpressionWriter(readable).AppendProjection(fetched)) : text.Append("all attributes");
            text.Append(fetch.ConsistentRead ? ", consistent read" : string.Empty);
        }
    }

    private static string Quote(string text)
        => JsonSerializer.Serialize(text, Readable);

    /// <summary>Names that would not stand out as one word are put in back quotes.</summary>
    private static string Name(string name)
        => name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '$' or '-') ? name : $"`{name}`";

    private static List<string> Shorten(IReadOnlyList<ItemValue> elements)
    {
        const int Shown = 10;
        var texts = elements.Take(Shown).Select(Value).ToList();
        if (elements.Count > Shown)
        {
            texts.Add(string.Create(CultureInfo.InvariantCulture, $"{elements.Count - Shown} more"));
        }

        return texts;
    }

    private sealed class ReadableOperands(IReadOnlyList<BoundOperand>? operands) : IExpressionOperands
    {
        public string Name(string attribute)
            => PlanText.Name(attribute);

        public string Value(Operand operand)
            => operands is not null
                ? IsUnknown(operand) ? Unknown : PlanText.Value(RequestOperands.ValueOf(operands, operand))
                : operand switch
                {
                    Operand.Slot slot => $"@{slot.Index}",
                    Operand.Neighbour { Above: true } next => $"@{next.Index} + 1",
                    Operand.Neighbour next => $"@{next.Index} - 1",
                    _ => throw new InvalidOperationException($"{operand} is no value."),
                };

        public string Literal(ItemValue value)
            => PlanText.Value(value);

        public IReadOnlyList<string> Elements(Operand.Slot list)
            => operands is null ? [$"@{list.Index}"] : operands[list.Index].Elements is null ? [Unknown] : Shorten(RequestOperands.ElementsOf(operands, list));

        public bool AreReversed(Operand lower, Operand upper)
            => operands is not null && !IsUnknown(lower) && !IsUnknown(upper) && RequestOperands.AreReversed(operands, lower, upper);

        private bool IsUnknown(Operand operand)
            => (operand switch { Operand.Slot slot => slot.Index, Operand.Neighbour next => next.Index, _ => -1 }) is >= 0 and var index
                && operands![index] is { State: OperandState.Value, Value.IsMissing: true };
    }
}
