using EFCore.DynamoDb.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Metadata.Conventions;

namespace EFCore.DynamoDb.Metadata.Conventions;

/// <summary>Stores the time by which items expire in seconds, unless the model says otherwise (which validation refuses).</summary>
internal sealed class TimeToLiveConvention : IModelFinalizingConvention
{
    public void ProcessModelFinalizing(IConventionModelBuilder modelBuilder, IConventionContext<IConventionModelBuilder> context)
    {
        foreach (var entityType in modelBuilder.Metadata.GetEntityTypes())
        {
            if (entityType[DynamoDbAnnotationNames.TimeToLive] is string name
                && entityType.FindProperty(name) is { } property
                && (Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType) is var type
                && (type == typeof(DateTime) || type == typeof(DateTimeOffset))
                && property.GetValueConverter() is null
                && property.GetProviderClrType() is null
                && StorageSettings.Of((IReadOnlyAnnotatable)property).IsEmpty)
            {
                property.Builder.HasAnnotation(MappingAnnotationNames.UnixTimestamp, TimestampUnit.Seconds);
            }
        }
    }
}
