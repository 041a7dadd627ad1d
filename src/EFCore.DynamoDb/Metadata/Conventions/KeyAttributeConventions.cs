using System.Reflection;
using EFCore.DynamoDb.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Metadata.Conventions;
using Microsoft.EntityFrameworkCore.Metadata.Conventions.Infrastructure;

namespace EFCore.DynamoDb.Metadata.Conventions;

/// <summary>Reads <see cref="PartitionKeyAttribute" />.</summary>
internal sealed class PartitionKeyAttributeConvention(ProviderConventionSetBuilderDependencies dependencies)
    : PropertyAttributeConventionBase<PartitionKeyAttribute>(dependencies)
{
    protected override void ProcessPropertyAdded(
        IConventionPropertyBuilder propertyBuilder, PartitionKeyAttribute attribute, MemberInfo clrMember, IConventionContext context)
        => KeyAttributes.SetKey(propertyBuilder.Metadata, DynamoDbAnnotationNames.PartitionKey, DynamoDbStrings.SeveralPartitionKeys);
}

/// <summary>Reads <see cref="SortKeyAttribute" />.</summary>
internal sealed class SortKeyAttributeConvention(ProviderConventionSetBuilderDependencies dependencies)
    : PropertyAttributeConventionBase<SortKeyAttribute>(dependencies)
{
    protected override void ProcessPropertyAdded(
        IConventionPropertyBuilder propertyBuilder, SortKeyAttribute attribute, MemberInfo clrMember, IConventionContext context)
        => KeyAttributes.SetKey(propertyBuilder.Metadata, DynamoDbAnnotationNames.SortKey, DynamoDbStrings.SeveralSortKeys);
}

/// <summary>What both attributes have in common: one property a table, and explicit configuration wins.</summary>
file static class KeyAttributes
{
    public static void SetKey(IConventionProperty property, string annotationName, Func<string, string, string, string> severalKeys)
    {
        if (property.DeclaringType is not IConventionEntityType entityType)
        {
            throw new InvalidOperationException(
                DynamoDbStrings.KeyInComplexType(property.DeclaringType.DisplayName(), property.Name));
        }

        var annotation = entityType.FindAnnotation(annotationName);
        if (annotation?.GetConfigurationSource() == ConfigurationSource.DataAnnotation
            && (string?)annotation.Value is { } other
            && other != property.Name)
        {
            throw new InvalidOperationException(severalKeys(entityType.DisplayName(), other, property.Name));
        }

        entityType.Builder.HasAnnotation(annotationName, property.Name, fromDataAnnotation: true);
    }
}
