using System.Globalization;
using EFCore.DynamoDb.Diagnostics;
using Microsoft.EntityFrameworkCore.Metadata;

namespace EFCore.DynamoDb.Update;

/// <summary>
/// The values of <c>IsRowVersion</c> properties, which DynamoDB does not make itself: numbers count up from 1, GUIDs are new each time.
/// </summary>
internal static class RowVersion
{
    public static bool IsRowVersion(IReadOnlyProperty property)
        => property.IsConcurrencyToken && property.ValueGenerated == ValueGenerated.OnAddOrUpdate;

    /// <summary>The version after <paramref name="current" />, which is null for a new item.</summary>
    public static object Next(IReadOnlyProperty property, object? current)
    {
        var type = Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType;
        if (type == typeof(Guid))
        {
            return Guid.NewGuid();
        }

        return Type.GetTypeCode(type) switch
        {
            TypeCode.Int64 => unchecked((long)(current ?? 0L) + 1),
            TypeCode.Int32 => unchecked((int)(current ?? 0) + 1),
            TypeCode.UInt64 => unchecked((ulong)(current ?? 0UL) + 1),
            TypeCode.UInt32 => unchecked((uint)(current ?? 0U) + 1),
            TypeCode.Int16 => unchecked((short)((short)(current ?? (short)0) + 1)),
            TypeCode.UInt16 => unchecked((ushort)((ushort)(current ?? (ushort)0) + 1)),
            TypeCode.Decimal => (decimal)(current ?? 0m) + 1,
            _ => throw new InvalidOperationException(
                DynamoDbStrings.RowVersionType(property.DeclaringType.DisplayName(), property.Name, type.Name)),
        };
    }

    /// <summary>Whether a version is the CLR's zero, which is what an item reads as that has no version yet.</summary>
    public static bool IsUnversioned(object? version)
        => version switch
        {
            Guid guid => guid == Guid.Empty,
            IConvertible number => number.ToDecimal(CultureInfo.InvariantCulture) == 0,
            _ => false,
        };
}
