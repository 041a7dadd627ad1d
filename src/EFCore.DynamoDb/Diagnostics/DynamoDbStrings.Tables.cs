namespace EFCore.DynamoDb.Diagnostics;

/// <summary>Messages about the model: tables and their secondary indexes.</summary>
internal static partial class DynamoDbStrings
{
    public static string TableName(string entity, string table)
        => $"The entity type '{entity}' cannot live in a table named '{table}': DynamoDB's names have 3 to 255 letters, digits, '_', '-' and "
            + "'.', so give another with ToTable.";

    public static string TableKeysDiffer(string table, string first, string firstKey, string second, string secondKey)
        => $"The table '{table}' has the key {firstKey} for the entity type '{first}' and {secondKey} for '{second}': types that share a table "
            + "must agree on the names and types of its key attributes, by HasAttributeName or converters.";

    public static string NoDiscriminator(string table, string first, string second)
        => $"The entity types '{first}' and '{second}' share the table '{table}', but '{first}' has no discriminator, so nothing tells their "
            + "items apart: give it one with HasDiscriminator, or give each a table of its own.";

    public static string DiscriminatorsDiffer(string table, string first, string firstAttribute, string second, string secondAttribute)
        => $"The entity types '{first}' and '{second}' share the table '{table}', but store their discriminators in '{firstAttribute}' and "
            + $"'{secondAttribute}': use one name and type, or give each a table of its own.";

    public static string SameDiscriminatorValue(string table, string first, string second, object? value)
        => $"The entity types '{first}' and '{second}' share the table '{table}' and both have the discriminator value '{value}', so nothing "
            + "tells their items apart: give one another value with HasDiscriminator().HasValue(...).";

    public static string SettingsDiffer(string table, string first, string second, string setting)
        => $"The entity types '{first}' and '{second}' share the table '{table}', but say different things about its {setting}: say it once.";

    public static string SettingNotOnRoot(string table, string derived, string root, string setting)
        => $"The entity type '{derived}' says something about the {setting} of the table '{table}' that '{root}' does not say: a hierarchy has one "
            + $"table, so say it for '{root}'.";

    public static string Tag(string table, string key)
        => $"The table '{table}' cannot have the tag '{key}': keys have 1 to 128 characters and do not begin with 'aws:', and values have at most 256.";

    public static string TooManyTags(string table, int count)
        => $"The table '{table}' has {count} tags, and DynamoDB allows 50: drop some.";

    public static string PointInTimeRecoveryDays(string table)
        => $"The table '{table}' cannot be recovered for so many days back: use 1 to 35 days in HasPointInTimeRecovery.";

    public static string ReplicaStream(string table, string region)
        => $"The table '{table}' has a replica in {region} and a stream of another view than NewAndOldImages, which replicas are made by: drop "
            + "HasStream, or use DynamoDbStreamViewType.NewAndOldImages.";

    public static string ReplicaWithoutKmsKey(string table, string region)
        => $"The table '{table}' is encrypted with a KMS key of your own, so its replica in {region} needs one of its region: add "
            + $"HasReplica(\"{region}\", r => r.HasKmsKey(...)).";

    public static string ReplicaWithKmsKey(string table, string region)
        => $"The replica of the table '{table}' in {region} has a KMS key of your own, but the table has none: all replicas have the same kind of key, "
            + "so add HasKmsKey to the table or remove it from the replica.";

    public static string ReplicaThroughput(string table, string region)
        => $"The replica of the table '{table}' in {region} has a throughput of the other billing mode than the table: use HasProvisionedThroughput "
            + "where the table is provisioned and HasOnDemandThroughput where it is paid per request.";

    public static string ProvisionedWithoutThroughput(string table)
        => $"The table '{table}' is to be provisioned, but no throughput was given: add HasProvisionedThroughput(read, write).";

    public static string OnDemandWithThroughput(string table)
        => $"The table '{table}' is to be paid per request, but HasProvisionedThroughput was called for it or one of its indexes: remove that, or "
            + "use HasBillingMode(DynamoDbBillingMode.Provisioned) and give the table a throughput.";

    public static string ProvisionedWithOnDemandThroughput(string table)
        => $"The table '{table}' is to be provisioned, but HasOnDemandThroughput was called for it or one of its indexes: remove one of the two.";

    public static string UnknownTimeToLive(string entity, string property)
        => $"The entity type '{entity}' is to expire by '{property}', but has no such property: correct the name, or declare a shadow property.";

    public static string TimeToLiveType(string entity, string property, string type)
        => $"The property '{entity}.{property}' of type {type} cannot be the time to live: use a DateTime or DateTimeOffset, or seconds since "
            + "1970 in a long or int.";

    public static string TimeToLiveMapping(string entity, string property)
        => $"The property '{entity}.{property}' is the time to live, which DynamoDB reads as seconds since 1970 in an N, but was given another "
            + "mapping: remove the converter, format or unit, or expire by another property.";

    public static string HideExpiredWithoutTimeToLive(string entity)
        => $"HideExpired was called for '{entity}', which has no time to live: name its property with HasTimeToLive.";

