using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace EFCore.DynamoDb.FunctionalTests.Specification;

/// <summary>What the models of EF Core's tests are given here, as an application would give it.</summary>
internal static class Models
{
    /// <summary>
    /// Stores every DateTimeOffset with its offset, which the tests look at. By default it is stored as UTC, so that it sorts.
    /// </summary>
    public static void KeepOffsets(this ModelBuilder modelBuilder)
    {
        foreach (var property in modelBuilder.Model.GetEntityTypes().SelectMany(e => e.GetDeclaredProperties()).Where(IsStoredAsOffset))
        {
            property.SetIsoFormat("yyyy-MM-ddTHH:mm:ss.fffffffzzz");
        }

        static bool IsStoredAsOffset(IMutableProperty property)
        {
            var type = property.GetValueConverter()?.ProviderClrType ?? property.GetProviderClrType() ?? property.ClrType;
            return (Nullable.GetUnderlyingType(type) ?? type) == typeof(DateTimeOffset);
        }
    }
}
