namespace EFCore.DynamoDb.Diagnostics;

internal static partial class DynamoDbStrings
{
    public static string NoRegion
        => "No AWS region is configured: give one with UseDynamoDb(o => o.Region(...)), the AWS_REGION environment variable or a profile, "
            + "or a ServiceUrl for DynamoDB Local.";

    public static string InvalidPhysicalTableName(string name, string logicalName)
        => $"The options make '{name}' of the table name '{logicalName}', but DynamoDB's names have 3 to 255 letters, digits, '_', '-' and '.'; "
            + "change TableNamePrefix or TableName.";

    public static string InvalidTableNamePrefix(string prefix)
        => $"The table name prefix '{prefix}' cannot begin a table name: DynamoDB's names have at most 255 letters, digits, '_', '-' and '.'.";

    public static string InvalidServiceUrl(string serviceUrl)
        => $"The service URL '{serviceUrl}' is no absolute http or https URL; give one such as http://localhost:8000.";

    public static string UnknownRegion(string region)
        => $"'{region}' is no region the AWS SDK knows, such as eu-west-1; for a newer region pass RegionEndpoint.GetBySystemName(\"{region}\").";

    public static string ClientAndSettings(string settings)
        => $"UseClient or UseClientFactory gives a client that is ready made, but {settings} would configure another one: use either.";

    public static string ClientAndFactory
        => "UseClient and UseClientFactory were both called: use either.";

    public static string SingletonOptionsChanged(string useDynamoDb, string useInternalServiceProvider)
        => $"Contexts that share a service provider by {useInternalServiceProvider} must agree in {useDynamoDb} on the client's settings, attribute "
            + "naming, null storage, missing attributes, consistent reads and scans; give the context that differs a service provider of its own.";

    public static string TableNotFound(string tableName)
        => tableName.Contains(',', StringComparison.Ordinal)
            ? $"One of the tables '{tableName}' does not exist; create them with EnsureCreatedAsync, or check region, endpoint and table name prefix."
            : $"The table '{tableName}' does not exist; create it with EnsureCreatedAsync, or check region, endpoint and table name prefix.";

    public static string Unreachable(string endpoint, string error)
        => $"DynamoDB cannot be reached at {endpoint} ({error}); check that it runs there (DynamoDB Local) or that region and network are right.";

    public static string UnprocessedKeys(int count, string tableName, int attempts)
        => $"BatchGetItem on '{tableName}' left {count} keys unread for lack of capacity, {attempts} times in a row; raise the table's read "
            + "capacity or ask for fewer items at a time.";

    public static string OtherProvider(string method, string? provider)
        => $"{method} is only for contexts configured with UseDynamoDb; this one uses {provider ?? "no provider"}.";

    public static string RequestPartChanged(string request, string property)
        => $"'{property}' of a {request} was changed just before it was sent, but reading from page to page and the plan of the query rest on it; change the query instead, or send "
            + "the request yourself with Database.GetDynamoDbClient().";
}
