using EFCore.DynamoDb.Diagnostics;
using EFCore.DynamoDb.Metadata;
using EFCore.DynamoDb.Storage;
using Microsoft.EntityFrameworkCore.Metadata;

namespace EFCore.DynamoDb.Infrastructure;

internal sealed partial class DynamoDbModelValidator
{
    /// <summary>An item, and each map in it, has an attribute name once.</summary>
    private static void ValidateAttributes(ITypeBase type)
    {
        // Siblings may share an attribute, so each type is looked at with the members it inherits.
        var members = new Dictionary<string, IPropertyBase>(StringComparer.Ordinal);
        foreach (var member in type.GetProperties().Concat<IPropertyBase>(type.GetComplexProperties()))
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

    /// <summary>What is in a document is stored as in an item, but a condition on the item does not know its concurrency tokens.</summary>
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

                if (property.IsConcurrencyToken)
                {
                    throw new InvalidOperationException(
                        DynamoDbStrings.TokenInDocument(document.ComplexType.DisplayName(), property.Name, type.ContainingEntityType.DisplayName()));
                }
            }

            ValidateDocuments(document.ComplexType);
        }
    }
}
