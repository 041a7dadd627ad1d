namespace EFCore.DynamoDb.Diagnostics;

/// <summary>Messages about making, changing and deleting tables; all table names are physical ones.</summary>
internal static partial class DynamoDbStrings
{
    public static string TableOperationFailed(string operation, string table, string error)
        => $"{operation} failed for the table '{table}': {error}";

    public static string TableConflicts(string table, IReadOnlyList<string> conflicts)
        => $"The table '{table}' exists but is not the one of the model: {string.Join("; ", conflicts)}. DynamoDB cannot change that in an existing "
            + "table, so it was left as it is: correct the model, or move the items to a new table.";

    public static string TableKeyConflict(string actual, string wanted)
        => $"its key is {actual} instead of {wanted}";

    public static string LocalIndexMissing(string index)
        => $"it has no local index '{index}', and local indexes are only made together with their table";

    public static string IndexKindConflict(string index, string actual, string wanted)
        => $"its index '{index}' is {actual} instead of {wanted}";

    public static string IndexKeyConflict(string index, string actual, string wanted)
        => $"the key of its index '{index}' is {actual} instead of {wanted}";

    public static string IndexProjectionConflict(string index, string lacking)
        => $"its index '{index}' does not project {lacking}";

    public static string TimeToLiveConflict(string actual, string wanted)
        => $"its items expire by the attribute '{actual}' instead of '{wanted}'";

    public static string StreamConflict(string actual)
        => $"its stream has the view {actual} instead of NewAndOldImages, which replicas are made by";

    public static string ReplicaFailed(string region, string table, string reason)
        => $"DynamoDB could not make the replica of the table '{table}' in {region} ({reason}): delete it in the DynamoDB console, see to the reason, and "
            + "call EnsureCreatedAsync again.";

    public static string ReplicaNotCreated(string region, string table)
        => $"The replica of the table '{table}' in {region} has not become ACTIVE in an hour: DynamoDB may still be filling it, so call EnsureCreatedAsync "
            + "again later, which goes on where this stopped.";

    public static string ReplicaNotDeleted(string region, string table)
        => $"The replica of the table '{table}' in {region} could not be deleted within an hour, so the table was not deleted either: look at its status in "
            + "the DynamoDB console, and delete it again.";

    public static string RecoveryNotEnabled(string table)
        => $"Point-in-time recovery could not be switched on for the table '{table}' within ten minutes: call EnsureCreatedAsync again, which goes on where "
            + "this stopped.";

    public static string TableProtected(string table)
        => $"The table '{table}' is protected against deletion and was not deleted: switch the protection off in the DynamoDB console, or by UpdateTableAsync "
            + "of Database.GetDynamoDbClient() with DeletionProtectionEnabled = false, and delete it again.";

    public static string TableNotUsable(string table, string status)
        => $"The table '{table}' cannot be used, because its status is {status}: see in the DynamoDB console why, or try again later.";

    public static string TableNotCreated(string table)
        => $"The table '{table}' has not become ACTIVE in ten minutes: look at its status in the DynamoDB console, and call EnsureCreatedAsync again, "
            + "which goes on where this stopped.";

    public static string TableNotDeleted(string table)
        => $"The table '{table}' could not be deleted within ten minutes: look at its status in the DynamoDB console, and delete it again.";

    public static string IndexNotCreated(string index, string table)
        => $"The index '{index}' of the table '{table}' has not become ACTIVE in an hour: DynamoDB may still be filling it, so call EnsureCreatedAsync "
            + "again later, which goes on where this stopped.";

    public static string SamePhysicalTable(string table, string first, string second)
        => $"The options make '{table}' of both table names '{first}' and '{second}': let TableName give them different ones, or map the entity types "
            + "of both to one table with ToTable.";

    public static string NotAnEntityTypeWithTable(string type, string context)
        => $"'{type}' is no entity type of '{context}' that has a table: name one that is in the model and is not owned.";
}
