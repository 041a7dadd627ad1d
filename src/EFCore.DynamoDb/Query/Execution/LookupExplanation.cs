using EFCore.DynamoDb.Access;
using EFCore.DynamoDb.Query.Expressions;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.Query.Execution;

/// <summary>What is read besides for the rows of a query, told before the keys of these rows are known.</summary>
internal sealed record LookupExplanation(DynamoDbQueryPlan Plan, string Text)
{
    public static IReadOnlyList<LookupExplanation> Of(QueryVariant variant, DynamoDbQueryContext context)
        => [.. variant.Remaining.OfType<LookupOperator>().Select(l => Of(l, context))];

    private static LookupExplanation Of(LookupOperator lookup, DynamoDbQueryContext context)
    {
        var inner = lookup.Inner;
        var name = inner.Whole.Source.EntityType.ClrType.Name;
        if (inner.KeyedDefinition is { } keyed
            && keyed.VariantForKeys(context, inner.Parameters) is ({ Plan.Operation: not AccessOperation.Scan } variant, var operands))
        {
            return Of(keyed, variant, operands, $"lookup {name}: for each key of the rows, those of {RequestBuilder.MaxBatch} rows together", context);
        }

        var whole = inner.WholeDefinition!;
        var (all, bound) = whole.VariantForKeys(context, []);
        return Of(whole, all, bound, $"lookup {name}: all of its rows, once", context);
    }

    private static LookupExplanation Of(QueryDefinition definition, QueryVariant variant, BoundOperand[] operands, string title, DynamoDbQueryContext context)
    {
        var tableName = context.TableNames.PhysicalName(definition.Table.Name);
        var lookups = Of(variant, context);
        List<string> lines = [PlanText.DescribeUnbound(variant.Plan, operands, tableName)];
        if (variant.ClientOperators.Count > 0)
        {
            lines.Add($"client: {string.Join(", ", variant.ClientOperators)}");
        }

        lines.AddRange(lookups.Select(l => l.Text));
        lines.AddRange(variant.Plan.Problem == PlanProblem.None ? [] : [$"not sent: {variant.Plan.Problem}: {variant.Plan.Suggestion}"]);
        var text = string.Join('\n', lines);
        return new LookupExplanation(
            PlanExplanation.OfUnbound(variant, operands, tableName, lookups, text),
            $"{title}\n  {text.Replace("\n", "\n  ", StringComparison.Ordinal)}");
    }
}
