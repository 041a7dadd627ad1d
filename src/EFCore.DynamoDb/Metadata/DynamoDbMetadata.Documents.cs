using EFCore.DynamoDb.Storage;
using Microsoft.EntityFrameworkCore.Metadata;

namespace EFCore.DynamoDb.Metadata;

/// <summary>Which parts of the model are documents: maps and lists inside an item.</summary>
internal static partial class DynamoDbMetadata
{
    /// <summary>Whether the navigation leads from an owner to what it owns, which is stored in the owner's item.</summary>
    public static bool IsDocument(this IReadOnlyNavigation navigation)
        => navigation.ForeignKey.IsOwnership && !navigation.IsOnDependent;

    /// <summary>Whether the property holds the attributes that nothing else is mapped to, and so has none of its own.</summary>
    public static bool IsExtensionData(this IReadOnlyProperty property)
        => property[MappingAnnotationNames.ExtensionData] is true;

    /// <summary>
    /// Whether the property is stored. Of an owned type these are not: the key of its owner, which the item has already, and the key of an element of a
    /// collection when nobody declared it, which is its position. Nor is what the table's key alone holds.
    /// </summary>
    public static bool IsStored(this IReadOnlyProperty property)
        => !property.IsExtensionData()
            && !IsStoredInKeyOnly(property)
            && (property.DeclaringType is not IReadOnlyEntityType entityType
                || entityType.FindOwnership() is not { } ownership
                || !(property.IsOwnerKey(ownership) || property.IsPositionKey(ownership)));

    /// <summary>Whether the property of an owned type repeats the key of its owner.</summary>
    public static bool IsOwnerKey(this IReadOnlyProperty property, IReadOnlyForeignKey ownership)
        => ownership.Properties.Contains(property);

    /// <summary>Whether the property of an owned type in a collection is the position of the element, counted from 1: the key that EF adds by itself.</summary>
    public static bool IsPositionKey(this IReadOnlyProperty property, IReadOnlyForeignKey ownership)
        => property.IsShadowProperty()
            && property.ClrType == typeof(int)
            && !ownership.IsUnique
            && !ownership.Properties.Contains(property)
            && property.FindContainingPrimaryKey() is { } key
            && key.Properties.Count == ownership.Properties.Count + 1
            && ownership.Properties.All(key.Properties.Contains);

    /// <summary>The position among the key properties of an owned type in a collection; null when its elements have a key of their own.</summary>
    public static IReadOnlyProperty? FindPositionKey(this IReadOnlyEntityType entityType)
        => entityType.FindOwnership() is { IsUnique: false } ownership
            ? entityType.FindPrimaryKey()?.Properties.FirstOrDefault(p => p.IsPositionKey(ownership))
            : null;

    /// <summary>Where the owner has the value that a property of an owned type repeats; null when the property is not a part of its owner's key.</summary>
    public static IReadOnlyProperty? FindOwnerProperty(this IReadOnlyProperty property)
    {
        if (property.DeclaringType is not IReadOnlyEntityType entityType || entityType.FindOwnership() is not { } ownership)
        {
            return null;
        }

        for (var i = 0; i < ownership.Properties.Count; i++)
        {
            if (ownership.Properties[i] == property)
            {
                return ownership.PrincipalKey.Properties[i];
            }
        }

        return null;
    }

    /// <summary>The navigations to what the entity type owns, its base types' too.</summary>
    public static IEnumerable<INavigation> GetOwnedNavigations(this IEntityType entityType)
        => entityType.GetNavigations().Where(n => n.IsDocument());

    /// <summary>The type of a document: of a complex property or of what a navigation owns.</summary>
    public static ITypeBase GetDocumentType(this IPropertyBase document)
        => document is INavigation navigation ? navigation.TargetEntityType : ((IComplexProperty)document).ComplexType;

    /// <summary>Whether the document is a list of maps.</summary>
    public static bool IsDocumentList(this IPropertyBase document)
        => document is INavigation navigation ? navigation.IsCollection : ((IComplexProperty)document).IsCollection;

    /// <summary>Whether there may be no document: then a missing attribute is null, otherwise it is an error.</summary>
    public static bool MayBeMissing(this IPropertyBase document)
        => document is INavigation navigation
            ? navigation.IsCollection || !navigation.ForeignKey.IsRequiredDependent
            : ((IComplexProperty)document).IsNullable;

    /// <summary>The complex property or the navigation to something owned that has the name; null when there is none.</summary>
    public static IPropertyBase? FindDocument(this ITypeBase type, string name)
        => type.FindComplexProperty(name) is { } property ? property
            : (type as IEntityType)?.FindNavigation(name) is { } navigation && navigation.IsDocument() ? navigation
            : null;

    /// <summary>The complex properties and navigations to something owned.</summary>
    public static IEnumerable<IPropertyBase> GetDocuments(this ITypeBase type)
        => type is IEntityType entityType
            ? entityType.GetComplexProperties().Concat<IPropertyBase>(entityType.GetOwnedNavigations())
            : type.GetComplexProperties();

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
