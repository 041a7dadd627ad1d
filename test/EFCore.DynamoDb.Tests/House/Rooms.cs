namespace EFCore.DynamoDb.Tests.House;

/// <summary>
/// The rooms of src/EFCore.DynamoDb and who may know whom, as docs/architecture.md tells it. A room is a folder and a namespace. An arrow that is not
/// here does not exist: to draw a new one is a decision about the architecture, made here and there.
/// </summary>
internal static class Rooms
{
    private static readonly string[] All =
        ["Items", "Diagnostics", "Client", "Storage", "Metadata", "Access", "Infrastructure", "Update", "Query", "Design", "Extensions"];

    /// <summary>The rooms that a room may use, besides itself.</summary>
    public static IReadOnlyDictionary<string, string[]> MayUse { get; } = new Dictionary<string, string[]>
    {
        // Floor 1: nothing of ours.
        ["Items"] = [],
        ["Diagnostics"] = [],
        // Floor 2.
        ["Client"] = ["Items", "Diagnostics"],
        ["Storage"] = ["Items", "Diagnostics"],
        ["Metadata"] = ["Storage", "Items", "Diagnostics"],
        // Floor 3.
        ["Access"] = ["Client", "Storage", "Metadata", "Items", "Diagnostics"],
        ["Infrastructure"] = ["Client", "Storage", "Metadata", "Items", "Diagnostics"],
        // Floors 4 and 5.
        ["Update"] = ["Access", "Infrastructure", "Client", "Storage", "Metadata", "Items", "Diagnostics"],
        ["Query"] = ["Access", "Infrastructure", "Client", "Storage", "Metadata", "Items", "Diagnostics"],
        // Floor 6: public API and composition.
        ["Design"] = All,
        ["Extensions"] = All,
    };

    /// <summary>Single types that may do what their room may not, each with its reason.</summary>
    public static IReadOnlyDictionary<string, string[]> TypeMayAlsoUse { get; } = new Dictionary<string, string[]>
    {
        // EF asks the options for the services of the provider (IDbContextOptionsExtension.ApplyServices).
        ["DynamoDbOptionsExtension"] = ["Extensions"],
        // Creates the tables of a model: EF's contract for it lies in its Storage namespace, what it needs lies beside it.
        ["DynamoDbDatabaseCreator"] = ["Client", "Metadata", "Infrastructure"],
        ["TableDefinitions"] = ["Client", "Metadata"],
        // And compares them with live ones.
        ["SchemaComparison"] = ["Client"],
        // And writes them as a template.
        ["CloudFormationTemplate"] = ["Client"],
        // ExecuteUpdate and ExecuteDelete: what they find by a query they write as a save does.
        ["DynamoDbQueryContext"] = ["Update"],
        ["DynamoDbQueryContextFactory"] = ["Update"],
        ["ItemWriteDefinition"] = ["Update"],
        ["ItemWriter"] = ["Update"],
        ["SetterBinder"] = ["Update"],
        ["BoundSetter"] = ["Update"],
        ["EntityCondition"] = ["Update"],
    };

    /// <summary>Rooms that name no type of EF Core, so that they can be tested and benchmarked alone.</summary>
    public static string[] WithoutEntityFramework { get; } = ["Client", "Items"];

    /// <summary>
    /// Types outside Client that name types of the AWS SDK, because users hand such objects over or get them: the options and public extensions.
    /// </summary>
    public static string[] MayNameTheSdk { get; } =
    [
        "DynamoDbOptionsExtension",
        "DynamoDbDbContextOptionsBuilder",
        "DynamoDbDbContextOptionsExtensions",
        "DynamoDbDatabaseFacadeExtensions",
        "DynamoDbServiceCollectionExtensions",
        "DynamoDbItemExtensions",
        "DynamoDbRequestExtensions",
        "IDynamoDbRequestInterceptor",
        "RequestInterceptorAggregator",
        "RequestInterceptors",
    ];

    /// <summary>The namespaces of public extension classes, as EF's own providers choose them.</summary>
    private static readonly string[] ExtensionNamespaces =
    [
        "Microsoft.EntityFrameworkCore", "Microsoft.EntityFrameworkCore.Metadata.Builders", "Microsoft.Extensions.DependencyInjection",
    ];

    /// <summary>
    /// The words that users write in their entity classes: attributes and enumerations, in EF's namespace as [PrimaryKey] and [Index] are, and in
    /// the room that reads them.
    /// </summary>
    private static readonly Dictionary<string, string> Vocabulary = new()
    {
        ["PartitionKeyAttribute"] = "Metadata",
        ["SortKeyAttribute"] = "Metadata",
        ["SecondaryIndexAttribute"] = "Metadata",
        ["GsiAttribute"] = "Metadata",
        ["LsiAttribute"] = "Metadata",
        ["DynamoDbQueryFilters"] = "Metadata",
        ["DynamoDbBillingMode"] = "Metadata",
        ["DynamoDbTableClass"] = "Metadata",
        ["DynamoDbStreamViewType"] = "Metadata",
        ["DynamoDbPage"] = "Query",
        ["DynamoDbCursorException"] = "Query",
        ["DynamoDbQueryPlan"] = "Query",
        ["DynamoDbRejectedCandidate"] = "Query",
        ["DynamoDbQueryMetrics"] = "Query",
        ["DynamoDbSaveOptions"] = "Update",
        ["DynamoDbSaveResult"] = "Update",
        ["DynamoDbBulkOptions"] = "Update",
        ["DynamoDbBulkResult"] = "Update",
        ["DynamoDbBulkFailure"] = "Update",
        ["DynamoDbItemCollectionSize"] = "Update",
        ["DynamoDbSchemaReport"] = "Storage",
        ["DynamoDbSchemaDifference"] = "Storage",
        ["DynamoDbSchemaAspect"] = "Storage",
        ["DynamoDbUncheckedSetting"] = "Storage",
        ["TimestampUnit"] = "Storage",
        ["UnixTimestampAttribute"] = "Storage",
        ["JsonStrAttribute"] = "Storage",
    };

    /// <summary>The room of a type by its namespace, or null where the namespace belongs to none (the compiler's own types).</summary>
    public static string? Of(string @namespace, string type)
        => @namespace.Split('.') is ["EFCore", "DynamoDb", var room, ..] ? room
            : !ExtensionNamespaces.Contains(@namespace) ? null
            : Vocabulary.GetValueOrDefault(type, "Extensions");

    public static bool IsNamespaceOfFile(string @namespace, string folder, string type)
        => @namespace == "EFCore.DynamoDb." + folder.Replace('/', '.')
            || (ExtensionNamespaces.Contains(@namespace) && folder.Split('/')[0] == Vocabulary.GetValueOrDefault(type, "Extensions"));
}
