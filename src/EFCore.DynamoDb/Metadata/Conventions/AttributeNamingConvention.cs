using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Metadata.Conventions;

namespace EFCore.DynamoDb.Metadata.Conventions;

/// <summary>Names the attributes of all properties and documents that were given no name. The discriminator keeps its own.</summary>
internal sealed class AttributeNamingConvention(DynamoDbAttributeNaming naming) : IModelFinalizingConvention
{
    public void ProcessModelFinalizing(IConventionModelBuilder modelBuilder, IConventionContext<IConventionModelBuilder> context)
    {
        foreach (var entityType in modelBuilder.Metadata.GetEntityTypes())
        {
            Name(entityType);
            foreach (var navigation in entityType.GetDeclaredNavigations())
            {
                if (navigation.IsDocument())
                {
                    navigation.Builder.HasAnnotation(DynamoDbAnnotationNames.AttributeName, AttributeNames.Of(navigation.Name, naming));
                }
            }
        }
    }

    private void Name(IConventionTypeBase type)
    {
        var discriminator = (type as IConventionEntityType)?.FindDiscriminatorProperty();
        foreach (var property in type.GetDeclaredProperties())
        {
            if (property != discriminator)
            {
                property.Builder.HasAnnotation(DynamoDbAnnotationNames.AttributeName, AttributeNames.Of(property.Name, naming));
            }
        }

        foreach (var property in type.GetDeclaredComplexProperties())
        {
            property.Builder.HasAnnotation(DynamoDbAnnotationNames.AttributeName, AttributeNames.Of(property.Name, naming));
            Name(property.ComplexType);
        }
    }
}
