using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Metadata.Conventions;

namespace EFCore.DynamoDb.Metadata.Conventions;

/// <summary>Names the attributes of all properties that were given no name. The discriminator keeps its own.</summary>
internal sealed class AttributeNamingConvention(DynamoDbAttributeNaming naming) : IModelFinalizingConvention
{
    public void ProcessModelFinalizing(IConventionModelBuilder modelBuilder, IConventionContext<IConventionModelBuilder> context)
    {
        foreach (var entityType in modelBuilder.Metadata.GetEntityTypes())
        {
            var discriminator = entityType.FindDiscriminatorProperty();
            foreach (var property in entityType.GetDeclaredProperties())
            {
                if (property != discriminator)
                {
                    property.Builder.HasAnnotation(DynamoDbAnnotationNames.AttributeName, AttributeNames.Of(property.Name, naming));
                }
            }
        }
    }
}
