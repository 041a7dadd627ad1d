using System.Collections.Immutable;
using EFCore.DynamoDb.Metadata;

namespace EFCore.DynamoDb.Access;

/// <summary>What remains when no key serves: reading everything, filtered by the server, and only with the user's leave.</summary>
internal static class ScanPlan
{
    public static AccessPlan Make(TableModel table, SourceRequest request, Predicate predicate)
    {
        var hints = request.Hints;
        var index = hints.IndexName is { } name ? table.FindIndex(name) : null;

        // What the index itself says: its entries have its keys.
        var used = new HashSet<Condition>(ReferenceEqualityComparer.Instance);
        if (index is not null)
        {
            used.UnionWith(
                predicate.Parts
                    .Select(p => p.Condition)
                    .Where(c => c is Condition.NotNull { Attribute.IsTopLevel: true } n && index.Key.Contains(n.Attribute.Name)));
        }

        var split = new FilterSplit(predicate, used, key: null);
        var orderServed = request.Order.IsEmpty;
        var limitProven = request.Limit is not null && orderServed && split.Residual.IsEmpty && split.Filter is null;
        var countProven = request.CountOnly && split.Residual.IsEmpty;
        var (problem, suggestion) = ProblemOf(table, index, request, predicate, split);
        return new AccessPlan
        {
            Operation = AccessOperation.Scan,
            Table = table,
            Index = index,
            Filter = split.Filter,
            Projection = countProven || request.Attributes is null ? null : Projection(table, request, split, orderServed),
            Limit = limitProven ? request.Limit : null,
            LimitProven = limitProven,
            PageSize = hints.PageSize,
            CountOnly = countProven,
            CountProven = countProven,
            ConsistentRead = index is { Kind: DynamoDbIndexKind.Gsi } ? false : hints.ConsistentRead ?? hints.ConsistentReadByDefault,
            ProvenConjuncts = split.Proven,
            OrderProven = orderServed,
            Problem = problem,
            Suggestion = suggestion,
        };
    }

    private static (PlanProblem Problem, string? Suggestion) ProblemOf(
        TableModel table,
        IndexModel? index,
        SourceRequest request,
        Predicate predicate,
        FilterSplit split)
    {
        if (index is not null)
        {
            if (index.Kind == DynamoDbIndexKind.Gsi && request.Hints.ConsistentRead == true)
            {
                return (PlanProblem.ConsistentReadOnGsi, null);
            }

            var missing = index.Key.All
                .Select(k => k.Name)
                .FirstOrDefault(k => !request.RequiredAttributes.Contains(k) && !predicate.ImpliesExistence(k));
            if (missing is not null)
            {
                return (PlanProblem.IndexMayLackItems, $"'{missing}'");
            }

            if (index.ProjectedAttributes is not null)
            {
                var uncovered = request.Attributes is null
                    ? ["all attributes"]
                    : Projection(table, request, split, request.Order.IsEmpty)
                        .Concat(split.Filter is null ? [] : ConditionFacts.Attributes(split.Filter))
                        .Where(a => !index.Projects(a))
                        .Distinct()
                        .Select(a => $"'{a}'")
                        .ToArray();
                if (uncovered.Length > 0)
                {
                    return (PlanProblem.IndexDoesNotCover, string.Join(", ", uncovered));
                }
            }
        }

        return request.Hints.AllowScan
            ? (PlanProblem.None, null)
            : (PlanProblem.ScanNotAllowed, Suggest(table, predicate));
    }

    private static ImmutableArray<string> Projection(TableModel table, SourceRequest request, FilterSplit split, bool orderServed)
        => Attributes.OrKey(
            [
                .. request.Attributes!.Value
                    .Concat(split.Residual.SelectMany(c => c.Attributes))
                    .Concat(orderServed ? [] : request.Order.SelectMany(o => o.Attributes))
                    .Distinct(),
            ],
            table);

    /// <summary>The key or index that would have served.</summary>
    private static string Suggest(TableModel table, Predicate predicate)
    {
        var equal = predicate.Parts
            .Select(p => p.Condition)
            .OfType<Condition.Comparison>()
            .Where(c => c is { Operator: ComparisonOperator.Equal, Left: Operand.Path { Attribute.IsTopLevel: true }, Right: Operand.Slot })
            .Select(c => ((Operand.Path)c.Left).Attribute.Name)
            .FirstOrDefault(a => !table.Key.Contains(a) && a != table.DiscriminatorAttribute);
        var partition = table.Key.Partition[0].Name;
        return equal is null
            ? $"Add a condition on the partition key '{partition}'."
            : $"Add a condition on the partition key '{partition}', or an index with the partition key '{equal}': "
                + $"HasGsi(\"By{equal}\", e => e.{equal}).";
    }
}
