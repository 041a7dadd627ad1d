using EFCore.DynamoDb.Diagnostics;
using EFCore.DynamoDb.Items;
using EFCore.DynamoDb.Metadata;

namespace EFCore.DynamoDb.Query.Execution;

/// <summary>Adds to an attribute that could not be read the property that it is for.</summary>
internal static class ReadErrors
{
    public static InvalidOperationException Explain(ItemReadException exception, EntityLayout layout)
    {
        foreach (var entityType in layout.Table.EntityTypes)
        {
            foreach (var property in entityType.GetProperties())
            {
                if (property.GetItemAttributeName() == exception.Attribute)
                {
                    return new InvalidOperationException(
                        DynamoDbStrings.UnreadableAttribute(entityType.DisplayName(), property.Name, exception.Message), exception);
                }
            }
        }

        return exception;
    }
}
