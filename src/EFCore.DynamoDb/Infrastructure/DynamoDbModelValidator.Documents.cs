using EFCore.DynamoDb.Diagnostics;
using EFCore.DynamoDb.Items;
using EFCore.DynamoDb.Metadata;
using EFCore.DynamoDb.Storage;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
namespace EFCore.DynamoDb.Infrastructure;
internal sealed partial class DynamoDbModelValidator
{
    /// <summary>One property of an entity type may take what nothing is mapped to.</summary>
    private static void ValidateExtensionData(ITypeBase type)
    {
        IProperty? found = null;
        foreach (var property in type.GetProperties().Where(p => p.IsExtensionData()))
        {
            if (type is not IEntityType entityType || entityType.IsOwned())
            {
                throw new InvalidOperationException(DynamoDbStrings.ExtensionDataInDocument(type.DisplayName(), property.Name));
            }

            if (property.GetTypeMapping() is not DynamoDbTypeMapping { AttributeType: DynamoDbAttributeType.M } || property.IsKey() || property.IsIndex())
            {
                throw new InvalidOperationException(
                    DynamoDbStrings.ExtensionDataType(type.DisplayName(), property.Name, property.ClrType.ShortDisplayName()));
            }

            if (found is not null)
            {
                throw new InvalidOperationException(DynamoDbStrings.ExtensionDataTwice(type.DisplayName(), found.Name, property.Name));
            }

            found = property;
        }

        foreach (var document in type.GetDeclaredComplexProperties())
        {
            ValidateExtensionData(document.ComplexType);
        }
    }

    /// <summary>An item, and each map in it, has an attribute name once.</summary>
    private static void ValidateAttributes(ITypeBase type)
    {
        // Siblings may share an attribute, so each type is looked at with the members it inherits.
        var members = new Dictionary<string, IPropertyBase>(StringComparer.Ordinal);
        foreach (var member in type.GetProperties().Where(p => p.IsStored()).Concat(type.GetDocuments()))
        {
            var attribute = member.GetItemAttributeName();
            if (IsTooLong(attribute, 65535))
            {
                throw new InvalidOperationException(DynamoDbStrings.AttributeName(type.DisplayName(), member.Name, attribute));
            }

            if (!members.TryAdd(attribute, member))
            {
                throw new InvalidOperationException(
                    DynamoDbStrings.SameAttributeTwice(type.DisplayName(), members[attribute].Name, member.Name, attribute));
            }
        }

        foreach (var property in type.GetComplexProperties())
        {
            ValidateAttributes(property.ComplexType);
        }
    }

    /// <summary>
    /// An owned type is a part of its owner's item: nothing can be said of it that is said of a table, and an element of a collection is known by its owner.
    /// </summary>
    private static void ValidateOwned(IEntityType entityType, IForeignKey ownership)
    {
        if (entityType.GetDeclaredIndexes().FirstOrDefault() is { } index)
        {
            throw new InvalidOperationException(
                DynamoDbStrings.OwnedIndex(entityType.DisplayName(), string.Join(", ", index.Properties.Select(p => p.Name))));
        }

        // A name that a convention took from the class is the owner's business.
        var setting = entityType.GetAnnotations().FirstOrDefault(
            a => a.Name.StartsWith(DynamoDbAnnotationNames.Prefix, StringComparison.Ordinal)
                && a.Name is not (DynamoDbAnnotationNames.AttributeName or DynamoDbAnnotationNames.Tables)
                && (a as IConventionAnnotation)?.GetConfigurationSource() != ConfigurationSource.Convention);
        if (setting is not null)
        {
            throw new InvalidOperationException(
                DynamoDbStrings.OwnedSetting(entityType.DisplayName(), setting.Name[DynamoDbAnnotationNames.Prefix.Length..]));
        }

        if (ownership.PrincipalToDependent is null)
        {
            throw new InvalidOperationException(
                DynamoDbStrings.OwnedWithoutNavigation(entityType.DisplayName(), ownership.PrincipalEntityType.DisplayName()));
        }

        var key = entityType.FindPrimaryKey()!.Properties;
        if (ownership.IsUnique && !(ownership.Properties.All(key.Contains) && key.Count == ownership.Properties.Count))
        {
            throw new InvalidOperationException(
                DynamoDbStrings.OwnedKey(
                    entityType.DisplayName(),
                    string.Join(", ", key.Select(p => p.Name)),
                    ownership.PrincipalEntityType.DisplayName(),
                    string.Join(", ", ownership.Properties.Select(p => p.Name))));
        }

        if (entityType.GetProperties().FirstOrDefault(p => p.IsConcurrencyToken && (p.ValueGenerated.HasFlag(ValueGenerated.OnUpdate) || IsInCollection(entityType))) is { } token)
        {
            throw new InvalidOperationException(
                DynamoDbStrings.TokenInDocument(
                    entityType.DisplayName(), token.Name, ((IEntityType)entityType.GetItemType()).DisplayName()));
        }
    }

    /// <summary>What is in a document is stored as in an item; a condition on the item reaches its concurrency tokens, but not those of elements.</summary>
    private static void ValidateDocuments(ITypeBase type)
    {
        foreach (var document in type.GetDeclaredComplexProperties())
        {
            foreach (var property in document.ComplexType.GetProperties())
            {
                if (StorageSettings.ProblemOf(property) is { } problem)
                {
                    throw new InvalidOperationException(problem);
                }

                if (property.IsConcurrencyToken && (property.ValueGenerated.HasFlag(ValueGenerated.OnUpdate) || IsInCollection(document.ComplexType)))
                {
                    throw new InvalidOperationException(
                        DynamoDbStrings.TokenInDocument(document.ComplexType.DisplayName(), property.Name, type.ContainingEntityType.DisplayName()));
                }
            }

            ValidateDocuments(document.ComplexType);
        }
    }

    /// <summary>Whether the document is, or is in, an element of a list.</summary>
    private static bool IsInCollection(ITypeBase? type)
    {
        while (type is IComplexType complex)
        {
            if (complex.ComplexProperty.IsCollection)
            {
                return true;
            }

            type = complex.ComplexProperty.DeclaringType;
        }

        for (var ownership = (type as IEntityType)?.FindOwnership(); ownership is not null; ownership = ownership.PrincipalEntityType.FindOwnership())
        {
            if (!ownership.IsUnique)
            {
                return true;
            }
        }

        return false;
    }
}
