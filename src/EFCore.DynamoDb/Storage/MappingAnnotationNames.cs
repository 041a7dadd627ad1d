namespace EFCore.DynamoDb.Storage;

/// <summary>The names of the annotations on properties that choose how their values are stored.</summary>
internal static class MappingAnnotationNames
{
    /// <summary><see cref="Microsoft.EntityFrameworkCore.TimestampUnit" />: the time is stored as a number since 1970.</summary>
    public const string UnixTimestamp = "DynamoDb:UnixTimestamp";
}
