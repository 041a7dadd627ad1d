using System.Diagnostics;
using System.Globalization;
using EFCore.DynamoDb.Access;
using EFCore.DynamoDb.Infrastructure;
using EFCore.DynamoDb.Metadata;
using Microsoft.EntityFrameworkCore.Metadata;

namespace EFCore.DynamoDb.Update;

/// <summary>
/// The values of <c>IsRowVersion</c> properties, which DynamoDB does not make itself: numbers count up from 1, GUIDs are new each time.
/// </summary>
internal static class RowVersion
{
    public static bool IsRowVersion(IReadOnlyProperty property)
        => property.IsConcurrencyToken && (property.ValueGenerated & ValueGenerated.OnUpdate) != 0;

    /// <summary>The version after <paramref name="current" />, which is null for a new item.</summary>
    public static object Next(IReadOnlyProperty property, object? current)
    {
        var type = Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType;
        if (type == typeof(Guid))
        {
            return Guid.NewGuid();
        }

        // Each as an object at once, or the switch would make all of them decimals.
        return Type.GetTypeCode(type) switch
        {
            TypeCode.Int64 => (object)unchecked((long)(current ?? 0L) + 1),
            TypeCode.Int32 => (object)unchecked((int)(current ?? 0) + 1),
            TypeCode.UInt64 => (object)unchecked((ulong)(current ?? 0UL) + 1),
            TypeCode.UInt32 => (object)unchecked((uint)(current ?? 0U) + 1),
            TypeCode.Int16 => (object)unchecked((short)((short)(current ?? (short)0) + 1)),
            TypeCode.UInt16 => (object)unchecked((ushort)((ushort)(current ?? (ushort)0) + 1)),
            TypeCode.Decimal => (object)((decimal)(current ?? 0m) + 1),
            _ => throw new UnreachableException($"The model validator lets no {type} be a row version."),
        };
    }

    /// <summary>The next version of an item that nobody has read; null when the entity type has no row version, or when it is set by itself.</summary>
    public static UpdateAction? Advance(IEntityType entityType, TableModel table, DynamoDbNullStorage nullStorage, IEnumerable<AttributePath> targets)
    {
        if (entityType.GetProperties().FirstOrDefault(IsRowVersion) is not { } property
            || targets.Any(t => t.Name == property.GetItemAttributeName()))
        {
            return null;
        }

        var target = new AttributeTarget(property, property.GetItemAttributeName(), table, nullStorage);
        var first = Next(property, null);
        return first is Guid
            ? new UpdateAction.Set(target.Path, new UpdateValue.Literal(target.ToStored(first)))
            : new UpdateAction.Add(target.Path, target.ToStored(first)) { IsVersion = true };
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
