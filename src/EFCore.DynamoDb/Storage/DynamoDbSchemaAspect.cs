namespace Microsoft.EntityFrameworkCore;

/// <summary>In what a live table may differ from the model.</summary>
public enum DynamoDbSchemaAspect
{
    /// <summary>Whether there is a table, and whether it can be used.</summary>
    Table,

    /// <summary>The attributes of the table's key and their types.</summary>
    Key,

    /// <summary>An index that is missing, is not in the model, is of the other kind, has another key or cannot be used yet.</summary>
    Index,

    /// <summary>Which attributes an index carries.</summary>
    Projection,

    /// <summary>Whether the table is provisioned or on demand.</summary>
    BillingMode,

    /// <summary>Provisioned units and maxima on demand, of the table or an index.</summary>
    Throughput,

    /// <summary>What is kept warm, of the table or an index: less than the model says.</summary>
    WarmThroughput,

    /// <summary>The table class.</summary>
    TableClass,

    /// <summary>The deletion protection.</summary>
    DeletionProtection,

    /// <summary>The stream and what it tells.</summary>
    Stream,

    /// <summary>The KMS key.</summary>
    Encryption,

    /// <summary>The attribute by which items expire.</summary>
    TimeToLive,

    /// <summary>Continuous backups and for how many days they are kept.</summary>
    PointInTimeRecovery,

    /// <summary>A tag.</summary>
    Tags,

    /// <summary>A replica, or a setting of one.</summary>
    Replicas,
}