    public static string HideExpiredOfDerived(string entity, string root)
        => $"HideExpired was called for '{entity}', but query filters are those of a whole hierarchy: call it, and HasTimeToLive, for '{root}'.";

    public static string HideExpiredBesideUnnamed(string entity)
        => $"HideExpired adds a named query filter to '{entity}', which has one without a name, and EF Core allows no type both: give the other one a name with "
            + "HasQueryFilter(name, filter).";

    public static string SeveralTimesToLive(string table, string first, string second)
        => $"The table '{table}' is to expire its items by the attribute '{first}' and by '{second}', but it has one time to live: use one "
            + "attribute name for both with HasAttributeName.";

    public static string DuplicateIndex(string index, string entity)
        => $"The entity type '{entity}' has several indexes named '{index}': names are unique over the global and local indexes of a table.";

    public static string IndexesDiffer(string table, string index, string first, string second, string what)
        => $"The entity types '{first}' and '{second}' share the table '{table}', but declare its index '{index}' with different {what}: make the "
            + "declarations alike, or name one otherwise.";

    public static string PlainIndex(string entity, string properties)
        => $"The index of '{entity}' on ({properties}) is a relational one: use HasGsi or [Gsi] for a secondary index with a partition key of its "
            + "own, or HasLsi or [Lsi] for another order within the partitions of the table.";

    public static string UniqueIndex(string entity, string properties)
        => $"The index of '{entity}' on ({properties}) is to be unique, but DynamoDB keeps only the keys of tables unique: make it the table's "
            + "key, or save a second item with that key in the same SaveChanges.";

    public static string DescendingIndex(string entity, string index)
        => $"The index '{index}' of '{entity}' is to be descending, but DynamoDB reads every index in both directions: remove IsDescending and "
            + "use OrderByDescending.";

    public static string UnknownIndexProperty(string index, string entity, string property)
        => $"The index '{index}' of '{entity}' names '{property}', but the entity type has no such property: correct the name.";

    public static string GsiKeyCount(string index, string entity)
        => $"The index '{index}' of '{entity}' has more than 4 partition key or 4 sort key properties, which is DynamoDB's limit: drop some.";

    public static string LsiSortKeyCount(string index, string entity)
        => $"The local index '{index}' of '{entity}' must have exactly one sort key property: use HasGsi for several.";

    public static string SameIndexKeyTwice(string index, string entity, string attribute)
        => $"The index '{index}' of '{entity}' has the attribute '{attribute}' twice in its key: name another property.";

    public static string LsiWithoutSortKey(string index, string entity, string table)
        => $"The local index '{index}' of '{entity}' needs a table with a sort key, and '{table}' has none: add one with HasSortKey, or use HasGsi.";

    public static string LsiThroughput(string index, string entity)
        => $"The local index '{index}' of '{entity}' has throughput settings, but local indexes use the table's: remove them, or use HasGsi.";

    public static string UnknownIncludedProperty(string index, string entity, string property)
        => $"The index '{index}' of '{entity}' includes '{property}', but the entity type has no such property: correct the name in "
            + "ProjectIncluding.";

    public static string IncludedAttributeName(string index, string entity, string property, string attribute)
        => $"The index '{index}' of '{entity}' includes '{property}', stored in the attribute '{attribute}': names of included attributes have 1 "
            + "to 255 bytes in UTF-8, so give another with HasAttributeName, or use ProjectAll.";

    public static string NothingIncluded(string index, string entity)
        => $"The index '{index}' of '{entity}' includes no properties: name some in ProjectIncluding, or use ProjectKeysOnly.";

    public static string TooManyIncluded(string index, string table, int count)
        => $"The index '{index}' of the table '{table}' includes {count} attributes, and DynamoDB allows 20 in one index: use ProjectAll.";

    public static string TooManyIncludedInTable(string table, int count)
        => $"The indexes of the table '{table}' include {count} attributes, and DynamoDB allows 100 in all its indexes: use ProjectAll for some.";

    public static string KeysOnlyAndIncluding(string index, string entity)
        => $"The index '{index}' of '{entity}' has both KeysOnly and Including: keep one.";

    public static string IndexName(string index, string entity)
        => $"The index '{index}' of '{entity}' cannot be made: DynamoDB's names have 3 to 255 letters, digits, '_', '-' and '.'.";

    public static string TooManyGsis(string table, int count)
        => $"The table '{table}' has {count} global indexes, and DynamoDB allows 20: drop some, or share them between entity types by generic key "
            + "attributes.";

    public static string TooManyLsis(string table, int count)
        => $"The table '{table}' has {count} local indexes, and DynamoDB allows 5: drop some, or use HasGsi.";

    public static string KeyAttributeTypes(string table, string attribute, string first, string firstType, string second, string secondType)
        => $"The attribute '{attribute}' of the table '{table}' is the key of a table or index, but '{first}' stores it as {firstType} and "
            + $"'{second}' as {secondType}: make the types alike, or name one otherwise with HasAttributeName.";
}
