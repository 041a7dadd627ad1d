
namespace Microsoft.EntityFrameworkCore.Metadata.Builders;

/// <summary>
/// Settings of a table, used when it is created: the argument of <c>ToTable("orders", t =&gt; ...)</c>.
/// Where several entity types share a table, one of them says them, or all the same.
/// </summary>
public class DynamoDbTableBuilder
{
    /// <summary>Creates the builder.</summary>
    /// <param name="entityType">The entity type whose table it is.</param>
    public DynamoDbTableBuilder(IMutableEntityType entityType)
    {
        ArgumentNullException.ThrowIfNull(entityType);
        EntityType = entityType;
    }

    /// <summary>The entity type whose table it is.</summary>
    public virtual IMutableEntityType EntityType { get; }

    /// <summary>The name of the table, without the options' prefix.</summary>
    public virtual string Name
        => EntityType.GetTableName();

    /// <summary>How the table is paid for: per request, unless this or a provisioned throughput says otherwise.</summary>
    /// <param name="billingMode">The mode.</param>
    public virtual DynamoDbTableBuilder HasBillingMode(DynamoDbBillingMode billingMode)
    {
        EntityType.SetBillingMode(billingMode);
        return this;
    }

    /// <summary>The throughput that is provisioned, and paid for by the hour; the billing mode is then provisioned.</summary>
    /// <param name="read">Read units per second, at least 1: a unit is a strongly consistent or two eventually consistent reads of up to 4 KB.</param>
    /// <param name="write">Write units per second, at least 1: a unit is a write of up to 1 KB.</param>
    public virtual DynamoDbTableBuilder HasProvisionedThroughput(long read, long write)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(read, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(write, 1);
        EntityType.SetProvisionedThroughput(read, write);
        return this;
    }

    /// <summary>The most that may be used when the table is paid per request.</summary>
    /// <param name="maxRead">Read units per second, at least 1; null for no limit.</param>
    /// <param name="maxWrite">Write units per second, at least 1; null for no limit.</param>
    public virtual DynamoDbTableBuilder HasOnDemandThroughput(long? maxRead = null, long? maxWrite = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxRead ?? 1, 1, nameof(maxRead));
        ArgumentOutOfRangeException.ThrowIfLessThan(maxWrite ?? 1, 1, nameof(maxWrite));
        EntityType.SetOnDemandThroughput(maxRead, maxWrite);
        return this;
    }

    /// <summary>What the table can serve at once, kept ready (and paid for) beyond DynamoDB's default.</summary>
    /// <param name="read">Read units per second; null for DynamoDB's default.</param>
    /// <param name="write">Write units per second; null for DynamoDB's default.</param>
    public virtual DynamoDbTableBuilder HasWarmThroughput(long? read = null, long? write = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(read ?? 1, 1, nameof(read));
        ArgumentOutOfRangeException.ThrowIfLessThan(write ?? 1, 1, nameof(write));
        EntityType.SetWarmThroughput(read, write);
        return this;
    }
}
