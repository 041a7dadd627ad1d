using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Conventions;
using Microsoft.EntityFrameworkCore.Metadata.Conventions.Infrastructure;

namespace EFCore.DynamoDb.Metadata.Conventions;

/// <summary>Only Guid keys are generated: DynamoDB has no sequences, so a number is the application's to choose.</summary>
internal sealed class DynamoDbValueGenerationConvention(ProviderConventionSetBuilderDependencies dependencies)
    : ValueGenerationConvention(dependencies)
{
    protected override ValueGenerated? GetValueGenerated(IConventionProperty property)
        => property.ClrType == typeof(Guid) ? base.GetValueGenerated(property) : null;
}
