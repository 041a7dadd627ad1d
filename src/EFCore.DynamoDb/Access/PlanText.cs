using System.Globalization;
using System.Text;
using EFCore.DynamoDb.Client;
using EFCore.DynamoDb.Items;

namespace EFCore.DynamoDb.Access;

/// <summary>A plan as a person reads it: the requests with their placeholders resolved, what is left to the client, and why other indexes fell.</summary>
internal static class PlanText
{
    /// <param name="plan">The plan.</param>
    /// <param name="operands">The values of this execution.</param>
    /// <param name="limit">The value of the limit.</param>
    /// <param name="tableName">The physical table name.</param>
    /// <param name="clientOperators">What runs on the client.</param>
    public static string Describe(
        AccessPlan plan,
        IReadOnlyList<BoundOperand> operands,
        int? limit,
        string tableName,
        IReadOnlyList<string> clientOperators)
    {
        var text = new StringBuilder();
        var access = plan.Problem == PlanProblem.UnknownIndex
            ? BoundAccess.Nothing
            : RequestBuilder.Bind(plan, operands, limit, tableName, new ItemLayout([], []));
        if (access.Get is { } get)
        {
            text.Append(CultureInfo.InvariantCulture, $"GetItem {tableName}");
            Key(text, get.Key);
            Common(text, get.Aliases!, null, get.ProjectionExpression, get.ConsistentRead);
        }
        else if (access.Batches is { } batches)
        {
            foreach (var batch in batches)
            {
                text.Append(CultureInfo.InvariantCulture, $"BatchGetItem {tableName}");
                text.AppendLine().Append(CultureInfo.InvariantCulture, $"  keys: {batch.Keys.Count}");
                foreach (var key in batch.Keys.Take(3))
                {
                    Key(text, key);
                }

                Common(text, batch.Aliases!, null, batch.ProjectionExpression, batch.ConsistentRead);
                text.AppendLine();
            }
        }
        else if (access.Pages is { } pages)
        {
            text.Append(CultureInfo.InvariantCulture, $"{pages.Operation} {tableName}");
            if (pages.IndexName is { } index)
            {
                text.Append(CultureInfo.InvariantCulture, $" index {index}");
            }

            if (pages is QueryRequest query)
            {
                Line(text, "key condition", Resolve(query.KeyConditionExpression, pages.Aliases));
                if (!query.ScanIndexForward)
                {
                    Line(text, "order", "backward");
                }
            }

            Common(text, pages.Aliases, pages.FilterExpression, pages.ProjectionExpression, pages.ConsistentRead);
            if (pages.CountOnly)
            {
                Line(text, "select", "COUNT");
            }

            if (pages.Limit is { } items)
            {
                Line(text, "limit", items.ToString(CultureInfo.InvariantCulture));
            }
        }
        else
        {
            text.Append("no request");
        }

        if (plan.Problem != PlanProblem.None)
        {
            Line(text, "not allowed", $"{plan.Problem}{(plan.Suggestion is null ? null : ": " + plan.Suggestion)}");
        }

        if (clientOperators.Count > 0)
        {
            Line(text, "on the client", string.Join(", ", clientOperators));
        }

        foreach (var line in plan.Explanation)
        {
            Line(text, "not used", line);
        }

        return text.ToString().TrimEnd();
    }

    private static void Common(StringBuilder text, ExpressionAliases aliases, string? filter, string? projection, bool consistent)
    {
        if (filter is not null)
        {
            Line(text, "filter", Resolve(filter, aliases));
        }

        if (projection is not null)
        {
            Line(text, "projection", Resolve(projection, aliases));
        }

        if (consistent)
        {
            Line(text, "read", "consistent");
        }
    }

    private static void Key(StringBuilder text, ItemMap key)
        => Line(text, "key", string.Join(", ", key.Select(a => $"{a.Key} = {ValueText.Of(a.Value)}")));

    private static void Line(StringBuilder text, string label, string value)
        => text.AppendLine().Append("  ").Append(label).Append(": ").Append(value);

    /// <summary>An expression with its placeholders replaced, in one pass so that no replacement is read again.</summary>
    private static string Resolve(string expression, ExpressionAliases aliases)
    {
        var text = new StringBuilder(expression.Length * 2);
        for (var i = 0; i < expression.Length; i++)
        {
            if (expression[i] is not ('#' or ':'))
            {
                text.Append(expression[i]);
                continue;
            }

            var end = i + 1;
            while (end < expression.Length && char.IsAsciiLetterOrDigit(expression[end]))
            {
                end++;
            }

            var alias = expression[i..end];
            text.Append(
                expression[i] == '#'
                    ? aliases.Names.First(n => n.Key == alias).Value
                    : ValueText.Of(aliases.Values.First(v => v.Key == alias).Value));
            i = end - 1;
        }

        return text.ToString();
    }
}
