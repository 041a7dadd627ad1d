namespace EFCore.DynamoDb.Diagnostics;

/// <content>What key templates may not be.</content>
internal static partial class DynamoDbStrings
{
    public static string TemplateProperty(string entity, string template, string property)
        => $"The key template '{template}' of '{entity}' names '{property}', which is no property of it: name a mapped property of the entity type itself.";

    public static string TemplatePart(string entity, string template, string property, string problem)
        => $"The key template '{template}' of '{entity}' cannot contain '{property}': {problem}";

    public const string TemplatePartUnmapped = "nothing maps the property; give it a value converter.";

    public const string TemplatePartHasNoText = "it is not stored as text or a number; use a property that is, or give it a value converter.";

    public static string TemplatePartTakesNoFormat(string type)
        => $"a '{type}' takes no format; leave the format out.";

    public static string TemplateAmbiguous(string entity, string template, string property, string next)
        => $"In the key template '{template}' of '{entity}' nothing says where '{property}' ends and '{next}' begins: put a delimiter between them, or give the first one "
            + "a format of fixed width.";

    public static string TemplateLossy(string entity, string template, string property)
        => $"The key template '{template}' of '{entity}' makes one key of different values of '{property}', so that items would replace each other: use a format that "
            + "keeps all of the value, as ':O' does for points in time, or none.";

    public static string TemplateDigits(string entity, string property, string text, int digits)
        => $"The value {text} of '{entity}.{property}' does not fit the {digits} digits that its key template gives it: keep it between 0 and the largest number of so many "
            + "digits, or give the template more.";

    public static string TemplateDelimiter(string entity, string property, string text, char delimiter)
        => $"The value '{text}' of '{entity}.{property}' contains '{delimiter}', which ends it in its key template: use another value, or let it be escaped by leaving out "
            + "RefuseKeyDelimiters().";

    public static string SetterOnTemplate(string entity, string property, string attribute, string template)
        => $"'{entity}.{property}' belongs to the key attribute '{attribute}', which is made by '{template}': set all properties of the template to values that need no item, "
            + "if they are no part of the table's key, or load the entity, change it and call SaveChanges, which keeps the attribute right.";

    public static string KeyChangeWithoutTransaction(string entity)
        => $"The key of '{entity}' cannot be changed, because saves of this context make no transactions and the item could be lost between its two writes: set "
            + "Database.AutoTransactionBehavior to WhenNeeded.";

    public static string KeyChangeOfWhat(string entity, string state)
        => $"The key of '{entity}' cannot be changed, because its entry is {state}: read the entity first, with tracking.";

    public static string KeyChangeOfShadow(string entity, string owned, string property)
        => $"The key of '{entity}' cannot be changed, because '{owned}.{property}' exists in the change tracker only and would be lost: give the class such a property.";

    public static string NotReadableInKey(string entity, string property)
        => $"'{entity}.{property}' is to be stored in the key only, but no template of the table's key holds it in a form that it can be read out of, or it is the key of an "
            + "index: name it in HasPartitionKey or HasSortKey without a format or with one that keeps all of it, and use HasKeyTemplate for an index.";

    public static string ShardedByNothing(string entity, string shard, string by)
        => $"The shard '{entity}.{shard}' is decided by '{by}', which has no value yet: set it before the entity is added.";

    public static string WrongShard(string entity, string shard, int value, string expected)
        => $"The shard '{entity}.{shard}' is {value}, where no query would look for it: leave it to the provider, which makes it {expected}.";

    public static string ShardWithoutTemplate(string entity, string shard)
        => $"The write shards of '{entity}.{shard}' divide no partition: name the property in the template of a partition key, as in "
            + $"HasPartitionKey(\"PK\", e => $\"DAY#{{e.Day}}#{{e.{shard}}}\").";

    public static string ShardedByNoKey(string entity, string shard, string by)
        => $"The shard '{entity}.{shard}' cannot be decided by '{by}', whose value may change: use a property of the entity's key, or none.";

    public static string ItemCollectionOfWhichTable(string tables)
        => $"The model has several tables ({tables}), and it is not said whose item collection is asked for: name the table in ItemCollection(table, partitionKey), or ask "
            + "a set for that of one of its entities.";

    public static string NoSuchTable(string table, string tables)
        => $"The model has no table '{table}': use one of {tables}.";

    public static string PartitionKeyType(string table, string attribute, string type, string actual)
        => $"The partition key '{attribute}' of the table '{table}' is stored as {type}, which a value of the type '{actual}' is not: pass the value as it is stored.";

    public static string SortKeyIsNoText(string table)
        => $"The table '{table}' has no sort key that is text, so that nothing says with what it begins: leave WhereSortKeyBeginsWith out.";

    public static string TemplateExpression(string expression)
        => $"'{expression}' is no key template: write an interpolated string of literals and properties, as in o => $\"ORDER#{{o.CreatedAt:O}}#{{o.OrderId}}\".";
}
