using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Metadata.Conventions;

namespace EFCore.DynamoDb.Metadata.Conventions;

/// <summary>
/// The key that EF gives the elements of an owned collection is their position. It is not stored; until an element is saved it has a temporary value.
/// </summary>
internal sealed class OwnedPositionConvention : IModelFinalizingConvention
{
    public void ProcessModelFinalizing(IConventionModelBuilder modelBuilder, IConventionContext<IConventionModelBuilder> context)
    {
        foreach (var entityType in modelBuilder.Metadata.GetEntityTypes())
        {
            if (entityType.FindPositionKey() is IConventionProperty position)
            {
                position.Builder.ValueGenerated(ValueGenerated.OnAdd);
            }
        }
    }
}
