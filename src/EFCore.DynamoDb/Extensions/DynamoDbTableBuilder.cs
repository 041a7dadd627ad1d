using EFCore.DynamoDb.Metadata;

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

    /// <summary>What storage and requests of the table cost.</summary>
    /// <param name="tableClass">The class.</param>
    public virtual DynamoDbTableBuilder HasTableClass(DynamoDbTableClass tableClass)
    {
        EntityType.SetTableClass(tableClass);
        return this;
    }

    /// <summary>
    /// Whether DynamoDB refuses to delete the table, as <c>EnsureDeletedAsync</c> asks it to, until somebody switches the protection off.
    /// </summary>
    /// <param name="enabled">Whether it does.</param>
    public virtual DynamoDbTableBuilder HasDeletionProtection(bool enabled = true)
    {
        EntityType.SetDeletionProtection(enabled);
        return this;
    }

    /// <summary>A stream of the writes to the table, kept for 24 hours.</summary>
    /// <param name="viewType">What it tells of each write. Replicas need <see cref="DynamoDbStreamViewType.NewAndOldImages" />, and bring it along.</param>
    public virtual DynamoDbTableBuilder HasStream(DynamoDbStreamViewType viewType = DynamoDbStreamViewType.NewAndOldImages)
    {
        EntityType.SetStreamViewType(viewType);
        return this;
    }

    /// <summary>The KMS key that encrypts the table, instead of the one that DynamoDB owns, which costs nothing.</summary>
    /// <param name="kmsKeyId">The id, ARN or alias of a key of your own; by default the key that AWS manages for DynamoDB in your account.</param>
    public virtual DynamoDbTableBuilder HasKmsKey(string kmsKeyId = DynamoDbEntityTypeExtensions.AwsManagedKmsKey)
    {
        ArgumentException.ThrowIfNullOrEmpty(kmsKeyId);
        EntityType.SetKmsKeyId(kmsKeyId);
        return this;
    }

    /// <summary>A tag, for the bill and for permissions.</summary>
    /// <param name="key">1 to 128 characters, not beginning with <c>aws:</c>; at most 50 a table.</param>
    /// <param name="value">At most 256 characters.</param>
    public virtual DynamoDbTableBuilder HasTag(string key, string value)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        ArgumentNullException.ThrowIfNull(value);
        EntityType.SetTag(key, value);
        return this;
    }

    /// <summary>Continuous backups, from which the table can be recovered as it was at any second of the last days.</summary>
    /// <param name="days">How many days, 1 to 35.</param>
    public virtual DynamoDbTableBuilder HasPointInTimeRecovery(int days = 35)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(days, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(days, 35);
        EntityType.SetPointInTimeRecoveryDays(days);
        return this;
    }

    /// <summary>Whether there are continuous backups, of 35 days.</summary>
    /// <param name="enabled">Whether there are; false takes back what a convention said.</param>
    public virtual DynamoDbTableBuilder HasPointInTimeRecovery(bool enabled)
    {
        EntityType.SetPointInTimeRecoveryDays(enabled ? 35 : 0);
        return this;
    }

    /// <summary>A copy of the table in another region, which DynamoDB keeps alike and which takes writes too.</summary>
    /// <param name="region">The region, such as <c>eu-west-1</c>. The table's own is allowed, and needs no replica.</param>
    /// <param name="buildAction">In what it differs from the table.</param>
    public virtual DynamoDbTableBuilder HasReplica(string region, Action<DynamoDbReplicaBuilder>? buildAction = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(region);
        var builder = new DynamoDbReplicaBuilder(EntityType.GetReplicas().FirstOrDefault(r => r.Region == region) ?? new DynamoDbReplica(region));
        buildAction?.Invoke(builder);
        EntityType.SetReplica(builder.Metadata);
        return this;
    }

    /// <summary>Copies of the table in other regions, which DynamoDB keeps alike and which take writes too.</summary>
    /// <param name="regions">The regions, such as <c>eu-west-1</c>. The table's own is allowed, and needs no replica.</param>
    public virtual DynamoDbTableBuilder HasReplicas(params IReadOnlyList<string> regions)
    {
        ArgumentNullException.ThrowIfNull(regions);
        foreach (var region in regions)
        {
            HasReplica(region);
        }

        return this;
    }
}
