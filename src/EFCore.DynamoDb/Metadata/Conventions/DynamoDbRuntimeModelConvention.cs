using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Conventions;
using Microsoft.EntityFrameworkCore.Metadata.Conventions.Infrastructure;

namespace EFCore.DynamoDb.Metadata.Conventions;

/// <summary>Makes the read-only copy of a model. The tables are not copied: they hold the entity types of the model they were made from.</summary>
internal sealed class DynamoDbRuntimeModelConvention(ProviderConventionSetBuilderDependencies dependencies)
    : RuntimeModelConvention(dependencies)
{
    protected override void ProcessModelAnnotations(
        Dictionary<string, object?> annotations, IModel model, RuntimeModel runtimeModel, bool runtime)
    {
        base.ProcessModelAnnotations(annotations, model, runtimeModel, runtime);

        if (runtime)
        {
            annotations.Remove(DynamoDbAnnotationNames.Tables);
        }
    }
}
