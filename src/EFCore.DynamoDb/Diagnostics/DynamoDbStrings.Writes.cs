namespace EFCore.DynamoDb.Diagnostics;

/// <summary>Messages of ExecuteUpdate and ExecuteDelete.</summary>
internal static partial class DynamoDbStrings
{
    public static string WriteNeedsEntities(string operation)
        => $"{operation} writes the items of the entities that a query selects, and this query selects something else: end it with the entities "
            + "themselves, without Select.";

    public static string SetterTarget(string target)
        => $"'{target}' is no stored property of the entity: SetProperty takes a property, or one inside a document.";

    public static string SetterDocument(string target)
        => $"'{target}' is a document, or a list of documents: SetProperty takes an object that is the same for all items, or another document of the item that "
            + "is stored alike.";

    public static string SetterOnKey(string entity, string property, string table)
        => $"The property '{entity}.{property}' is part of the key of the table '{table}', which DynamoDB cannot change: delete the item and add another one.";

    public static string SettersOverlap(string first, string second)
        => $"SetProperty names '{first}' and '{second}', which are the same attribute or one inside the other: set it once.";

    public static string SetterFunctionOfOther(string function, string entity, string property)
        => $"EF.Functions.{function} for '{entity}.{property}' works on another property: its first argument must be the property that is set.";

    public static string SetterFunctionNotFitting(string function, string entity, string property)
        => $"EF.Functions.{function} does not fit '{entity}.{property}': Increment is for numbers, SetUnion and SetExcept for sets, ListAppend and ListPrepend "
            + "for lists, and what is added must be the same for all items.";

    public static string SetterNull(string entity, string property)
        => $"ExecuteUpdate would make the required property '{entity}.{property}' null, as its value or something that it is computed from is missing: "
            + "give it a value, for example with ??, or make the property nullable.";

    public static string ItemWriteFailed(string operation, string table, int done, string error)
        => $"{operation} on the table '{table}' failed after {done} items were written: {error}";

    public static string ItemWriteUnknown(string operation, string table, int done, string error)
        => $"{operation} on the table '{table}' got no answer that says whether an item was written, after {done} that were: {error} Read the item to find "
            + "out, or use IdempotentWrites(), with which such a write is done once however often it is sent.";

    public static string ItemKeepsChanging(string operation, string table)
        => $"{operation} on the table '{table}' gave up on an item that others changed each time between reading and writing it.";

    public static string ReturnedParts(string values)
        => $"DynamoDbReturnValues.{values} gives back no whole entities: use AllOld or AllNew, or the overload with a selector of what is given back.";

    public static string UpsertNeedsKey(string table)
        => $"AllowUpsert makes an item where there is none, so the predicate must give the whole key of the table '{table}' and nothing that only the "
            + "client can evaluate.";
}
