using EFCore.DynamoDb.Access;
using EFCore.DynamoDb.Diagnostics;
using EFCore.DynamoDb.Query.Expressions;

namespace EFCore.DynamoDb.Query.Execution;

/// <summary>What would let DynamoDB do what a plan leaves to the client, in sentences.</summary>
internal static class ClientWorkAdvice
{
    public static string For(QueryVariant variant, SourceRequest request)
        => string.Join(' ', variant.Remaining.Select(o => Of(o, variant.Plan, request)).OfType<string>().Distinct());

    private static string? Of(ResidualOperator work, AccessPlan plan, SourceRequest request)
        => work switch
        {
            // A condition that DynamoDB knows is here because the request has no filter, or because an index lags behind.
            WhereOperator { ConjunctId: >= 0 and var id } when request.Conjuncts.Any(c => c.Id == id && c.Condition is not null) => null,
            WhereOperator where => DynamoDbStrings.AdviceOnPredicate(where.Text),
            OrderOperator { Offered: true } when request.Order is [{ Attribute: { } attribute }, ..]
                => DynamoDbStrings.AdviceOnOrder(plan.Index?.Key.Partition[0].Name ?? plan.Table.Key.Partition[0].Name, attribute),
            OrderOperator or ReverseOperator or DistinctOperator => DynamoDbStrings.AdviceOnMemory(work.Name),
            SkipOperator => DynamoDbStrings.AdviceOnSkip,
            _ => null,
        };
}
