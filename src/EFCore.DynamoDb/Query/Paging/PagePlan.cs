using EFCore.DynamoDb.Access;
using EFCore.DynamoDb.Diagnostics;
using EFCore.DynamoDb.Items;
using EFCore.DynamoDb.Query.Expressions;

namespace EFCore.DynamoDb.Query.Paging;

/// <summary>What a plan of a query means for reading it in pages: whether it can be, and what a cursor of it must hold.</summary>
internal sealed class PagePlan
{
    public required AccessPlan Plan { get; init; }

    /// <summary>Why the query cannot be read in pages; null when it can.</summary>
    public string? Problem { get; private init; }

    /// <summary>What is read of the items: the layout of the entity type, and keys of indexes that it does not map.</summary>
    public required ItemLayout Layout { get; init; }

    /// <summary>The predicates that the client checks.</summary>
    public required IReadOnlyList<string> ClientWork { get; init; }

    /// <summary>The parameters in them.</summary>
    public required IReadOnlyList<string> ClientParameters { get; init; }

    public static PagePlan Create(ResidualExpression query, AccessPlan plan, IReadOnlyList<ResidualOperator> remaining)
    {
        var checks = remaining.OfType<WhereOperator>().ToList();
        return new PagePlan
        {
            Plan = plan,
            Problem = ProblemOf(query, plan, remaining),
            Layout = LayoutOf(query.Source.Layout.Layout, plan),
            ClientWork = [.. checks.Select(c => c.Text)],
            ClientParameters = QueryFingerprint.ParametersOf(checks.Select(c => c.Predicate)),
        };
    }

    private static string? ProblemOf(ResidualExpression query, AccessPlan plan, IReadOnlyList<ResidualOperator> remaining)
    {
        var table = query.Source.Table;
        // What puts something beside a row keeps it, unless it gives one row for each of several elements.
        if (query.Operators.Where(o => o is not (WhereOperator or OrderOperator or LookupOperator or SelectManyOperator { KeepsCount: true }))
                .OrderBy(o => o is ProjectOperator).FirstOrDefault() is { } other)
        {
            return DynamoDbStrings.PagesAfterOperator(other.Name);
        }

        if (remaining.Any(o => o is OrderOperator))
        {
            var order = query.Source.Order.SelectMany(o => o.Attributes).Select(a => a.ToString()).Distinct(StringComparer.Ordinal);
            return query.Source.Order.IsEmpty
                ? DynamoDbStrings.PagesOfRelatedOrder(table.Name)
                : DynamoDbStrings.PagesOfClientOrder(string.Join("', '", order), table.Name);
        }

        // An item may satisfy several branches, and only in an order is it known where it would be met again.
        return plan.MergedBy.IsEmpty && plan.Branches.Any(b => b.Operation is AccessOperation.Query)
            ? DynamoDbStrings.PagesOfUnion(table.Name)
            : null;
    }

    private static ItemLayout LayoutOf(ItemLayout layout, AccessPlan plan)
    {
        var missing = plan.Branches.Prepend(plan).SelectMany(p => KeyBounds.AttributesOf(p.Table, p.Index))
            .Select(k => k.Name).Where(name => layout.Find(name) < 0).Distinct(StringComparer.Ordinal).ToList();
        return missing.Count == 0 ? layout : new ItemLayout([.. layout.Names, .. missing], layout.KeyOrdinals);
    }
}
