namespace Microsoft.EntityFrameworkCore;

/// <summary>
/// How a table is paid for.
/// See <see href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/capacity-mode.html">Capacity modes</see>.
/// </summary>
public enum DynamoDbBillingMode
{
    /// <summary>Per request (<c>PAY_PER_REQUEST</c>): the default.</summary>
    OnDemand,

    /// <summary>By the hour for a throughput that is set beforehand (<c>PROVISIONED</c>).</summary>
    Provisioned,
}
