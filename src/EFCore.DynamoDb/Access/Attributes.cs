using System.Collections.Immutable;
using EFCore.DynamoDb.Metadata;

namespace EFCore.DynamoDb.Access;

/// <summary>Lists of attributes to fetch.</summary>
internal static class Attributes
{
    /// <summary>The list, or the partition key where nothing is read of an item but that it is there: a projection cannot be empty.</summary>
    public static ImmutableArray<string> OrKey(ImmutableArray<string> attributes, TableModel table)
        => attributes.IsEmpty ? [table.Key.Partition[0].Name] : attributes;
}
