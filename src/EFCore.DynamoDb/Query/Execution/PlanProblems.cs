using EFCore.DynamoDb.Access;
using EFCore.DynamoDb.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace EFCore.DynamoDb.Query.Execution;

/// <summary>What a user must know of a plan before it is carried out: errors, and work that is not the server's.</summary>
internal static class PlanProblems
{
    public static void ThrowIfAny(AccessPlan plan, SourceRequest request, IDiagnosticsLogger<DbLoggerCategory.Query> logger)
    {
        var table = plan.Table.Name;
        var index = plan.Index?.Name ?? request.Hints.IndexName ?? string.Empty;
        switch (plan.Problem)
        {
            case PlanProblem.None:
                return;

            case PlanProblem.ScanNotAllowed:
                // An error by default, a warning for those who configure it so.
                logger.TableScan(table, plan.Index?.Name, Predicate(request), plan.Suggestion ?? string.Empty);
                return;

            case PlanProblem.ConsistentReadOnGsi:
                throw new InvalidOperationException(DynamoDbStrings.ConsistentReadOnGsi(index, table));

            case PlanProblem.TransactionalReadWithoutKeys:
                throw new InvalidOperationException(DynamoDbStrings.TransactionalReadWithoutKeys(table, Predicate(request)));

            case PlanProblem.TransactionalReadNotConsistent:
                throw new InvalidOperationException(DynamoDbStrings.TransactionalReadNotConsistent);

            case PlanProblem.UnknownIndex:
                throw new InvalidOperationException(
                    DynamoDbStrings.UnknownIndex(
                        index,
                        table,
                        plan.Table.Indexes.Count == 0 ? "none" : string.Join(", ", plan.Table.Indexes.Select(i => $"'{i.Name}'"))));

            case PlanProblem.IndexMayLackItems:
                throw new InvalidOperationException(
                    DynamoDbStrings.IndexMayLackItems(index, table, plan.Suggestion ?? "its key"));
        }
    }

    /// <summary>Logs what the client does over the items of this plan; once per plan, since the plan decides it.</summary>
    public static void ReportClientWork(QueryVariant variant, SourceRequest request, IDiagnosticsLogger<DbLoggerCategory.Query> logger)
    {
        // A check of one item that was read by its key costs nothing that anyone would want to know.
        if (variant.Plan.Operation is AccessOperation.GetItem or AccessOperation.None)
        {
            return;
        }

        if (request.Gap is { } gap
            && variant.Plan.Operation == AccessOperation.Query
            && (variant.Plan.Index?.Key ?? variant.Plan.Table.Key).Sort.Any(k => k.Name == gap.Attribute))
        {
            logger.KeyTemplateGap(variant.Plan.Table.Name, gap.Known, gap.Missing, gap.Template);
        }

        var operators = variant.ClientOperators.Where(o => o is not "Take").ToList();
        if (operators.Count > 0)
        {
            logger.ClientEvaluation(variant.Plan.Table.Name, () => string.Join(", ", operators), () => ClientWorkAdvice.For(variant, request));
        }
    }

    public static string Predicate(SourceRequest request)
        => request.Conjuncts.IsEmpty ? "no predicate" : string.Join(" && ", request.Conjuncts.Select(c => c.Text));
}
