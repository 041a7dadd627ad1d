namespace Microsoft.EntityFrameworkCore;

/// <summary>The names of the query filters that this provider adds, for <c>IgnoreQueryFilters([...])</c>.</summary>
public static class DynamoDbQueryFilters
{
    /// <summary>The filter of <c>HideExpired()</c>: items whose time to live is over are left out.</summary>
    public const string Expired = "Expired";
}
