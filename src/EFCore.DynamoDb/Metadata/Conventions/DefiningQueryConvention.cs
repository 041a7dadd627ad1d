using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Metadata.Conventions;
using Microsoft.EntityFrameworkCore.Metadata.Conventions.Infrastructure;

namespace EFCore.DynamoDb.Metadata.Conventions;

/// <summary>The sets of the context inside of a defining query become the entity types themselves, as those of query filters do.</summary>
internal sealed class DefiningQueryConvention(ProviderConventionSetBuilderDependencies dependencies) : QueryFilterRewritingConvention(dependencies)
{
    public override void ProcessModelFinalizing(IConventionModelBuilder modelBuilder, IConventionContext<IConventionModelBuilder> context)
    {
        foreach (var entityType in modelBuilder.Metadata.GetEntityTypes())
        {
            if (DynamoDbMetadata.DefiningQueryOf(entityType) is { } query)
            {
                entityType.SetAnnotation(DynamoDbAnnotationNames.DefiningQuery, (LambdaExpression)DbSetAccessRewriter.Rewrite(modelBuilder.Metadata, query));
            }
        }
    }
}
