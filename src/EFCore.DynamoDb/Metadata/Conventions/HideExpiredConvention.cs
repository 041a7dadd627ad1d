using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Metadata.Conventions;

namespace EFCore.DynamoDb.Metadata.Conventions;

/// <summary>Gives the types that hide what has expired a query filter of its own name; what stands against it is for validation to say.</summary>
internal sealed class HideExpiredConvention : IModelFinalizingConvention
{
    public void ProcessModelFinalizing(IConventionModelBuilder modelBuilder, IConventionContext<IConventionModelBuilder> context)
    {
        foreach (var entityType in modelBuilder.Metadata.GetEntityTypes())
        {
            if (entityType[DynamoDbAnnotationNames.HidesExpired] is true
                && entityType.BaseType is null
                && DynamoDbMetadata.TimeToLiveOf(entityType) is { } name
                && entityType.FindProperty(name) is { } property
                && Expires(property.ClrType)
                && !entityType.GetDeclaredQueryFilters().Any(f => f.IsAnonymous))
            {
                entityType.SetQueryFilter(DynamoDbQueryFilters.Expired, ExpiryClock.Filter(entityType, property));
            }
        }
    }

    private static bool Expires(Type type)
        => (Nullable.GetUnderlyingType(type) ?? type) is var expires
            && (expires == typeof(DateTime) || expires == typeof(DateTimeOffset) || expires == typeof(long) || expires == typeof(int));
}
