namespace EFCore.DynamoDb.Diagnostics;

/// <content>The report of ValidateSchemaAsync.</content>
internal static partial class DynamoDbStrings
{
    public const string SchemaNone = "none";

    public const string LocalForgetsIt = "DynamoDB Local does not keep it";

    public static string SchemaSummary(int differences)
        => differences switch
        {
            0 => "The tables are as the model says.",
            1 => "The tables differ from the model in one point:",
            _ => $"The tables differ from the model in {differences} points:",
        };

    public static string SchemaDifference(string table, string? index, string aspect, string model, string live)
        => $"{table}{(index is null ? "" : $", index {index}")}, {aspect}: the model says {model}, but live is {live}";

    public static string SchemaUnchecked(string table, string aspect, string reason)
        => $"{table}, {aspect}: not compared, because {reason}";

    public static string KmsAliasUnknown(string alias)
        => $"only KMS knows which key '{alias}' names";

    public static string SettingUnreadable(string error)
        => $"it cannot be asked for ({error})";
}
