namespace EFCore.DynamoDb.Diagnostics;

internal static partial class DynamoDbStrings
{
    public const string DistinctOfClientValues =
        "Distinct needs values of the store, but the projection before it makes objects on the client; call AsEnumerable() before Distinct().";

    public static string LikeEscape(string escape)
        => $"The escape character of EF.Functions.Like must be one character, but is '{escape}'; leave it out where the pattern needs none.";

    public static string HintNeedsConstant(string hint)
        => $"The argument of '{hint}' decides how a query is compiled, so that it cannot be a parameter of a compiled query; write its value there.";

    public static string NotPartOfQuery(string method)
        => $"'{method}' carries out a query by itself, so that it cannot stand inside a compiled query or a lambda; call it on the query. EF Core caches how the query is compiled all the "
            + "same.";

    public static string OwnedNotTrackable(string entity)
        => $"What the query picks of '{entity}' cannot be tracked, because its place in its owner is not known any more: use AsNoTracking, or pick it from the owner's collection "
            + "after the query.";

    public static string TooManyBufferedRows(string what, int most)
        => $"The query holds more than {most} rows of '{what}' in memory for a join, an Include or a subquery; narrow it by a key or index of '{what}', or raise "
            + "UseDynamoDb(o => o.MaxBufferedRows(...)).";

    public static string NavigationNotSupported(string entityType, string navigation)
        => $"The navigation '{entityType}.{navigation}' cannot be queried in this place; query the related entities by "
            + "their key.";

    public static string MissingRequiredAttribute(string entityType, string property, string attribute, string? key)
        => $"The item{OfKey(key)} read for '{entityType}' has no attribute '{attribute}', which its required property '{property}' needs; make the property "
            + "nullable, write the attribute, or let UseDynamoDb(o => o.MissingRequired(DynamoDbMissingRequired.UseDefault)) read a missing one as the property's default.";

    public static string UnreadableAttribute(string entityType, string property, string problem, string? key)
        => $"The property '{entityType}.{property}' of the item{OfKey(key)} could not be read: {problem}";

    private static string OfKey(string? key)
        => key is null ? string.Empty : $" with {key}";

    public static string SetOfDifferentShapes(string set)
        => $"The two sides of '{set}' are not made of the same values in the same way: select the same members in the same order on both, without methods of your own, or "
            + "call AsAsyncEnumerable() before it.";

    public const string GroupByClientValues =
        "Items can be grouped by their values and by what the client makes of these, but not by the results of your own methods: group by the values, or call "
        + "AsAsyncEnumerable() before GroupBy.";

    public static string ConsistentReadOnGsi(string index, string table)
        => $"A consistent read was asked of the global secondary index '{index}' of table '{table}', which DynamoDB does not offer; read the table or a "
            + "local secondary index, or drop the consistent read.";

    public static string TransactionalReadWithoutKeys(string table, string predicate)
        => $"A transactional read takes whole keys of the table '{table}', up to 100, and '{predicate}' does not give them: compare the key with a value or a "
            + "list of them, or read without AsTransactionalRead().";

    public const string TransactionalReadNotConsistent =
        "A transactional read is always consistent: drop WithConsistentRead(false) or AsTransactionalRead().";

    public static string TransactionalReadTooLarge(int keys)
        => $"A transactional read takes up to 100 keys, and this query has {keys}: ask for fewer, or read without AsTransactionalRead().";

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

    public const string AdviceOnSkip = "Rows that are skipped are read and paid for: ToPageAsync goes on where a page ended.";

    public static string AdviceOnPredicate(string predicate)
        => $"DynamoDB has no condition for '{predicate}': narrow what is read by a key, or keep what it asks in an attribute of its own.";

    public static string AdviceOnOrder(string partition, string attribute)
        => $"An index with the partition key '{partition}' and the sort key '{attribute}' would give the order.";

    public static string AdviceOnMemory(string queryOperator)
        => $"{queryOperator} keeps its rows in memory until all of them are read.";

    public const string CursorUnreadable =
        "The cursor is not one that ToPageAsync or AsPages gave; pass the Cursor of a page as it is, or null for the first page.";

    public const string CursorOfOtherQuery =
        "The cursor belongs to another query: the predicate, the values in it, the order, the index and the table must be the same on every page; begin again "
            + "with the first page.";

    public const string CursorChanged =
        "The cursor was changed after it was made, or was not signed with the key of ProtectCursors; begin again with the first page.";

    public const string CursorKeyTooShort =
        "The key that signs cursors has at least 16 bytes from a random source, such as RandomNumberGenerator.GetBytes(32), kept with the application's other secrets.";

    public const string CursorNotVerified =
        "The cursor is signed, and this context has no key to verify it with; give it the one that signed it: UseDynamoDb(o => o.ProtectCursors(key)).";

    public static string CursorOutOfBounds(string table)
        => $"The cursor names a key that the query over table '{table}' does not select; begin again with the first page.";

    public static string PagesAfterOperator(string queryOperator)
        => $"'{queryOperator}' before ToPageAsync or AsPages leaves no key to go on from after a page: call it on the items of a page, or read all rows with "
            + "AsAsyncEnumerable() instead of pages.";

    public static string PagesOfClientOrder(string attributes, string table)
        => $"The order by '{attributes}' is made by the client from all rows, so that a page of them has no key to go on from; order by the sort key of table '{table}' or "
            + $"of an index that serves the predicate, make '{attributes}' the sort key of one (HasLsi, HasGsi), or read all rows with AsAsyncEnumerable().";

    public static string PagesOfRelatedOrder(string table)
        => $"The rows are ordered by what is read beside the items of table '{table}', so that a page of them has no key to go on from; order by a key of that table or of an "
            + "index, or read all rows with AsAsyncEnumerable().";

    public static string PagesOfUnion(string table)
        => $"The branches of an OR over table '{table}' are requests of their own that may find the same item, so that pages of them need an order: order by a sort key that "
            + "all branches have, read each branch in pages, or read all rows with AsAsyncEnumerable().";

    public static string PageNeedsRequests(string table)
        => $"A page of this query over table '{table}' takes more than one request, because several partitions are merged in an order or the index lacks attributes; use ToPageAsync.";
}
