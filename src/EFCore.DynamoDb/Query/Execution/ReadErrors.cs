using EFCore.DynamoDb.Access;
using EFCore.DynamoDb.Diagnostics;
using EFCore.DynamoDb.Items;
using EFCore.DynamoDb.Metadata;
using Microsoft.EntityFrameworkCore.Metadata;

namespace EFCore.DynamoDb.Query.Execution;

/// <summary>Adds to an attribute that could not be read the property that it is for and, where values may be shown, the key of the item.</summary>
internal static class ReadErrors
{
    /// <param name="exception">What went wrong in a query.</param>
    /// <param name="layout">What its items are read by.</param>
    /// <param name="row">The row that was being shaped, if that is where it went wrong.</param>
    /// <param name="context">The execution.</param>
    /// <returns>The exception to throw instead, or the same one.</returns>
    public static Exception Explain(Exception exception, EntityLayout layout, object? row, DynamoDbQueryContext context)
    {
        switch (exception)
        {
            case MissingAttributeException missing:
                var property = missing.Property;
                return new InvalidOperationException(
                    DynamoDbStrings.MissingRequiredAttribute(
                        property.DeclaringType.ShortName(), property.Name, property.GetItemAttributeName(), Key(row, context)));

            case ItemReadException unreadable when Find(layout, unreadable.Attribute) is { } read:
                return new InvalidOperationException(
                    DynamoDbStrings.UnreadableAttribute(read.DeclaringType.DisplayName(), read.Name, unreadable.Message, Key(row, context)), unreadable);

            default:
                return exception;
        }
    }

    /// <summary>The member that is stored in the attribute; of an element (<c>Tags[1]</c>) the member that holds it.</summary>
    private static IReadOnlyPropertyBase? Find(EntityLayout layout, string attribute)
        => layout.Members.FirstOrDefault(m => m.GetItemAttributeName() == attribute)
            ?? layout.Members.FirstOrDefault(m => attribute.StartsWith(m.GetItemAttributeName() + "[", StringComparison.Ordinal));

    /// <summary>The key, when it was read and may be shown.</summary>
    private static string? Key(object? row, DynamoDbQueryContext context)
        => row is Item item
            && item.Layout.KeyOrdinals.All(o => !item.IsNull(o))
            && context.QueryLogger.ShouldLogSensitiveData()
                ? string.Join(", ", item.Layout.KeyOrdinals.Select(o => $"{item.Layout.NameOf(o)} = {PlanText.Value(item.GetValue(o))}"))
                : null;
}

/// <summary>A required attribute is missing; becomes an error in words where the query and its item are known.</summary>
internal sealed class MissingAttributeException(IReadOnlyPropertyBase property)
    : InvalidOperationException($"The attribute '{property.GetItemAttributeName()}' is missing.")
{
    public IReadOnlyPropertyBase Property { get; } = property;
}
