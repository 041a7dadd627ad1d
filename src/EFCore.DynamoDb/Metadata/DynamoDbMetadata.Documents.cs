using Microsoft.EntityFrameworkCore.Metadata;

namespace EFCore.DynamoDb.Metadata;

/// <summary>Which parts of the model are documents: maps and lists inside an item.</summary>
internal static partial class DynamoDbMetadata
{
    /// <summary>Whether the navigation leads from an owner to what it owns, which is stored in the owner's item.</summary>
    public static bool IsDocument(this IReadOnlyNavigation navigation)
        => navigation.ForeignKey.IsOwnership && !navigation.IsOnDependent;

    /// <summary>
    /// Whether the property is stored. Of an owned type these are not: the key of its owner, which the item has already, and the key of an element of a
    /// collection when nobody declared it, which is its position.
    /// </summary>
    public static bool IsStored(this IReadOnlyProperty property)
        => property.DeclaringType is not IReadOnlyEntityType entityType
            || entityType.FindOwnership() is not { } ownership
            || !(property.IsOwnerKey(ownership) || property.IsPositionKey(ownership));

    /// <summary>Whether the property of an owned type repeats the key of its owner.</summary>
    public static bool IsOwnerKey(this IReadOnlyProperty property, IReadOnlyForeignKey ownership)
        => ownership.Properties.Contains(property);

    /// <summary>Whether the property of an owned type in a collection is the position of the element.</summary>
    public static bool IsPositionKey(this IReadOnlyProperty property, IReadOnlyForeignKey ownership)
        => property.IsShadowProperty() && property.ClrType == typeof(int) && !ownership.IsUnique && property.IsPrimaryKey();

    /// <summary>The entity type whose items hold the type: itself, or the owner of its owner and so on.</summary>
    public static IReadOnlyEntityType GetItemType(this IReadOnlyTypeBase type)
    {
        var entityType = type.ContainingEntityType;
        while (entityType.FindOwnership() is { } ownership)
        {
            entityType = ownership.PrincipalEntityType;
        }

        return entityType;
    }
}
