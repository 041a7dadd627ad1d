namespace EFCore.DynamoDb.Metadata;

/// <summary>The names of the annotations that this provider puts on a model. Their values are literals, so that a compiled model can hold them.</summary>
internal static class DynamoDbAnnotationNames
{
    public const string Prefix = "DynamoDb:";

    /// <summary>On a keyless entity type: the query that selects its entities. The name is the one that EF Core's expansion of navigations looks for.</summary>
    public const string DefiningQuery = "InMemory:DefiningQuery";

    /// <summary>On an entity type: the name of its table.</summary>
    public const string TableName = Prefix + "TableName";

    /// <summary>On an entity type: the name of its partition key property.</summary>
    public const string PartitionKey = Prefix + "PartitionKey";

    /// <summary>On an entity type: the name of its sort key property.</summary>
    public const string SortKey = Prefix + "SortKey";

    /// <summary>On a shadow property: the text of its <see cref="KeyTemplate" />.</summary>
    public const string KeyTemplate = Prefix + "KeyTemplate";

    /// <summary>On an entity type: whether values may not contain what stands after them in a key template.</summary>
    public const string RefusesKeyDelimiters = Prefix + "RefusesKeyDelimiters";

    /// <summary>On a property: whether its value is stored in the table's key only.</summary>
    public const string IsStoredInKeyOnly = Prefix + "IsStoredInKeyOnly";

    /// <summary>On a property: into how many shards its values divide a partition.</summary>
    public const string WriteShards = Prefix + "WriteShards";

    /// <summary>On such a property: the name of the one whose value decides the shard.</summary>
    public const string ShardedBy = Prefix + "ShardedBy";

    /// <summary>On a property: the name of its attribute.</summary>
    public const string AttributeName = Prefix + "AttributeName";

    /// <summary>On an index: <see cref="DynamoDbIndexKind" />.</summary>
    public const string IndexKind = Prefix + "IndexKind";

    /// <summary>On a global index: how many of its properties, from the first, are the partition key.</summary>
    public const string PartitionKeyCount = Prefix + "PartitionKeyCount";

    /// <summary>On an index: <see cref="DynamoDbProjection" />.</summary>
    public const string Projection = Prefix + "Projection";

    /// <summary>On an index: the names of the properties it includes.</summary>
    public const string IncludedProperties = Prefix + "IncludedProperties";

    /// <summary>On an index: whether leaving items out is intended.</summary>
    public const string IsSparse = Prefix + "IsSparse";

    /// <summary>On an entity type: <see cref="Microsoft.EntityFrameworkCore.DynamoDbBillingMode" />.</summary>
    public const string BillingMode = Prefix + "BillingMode";

    /// <summary>On an entity type or index: <see cref="Throughput.ToAnnotation" />.</summary>
    public const string ProvisionedThroughput = Prefix + "ProvisionedThroughput";

    /// <summary>On an entity type or index: <see cref="Throughput.ToAnnotation" />.</summary>
    public const string OnDemandThroughput = Prefix + "OnDemandThroughput";

    /// <summary>On an entity type or index: <see cref="Throughput.ToAnnotation" />.</summary>
    public const string WarmThroughput = Prefix + "WarmThroughput";

    /// <summary>On an entity type: the name of the property by which its items expire.</summary>
    public const string TimeToLive = Prefix + "TimeToLive";

    /// <summary>On an entity type: whether items that have expired are left out of queries.</summary>
    public const string HidesExpired = Prefix + "HidesExpired";

    /// <summary>On an entity type: <see cref="Microsoft.EntityFrameworkCore.DynamoDbTableClass" />.</summary>
    public const string TableClass = Prefix + "TableClass";

    /// <summary>On an entity type: whether its table is protected against deletion.</summary>
    public const string DeletionProtection = Prefix + "DeletionProtection";

    /// <summary>On an entity type: <see cref="Microsoft.EntityFrameworkCore.DynamoDbStreamViewType" />.</summary>
    public const string StreamViewType = Prefix + "StreamViewType";

    /// <summary>On an entity type: the name of the KMS key that encrypts its table.</summary>
    public const string KmsKeyId = Prefix + "KmsKeyId";

    /// <summary>On an entity type: for how many days back its table can be recovered, 0 for not at all.</summary>
    public const string PointInTimeRecovery = Prefix + "PointInTimeRecovery";

    /// <summary>On an entity type, followed by the key of a tag, so that each tag has a configuration source of its own: its value.</summary>
    public const string Tag = Prefix + "Tag:";

    /// <summary>On an entity type, followed by the name of a region: <see cref="DynamoDbReplica.ToAnnotation" />.</summary>
    public const string Replica = Prefix + "Replica:";

    /// <summary>Whether changes of the property are added to what is stored.</summary>
    public const string IsAtomicCounter = Prefix + "IsAtomicCounter";

    /// <summary>At run time only, on a model: its <see cref="ModelTables" />.</summary>
    public const string Tables = Prefix + "Tables";
}
