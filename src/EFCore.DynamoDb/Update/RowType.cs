using EFCore.DynamoDb.Infrastructure;
using EFCore.DynamoDb.Metadata;
using Microsoft.EntityFrameworkCore.Metadata;

namespace EFCore.DynamoDb.Update;

/// <summary>The attribute that says which type an item is of, as something that an update sets when it may make the item.</summary>
internal static class RowType
{
    /// <summary>Null when an item of the type needs none.</summary>
    public static UpdateAction? Of(IEntityType entityType, TableModel table, DynamoDbNullStorage nullStorage)
    {
        if (entityType.ClrType.IsAbstract || entityType.FindDiscriminatorProperty() is not { } discriminator)
        {
            return null;
        }

        var target = new AttributeTarget(discriminator, discriminator.GetItemAttributeName(), table, nullStorage);
        return new UpdateAction.Set(target.Path, new UpdateValue.Literal(target.ToStored(entityType.GetDiscriminatorValue())));
    }
}
