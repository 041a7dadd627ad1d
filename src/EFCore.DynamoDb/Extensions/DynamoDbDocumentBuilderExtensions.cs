using EFCore.DynamoDb.Metadata;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Microsoft.EntityFrameworkCore;

/// <summary>
/// Maps complex properties and owned types to the maps (M) and lists (L) that store them inside their item.
/// </summary>
public static partial class DynamoDbDocumentBuilderExtensions
{
    /// <summary>The name of the attribute, or inside a document of the map entry, that stores the complex property.</summary>
    /// <param name="propertyBuilder">The complex property.</param>
    /// <param name="name">1 to 65,535 bytes of UTF-8.</param>
    public static ComplexPropertyBuilder HasAttributeName(this ComplexPropertyBuilder propertyBuilder, string name)
    {
        ArgumentNullException.ThrowIfNull(propertyBuilder);
        ArgumentException.ThrowIfNullOrEmpty(name);
        propertyBuilder.Metadata.SetAttributeName(name);
        return propertyBuilder;
    }

    /// <inheritdoc cref="HasAttributeName(ComplexPropertyBuilder, string)" />
    public static ComplexPropertyBuilder<TComplex> HasAttributeName<TComplex>(
        this ComplexPropertyBuilder<TComplex> propertyBuilder, string name)
        where TComplex : notnull
        => (ComplexPropertyBuilder<TComplex>)HasAttributeName((ComplexPropertyBuilder)propertyBuilder, name);

    /// <summary>The name of the attribute, or inside a document of the map entry, that stores the collection.</summary>
    /// <param name="collectionBuilder">The collection.</param>
    /// <param name="name">1 to 65,535 bytes of UTF-8.</param>
    public static ComplexCollectionBuilder HasAttributeName(this ComplexCollectionBuilder collectionBuilder, string name)
    {
        ArgumentNullException.ThrowIfNull(collectionBuilder);
        ArgumentException.ThrowIfNullOrEmpty(name);
        collectionBuilder.Metadata.SetAttributeName(name);
        return collectionBuilder;
    }

    /// <inheritdoc cref="HasAttributeName(ComplexCollectionBuilder, string)" />
    public static ComplexCollectionBuilder<TElement> HasAttributeName<TElement>(
        this ComplexCollectionBuilder<TElement> collectionBuilder, string name)
        where TElement : notnull
        => (ComplexCollectionBuilder<TElement>)HasAttributeName((ComplexCollectionBuilder)collectionBuilder, name);

    /// <summary>The name of the map entry that stores a property of a complex type.</summary>
    /// <param name="propertyBuilder">The property.</param>
    /// <param name="name">1 to 65,535 bytes of UTF-8.</param>
    public static ComplexTypePropertyBuilder HasAttributeName(this ComplexTypePropertyBuilder propertyBuilder, string name)
    {
        ArgumentNullException.ThrowIfNull(propertyBuilder);
        ArgumentException.ThrowIfNullOrEmpty(name);
        propertyBuilder.Metadata.SetAttributeName(name);
        return propertyBuilder;
    }

    /// <inheritdoc cref="HasAttributeName(ComplexTypePropertyBuilder, string)" />
    public static ComplexTypePropertyBuilder<TProperty> HasAttributeName<TProperty>(
        this ComplexTypePropertyBuilder<TProperty> propertyBuilder, string name)
        => (ComplexTypePropertyBuilder<TProperty>)HasAttributeName((ComplexTypePropertyBuilder)propertyBuilder, name);

    /// <inheritdoc cref="HasAttributeName(ComplexTypePropertyBuilder, string)" />
    public static ComplexCollectionTypePropertyBuilder HasAttributeName(this ComplexCollectionTypePropertyBuilder propertyBuilder, string name)
    {
        ArgumentNullException.ThrowIfNull(propertyBuilder);
        ArgumentException.ThrowIfNullOrEmpty(name);
        propertyBuilder.Metadata.SetAttributeName(name);
        return propertyBuilder;
    }

    /// <inheritdoc cref="HasAttributeName(ComplexTypePropertyBuilder, string)" />
    public static ComplexCollectionTypePropertyBuilder<TProperty> HasAttributeName<TProperty>(
        this ComplexCollectionTypePropertyBuilder<TProperty> propertyBuilder, string name)
        => (ComplexCollectionTypePropertyBuilder<TProperty>)HasAttributeName((ComplexCollectionTypePropertyBuilder)propertyBuilder, name);

    /// <summary>The name of the attribute, or inside a document of the map entry, that stores what the navigation owns.</summary>
    /// <param name="navigationBuilder">The ownership.</param>
    /// <param name="name">1 to 65,535 bytes of UTF-8.</param>
    public static OwnedNavigationBuilder HasAttributeName(this OwnedNavigationBuilder navigationBuilder, string name)
    {
        ArgumentNullException.ThrowIfNull(navigationBuilder);
        ArgumentException.ThrowIfNullOrEmpty(name);
        navigationBuilder.Metadata.PrincipalToDependent!.SetAnnotation(DynamoDbAnnotationNames.AttributeName, name);
        return navigationBuilder;
    }

    /// <inheritdoc cref="HasAttributeName(OwnedNavigationBuilder, string)" />
    public static OwnedNavigationBuilder<TOwner, TOwned> HasAttributeName<TOwner, TOwned>(
        this OwnedNavigationBuilder<TOwner, TOwned> navigationBuilder, string name)
        where TOwner : class
        where TOwned : class
        => (OwnedNavigationBuilder<TOwner, TOwned>)HasAttributeName((OwnedNavigationBuilder)navigationBuilder, name);

    /// <summary>The name of the attribute that stores the complex property.</summary>
    /// <param name="property">The complex property.</param>
    public static string GetAttributeName(this IReadOnlyComplexProperty property)
    {
        ArgumentNullException.ThrowIfNull(property);
        return property.GetItemAttributeName();
    }

    /// <summary>Sets the name of the attribute that stores the complex property.</summary>
    /// <param name="property">The complex property.</param>
    /// <param name="name">1 to 65,535 bytes of UTF-8; null for the default.</param>
    public static void SetAttributeName(this IMutableComplexProperty property, string? name)
    {
        ArgumentNullException.ThrowIfNull(property);
        property.SetOrRemoveAnnotation(DynamoDbAnnotationNames.AttributeName, name);
    }
}
