using System.Reflection;
using EFCore.DynamoDb.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Metadata.Conventions;
using Microsoft.EntityFrameworkCore.Metadata.Conventions.Infrastructure;

namespace EFCore.DynamoDb.Metadata.Conventions;

/// <summary>Reads <see cref="UnixTimestampAttribute" />.</summary>
internal sealed class UnixTimestampAttributeConvention(ProviderConventionSetBuilderDependencies dependencies)
    : PropertyAttributeConventionBase<UnixTimestampAttribute>(dependencies)
{
    protected override void ProcessPropertyAdded(
        IConventionPropertyBuilder propertyBuilder, UnixTimestampAttribute attribute, MemberInfo clrMember, IConventionContext context)
        => propertyBuilder.HasAnnotation(MappingAnnotationNames.UnixTimestamp, attribute.Unit, fromDataAnnotation: true);
}

/// <summary>Reads <see cref="JsonStrAttribute" />.</summary>
internal sealed class JsonStrAttributeConvention(ProviderConventionSetBuilderDependencies dependencies)
    : PropertyAttributeConventionBase<JsonStrAttribute>(dependencies)
{
    protected override void ProcessPropertyAdded(
        IConventionPropertyBuilder propertyBuilder, JsonStrAttribute attribute, MemberInfo clrMember, IConventionContext context)
        => propertyBuilder.HasAnnotation(MappingAnnotationNames.JsonStr, (object?)attribute.Context ?? true, fromDataAnnotation: true);
}
