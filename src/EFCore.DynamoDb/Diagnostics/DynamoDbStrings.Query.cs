namespace EFCore.DynamoDb.Diagnostics;

internal static partial class DynamoDbStrings
{
    public const string DistinctOfClientValues =
        "Distinct needs values of the store, but the projection before it makes objects on the client; call AsEnumerable() before Distinct().";

    public static string OperatorNotSupported(string queryOperator)
        => $"The operator '{queryOperator}' is not supported yet by the DynamoDB provider; read the rows with AsAsyncEnumerable() and go on with "
            + "LINQ to Objects, or split the query.";

    public static string HintNeedsConstant(string hint)
        => $"The argument of '{hint}' decides how a query is compiled, so that it cannot be a parameter of a compiled query; write its value there.";

    public static string OwnedNotTrackable(string entity)
        => $"What the query picks of '{entity}' cannot be tracked, because its place in its owner is not known any more: use AsNoTracking, or pick it from the owner's collection "
            + "after the query.";

    public static string NavigationNotSupported(string entityType, string navigation)
        => $"The navigation '{entityType}.{navigation}' cannot be loaded or queried yet by the DynamoDB provider; query the related entities by "
            + "their key.";

    public static string MissingRequiredAttribute(string entityType, string property, string attribute, string? key)
        => $"The item{OfKey(key)} read for '{entityType}' has no attribute '{attribute}', which its required property '{property}' needs; make the property "
            + "nullable, write the attribute, or let UseDynamoDb(o => o.MissingRequired(DynamoDbMissingRequired.UseDefault)) read a missing one as the property's default.";

    public static string UnreadableAttribute(string entityType, string property, string problem, string? key)
        => $"The property '{entityType}.{property}' of the item{OfKey(key)} could not be read: {problem}";

    private static string OfKey(string? key)
        => key is null ? string.Empty : $" with {key}";

    public static string ConsistentReadOnGsi(string index, string table)
        => $"A consistent read was asked of the global secondary index '{index}' of table '{table}', which DynamoDB does not offer; read the table or a "
            + "local secondary index, or drop the consistent read.";

    public static string UnknownIndex(string index, string table, string known)
        => $"WithIndex(\"{index}\") names no index of table '{table}'; it has {known}.";

    public static string IndexMayLackItems(string index, string table, string attribute)
        => $"The index '{index}' of table '{table}' holds only items with {attribute}, but the query also asks for items without it; add a condition "
            + "that the property is not null.";

    public static string NoEntityType(string type)
        => $"'{type}' is no entity type of the model and no base of one; name the type of the entity that the item stores.";

    public static string ItemOfOtherType(string type, string identity)
        => $"The item is not of the type '{type}': it has {identity}; ask TryFromAttributeMap whether it is, or for the base type of all that it may be.";

    public static string ItemOfSeveralTypes(string type, string first, string second)
        => $"The item could be of the type '{first}' or '{second}', which are both a '{type}' and have no discriminator; name one of them.";

    public static string AttributeJson(string problem)
        => $"The text is not an item in DynamoDB's JSON, such as {{\"Id\":{{\"S\":\"a\"}}}}: {problem}";

    public const string AdviceOnSkip = "Rows that are skipped are read and paid for: ask for what comes after the last row instead (Where on the sort key, Take).";

    public static string AdviceOnPredicate(string predicate)
        => $"DynamoDB has no condition for '{predicate}': narrow what is read by a key, or keep what it asks in an attribute of its own.";

    public static string AdviceOnOrder(string partition, string attribute)
        => $"An index with the partition key '{partition}' and the sort key '{attribute}' would give the order.";

    public static string AdviceOnMemory(string queryOperator)
        => $"{queryOperator} keeps its rows in memory until all of them are read.";
}
