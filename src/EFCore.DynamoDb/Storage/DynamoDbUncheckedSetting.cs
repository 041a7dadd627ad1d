using EFCore.DynamoDb.Diagnostics;

namespace Microsoft.EntityFrameworkCore;

/// <summary>A setting of the model that could not be compared with the live table.</summary>
public sealed class DynamoDbUncheckedSetting
{
    internal DynamoDbUncheckedSetting(string tableName, DynamoDbSchemaAspect aspect, string reason)
    {
        TableName = tableName;
        Aspect = aspect;
        Reason = reason;
    }

    /// <summary>The name of the table as DynamoDB knows it, with the options' prefix.</summary>
    public string TableName { get; }

    /// <summary>What was not compared.</summary>
    public DynamoDbSchemaAspect Aspect { get; }

    /// <summary>Why: the credentials may not ask for it, or DynamoDB Local does not keep it.</summary>
    public string Reason { get; }

    /// <summary>All of it in one line.</summary>
    public override string ToString()
        => DynamoDbStrings.SchemaUnchecked(TableName, Words(Aspect), Reason);

    /// <summary><c>PointInTimeRecovery</c> as <c>point in time recovery</c>.</summary>
    internal static string Words(DynamoDbSchemaAspect aspect)
        => string.Concat(aspect.ToString().Select((c, i) => char.IsAsciiLetterUpper(c) ? (i == 0 ? "" : " ") + char.ToLowerInvariant(c) : c.ToString()));
}
