using EFCore.DynamoDb.Metadata;

namespace Microsoft.EntityFrameworkCore.Metadata.Builders;

/// <summary>In what a replica differs from its table: the second argument of <c>HasReplica("eu-west-1", r =&gt; ...)</c>.</summary>
public class DynamoDbReplicaBuilder
{
    /// <summary>Creates the builder.</summary>
    /// <param name="replica">The replica as it was.</param>
    public DynamoDbReplicaBuilder(DynamoDbReplica replica)
    {
        ArgumentNullException.ThrowIfNull(replica);
        Metadata = replica;
    }

    /// <summary>The replica as it is now.</summary>
    public virtual DynamoDbReplica Metadata { get; private set; }

    /// <summary>The table class in this region.</summary>
    /// <param name="tableClass">The class.</param>
    public virtual DynamoDbReplicaBuilder HasTableClass(DynamoDbTableClass tableClass)
    {
        Metadata = Metadata with { TableClass = tableClass };
        return this;
    }

    /// <summary>The KMS key in this region: needed when the table has a key of your own.</summary>
    /// <param name="kmsKeyId">The id, ARN or alias of a key in the region.</param>
    public virtual DynamoDbReplicaBuilder HasKmsKey(string kmsKeyId)
    {
        ArgumentException.ThrowIfNullOrEmpty(kmsKeyId);
        Metadata = Metadata with { KmsKeyId = kmsKeyId };
        return this;
    }

    /// <summary>The provisioned read throughput in this region. Write throughput is the same in all regions.</summary>
    /// <param name="read">Read units per second, at least 1.</param>
    public virtual DynamoDbReplicaBuilder HasProvisionedThroughput(long read)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(read, 1);
        Metadata = Metadata with { ProvisionedRead = read };
        return this;
    }

    /// <summary>The most reads in this region when the table is paid per request. The most writes are the same in all regions.</summary>
    /// <param name="maxRead">Read units per second, at least 1.</param>
    public virtual DynamoDbReplicaBuilder HasOnDemandThroughput(long maxRead)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxRead, 1);
        Metadata = Metadata with { OnDemandMaxRead = maxRead };
        return this;
    }
}
