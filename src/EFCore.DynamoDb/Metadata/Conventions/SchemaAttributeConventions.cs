using System.ComponentModel.DataAnnotations.Schema;
using System.Reflection;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Metadata.Conventions;
using Microsoft.EntityFrameworkCore.Metadata.Conventions.Infrastructure;

namespace EFCore.DynamoDb.Metadata.Conventions;

/// <summary>Reads <see cref="TableAttribute" />: the name of the table. DynamoDB has no schemas.</summary>
internal sealed class TableAttributeConvention(ProviderConventionSetBuilderDependencies dependencies)
    : TypeAttributeConventionBase<TableAttribute>(dependencies), IEntityTypeBaseTypeChangedConvention
{
    // An attribute that is inherited from a mapped base class is the root's; one inherited from any other class is this type's own.
    public void ProcessEntityTypeBaseTypeChanged(
        IConventionEntityTypeBuilder entityTypeBuilder,
        IConventionEntityType? newBaseType,
        IConventionEntityType? oldBaseType,
        IConventionContext<IConventionEntityType> context)
    {
        if (newBaseType is not null)
        {
            entityTypeBuilder.HasNoAnnotation(DynamoDbAnnotationNames.TableName, fromDataAnnotation: true);
        }
        else if (entityTypeBuilder.Metadata.ClrType.GetCustomAttribute<TableAttribute>(inherit: true) is { } attribute)
        {
            SetTableName(entityTypeBuilder, attribute);
        }
    }

    protected override void ProcessEntityTypeAdded(
        IConventionEntityTypeBuilder entityTypeBuilder,
        TableAttribute attribute,
        IConventionContext<IConventionEntityTypeBuilder> context)
        => SetTableName(entityTypeBuilder, attribute);

    private static void SetTableName(IConventionEntityTypeBuilder entityTypeBuilder, TableAttribute attribute)
    {
        if (!string.IsNullOrEmpty(attribute.Name) && entityTypeBuilder.Metadata.BaseType is null)
        {
            entityTypeBuilder.HasAnnotation(DynamoDbAnnotationNames.TableName, attribute.Name, fromDataAnnotation: true);
        }
    }
}

/// <summary>Reads <see cref="ColumnAttribute" />: the name of the attribute. Its type name is a relational database's.</summary>
internal sealed class ColumnAttributeConvention(ProviderConventionSetBuilderDependencies dependencies)
    : PropertyAttributeConventionBase<ColumnAttribute>(dependencies)
{
    protected override void ProcessPropertyAdded(
        IConventionPropertyBuilder propertyBuilder, ColumnAttribute attribute, MemberInfo clrMember, IConventionContext context)
    {
        if (!string.IsNullOrEmpty(attribute.Name))
        {
            propertyBuilder.HasAnnotation(DynamoDbAnnotationNames.AttributeName, attribute.Name, fromDataAnnotation: true);
        }
    }
}
