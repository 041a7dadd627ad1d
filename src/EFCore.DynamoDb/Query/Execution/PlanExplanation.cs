using EFCore.DynamoDb.Access;
using EFCore.DynamoDb.Client;
using EFCore.DynamoDb.Items;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.Query.Execution;

/// <summary>A query that can say what it would send.</summary>
internal interface IExplainable
{
    DynamoDbQueryPlan Explain();

    /// <summary>What is sent first; nothing is.</summary>
    IReadOnlyList<ItemRequest> Requests();
}

/// <summary>An execution that is to tell its plan instead of carrying it out: it sees that nothing is sent.</summary>
internal sealed class PlanSink : IRequestObserver
{
    public DynamoDbQueryPlan? Plan { get; set; }

    public void Sending(ItemRequest request)
        => throw new InvalidOperationException("A query that is explained sends nothing.");

    public void Answered(ItemRequest request, RequestCounts counts, ResponseMetadata metadata)
    {
    }
}

/// <summary>A plan of ours as the one that users see.</summary>
internal static class PlanExplanation
{
    public static DynamoDbQueryPlan Of(
        QueryVariant variant, IReadOnlyList<BoundOperand> operands, int? limit, string tableName, ItemLayout layout, IReadOnlyList<LookupExplanation> lookups)
    {
        var text = PlanText.Describe(variant.Plan, operands, limit, tableName, variant.ClientOperators, [.. lookups.Select(l => l.Text)]);
        return Of(variant.Plan, operands, limit, tableName, layout, variant.ClientOperators, [.. lookups.Select(l => l.Plan)], text);
    }

    /// <summary>A plan whose requests are made when the keys of other rows are known.</summary>
    public static DynamoDbQueryPlan OfUnbound(
        QueryVariant variant, IReadOnlyList<BoundOperand> operands, string tableName, IReadOnlyList<LookupExplanation> lookups, string text)
        => Of(
            variant.Plan,
            operands,
            new BoundAccess { Nothing = variant.Plan.Operation == AccessOperation.None ? "no item can match" : null },
            limit: null,
            tableName,
            [],
            variant.ClientOperators,
            [.. lookups.Select(l => l.Plan)],
            text,
            maximumItems: null);

    private static DynamoDbQueryPlan Of(
        AccessPlan plan,
        IReadOnlyList<BoundOperand> operands,
        int? limit,
        string tableName,
        ItemLayout layout,
        IReadOnlyList<string> clientOperators,
        IReadOnlyList<DynamoDbQueryPlan> lookups,
        string text)
    {
        var access = plan.Problem == PlanProblem.UnknownIndex
            ? new BoundAccess { Nothing = "the index is unknown" }
            : RequestBuilder.Bind(plan, operands, limit, tableName, layout);
        DynamoDbQueryPlan[] branches
            = [.. plan.Branches.Select(b => Of(b, operands, limit, tableName, layout, [], [], PlanText.Describe(b, operands, limit, tableName)))];
        return Of(plan, operands, access, limit, tableName, branches, clientOperators, lookups, text, MaximumItems(access));
    }

    private static DynamoDbQueryPlan Of(
        AccessPlan plan,
        IReadOnlyList<BoundOperand> operands,
        BoundAccess access,
        int? limit,
        string tableName,
        IReadOnlyList<DynamoDbQueryPlan> branches,
        IReadOnlyList<string> clientOperators,
        IReadOnlyList<DynamoDbQueryPlan> lookups,
        string text,
        long? maximumItems)
    {
        var projection = plan.Fetch is { } fetch ? fetch.Projection : plan.Projection;
        return new DynamoDbQueryPlan
        {
            Operation = access.Nothing is null ? plan.Operation.ToString() : nameof(AccessOperation.None),
            TableName = tableName,
            IndexName = plan.Index?.Name,
            KeyCondition = PlanText.KeyCondition(plan, operands),
            Filter = PlanText.Filter(plan, operands),
            Projection = plan.CountOnly ? [] : projection is { } attributes ? [.. attributes.Select(PlanText.Attribute)] : null,
            CountOnly = plan.CountOnly,
            ScanIndexForward = plan.Forward,
            Limit = plan.Limit is null ? null : limit,
            PageSize = plan.PageSize,
            FirstPageSize = plan.FirstPage is null ? null : RequestBuilder.FirstLimit(plan, limit),
            ConsistentRead = plan.ConsistentRead,
            FetchesByKey = plan.Fetch is not null,
            NumberOfRequests = access.Requests.Count,
            Requests = [.. access.Requests.Select(r => RequestText.Of(r, showValues: true))],
            Branches = branches,
            Lookups = lookups,
            ClientOperators = clientOperators,
            RejectedCandidates = [.. plan.Explanation.Select(r => new DynamoDbRejectedCandidate(r.Name, r.IndexName, r.Reason))],
            NotSentBecause = access.Nothing ?? (plan.Problem == PlanProblem.None ? null : plan.Problem.ToString()),
            Advice = plan.Suggestion,
            MinimumReadUnits = access.Requests.Sum(MinimumReadUnits),
            MaximumItems = maximumItems,
            Text = text,
        };
    }

    /// <summary>DynamoDB charges for at least one block of 4 KB, half of it where the read need not be consistent.</summary>
    private static double MinimumReadUnits(ItemRequest request)
        => request switch
        {
            GetItemRequest get => get.ConsistentRead ? 1 : 0.5,
            BatchGetItemRequest { IsTransaction: true } transaction => transaction.Keys.Count * 2,
            BatchGetItemRequest batch => batch.Keys.Count * (batch.ConsistentRead ? 1 : 0.5),
            PageRequest page => page.ConsistentRead ? 1 : 0.5,
            _ => 0,
        };

    private static long? MaximumItems(BoundAccess access)
    {
        var items = 0L;
        foreach (var request in access.Requests)
        {
            switch (request)
            {
                case GetItemRequest:
                    items++;
                    break;
                case BatchGetItemRequest batch:
                    items += batch.Keys.Count;
                    break;
                default:
                    if (access.Limit is not { } limit || access.Fetch is not null)
                    {
                        return null;
                    }

                    items += limit;
                    break;
            }
        }

        return items;
    }
}
